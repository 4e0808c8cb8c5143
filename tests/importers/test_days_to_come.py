"""A day to come in a row says nothing of today: what the row tells is seen at once, and the day is told."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("importer", "text", "codes"),
    [
        ("parties-prenantes", "Nom;Type;Commune;Effectif;Effectif au\nÉclat;association;Lyon;12;01/02/2062\n", ["DATE_FUTURE"]),
        ("parties-prenantes", "Nom;Type;Commune;Effectif;Effectif au\nÉclat;association;Lyon;12;2024\n", []),
        ("territoires", "Territoire;Communes;Statut;Statut depuis\nÉclat;Bron;habilité;01/02/2062\n", ["DATE_FUTURE"]),
        (
            "emplois",
            "siret;mesure;denomination;id_structure;numero_annexe_financiere;date_debut_effet;date_fin_effet;ville;etat_annexe\n"
            "99900112600013;ACI;Éclat;4321;ACI069470884A2M2;01/01/2099;31/12/2099;BRON;VALIDE\n",
            [],
        ),
    ],
)
def test_an_actor_whose_row_bears_a_day_to_come_is_seen_whole_today(office, importer, text, codes):
    plan = office.send(text, importer=importer)

    assert [warning.code for warning in plan.warnings] == codes
    assert office.actor("Éclat").facts("name")


def test_a_convention_signed_for_next_year_is_known_with_its_days(office):
    office.send(
        "siret;mesure;denomination;id_structure;numero_annexe_financiere;date_debut_effet;date_fin_effet;ville;etat_annexe\n"
        "99900112600013;ACI;Éclat;4321;ACI069470884A2M2;01/01/2027;31/12/2028;BRON;VALIDE\n",
        importer="emplois",
    )

    convention = office.actor("Annexe financière ACI069470884A2M2")
    assert (convention.value("on"), convention.value("due_on")) == ("2027-01-01", "2028-12-31")


def test_a_convention_that_has_begun_still_dates_what_its_row_tells(office):
    office.send(
        "siret;mesure;denomination;id_structure;numero_annexe_financiere;date_debut_effet;date_fin_effet;ville;etat_annexe\n"
        "99900112600013;ACI;Éclat;4321;ACI069470884A2M2;01/01/2026;31/12/2027;BRON;VALIDE\n",
        importer="emplois",
    )

    assert office.actor("Éclat").facts("name")[0].as_of == "2026-01-01"
