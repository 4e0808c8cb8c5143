"""Sheets of an OpenDocument workbook, through calamine, only ever in the process that parses."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from importers.read.limits import CELL
from importers.read.notes import ERROR, Event, Fault, Notes, too_long
from importers.read.ods_marks import Marks, marks_of
from importers.read.values import as_text

_EXTERNAL = re.compile(rb"table:formula=\"[^\"]*(?:file:|https?:|\[&apos;|\['(?:file|http))")


def sheet_events(path: Path) -> Iterator[Event]:
    """Yield each sheet's name, its rows `[line, cells, faults]` and its notes.

    Raises `xml.parsers.expat.ExpatError` for a content that is cut short or damaged.
    """
    with zipfile.ZipFile(path) as archive:
        content = archive.read("content.xml")
    # A content that stops inside a tag keeps calamine 0.9 turning for ever: it is read to its end first.
    marks = marks_of(content)
    if lines := [about.too_many for about in marks if about.too_many]:
        yield {"repeated": lines[0]}
        return
    # One mention per formula that looks at another document.
    external = ["formule"] * len(_EXTERNAL.findall(content))
    try:
        # Called otherwise than .ods, calamine would take it for what its name says: it is then given its bytes alone.
        named = path.suffix.lower() == ".ods"
        book = CalamineWorkbook.from_path(str(path)) if named else CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    except CalamineError as error:
        if "limit exceeded" not in str(error):
            raise
        yield {"extent": str(error)}
        return
    for position, about in enumerate(book.sheets_metadata):
        state = "visible" if about.visible == SheetVisibleEnum.Visible else "hidden"
        yield {"sheet": about.name, "state": state}
        notes = Notes()
        notes.external = external
        external = []
        marked = marks[position] if position < len(marks) else Marks()
        notes.hidden_columns, notes.merged = marked.columns, marked.merged
        yield from _rows(book.get_sheet_by_name(about.name), marked, notes)
        yield notes.event()


def _rows(sheet: CalamineSheet, marked: Marks, notes: Notes) -> Iterator[Event]:
    top, left = sheet.start or (0, 0)
    marks = islice(marked.of_rows(), top, None)
    for line, values in enumerate(sheet.to_python(skip_empty_area=True), start=top + 1):
        hidden, wrong = next(marks)
        found: dict[int, str] = {index: "" for index, _, _ in wrong}
        faults: list[Fault] = list(wrong)
        for index, value in enumerate(values, start=left):
            text = as_text(value)
            if not text:
                continue
            found[index] = text
            address = f"ligne {line}, colonne {index + 1}"
            if len(text) > CELL:
                found[index] = text[:80]
                faults.append((index, *too_long(address, len(text))))
            elif len(text) <= 16 and ERROR.match(text):
                faults.append((index, "CELL_ERROR", f"Cellule ({address}) : erreur de tableur {text}, corrigez-la."))
        if found and hidden:
            notes.hidden_rows.append(str(line))
        if found and (row := notes.row(line, found, faults)) is not None:
            yield row
