"""Which doubtful pairs are a question, and which are two organisations whose names share common words."""

from __future__ import annotations

import pytest

from kb.identity.asking import worth_asking
from kb.identity.party import make_party


def asked(mine: str, theirs: str, *why: tuple[str, float]) -> bool:
    return worth_asking(make_party("a", [mine]), make_party("b", [theirs]), why)


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ("Est Métropole Habitat", "Lyon Métropole Habitat"),
        ("Maison Santy Plaine Emploi", "Santy Plaine Actions"),
        ("France Travail Rillieux-la-Pape", "Ville de Rillieux-la-Pape"),
        ("Envie (réseau)", "Réseau Cocagne"),
    ],
)
def test_two_names_that_each_have_a_word_of_their_own_are_no_question(mine, theirs):
    assert not asked(mine, theirs, ("whole", 5.0), ("town", 0.5))


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ("Opale Emploi", "Opale Emploi antenne de Berck"),
        ("ASSOC LASER 03", "Laser 03"),
        ("Atelier du Racordement", "L'Atelier du raccordement"),
    ],
)
def test_a_name_within_the_other_but_for_a_slip_is_one(mine, theirs):
    assert asked(mine, theirs, ("whole", 5.0))


@pytest.mark.parametrize("place", ["street", "house"])
def test_an_address_in_common_is_a_question_when_the_names_share_a_word(place):
    assert asked("Atelier Ding", "Atelier Fringue", (place, 1.2))
    assert not asked("Atelier Ding", "Atelier Fringue", (place, -1.2))
    assert not asked("France Travail - CAGNES SUR MER APE", "N.S. PROTECTION", (place, 1.2), ("strange", -2.3))


def test_a_number_or_a_sigle_in_common_is_a_question_whatever_the_names():
    assert asked("Ding Fringue", "Label Fripe", ("contact", 2.5), ("strange", -2.3))
    assert asked("Ding Fringue", "Label Fripe", ("slip", 2.5), ("strange", -2.3))
    assert asked("URSCOP", "Union régionale des Scop", ("initials", 2.0))
    assert not asked("Ding Fringue", "Label Fripe", ("street", 1.2))
