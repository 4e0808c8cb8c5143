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


def deadline(known, due: str, met_on: str = "", title: str = ""):
    above = f"{title};;\n" if title else ""
    (row,) = known.rows(f"{above}Date de la réunion;Action;Échéance\n{met_on};Visiter le local;{due}\n", "actions")
    return row


@pytest.mark.parametrize(
    ("due", "last"),
    [
        ("fin janvier 2027", "2027-01-31"), ("mi-février 2027", "2027-02-20"), ("courant mars 2027", "2027-03"), ("S12 2027", "2027-03-28"), ("semaine 12 2027", "2027-03-28"),
        ("T2 2027", "2027-06"), ("2e trimestre 2027", "2027-06"), ("rentrée 2027", "2027-09"), ("avant l'été 2027", "2027-06-20"), ("avant le 15/03/2027", "2027-03-15"),
    ],
)  # fmt: skip
def test_a_deadline_in_the_words_of_offices_is_the_last_day_of_its_period(known, due, last):
    row = deadline(known, due)

    assert (row.problems, row.actors[0].fields["due_on"]) == ([], last)
    assert [w.code for w in row.warnings] == ["DATE_PERIOD"]


@pytest.mark.parametrize(
    ("due", "last"),
    [("courant mars", "2027-03"), ("S12", "2027-03-28"), ("semaine 12", "2027-03-28"), ("mi-février", "2027-02-20"), ("avant l'été", "2026-06-20"), ("2e trimestre", "2026-06"), ("14/09", "2026-09-14")],
)  # fmt: skip
def test_a_deadline_without_its_year_is_the_next_after_its_meeting(known, due, last):
    assert deadline(known, due, met_on="12/05/2026").actors[0].fields["due_on"] == last


def test_a_deadline_without_its_year_nor_a_meeting_is_of_the_year_of_the_title(known):
    row = deadline(known, "courant mars", title="Plan d'action 2027")

    assert (row.actors[0].fields["due_on"], [w.code for w in row.warnings]) == ("2027-03", ["DATE_PERIOD"])
    assert "l'année est celle que disent la feuille" in row.warnings[0].message


@pytest.mark.parametrize("due", ["courant mars", "dès que possible", "S12", "au fil de l'eau", "ASAP"])
def test_a_deadline_of_which_no_day_is_read_is_kept_in_words_and_told(known, due):
    row = deadline(known, due)

    assert (row.problems, [w.code for w in row.warnings]) == ([], ["DATE_WORDS"])
    assert (row.actors[0].fields.get("due_on"), row.actors[0].fields["period"]) == (None, due)


@pytest.mark.parametrize("due", ["31/02/2026", "12/05/26", "46000", "mars 26", "lundi 12/05/26"])
def test_a_deadline_in_figures_that_is_no_day_waits(known, due):
    assert [p.code for p in deadline(known, due, met_on="12/05/2026").problems] == ["DATE_INVALID"]


def test_a_call_whose_closing_is_told_in_words_is_kept(known):
    said = [row.actors[0].fields for row in known.rows("Nom;Financeurs;Date Clôture\nAppel Quartiers;Région Modèle;fin mars 2027\nAppel Vélos;Région Modèle;en continu\n", "aides")]

    assert said[0]["due_on"] == "2027-03-31"
    assert ("due_on" in said[1], said[1]["period"]) == (False, "clôture : en continu")


def test_a_next_meeting_told_in_words_drops_no_meeting(known):
    first, second = known.rows(
        "Date;Instance;Participants;Prochaine réunion\n14/09/2026;CLE de Val-Fleuri;Cycles du Val;mi-octobre\n14/10/2026;CLE de Val-Fleuri;Cycles du Val;à caler ensemble\n"
    )

    assert first.actors[0].fields["due_on"] == "2026-10-20"
    assert second.actors[0].fields["description"] == "prochaine réunion : à caler ensemble"
