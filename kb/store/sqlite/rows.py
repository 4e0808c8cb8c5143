"""Rows of the SQLite store to values and back."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import apsw

from kb.store.bodies import packed, tie_body, tie_scope
from kb.store.refresh import PendingTie

#: How many values one statement lists.
CHUNK = 20_000


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


def tie_row(pending: PendingTie, ends: tuple[str | None, str | None]) -> tuple[Any, ...]:
    """Return (id, slot, kind, start_key, end_key, src, dst, valid_from, valid_to, scope, body) of a tie record."""
    r = pending.record
    return (pending.id, pending.slot, r.kind, r.start, r.end, ends[0], ends[1], r.valid_from, r.valid_to,
            tie_scope(pending), tie_body(pending))  # fmt: skip
