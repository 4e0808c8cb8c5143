"""Rows of the SQLite store to values and back: one JSON text per node, tie and record."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

import apsw

from kb.graph import Fact, Node, Tie
from kb.ledger import ActorRecord, Known

#: How many values one statement lists.
CHUNK = 20_000


def chunks(values: Collection[str]) -> Iterator[str]:
    """Yield JSON arrays of some values, for `json_each(?)`: one statement text whatever their number."""
    listed = sorted(values)
    for start in range(0, len(listed), CHUNK):
        yield json.dumps(listed[start : start + CHUNK], ensure_ascii=False)


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
    return json.dumps([node.roles, node.records, node.facts], ensure_ascii=False, separators=(",", ":"))


def node_from(row: Sequence[Any]) -> Node:
    """Return a node from (id, kind, name, search, layer, body)."""
    roles, records, facts = json.loads(row[5])
    return Node(row[0], row[1], tuple(roles), row[2], row[3], row[4], tuple(records), tuple(Fact(*f) for f in facts))


def tie_body(tie: Tie) -> str:
    """Return what is kept of a tie beside its columns."""
    return json.dumps([tie.fields, tie.source, tie.since], ensure_ascii=False, separators=(",", ":"))


def tie_from(row: Sequence[Any]) -> Tie:
    """Return a tie from (id, slot, kind, src, dst, valid_from, valid_to, layer, owner, body)."""
    tid, slot, kind, src, dst, valid_from, valid_to, layer, owner, body = row
    fields, source, since = json.loads(body)
    return Tie(tid, kind, src, dst, fields, valid_from, valid_to, slot, source, owner, layer, since)


def known_body(known: Known) -> str:
    """Return what is kept of a record beside its id and slot."""
    r = known.record
    members = [
        known.source,
        known.owner,
        known.rank,
        known.since,
        r.kind,
        r.identity,
        r.names,
        r.fields,
        r.part,
        r.as_of,
        r.mention,
    ]
    return json.dumps(members, ensure_ascii=False, separators=(",", ":"))


def known_from(row: Iterable[Any]) -> Known:
    """Return a record from (id, slot, body)."""
    rid, slot, body = row
    source, owner, rank, since, kind, identity, names, fields, part, as_of, mention = json.loads(body)
    return Known(
        rid, slot, source, owner, rank, since, ActorRecord(kind, identity, tuple(names), fields, part, as_of, mention)
    )
