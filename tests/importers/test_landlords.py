"""A social landlord is read as the nearest kind there is, and its own word stays on its sheet."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("word", "kind"),
    [("Bailleur social", "company"), ("bailleurs sociaux", "company"), ("bailleur", "company"), ("ESH", "company"), ("SA d'HLM", "company"),
     ("OPH", "authority"), ("Office public de l'habitat", "authority"), ("bailleur public", "authority")],
)  # fmt: skip
def test_the_word_of_a_landlord_is_kept_beside_its_kind(office, word, kind):
    plan = office.send(f"Nom;Type;Commune\nHabitat du Fleuve;{word};Fleury\n", "parties-prenantes")

    found = office.actor("Habitat du Fleuve")
    assert (plan.problems, found.kind, found.value("legal_form")) == ([], kind, word)


def test_a_landlord_that_funds_keeps_its_word_and_a_form_that_is_written_wins(office):
    office.send("Nom;Type;Forme\nHabitat A;bailleur social | financeur;\nHabitat B;bailleur social;SA d'HLM\n", "parties-prenantes")

    assert set(office.actor("Habitat A").roles) == {"company", "funder"}
    assert office.actor("Habitat A").value("legal_form") == "bailleur social"
    assert office.actor("Habitat B").value("legal_form") == "SA d'HLM"
