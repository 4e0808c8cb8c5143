"""A name of an address that nothing reads: a page says so and stays, a file is refused."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urljoin

import pytest

from tests.api.conftest import client_of
from tests.api.page_check import loose

PAGES = ["/", "/parties-prenantes", "/reseau", "/infographie", "/recouvrements", "/mobiliser", "/questions", "/questions/manques", "/donnees",
         "/rapprochements", "/aide", "/saisie"]  # fmt: skip
FILES = ["/infographie.svg", "/reseau.svg?centre=La+Fabrique", "/livrables/infographie.svg", "/donnees/export.jsonl", "/donnees/modeles/liens.csv"]


def told(page: str) -> str:
    """Return what a page says of the names that it does not know, empty when it knows them all."""
    found = re.search(r'<div class="notice warn"><p>(Paramètres? inconnus? [^<]*)', page)
    return loose(unescape(found[1])) if found else ""


@pytest.mark.parametrize("page", PAGES)
def test_a_page_says_which_name_of_its_address_it_does_not_know_and_stays(client, page):
    whole, slip = client.get(page), client.get(page, params={"teritoire": "Terres Neuves"})

    assert (slip.status_code, told(whole.text)) == (200, "")
    assert "« teritoire »" in told(slip.text)
    assert f"""<a href="{page}">Retirer de l'adresse</a>""" in unescape(slip.text)


def test_a_page_tells_the_names_it_knows_and_leads_to_the_address_without_the_others(client):
    page = client.get("/parties-prenantes?kind=ebe&teritoire=Val+Fleuri&<b>=1&quiet_day=3").text

    assert "Paramètres inconnus dans l'adresse : « teritoire », « <b> » et « quiet_day »" in told(page)
    assert {"kind", "territory", "quiet_days", "texte"} <= set(re.findall(r"\w+", told(page).partition("elle connaît")[2]))
    assert 'href="/parties-prenantes?kind=ebe"' in page


@pytest.mark.parametrize("file", FILES)
def test_a_file_asked_with_a_name_that_does_not_exist_is_refused(client, file):
    whole, slip = client.get(file), client.get(f"{file}{'&' if '?' in file else '?'}teritoire=Terres+Neuves")

    assert (whole.status_code, slip.status_code) == (200, 422)
    assert "Paramètre inconnu : « teritoire »" in loose(unescape(slip.text))


def test_every_link_of_the_pages_asks_only_what_its_page_knows(lyon):
    seen, waiting, wrong = set(), ["/"], []
    for client in client_of(lyon):
        while waiting and len(seen) < 150:
            here = waiting.pop(0)
            answer = client.get(here)
            if answer.status_code >= 400 or told(answer.text):
                wrong.append((here, answer.status_code, told(answer.text)))
            if answer.headers.get("content-type", "").startswith("text/html"):
                links = {urljoin(here, unescape(link)).partition("#")[0] for link in re.findall(r'href="([^"]+)"', answer.text)}
                # One address of each shape: the same page is asked the same names whatever their values.
                found = sorted(link for link in links if link.startswith("/") and not link.startswith(("/livrables", "/statique")))
                waiting += [link for link in found if (shape := shape_of(link)) not in seen and not seen.add(shape)]

    assert wrong == []
    assert len(seen) > 50


def shape_of(link: str) -> tuple[str, ...]:
    """Return an address without the values it asks, nor the actor it is of."""
    path, _, query = link.partition("?")
    return (re.sub(r"(?<=/)[\w%]+(:|%3A)[^/]+", "x", path), *sorted(part.partition("=")[0] for part in query.split("&")))
