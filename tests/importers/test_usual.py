"""A value that its column cannot well hold is kept as written and told, whatever the file: a score, a count, a code, a year."""

from __future__ import annotations

import pytest

PARTIES = "Nom;Commune;{}\nRégie des Érables;Villeurbanne;{}\n"
ACTIVITY = "Activité;Porteur;{}\nRéparation;Régie;{}\n"
GRANT = "nomAttribuant;nomBeneficiaire;montant;{}\nVille;A;100;{}\n"
PLACE = "Territoire;{}\nVal-Fleuri;{}\n"

UNUSUAL = [
    ("parties-prenantes", PARTIES, "Effectif", "abc"),
    ("parties-prenantes", PARTIES, "Effectif", "-3"),
    ("parties-prenantes", PARTIES, "Influence", "9"),
    ("parties-prenantes", PARTIES, "NAF", "ZZ"),
    ("parties-prenantes", PARTIES, "Code postal", "690"),
    ("parties-prenantes", PARTIES, "Confiance", "Z"),
    ("parties-prenantes", PARTIES, "Dernier échange", "12/05/1024"),
    ("activites", ACTIVITY, "NAF", "banane"),
    ("activites", ACTIVITY, "ROME", "Z99"),
    ("subventions", GRANT, "dateConvention", "2124-01-01"),
    ("subventions", GRANT, "dateConvention", "1824-01-01"),
    ("territoires", PLACE, "Statut", "banane"),
    ("territoires", PLACE, "Habitants", "-200"),
    ("territoires", PLACE, "Habitants", "abc"),
]


@pytest.mark.parametrize(("importer", "sheet", "header", "written"), UNUSUAL)
def test_a_value_that_its_column_cannot_well_hold_is_kept_and_told(office, importer, sheet, header, written):
    (row,) = office.rows(sheet.format(header, written), importer)

    assert row.problems == []
    assert [(w.code, w.line, w.column, w.value) for w in row.warnings if w.code == "VALUE_UNUSUAL"] == [("VALUE_UNUSUAL", 2, header, written)]
    assert row.raw[header] == written


@pytest.mark.parametrize(
    ("importer", "sheet", "header", "written"),
    [
        ("parties-prenantes", PARTIES, "Effectif", "environ 80"), ("parties-prenantes", PARTIES, "Effectif", "NC"), ("parties-prenantes", PARTIES, "Influence", "moyen"),
        ("parties-prenantes", PARTIES, "NAF", "88.99B"), ("parties-prenantes", PARTIES, "NAF", "8899B"), ("parties-prenantes", PARTIES, "Code postal", "1200"),
        ("parties-prenantes", PARTIES, "Ouverture", "1802"), ("activites", ACTIVITY, "ROME", "I1607 | K2204"), ("territoires", PLACE, "Statut", "fabrique du consensus"),
        ("territoires", PLACE, "Habitants", "3 500 à 4 265 (les sources diffèrent)"), ("subventions", GRANT, "dateConvention", "2026-01-01"),
        ("financements", "Financeur;Bénéficiaire;{}\nA;B;{}\n", "Jusqu'à", "9999-12-31"),
    ],
)  # fmt: skip
def test_a_usual_value_is_taken_without_a_word(office, importer, sheet, header, written):
    (row,) = office.rows(sheet.format(header, written), importer)

    assert (row.problems, [w for w in row.warnings if w.code == "VALUE_UNUSUAL"]) == ([], [])


def test_two_statuses_of_a_territory_on_one_day_are_kept_and_told(office):
    head = "Territoire;Statut;Statut depuis;Habitants\n"
    plan = office.plan(head + "Val-Fleuri;candidat;01/01/2024;100\nVal-Fleuri;habilité;01/01/2024;100\nVal-Fleuri;habilité;01/01/2025;\n", "territoires")

    assert (plan.created, plan.problems) == (3, [])
    assert [(w.code, w.line, w.column, w.value) for w in plan.warnings] == [("DUPLICATE_IN_FILE", 3, "Statut", "habilité")]
    assert "La ligne 2 dit « candidat »" in plan.warnings[0].message
