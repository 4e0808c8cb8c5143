"""Activities as offices list them: several clienteles in a cell, and when they began."""

from __future__ import annotations

import pytest

PARTIES = "Nom;Type\nL'Atelier des Érables;EBE\n"
SHEET = "Activité;Structure porteuse;Clients / bénéficiaires;Démarrage\nConciergerie;L'Atelier des Érables;{};sept. 2024\n"


@pytest.mark.parametrize(
    ("written", "clientele"),
    [
        ("habitants, bailleurs", ["habitants", "collectivités"]),
        ("Entreprises et associations", ["entreprises", "associations"]),
        ("habitants du quartier / familles", ["habitants", "familles"]),
        ("habitants | seniors", ["habitants", "seniors"]),
        ("Habitants, particuliers", ["habitants"]),
    ],
)
def test_each_clientele_of_a_cell_is_kept_however_they_are_parted(office, written, clientele):
    office.send(PARTIES)

    office.send(SHEET.format(written), "activites")

    assert office.actor("Conciergerie").value("clientele") == clientele


def test_an_activity_begins_when_its_sheet_says_it_started(office):
    office.send(PARTIES)

    office.send(SHEET.format("habitants"), "activites")

    with office.store.view() as view:
        assert [tie.valid_from for tie in view.ties(("runs",))] == ["2024-09"]
