"""Each territory's position is its own: what one wrote decides for nobody else, and nothing is flattened."""

from __future__ import annotations

import pytest

from kb.ledger import Source
from kb.privacy import READER
from queries import ask
from queries.mobilise import Mobilisation
from queries.recipes import RECIPES, asking
from queries.stakeholders import stakeholders

TERRES = Source("parties-prenantes", owner="terres-neuves", title="Fichier de Terres Neuves")
BOIS = Source("parties-prenantes", owner="bois-clair", title="Fichier de Bois Clair")


def note(territory, position, source=None, places=(), name="Mission locale du Fleuve", **more):
    return territory.actor("employment", name, city="Grandville", source=source, places=places, position=position, **more)


@pytest.fixture
def disputed(territory):
    """The file of Terres Neuves says the local mission opposed, that of Bois Clair favourable."""
    note(territory, "opposé", TERRES, (territory.terres,), last_contact="2026-05-12")
    note(territory, "favorable", BOIS, (territory.bois,), last_contact="2026-09-01")
    return territory


def mobilise(notes, place) -> Mobilisation:
    return ask(notes.view(), "mobiliser", territory=place, purpose="emploi", quiet_days=0)


def named(found):
    return [line.item.name for line in found.lines]


def test_an_organisation_that_refused_on_a_territory_is_left_out_of_its_list_alone(disputed):
    terres, bois = mobilise(disputed, "Terres Neuves"), mobilise(disputed, "Bois Clair")

    assert "Mission locale du Fleuve" not in named(terres)
    assert [(out.name, out.reason) for out in terres.left_out] == [("Mission locale du Fleuve", "position opposée sur Terres Neuves ; ailleurs, favorable sur Bois Clair")]
    assert "Mission locale du Fleuve" in named(bois)
    (line,) = [line for line in bois.lines if line.item.name == "Mission locale du Fleuve"]
    assert (line.item.position, line.parts["position"]) == ("favorable", 10)
    assert line.not_ask == ("ailleurs, opposé sur Terres Neuves",)
    view = disputed.view()
    assert [view.origin(claim).owner for claim in line.not_ask_claims] == ["terres-neuves"]


def test_behind_a_refusal_stand_the_row_of_the_territory_that_wrote_it_and_those_that_differ(disputed):
    (out,) = mobilise(disputed, "Terres Neuves").left_out
    view = disputed.view()

    assert [view.origin(claim).owner for claim in out.claims] == ["terres-neuves", "bois-clair"]


def test_a_file_of_a_territory_without_a_territory_column_speaks_for_that_territory(territory):
    note(territory, "opposé", TERRES)

    assert "Mission locale du Fleuve" not in named(mobilise(territory, "Terres Neuves"))
    assert "Mission locale du Fleuve" in named(mobilise(territory, "Bois Clair"))


def test_a_position_said_at_large_decides_where_nobody_wrote_one(territory):
    note(territory, "opposé")
    note(territory, "favorable", BOIS)

    assert "Mission locale du Fleuve" not in named(mobilise(territory, "Terres Neuves"))
    assert "Mission locale du Fleuve" in named(mobilise(territory, "Bois Clair"))


def test_a_position_noted_as_unknown_on_a_territory_leaves_that_said_at_large_to_decide(territory):
    note(territory, "opposé")
    note(territory, "inconnue", TERRES)

    assert "Mission locale du Fleuve" not in named(mobilise(territory, "Terres Neuves"))


def test_what_a_territory_writes_of_itself_comes_before_what_another_writes_of_it(territory):
    note(territory, "opposé", BOIS, (territory.terres,), last_contact="2026-11-01")
    note(territory, "favorable", TERRES, (territory.terres,), last_contact="2026-05-12")

    assert "Mission locale du Fleuve" in named(mobilise(territory, "Terres Neuves"))


def test_one_establishment_that_spoke_to_the_territory_speaks_before_another_at_large(territory):
    note(territory, "opposé", name="Mission locale, siège", siret="48060811600038")
    note(territory, "favorable", TERRES, name="Mission locale, antenne", siret="48060811600046")
    territory.tie("seats_on", "siret:48060811600046", territory.cle_terres)

    assert "Mission locale, antenne" in named(mobilise(territory, "Terres Neuves"))


def test_positions_that_differ_are_told_each_with_its_territory(disputed):
    item = next(s for s in stakeholders(disputed.view()).values() if s.name == "Mission locale du Fleuve")

    assert item.position == "favorable sur Bois Clair et opposé sur Terres Neuves"
    assert item.has_position


