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
