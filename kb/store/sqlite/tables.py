"""The graph's tables: records, judgements, nodes and ties, from which the touched part of the graph is computed again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import repeat
from typing import Any

import apsw

from kb.graph import Node
from kb.ledger import Judgement, Known, Source
from kb.store.bodies import known_body, known_of, node_body, node_of, tie_record_of
from kb.store.refresh import Ends, PendingTie, Tables, keys_of
from kb.store.sqlite.ledger import LedgerTables
from kb.store.sqlite.rows import only, select, tie_row
from kb.store.standing import LedgerSources
from kb.text import fold

_TIE = "t.id, t.slot, t.kind, t.start_key, t.end_key, t.src, t.dst, t.valid_from, t.valid_to, t.scope, t.body"


_UNKNOWN = (None, None)


class GraphTables(LedgerSources, Tables):
    """What `refresh` asks of the engine, on one connection and for one rev of the change log."""

    def __init__(self, connection: apsw.Connection, ledger: LedgerTables, rev: int) -> None:
        super().__init__(ledger)
        self.db, self.rev = connection, rev

    def _select(self, sql: str, values: Collection[str]) -> Iterable[tuple[Any, ...]]:
        return select(self.db, sql, values)

    # -- reading --------------------------------------------------------------------------------------------------

    def is_empty(self) -> bool:
        return not only(self.db, "SELECT EXISTS (SELECT 1 FROM record) OR EXISTS (SELECT 1 FROM tie)")

    def sources_described(self, slots: Collection[str]) -> set[str]:
        sql = "SELECT c.body FROM json_each(?) j JOIN slot s ON s.id = j.value JOIN content c ON c.slot = s.pk"
        return {Source.from_body(row[0]).id for row in self._select(sql, slots)}

    def records_of_slots(self, slots: Collection[str]) -> dict[str, Known]:
        return self._known("JOIN record r ON r.slot = j.value", slots)

    def records_holding(self, keys: Collection[str]) -> dict[str, Known]:
        return self._known("JOIN holder h ON h.key = j.value JOIN record r ON r.id = h.record", keys)

    def records(self, ids: Collection[str]) -> dict[str, Known]:
        return self._known("JOIN record r ON r.id = j.value", ids)

    def _known(self, joined: str, values: Collection[str]) -> dict[str, Known]:
        rows = self._select(f"SELECT r.id, r.slot, r.body FROM json_each(?) j CROSS {joined}", values)
        # A record met by several of its keys is read once.
        return {rid: known_of(*row) for rid, row in {row[0]: row for row in rows}.items()}

    def judgements_on(self, records: Collection[str]) -> list[Judgement]:
        if not only(self.db, "SELECT EXISTS (SELECT 1 FROM judgement)"):
            return []
        sql = "SELECT q.body FROM json_each(?) j CROSS JOIN judgement q ON q.{} = j.value"
        bodies = {row[0] for end in ("a", "b") for row in self._select(sql.format(end), records)}
        return [Judgement.from_body(body) for body in sorted(bodies)]

    def owners(self, records: Collection[str]) -> dict[str, str]:
        return {row[0]: row[1] for row in self._select(
            "SELECT r.id, r.actor FROM json_each(?) j CROSS JOIN record r ON r.id = j.value WHERE r.actor IS NOT NULL", records
        )}  # fmt: skip

    def ties_of_slots(self, slots: Collection[str]) -> dict[str, Ends]:
        sql = "SELECT t.id, t.start_key, t.end_key FROM json_each(?) j CROSS JOIN tie t ON t.slot = j.value"
        return {tid: (start, end) for tid, start, end in self._select(sql, slots)}

    def ties_on(self, keys: Collection[str]) -> dict[str, PendingTie]:
        sql = ("SELECT t.id, t.slot, t.kind, t.start_key, t.end_key, t.valid_from, t.valid_to, t.body FROM json_each(?) j "
               "CROSS JOIN tie t ON t.{} = j.value")  # fmt: skip
        found = {}
        for end in ("start_key", "end_key"):
            for tid, slot, *rest in self._select(sql.format(end), keys):
                if tid not in found:
                    record, source, since = tie_record_of(*rest)
                    found[tid] = PendingTie(tid, slot, self.source(source), since, record)
        return found

    # -- writing, in the order of each table's key ----------------------------------------------------------------------

    def put_judgements(self, put: Mapping[str, Judgement], gone: Collection[str]) -> list[Judgement]:
        touched = {*put, *gone}
        sql = "SELECT q.body FROM json_each(?) j CROSS JOIN judgement q ON q.slot = j.value"
        before = [Judgement.from_body(row[0]) for row in self._select(sql, touched)]
        self.db.executemany("DELETE FROM judgement WHERE slot = ?", ((slot,) for slot in sorted(touched)))
        rows = ((slot, j.pair[0], j.pair[1], j.body) for slot, j in put.items())
        self.db.executemany("INSERT INTO judgement (slot, a, b, body) VALUES (?, ?, ?, ?)", rows)
        return before

    def put_records(self, put: Iterable[Known], owners: Mapping[str, str], existing: Mapping[str, Known]) -> None:
        listed = sorted(put, key=lambda known: known.id)
        held = sorted((key, known.id) for known in existing.values() for key in keys_of(known))
        self.db.executemany("DELETE FROM holder WHERE key = ? AND record = ?", held)
        self.db.executemany("DELETE FROM record WHERE id = ?", ((rid,) for rid in existing))
        rows = ((k.id, k.slot, owners[k.id], known_body(k)) for k in listed)
        self.db.executemany("INSERT INTO record (id, slot, actor, body) VALUES (?, ?, ?, ?)", rows)
        keys = sorted((key, known.id) for known in listed for key in keys_of(known))
        self.db.executemany("INSERT INTO holder (key, record) VALUES (?, ?)", keys)

    def put_owners(self, owners: Mapping[str, str]) -> None:
        self.db.executemany("UPDATE record SET actor = ? WHERE id = ?", ((actor, rid) for rid, actor in owners.items()))

    def put_nodes(self, nodes: Collection[Node], existing: Collection[str]) -> None:
        sql = ("SELECT n.id, n.pk, n.folded, n.kind, n.name, n.search, n.layer, n.body FROM json_each(?) j "
               "CROSS JOIN node n ON n.id = j.value")  # fmt: skip
        before = {row[0]: row for row in self._select(sql, existing)}
        top = int(only(self.db, "SELECT coalesce(max(pk), 0) FROM node"))
        inserted: list[str] = []
        updated: list[str] = []
        rows: list[tuple[Any, ...]] = []
        roles: list[tuple[str, str, str, int]] = []
        for node in sorted(nodes, key=lambda n: n.id):
            said = (node.kind, node.name, node.search, node.layer, node_body(node))
            was = before.pop(node.id, None)
            if was is not None and was[3:] == said:
                continue
            (inserted if was is None else updated).append(node.id)
            if was is not None:
                self._forget(was)
            top, pk = (top + 1, top + 1) if was is None else (top, was[1])
            folded = fold(node.name)
            rows.append((pk, node.id, node.kind, node.name, folded, *said[2:]))
            roles += [(role, folded, node.id, pk) for role in node.roles]
        gone = sorted(before)
        for key in gone:
            self._forget(before[key])
        self.db.executemany("INSERT INTO node VALUES (?,?,?,?,?,?,?,?)", rows)
        self.db.executemany("INSERT INTO words (rowid, search) VALUES (?, ?)", ((row[0], row[5]) for row in rows))
        self.db.executemany("INSERT INTO role (role, folded, id, node) VALUES (?, ?, ?, ?)", sorted(roles))
        self._log("actor", inserted, updated, gone)

    def _forget(self, row: tuple[Any, ...]) -> None:
        key, pk, folded = row[:3]
        node = node_of(key, *row[3:])
        self.db.execute("DELETE FROM words WHERE rowid = ?", (pk,))
        self.db.executemany(
            "DELETE FROM role WHERE role = ? AND folded = ? AND id = ?", ((r, folded, key) for r in node.roles)
        )
        self.db.execute("DELETE FROM node WHERE pk = ?", (pk,))

    def put_ties(self, pending: Mapping[str, PendingTie], ends: Mapping[str, Ends], existing: Collection[str]) -> None:
        sql = f"SELECT {_TIE} FROM json_each(?) j CROSS JOIN tie t ON t.id = j.value"
        before = {row[0]: row for row in self._select(sql, existing)}
        listed = sorted(pending)
        made = (tie_row(pending[tid], ends.get(tid, _UNKNOWN)) for tid in listed)
        if not before:
            # Each row is forgotten once it is written: of a first import there are hundreds of thousands.
            self.db.executemany("INSERT OR REPLACE INTO tie VALUES (?,?,?,?,?,?,?,?,?,?,?)", made)
            return self._log("tie", [tid for tid in listed if tid in ends], (), ())
        rows = list(made)
        fresh = [row for row in rows if before.get(row[0]) != row]
        self.db.executemany("DELETE FROM tie WHERE id = ?", ((tid,) for tid in sorted(before.keys() - pending.keys())))
        self.db.executemany("INSERT OR REPLACE INTO tie VALUES (?,?,?,?,?,?,?,?,?,?,?)", fresh)
        # Only what a reader sees is logged: not the keys, nor a tie whose ends are not known.
        was = {tid: row[:3] + row[5:] for tid, row in before.items() if row[5] is not None}
        now = {row[0]: row for row in rows if row[5] is not None}
        inserted = [tid for tid in now if tid not in was]
        updated = [tid for tid in now.keys() & was.keys() if now[tid][:3] + now[tid][5:] != was[tid]]
        self._log("tie", inserted, sorted(updated), sorted(was.keys() - now.keys()))

    def _log(self, what: str, inserted: Iterable[str], updated: Iterable[str], deleted: Iterable[str]) -> None:
        for op, ids in (("insert", inserted), ("update", updated), ("delete", deleted)):
            rows = zip(repeat(self.rev), repeat(op), repeat(what), ids, strict=False)
            self.db.executemany("INSERT INTO change (rev, op, what, id) VALUES (?, ?, ?, ?)", rows)
