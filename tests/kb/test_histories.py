"""Random histories: every store believes the same, and undo, load, repeat and order keep their promises."""

from __future__ import annotations

import datetime as dt
import itertools
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.endings import ending_claim, ending_of, is_tie
from kb.export import load_lines
from kb.graph import Actor, Tie
from kb.ids import name_key, record_id
from kb.kinds import TIES, Layer, layer_of
from kb.ledger import ActorRecord, Assertion, BatchInfo, Claim, Judgement, Source, TieRecord, changed, tie_id
from kb.privacy import LOCAL, READER, Viewer
from kb.resolve import bare_name
from kb.store import Store, open_store
from kb.view import View
from tests.kb.samples import described, end, exported, put

NAMES = ("Mission locale", "La Forge", "Œuvre", "Élan")
TOWNS = ("", "Lyon", "Bron")
SIRETS = ("siret:48060811600020", "siret:13002526500013")
KEYS = [*SIRETS, "siren:480608116", "contact:ada", *(name_key(name, town) for name in NAMES for town in TOWNS)]
#: What the end of a tie may be written as: a key, or a name alone.
ENDS = [*KEYS, *(f"nu:{bare_name(name_key(name))}" for name in NAMES)]
SOURCES = [
    Source("carnet"),
    Source("carnet", "lyon-8"),
    Source("registre", rank="registre"),
    Source("registre", rank="mention"),
]
ROWS = [(source.id, key) for source in SOURCES[:3] for key in ("1", "2", "3")]
RECORDS = [record_id(Claim(source, key).slot, part) for source, key in ROWS for part in ("", "b")]
#: The ties that a person may end, with the slot of the row that states each.
STATED = [(tie_id(Claim(*row).slot, part), Claim(*row).slot) for row in ROWS for part in ("", "b")]
VIEWERS = [LOCAL, READER, Viewer("contributeur", frozenset({"lyon-8"}))]
DAYS = ("2024-06-01", "2025-01-01", "2026-01-01")

Batch = tuple[Assertion, ...]


class Undo(NamedTuple):
    """Undo the n-th batch that still can be."""

    which: int


class Again(NamedTuple):
    """Say an earlier batch again, another day."""

    which: int
    day: str


@st.composite
def actors(draw: st.DrawFn, part: str) -> ActorRecord:
    """Return what a row says of an actor that shares its identity or its name with others."""
    kind = draw(st.sampled_from(["company", "siae", "organisation", "activity", "contact", "cle"]))
    name, town = draw(st.sampled_from(NAMES)), draw(st.sampled_from(TOWNS))
    identity = draw(st.sampled_from([name_key(name, town), *KEYS[:4]]))
    others = draw(st.lists(st.sampled_from(KEYS[4:]), max_size=1))
    fields = draw(
        st.dictionaries(
            st.sampled_from(["website", "workforce", "interest", "themes"]),
            st.sampled_from(["a", "b", ["x", "é"]]),
            max_size=2,
        )
    )
    days = st.sampled_from([None, *DAYS])
    return ActorRecord(kind, identity, tuple({name_key(name, town): 1, **dict.fromkeys(others)}), {"name": name, **fields}, part,
                       draw(days), draw(st.booleans()) and draw(st.booleans()))  # fmt: skip


@st.composite
def ties(draw: st.DrawFn, part: str) -> TieRecord:
    """Return what a row says of a tie between two keys, dated or not."""
    days = st.sampled_from([None, *DAYS])
    return TieRecord(draw(st.sampled_from(["partner", "client_of", "solicits"])), draw(st.sampled_from(ENDS)), draw(st.sampled_from(ENDS)),
                     draw(st.dictionaries(st.sampled_from(["year", "notes"]), st.integers(2024, 2025))), part, draw(days), draw(days))  # fmt: skip


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    """Return one version of one of nine rows."""
    source, key = draw(st.sampled_from(ROWS))
    parts = ["", "b"]
    said = tuple(draw(actors(part)) for part in parts[: draw(st.integers(0, 2))])
    return Claim(
        source,
        key,
        said,
        tuple(draw(ties(part)) for part in parts[: draw(st.integers(0, 2))]),
        {"cellule": draw(st.sampled_from("xy"))},
    )


