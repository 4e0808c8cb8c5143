"""The guides: what their one file says is what the page shows, in the package too."""

from __future__ import annotations

import re
from html import unescape

from api.guides import guides, read_guide
from tests.test_package import ROOT


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_help_leads_to_each_guide_and_the_page_holds_all_its_parts(client):
    help_page = client.get("/aide").text

    for name, guide in guides().items():
        assert f'href="/aide/{name}"' in help_page
        page = client.get(f"/aide/{name}")
        assert page.status_code == 200
        assert f"<h1>{guide.title}</h1>" in page.text
        for anchor, title in guide.parts:
            assert f'<h2 id="{anchor}">' in page.text
            assert title in words(page.text)


def test_a_guide_says_on_its_page_what_its_file_says(client):
    text = (ROOT / "api" / "guides" / "neo4j.md").read_text(encoding="utf-8")
    said = "".join(words(client.get("/aide/neo4j").text).split())

    plain = [re.sub(r"[`*\s]", "", line) for line in re.findall(r"^[^#|`\n-].*[.:]$", text, re.MULTILINE)]
    assert len(plain) > 15
    assert [line for line in plain if line not in said] == []


def test_an_unknown_guide_is_not_found(client):
    assert client.get("/aide/../pyproject").status_code == 404
    assert client.get("/aide/inconnu").status_code == 404


def test_two_parts_of_one_title_do_not_share_an_address():
    guide = read_guide("essai", "# T\n\n## Limites\n\nUne.\n\n## Limites\n\nDeux.\n")

    assert len({anchor for anchor, _ in guide.parts}) == 2
