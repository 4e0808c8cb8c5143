"""One name and one commune at two addresses: said at the import, listed apart on the sheet, separated there, and kept so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.importing import Request, run_import
from kb.graph import Actor
from kb.store import open_store
from tests.api.conftest import client_of, exported, tie_to, type_on
from tests.api.page_check import faults
from tests.api.test_separating import asked, made, separated

HEADER = "Nom;Type;Commune;Adresse;Effectif;Territoire;Notes\n"
MERMOZ = "Atelier partagé;association;Lyon;12 rue Mermoz;4;Terres Neuves;ouvert le lundi\n"
VITTON = "Atelier partagé;association|SIAE;Lyon;98, cours Vitton;31;Val Fleuri;\n"
ROWS = HEADER + MERMOZ + "Régie;association;Lyon;4 rue Bât-d'Argent;;;\n" + VITTON


def send(base: Path, text: str = ROWS) -> object:
    sheet = base.parent / "carnet.csv"
    sheet.write_text(text, encoding="utf-8")
    return run_import(str(base), Request("parties-prenantes", sheet, write=True, source="carnet"))


@pytest.fixture
def base(tmp_path: Path) -> Path:
    send(tmp_path / "essai.db")
    return tmp_path / "essai.db"


@pytest.fixture
def client(base: Path) -> Iterator[TestClient]:
    yield from client_of(base)


def ateliers(base: Path) -> list[Actor]:
    with open_store(base) as store, store.view() as view:
        return sorted((a for a in view.search("atelier") if a.name == "Atelier partagé"), key=lambda a: str(a.value("address")))


def sheet_of(client: TestClient, actor: Actor) -> str:
    page = client.get(f"/parties-prenantes/{actor.id}").text
    assert faults(page) == []
    return page


def partners(base: Path, actor: Actor) -> set[str]:
    with open_store(base) as store, store.view() as view:
        ties = [tie for tie in view.expand([actor.id]).ties if tie.kind == "partner"]
        found = view.get({tie.other(actor.id) for tie in ties})
        return {str(other.value("address")) for other in found.values()}


def separate_vitton(client: TestClient, base: Path) -> object:
    return separated(client, asked(sheet_of(client, ateliers(base)[0]), "98, cours Vitton"))


def test_the_import_names_both_lines_and_both_addresses_and_keeps_both_rows(tmp_path):
    report = send(tmp_path / "essai.db").as_dict()

    warned = [w for w in report["warnings"] if w["code"] == "DUPLICATE_IN_FILE"]
    assert [(w["line"], w["value"]) for w in warned] == [(4, "Atelier partagé")]
    for said in ("la ligne 2", "« 12 rue Mermoz » ligne 2", "« 98, cours Vitton » ligne 4", "SIRET", "séparez-les"):
        assert said in warned[0]["message"]
    assert (report["outcome"], report["read"], report["created"], report["set_aside"]) == ("warn", 3, 3, 0)
    again = send(tmp_path / "essai.db").as_dict()
    assert (again["batch"], again["unchanged"], len(ateliers(tmp_path / "essai.db"))) == (None, 3, 1)


def test_the_sheet_lists_each_place_with_its_address(base, client):
    listed = made(sheet_of(client, ateliers(base)[0]))

    assert "2 fiches" in listed
    for address in ("12 rue Mermoz", "98, cours Vitton"):
        assert f"<b>Atelier partagé</b>, {address}" in listed
    assert listed.count("même nom") == 2
    assert listed.count("separer?") == 2


def test_what_one_place_holds_is_never_offered_to_be_separated(tmp_path):
    near = MERMOZ.replace("12 rue Mermoz", "12, r. Mermoz - BP 98").replace(";4;", ";5;")
    report = send(tmp_path / "essai.db", HEADER + MERMOZ + near).as_dict()

    assert [w for w in report["warnings"] if w["code"] == "DUPLICATE_IN_FILE"] == []
    for client in client_of(tmp_path / "essai.db"):
        assert made(sheet_of(client, ateliers(tmp_path / "essai.db")[0])) == ""


def test_separated_they_are_two_actors_each_with_what_its_row_says_and_stay_two(base, client):
    before = exported(base)
    page = client.get(asked(sheet_of(client, ateliers(base)[0]), "98, cours Vitton")).text
    done = separate_vitton(client, base)

    assert page.count("12 rue Mermoz") == page.count("98, cours Vitton") == 1
    mermoz, vitton = ateliers(base)
    assert [(a.value("address"), a.value("workforce")) for a in (mermoz, vitton)] == [("12 rue Mermoz", "4"), ("98, cours Vitton", "31")]
    assert (mermoz.roles, set(vitton.roles)) == (("association",), {"association", "siae"})
    assert "Val Fleuri" in sheet_of(client, vitton)
    assert "Terres Neuves" not in sheet_of(client, vitton)
    assert "Val Fleuri" not in sheet_of(client, mermoz)
    again = send(base).as_dict()
    assert (again["batch"], again["warnings"], ateliers(base)) == (None, [], [mermoz, vitton])
    client.post(f"/donnees/lots/{re.search(r'lot=([^&]+)', done.headers['location'])[1]}/annuler")
    assert len(ateliers(base)) == 1
    assert exported(base) == before
    assert [w["code"] for w in send(base).as_dict()["warnings"]] == ["DUPLICATE_IN_FILE"]


@pytest.mark.parametrize("remark", ["", "aaa", "zzz", "fermé en août"])
def test_an_edition_that_changes_a_remark_or_its_order_leaves_each_its_sheet(base, client, remark):
    separate_vitton(client, base)
    ids = [a.id for a in ateliers(base)]

    report = send(base, HEADER + VITTON + MERMOZ.replace("ouvert le lundi", remark).replace("12 rue", "12, r.")).as_dict()

    assert (report["updated"], report["warnings"]) == (1, [])
    assert [a.id for a in ateliers(base)] == ids
    assert [str(a.value("address")) for a in ateliers(base)] == ["12, r. Mermoz", "98, cours Vitton"]


def test_said_the_same_again_they_are_one(base, client):
    separate_vitton(client, base)
    mermoz, vitton = ateliers(base)

    client.post("/api/rapprochements", json={"a": mermoz.id, "b": vitton.id, "verdict": "same"})

    assert len(ateliers(base)) == 1


def test_a_third_place_is_said_for_itself(base, client):
    separate_vitton(client, base)
    report = send(base, ROWS + "Atelier partagé;association;Lyon;7 rue Zola;;;\n").as_dict()

    said = [w["message"] for w in report["warnings"]]
    assert len(said) == 1
    assert "7 rue Zola" in said[0]


def test_what_is_typed_of_each_stays_on_its_sheet(base, client):
    type_on(base, ateliers(base)[0].id, phone="04 78 00 00 00")
    separate_vitton(client, base)
    with open_store(base) as store, store.view() as view:
        (regie,) = view.search("régie")
    for n in (1, 2):
        for actor, said in zip(ateliers(base), ("Mermoz", "Vitton"), strict=True):
            type_on(base, actor.id, next_step=f"{said} {n}", description=said)
    for actor, said in zip(ateliers(base), ("a", "b"), strict=True):
        tie_to(base, actor.id, regie.id, notes=said)
    tie_to(base, *(actor.id for actor in ateliers(base)))

    def known() -> list[tuple[object, ...]]:
        return [(a.value("address"), a.value("next_step"), a.value("description"), partners(base, a)) for a in ateliers(base)]

    said = known()
    assert said == [
        ("12 rue Mermoz", "Mermoz 2", "Mermoz", {"4 rue Bât-d'Argent", "98, cours Vitton"}),
        ("98, cours Vitton", "Vitton 2", "Vitton", {"4 rue Bât-d'Argent", "12 rue Mermoz"}),
    ]
    assert len([a for a in ateliers(base) if a.value("phone")]) == 1
    send(base, ROWS.replace("ouvert le lundi", "fermé"))
    assert known() == said