def _ending(stated: tuple[str, str], day: str) -> Claim:
    return ending_of(Tie(stated[0], "partner", "", "", {}, None, None, stated[1], "", "", ""), day, {})


def _judgement(verdict: str, a: str, b: str) -> Judgement:
    return Judgement(verdict, a, b, "marie")


judgements = st.builds(
    _judgement,
    st.sampled_from(["same", "same", "different", "related"]),
    st.sampled_from(RECORDS),
    st.sampled_from(RECORDS),
)
days = st.sampled_from(DAYS)
endings = st.builds(_ending, st.sampled_from(STATED), days)
assertions = st.one_of(
    st.builds(put, claims(), days),
    st.builds(put, claims(), days),
    st.builds(end, claims()),
    st.builds(put, judgements, days),
    st.builds(end, judgements),
    st.builds(put, endings, days),
    st.builds(end, endings),
    st.sampled_from(SOURCES).map(lambda source: described(source)[0]),
)
batches = st.lists(assertions, min_size=1, max_size=6, unique_by=lambda a: a.slot).map(tuple)
steps = st.one_of(
    batches, batches, batches, st.builds(Undo, st.integers(0, 3)), st.builds(Again, st.integers(0, 3), days)
)


def _told(history: list[Batch | Undo | Again]) -> list[Batch | Undo]:
    """Return a history whose repeats are written out."""
    said: list[Batch | Undo] = []
    for step in history:
        if not isinstance(step, Again):
            said.append(step)
        elif before := [batch for batch in said if not isinstance(batch, Undo)]:
            said.append(tuple(changed(a, since=step.day) for a in before[step.which % len(before)]))
    return said


histories = st.lists(steps, min_size=1, max_size=7).map(_told)
calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@contextmanager
def bases() -> Iterator[list[Store]]:
    """Give one empty base of each engine."""
    with (
        tempfile.TemporaryDirectory() as folder,
        open_store("memory:") as memory,
        open_store(Path(folder, "base.db"), create=True) as file,
    ):
        yield [memory, file]


def apply(store: Store, step: Batch | Undo) -> None:
    """Write one step of a history."""
    with store.writer() as writer:
        if not isinstance(step, Undo):
            writer.write(step, kind="import")
        elif undoable := _undoable(store):
            writer.undo(undoable[step.which % len(undoable)].id)


def _undoable(store: Store) -> list[BatchInfo]:
    return [batch for batch in store.journal() if batch.kind != "undo" and batch.undone_by is None]


def told(view: View) -> tuple[object, ...]:
    """Return what a reader may get out of a view."""
    listed = list(view.actors())
    ids = [actor.id for actor in listed]
    return (
        listed, view.ties(), view.counts(), view.sources(), view.batches(),
        [view.find(text=word) for word in ("forge", "oeuvre", "e", "la l")],
        [view.find(kinds=["siae", "contact"], limit=2, offset=1), view.find(touching=[*KEYS[:4], *RECORDS[:3]])],
        {key: actor.id for key, actor in view.get([*ENDS, *RECORDS]).items()},
        view.expand([*KEYS[:4], *RECORDS[:2]], limit_per_node=2), view.expand(ids[:2], kinds=["partner"], direction="in"),
        view.around(ids[:1], steps=2), [view.path(a, b) for a, b in itertools.pairwise(ids)],
        view.reach({"a": ids[:2], "b": ids[2:4], "c": RECORDS[:2]}), view.bearers(["la forge", "elan"]),
        view.origins([*(Claim(*row).slot for row in ROWS), *(ending_claim(tid) for tid, _ in STATED)]),
        view.ended(ids), view.ends_said(view.ended(ids)), _made_of(view, listed),
    )  # fmt: skip


def _made_of(view: View, listed: list[Actor]) -> object:
    made = view.made_of(*listed)
    return sorted(made.records.items()), sorted(made.said.items())


def seen(store: Store, moment: int | None = None) -> list[object]:
    """Return what each viewer may get out of a base, on three days."""
    found: list[object] = []
    for viewer, day in itertools.product(VIEWERS, DAYS):
        with store.view(viewer, dt.date.fromisoformat(day), moment) as view:
            found.append(told(view))
    return found


