"""The store in plain dictionaries: every change computes the whole graph anew. The yardstick of the others."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeVar

from kb.graph import Node, Tie
from kb.ids import record_id
from kb.ledger import Assertion, BatchInfo, Judgement, Known
from kb.privacy import Layer, Viewer
from kb.resolve import bare_name
from kb.store.base import Check, Held, Store, Writer
from kb.store.origins import describe
from kb.store.state import State, all_records, compute
from kb.text import fold
from kb.view import SourceInfo, Told, View

T = TypeVar("T")
#: One line of the change log: (seq, op, what, id).
Change = tuple[int, str, str, str]


class Ledger:
    """Batches and assertions in the order they were made."""

    def __init__(self) -> None:
        self.batches: list[BatchInfo] = []
        self.rows: list[tuple[int, Assertion]] = []

    def in_force(self, at: int | None = None) -> dict[str, Held]:
        """Return what is in force in every slot, now or as recorded at a rev."""
        last = at if at is not None else max((b.rev for b in self.batches), default=0)
        live = {b.rev for b in self.batches if b.rev <= last and (b.undone_by is None or b.undone_by > last)}
        held: dict[str, Held | None] = {}
        for rev, assertion in self.rows:
            if rev in live:
                held[assertion.slot] = held_after(held.get(assertion.slot), assertion)
        return {slot: found for slot, found in held.items() if found is not None}


def held_after(before: Held | None, assertion: Assertion) -> Held | None:
    """Return what is in force in a slot once an assertion is made over what was: said again keeps its first day."""
    if assertion.body is None or assertion.hash is None:
        return None
    since = before.since if before is not None and before.hash == assertion.hash else assertion.since
    return Held(assertion.hash, assertion.body, since, assertion.file, assertion.sheet, assertion.line, assertion.claim)


class MemoryWriter(Writer):
    """Writes to a copy of the ledger, kept when the block ends well."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = Ledger()
        self.ledger.batches, self.ledger.rows = list(ledger.batches), list(ledger.rows)
        self._held: dict[str, Held] | None = None

    @property
    def head(self) -> int:
        return self.ledger.batches[-1].rev if self.ledger.batches else 0

    def _now_held(self) -> dict[str, Held]:
        if self._held is None:
            self._held = self.ledger.in_force()
        return self._held

    def held(self, slots: Collection[str]) -> dict[str, Held]:
        found = self._now_held()
        return {slot: found[slot] for slot in slots if slot in found}

    def slots_of_source(self, source: str) -> dict[str, str]:
        claims = compute(self._now_held()).claims
        return {slot: claim.key for slot, claim in claims.items() if claim.source == source}

    def batch(self, batch: str) -> BatchInfo | None:
        return next((b for b in self.ledger.batches if b.id == batch), None)

    def _append(self, batch: BatchInfo, assertions: Collection[Assertion]) -> None:
        self.ledger.batches.append(batch)
        self.ledger.rows += [(batch.rev, a) for a in assertions]
        self._held = None

    def _withdraw(self, rev: int, by: int) -> list[str]:
        self.ledger.batches = [replace(b, undone_by=by) if b.rev == rev else b for b in self.ledger.batches]
        self._held = None
        return [a.slot for at, a in self.ledger.rows if at == rev]

    def _refresh(self, slots: Collection[str], rev: int) -> None:
        self._held = None

    def _restore(self, batches: Iterable[BatchInfo], assertions: Iterable[tuple[int, Assertion]]) -> None:
        self.ledger.batches = sorted(batches, key=lambda b: b.rev)
        self.ledger.rows = sorted(assertions, key=lambda row: (row[0], row[1].slot))
        self._held = None