def test_who_sees_the_map_alone_sees_no_position_of_any_territory(disputed):
    view = disputed.view(READER)
    item = next(s for s in stakeholders(view).values() if s.name == "Mission locale du Fleuve")

    assert (item.position, dict(item.standings)) == ("", {})
    assert not any(known.record.places for known in view.made_of(view.actor(item.id)).records.values())


def test_a_position_keeps_its_territory_when_the_next_file_is_written(territory):
    note(territory, "opposé", places=(territory.terres,))
    territory.view()
    note(territory, "favorable", places=(territory.bois,))
    view = territory.view()
    (found,) = [actor for actor in view.actors(("employment",)) if actor.name == "Mission locale du Fleuve"]

    assert {fact.value: fact.places for fact in found.facts("position")} == {"opposé": (territory.terres,), "favorable": (territory.bois,)}


def position_line(notes, actor="Mission locale du Fleuve"):
    return next(line for line in ask(notes.view(), "fiche", actor=actor).facts if line.field == "position")


def test_a_sheet_tells_each_position_with_its_territory_its_day_and_its_source(disputed):
    line, sheet = position_line(disputed), ask(disputed.view(), "fiche", actor="Mission locale du Fleuve")
    said = {value.text: value for value in line.values}

    assert said["favorable"].when == "sur Bois Clair, le 1er septembre 2026"
    assert said["opposé"].when == "sur Terres Neuves, le 12 mai 2026"
    assert [value.retained for value in line.values] == [True, True]
    titles = {note.mark: note.origin.owner for note in sheet.sources}
    assert {text: titles[value.marks[0]] for text, value in said.items()} == {"favorable": "bois-clair", "opposé": "terres-neuves"}


def test_a_position_that_a_territory_changed_since_stands_beside_the_new_one_and_is_not_retained(disputed):
    note(disputed, "réservé", TERRES, (disputed.terres,), last_contact="2026-02-03")

    assert {value.text: value.retained for value in position_line(disputed).values} == {"favorable": True, "opposé": True, "réservé": False}


def test_a_position_said_at_large_alone_is_told_without_a_territory(territory):
    line = position_line(territory, "Habitat du Fleuve")

    assert [(value.text, value.when, value.retained) for value in line.values] == [("réservé", "", True)]


def test_the_infographic_counts_an_organisation_where_it_is_not_opposed_and_says_where_it_is(disputed):
    disputed.tie("seats_on", disputed.mission, disputed.cle_bois)
    answer = ask(disputed.view(), "infographie")
    (row,) = [row for row in answer.matrix.rows() if row.name == "Mission locale du Fleuve"]

    assert list(row.cells) == ["territoire:bois-clair"]
    assert "Mission locale du Fleuve (sur Terres Neuves) : position opposée, non comptée là." in answer.sentence


def test_the_map_alone_draws_whoever_is_opposed_on_a_territory_like_the_others(disputed):
    disputed.tie("seats_on", disputed.mission, disputed.cle_bois)
    answer = ask(disputed.view(READER), "infographie")
    (row,) = [row for row in answer.matrix.rows() if row.name == "Mission locale du Fleuve"]

    assert sorted(row.cells) == ["territoire:bois-clair", "territoire:terres-neuves"]
    assert "opposée" not in answer.sentence


def listed_with(notes, **values):
    return ask(notes.view(), "parties-prenantes", **values)


def test_the_position_of_a_list_is_that_of_the_territory_chosen(disputed):
    disputed.tie("seats_on", disputed.mission, disputed.cle_bois)

    against = listed_with(disputed, position="opposé", territory=disputed.terres)
    (row,) = against.table().rows
    assert (row["name"], row["position"]) == ("Mission locale du Fleuve", "opposé")
    assert listed_with(disputed, position="opposé", territory=disputed.bois).total == 0
    favourable = listed_with(disputed, position="favorable", territory=disputed.bois)
    assert [item.name for item in favourable.shown] == ["Métropole du Fleuve", "Mission locale du Fleuve"]


def test_a_position_of_one_territory_finds_its_organisation_when_none_is_chosen(disputed):
    for position in ("opposé", "favorable"):
        assert "Mission locale du Fleuve" in [item.name for item in listed_with(disputed, position=position).shown]


def test_the_territories_beside_a_position_count_those_where_it_is_held(disputed):
    disputed.tie("seats_on", disputed.mission, disputed.cle_bois)
    facets = listed_with(disputed, position="opposé").facets

    assert {facet.value: facet.count for facet in facets["territory"]} == {disputed.terres: 1}
    assert {f.value: f.count for f in listed_with(disputed, position="opposé", territory=disputed.bois).facets["territory"]} == {disputed.terres: 1}
    for facet in listed_with(disputed, territory=disputed.terres).facets["position"]:
        assert listed_with(disputed, territory=disputed.terres, position=facet.value).total == facet.count


