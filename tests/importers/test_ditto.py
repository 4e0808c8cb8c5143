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


def test_no_number_is_taken_from_the_row_above(office):
    plan = office.send(f"{HEADER}{FIRST}Les Saules;association;Saint-Fons;idem\n", "parties-prenantes")

    assert [(p.code, p.column) for p in plan.problems] == [("DITTO_UNCLEAR", "SIRET")]


def test_two_rows_written_alike_under_two_cells_are_two(office):
    plan = office.send(
        "nomAttribuant;nomBeneficiaire;montant;exercice\nVille;A;1000;2025\nidem;B;1000;idem\nRégion;C;1000;2026\nidem;B;1000;idem\n", "subventions"
    )

    assert plan.set_aside == []
    assert [w for w in plan.warnings if w.code == "DUPLICATE_IN_FILE"] == []
    assert office.ties("funds") == [("Région", "funds", "B"), ("Région", "funds", "C"), ("Ville", "funds", "A"), ("Ville", "funds", "B")]