class MemoryStore(Store):
    """A base that lives as long as its process."""

    url = "memory:"

    def __init__(self) -> None:
        self._ledger = Ledger()
        self._state = compute({})
        self._memo: dict[object, object] = {}
        self._log: list[tuple[int, Change]] = []
        self._kept: dict[object, object] = {}
        self._pen = threading.RLock()
        #: Held for the moment a state takes the place of another: a view shows one or the other, whole.
        self._turn = threading.Lock()

    @contextmanager
    def writer(self) -> Iterator[Writer]:
        # One writer at a time, as on every engine: the next one copies what this one leaves.
        with self._pen:
            writer = MemoryWriter(self._ledger)
            yield writer
            # Computed before anything is replaced: a refusal leaves the base as it was.
            before, after = self._state, compute(writer.ledger.in_force())
            with self._turn:
                self._ledger, self._state, self._memo = writer.ledger, after, {}
                for what, old, new in (("actor", before.nodes, after.nodes), ("tie", before.ties, after.ties)):
                    self._log_changes(what, dict(old), dict(new))

    def _log_changes(self, what: str, old: dict[str, object], new: dict[str, object]) -> None:
        for key in sorted(old.keys() | new.keys()):
            if old.get(key) != new.get(key):
                op = "delete" if key not in new else "update" if key in old else "insert"
                self._log.append((self.head(), (len(self._log) + 1, op, what, key)))

    def _head_view(self, viewer: Viewer, date: dt.date) -> View:
        with self._turn:
            head = self.head()
            view = StateView(self._state, self._ledger, self._changes_to(head), self._memo, viewer, date, head)
        view._kept = self._kept
        return view

    def _past_view(self, viewer: Viewer, date: dt.date, rev: int) -> View:
        with self._turn:
            ledger, changes = self._ledger, self._changes_to(rev)
        return StateView(compute(ledger.in_force(rev)), ledger, changes, {}, viewer, date, rev)

    def _changes_to(self, rev: int) -> list[Change]:
        return [change for at, change in self._log if at <= rev]

    def head(self) -> int:
        return self._ledger.batches[-1].rev if self._ledger.batches else 0

    def held(self, slots: Collection[str]) -> dict[str, Held]:
        return {slot: self._state.held[slot] for slot in slots if slot in self._state.held}

    def slots_of_source(self, source: str) -> dict[str, str]:
        return {slot: claim.key for slot, claim in self._state.claims.items() if claim.source == source}

    def rev_at(self, moment: str) -> int:
        return max((b.rev for b in self._ledger.batches if b.moment <= moment), default=0)

    def journal(self) -> Iterator[BatchInfo]:
        yield from self._ledger.batches

    def assertions(self) -> Iterator[tuple[int, Assertion]]:
        yield from sorted(self._ledger.rows, key=lambda row: (row[0], row[1].slot))

    def in_force(self) -> Iterator[tuple[str, Held]]:
        yield from sorted(self._ledger.in_force().items())

    def changes(self, since: int, limit: int = 10_000) -> list[tuple[int, str, str, str]]:
        return [change for _, change in self._log[max(0, since) :]][:limit]

    def check(self) -> list[Check]:
        return [Check("moteur", True, "mémoire : rien n'est gardé après l'arrêt")]


