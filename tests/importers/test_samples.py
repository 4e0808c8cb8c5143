"""Each importer on its sample: what it says, nothing written the second time, undo, and what an edited file changes."""

from __future__ import annotations

import pytest

from importers import IMPORTERS
from tests.importers.conftest import SAMPLES

#: Samples in an order where the ends of ties are known, with their rows.
ALL = {
    "territoires.csv": 3,
    "parties-prenantes.csv": 4,
    "activites.csv": 2,
    "financements.csv": 2,
    "liens.csv": 2,
    "subventions.csv": 2,
    "siae.json": 2,
    "organisations.json": 3,
    "reunions.csv": 3,
    "actions.csv": 4,
    "places-cle.csv": 3,
    "autres-noms.csv": 3,
    "aides.csv": 2,
    "aides.json": 2,
    "ppde-cohortes.csv": 3,
    "data-inclusion.csv": 2,
    "data-inclusion-services.csv": 2,
    "decp.csv": 2,
    "decp.json": 2,
    "decp.xml": 1,
    "rna.csv": 2,
    "recherche-entreprises.json": 2,
    "sirene.csv": 2,
    "emplois.json": 3,
    "emplois-prescripteurs.json": 3,
    "emplois-asp.csv": 3,
    "geo.geojson": 2,
    "geo-ban.csv": 2,
    "geo-qpv.csv": 2,
    "geo-communes.csv": 2,
}


@pytest.fixture
def filled(office):
    """Return an office that has received every sample, each from a source of its own."""
    for name in ALL:
        office.send(SAMPLES / name, source=name)
    return office


def test_every_importer_has_a_sample_that_it_recognises(office):
    found = {office.read(SAMPLES / name).importer.name for name in ALL}

    assert found == set(IMPORTERS)


def test_every_row_of_every_sample_is_taken(office):
    plans = {name: office.send(SAMPLES / name, source=name) for name in ALL}

    assert {name: plan.read for name, plan in plans.items()} == ALL
    assert {name: plan.problems for name, plan in plans.items() if plan.problems} == {}


def test_the_second_import_of_any_sample_writes_nothing(filled):
    before = filled.exported(history=True)

    again = {name: filled.send(SAMPLES / name, source=name) for name in ALL}

    assert [name for name, plan in again.items() if plan.writes] == []
    assert {name: plan.unchanged for name, plan in again.items()} == ALL
    assert filled.exported(history=True) == before


@pytest.mark.parametrize("name", ALL)
def test_undoing_a_sample_leaves_the_base_as_it_was(office, name):
    for other in ALL:
        if other != name:
            office.send(SAMPLES / other, source=other)
    before = office.exported()

    batch = office.apply(office.plan(SAMPLES / name, source=name))
    assert batch is not None
    assert office.exported() != before
    office.undo(batch.id)

    assert office.exported() == before


def test_a_territory_has_one_line_per_dated_status(filled):
    place = filled.actor("Val-Fleuri")

    assert [(f.value, f.as_of) for f in place.facts("status")] == [
        ("habilité", "2025-09-01"),
        ("candidat", "2024-03-12"),
    ]
    assert place.value("ppde_estimate") == "280"


def test_a_stakeholder_has_its_roles_its_territories_and_its_seats(filled):
    company = filled.actor("Régie des Érables")

    assert set(company.roles) == {"company", "funder", "siae"}
    assert company.value("siret") == "99900003700013"
    assert company.value("post_code") == "01000"
    seats = [end for start, _, end in filled.ties("seats_on") if start == "Régie des Érables"]
    assert sorted(set(seats)) == ["CLE de Grand Pré", "CLE de Val-Fleuri", "Club d'entreprises"]
    assert ("Régie des Érables", "present_in", "Grand Pré") in filled.ties()
    assert ("Cycles du Val", "operates_in", "Val-Fleuri") in filled.ties()
    assert ("CLE de Val-Fleuri", "governs", "Val-Fleuri") in filled.ties()


