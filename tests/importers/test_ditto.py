"""Cells that say « idem »: they are the cell above, told, and never a name nor a number."""

from __future__ import annotations

import pytest

HEADER = "Nom;Type;Territoire;SIRET\n"
FIRST = "Les Érables;association;Saint-Fons;99900112600013\n"


@pytest.mark.parametrize("said", ["Idem", "idem", "id.", "– idem –", "ditto", "//", "»", "''"])
def test_a_cell_that_says_idem_is_the_cell_above_it(office, said):
    plan = office.send(f"{HEADER}{FIRST}Les Saules;association;{said};\nLes Charmes;{said};{said};\n", "parties-prenantes")

    assert plan.set_aside == []
    assert office.names("territory") == ["Saint-Fons"]
    assert office.names("association") == ["Les Charmes", "Les Saules", "Les Érables"]
    assert [(w.column, w.message.partition(",")[2]) for w in plan.warnings if w.code == "DITTO_READ"] == [
        ("Type", " ligne 4."), ("Territoire", " lignes 3, 4.")
    ]  # fmt: skip


def test_idem_on_the_first_row_is_told_and_its_row_set_aside(office):
    plan = office.send(f"{HEADER}Les Saules;association;idem;\n{FIRST}", "parties-prenantes")

    assert [(p.code, p.line, p.column, p.value) for p in plan.problems] == [("DITTO_UNCLEAR", 2, "Territoire", "idem")]
    assert office.names("association") == ["Les Érables"]


BETWEEN = {
    "a row of too many cells": "Beta;entreprise;Bron;;trop;de;cellules",
    "a heading": "ENTREPRISES;;;",
    "a total": "Total;12;;",
    "an unclear idem": "Beta;idem;idem;idem",
}


@pytest.mark.parametrize("between", BETWEEN.values(), ids=BETWEEN)
def test_idem_below_a_row_set_aside_is_not_the_cell_of_the_row_before_it(office, between):
    rows = f"{FIRST}{between}\nLes Charmes;idem;idem;\nLes Saules;association;Givors;\nLes Ormes;idem;idem;\n"
    plan = office.send(f"{HEADER}{rows}", "parties-prenantes")

    refused = [p for p in plan.problems if p.line == 4]
    assert [(p.code, p.column) for p in refused] == [("DITTO_UNCLEAR", "Type")]
    assert "la ligne du dessus est mise de côté" in refused[0].message
    assert office.names("association") == ["Les Ormes", "Les Saules", "Les Érables"]


def test_idem_in_a_row_given_back_is_not_the_cell_of_another_row_given_back(office):
    told = "Fichier;Ligne;Feuille;Code;Motif;"
    office.send(f"{told}{HEADER}a.csv;3;;X;x;{FIRST}a.csv;9;;X;x;Les Charmes;idem;idem;\n", "parties-prenantes")

    assert office.names("association") == ["Les Érables"]


def test_idem_below_an_action_written_as_a_heading_is_that_action(office):
    office.send("Action;Responsable;Échéance\nMise à jour du plan :;;\nidem;;01/03/2027\n", "actions")

    assert set(office.names("action") + office.names("decision")) == {"Mise à jour du plan :"}


def test_no_number_is_taken_from_the_row_above(office):
    plan = office.send(f"{HEADER}{FIRST}Les Saules;association;Saint-Fons;idem\n", "parties-prenantes")

    assert [(p.code, p.column) for p in plan.problems] == [("DITTO_UNCLEAR", "SIRET")]


@pytest.mark.parametrize("amount", ["12000", "12,5 M€", "12 k€", "15 milliers d'euros", "environ 12000"])
def test_no_amount_is_taken_from_the_row_above_however_it_is_written(office, amount):
    rows = f"Ville;A;{amount};2025\nVille;B;idem;idem\n"
    plan = office.send(f"Financeur;Bénéficiaire;Montant;Exercice\n{rows}", "financements")

    assert [(p.code, p.column) for p in plan.problems if p.line == 3] == [("DITTO_UNCLEAR", "Montant")]


def test_two_rows_written_alike_under_two_cells_are_two(office):
    plan = office.send(
        "nomAttribuant;nomBeneficiaire;montant;exercice\nVille;A;1000;2025\nidem;B;1000;idem\nRégion;C;1000;2026\nidem;B;1000;idem\n", "subventions"
    )

    assert plan.set_aside == []
    assert [w for w in plan.warnings if w.code == "DUPLICATE_IN_FILE"] == []
    assert office.ties("funds") == [("Région", "funds", "B"), ("Région", "funds", "C"), ("Ville", "funds", "A"), ("Ville", "funds", "B")]