def replayed(store: Store) -> tuple[set[str], set[str]]:
    """Return the actors and the ties that the change log leaves standing."""
    standing: dict[str, set[str]] = {"actor": set(), "tie": set()}
    for _, op, what, key in store.changes(0):
        assert (key in standing[what]) is (op != "insert"), (op, what, key)
        (standing[what].discard if op == "delete" else standing[what].add)(key)
    return standing["actor"], standing["tie"]


@calm
@given(histories)
def test_every_store_believes_the_same_after_every_step(history: list[Batch | Undo]) -> None:
    with bases() as (memory, file):
        past = []
        for step in history:
            apply(memory, step)
            apply(file, step)
            assert exported(file) == exported(memory)
            past.append(seen(memory))
            assert seen(file) == past[-1]
        assert exported(file, history=True) == exported(memory, history=True)
        for moment, then in enumerate(past[: memory.head()], 1):
            if memory.head() == len(past):
                assert seen(file, moment) == seen(memory, moment) == then


def veiled(assertion: Assertion) -> Assertion:
    """Return a row with everything of the engagement layer struck out; contacts are left, under one name."""
    if assertion.body is None or not assertion.slot.startswith("d:"):
        return assertion
    claim = Claim.from_body(assertion.body)
    named = [
        {n: v for n, v in r.fields.items() if layer_of(r.kind, n) is Layer.CARTOGRAPHIE} if r.kind != "contact" else {}
        for r in claim.actors
    ]
    said = tuple(changed(r, fields=fields) for r, fields in zip(claim.actors, named, strict=True))
    kept = [t for t in claim.ties if TIES[t.kind].layer is Layer.CARTOGRAPHIE or is_tie(t.start)]
    open_ties = tuple(changed(t, fields={n: v for n, v in t.fields.items() if n != "notes"}) for t in kept)
    return changed(assertion, body=Claim(claim.source, claim.key, said, open_ties).body)


@calm
@given(histories)
def test_nothing_that_a_reader_gets_depends_on_the_engagement_layer(history: list[Batch | Undo]) -> None:
    with open_store("memory:") as whole, open_store("memory:") as without:
        for step in history:
            apply(whole, step)
            apply(without, step if isinstance(step, Undo) else tuple(map(veiled, step)))
        for day in map(dt.date.fromisoformat, DAYS):
            with whole.view(READER, day) as one, without.view(READER, day) as other:
                assert _but_the_journal(told(one)) == _but_the_journal(told(other))


def _but_the_journal(said: tuple[object, ...]) -> list[object]:
    # The journal names batches by their content; it is shown on a person's own machine alone.
    return [*said[:4], *said[5:]]


@calm
@given(histories)
def test_every_value_a_viewer_sees_says_where_it_comes_from(history: list[Batch | Undo]) -> None:
    with open_store("memory:") as store:
        for step in history:
            apply(store, step)
        for viewer, day in itertools.product(VIEWERS, map(dt.date.fromisoformat, DAYS)):
            with store.view(viewer, day) as view:
                listed = list(view.actors())
                over = view.ended([actor.id for actor in listed])
                said = {fact.claim for actor in listed for name in actor.fields() for fact in actor.facts(name)}
                said |= {tie.claim for tie in (*view.ties(), *over)} | set(view.ends_said(over).values())
                assert view.origins(said).keys() == said


@calm
@given(histories)
def test_the_short_cuts_of_large_bases_change_nothing(history: list[Batch | Undo]) -> None:
    with bases() as (memory, file), pytest.MonkeyPatch.context() as patch:
        patch.setattr("kb.store.sqlite.ledger.MANY", 1)
        patch.setattr("kb.store.sqlite.view.FEW", 0)
        patch.setattr("kb.store.sqlite.rows.CHUNK", 2)
        patch.setattr("kb.walk.NARROW", 0)
        for step in history:
            apply(memory, step)
            apply(file, step)
        assert exported(file, history=True) == exported(memory, history=True)
        assert exported(file) == exported(memory)
        assert seen(file) == seen(memory)
        assert [found.name for found in file.check() if not found.ok] == []


