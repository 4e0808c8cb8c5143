"""The page Mobiliser: what it says of an organisation leads to the line that says it."""

from __future__ import annotations

import re

import pytest


def test_each_source_at_the_foot_is_called_from_what_it_proves(client):
    page = client.get("/mobiliser", params={"purpose": "activite", "territory": "Val-Fleuri"}).text

    listed = set(re.findall(r'<li id="(source-\d+)"', page))
    called = set(re.findall(r'class="mark" href="#(source-\d+)"', page))
    assert listed
    assert listed == called


def test_those_whose_role_alone_is_a_reason_are_folded_under_the_list(client):
    page = client.get("/mobiliser", params={"purpose": "locaux", "territory": "Val-Fleuri"}).text

    shown, _, folded = page.partition("<summary>Sans raison connue sur ce sujet (")
    assert "sans fait connu sur ce sujet" not in shown
    assert folded.count("entreprise, sans fait connu sur ce sujet") == int(folded.partition(")")[0])


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize(("purpose", "said"), [("activite", "ouverture-d-une-activite"), ("locaux", "locaux")])
def test_the_name_of_a_downloaded_list_says_for_what_and_where(client, purpose, said, form):
    asked = {"purpose": purpose, "territory": "Val-Fleuri", "format": form}

    told = client.get("/api/questions/mobiliser", params=asked).headers["content-disposition"]

    assert f'filename="mobiliser-{said}-val-fleuri.{form}"' in told
