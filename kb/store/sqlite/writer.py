"""The SQLite writer: keeps batches, then the tables from which the touched part of the graph is computed again."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping

import apsw

from kb.graph import Node, Tie
from kb.ids import digest
from kb.ledger import Assertion, BatchInfo, Judgement, Known, Source, TieRecord, undescribed
from kb.store.base import Held, Writer
from kb.store.memory import held_after
from kb.store.refresh import PendingTie, keys_of, refresh
from kb.store.sqlite.rows import known_body, known_from, node_body, only, select, tie_body
from kb.store.state import source_from
from kb.text import fold

_BATCH = "id, rev, moment, author, kind, note, file, source, target, undone_by"


class SQLiteWriter(Writer):
    """One transaction on one connection; the store commits or rolls back."""

    def __init__(self, connection: apsw.Connection) -> None:
        self.db = connection
        self.rev = 0
        self._sources: dict[str, Source] = {}

    # -- the ledger -----------------------------------------------------------------------------------------------

    @property
    def head(self) -> int:
        return int(only(self.db, "SELECT coalesce(max(rev), 0) FROM batch"))

    def held(self, slots: Collection[str]) -> dict[str, Held]:
        sql = ("SELECT s.id, c.hash, c.body, s.since, s.file, s.sheet, s.line FROM json_each(?) j JOIN slot s ON s.id = j.value "
               "JOIN content c ON c.pk = s.content")  # fmt: skip
        return {row[0]: Held(*row[1:]) for row in select(self.db, sql, slots)}

    def slots_of_source(self, source: str) -> dict[str, str]:
        sql = "SELECT s.id, json_extract(c.body, '$.key') FROM slot s JOIN content c ON c.pk = s.content WHERE s.source = ?"
        return dict(self.db.execute(sql, (source,)))

    def batch(self, batch: str) -> BatchInfo | None:
        row = self.db.execute(f"SELECT {_BATCH} FROM batch WHERE id = ?", (batch,)).fetchone()
        return BatchInfo(*row) if row else None

    def _append(self, batch: BatchInfo, assertions: Collection[Assertion]) -> None:
        self._put_batches([batch])
        self._put_assertions([(batch.rev, a) for a in assertions])
        self._point_at([a.slot for a in assertions])

    def _put_batches(self, batches: Iterable[BatchInfo]) -> None:
        self.db.executemany(
            f"INSERT INTO batch ({_BATCH}) VALUES (?,?,?,?,?,?,?,?,?,?)",
            (
                (b.id, b.rev, b.moment, b.author, b.kind, b.note, b.file, b.source, b.target, b.undone_by)
                for b in batches
            ),
        )

    def _put_assertions(self, rows: Collection[tuple[int, Assertion]]) -> None:
        self.db.executemany(
            "INSERT INTO slot (id, source) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET source = excluded.source "
            "WHERE slot.source IS NULL AND excluded.source IS NOT NULL",
            ((a.slot, _source_of(a)) for _, a in rows),
        )
        pks = dict(
            select(
                self.db,
                "SELECT s.id, s.pk FROM json_each(?) j JOIN slot s ON s.id = j.value",
                {a.slot for _, a in rows},
            )
        )
        hashed = [(rev, a, pks[a.slot], a.hash) for rev, a in rows]
        self.db.executemany(
            "INSERT OR IGNORE INTO content (slot, hash, body) VALUES (?, ?, ?)",
            ((pk, h, a.body) for _, a, pk, h in hashed if h is not None),
        )
        self.db.executemany(
            "INSERT INTO assertion (slot, rev, content, since, file, sheet, line) VALUES "
            "(?1, ?2, (SELECT pk FROM content WHERE slot = ?1 AND hash = ?3), ?4, ?5, ?6, ?7)",
            ((pk, rev, h, a.since, a.file, a.sheet, a.line) for rev, a, pk, h in hashed),
        )

    def _point_at(self, slots: Collection[str]) -> None:
        """Settle what is in force in some slots from their live assertions, by the one rule of the ledger."""
        sql = ("SELECT s.pk, s.id, c.body, a.since, a.file, a.sheet, a.line, a.content FROM json_each(?) j JOIN slot s ON s.id = j.value "
               "JOIN assertion a ON a.slot = s.pk JOIN batch b ON b.rev = a.rev AND b.undone_by IS NULL "
               "LEFT JOIN content c ON c.pk = a.content ORDER BY s.pk, a.rev")  # fmt: skip
        found: dict[int, tuple[Held | None, int | None]] = {}
        for pk, slot, body, since, file, sheet, line, content in select(self.db, sql, slots):
            before = found[pk][0] if pk in found else None
            found[pk] = (held_after(before, Assertion(slot, body, since, file, sheet, line)), content)
        pks = [
            pk
            for _, pk in select(self.db, "SELECT s.id, s.pk FROM json_each(?) j JOIN slot s ON s.id = j.value", slots)
        ]
        self.db.executemany(
            "UPDATE slot SET content = ?, since = ?, file = ?, sheet = ?, line = ? WHERE pk = ?",
            (
                (content, held.since, held.file, held.sheet, held.line, pk)
                if held
                else (None, None, None, None, None, pk)
                for pk in pks
                for held, content in (found.get(pk, (None, None)),)
            ),
        )

    def _withdraw(self, rev: int, by: int) -> list[str]:
        self.db.execute("UPDATE batch SET undone_by = ? WHERE rev = ?", (by, rev))
        slots = [
            row[0]
            for row in self.db.execute(
                "SELECT s.id FROM assertion a JOIN slot s ON s.pk = a.slot WHERE a.rev = ?", (rev,)
            )
        ]
        self._point_at(slots)
        return slots

    def _restore(self, batches: Iterable[BatchInfo], assertions: Iterable[tuple[int, Assertion]]) -> None:
        listed = list(batches)
        self._put_batches(listed)
        rows = list(assertions)
        self._put_assertions(rows)
        slots = {a.slot for _, a in rows}
        self._point_at(slots)
        self._refresh(slots, max((b.rev for b in listed), default=0))

    def _refresh(self, slots: Collection[str], rev: int) -> None:
        self.rev = rev
        self._sources.clear()
        refresh(self, slots)
        if len(slots) > 5_000:
            self.db.execute("ANALYZE")

    # -- the tables the graph is computed from ----------------------------------------------------------------------

    def source(self, source_id: str) -> Source:
        if source_id not in self._sources:
            found = self.held([f"s:{digest(source_id)}"])
            self._sources[source_id] = source_from(next(iter(found.values())).body) if found else undescribed(source_id)
        return self._sources[source_id]

    def sources_described(self, slots: Collection[str]) -> set[str]:
        sql = "SELECT c.body FROM json_each(?) j JOIN slot s ON s.id = j.value JOIN content c ON c.slot = s.pk"
        return {source_from(row[0]).id for row in select(self.db, sql, slots)}

    def records_of_slots(self, slots: Collection[str]) -> dict[str, Known]:
        return self._known("SELECT r.id, r.slot, r.body FROM json_each(?) j JOIN record r ON r.slot = j.value", slots)

    def records_holding(self, keys: Collection[str]) -> dict[str, Known]:
        return self._known(
            "SELECT r.id, r.slot, r.body FROM json_each(?) j JOIN holder h ON h.key = j.value JOIN record r ON r.id = h.record",
            keys,
        )

    def records(self, ids: Collection[str]) -> dict[str, Known]:
        return self._known("SELECT r.id, r.slot, r.body FROM json_each(?) j JOIN record r ON r.id = j.value", ids)

    def _known(self, sql: str, values: Collection[str]) -> dict[str, Known]:
        return {row[0]: known_from(row) for row in select(self.db, sql, values)}

    def judgements_on(self, records: Collection[str]) -> list[Judgement]:
        if self.db.execute("SELECT 1 FROM judgement LIMIT 1").fetchone() is None:
            return []
        sql = "SELECT q.body FROM json_each(?) j JOIN judgement q ON q.{} = j.value"
        bodies = {row[0] for end in ("a", "b") for row in select(self.db, sql.format(end), records)}
        return [Judgement.from_body(body) for body in sorted(bodies)]

    def owners(self, records: Collection[str]) -> dict[str, str]:
        sql = "SELECT r.id, r.actor FROM json_each(?) j JOIN record r ON r.id = j.value WHERE r.actor IS NOT NULL"
        return dict(select(self.db, sql, records))

    def ties_of_slots(self, slots: Collection[str]) -> set[str]:
        return {
            row[0] for row in select(self.db, "SELECT t.id FROM json_each(?) j JOIN tie t ON t.slot = j.value", slots)
        }

    def ties_on(self, keys: Collection[str]) -> dict[str, PendingTie]:
        sql = "SELECT t.id, t.slot, t.kind, t.start_key, t.end_key, t.valid_from, t.valid_to, t.body FROM json_each(?) j JOIN tie t ON t.{} = j.value"
        found = {}
        for end in ("start_key", "end_key"):
            for tid, slot, kind, start, stop, valid_from, valid_to, body in select(self.db, sql.format(end), keys):
                fields, source, since = json.loads(body)
                record = TieRecord(kind, start, stop, fields, "", valid_from, valid_to)
                found[tid] = PendingTie(tid, slot, self.source(source), since, record)
        return found

    def put_records(self, put: Iterable[Known], gone: Collection[str]) -> None:
        listed = list(put)
        old = self.records({*gone, *(k.id for k in listed)})
        self.db.executemany(
            "DELETE FROM holder WHERE key = ? AND record = ?",
            ((k, rid) for rid, known in old.items() for k in keys_of(known)),
        )
        self.db.executemany("DELETE FROM record WHERE id = ?", ((rid,) for rid in gone))
        self.db.executemany(
            "INSERT INTO record (id, slot, body) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET slot = excluded.slot, body = excluded.body",
            ((k.id, k.slot, known_body(k)) for k in listed),
        )
        self.db.executemany(
            "INSERT INTO holder (key, record) VALUES (?, ?)",
            ((key, k.id) for k in listed for key in sorted(keys_of(k))),
        )

    def put_judgements(self, put: Mapping[str, Judgement], gone: Collection[str]) -> list[Judgement]:
        touched = {*put, *gone}
        before = [
            Judgement.from_body(row[0])
            for row in select(
                self.db, "SELECT q.body FROM json_each(?) j JOIN judgement q ON q.slot = j.value", touched
            )
        ]
        self.db.executemany("DELETE FROM judgement WHERE slot = ?", ((slot,) for slot in sorted(touched)))
        self.db.executemany(
            "INSERT INTO judgement (slot, a, b, body) VALUES (?, ?, ?, ?)",
            ((slot, j.a, j.b, j.body) for slot, j in put.items()),
        )
        return before

    def put_nodes(self, nodes: Iterable[Node], gone: Collection[str]) -> None:
        bodies = {node.id: (node, node_body(node)) for node in nodes}
        sql = "SELECT n.id, n.pk, n.kind, n.name, n.search, n.layer, n.body, n.folded FROM json_each(?) j JOIN node n ON n.id = j.value"
        before = {row[0]: row for row in select(self.db, sql, {*bodies, *gone})}
        inserted = [(n, body) for n, body in bodies.values() if n.id not in before]
        updated = [
            (n, body)
            for n, body in bodies.values()
            if n.id in before and before[n.id][2:7] != (n.kind, n.name, n.search, n.layer, body)
        ]
        stale = [before[n.id] for n, _ in updated] + [before[i] for i in gone if i in before]
        self.db.executemany("DELETE FROM words WHERE rowid = ?", ((row[1],) for row in stale))
        self.db.executemany("DELETE FROM role WHERE role = ? AND folded = ? AND id = ?",
                            ((role, row[7], row[0]) for row in stale for role in json.loads(row[6])[0]))  # fmt: skip
        self.db.executemany("DELETE FROM node WHERE id = ?", ((i,) for i in gone if i in before))
        self.db.executemany(
            "INSERT INTO node (id, kind, name, folded, search, layer, body) VALUES (?,?,?,?,?,?,?) ON CONFLICT (id) DO UPDATE SET "
            "kind = excluded.kind, name = excluded.name, folded = excluded.folded, search = excluded.search, "
            "layer = excluded.layer, body = excluded.body",
            ((n.id, n.kind, n.name, fold(n.name), n.search, n.layer, body) for n, body in (*inserted, *updated)),
        )
        fresh = {n.id: n for n, _ in (*inserted, *updated)}
        pks = dict(select(self.db, "SELECT n.id, n.pk FROM json_each(?) j JOIN node n ON n.id = j.value", fresh))
        self.db.executemany(
            "INSERT INTO words (rowid, search) VALUES (?, ?)", ((pks[i], n.search) for i, n in fresh.items())
        )
        self.db.executemany("INSERT INTO role (role, folded, id, node) VALUES (?, ?, ?, ?)",
                            ((role, fold(n.name), i, pks[i]) for i, n in fresh.items() for role in n.roles))  # fmt: skip
        self._log("actor", [n.id for n, _ in inserted], [n.id for n, _ in updated], [i for i in gone if i in before])

    def put_owners(self, owners: Mapping[str, str]) -> None:
        self.db.executemany("UPDATE record SET actor = ? WHERE id = ?", ((actor, rid) for rid, actor in owners.items()))

    def put_ties(self, pending: Mapping[str, PendingTie], ties: Mapping[str, Tie], gone: Collection[str]) -> None:
        sql = "SELECT t.id, t.slot, t.kind, t.start_key, t.end_key, t.src, t.dst, t.valid_from, t.valid_to, t.layer, t.owner, t.body FROM json_each(?) j JOIN tie t ON t.id = j.value"
        before = {row[0]: row for row in select(self.db, sql, {*pending, *gone})}
        rows = []
        for tid, p in pending.items():
            tie = ties.get(tid)
            body = tie_body(tie) if tie else _pending_body(p)
            row = (tid, p.slot, p.record.kind, p.record.start, p.record.end, tie.start if tie else None, tie.end if tie else None,
                   p.record.valid_from, p.record.valid_to, tie.layer if tie else "", p.source.owner, body)  # fmt: skip
            if before.get(tid) != row:
                rows.append(row)
        self.db.executemany("DELETE FROM tie WHERE id = ?", ((tid,) for tid in gone))
        self.db.executemany("INSERT OR REPLACE INTO tie VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", rows)
        had = {tid for tid, row in before.items() if row[5] is not None}
        # A key written otherwise that leads to the same actor changes nothing a reader sees.
        has = {
            row[0]
            for row in rows
            if row[5] is not None
            and (row[0] not in before or before[row[0]][:3] + before[row[0]][5:] != row[:3] + row[5:])
        }
        lost = [row[0] for row in rows if row[5] is None and row[0] in had] + [tid for tid in gone if tid in had]
        self._log("tie", sorted(has - had), sorted(has & had), sorted(lost))

    def _log(self, what: str, inserted: Iterable[str], updated: Iterable[str], deleted: Iterable[str]) -> None:
        for op, ids in (("insert", inserted), ("update", updated), ("delete", deleted)):
            self.db.executemany(
                "INSERT INTO change (rev, op, what, id) VALUES (?, ?, ?, ?)", ((self.rev, op, what, i) for i in ids)
            )


def _source_of(assertion: Assertion) -> str | None:
    if not assertion.slot.startswith("d:") or assertion.body is None:
        return None
    return str(json.loads(assertion.body)["source"])


def _pending_body(pending: PendingTie) -> str:
    return json.dumps([dict(pending.record.fields), pending.source.id, pending.since],
                      ensure_ascii=False, separators=(",", ":"))  # fmt: skip
