"""Cells of a sheet that are merged: what is written in the first of several rows is said of each of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from importers.read.cells import letter_of
from importers.read.header import Record
from importers.read.limits import COLUMNS
from importers.read.no_data import is_amount
from kb.problems import Problem
from kb.words import agree

#: How many ranges a warning names.
_SHOWN = 10


class Merge(NamedTuple):
    """One merged range of a sheet: its first and last lines, from 1, and its first and last columns, from 0."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def address(self) -> str:
        """Return how a spreadsheet calls it.

        >>> Merge(2, 3, 0, 0).address
        'A2:A3'
        """
        return f"{letter_of(self.left)}{self.top}:{letter_of(self.right)}{self.bottom}"


def titles(merges: Iterable[Merge], last: int, lines: Callable[[], int]) -> frozenset[int]:
    """Return the lines on which a cell is merged over several columns as headings of sections are, below a header that ends on `last`.

    A range no wider than one of the header only gives its column more room, and so does one that most of the `lines` have.
    """
    wide = [merge for merge in merges if merge.right > merge.left]
    header = [merge for merge in wide if merge.top <= last <= merge.bottom]
    below = [m for m in wide if m.top > last and not any(h.left <= m.left and m.right <= h.right for h in header)]
    often = Counter((merge.left, merge.right) for merge in below)
    most = lines() / 2 if len(below) > 1 else len(below)
    return frozenset(merge.top for merge in below if often[merge.left, merge.right] <= most)


class Downward:
    """The ranges of a sheet merged over several rows below its header: what they say of each row, and what is told of them."""

    def __init__(self, merges: Iterable[Merge], last: int) -> None:
        self.merges = sorted((m for m in merges if m.bottom > m.top > last and m.left < COLUMNS), reverse=True)

    def fill(self, records: Callable[[], Iterable[Record]]) -> Iterator[Record]:
        """Yield records whose blank cells say what the range that covers them does; an amount is not said twice."""
        if not self.merges:
            yield from records()
            return
        for record, covers in self._covered(records()):
            cells = list(record.cells)
            for merge, text in covers:
                if not is_amount(text):
                    cells += [""] * (merge.left + 1 - len(cells))
                    cells[merge.left] = text
            yield record._replace(cells=cells)

    def told(self, records: Callable[[], Iterable[Record]], file: str, sheet: str) -> Iterator[Problem]:
        """Yield once what was read on several rows, and once what was not, so that no amount counts twice."""
        covers = [cover for _, found in self._covered(records()) for cover in found] if self.merges else []
        repeated, left = (list(dict.fromkeys(m.address for m, text in covers if is_amount(text) is amount)) for amount in (False, True))
        if repeated:
            yield Problem("HIDDEN_CONTENT", f"Cellules fusionnées sur plusieurs lignes, lues sur chacune : {_some(repeated)}.", file, sheet)
        if left:
            said = f"Nombres fusionnés sur plusieurs lignes, lus sur la première seulement : {_some(left)}. Écrivez-les sur chaque ligne s'ils valent pour chacune."
            yield Problem("HIDDEN_CONTENT", said, file, sheet)

    def _covered(self, records: Iterable[Record]) -> Iterator[tuple[Record, list[tuple[Merge, str]]]]:
        """Yield records with the ranges begun above that cover a blank cell of theirs, and their texts."""
        waiting, held = list(self.merges), dict[int, tuple[Merge, str]]()
        for record in records:
            line, cells = record.line, record.cells
            held = {column: found for column, found in held.items() if found[0].bottom >= line}
            yield record, [found for column, found in held.items() if column >= len(cells) or not cells[column].strip()]
            while waiting and waiting[-1].top <= line:
                merge = waiting.pop()
                if merge.top == line and merge.left < len(cells) and cells[merge.left].strip():
                    held[merge.left] = (merge, cells[merge.left])


def _some(addresses: list[str]) -> str:
    rest = len(addresses) - _SHOWN
    return ", ".join(addresses[:_SHOWN]) + (f" et {rest} {agree(rest, 'autre')}" if rest > 0 else "")
