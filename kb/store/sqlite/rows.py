"""Rows of the SQLite store to values and back: one JSON text per node, tie and record."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

import apsw

from kb.graph import Fact, Node, Tie, tie_layer
from kb.ledger import ActorRecord, Known, TieRecord
from kb.privacy import Layer
from kb.store.refresh import PendingTie

#: How many values one statement lists.
CHUNK = 20_000

#: One text for one value; unlike the ledger's, its members keep their order.
packed = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
_unpacked = json.JSONDecoder().decode


def chunks(values: Collection[str]) -> Iterator[str]:
    """Yield JSON arrays of some values, for `json_each(?)`: one statement text whatever their number."""
    if 0 < len(values) <= CHUNK:
        yield packed(sorted(values))
        return
    listed = sorted(values)
    for start in range(0, len(listed), CHUNK):
        yield packed(listed[start : start + CHUNK])


def select(connection: apsw.Connection, sql: str, values: Collection[str], *more: Any) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a statement whose first parameter is a set of texts."""
    for listed in chunks(values):
        yield from connection.execute(sql, (listed, *more))


def only(connection: apsw.Connection, sql: str, values: Sequence[Any] = ()) -> Any:
    """Return the one value of a statement that always gives one row."""
    row: Any = connection.execute(sql, values).fetchone()
    return row[0]


def node_body(node: Node) -> str:
    """Return what is kept of a node beside its columns."""
    return packed([node.roles, node.records, node.facts])


def node_from(row: Sequence[Any]) -> Node:
    """Return a node from (id, kind, name, search, layer, body)."""
    roles, records, facts = _unpacked(row[5])
    return Node(row[0], row[1], tuple(roles), row[2], row[3], row[4], tuple(records), tuple([Fact(*f) for f in facts]))


def tie_row(pending: PendingTie, ends: tuple[str | None, str | None]) -> tuple[Any, ...]:
    """Return (id, slot, kind, start_key, end_key, src, dst, valid_from, valid_to, scope, body) of a tie record."""
    record, source = pending.record, pending.source
    scope = None if tie_layer(record.kind) is Layer.CARTOGRAPHIE else source.owner
    body = packed([dict(record.fields), source.id, pending.since])
    return (pending.id, pending.slot, record.kind, record.start, record.end, *ends, record.valid_from, record.valid_to,
            scope, body)  # fmt: skip


def tie_from(row: Sequence[Any]) -> Tie:
    """Return a tie from (id, slot, kind, src, dst, valid_from, valid_to, body)."""
    tid, slot, kind, src, dst, valid_from, valid_to, body = row
    fields, source, since = _unpacked(body)
    owner = source.rpartition("@")[2]
    return Tie(tid, kind, src, dst, fields, valid_from, valid_to, slot, source, owner, tie_layer(kind).value, since)


def tie_record_from(row: Sequence[Any]) -> tuple[TieRecord, str, str]:
    """Return a tie record, its source's id and its first day from (kind, start, end, valid_from, valid_to, body)."""
    kind, start, end, valid_from, valid_to, body = row
    fields, source, since = _unpacked(body)
    return TieRecord(kind, start, end, fields, "", valid_from, valid_to), source, since


def known_body(known: Known) -> str:
    """Return what is kept of a record beside its id and slot."""
    r = known.record
    return packed([known.source, known.owner, known.rank, known.since, r.kind, r.identity, r.names, dict(r.fields), r.part,
                   r.as_of, r.mention])  # fmt: skip


def known_from(row: Iterable[Any]) -> Known:
    """Return a record from (id, slot, body)."""
    rid, slot, body = row
    source, owner, rank, since, kind, identity, names, fields, part, as_of, mention = _unpacked(body)
    record = ActorRecord(kind, identity, tuple(names), fields, part, as_of, mention)
    return Known(rid, slot, source, owner, rank, since, record)
