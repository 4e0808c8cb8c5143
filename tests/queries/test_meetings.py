import datetime as dt

import pytest

from kb.privacy import READER
from queries import ask


@pytest.fixture
def met(territory):
    """Return a territory whose CLE met in May, decided something, and meets again in December."""
    for key, day in (("rencontre:mai", "2026-05-12"), ("rencontre:decembre", "2026-11-28")):
        territory.actor("meeting", f"CLE, {day}", key, on=day, description="Portefeuille")
        territory.tie("attends", territory.cle_terres, key, role="instance réunie")
        territory.tie("attends", territory.bailleur, key, since=day)
    territory.actor("decision", "Le bail est signé", "decision:bail", on="2026-05-12")
    territory.tie("concerns", "decision:bail", "rencontre:mai")
    return territory


def rows(notes, **values):
    return ask(notes.view(), "rencontres", **values).table().rows


def test_a_meeting_to_come_is_first_then_those_of_the_past_with_what_they_decided(met):
    coming, past = rows(met)

    assert (coming["name"], coming["when"], past["when"]) == ("CLE, 2026-11-28", "à venir", "passée")
    assert coming["present"] == ["CLE Terres Neuves", "Habitat du Fleuve"]
    assert (past["decisions"], past["places"], past["subject"]) == (["Le bail est signé"], ["Terres Neuves"], "Portefeuille")
    said = ask(met.view(), "rencontres").sentence.replace("\xa0", " ")
    assert said == "1 rencontre à venir et 1 rencontre passée. 1 décision notée."


def test_meetings_are_kept_by_territory_organisation_day_and_when(met):
    assert [row["when"] for row in rows(met, when="à venir")] == ["à venir"]
    assert [row["on"] for row in rows(met, since="2026-06-01")] == ["2026-11-28"]
    assert len(rows(met, actor="Habitat du Fleuve", territory="Terres Neuves")) == 2
    assert rows(met, territory="Bois Clair") == rows(met, actor="Le Moulin") == []


def test_seen_from_before_it_a_meeting_is_to_come_and_has_decided_nothing(met):
    found = ask(met.view(date=dt.date(2026, 5, 1)), "rencontres").table().rows

    assert [row["when"] for row in found] == ["à venir", "à venir"]
    assert [row["decisions"] for row in found] == [[], []]


def test_an_exchange_noted_between_two_actors_is_a_meeting_past_or_to_come(met):
    met.tie("met", met.cle_bois, met.metropole, since="2026-11-18", on="2026-11-18", detail="Clé de répartition")
    met.tie("met", met.cle_bois, met.fondation, since="2027-01-15", on="2027-01-15")
    met.tie("met", met.cle_bois, met.mission, on="2026-02-01", state="prévu")

    found = {row["name"]: row for row in rows(met, territory="Bois Clair")}

    assert found["CLE Bois Clair – Métropole du Fleuve"]["subject"] == "Clé de répartition"
    assert [row["when"] for row in found.values()] == ["à venir", "passée", "était prévue, à confirmer"]


def test_who_reads_the_map_alone_sees_no_exchange_of_the_engagement_plan(met):
    met.tie("met", met.cle_bois, met.metropole, since="2026-11-18", on="2026-11-18")
    met.tie("met", met.cle_bois, met.fondation, since="2027-01-15", on="2027-01-15")

    found = ask(met.view(READER), "rencontres").table().rows

    assert {row["name"] for row in found} == {"CLE, 2026-05-12", "CLE, 2026-11-28"}


def test_a_meeting_of_the_week_is_told_on_the_page_of_the_day(met):
    (told,) = [todo for todo in ask(met.view(), "accueil").todo if todo.tag == "Rencontre"]

    assert (told.text, told.detail) == ("CLE, 2026-11-28", "le 28 novembre 2026 · Portefeuille · Terres Neuves")


def test_a_base_without_any_meeting_says_what_to_do(territory):
    assert ask(territory.view(), "rencontres").sentence.startswith("Aucune rencontre notée. Importez vos réunions")
