"""Files of ours that come back: the rows that were set aside, once corrected, and the tables we exported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from importers.columns import header_form
from importers.read.guard import mask_nir
from importers.read.rows import Rows
from importers.read.table import RawRow, Table
from kb.escape import unescape_cell
from kb.said import Place
from kb.text import cut

#: What stands before the cells of a row that was set aside; ignored quietly when the corrected file is sent again.
QUARANTINE = ("fichier", "ligne", "feuille", "code", "motif")
#: The same as it was written before the file was named: rows set aside then come back too.
_EARLIER = QUARANTINE[1:]
_MARK = b"\xef\xbb\xbf"
#: Longest name of a file or of a sheet that is believed.
_NAME_MOST = 200


@dataclass(frozen=True, slots=True)
class _GivenBack:
    """The rows of a table of ours, as they were before it left: read anew each time they are iterated."""

    rows: Iterable[RawRow]
    skip: int

    def __iter__(self) -> Iterator[RawRow]:
        for row in self.rows:
            told = tuple(map(unescape_cell, row.cells[: self.skip]))
            cells = tuple(map(unescape_cell, row.cells[self.skip :]))
            yield RawRow(row.line, cells, row.problems, _place(told), row.worded)


def _place(told: tuple[str, ...]) -> Place | None:
    """Return the row that a corrected one gives back; none for a row that somebody added below."""
    if len(told) < len(_EARLIER):
        return None
    line, sheet = told[-4:-2]
    if not line.isdecimal():
        return None
    return Place(cut(mask_nir("".join(told[:-4])), _NAME_MOST), cut(mask_nir(sheet), _NAME_MOST), cut(line, 9))


def as_sent(table: Table, path: Path) -> Table:
    """Return a table without what our own files add: the reasons of a quarantine, the apostrophes of an export."""
    forms = tuple(map(header_form, table.header[: len(QUARANTINE)]))
    skip = next((len(known) for known in (QUARANTINE, _EARLIER) if forms[: len(known)] == known), 0)
    escaped = bool(skip) or (table.format == "csv" and _is_ours(table, path))
    if not escaped:
        return table
    return replace(table, header=tuple(map(unescape_cell, table.header[skip:])), rows=_GivenBack(table.rows, skip), corrects=bool(skip))


def _is_ours(table: Table, path: Path) -> bool:
    # Our exports have a mark, semicolons and CRLF: elsewhere an apostrophe is the author's own.
    if not isinstance(table.rows, Rows) or table.rows.shape.separator != ";":
        return False
    with path.open("rb") as source:
        first_line = source.readline(64 * 1024)
    return first_line.startswith(_MARK) and first_line.endswith(b"\r\n")
