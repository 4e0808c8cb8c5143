"""The page Mobiliser: what it says of an organisation leads to the line that says it."""

from __future__ import annotations

import re


def test_each_source_at_the_foot_is_called_from_what_it_proves(client):
    page = client.get("/mobiliser", params={"purpose": "activite", "territory": "Val-Fleuri"}).text

    listed = set(re.findall(r'<li id="(source-\d+)"', page))
    called = set(re.findall(r'class="mark" href="#(source-\d+)"', page))
    assert listed
    assert listed == called
