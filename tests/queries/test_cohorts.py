"""Counts of those out of work are told on the sheet of their territory, and are an actor nowhere."""

from __future__ import annotations

import pytest

from queries import ask


@pytest.fixture
def counted(territory):
    """Return a territory that sent two counts."""
    for band, count in (("50 ans et plus", 1042), ("moins de 26 ans", 14)):
        key = territory.actor("cohort", f"{band}, Terres Neuves, 2026", f"cohorte:{band}", band=band, count=count, period="2026")
        territory.tie("takes_place_in", key, territory.terres)
    return territory


def test_the_sheet_of_a_territory_tells_its_counts_with_their_source(counted):
    sheet = ask(counted.view(), "fiche", actor="Terres Neuves")

    assert [(row["band"], row["count"]) for row in sheet.counts.rows] == [("50 ans et plus", 1042), ("moins de 26 ans", 14)]
    assert set(sheet.counts.claims()) <= set(sheet.claims())
    assert "Personnes privées durablement d'emploi" in [table.title for table in sheet.beside()]


def test_a_count_is_neither_a_tie_of_the_sheet_nor_drawn_nor_found_as_an_actor(counted):
    view = counted.view()

    sheet = ask(view, "fiche", actor="Terres Neuves")

    drawn = [node for name, values in (("fiche", {"actor": "Terres Neuves"}), ("reseau", {"territory": "Terres Neuves"}),
             ("reseau", {"centre": "Terres Neuves", "depth": "2"})) for node in ask(view, name, **values).picture().nodes]  # fmt: skip
    assert "cohort" not in {node.kind for node in drawn} | {line.kind for line in sheet.lines}
    assert ask(view, "recherche", text="50 ans").total == 0
