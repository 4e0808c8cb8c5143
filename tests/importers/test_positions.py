"""Positions as sheets write them: each word keeps its meaning, an unknown one is kept and said."""

from __future__ import annotations

import pytest

SHEET = "Nom;Type;Position\nAmicale;association;{}\n"


@pytest.mark.parametrize(
    ("written", "position"),
    [("Neutre", "neutre"), ("neutres", "neutre"), ("réservée", "réservé"), ("pour", "favorable"), ("contre", "opposé"),
     ("Très opposé", "opposé"), ("plutôt favorable", "favorable"), ("mitigée", "réservé"), ("pas favorable", "réservé")],
)
def test_a_neutral_stance_is_neither_reserved_nor_unknown(office, written, position):
    plan = office.send(SHEET.format(written))

    assert office.actor("Amicale").value("position") == position
    assert plan.warnings == []


def test_a_word_that_is_no_stance_is_kept_and_said(office):
    plan = office.send(SHEET.format("à rappeler"))

    assert office.actor("Amicale").value("position") == "à rappeler"
    assert [warning.code for warning in plan.warnings] == ["VALUE_UNUSUAL"]


@pytest.mark.parametrize(("written", "kept"), [("à voir", "inconnue"), ("?", None), ("pour", "favorable")])
def test_a_position_that_nobody_knows_yet_is_said_so_and_a_mark_alone_is_no_position(office, written, kept):
    plan = office.send(f"Nom;Type;Commune;Position\nLes Saules;association;Fleury;{written}\n", "parties-prenantes")

    assert office.actor("Les Saules").value("position") == kept
    assert [w for w in plan.warnings if w.code == "VALUE_UNUSUAL"] == []


@pytest.mark.parametrize("written", ["oui", "Non", "x"])
def test_a_yes_or_a_no_is_said_to_be_no_position_with_the_words_to_write(office, written):
    plan = office.send(f"Nom;Position\nUrssaf;{written}\n", "parties-prenantes")

    (told,) = [w for w in plan.warnings if w.code == "VALUE_UNUSUAL"]
    assert (told.line, told.column, told.value) == (2, "Position", written)
    assert f"« {written} » ne dit aucune position" in told.message
    assert "Écrivez favorable, neutre, réservé, opposé ou inconnue." in told.message
    assert office.actor("Urssaf").value("position") == written


def said_of(office, name):
    return [(fact.value, fact.places) for fact in office.actor(name).facts("position")]


def test_the_position_of_a_row_is_that_of_the_territories_it_names(office):
    office.send(
        "Nom;Type;Commune;Territoire;Position\n"
        "Mission locale du Fleuve;partenaire emploi;Bron;Val-Fleuri;opposée\n"
        "Mission locale du Fleuve;partenaire emploi;Bron;Saint-Fons | Terres Neuves;favorable\n",
        "parties-prenantes",
    )

    assert sorted(said_of(office, "Mission locale du Fleuve")) == [
        ("favorable", ("territoire:saint-fons", "territoire:terres-neuves")), ("opposé", ("territoire:val-fleuri",)),
    ]  # fmt: skip


@pytest.mark.parametrize("territory", ["", "Métropole de Lyon", "Tous les territoires"])
def test_the_position_of_a_row_of_no_territory_in_particular_is_said_at_large(office, territory):
    office.send(f"Nom;Type;Commune;Territoire;Position\nLes Saules;association;Fleury;{territory};favorable\n", "parties-prenantes")

    assert said_of(office, "Les Saules") == [("favorable", ())]


def test_a_row_that_gives_no_position_keeps_no_more_than_before(office):
    office.send("Nom;Type;Commune;Territoire\nLes Saules;association;Fleury;Val-Fleuri\n", "parties-prenantes")

    assert not any("places" in line for line in office.exported())


def test_an_edition_that_moves_a_position_to_another_territory_says_so(office):
    sheet = "Nom;Type;Commune;Territoire;Position\nLes Saules;association;Fleury;{};favorable\n"
    office.send(sheet.format("Val-Fleuri"), "parties-prenantes")

    plan = office.plan(sheet.format("Saint-Fons"), "parties-prenantes")

    assert [(d.before, d.after) for d in plan.differences if d.label == "Dit pour"] == [("val-fleuri", "saint-fons")]
