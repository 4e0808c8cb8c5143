"""The SQLite view: primitives in SQL on one connection, inside one read transaction so that an answer never mixes states."""

from __future__ import annotations

import datetime as dt
import weakref
from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

import apsw

from kb.errors import StoreUnusable
from kb.graph import Node, Tie
from kb.ledger import BatchInfo, Judgement, Known, Source, undescribed
from kb.privacy import Layer, Viewer
from kb.resolve import bare_name
from kb.store.base import Held
from kb.store.bodies import TieRow, known_of, node_of, packed, tie_of
from kb.store.origins import describe
from kb.store.sqlite.rows import only, select
from kb.view import SourceInfo, Told, View
from kb.walk import NARROW

if TYPE_CHECKING:
    from kb.store.sqlite.store import SQLiteStore

T = TypeVar("T")

_NODE = "n.id, n.kind, n.name, n.search, n.layer, n.body"
_TIE = "t.id, t.slot, t.kind, t.src, t.dst, t.valid_from, t.valid_to, t.body"


_ENDS = (("src", "dst"), ("dst", "src"))
#: Up to how many matches a page is found by sorting them all.
FEW = 1_000


class _Closed:
    """Stands for the connection of a closed view."""

    def __getattr__(self, name: str) -> Any:
        raise StoreUnusable("Cette vue de la base est fermée : ouvrez-en une autre.")


