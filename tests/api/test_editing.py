"""The functions that both doors use: two saves at once on any store, and nothing lost of either."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from api.editing import Outcome, Typed, create_actor, edit_actor, shown_cells
from api.entries import actor_version, held_of
from api.tying import add_tie
from kb.export import export_lines, load_lines
from kb.store import Store, open_store


@pytest.fixture
def base(store: Store) -> Store:
    """Return an empty base of each engine."""
    return store


def made(store: Store, name: str, kind: str = "company", **cells: str) -> str:
    """Make an actor by hand and return its id."""
    done = create_actor(store, kind, {"name": name, **cells})
    assert done.batch, done.errors
    return done.actor


def drawn(store: Store, actor: str, **changes: str) -> Typed:
    """Return a form drawn now, with some fields changed."""
    with store.view() as view:
        held = held_of(store, view, view.actor(actor))
        return Typed({**shown_cells(held), **changes}, shown_cells(held), actor_version(held.actor), view.rev)


def at_once(*saves: object) -> list[Outcome]:
    """Run some saves at the same moment and return what became of each."""
    gate = Barrier(len(saves))

    def run(save) -> Outcome:
        gate.wait()
        return save()

    with ThreadPoolExecutor(len(saves)) as pool:
        return list(pool.map(run, saves))


def test_of_two_saves_of_one_sheet_at_once_one_is_written_and_the_other_is_asked(base):
    forge = made(base, "La Forge")
    forms = [drawn(base, forge, next_step=step) for step in ("Une", "Deux")]

    done = at_once(*(lambda form=form: edit_actor(base, forge, form) for form in forms))

    [written] = [outcome for outcome in done if outcome.batch]
    [asked] = [outcome for outcome in done if not outcome.batch]
    assert [(c.name, c.keep) for c in asked.clashes] == [("next_step", "")]
    with base.view() as view:
        assert view.actor(written.actor).value("next_step") == asked.clashes[0].theirs


def test_saves_of_different_sheets_at_once_are_all_written(base):
    ids = [made(base, name) for name in ("La Forge", "Le Moulin", "La Ruche")]
    forms = [drawn(base, actor, next_step=f"Appeler {actor}") for actor in ids]

    done = at_once(*(lambda a=a, form=form: edit_actor(base, a, form) for a, form in zip(ids, forms, strict=True)))

    assert all(outcome.batch for outcome in done)
    with base.view() as view:
        assert [view.actor(actor).value("next_step") for actor in ids] == [f"Appeler {actor}" for actor in ids]


def test_what_is_typed_and_tied_loads_back_from_its_export_to_the_same_bytes(base):
    forge, fund = made(base, "La Forge", siret="13002526500013"), made(base, "Le Fonds", "funder", city="Lyon")
    assert add_tie(base, forge, "funds.vers", fund, {"amount": "12 000", "valid_from": "2025"}).batch
    lines = list(export_lines(base))

    again = open_store("memory:")
    load_lines(again, lines)

    assert list(export_lines(again)) == lines
    with again.view() as view:
        assert [(t.start, t.fields["amount"]) for t in view.ties()] == [(view.search("Le Fonds")[0].id, 12_000)]


def test_a_tie_typed_between_two_sheets_holds_when_one_of_them_takes_a_number(base):
    forge, moulin = made(base, "La Forge"), made(base, "Le Moulin")
    add_tie(base, forge, "partner.de", moulin, {})

    done = edit_actor(base, forge, drawn(base, forge, siret="13002526500013"))

    assert done.actor == "siret:13002526500013"
    with base.view() as view:
        assert [(t.start, t.end) for t in view.ties()] == [("siret:13002526500013", moulin)]


def test_a_number_typed_wrong_is_typed_again_without_a_second_actor(base):
    forge = made(base, "La Forge")
    first = edit_actor(base, forge, drawn(base, forge, siret="13002526500013")).actor

    second = edit_actor(base, first, drawn(base, first, siret="48060811600020")).actor
    third = edit_actor(base, second, drawn(base, second, siret="")).actor

    with base.view() as view:
        assert [actor.id for actor in view.actors()] == [third]
        assert view.actor(third).value("siret") is None
