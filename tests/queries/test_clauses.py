"""Public contracts with a social clause, near a territory."""

from __future__ import annotations

import pytest

from queries import ask


@pytest.fixture
def market(paper):
    """Write three contracts: one bought on the territory, one executed there, one elsewhere, and one without a clause."""
    place = paper.actor("territory", "Terres Neuves", key="territoire:terres-neuves", communes=["Belleville"], insee_codes=["01999"])
    town = paper.actor("authority", "Commune de Belleville", city="Belleville")
    other = paper.actor("authority", "Commune de Fleury", city="Fleury")
    gardens = paper.actor("siae", "Les Jardins", city="Fleury")
    works = paper.actor("company", "Travaux du Val", city="Fleury")
    paper.tie("client_of", town, gardens, on="2026-03-01", purpose="Haies", social=["clause sociale"], amount=45000, reference="A1")
    paper.tie("client_of", town, works, on="2026-03-01", purpose="Haies", social=["clause sociale"], amount=45000, reference="A1")
    paper.tie("client_of", other, works, on="2026-04-01", purpose="Voirie", social=["critère social"], territory="01999", reference="B1")
    paper.tie("client_of", other, gardens, on="2026-05-01", purpose="Tonte", social=["marché réservé"], reference="B2")
    paper.tie("client_of", other, works, on="2026-06-01", purpose="Sel", reference="B3")
    return place


def test_contracts_near_a_territory_are_those_bought_held_or_executed_there(paper, market):
    answer = ask(paper.view(), "clauses-sociales", territory=market)

    rows = [(row["purpose"], row["holder"], row["near"]) for row in answer.table().rows]
    assert rows[0] == ("Voirie", "Travaux du Val", ["exécuté à Terres Neuves"])
    assert sorted(rows[1:]) == [
        ("Haies", "Les Jardins", ["acheteur à Terres Neuves"]),
        ("Haies", "Travaux du Val", ["acheteur à Terres Neuves"]),
    ]
    # One contract with two holders is one contract.
    assert answer.sentence.startswith("2 marchés à clause sociale sont connus près de Terres Neuves. Acheteurs : ")


def test_without_a_territory_every_clause_is_told_and_a_contract_without_one_never(paper, market):
    answer = ask(paper.view(), "clauses-sociales")

    assert [row["purpose"] for row in answer.table().rows] == ["Tonte", "Voirie", "Haies", "Haies"]


def test_a_holder_present_on_the_territory_brings_its_contracts(paper, market):
    paper.tie("present_in", "nom:les jardins|fleury", market)

    answer = ask(paper.view(), "clauses-sociales", territory=market)

    assert ("Tonte", ["titulaire à Terres Neuves"]) in [(row["purpose"], row["near"]) for row in answer.table().rows]


def test_nothing_known_says_what_to_import(paper):
    answer = ask(paper.view(), "clauses-sociales")

    assert answer.table().rows == []
    assert "decp" in answer.gaps[0]
