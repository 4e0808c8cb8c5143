"""Cells that say « idem »: each is the cell above it in its column, as a cell merged over several rows is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace

from importers.read.no_data import is_amount
from importers.read.table import RawRow, Table
from kb.problems import Problem
from kb.words import NBSP, agree, number

#: « idem », « id. », « dito », quotes alone or a double bar, with or without dashes around.
_DITTO = re.compile(r"[-–—\s.(]*(?:idem|id\.|ditt?o|ibid\.?|ibidem|\"|''|”|“|„|»|«|〃|//)[-–—\s.)]*", re.IGNORECASE)
_LONGEST = 16
_BEGINNINGS = frozenset("-–—(. iIdD\"'”“„»«〃/")
#: Headers under which four digits are a year, and no amount.
_YEARS = re.compile(r"ann[ée]e|exercice|date|[ée]ch[ée]ance", re.IGNORECASE)
#: A number that names one thing alone: said of a second row, it would sooner be a slip.
_IDENTIFIER = re.compile(r"W?[\d\s.\u00a0\u202f]{9,}")
_NOTHING_ABOVE = "aucune cellule au-dessus ne dit quoi reprendre"
_ASIDE_ABOVE = "la ligne du dessus est mise de côté, rien ne dit quoi reprendre"
#: How many lines a remark names.
_SHOWN = 10


def is_ditto(cell: str) -> bool:
    """Tell whether a cell says that it is as the one above.

    >>> is_ditto("Idem"), is_ditto("– id. –"), is_ditto('"'), is_ditto("//"), is_ditto("Idem Formation"), is_ditto("-")
    (True, True, True, True, False, False)
    """
    return cell[:1] in _BEGINNINGS and len(cell) <= _LONGEST and _DITTO.fullmatch(cell) is not None


@dataclass(slots=True)
class Above:
    """The last rows of a table, as each of its cells is read, and what is to be said of those that were read above themselves.

    `unread` are the columns left at the door, `amounts` those of money: « 12 k€ » or « à définir », nothing of them is taken twice.
    """

    table: Table
    unread: Collection[int]
    amounts: Collection[int] = ()
    cells: tuple[str, ...] = ()
    aside: bool = False
    found: dict[int, list[int]] = field(default_factory=dict)

    def read(self, rows: Iterable[RawRow]) -> Iterator[RawRow]:
        """Yield the rows, each « idem » being the cell above; one that has nothing above, a number above or an amount is refused.

        What is above is unknown below a row that is set aside: neither its cells nor those before it are what « idem » means. In a
        file of rows that were set aside, none is below the one it was below.
        """
        for row in rows:
            columns = [] if row.problems else [i for i, cell in enumerate(row.cells) if i not in self.unread and cell and is_ditto(cell)]
            read = self._filled(row, columns) if columns else row
            self.aside = bool(read.problems)
            self.cells = () if self.aside or self.table.corrects else read.cells
            yield read

    def _filled(self, row: RawRow, columns: Iterable[int]) -> RawRow:
        cells = list(row.cells)
        for index in columns:
            above = self.cells[index] if self.cells else ""
            if not above.strip():
                return self._refused(row, index, _ASIDE_ABOVE if self.aside else _NOTHING_ABOVE)
            if index in self.amounts or self._is_number(above.strip(), index):
                return self._refused(row, index, "un numéro ou un montant ne se reprend pas de la ligne du dessus")
            cells[index] = above
            self.found.setdefault(index, []).append(row.line)
        return replace(row, cells=tuple(cells))

    def _is_number(self, above: str, index: int) -> bool:
        return _IDENTIFIER.fullmatch(above) is not None or (is_amount(above) and not _YEARS.search(self.table.header[index]))

    def _refused(self, row: RawRow, index: int, why: str) -> RawRow:
        said = f"« Idem » : {why}. Écrivez la valeur."
        problem = Problem("DITTO_UNCLEAR", said, self.table.file, self.table.sheet, row.line, self.table.header[index], row.cells[index])
        return replace(row, problems=(problem,))

    def told(self) -> Iterator[Problem]:
        """Yield, for each column, on which lines its cells were read above themselves."""
        for index, lines in sorted(self.found.items()):
            rest = len(lines) - _SHOWN
            named = ", ".join(map(str, lines[:_SHOWN])) + (f" et {number(rest)} {agree(rest, 'autre')}" if rest > 0 else "")
            said = f"« Idem »{NBSP}: lu comme la cellule au-dessus, {agree(len(lines), 'ligne')} {named}."
            yield Problem("DITTO_READ", said, self.table.file, self.table.sheet, lines[0], self.table.header[index])
