"""Lines of one file that have the same words: told apart by who answers for them and for when, so that none is taken for another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kb.ids import digest
from kb.ledger import changed
from kb.said import DraftTie, End, RowSays
from kb.text import fold

#: What tells two lines apart, the least likely to change first: their words under one number, who answers for them, for when.
_TOLD_BY = ("name", "owner_body", "due_on")


def tell_apart(rows: Iterable[RowSays]) -> None:
    """Give a key of its own to each line of a file that is another than the first of its key; the first keeps the key it would have alone.

    The state is no part of it: a line that is done meanwhile is the same line.
    """
    found: dict[str, list[RowSays]] = defaultdict(list)
    for row in rows:
        if row.key and row.actors and not row.problems:
            found[row.key].append(row)
    for same in found.values():
        signs = _signs(same)
        first = min(zip([_said(row, "due_on") for row in same], signs, strict=True))[1]
        for row, sign in zip(same, signs, strict=True):
            if sign != first:
                _rename(row, digest(*sign, size=4))


def _signs(rows: Sequence[RowSays]) -> list[tuple[str, ...]]:
    """Return what tells each row: the first column that tells them all apart, else all those that differ."""
    columns = {name: [fold(_said(row, name)) for row in rows] for name in _TOLD_BY}
    differing = [said for said in columns.values() if len(set(said)) > 1]
    for said in differing:
        if len(set(said)) == len(rows):
            return [(text,) for text in said]
    return list(zip(*differing, strict=True)) if differing else [()] * len(rows)


def _said(row: RowSays, name: str) -> str:
    return str(row.actors[0].fields.get(name) or "")


def _rename(row: RowSays, suffix: str) -> None:
    names = {record.identity: f"{record.identity}-{suffix}" for record in row.actors}
    row.key = names.get(row.key or "", row.key)
    row.actors[:] = [changed(record, identity=names[record.identity]) for record in row.actors]
    row.ties[:] = [replace(tie, start=_renamed(tie.start, names), end=_renamed(tie.end, names), part=_part(tie, names)) for tie in row.ties]


def _renamed(end: End, names: dict[str, str]) -> End:
    return names.get(end, end) if isinstance(end, str) else end


def _part(tie: DraftTie, names: dict[str, str]) -> str:
    for old, new in names.items():
        if tie.part.startswith(old):
            return new + tie.part.removeprefix(old)
    return tie.part
