"""How an action stands is read as offices write it, and what nobody can tell delays nobody."""

import pytest

from queries import ask

HEADER = "Action;Responsable;Échéance;Statut;Date de clôture"


@pytest.mark.parametrize("said", ["OK", "FAIT le 12/10", "fait (voir CR)", "soldé", "X", "100 %", "Sans suite", "fini", "Abandon"])
def test_an_action_that_its_sheet_says_is_over_is_late_for_nobody(office, said):
    office.send(f"{HEADER}\nVisiter le local;chargée de mission;01/10/2020;{said};", "actions")

    with office.store.view() as view:
        found = ask(view, "actions", state="toutes")

    assert [row["delay"] for row in found.table().rows] == ["close"]


@pytest.mark.parametrize("said", ["pas fait", "à lancer", "en attente de devis", "fait en partie", "50 %"])
def test_an_action_that_is_not_over_is_late_once_its_term_has_passed(office, said):
    office.send(f"{HEADER}\nVisiter le local;chargée de mission;01/10/2020;{said};", "actions")

    with office.store.view() as view:
        (row,) = ask(view, "actions").table().rows

    assert row["delay"].startswith("en retard")


def test_a_state_nobody_can_tell_is_asked_about_rather_than_called_late(office):
    plan = office.send(f"{HEADER}\nVisiter le local;chargée de mission;01/10/2020;vu avec Paul;", "actions")

    with office.store.view() as view:
        found = ask(view, "actions")

    (row,) = found.table().rows
    assert [w.code for w in plan.warnings if w.column == "Statut"] == ["VALUE_UNUSUAL"]
    assert row["delay"] == "échéance passée, statut à préciser"
    assert "Statut à préciser : « Visiter le local »." in found.gaps
    assert "en retard" not in found.sentence


def test_the_day_that_a_state_ends_with_is_the_day_the_action_was_closed(office):
    office.send(f"{HEADER}\nVisiter le local;chargée de mission;01/10/2020;fait le 12/09/2020;", "actions")

    with office.store.view() as view:
        (row,) = ask(view, "actions", state="closes").table().rows

    assert row["delay"] == "close le 12 septembre 2020"
