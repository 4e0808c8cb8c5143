"""A workbook says who may receive it: to everyone when it tells no more than the map, else to the team alone."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from api.asking import asked_file
from api.importing import Request, run_import
from kb.store import Store, open_store
from queries import QUESTIONS

SHEET = (
    "Organisme;Type;Commune;Territoire;Courriel;Position;Dernier échange;Notes\n"
    "Fondation F;financeur;Lyon;Val Fleuri|Bois Clair;contact@f.example;opposé;01/10/2026;Le directeur refuse de nous recevoir\n"
    "Asso A;association;Bron;Val Fleuri;;;;\n"
)
TIES = (
    "Source;Relation;Cible;Depuis;Notes\nAsso A;sollicite;Fondation F;01/10/2026;\nAsso A;a rencontré;Fondation F;01/10/2026;\n"
    "Fondation F;finance;Asso A;01/10/2025;\n"
)
TOLD_APART = ("contact@f.example", "oppos", "refuse", "sollicit", "rencontr")
ASKED = {
    "actor": "Fondation F", "centre": "Fondation F", "start": "Asso A", "end": "Fondation F", "purpose": "financement",
    "territory": "Val Fleuri", "since": "2026-01-01", "text": "Fondation", "between": "Val Fleuri, Bois Clair",
}  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("diffusion")
    base = str(folder / "base.db")
    for name, importer, text in (("a.csv", "parties-prenantes", SHEET), ("b.csv", "liens", TIES)):
        Path(folder / name).write_text(text, "utf-8")
        assert run_import(base, Request(importer, folder / name, write=True)).refused is None
    with open_store(base) as opened:
        yield opened


def read(store: Store, name: str, **values: str) -> tuple[str, str]:
    """Return everything a workbook holds but its « Diffusion », and that."""
    with store.view() as view:
        book = openpyxl.load_workbook(io.BytesIO(asked_file(store, view, name, values, "xlsx").body))
    rows = [[str(cell.value) for cell in row if cell.value is not None] for sheet in book for row in sheet.iter_rows()]
    rows = [row for row in rows if row]
    (said,) = [row[1] for row in rows if row[0] == "Diffusion"]
    return " ".join(cell for row in rows if row[0] != "Diffusion" for cell in row), said


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_no_workbook_that_tells_of_the_engagement_plan_says_that_it_may_go_round(store, name):
    values = {param.name: ASKED[param.name] for param in QUESTIONS[name].parameters if param.required or param.name in ("centre", "since")}

    text, said = read(store, name, **values)

    if any(word in text.casefold() for word in TOLD_APART):
        assert said.startswith("Plan d'engagement")


def test_a_sheet_that_tells_no_more_than_the_map_may_go_round(store):
    assert read(store, "fiche", actor="Fondation F")[1].startswith("Plan d'engagement")
    assert read(store, "financeurs-communs")[1].startswith("Cartographie")
    assert read(store, "fiche", actor="Val Fleuri")[1].startswith("Cartographie")
