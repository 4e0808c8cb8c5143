"""The search finds whatever bears the words: actors, activities and territories, of some kinds or of all."""

from __future__ import annotations

import pytest

from kb.errors import BadParameter
from queries import ask
from queries.parameters import AbsentActor, find_actor


@pytest.fixture
def bikes(paper):
    paper.actor("territory", "Val Vélo", key="territoire:val-velo")
    paper.actor("activity", "Réparation de vélos", city="Belleville")
    paper.actor("siae", "Atelier vélo", city="Belleville")
    paper.actor("siae", "Régie des Érables", city="Fleury")
    return paper


def test_everything_that_bears_the_words_is_found_whatever_its_kind(bikes):
    found = ask(bikes.view(), "recherche", text="velo")

    assert [row["name"] for row in found.table().rows] == ["Val Vélo", "Atelier vélo", "Réparation de vélos"]
    assert found.sentence == "3 résultats pour « velo »."


def test_kinds_narrow_the_search_and_what_is_left_out_is_counted(bikes):
    found = ask(bikes.view(), "recherche", text="velo", kinds=["territory", "activity"], most=1)

    assert (len(found.actors), found.total) == (1, 2)
    assert found.gaps == ["1 de plus : précisez la recherche."]


def test_the_post_codes_of_a_territory_of_two_towns_are_read_as_a_list(territory):
    territory.actor("territory", "Rives du Sud", "territoire:rives-du-sud", post_code="69700|69520")

    rows = ask(territory.view(), "recherche", text="rives du sud").table().rows

    assert [row["sub"] for row in rows] == ["69700, 69520"]


@pytest.mark.parametrize(("typed", "named"), [("1", False), ("12", False), ("100000009", True), ("ate", True), ("k", True)])
def test_an_actor_is_meant_by_its_name_or_by_nine_digits_and_not_by_one(paper, typed, named):
    paper.actor("company", "Atelier des Possibles", siret="10000000900001")
    paper.actor("company", "K")
    view = paper.view()

    if named:
        assert find_actor(view, typed)
    else:
        with pytest.raises(BadParameter, match=f"Aucun acteur ne s'appelle « {typed} »"):
            find_actor(view, typed)


def test_a_number_written_in_groups_finds_its_organisation(territory):
    view = territory.view()

    for asked in ("200 046 977", "480 608 116 00020"):
        found = ask(view, "recherche", text=asked)
        assert found.total == 1, asked
    assert ask(view, "parties-prenantes", text="200 046 977").total == 1


@pytest.mark.parametrize(
    ("typed", "name"),
    [("atelier vleo", "Atelier vélo"), ("erabls", "Régie des Érables"), ("st veran", "Saint-Véran"), ("saint veran8", "Saint-Véran 8"), ("siae", "Atelier vélo")],
)
def test_a_slip_an_abbreviation_or_a_kind_finds_what_it_may_mean_and_says_so(bikes, typed, name):
    bikes.actor("territory", "Saint-Véran", key="territoire:saint-veran")
    bikes.actor("territory", "Saint-Véran 8", key="territoire:saint-veran-8")

    found = ask(bikes.view(), "recherche", text=typed)

    assert found.table().rows[0]["name"] == name
    assert found.sentence.startswith(f"Rien ne porte « {typed} » à la lettre")


@pytest.mark.parametrize("typed", ["zzzz", "q", "!", "maison du fleuve"])
def test_what_is_near_nothing_finds_nothing(bikes, typed):
    assert ask(bikes.view(), "recherche", text=typed).sentence == f"Aucun résultat pour « {typed} »."


@pytest.mark.parametrize("typed", ["atelyer velo", "rparation velos", "regie des erable s"])
def test_the_same_names_are_near_whoever_asks(bikes, typed):
    view = bikes.view()

    with pytest.raises(AbsentActor) as refused:
        find_actor(view, typed)

    assert [actor.id for actor in refused.value.actors] == [row["id"] for row in ask(view, "recherche", text=typed).table().rows]
    assert refused.value.actors