def test_an_activity_has_its_carrier_its_places_and_its_clientele(filled):
    activity = filled.actor("Tri de textiles")

    assert activity.value("clientele") == ["collectivités", "entreprises"]
    assert ("Régie des Érables", "runs", "Tri de textiles") in filled.ties()
    assert len([t for t in filled.ties("takes_place_in") if t[0] == "Tri de textiles"]) == 2


def test_a_funding_that_is_only_asked_is_a_solicitation(filled):
    assert ("Régie des Érables", "funds", "Cycles du Val") in filled.ties()
    assert filled.ties("solicits") == [("CLE de Val-Fleuri", "solicits", "Régie des Érables")]


def test_a_siae_holds_one_convention_per_kind(filled):
    found = filled.actor("Régie des Érables")

    assert sorted(kind for fact in found.facts("siae_kinds") for kind in fact.value) == ["ACI", "EI"]
    assert "prenom.nom" not in "\n".join(filled.exported(history=True))


def test_json_has_the_same_names_as_the_sheets(filled):
    assert filled.actor("Œuvre de l'Été").value("budget") == 125000.5
    assert ("Régie des Érables", "partner", "Œuvre de l'Été") in filled.ties()


def test_an_edited_file_is_a_difference_field_by_field(filled):
    edited = (SAMPLES / "parties-prenantes.csv").read_text(encoding="utf-8")
    edited = edited.replace("01000;Exempleville;Val-Fleuri;;;mobilité", "01001;Autreville;Val-Fleuri;;;mobilité | vélo")

    plan = filled.plan(edited, source="parties-prenantes.csv")

    assert (plan.updated, plan.created, plan.unchanged) == (1, 0, 3)
    assert {(d.label, d.before, d.after) for d in plan.differences} == {
        ("Code postal", "01000", "01001"),
        ("Commune", "Exempleville", "Autreville"),
        ("Domaines", "mobilité", "mobilité, vélo"),
    }
    assert {d.name for d in plan.differences} == {"Cycles du Val"}


@pytest.mark.parametrize(
    ("name", "was", "becomes", "label"),
    [
        ("liens.csv", "2025;;collecte", "2025;31/12/2026;collecte", "Jusqu'à (est client de)"),
        ("financements.csv", "12 500,50 €", "15 000,00 €", "Montant (finance)"),
        ("subventions.csv", "12000.00", "13000.00", "Montant (finance)"),
        ("activites.csv", "en cours", "arrêtée", "Stade"),
        ("territoires.csv", "280", "275", "PPDE estimées"),
    ],
)  # fmt: skip
def test_an_edited_row_is_the_same_row_known_better(filled, name, was, becomes, label):
    text = (SAMPLES / name).read_text(encoding="utf-8")
    assert was in text

    plan = filled.plan(text.replace(was, becomes), source=name)

    assert (plan.updated, plan.created, plan.vanished) == (1, 0, {})
    assert label in {difference.label for difference in plan.differences}


def test_a_demand_in_preparation_is_known_before_its_day_and_one_sent_from_its_day_on(filled):
    text = (SAMPLES / "financements.csv").read_text(encoding="utf-8")

    filled.send(text.replace("en préparation;;;", "en préparation;12/12/2099;;"), source="financements.csv")
    with filled.store.view() as view:
        (planned,) = view.ties(["solicits"])
    assert (planned.planned, planned.valid_from, planned.fields["on"]) == (True, None, "2099-12-12")

    filled.send(text.replace("en préparation;;;", "envoyée;01/10/2026;;"), source="financements.csv")
    with filled.store.view() as view:
        (sent,) = view.ties(["solicits"])
    assert (sent.planned, sent.valid_from) == (False, "2026-10-01")


def test_an_answered_demand_is_the_same_row(filled):
    text = (SAMPLES / "financements.csv").read_text(encoding="utf-8")

    filled.send(text.replace("en préparation;;;", "accordé;01/10/2026;;"), source="financements.csv")

    assert filled.ties("solicits") == []
    assert ("Régie des Érables", "funds", "CLE de Val-Fleuri") in filled.ties()