def test_what_changed_names_the_territory_of_a_position(disputed):
    before = disputed.write()
    note(disputed, "neutre", TERRES, (disputed.terres,), last_contact="2026-11-02")

    view = disputed.view()
    found = ask(view, "changements", since="2026-11-01", views=lambda _: disputed.view(view.viewer, moment=before))

    assert [change.text for change in found.shown] == [
        "Position sur Terres Neuves : opposé → neutre", "Dernier échange sur Terres Neuves : 12 mai 2026 → 2 novembre 2026",
    ]  # fmt: skip
    assert all(view.origin(claim).owner == "terres-neuves" for claim in found.claims())


def test_the_engagement_file_has_a_row_for_each_position_with_its_own_exchange(disputed):
    note(disputed, "neutre", last_contact="2026-01-05")
    disputed.tie("seats_on", disputed.mission, disputed.cle_bois)
    view = disputed.view()
    recipe = RECIPES["fichier-engagement"]
    ((_, table),) = recipe.make(view, asking(view)).tables
    rows = [row for row in table.rows if row["name"] == "Mission locale du Fleuve"]

    assert [(row["territories"], row["position"], row["last_contact"]) for row in rows] == [
        (["Bois Clair"], "favorable", "2026-09-01"), (["Terres Neuves"], "opposé", "2026-05-12"), ([], "neutre", "2026-01-05"),
    ]  # fmt: skip
    proofs = [table.proofs[table.rows.index(row)]["position"] for row in rows]
    assert [[view.origin(claim).owner for claim in claims] for claims in proofs] == [["bois-clair"], ["terres-neuves"], ["plateforme"]]


def test_the_next_step_of_a_list_is_that_of_the_territory_chosen(territory):
    note(territory, "favorable", TERRES, (territory.terres,), last_contact="2026-05-12", next_step="Visiter l'atelier")
    note(territory, "favorable", BOIS, (territory.bois,), last_contact="2027-01-15", next_step="Signer la convention")
    territory.tie("seats_on", territory.mission, territory.cle_bois)

    steps = {place: row["next_step"] for place in (territory.terres, territory.bois)
             for row in listed_with(territory, territory=place, text="Mission locale").table().rows}  # fmt: skip

    assert steps == {territory.terres: "Visiter l'atelier", territory.bois: "échange prévu le 15 janvier 2027 ; Signer la convention"}


def test_the_file_has_a_row_for_each_territory_whose_exchange_or_next_step_is_its_own(territory):
    note(territory, "favorable", TERRES, (territory.terres,), last_contact="2026-10-19", next_step="inviter au CLE")
    note(territory, "favorable", BOIS, (territory.bois,), last_contact="2026-10-20", next_step="proposer une visite")

    view = territory.view()
    (_, table), *_ = RECIPES["fichier-engagement"].make(view, asking(view)).tables
    told = [(row["territories"], row["last_contact"], row["next_step"]) for row in table.rows if row["name"] == "Mission locale du Fleuve"]

    assert (["Terres Neuves"], "2026-10-19", "inviter au CLE") in told
    assert (["Bois Clair"], "2026-10-20", "proposer une visite") in told


def test_nobody_is_reached_through_another_territory_nor_by_an_exchange_to_come(territory):
    territory.tie("partner", territory.mission, territory.terres)
    territory.tie("partner", territory.fondation, territory.terres)
    territory.actor("funder", "Fondation des Rives", city="Grandville", last_contact="2027-03-12")
    territory.tie("partner", territory.mission, territory.cle_bois)

    found = ask(territory.view(), "mobiliser", territory="Bois Clair", purpose="financement", quiet_days=0)

    (line,) = [line for line in found.lines if line.item.name == "Fondation des Rives"]
    assert line.path is None
    assert "2027" not in line.way


def test_who_refused_a_territory_its_money_is_not_proposed_to_it_whatever_it_was_for(territory):
    territory.tie("solicits", territory.cle_bois, territory.fondation, on="2026-11-02", purpose="Four", nature="subvention", state="refus", amount=9000)

    found = ask(territory.view(), "mobiliser", territory="Bois Clair", purpose="financement")
    other = ask(territory.view(), "mobiliser", territory="Terres Neuves", purpose="financement")

    assert "Fondation des Rives" in [out.name for out in found.left_out]
    assert "Fondation des Rives" in named(other)
