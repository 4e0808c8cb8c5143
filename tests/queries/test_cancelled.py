"""A funding that was cancelled, or is only planned, is told as such and is nothing more."""

import pytest

from kb.states import is_cancelled
from queries import ask


@pytest.fixture
def withdrawn(territory):
    """The foundation had granted Le Verger its money, and took it back."""
    territory.tie(
        "funds", territory.fondation, territory.verger, amount=50000, on="2026-09-01", state="Annulé", purpose="Serre"
    )
    return territory


def test_a_sheet_says_of_a_funding_that_it_was_cancelled(withdrawn):
    (row,) = ask(withdrawn.view(), "fiche", actor="Fondation des Rives").table().rows

    assert row["detail"] == "Serre, Annulé, le 1er septembre 2026"


def test_a_cancelled_funding_is_no_reason_to_ask_again(withdrawn):
    rows = ask(withdrawn.view(), "mobiliser", territory="Bois Clair", purpose="financement").table().rows

    told = {row["name"]: (row["why"], row["now"]) for row in rows}
    assert "Serre" not in str(told.get("Fondation des Rives", ""))


def test_a_cancelled_funding_makes_nobody_present(withdrawn):
    withdrawn.tie("funds", withdrawn.fondation, withdrawn.atelier, amount=1000, state="annulée")

    rows = ask(withdrawn.view(), "financeurs-communs").table().rows

    assert "Fondation des Rives" not in [row["name"] for row in rows]


def test_what_is_only_planned_is_not_a_known_amount(territory):
    territory.tie("funds", territory.metropole, territory.atelier, amount=90000, state="en projet")

    rows = {row["name"]: row for row in ask(territory.view(), "financeurs-communs").table().rows}

    assert rows["Métropole du Fleuve"]["amount"] == 200000
    assert rows["Métropole du Fleuve"]["note"] == "90\u00a0000\u00a0€ en projet"


@pytest.mark.parametrize("state", ["annulée", "Annulé", "ANNULEE", "abandonnée", "caduque", "retirée"])
def test_the_words_of_a_cancellation_are_one(state):
    assert is_cancelled(state)
    assert not is_cancelled("accordé")