class StateView(View):
    """A view over a computed state: the memory store's, and any store's at a past moment."""

    def __init__(
        self,
        state: State,
        ledger: Ledger,
        log: list[Change],
        memo: dict[object, object],
        viewer: Viewer,
        date: dt.date,
        rev: int,
    ) -> None:
        super().__init__(viewer, date, rev)
        self._state, self._ledger, self._log, self._cache = state, ledger, log, memo

    def _nodes(self, ids: Collection[str]) -> dict[str, Node]:
        return {i: self._state.nodes[i] for i in ids if i in self._state.nodes}

    def _known(self, ids: Collection[str]) -> set[str]:
        return self._state.nodes.keys() & set(ids)

    def _owners_of(self, ids: Collection[str]) -> dict[str, str]:
        held = {**self._state.identities, **self._state.owners}
        return {i: held[i] for i in ids if i in held}

    def _made_of(self, records: Collection[str]) -> tuple[list[Known], list[Judgement]]:
        wanted = set(records)
        said = [Judgement.from_body(h.body) for slot, h in sorted(self._state.held.items()) if slot.startswith("j:")]
        known = [k for k in all_records(self._state).values() if k.id in wanted]
        return known, [judgement for judgement in said if not wanted.isdisjoint(judgement.pair)]

    def _all_nodes(self, kinds: Collection[str]) -> Iterator[Node]:
        for node in sorted(self._state.nodes.values(), key=lambda n: (fold(n.name), n.id)):
            if not kinds or not set(kinds).isdisjoint(node.roles):
                yield node

    def _find(
        self,
        kinds: Collection[str],
        near: Collection[str] | None,
        words: list[str],
        without: Collection[str],
        limit: int,
        offset: int,
    ) -> tuple[list[Node], int]:
        found = [
            node for node in self._all_nodes(kinds)
            if (near is None or node.id in near) and node.id not in without
            and all(any(w.startswith(q) for w in node.search.split()) for q in words)
        ]  # fmt: skip
        return (found[offset : offset + limit] if limit >= 0 else found[offset:]), len(found)

    def _pairs(
        self, ids: Collection[str], kinds: Collection[str], to: Collection[str] | None = None
    ) -> Iterator[tuple[str, str]]:
        for tie in self._ties_of(ids, kinds, "both"):
            if tie.holds_on(self._day) and self.viewer.may_see(Layer(tie.layer), tie.owner):
                for near, other in ((tie.start, tie.end), (tie.end, tie.start)):
                    if near in ids and (to is None or other in to):
                        yield near, other

    def _ties_of(
        self, ids: Collection[str], kinds: Collection[str], direction: str, others: Collection[str] | None = None
    ) -> Iterator[Tie]:
        for tie in self._all_ties(kinds):
            for near, other, against in ((tie.start, tie.end, "in"), (tie.end, tie.start, "out")):
                if direction != against and near in ids and (others is None or other in others):
                    yield tie
                    break

    def _edges(self, ids: Collection[str] | None) -> Iterator[tuple[str, str, str, str]]:
        for tid in sorted(self._state.ties if ids is None else self._state.ties.keys() & set(ids)):
            tie = self._state.ties[tid]
            if tie.holds_on(self._day) and self.viewer.may_see(Layer(tie.layer), tie.owner):
                yield tid, tie.kind, tie.start, tie.end

    def _all_ids(self) -> Collection[str]:
        return self._state.nodes.keys()

    def _all_ties(self, kinds: Collection[str], stating: str = "") -> Iterator[Tie]:
        for tid in sorted(self._state.ties):
            tie = self._state.ties[tid]
            if (not kinds or tie.kind in kinds) and (not stating or stating in tie.fields):
                yield tie

    def _bearing(self, bare: Collection[str]) -> Iterator[tuple[str, str, str]]:
        for slot, claim in self._state.claims.items():
            for actor in claim.actors:
                for name in actor.names:
                    if bare_name(name) in bare:
                        yield bare_name(name), name, self._state.owners[record_id(slot, actor.part)]

    def _origins(self, claims: Collection[str]) -> dict[str, Told]:
        return {
            slot: describe(slot, self._state.held[slot], self._state.sources[self._state.claims[slot].source])
            for slot in claims
            if slot in self._state.claims
        }

    def _sources(self) -> list[SourceInfo]:
        found = []
        for source in sorted(self._state.sources.values(), key=lambda s: s.id):
            days = [self._state.held[slot].since for slot, c in self._state.claims.items() if c.source == source.id]
            if days:
                described = (
                    source.id,
                    source.name,
                    source.owner,
                    source.title,
                    source.rank,
                    source.importer,
                    source.demo,
                )
                found.append(SourceInfo(*described, len(days), min(days), max(days)))
        return found

    def _batches(self, limit: int) -> list[BatchInfo]:
        known = [b for b in reversed(self._ledger.batches) if b.rev <= self.rev][:limit]
        later = self.rev + 1
        return [replace(b, undone_by=None) if (b.undone_by or 0) >= later else b for b in known]

    def _changes(self, since: int, limit: int) -> list[Change]:
        return [change for change in self._log if change[0] > since][:limit]

    def last_change(self) -> int:
        return self._log[-1][0] if self._log else 0

    def memo(self, name: str, compute: Callable[[], T]) -> T:
        key = (name, self.date, self.viewer)
        if key not in self._cache:
            self._cache[key] = compute()
        return self._cache[key]  # type: ignore[return-value]
