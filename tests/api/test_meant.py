"""A name that speaks of several actors is no dead end: each is a link to the page that was asked for."""

from __future__ import annotations

import re
from html import unescape

import pytest
from click.testing import CliRunner

from api.cli import main
from tests.api.page_check import loose


def offered(page: str) -> dict[str, str]:
    """Return the names offered in the place of the one that was typed, with where each leads."""
    (listed,) = re.findall(r'<ul class="offers">(.*?)</ul>', page, re.DOTALL)
    return {unescape(name): unescape(href) for href, name in re.findall(r'<a href="([^"]+)">([^<]+)</a>', listed)}


@pytest.mark.parametrize(
    ("path", "param", "more"),
    [
        ("/reseau", "centre", {"depth": "2"}),
        ("/questions/chemin", "start", {"end": "CLE Terres Neuves"}),
        ("/questions/fiche", "actor", {}),
    ],
)
def test_a_name_of_several_actors_is_chosen_among_links_to_the_same_page(client, path, param, more):
    page = client.get(path, params={**more, param: "l"})

    assert page.status_code == 422
    assert "lequel cherchez-vous" in loose(unescape(page.text))
    found = offered(page.text)
    assert {"La Fabrique", "L'Ouvroir"} <= found.keys()
    chosen = client.get(found["La Fabrique"])
    assert chosen.status_code == 200
    assert chosen.url.path == path
    assert {name: chosen.url.params[name] for name in more} == more
    assert "EBE, Belleville" in unescape(re.search(r">La Fabrique</a>(.*?)</li>", page.text)[1])


def test_a_misspelled_name_offers_the_nearest(client):
    page = client.get("/reseau", params={"centre": "Fabrik"})

    assert page.status_code == 404
    assert list(offered(page.text)) == ["La Fabrique"]


@pytest.mark.parametrize(("path", "param"), [("/reseau", "centre"), ("/questions/fiche", "actor"), ("/questions/reseau", "centre")])
def test_a_page_about_an_actor_that_is_absent_is_not_found_and_keeps_what_was_typed(client, path, param):
    page = client.get(path, params={param: "Zzzqq"})

    assert page.status_code == 404
    assert "Aucun acteur ne s'appelle « Zzzqq »." in loose(unescape(page.text))
    assert f'name="{param}"' in page.text
    assert 'value="Zzzqq"' in page.text


def test_the_terminal_still_names_the_identifiers(filled):
    done = CliRunner().invoke(main, ["--base", str(filled), "ask", "reseau", "--centre", "l"])

    assert done.exit_code == 2
    assert "Indiquez l'identifiant" in loose(done.output)


@pytest.mark.parametrize(
    ("words", "form", "possible"),
    [
        (["autres-noms"], "svg", "json, csv, xlsx, table"),
        (["manques"], "html", "json, csv, xlsx, table"),
        (["financeurs-communs"], "html", "json, csv, xlsx, svg, table"),
    ],
)
def test_a_refused_form_names_those_that_the_question_has(filled, words, form, possible):
    done = CliRunner().invoke(main, ["--base", str(filled), "ask", *words, "--format", form])

    assert done.exit_code == 2
    assert f"Formes possibles : {possible}." in loose(done.output)
    for other in possible.split(", "):
        assert CliRunner().invoke(main, ["--base", str(filled), "ask", *words, "--format", other]).exit_code == 0
