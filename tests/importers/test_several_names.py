"""Two organisations in one name cell are told before they are one actor; a service of a body, and a place, are not two."""

from __future__ import annotations

import pytest

SHEET = "Nom;Type;Commune\n{}\n"


@pytest.mark.parametrize("name", ["CAF / CPAM", "CAF/CPAM", "Mission locale / Cap emploi / PLIE"])
def test_two_organisations_in_one_name_are_told(office, name):
    plan = office.send(SHEET.format(f"{name};association;Fleury"), "parties-prenantes")

    (told,) = [w for w in plan.warnings if w.code == "NAMES_SEVERAL"]
    assert (told.line, told.column, told.value, plan.created) == (2, "Nom", name, 1)
    assert "donnez une ligne à chacune" in told.message


@pytest.mark.parametrize(
    "row",
    ["Ville de Fleury / Direction de l'emploi;collectivité;", "Régie de Neuville s/Saône;association;", "Atelier 24/7;association;", "Fleury / Les Brosses;CLE;",
     "Métropole / Service emploi;collectivité;"],
)  # fmt: skip
def test_a_name_that_holds_a_slash_of_its_own_is_one(office, row):
    plan = office.send(SHEET.format(row), "parties-prenantes")

    assert [w for w in plan.warnings if w.code == "NAMES_SEVERAL"] == []
