"""The ledger on a server: one node for each slot, with what is in force and every version it ever had."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from kb.ids import digest
from kb.ledger import Assertion, BatchInfo, Judgement, Source
from kb.store.base import Held
from kb.store.bodies import packed
from kb.store.memory import held_after
from kb.store.neo4j.change import Change
from kb.store.neo4j.rows import HELD, KEYS, ROWS, assertions_of, held_from, pieces, version_of
from kb.store.neo4j.schema import short

BATCH = "b.id, b.rev, b.moment, b.author, b.kind, b.note, b.file, b.source, b.target, b.undone_by"
_PUT_BATCH = (
    "UNWIND $rows AS r CREATE (b:Batch {id: r[0], rev: r[1], moment: r[2], author: r[3], kind: r[4], note: r[5], "
    "file: r[6], source: r[7], target: r[8], undone_by: r[9], txn: $txn, name: r[4] + ' ' + toString(r[1])})"
)
_PUT_PART = (
    "UNWIND $rows AS r CREATE (p:Part {rev: r[0], number: r[1], slots: r[2], name: 'lignes du lot ' + toString(r[0])})"
)
#: A slot's columns after its id: its name (a claim's is its row key), its source, what is in force, the rev that first
#: filled it, and, once there is more to tell, its versions and its other contents. Most slots have one version for ever.
_SLOT = ("name", "source", "hash", "body", "since", "file", "sheet", "line", "first", "versions", "others")
_PUT_SLOT = "UNWIND $rows AS r CREATE (s:Slot:{label} {{id: r[0], " + ", ".join(
    f"{name}: r[{place}]" for place, name in enumerate(_SLOT, 1)
) + "}})"  # fmt: skip
#: A content that is not in force any more is kept among the others: nothing that was ever said is lost.
_KEEP = (
    "s.others = CASE WHEN {body} IS NULL OR {body} IN coalesce(s.others, []) THEN s.others "
    "ELSE coalesce(s.others, []) + {body} END"
)
_ADD_VERSION = (
    "UNWIND $rows AS r MATCH (s:Slot {id: r[0]}) SET s.versions = coalesce(s.versions, r[1]) + r[2], "
    + _KEEP.format(body="r[3]")
)
_PUT_HELD = (
    "UNWIND $rows AS r MATCH (s:Slot {id: r[0]}) SET s.versions = coalesce(s.versions, r[9]), "
    + _KEEP.format(body="s.body")
    + " SET s.hash = r[1], s.body = r[2], s.since = r[3], s.file = r[4], s.sheet = r[5], s.line = r[6], "
    "s.source = coalesce(s.source, r[7]), s.name = coalesce(s.name, r[8])"
)
#: What is read of a slot before a write: what it holds, without its body, and its first rev while it has one version.
_BEFORE = (
    "MATCH (s:Slot) WHERE s.id IN $ids RETURN s.id, s.hash, '', s.since, s.file, s.sheet, s.line, "
    "CASE WHEN s.versions IS NULL THEN s.first END"
)
_LABELS = {"d": "Claim", "j": "Judgement", "s": "Source"}
#: How many slots one part of a batch lists.
PART = 5_000


class LedgerNodes:
    """Reads and writes the ledger inside one change; `moved` and `new` tell what a write changed."""

    def __init__(self, change: Change) -> None:
        self.change = change
        #: What each slot whose content or first day changed holds now, and those that held nothing before.
        self.moved: dict[str, Held | None] = {}
        self.new: set[str] = set()
        #: Told how many rows a long filling has laid down.
        self.tell: Callable[[int], None] | None = None

    def head(self) -> int:
        """Return the last rev of the base."""
        return self.change.rev

    def held(self, slots: Collection[str]) -> dict[str, Held]:
        """Return what is in force in some slots."""
        text = f"MATCH (s:Slot) WHERE s.id IN $ids AND s.body IS NOT NULL RETURN s.id, {HELD}"
        return {
            row[0]: held_from(row[1:]) for ids in pieces(slots, KEYS) for row in self.change.read(text, {"ids": ids})
        }

    def slots_of_source(self, source: str) -> dict[str, str]:
        """Return the slots of a source's claims in force, with their row keys."""
        return {row[0]: row[1] for row in self.change.read(SLOTS_OF_SOURCE, {"source": short(source)})}

    def batch(self, batch: str) -> BatchInfo | None:
        """Return one entry of the journal."""
        rows = self.change.read(f"MATCH (b:Batch {{id: $id}}) RETURN {BATCH}", {"id": batch})
        return BatchInfo(*rows[0]) if rows else None

    def append(self, batch: BatchInfo, assertions: Collection[Assertion]) -> None:
        """Keep a batch; its assertions are the last word on their slots."""
        empty = not self.head()
        if empty:
            self.change.fills(batch.id, len(assertions), self.tell)
        before, only = ({}, {}) if empty else self._before([a.slot for a in assertions])
        self._put_batches([batch])
        self._put_parts(batch.rev, sorted(a.slot for a in assertions))
        first = sorted((a for a in assertions if a.slot not in before), key=lambda a: a.slot)
        self._put_slots({a.slot: [(batch.rev, a)] for a in first})
        again = [a for a in assertions if a.slot in before]
        self._say(_ADD_VERSION, [[a.slot, only.get(a.slot), version_of(batch.rev, a), a.body] for a in again])
        self._put_held({a.slot: held_after(before[a.slot], a) for a in again}, before, {})
        self.change.rev = batch.rev

    def withdraw(self, rev: int, by: int) -> None:
        """Mark a batch as undone by another and settle the slots it had filled."""
        self.change.write("MATCH (b:Batch {rev: $rev}) SET b.undone_by = $by", {"rev": rev, "by": by})
        parts = self.change.read("MATCH (p:Part {rev: $rev}) RETURN p.slots", {"rev": rev})
        slots = [slot for row in parts for slot in row[0]]
        undone = {row[0] for row in self.change.read("MATCH (b:Batch) WHERE b.undone_by IS NOT NULL RETURN b.rev")}
        before, only = self._before(slots)
        after: dict[str, Held | None] = {}
        for slot, said in self._versions(slots).items():
            after[slot] = None
            for at, assertion in said:
                if at not in undone:
                    after[slot] = held_after(after[slot], assertion)
        self._put_held(after, before, only)

    def restore(self, batches: Iterable[BatchInfo], assertions: Iterable[tuple[int, Assertion]]) -> None:
        """Fill an empty base with a whole history, verbatim."""
        listed = list(batches)
        undone = {b.rev for b in listed if b.undone_by is not None}
        by_slot: dict[str, list[tuple[int, Assertion]]] = defaultdict(list)
        by_rev: dict[int, list[str]] = defaultdict(list)
        for rev, a in assertions:
            by_slot[a.slot].append((rev, a))
            by_rev[rev].append(a.slot)
        key = digest(*(f"{slot}={a.hash}" for slot, said in sorted(by_slot.items()) for _, a in said))
        self.change.fills(f"historique-{key}", sum(map(len, by_slot.values())), self.tell)
        self._put_batches(listed)
        for rev, slots in sorted(by_rev.items()):
            self._put_parts(rev, sorted(slots))
        self._put_slots({slot: sorted(said, key=lambda s: s[0]) for slot, said in sorted(by_slot.items())}, undone)
        self.change.rev = max((b.rev for b in listed), default=0)

    # -- writing --------------------------------------------------------------------------------------------------

    def _say(self, text: str, rows: Sequence[Any], **more: Any) -> None:
        for piece in pieces(rows, ROWS):
            self.change.write(text, {"rows": piece, **more})

    def _put_batches(self, batches: Iterable[BatchInfo]) -> None:
        rows = [
            [b.id, b.rev, b.moment, b.author, b.kind, b.note, b.file, b.source, b.target, b.undone_by] for b in batches
        ]
        self._say(_PUT_BATCH, rows, txn=self.change.id)

    def _put_parts(self, rev: int, slots: Sequence[str]) -> None:
        self._say(_PUT_PART, [[rev, number, piece] for number, piece in enumerate(pieces(slots, PART))])

    def _put_slots(self, said: Mapping[str, Sequence[tuple[int, Assertion]]], undone: Collection[int] = ()) -> None:
        """Keep slots that never were, each with all its versions."""
        rows: dict[str, list[list[Any]]] = {label: [] for label in _LABELS.values()}
        for slot, versions in said.items():
            held: Held | None = None
            for rev, a in versions:
                if rev not in undone:
                    held = held_after(held, a)
            if held is not None:
                self.moved[slot] = held
                self.new.add(slot)
            others = {a.body for _, a in versions if a.body is not None and (held is None or a.hash != held.hash)}
            once = len(versions) == 1 and held is not None
            written = None if once else [version_of(rev, a) for rev, a in versions]
            row = [slot, *_described(slot, held), *_place(held), versions[0][0], written, sorted(others) or None]
            rows[_LABELS[slot[0]]].append(row)
        for label, listed in rows.items():
            self._say(_PUT_SLOT.format(label=label), listed)

    def _put_held(
        self, after: Mapping[str, Held | None], before: Mapping[str, Held | None], only: Mapping[str, list[str]]
    ) -> None:
        # A row said again as it was, at the same place, is not written again.
        self._say(_PUT_HELD, [
            [slot, *_place(held), *reversed(_described(slot, held)), only.get(slot)]
            for slot, held in after.items() if _told_apart(held) != _told_apart(before[slot])
        ])  # fmt: skip
        for slot, held in after.items():
            was = before[slot]
            if (held.hash, held.since) != (was.hash, was.since) if held and was else held is not was:
                self.moved[slot] = held
                if was is None:
                    self.new.add(slot)

    # -- reading --------------------------------------------------------------------------------------------------

    def _before(self, slots: Collection[str]) -> tuple[dict[str, Held | None], dict[str, list[str]]]:
        """Return what the slots that exist hold, without its body; and the version of those that have one untold."""
        held: dict[str, Held | None] = {}
        only: dict[str, list[str]] = {}
        for ids in pieces(slots, KEYS):
            for slot, *place, first in self.change.read(_BEFORE, {"ids": ids}):
                held[slot] = None if place[0] is None else Held(*place)
                if first is not None:
                    only[slot] = [packed([first, place[0], *place[2:]])]
        return held, only

    def _versions(self, slots: Collection[str]) -> dict[str, list[tuple[int, Assertion]]]:
        rows = (row for ids in pieces(slots, KEYS) for row in self.change.read(VERSIONS, {"ids": ids}))
        return {row[0]: assertions_of(*row) for row in rows}


