"""What an OpenDocument sheet says beside the values of its cells: formulas never computed, errors, rows
that are hidden, cells that are merged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers.expat import ParserCreate

from importers.read.cells import letter_of
from importers.read.limits import COLUMNS, REPEATED_CELLS
from importers.read.notes import Fault

_MARKED = re.compile(rb":formula=|:value-type=[\"']error|:visibility=|:number-rows-repeated=[\"']\d{3}|-spanned=[\"'](?:[2-9]|\d\d)")
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_CELLS = (_TABLE + "table-cell", _TABLE + "covered-table-cell")
_VALUES = tuple(
    _OFFICE + name for name in ("value", "date-value", "time-value", "boolean-value", "string-value", "value-type")
)
_TYPE = _OFFICE + "value-type"
_HIDDEN = ("collapse", "filter")


@dataclass(slots=True)
class Marks:
    """The marks of one sheet: its hidden rows and its faulty cells, both by spans of rows, its hidden columns, its merged ranges."""

    hidden: list[tuple[int, int]] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    faults: list[tuple[int, int, list[Fault]]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    #: How many cells are filled by repeated rows, and the line of the first of them that makes too many.
    repeated: int = 0
    too_many: int = 0

    def of_rows(self) -> Iterator[tuple[bool, list[Fault]]]:
        """Yield, for each row from the first on and without end, whether it is hidden and what its cells have wrong."""
        hidden, faults = iter([*self.hidden, (0, 0)]), iter([*self.faults, (0, 0, [])])
        (start, end), (first, last, found) = next(hidden), next(faults)
        line = 0
        while True:
            line += 1
            while 0 < end < line:
                start, end = next(hidden)
            while 0 < last < line:
                first, last, found = next(faults)
            yield 0 < start <= line, found if 0 < first <= line else []


def marks_of(content: bytes) -> list[Marks]:
    """Return the marks of each sheet of a content, in order; nothing when no cell and no row bears any.

    Raises `xml.parsers.expat.ExpatError` for a content that is cut short or damaged.
    """
    parser = ParserCreate(namespace_separator=" ")
    found = _Found()
    if _MARKED.search(content):
        parser.StartElementHandler = found.start
        parser.EndElementHandler = found.end
    parser.Parse(content, True)
    return found.sheets


class _Found:
    """Follows the rows and the cells of a content, repeated ones included."""

    def __init__(self) -> None:
        self.sheets: list[Marks] = []
        self.depth = 0
        self.line = self.repeated = self.column = self.filled = 0
        self.faults: list[Fault] = []

    def start(self, name: str, given: dict[str, str]) -> None:
        """Take the beginning of an element."""
        if name == _TABLE + "table":
            self.depth += 1
            if self.depth == 1:
                self.sheets.append(Marks())
                self.line = self.column = 0
        elif self.depth != 1:
            return
        elif name == _TABLE + "table-row":
            self.line, self.repeated, self.column = self.line + 1, _count(given, "rows"), 0
            self.faults, self.filled = [], 0
            if given.get(_TABLE + "visibility") in _HIDDEN:
                self.sheets[-1].hidden.append((self.line, self.line + self.repeated - 1))
        elif name == _TABLE + "table-column":
            times = _count(given, "columns")
            if given.get(_TABLE + "visibility") in _HIDDEN and self.column < COLUMNS:
                self.sheets[-1].columns.append(letter_of(self.column))
            self.column += times
        elif name in _CELLS:
            times = _count(given, "columns")
            rows, columns = _count(given, "rows", "spanned"), _count(given, "columns", "spanned")
            if rows > 1 or columns > 1:
                self.sheets[-1].merged.append((self.line, self.line + rows - 1, self.column, self.column + columns - 1))
            if said := _said(given, f"ligne {self.line}, colonne {self.column + 1}"):
                reached = min(self.column + times, COLUMNS)
                self.faults += [(index, *said) for index in range(self.column, reached)]
            self.column += times
            if _TYPE in given:
                self.filled = self.column

    def end(self, name: str) -> None:
        """Take the end of an element."""
        if name == _TABLE + "table":
            self.depth -= 1
        elif name == _TABLE + "table-row" and self.depth == 1:
            last = self.line + self.repeated - 1
            sheet = self.sheets[-1]
            if self.faults:
                sheet.faults.append((self.line, last, self.faults))
            if self.repeated > 1 and self.filled:
                sheet.repeated += self.repeated * self.filled
                sheet.too_many = sheet.too_many or (self.line if sheet.repeated > REPEATED_CELLS else 0)
            self.line = last


def _count(given: dict[str, str], what: str, how: str = "repeated") -> int:
    stated = given.get(f"{_TABLE}number-{what}-{how}", "1")
    return max(1, int(stated)) if stated.isascii() and stated.isdigit() else 1


def _said(given: dict[str, str], address: str) -> tuple[str, str] | None:
    """Return what is wrong with a cell by its attributes: a formula without any value, or an error of the spreadsheet."""
    if any(name.endswith(" value-type") and value == "error" for name, value in given.items()):
        return "CELL_ERROR", f"Cellule ({address}) : erreur de tableur, corrigez la formule."
    if _TABLE + "formula" in given and not any(name in given for name in _VALUES):
        return (
            "FORMULA_NO_VALUE",
            f"Cellule ({address}) : formule sans valeur calculée. Ouvrez le classeur dans un tableur et enregistrez-le.",
        )
    return None
