"""The sheet « qui travaille avec qui » : offered by the page and the command, its boxes and lines those of the answer."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from html import unescape

import pytest

from api.asking import ask_question, file_answer
from api.hubs import hub_of
from kb.errors import BadParameter
from kb.store import open_store
from queries.network import NetworkAnswer

_SVG = "{http://www.w3.org/2000/svg}"


def answered(view, store, **values):
    found = ask_question(store, view, "reseau", values)
    assert isinstance(found, NetworkAnswer)
    return found


def test_partners_stand_by_kind_with_the_nature_of_their_tie(filled):
    with open_store(str(filled)) as store, store.view() as view:
        hub = hub_of(view, answered(view, store, centre="La Fabrique"))

    said = {circle.kind: [(p.name, p.nature, p.money) for p in circle.partners] for circle in hub.circles}
    assert said["funder"] == [("Fonds des Deux Rives", "finance La Fabrique", True)]
    assert ("CLE Terres Neuves", "suit La Fabrique", False) in said["cle"]
    assert hub.title == "Qui travaille avec qui autour de La Fabrique"
    assert "1 activité" in hub.subtitle
    assert "activity" not in said


def test_around_a_territory_what_is_tied_to_its_bodies_counts_and_names_them(filled):
    with open_store(str(filled)) as store, store.view() as view:
        hub = hub_of(view, answered(view, store, territory="Terres Neuves"))

    natures = {partner.name: partner.nature for circle in hub.circles for partner in circle.partners}
    assert natures["Fonds des Deux Rives"] == "finance La Fabrique"
    assert "siège au CLE Terres Neuves" in natures["Régie des Érables"]
    assert {"CLE Terres Neuves", "La Fabrique"} <= set(natures)


def test_the_command_and_the_page_give_the_same_sheet(filled, client):
    with open_store(str(filled)) as store, store.view() as view:
        asked = file_answer(view, "reseau", answered(view, store, centre="La Fabrique"), "svg").body

    page = unescape(client.get("/reseau", params={"centre": "La Fabrique"}).text)
    links = re.findall(r'href="(/reseau\.(?:pdf|svg|png)\?[^"]+)"', page)
    files = {link.split("?")[0].rpartition(".")[2]: client.get(link) for link in links}

    assert files["svg"].content == asked
    assert files["pdf"].content.startswith(b"%PDF")
    assert files["png"].content.startswith(b"\x89PNG")
    assert files["pdf"].headers["content-disposition"] == 'attachment; filename="autour-la-fabrique.pdf"'
    names = {text.text for text in ET.fromstring(asked).iter(f"{_SVG}text")}
    assert {"Fonds des Deux Rives", "CLE Terres Neuves"} <= names


def test_the_sheet_of_an_actor_offers_it_too(client):
    listed = client.get("/parties-prenantes", params={"texte": "fabrique"}).text
    sheet = client.get(re.search(r'href="(/parties-prenantes/[^"?]+)"', listed)[1]).text

    link = re.search(r'href="(/reseau\.pdf\?[^"]+)"', sheet)
    assert client.get(unescape(link[1])).content.startswith(b"%PDF")


def test_without_a_centre_the_sheet_is_refused_and_not_offered(client, filled):
    assert client.get("/reseau.pdf").status_code == 422
    assert "/reseau.pdf" not in client.get("/reseau").text
    with open_store(str(filled)) as store, store.view() as view, pytest.raises(BadParameter):
        file_answer(view, "reseau", answered(view, store), "pdf")
