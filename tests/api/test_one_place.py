"""A territory entered under two names: it is proposed, joined by a person's word, everything follows, and the word is taken back whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.importing import Request, run_import
from api.reconciling import decide
from kb.export import export_lines
from kb.identity.proposals import proposals
from kb.store import Store, open_store
from queries import ask
from queries.presence import presence
from tests.api.conftest import client_of

ONE, OTHER = "territoire:lyon-8-plaine-santy", "territoire:lyon-8e-mermoz"
SHEETS = {
    "territoires": "Territoire;Communes;Statut\nLyon 8;Lyon;habilité\nLyon 8e Mermoz;Lyon;candidat\nSaint-Fons;Saint-Fons;habilité\nVénissieux;Vénissieux;habilité\n",
    "parties-prenantes": "Nom;Type;Commune;Territoire\nLa Fabrique;EBE;Lyon;Lyon 8\nLe Verger;association;Lyon;Lyon 8e Mermoz\nVille Modèle;financeur;Lyon;\n",
    "liens": "Source;Relation;Cible;Territoire;Date\nVille Modèle;finance;Le Verger;Lyon 8e Mermoz;2026\n",
}


@pytest.fixture
def base(tmp_path: Path) -> Path:
    for name in SHEETS:
        assert _sent(tmp_path, name).batch is not None
    return tmp_path / "essai.db"


def _sent(folder: Path, name: str):
    (folder / f"{name}.csv").write_text(SHEETS[name], encoding="utf-8")
    return run_import(str(folder / "essai.db"), Request(name, folder / f"{name}.csv", write=True, source=name))


@pytest.fixture
def store(base: Path) -> Iterator[Store]:
    with open_store(str(base)) as opened:
        yield opened


@pytest.fixture
def client(base: Path) -> Iterator[TestClient]:
    yield from client_of(base)


def test_two_names_of_one_territory_are_asked_about_and_those_of_two_are_not(store):
    with store.view() as view:
        (pair,) = [p for p in proposals(store, view) if p.a.kind == "territory"]

    assert ({pair.a.name, pair.b.name}, pair.sure) == ({"Lyon 8", "Lyon 8e Mermoz"}, False)
    assert "les mots d'un nom sont dans l'autre" in pair.why[0].said


def test_the_page_of_pairs_shows_the_two_names_of_a_territory(client):
    page = client.get("/rapprochements").text

    assert "Lyon 8e Mermoz" in page


def test_all_that_was_tied_to_both_names_is_tied_to_the_one_territory(store):
    decide(store, ONE, OTHER, "same")

    with store.view() as view:
        assert [place.id for place in view.actors(("territory",)) if "Lyon 8" in place.names] == [ONE]
        sheet = ask(view, "fiche", actor=ONE)
        (funder,) = view.actors(("funder",))
        present = presence(view)[funder.id]
    assert {line.name for line in sheet.lines} == {"La Fabrique", "Le Verger"}
    assert {place: [tie.kind for tie in ties] for place, ties in present.items()} == {ONE: ["funds"]}


def test_a_sheet_that_says_the_other_name_still_enters_once_the_two_are_one(store, tmp_path):
    decide(store, ONE, OTHER, "same")

    again = _sent(tmp_path, "parties-prenantes")

    assert again.plan.set_aside == []


def test_the_word_taken_back_leaves_the_base_as_it_was_to_the_byte(store):
    before = list(export_lines(store))
    batch = decide(store, ONE, OTHER, "same")
    assert list(export_lines(store)) != before

    with store.writer() as writer:
        writer.undo(batch.id)

    assert list(export_lines(store)) == before
