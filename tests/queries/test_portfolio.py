"""The portfolio of activities: every one counted once, its territory, its service, and those it meets."""

from __future__ import annotations

import pytest

from queries import ask


def activity(paper, name, carrier, place, **fields):
    key = paper.actor("activity", name, f"activite:{carrier}:{name}", **fields)
    paper.tie("runs", carrier, key)
    paper.tie("takes_place_in", key, place)
    return key


@pytest.fixture
def workshops(territory):
    """Two bicycle workshops that meet, help with lessons whose service is stated, and a laundry that stopped."""
    activity(territory, "Réparation de vélos", territory.atelier, territory.terres, lat=45.75, lon=4.85)
    activity(territory, "Atelier cycles", territory.verger, territory.bois, lat=45.76, lon=4.85)
    activity(territory, "Aide aux leçons", territory.atelier, territory.terres, service_type=["Soutien scolaire"])
    activity(territory, "Blanchisserie", territory.verger, territory.bois, stage="arrêtée")
    return territory


def rows(answer):
    return {row["name"]: row for row in answer.table().rows}


def test_every_activity_of_the_graph_is_on_one_row_and_those_that_stopped_are_counted(workshops):
    view = workshops.view()

    answer = ask(view, "activites")

    running = {actor.name for actor in view.actors(("activity",))} - {"Blanchisserie"}
    assert sorted(row["name"] for row in answer.table().rows) == sorted(running)
    assert answer.sentence.startswith("3 activités de 2 porteurs sur 2 territoires. Terres Neuves : 2 et Bois Clair : 1.")
    assert "1 activité arrêtée, non listée." in answer.gaps


def test_an_activity_names_those_of_other_territories_to_examine_as_the_overlaps_do(workshops):
    view = workshops.view()
    row = rows(ask(view, "activites"))["Réparation de vélos"]

    (pair,) = [p for p in ask(view, "recouvrements").table().rows if p["status"] == "à examiner"]

    assert row["examine"] == ["Atelier cycles (Le Verger)"]
    assert (row["examine_ids"], row["degree"]) == ([{pair["one_id"], pair["other_id"]}.difference([row["id"]]).pop()], pair["degree"])


def test_a_service_that_no_source_states_is_said_to_be_suggested(workshops):
    answer = ask(workshops.view(), "activites")

    assert rows(answer)["Aide aux leçons"]["service"] == "Soutien scolaire"
    assert rows(answer)["Atelier cycles"]["service"].endswith(" (suggéré)")
    assert any("service non confirmé" in gap and "Aide aux leçons" not in gap for gap in answer.gaps)


def test_the_services_are_summed_with_where_they_are(workshops):
    answer = ask(workshops.view(), "activites")

    ((first, *_),) = [table.rows for table in answer.beside()]

    assert (first["count"], first["examine"]) == (2, 2)
    assert first["territories"] == ["Bois Clair (1)", "Terres Neuves (1)"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"territory": "Bois Clair"}, {"Atelier cycles"}),
        ({"service": "scolaire"}, {"Aide aux leçons"}),
        ({"keep": "à examiner avec une autre"}, {"Atelier cycles", "Réparation de vélos"}),
        ({"keep": "sans rapprochement connu"}, {"Aide aux leçons"}),
    ],
)
def test_the_list_narrows_to_a_territory_a_service_or_what_is_to_examine(workshops, asked, found):
    assert set(rows(ask(workshops.view(), "activites", **asked))) == found


def test_without_an_activity_the_way_to_the_first_is_told(paper):
    assert ask(paper.view(), "activites").sentence.startswith("Aucune activité à montrer : importez le tableau des activités")
