"""Positions on pages and in files: each with its territory, none flattened."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import make_app
from api.importing import Request, run_import
from kb.store import open_store
from tests.api.conftest import exported
from tests.api.page_check import faults, loose
from tests.api.test_entry import REGIE, form_of, sent_by, sheet_of

SHEET = "Nom;Type;Commune;Territoire;SIRET;Position;Dernier échange\n{};SIAE;Belleville;{};99900002900028;{};{}\n"


def send(base: Path, territory: str, position: str, day: str = "") -> None:
    """Send the stakeholder file of a territory, in which one organisation has a position."""
    path = base.with_name("fichier.csv")
    path.write_text(SHEET.format(REGIE, territory, position, day), encoding="utf-8")
    report = run_import(str(base), Request("parties-prenantes", path, write=True, territory=territory))
    assert report.outcome in ("accept", "warn"), report.as_dict()


@pytest.fixture
def disputed(own_base: Path) -> Path:
    """Two territories' files: one says the association opposed, the other favourable."""
    send(own_base, "Terres Neuves", "opposée", "12/05/2026")
    send(own_base, "Val Fleuri", "favorable", "01/09/2026")
    return own_base


def test_the_sheet_shows_the_position_of_each_territory_with_its_day(disputed, writing_client):
    page = writing_client.get(sheet_of(writing_client, REGIE)).text

    assert faults(page) == []
    shown = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    for said in ("Opposé sur Terres Neuves", "Favorable sur Val Fleuri", "sur Terres Neuves, le 12 mai 2026", "sur Val Fleuri, le 1er septembre 2026"):
        assert said in shown



def standing(client, name=REGIE):
    """Return the positions of an organisation, as the list says them."""
    rows = client.get("/api/questions/parties-prenantes", params={"text": name}).json()["rows"]
    return next(row["position"] for row in rows if row["name"] == name)


def test_an_exchange_noted_for_one_territory_changes_its_position_alone_and_is_undone_alone(disputed, writing_client):
    before, sheet = exported(disputed), sheet_of(writing_client, REGIE)
    form = form_of(writing_client, f"{sheet}/echange?territoire=territoire:terres-neuves")
    assert form["territory"] == "territoire:terres-neuves"

    done = writing_client.post(f"{sheet}/echange", data=form | {"position": "réservé", "next_step": "Rappeler"})

    assert done.status_code == 303, done.text
    assert standing(writing_client) == "réservé sur Terres Neuves et favorable sur Val Fleuri"
    assert "Enregistré comme une saisie" in writing_client.get(done.headers["location"]).text
    with open_store(disputed) as store, store.writer() as writer:
        writer.undo(list(store.journal())[-1].id)
    assert exported(disputed) == before


def test_an_exchange_of_the_same_day_is_replaced_only_by_who_has_read_it(disputed, writing_client):
    address = f"{sheet_of(writing_client, REGIE)}/echange"
    mine = form_of(writing_client, f"{address}?territoire=territoire:terres-neuves")
    theirs = mine | {"position": "réservé", "next_step": "Rappeler"}
    assert writing_client.post(address, data=theirs).status_code == 303

    asked = writing_client.post(address, data=mine | {"position": "favorable"})

    assert asked.status_code == 422
    assert "Un échange de ce jour est déjà noté là" in asked.text
    assert "« Rappeler »" in loose(unescape(asked.text))
    assert standing(writing_client) == "réservé sur Terres Neuves et favorable sur Val Fleuri"
    assert writing_client.post(address, data=theirs | {"next_step": "Visiter"}).status_code == 422
    assert writing_client.post(address, data=sent_by(asked.text)).status_code == 303
    assert "réservé" not in standing(writing_client)


def test_the_form_of_a_sheet_holds_what_is_said_at_large_and_says_where_the_rest_is_noted(disputed, writing_client):
    sheet = sheet_of(writing_client, REGIE)
    page = " ".join(writing_client.get(f"{sheet}/modifier").text.split())

    assert form_of(writing_client, f"{sheet}/modifier")["position"] == ""
    assert "Terres Neuves et Val Fleuri : à part, par « Noter un échange » sur la fiche." in page


@pytest.mark.parametrize(
    ("typed", "told"),
    [({"last_contact": ""}, "Donnez le jour de l"), ({"last_contact": "01/01/2031"}, "Ce jour est à venir"),
     ({"territory": "territoire:ailleurs"}, "Choisissez un territoire de la liste"), ({"position": "bleu"}, "Choisissez dans la liste")],
)  # fmt: skip
def test_an_exchange_that_cannot_be_taken_is_shown_again_and_writes_nothing(own_base, writing_client, typed, told):
    before, sheet = exported(own_base), sheet_of(writing_client, REGIE)
    form = form_of(writing_client, f"{sheet}/echange")

    done = writing_client.post(f"{sheet}/echange", data=form | {"position": "favorable"} | typed)

    assert (done.status_code, exported(own_base)) == (422, before)
    assert told in done.text
    assert faults(done.text) == []


def test_an_instance_takes_no_position_so_no_exchange_is_noted_for_one(own_base, writing_client):
    sheet = sheet_of(writing_client, "CLE Terres Neuves")

    assert "/echange" not in writing_client.get(sheet).text
    assert writing_client.get(f"{sheet}/echange").status_code == 422


def test_the_engagement_file_sent_back_lends_no_territory_the_position_of_another(disputed, writing_client, tmp_path):
    before = standing(writing_client)
    made = writing_client.get("/livrables/fichier-engagement.csv")
    assert made.status_code == 200, made.text
    path = tmp_path / "retour.csv"
    path.write_bytes(made.content)

    other = tmp_path / "autre.db"
    report = run_import(str(other), Request("parties-prenantes", path, write=True))

    assert report.outcome in ("accept", "warn"), report.as_dict()
    assert before == "opposé sur Terres Neuves et favorable sur Val Fleuri"
    with TestClient(make_app(str(other)), base_url="http://localhost") as fresh:
        assert standing(fresh) == before
