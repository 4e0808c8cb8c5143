"""Counts that would give back by subtraction one too small to be kept: the next smallest beside it is not kept either."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from importers.least import least_count
from kb.ledger import changed
from kb.problems import Problem
from kb.said import RowSays
from kb.text import fold

#: What a band that counts everybody begins with, folded.
_TOTAL = re.compile(r"(?:sous )?(?:total|ensemble|tous|toutes|effectif total)\b")
#: By what bands part people, by a word of theirs, folded: those of one kind add up to the total.
_KINDS = (("sex", re.compile(r"\b(?:hommes?|femmes?|masculin|feminin)\b")), ("length", re.compile(r"\bmois\b|\bduree\b|\bdepuis\b")), ("age", re.compile(r"\bans\b|\bages?\b|\bjeunes?\b|\bseniors?\b")))
_BLANKS = re.compile(r"[\s\u00a0\u202f]|[.,]0$")


def hide_complements(rows: Iterable[RowSays]) -> None:
    """Take off the counts by which a small one would be found again, among those of one territory and one period."""
    groups: dict[tuple[str, str], list[RowSays]] = defaultdict(list)
    for row in rows:
        if row.actors and not row.problems:
            groups[row.shared[0].identity, str(row.actors[0].fields.get("period", ""))].append(row)
    for group in groups.values():
        totals = [row for row in group if _TOTAL.match(_band(row))]
        parts = [row for row in group if row not in totals]
        known = [count for row in totals if (count := _count(row))]
        for family in (*_families(parts), parts) if known else ():
            _hide(family, min(known))


def _families(rows: Sequence[RowSays]) -> list[list[RowSays]]:
    found: dict[str, list[RowSays]] = defaultdict(list)
    for row in rows:
        found[next((kind for kind, words in _KINDS if words.search(_band(row))), "")].append(row)
    return list(found.values())


def _hide(rows: Sequence[RowSays], total: int) -> None:
    """Hide the smallest counts of bands that part a total until what they leave of it tells nobody."""
    while True:
        shown = {row.key: count for row in rows if (count := _count(row))}
        hidden = {row.key for row in rows if _count(row) is None}
        left = total - sum(shown.values())
        alone = len(hidden) == 1 and left >= 0
        if not hidden or not shown or not (alone or 0 < left < least_count()):
            return
        smallest = min(shown, key=lambda key: (shown[key], key or ""))
        for row in rows:
            if row.key == smallest:
                _take_off(row, shown[smallest])


def _take_off(row: RowSays, count: int) -> None:
    record = row.actors[0]
    row.actors[0] = changed(record, fields={name: value for name, value in record.fields.items() if name != "count"})
    row.raw = {name: cell for name, cell in row.raw.items() if _BLANKS.sub("", cell) != str(count)}
    said = "Effectif non gardé : avec le total, il ferait retrouver par soustraction un effectif trop petit de ce territoire et de cette période."
    row.warnings.append(Problem("COUNT_SMALL", said, sheet=row.sheet, line=row.line, value="…"))


def _count(row: RowSays) -> int | None:
    count = row.actors[0].fields.get("count")
    return count if isinstance(count, int) else None


def _band(row: RowSays) -> str:
    return fold(str(row.actors[0].fields.get("band", "")))
