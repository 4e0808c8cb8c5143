"""A telephone or an e-mail address in a name: names are shared by all, so that such a row is set aside whole."""

from __future__ import annotations

import json

import pytest

from api.cells import read_cells
from importers.read.reach import reaches_somebody
from importers.shared_texts import may_not_be_called
from kb.kinds import KINDS

REACHED = ["S. Benali 06 00 00 00 00", "Régie (contact : 04.00.00.00.00)", "Atelier s.benali@ville.example", "Atelier +33 (0)6 00 00 00 00"]
TRACES = ("enali", "00 00", "00.00", "s.benali@")


def told(office, plan):
    """Return all that the base and the report of an import hold."""
    said = [*map(str, (*plan.problems, *plan.warnings)), *(json.dumps(dict(row.raw)) for row in plan.set_aside)]
    return "\n".join([*office.exported(history=True), *said])


@pytest.mark.parametrize("name", REACHED)
@pytest.mark.parametrize(("sent", "importer"), [
    ("Nom;Type;Commune\n{};association;Givors\n", "parties-prenantes"),
    ("Nom;Type;Commune\n{};inconnu;Givors\n", "parties-prenantes"),
    ("Nom;Autres noms;Commune\nAtelier;{};Givors\n", "parties-prenantes"),
    ("Nom;Type;Commune;Dépend de\nAtelier;association;Givors;{}\n", "parties-prenantes"),
    ("Source;Relation;Cible\nAtelier;est partenaire de;{}\n", "liens"),
    ("Activité;Porteur;Commune\nRéemploi;{};Givors\n", "activites"),
    ('{{"organisations": [{{"nom": "{}", "commune": "Givors"}}]}}', "parties-prenantes"),
])  # fmt: skip
def test_a_name_by_which_somebody_is_reached_sets_its_row_aside_and_is_repeated_nowhere(office, sent, importer, name):
    plan = office.send(sent.format(name), importer, name="envoi.json" if sent[0] == "{" else "envoi.csv")

    assert [row.problems[-1].code for row in plan.set_aside] == ["SENSITIVE_DATA"]
    assert not any(trace in told(office, plan) for trace in TRACES)


@pytest.mark.parametrize("name", ["Club 2026", "SIRET 999 000 011 00018", "Écoute 3919", "@lier", "Cap 01/02/2026", "Lot 0123", "Fonds 2020-2026"])
def test_a_name_with_figures_or_a_sign_enters(office, name):
    assert office.plan(f"Nom;Type;Commune\n{name};association;Givors\n").created == 1


def test_a_contact_and_an_organisation_are_reached_by_their_own_columns(office):
    plan = office.plan("Nom;Commune;Téléphone;Courriel;Contact\nAtelier;Givors;04 00 00 00 00;a@b.example;Camille Exemple, 06 00 00 00 00\n")

    assert (plan.created, plan.set_aside) == (1, [])


def test_a_name_typed_in_a_form_reaches_nobody(office):
    _, errors = read_cells(KINDS["association"].fields, {"name": "S. Benali 06 00 00 00 00"})

    assert "téléphone" in errors["name"]
    assert read_cells(KINDS["contact"].fields, {"name": "S. Benali", "post": "", "phone": "06 00 00 00 00"})[1] == {}


@pytest.mark.parametrize("said", ["Comité 06.11.26 10.30", "du 01.04.2026 31.10.2026", "liste_06_12_2026_15", "Ouvert 09 00-12 00 14 00-18 00", "sur 06 12 24 36 48 mois"])
def test_days_hours_and_months_are_no_telephone(said):
    assert not reaches_somebody(said)
    assert not may_not_be_called(f"{said}.csv")


@pytest.mark.parametrize("said", ["06.12.34.56.78", "06 12.34 56 78", "le 01.04.2026 06 12 34 56 78", "06.11.26.10.30", "06_11_26_10_30"])
def test_a_telephone_beside_a_day_or_like_one_is_still_found(said):
    assert reaches_somebody(said)