class SQLiteView(View):
    """A view at head; its connection goes back to the store when it is closed or forgotten."""

    def __init__(self, connection: apsw.Connection, store: SQLiteStore, viewer: Viewer, date: dt.date) -> None:
        rev = int(only(connection, "SELECT coalesce(max(rev), 0) FROM batch"))
        super().__init__(viewer, date, rev)
        self._db, self._store, self._kept = connection, store, store.kept
        self._release = weakref.finalize(self, store.release, connection)

    def close(self) -> None:
        self._release()
        # Its connection may already serve another view: reading through a closed one must fail, not answer.
        self._db = _Closed()  # type: ignore[assignment]

    def _rows(self, sql: str, values: Collection[str], *more: Any) -> Iterator[tuple[Any, ...]]:
        return select(self._db, sql, values, *more)

    def _nodes(self, ids: Collection[str]) -> dict[str, Node]:
        sql = f"SELECT {_NODE} FROM json_each(?) j CROSS JOIN node n ON n.id = j.value"
        return {row[0]: node_of(*row) for row in self._rows(sql, ids)}

    def _known(self, ids: Collection[str]) -> set[str]:
        return {
            row[0] for row in self._rows("SELECT n.id FROM json_each(?) j CROSS JOIN node n ON n.id = j.value", ids)
        }

    def _owners_of(self, ids: Collection[str]) -> dict[str, str]:
        records = dict(
            self._rows("SELECT r.id, r.actor FROM json_each(?) j CROSS JOIN record r ON r.id = j.value", ids)
        )
        missing = [i for i in ids if i not in records]
        held = self._rows(
            "SELECT h.key, min(r.actor) FROM json_each(?) j CROSS JOIN holder h ON h.key = j.value JOIN record r ON r.id = h.record "
            "GROUP BY h.key", missing,
        )  # fmt: skip
        return {**records, **{key: actor for key, actor in held if not key.startswith(("nom:", "nu:"))}}

    def _made_of(self, records: Collection[str]) -> tuple[list[Known], list[Judgement]]:
        sql = "SELECT r.id, r.slot, r.body FROM json_each(?) j CROSS JOIN record r ON r.id = j.value"
        said = "SELECT q.body FROM json_each(?) j CROSS JOIN judgement q ON q.{} = j.value"
        bodies = {row[0] for end in ("a", "b") for row in self._rows(said.format(end), records)}
        return [known_of(*row) for row in self._rows(sql, records)], [Judgement.from_body(body) for body in sorted(bodies)]

    def _all_nodes(self, kinds: Collection[str]) -> Iterator[Node]:
        if not kinds:
            rows: Iterator[tuple[Any, ...]] = iter(
                self._db.execute(f"SELECT {_NODE} FROM node n ORDER BY n.folded, n.id")
            )
        else:
            sql = (f"SELECT {_NODE} FROM node n WHERE n.pk IN (SELECT r.node FROM json_each(?) j CROSS JOIN role r ON r.role = j.value) "
                   "ORDER BY n.folded, n.id")  # fmt: skip
            rows = self._rows(sql, kinds)
        yield from (node_of(*row) for row in rows)

    def _find(
        self,
        kinds: Collection[str],
        near: Collection[str] | None,
        words: list[str],
        without: Collection[str],
        limit: int,
        offset: int,
    ) -> tuple[list[Node], int]:
        listed = near is None and not words
        # What is common to most actors is checked actor by actor; what chooses a few is asked first.
        few, few_values = _choices(kinds, near, words, without, few=listed)
        count = f"SELECT count(*) FROM node n WHERE {' AND '.join(few) or '1'}"
        if words and len(few) == 1:
            count = "SELECT count(*) FROM words w WHERE w.search MATCH ?"
        if listed:
            total = self.memo(f"total {sorted(kinds)}", lambda: int(only(self._db, count, few_values)))
        else:
            total = int(only(self._db, count, few_values))
        if total > FEW and limit >= 0:
            # Many match: walk down the list in its order and stop when the page is full.
            few, few_values = _choices(kinds, near, words, without, few=False)
            few = [clause.replace("n.pk", "+n.pk", 1) for clause in few]
        where = " AND ".join(few) or "1"
        page = f"SELECT n.pk FROM node n WHERE {where} ORDER BY n.folded, n.id LIMIT {int(limit)} OFFSET {int(offset)}"
        sql = f"SELECT {_NODE} FROM ({page}) p CROSS JOIN node n ON n.pk = p.pk ORDER BY n.folded, n.id"
        return [node_of(*row) for row in self._db.execute(sql, few_values)], total

    def _pairs(
        self, ids: Collection[str], kinds: Collection[str], to: Collection[str] | None = None
    ) -> Iterator[tuple[str, str]]:
        where, values = self._sees(kinds)
        if to is not None:
            values.append(packed(sorted(to)))
            where += f" AND {{other}} IN (SELECT value FROM json_each(?{len(values) + 1}))"
        # A few are looked up pair by pair: one of them may be tied to half the base.
        sought = "" if to is not None and len(ids) < NARROW else "+"
        sql = " UNION ALL ".join(
            f"SELECT t.{end}, t.{other} FROM json_each(?1) j CROSS JOIN tie t ON t.{end} = j.value "
            f"WHERE t.{other} IS NOT NULL AND {where.format(other=f'{sought}t.{other}')}"
            for end, other in _ENDS
        )
        return self._rows(sql, ids, *values)

    def _sees(self, kinds: Collection[str]) -> tuple[str, list[str]]:
        """Return what a tie must satisfy to hold at the date and be seen, and the values from the second parameter on."""
        clauses = ["(t.valid_from IS NULL OR t.valid_from <= ?2)", "(t.valid_to IS NULL OR t.valid_to > ?2)"]
        values = [self._day]
        if kinds:
            clauses.append("t.kind IN (SELECT value FROM json_each(?3))")
            values.append(packed(sorted(kinds)))
        viewer = self.viewer
        if not viewer.sees_all:
            owned = f"t.scope IN (SELECT value FROM json_each(?{len(values) + 2}))"
            everyone = "1" if viewer.role == "local" else owned
            engaged = f"t.scope IS NOT NULL AND {everyone if Layer.ENGAGEMENT in viewer.layers else '0'}"
            mapped = "t.scope IS NULL" if Layer.CARTOGRAPHIE in viewer.layers else "0"
            clauses.append(f"({mapped} OR {engaged})")
            if everyone == owned and Layer.ENGAGEMENT in viewer.layers:
                values.append(packed(sorted(viewer.territories)))
        return " AND ".join(clauses), values

    def _ties_of(
        self, ids: Collection[str], kinds: Collection[str], direction: str, others: Collection[str] | None = None
    ) -> Iterator[Tie]:
        where, values = "", []
        for column, value in (("t.kind", kinds or None), ("{other}", others)):
            if value is not None:
                values.append(packed(sorted(value)))
                where += f" AND {column} IN (SELECT value FROM json_each(?{len(values) + 1}))"
        found: dict[str, tuple[Any, ...]] = {}
        for (end, other), wanted in zip(_ENDS, ("out", "in"), strict=True):
            if direction in ("both", wanted):
                sql = (f"SELECT {_TIE} FROM json_each(?1) j CROSS JOIN tie t ON t.{end} = j.value "
                       f"WHERE t.{other} IS NOT NULL{where.format(other=f'+t.{other}')}")  # fmt: skip
                found.update({row[0]: row for row in self._rows(sql, ids, *values)})
        for tid in sorted(found):
            yield tie_of(TieRow(*found[tid]))

    def _edges(self, ids: Collection[str] | None) -> Iterator[tuple[str, str, str, str]]:
        where, values = self._sees(())
        chosen = "tie t WHERE ?1 IS NULL" if ids is None else "json_each(?1) j JOIN tie t ON t.id = j.value WHERE 1"
        sql = f"SELECT t.id, t.kind, t.src, t.dst FROM {chosen} AND t.src IS NOT NULL AND t.dst IS NOT NULL AND {where}"
        if ids is None:
            yield from self._db.execute(f"{sql} ORDER BY t.id", (None, *values))
        else:
            yield from self._rows(sql, ids, *values)

    def _all_ids(self) -> Collection[str]:
        return [row[0] for row in self._db.execute("SELECT n.id FROM node n")]

    def _all_ties(self, kinds: Collection[str], stating: str = "") -> Iterator[Tie]:
        clauses, values = "t.src IS NOT NULL AND t.dst IS NOT NULL", []
        if kinds:
            clauses, values = f"{clauses} AND t.kind IN (SELECT value FROM json_each(?))", [packed(sorted(kinds))]
        if stating:  # a row that does not hold the word is not taken apart
            clauses += " AND instr(t.body, ?) AND json_type(t.body, '$[0].' || ?) IS NOT NULL"
            values += [f'"{stating}"', stating]
        for row in self._db.execute(f"SELECT {_TIE} FROM tie t WHERE {clauses} ORDER BY t.id", values):
            yield tie_of(TieRow(*row))

    def _bearing(self, bare: Collection[str]) -> Iterator[tuple[str, str, str]]:
        sql = ("SELECT r.body, r.actor FROM json_each(?) j CROSS JOIN holder h ON h.key = j.value JOIN record r ON r.id = h.record "
               "WHERE r.actor IS NOT NULL")  # fmt: skip
        for body, actor in self._rows(sql, [f"nu:{name}" for name in bare]):
            for name in known_of("", "", body).record.names:
                if bare_name(name) in bare:
                    yield bare_name(name), name, actor

    def _origins(self, claims: Collection[str]) -> dict[str, Told]:
        sql = ("SELECT s.id, c.hash, c.body, s.since, s.file, s.sheet, s.line, s.source FROM json_each(?) j CROSS JOIN slot s ON s.id = j.value "
               "JOIN content c ON c.pk = s.content WHERE s.source IS NOT NULL")  # fmt: skip
        rows = list(self._rows(sql, claims))
        sources = self._described({row[7] for row in rows})
        return {row[0]: describe(row[0], Held(*row[1:7]), sources[row[7]]) for row in rows}

    def _described(self, ids: Collection[str]) -> dict[str, Any]:
        bodies = self._db.execute("SELECT c.body FROM slot s JOIN content c ON c.pk = s.content WHERE s.id LIKE 's:%'")
        found = {source.id: source for source in (Source.from_body(row[0]) for row in bodies)}
        return {i: found.get(i) or undescribed(i) for i in ids}

    def _sources(self) -> list[SourceInfo]:
        sql = ("SELECT s.source, count(*), min(s.since), max(s.since) FROM slot s WHERE s.source IS NOT NULL AND s.content IS NOT NULL "
               "GROUP BY s.source ORDER BY s.source")  # fmt: skip
        rows = list(self._db.execute(sql))
        described = self._described([row[0] for row in rows])
        return [
            SourceInfo(s.id, s.name, s.owner, s.title, s.rank, s.importer, s.demo, count, first, last)
            for s, count, first, last in ((described[row[0]], *row[1:]) for row in rows)
        ]

    def _batches(self, limit: int) -> list[BatchInfo]:
        sql = "SELECT id, rev, moment, author, kind, note, file, source, target, undone_by FROM batch ORDER BY rev DESC LIMIT ?"
        return [BatchInfo(*row) for row in self._db.execute(sql, (limit,))]

    def memo(self, name: str, compute: Callable[[], T]) -> T:
        return self._store.computed.value(self.rev, name, (self.date, self.viewer), compute)

    def _changes(self, since: int, limit: int) -> list[tuple[int, str, str, str]]:
        return list(
            self._db.execute("SELECT seq, op, what, id FROM change WHERE seq > ? ORDER BY seq LIMIT ?", (since, limit))
        )

    def last_change(self) -> int:
        return int(only(self._db, "SELECT coalesce(max(seq), 0) FROM change"))


def _choices(
    kinds: Collection[str], near: Collection[str] | None, words: list[str], without: Collection[str], *, few: bool
) -> tuple[list[str], list[str]]:
    """Return the clauses that choose the actors of a list, and their values; `few` asks for those of the kinds first."""
    clauses, values = [], []
    of_kinds = (
        "n.pk IN (SELECT r.node FROM json_each(?) j CROSS JOIN role r ON r.role = j.value)"
        if few
        else "EXISTS (SELECT 1 FROM json_each(?) j CROSS JOIN role r ON r.role = j.value AND r.folded = n.folded AND r.id = n.id)"
    )
    if words:
        clauses.append("n.pk IN (SELECT w.rowid FROM words w WHERE w.search MATCH ?)")
        values.append(" ".join(f'"{word}"*' for word in words))
    for clause, value in (
        ("n.pk IN (SELECT m.pk FROM json_each(?) j CROSS JOIN node m ON m.id = j.value)", near),
        (of_kinds, kinds or None),
        ("n.pk NOT IN (SELECT m.pk FROM json_each(?) j CROSS JOIN node m ON m.id = j.value)", without or None),
    ):
        if value is not None:
            clauses.append(clause)
            values.append(packed(sorted(value)))
    return clauses, values
