"""Rows of the Neo4j store to values and back, and lists cut into the pieces that one statement carries."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from kb.graph import Node, Tie
from kb.ids import digest
from kb.ledger import Assertion, Known
from kb.resolve import bare_name
from kb.store.base import Held
from kb.store.bodies import TieRow, known_body, node_body, node_of, packed, tie_body, tie_of, tie_scope, unpacked
from kb.store.neo4j.schema import HEAD_LETTERS, KIND_OF_TYPE, label_of, short
from kb.store.refresh import PendingTie, keys_of
from kb.text import fold

T = TypeVar("T")
#: How many rows one statement writes, and how many keys one asks for.
ROWS, KEYS = 5_000, 20_000

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def pieces(rows: Collection[T], size: int) -> Iterator[list[T]]:
    """Yield a collection in lists of at most some size."""
    left = iter(rows)
    while piece := list(islice(left, size)):
        yield piece


def asked(values: Collection[str]) -> list[str]:
    """Return keys as the indexes hold them, in order."""
    return sorted({short(value) for value in values})


# -- actors ---------------------------------------------------------------------------------------------------------

#: What is read of an actor, named `n`.
NODE = "n.id, n.kind, n.name, n.search, n.layer, n.body, n.long"


def node_row(node: Node) -> list[Any]:
    """Return what is kept of an actor: its short id first, then its properties in the order of `SET_NODE`."""
    folded = fold(node.name)
    long = node.id if short(node.id) != node.id else None
    return [short(node.id), node.kind, node.name, node.search, node.layer, node_body(node), long, folded[:HEAD_LETTERS],
            folded]  # fmt: skip


SET_NODE = ("kind", "name", "search", "layer", "body", "long", "head", "folded")


def node_labels(roles: Sequence[str]) -> str:
    """Return the labels of an actor as Cypher writes them: one for each role."""
    return "".join(f":{label_of(role)}" for role in sorted(roles))


def node_from(row: Sequence[Any]) -> Node:
    """Return an actor from what `NODE` reads."""
    return node_of(row[6] or row[0], *row[1:6])


# -- ties -----------------------------------------------------------------------------------------------------------

#: What is read of a tie `t` between two actors: its columns, then its ends.
TIE = "t.id, t.claim, type(t), coalesce(startNode(t).long, startNode(t).id), coalesce(endNode(t).long, endNode(t).id), t.from, t.to, t.body"


def tie_from(row: Sequence[Any]) -> Tie:
    """Return a tie from what `TIE` reads."""
    tid, slot, kind, *rest = row
    return tie_of(TieRow(tid, slot, KIND_OF_TYPE[kind], *rest))


def record_row(pending: PendingTie, ends: tuple[str, str] | None) -> list[Any]:
    """Return (id, slot, kind, start key, end key, digest, start, end) of a tie record: what it is met by, and what it says."""
    record = pending.record
    said = digest(record.valid_from or "", record.valid_to or "", tie_body(pending))
    return [pending.id, pending.slot, record.kind, short(record.start), short(record.end), said,
            *([short(end) for end in ends] if ends else [None, None])]  # fmt: skip


def relation_row(pending: PendingTie, ends: tuple[str, str]) -> list[Any]:
    """Return (start, end, id, claim, body, scope, from, to, first day, last day) of a tie whose ends are known."""
    record = pending.record
    return [short(ends[0]), short(ends[1]), pending.id, pending.slot, tie_body(pending), tie_scope(pending),
            record.valid_from, record.valid_to, _day(record.valid_from), _day(record.valid_to)]  # fmt: skip


def _day(text: str | None) -> dt.date | None:
    # A year alone is not a day: it is kept as it was written, and only there.
    if text is None or not _DAY.fullmatch(text):
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


# -- records --------------------------------------------------------------------------------------------------------


def known_row(known: Known, owner: str) -> list[Any]:
    """Return (id, slot, actor, body, name, identity, named, bare) of a record: the three keys most are met by."""
    named = next(iter(known.record.names), None)
    bare = f"nu:{bare_name(named)}" if named and named.startswith("nom:") else None
    name = str(known.record.fields.get("name") or known.record.identity)
    return [known.id, known.slot, owner, known_body(known), name, short(known.record.identity),
            short(named) if named else None, short(bare) if bare else None]  # fmt: skip


def other_keys(known: Known, row: Sequence[Any]) -> list[list[str]]:
    """Return (key, record) for the keys that the row of a record does not hold."""
    held = set(row[5:8])
    return [[key, known.id] for key in sorted({short(key) for key in keys_of(known)} - held)]


# -- the ledger -----------------------------------------------------------------------------------------------------


def version_of(rev: int, assertion: Assertion) -> str:
    """Return what is kept of an assertion beside its content: one text."""
    a = assertion
    return packed([rev, a.hash, a.since, a.file, a.sheet, a.line])


def assertions_of(
    slot: str, versions: Sequence[str] | None, bodies: Sequence[str], only: Sequence[Any]
) -> list[tuple[int, Assertion]]:
    """Return every assertion made in a slot, with its rev, in order; raises `KeyError` when a content is missing.

    `only` is the one version of a slot whose versions are not told: it is what the slot holds.
    """
    by_hash: dict[str | None, str | None] = {digest(slot, body): body for body in bodies}
    by_hash[None] = None
    found = [list(only)] if versions is None else [unpacked(version) for version in versions]
    return [(rev, Assertion(slot, by_hash[key], *place)) for rev, key, *place in sorted(found, key=lambda v: int(v[0]))]


#: What is read of what is in force in a slot `s`.
HELD = "s.hash, s.body, s.since, s.file, s.sheet, s.line"


def held_from(row: Sequence[Any]) -> Held:
    """Return what is in force in a slot from what `HELD` reads."""
    return Held(*row)
