"""Days as the sheets of meetings and of actions tell them: beside a weekday and an hour, without their year, as a period."""

from __future__ import annotations

import pytest

from tests.importers.conftest import SAMPLES


@pytest.fixture
def known(office):
    """Return an office that knows its territories and its stakeholders."""
    for name in ("territoires.csv", "parties-prenantes.csv"):
        office.send(SAMPLES / name, source=name)
    return office


def meetings(day: str, title: str = "") -> str:
    above = f"{title};;\n" if title else ""
    return f"{above}Date;Instance;Participants\n{day};CLE de Val-Fleuri;Cycles du Val\n"


@pytest.mark.parametrize(
    "day",
    [
        "lundi 14/09/2026", "Lundi 14 septembre 2026 à 14h", "lun. 14/09/2026", "14/09/2026 14h-16h30", "14/09/2026 de 9h à 12h", "lundi 14/09/2026 à 9h30",
        "14 septembre 2026 (après-midi)", "le lundi 14/09/2026, 14:30",
    ],
)  # fmt: skip
def test_a_meeting_is_of_its_day_whatever_weekday_and_hours_stand_around_it(known, day):
    (row,) = known.rows(meetings(day))

    assert (row.problems, row.warnings) == ([], [])
    assert row.actors[0].fields["on"] == "2026-09-14"


def test_a_weekday_that_is_not_that_of_its_day_is_told_and_the_day_is_kept(known):
    (row,) = known.rows(meetings("mercredi 14/09/2026"))

    assert row.actors[0].fields["on"] == "2026-09-14"
    assert [(w.code, w.column) for w in row.warnings] == [("DATE_WEEKDAY", "Date")]
    assert "est un lundi" in row.warnings[0].message


@pytest.mark.parametrize("day", ["14/09", "lundi 14 septembre", "lundi 14/09 à 14h"])
def test_a_day_without_its_year_is_of_the_year_that_the_title_tells(known, day):
    (row,) = known.rows(meetings(day, "Réunions du CLE de Val-Fleuri, année 2026"))

    assert row.actors[0].fields["on"] == "2026-09-14"
    assert [w.code for w in row.warnings] == ["DATE_PERIOD"]
    assert "Lu 14/09/2026" in row.warnings[0].message


def test_a_day_without_its_year_is_of_the_one_year_of_the_other_days_of_its_sheet(known):
    rows = known.rows(meetings("14/09") + "12/05/2026;CLE de Val-Fleuri;Cycles du Val\n")

    assert [row.actors[0].fields["on"] for row in rows] == ["2026-09-14", "2026-05-12"]


@pytest.mark.parametrize("text", [meetings("14/09"), meetings("14/09", "Réunions 2025-2026"), meetings("14/09") + "12/05/2026;CLE;Cycles du Val\n03/02/2027;CLE;Cycles du Val\n"])
def test_a_day_without_its_year_waits_when_nothing_tells_which(known, text):
    row = known.rows(text)[0]

    assert [(p.code, p.value) for p in row.problems] == [("DATE_INVALID", "14/09")]


@pytest.mark.parametrize("day", ["lundi 14/09/26", "14/09/26", "mars 26"])
def test_a_year_of_two_figures_stays_refused_beside_a_weekday_or_not(known, day):
    (row,) = known.rows(meetings(day, "Réunions 2026"))

    assert [p.code for p in row.problems] == ["DATE_INVALID"]


@pytest.mark.parametrize("header", ["Décisions / points clés", "Relevé de décisions"])
def test_what_a_meeting_decided_is_read_under_the_headers_of_minutes(known, header):
    known.send(f"Date;Instance;Participants;{header}\n14/09/2026;CLE de Val-Fleuri;Cycles du Val;Le bail est signé\n")

    assert known.names("decision") == ["Le bail est signé"]


def test_what_a_meeting_spoke_of_is_among_its_notes(known):
    text = "Date;Instance;Participants;Points abordés;Commentaire\n14/09/2026;CLE de Val-Fleuri;Cycles du Val;{};À relire\n"

    plan = known.send(text.format("Locaux, portefeuille"), "reunions")
    assert [w.code for w in plan.warnings] == []
    assert known.actor("CLE de Val-Fleuri, 14/09/2026").value("notes") == "Locaux, portefeuille\nÀ relire"

    (aside,) = known.plan(text.format("Situation de Mme Exemple, demandeuse d'emploi depuis 2019"), "reunions").set_aside
    assert (aside.raw, [p.code for p in aside.problems]) == ({}, ["SENSITIVE_DATA"])