@calm
@given(histories)
def test_the_change_log_leads_to_the_graph(history: list[Batch | Undo]) -> None:
    with bases() as stores:
        for step in history:
            for store in stores:
                apply(store, step)
        logs = [[change[1:] for change in sorted(store.changes(0), key=lambda c: c[2:])] for store in stores]
        for store in stores:
            with store.view() as view:
                assert replayed(store) == ({actor.id for actor in view._all_nodes(())} and {n.id for n in view._all_nodes(())},
                                           {tie.id for tie in view._all_ties(())})  # fmt: skip
        assert logs[0] == logs[1]


@calm
@given(histories)
def test_an_export_loads_back_to_the_same_bytes_in_both_forms(history: list[Batch | Undo]) -> None:
    with bases() as (memory, file), bases() as (plain, _), bases() as (_, whole):
        for step in history:
            apply(file, step)
            apply(memory, step)
        text, all_of_it = exported(file), exported(file, history=True)
        load_lines(plain, text.split("\n"))
        load_lines(whole, all_of_it.split("\n"))
        assert exported(plain) == exported(whole) == text
        assert exported(whole, history=True) == all_of_it
        assert seen(whole) == seen(memory)


def one_of_each(check: Callable[[Store, Store], None]) -> None:
    """Run a check with two empty bases of each engine."""
    with bases() as first, bases() as second:
        for one, other in zip(first, second, strict=True):
            check(one, other)


@calm
@given(histories, batches, st.lists(batches, max_size=3))
def test_a_batch_undone_never_was_whatever_came_after_it(
    history: list[Batch | Undo], gone: Batch, later: list[Batch]
) -> None:
    def check(one: Store, other: Store) -> None:
        for step in history:
            apply(one, step)
            apply(other, step)
        with one.writer() as writer:
            batch = writer.write(gone, kind="import")
        for step in later:
            apply(one, step)
            apply(other, step)
        with one.writer() as writer:
            writer.undo(batch.id)
        assert exported(one) == exported(other)

    one_of_each(check)


@calm
@given(histories, batches)
def test_the_same_batch_again_changes_nothing(history: list[Batch | Undo], batch: Batch) -> None:
    def check(one: Store, _: Store) -> None:
        for step in (*history, batch):
            apply(one, step)
        before, changes = exported(one), one.changes(0)
        apply(one, batch)
        assert (exported(one), one.changes(0)) == (before, changes)

    one_of_each(check)


@calm
@given(histories, judgements, st.lists(batches, max_size=2))
def test_joining_then_parting_restores_every_byte(
    history: list[Batch | Undo], said: Judgement, edits: list[Batch]
) -> None:
    def check(one: Store, other: Store) -> None:
        for store in (one, other):
            for step in history:
                apply(store, step)
            apply(store, (end(said),))
        before = exported(one)
        apply(one, (put(said),))
        apply(one, (end(said),))
        assert exported(one) == before
        apply(one, (put(said),))
        for batch in edits:
            for store in (one, other):
                apply(store, tuple(a for a in batch if a.slot != said.slot))
        apply(one, (end(said),))
        assert exported(one) == exported(other)

    one_of_each(check)


@calm
@given(histories, st.randoms(use_true_random=False))
def test_the_order_of_rows_inside_a_batch_is_irrelevant(history: list[Batch | Undo], random: object) -> None:
    def check(one: Store, other: Store) -> None:
        for step in history:
            apply(one, step)
            shuffled = list(step)
            random.shuffle(shuffled)  # type: ignore[attr-defined]
            apply(other, tuple(shuffled) if not isinstance(step, Undo) else step)
        assert exported(one) == exported(other)
        assert exported(one, history=True) == exported(other, history=True)

    one_of_each(check)


@pytest.mark.parametrize("engine", [0, 1])
@calm
@given(history=histories)
def test_one_batch_or_several_in_a_row_lead_to_the_same_graph(engine: int, history: list[Batch | Undo]) -> None:
    last: dict[str, Assertion] = {}
    with bases() as stores, bases() as others:
        for step in history:
            if isinstance(step, Undo):
                continue
            apply(stores[engine], step)
            last.update({a.slot: a for a in step})
        if last:
            apply(others[engine], tuple(last.values()))
        with stores[engine].view() as one, others[engine].view() as other:
            assert [a.id for a in one.actors()] == [a.id for a in other.actors()]
            assert {t.id for t in one.ties()} == {t.id for t in other.ties()}
