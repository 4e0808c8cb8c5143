"""The ledger's tables: batches, slots, contents and assertions; what is in force in a slot is settled here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from operator import attrgetter
from typing import Any, NamedTuple

import apsw

from kb.ledger import Assertion, BatchInfo
from kb.store.base import MANY, Held
from kb.store.memory import held_after
from kb.store.sqlite.rows import only, select
from kb.store.sqlite.schema import DROP_INDEXES

BATCH = "id, rev, moment, author, kind, note, file, source, target, undone_by"


class _Slot(NamedTuple):
    """A place of the ledger as it stands before a write: its key, and the digest and first day of what it holds."""

    pk: int
    hash: str | None
    since: str

    @property
    def held(self) -> Held | None:
        return None if self.hash is None else Held(self.hash, "", self.since)


class LedgerTables:
    """Reads and writes the ledger on one connection; `moved` and `new` tell what a write changed."""

    def __init__(self, connection: apsw.Connection) -> None:
        self.db = connection
        #: What each slot whose content or first day changed holds now, and those that held nothing before.
        self.moved: dict[str, Held | None] = {}
        self.new: set[str] = set()
        #: Whether the indexes were put off to the end of the write.
        self.bulk = False

    def head(self) -> int:
        """Return the last rev of the base."""
        return int(only(self.db, "SELECT coalesce(max(rev), 0) FROM batch"))

    def held(self, slots: Collection[str]) -> dict[str, Held]:
        """Return what is in force in some slots."""
        if not self.head():
            return {}
        sql = ("SELECT s.id, c.hash, c.body, s.since, s.file, s.sheet, s.line FROM json_each(?) j "
               "JOIN slot s ON s.id = j.value JOIN content c ON c.pk = s.content")  # fmt: skip
        return {row[0]: Held(*row[1:]) for row in select(self.db, sql, slots)}

    def slots_of_source(self, source: str) -> dict[str, str]:
        """Return the slots of a source's claims in force, with their row keys."""
        sql = "SELECT s.id, json_extract(c.body, '$.key') FROM slot s JOIN content c ON c.pk = s.content WHERE s.source = ?"
        return dict(self.db.execute(sql, (source,)))

    def batch(self, batch: str) -> BatchInfo | None:
        """Return one entry of the journal."""
        row = self.db.execute(f"SELECT {BATCH} FROM batch WHERE id = ?", (batch,)).fetchone()
        return BatchInfo(*row) if row else None

    def append(self, batch: BatchInfo, assertions: Collection[Assertion]) -> None:
        """Keep a batch; its assertions are the last word on their slots."""
        empty = not self.head()
        self.bulk = empty and len(assertions) >= MANY
        if self.bulk:
            self.db.execute(DROP_INDEXES)
        self._put_batches([batch])
        before = {} if empty else self._slots([a.slot for a in assertions])
        first = [a for a in assertions if a.slot not in before] if before else assertions
        self._put_first(batch.rev, sorted(first, key=attrgetter("slot")))
        if before:
            self._put_again(batch.rev, [a for a in assertions if a.slot in before], before)

    def withdraw(self, rev: int, by: int) -> None:
        """Mark a batch as undone by another and settle the slots it had filled."""
        self.db.execute("UPDATE batch SET undone_by = ? WHERE rev = ?", (by, rev))
        sql = "SELECT s.id FROM assertion a JOIN slot s ON s.pk = a.slot WHERE a.rev = ?"
        self._settle([str(row[0]) for row in self.db.execute(sql, (rev,))])

    def restore(self, batches: Iterable[BatchInfo], assertions: Iterable[tuple[int, Assertion]]) -> None:
        """Fill an empty base with a whole history, verbatim."""
        self._put_batches(batches)
        rows = sorted(assertions, key=lambda row: (row[1].slot, row[0]))
        slots: dict[str, tuple[int, str | None]] = {}
        for _, a in rows:
            pk, source = slots.get(a.slot, (len(slots) + 1, None))
            slots[a.slot] = (pk, source or _source_of(a))
        self.db.executemany(
            "INSERT INTO slot (pk, id, source) VALUES (?, ?, ?)", ((pk, s, source) for s, (pk, source) in slots.items())
        )
        self._put_versions([(slots[a.slot][0], rev, a) for rev, a in rows])
        self._settle(list(slots))

    def _put_batches(self, batches: Iterable[BatchInfo]) -> None:
        self.db.executemany(
            f"INSERT INTO batch ({BATCH}) VALUES (?,?,?,?,?,?,?,?,?,?)",
            (
                (b.id, b.rev, b.moment, b.author, b.kind, b.note, b.file, b.source, b.target, b.undone_by)
                for b in batches
            ),
        )

    def _slots(self, slots: Collection[str]) -> dict[str, _Slot]:
        sql = ("SELECT s.id, s.pk, c.hash, s.since FROM json_each(?) j JOIN slot s ON s.id = j.value "
               "LEFT JOIN content c ON c.pk = s.content")  # fmt: skip
        return {row[0]: _Slot(*row[1:]) for row in select(self.db, sql, slots)}

    def _put_first(self, rev: int, assertions: list[Assertion]) -> None:
        """Keep the first assertions ever made in their slots: each row is written once, and nothing is read back."""
        if not assertions:
            return
        first = 1 + int(only(self.db, "SELECT coalesce(max(pk), 0) FROM slot"))
        content = int(only(self.db, "SELECT coalesce(max(pk), 0) FROM content"))
        slots: list[tuple[Any, ...]] = []
        contents: list[tuple[int, int, str, str]] = []
        ends: list[tuple[Any, ...]] = []
        moved = self.moved
        for slot, a in enumerate(assertions, first):
            held = held_after(None, a)
            if held is None:
                slots.append((slot, a.slot, None, None, None, None, None, None))
                ends.append((slot, rev, None, a.since, a.file, a.sheet, a.line))
                continue
            content += 1
            moved[a.slot] = held
            contents.append((content, slot, held.hash, held.body))
            claim = a.claim
            source = claim.source if claim is not None else held.claim.source if a.slot.startswith("d:") else None
            slots.append((slot, a.slot, source, content, a.since, a.file, a.sheet, a.line))
        self.new |= self.moved.keys()
        self.db.executemany("INSERT INTO slot VALUES (?,?,?,?,?,?,?,?)", slots)
        self.db.executemany("INSERT INTO content VALUES (?,?,?,?)", contents)
        self.db.executemany("INSERT INTO assertion VALUES (?,?,?,?,?,?,?)", ends)
        # A first assertion says what its slot holds: the engine copies it, no row is made a second time.
        said = "SELECT pk, ?, content, since, file, sheet, line FROM slot WHERE pk >= ? AND content IS NOT NULL ORDER BY pk"
        self.db.execute(f"INSERT INTO assertion {said}", (rev, first))

    def _put_again(self, rev: int, assertions: list[Assertion], before: Mapping[str, _Slot]) -> None:
        """Keep assertions made over earlier ones."""
        self._put_versions([(before[a.slot].pk, rev, a) for a in assertions])
        after = {a.slot: held_after(before[a.slot].held, a) for a in assertions}
        sources = {a.slot: _source_of(a) for a in assertions if before[a.slot].hash is None}
        self._put_held(after, before)
        self.db.executemany(
            "UPDATE slot SET source = ? WHERE pk = ?",
            ((source, before[s].pk) for s, source in sources.items() if source),
        )

    def _put_versions(self, rows: Collection[tuple[int, int, Assertion]]) -> None:
        self.db.executemany(
            "INSERT OR IGNORE INTO content (slot, hash, body) VALUES (?, ?, ?)",
            ((pk, a.hash, a.body) for pk, _, a in rows if a.body is not None),
        )
        self.db.executemany(
            "INSERT INTO assertion (slot, rev, content, since, file, sheet, line) VALUES "
            "(?1, ?2, (SELECT pk FROM content WHERE slot = ?1 AND hash = ?3), ?4, ?5, ?6, ?7)",
            ((pk, rev, a.hash, a.since, a.file, a.sheet, a.line) for pk, rev, a in rows),
        )

    def _settle(self, slots: Collection[str]) -> None:
        """Find what is in force in some slots from their live assertions, by the one rule of the ledger."""
        sql = ("SELECT s.id, c.body, a.since, a.file, a.sheet, a.line FROM json_each(?) j JOIN slot s ON s.id = j.value "
               "JOIN assertion a ON a.slot = s.pk JOIN batch b ON b.rev = a.rev AND b.undone_by IS NULL "
               "LEFT JOIN content c ON c.pk = a.content ORDER BY s.id, a.rev")  # fmt: skip
        before = self._slots(slots)
        after: dict[str, Held | None] = dict.fromkeys(slots)
        for slot, *place in select(self.db, sql, slots):
            after[slot] = held_after(after[slot], Assertion(slot, *place))
        self._put_held(after, before)

    def _put_held(self, after: Mapping[str, Held | None], before: Mapping[str, _Slot]) -> None:
        self.db.executemany(
            "UPDATE slot SET content = (SELECT pk FROM content WHERE slot = ?1 AND hash = ?2), since = ?3, file = ?4, "
            "sheet = ?5, line = ?6 WHERE pk = ?1",
            (
                (before[slot].pk, held.hash, held.since, held.file, held.sheet, held.line)
                if held
                else (before[slot].pk, None, None, None, None, None)
                for slot, held in after.items()
            ),
        )
        for slot, held in after.items():
            was = before[slot]
            if (held.hash, held.since) != (was.hash, was.since) if held else was.hash is not None:
                self.moved[slot] = held
                if was.hash is None:
                    self.new.add(slot)


def _source_of(assertion: Assertion) -> str | None:
    if assertion.body is None or assertion.hash is None or not assertion.slot.startswith("d:"):
        return None
    return Held(assertion.hash, assertion.body, "").claim.source