SLOTS_OF_SOURCE = "MATCH (s:Slot {source: $source}) WHERE s.body IS NOT NULL RETURN s.id, s.name"
#: Every version of some slots, and every content they ever had.
VERSIONS = (
    "MATCH (s:Slot) WHERE s.id IN $ids RETURN s.id, s.versions, CASE WHEN s.body IS NULL THEN coalesce(s.others, []) "
    "ELSE coalesce(s.others, []) + s.body END, [s.first, s.hash, s.since, s.file, s.sheet, s.line]"
)


def _place(held: Held | None) -> list[Any]:
    return [held.hash, held.body, held.since, held.file, held.sheet, held.line] if held else [None] * 6


def _told_apart(held: Held | None) -> list[Any]:
    """Return what tells two states of a slot apart: where its content stands, and of the content its digest alone."""
    told, _, *place = _place(held)
    return [told, *place]


def _described(slot: str, held: Held | None) -> list[str | None]:
    """Return the name and the source of a slot, once something is in force in it."""
    if held is None:
        return [None, None]
    if slot.startswith("d:"):
        claim = held.claim
        return [claim.key, short(claim.source)]
    if slot.startswith("j:"):
        return [Judgement.from_body(held.body).verdict, None]
    return [Source.from_body(held.body).id, None]
