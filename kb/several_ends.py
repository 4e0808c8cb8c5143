"""Cells that name several actors between commas: they are so many ends when each of them is known."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from kb.problems import Problem
from kb.said import DraftTie, Named, RowSays
from kb.text import clean, slug

#: Minutes write « A, B et C »; « et » may also be a word of a name, so that commas are tried alone first.
_PARTING = (re.compile(r"\s*[,\n]\s*"), re.compile(r"\s*[,\n]\s*(?:et\s+)?|\s+(?:et|&)\s+"))


def parts_of(end: Named) -> Iterator[list[Named]]:
    """Yield the several ends that a cell may name, in each way it may be parted.

    >>> [[part.text for part in parts] for parts in parts_of(Named("CAF, CCAS et SPAC", several=True))]
    [['CAF', 'CCAS et SPAC'], ['CAF', 'CCAS', 'SPAC']]
    """
    for parting in _PARTING if end.several else ():
        texts = [clean(text) for text in parting.split(end.text)]
        if len(texts) > 1 and all(texts):
            yield [replace(end, text=text) for text in dict.fromkeys(texts)]


def part_known(row: RowSays, answer: Callable[[Named], str | Problem]) -> None:
    """Give a row one tie for each of the actors that a cell names between commas, when each is known and their whole is not."""
    ties: list[DraftTie] = []
    for tie in row.ties:
        end = next((e for e in (tie.start, tie.end) if isinstance(e, Named)), None)
        parts = _known_parts(end, answer) if end else []
        ties += [_with(tie, end, part) for part in parts] if end and parts else [tie]
    row.ties = list({(tie.kind, tie.part): tie for tie in reversed(ties)}.values())[::-1]


def _known_parts(end: Named, answer: Callable[[Named], str | Problem]) -> list[Named]:
    if isinstance(answer(end), str):
        return []
    return next((parts for parts in parts_of(end) if all(isinstance(answer(part), str) for part in parts)), [])


def _with(tie: DraftTie, end: Named, part: Named) -> DraftTie:
    # The key of a tie ends with the name of its end: that of each part is the one it would have on a line of its own.
    key = f"{tie.part.removesuffix(slug(end.text))}{slug(part.text)}"
    return replace(tie, start=part, part=key) if tie.start == end else replace(tie, end=part, part=key)
