"""Nodes, ties and records as one JSON text each, and back: what the engines keep beside the columns they search by."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import msgspec

from kb.facts import Fact
from kb.graph import Node, Tie, tie_layer
from kb.ledger import ActorRecord, Known, TieRecord
from kb.privacy import Layer
from kb.store.refresh import PendingTie

_encode = msgspec.json.Encoder(order="sorted").encode
unpacked = msgspec.json.Decoder().decode
#: The three parts of `node_body`, made by the decoder itself: one object for each fact, and a sheet may have hundreds.
_node_parts = msgspec.json.Decoder(tuple[tuple[str, ...], tuple[str, ...], tuple[Fact, ...]]).decode


def packed(value: Any) -> str:
    """Return one JSON text for one value: its members sorted, so that a tie written again is the same text."""
    return _encode(value).decode()


def node_body(node: Node) -> str:
    """Return what is kept of a node beside its columns."""
    return packed([node.roles, node.records, node.facts])


def node_of(actor_id: str, kind: str, name: str, search: str, layer: str, body: str) -> Node:
    """Return a node from its columns and what is kept beside them."""
    roles, records, facts = _node_parts(body)
    return Node(actor_id, kind, roles, name, search, layer, records, facts)


def tie_body(pending: PendingTie) -> str:
    """Return what is kept of a tie record beside its columns."""
    return _encode([pending.record.fields, pending.source.id, pending.since]).decode()


def tie_scope(pending: PendingTie) -> str | None:
    """Return the owner of an engagement tie, nothing for a cartographie one: who may see it needs no more."""
    return None if _layer_name(pending.record.kind) == _MAPPED else pending.source.owner


class TieRow(NamedTuple):
    """The columns of a tie whose two ends are known, in the order engines give them."""

    id: str
    slot: str
    kind: str
    start: str
    end: str
    valid_from: str | None
    valid_to: str | None
    body: str


def tie_of(row: TieRow) -> Tie:
    """Return a tie from its columns and what is kept beside them."""
    fields, source, since = unpacked(row.body)
    owner = source.rpartition("@")[2]
    return Tie(row.id, row.kind, row.start, row.end, fields, row.valid_from, row.valid_to, row.slot, source, owner,
               _layer_name(row.kind), since)  # fmt: skip


_MAPPED = Layer.CARTOGRAPHIE.value


@cache
def _layer_name(kind: str) -> str:
    return tie_layer(kind).value


def tie_record_of(
    kind: str, start: str, end: str, valid_from: str | None, valid_to: str | None, body: str
) -> tuple[TieRecord, str, str]:
    """Return a tie record, its source's id and its first day from its columns."""
    fields, source, since = unpacked(body)
    return TieRecord(kind, start, end, fields, "", valid_from, valid_to), source, since


def known_body(known: Known) -> str:
    """Return what is kept of a record beside its id and slot."""
    r = known.record
    return packed([known.source, known.owner, known.rank, known.since, r.kind, r.identity, r.names, dict(r.fields), r.part,
                   r.as_of, r.mention, r.until, *([r.places] if r.places else [])])  # fmt: skip


def known_of(rid: str, slot: str, body: str) -> Known:
    """Return a record from its id, its slot and what is kept beside them."""
    source, owner, rank, since, kind, identity, names, fields, part, as_of, mention, *more = unpacked(body)
    record = ActorRecord(kind, identity, tuple(names), fields, part, as_of, mention, *more[:1], *map(tuple, more[1:]))
    return Known(rid, slot, source, owner, rank, since, record)
