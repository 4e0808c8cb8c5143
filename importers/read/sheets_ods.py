"""Sheets of an OpenDocument workbook, through calamine, only ever in the process that parses."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.parsers.expat import ParserCreate

from python_calamine import CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from importers.read.limits import CELL
from importers.read.notes import ERROR, Event, Fault, Notes, too_long
from importers.read.values import as_text

_EXTERNAL = re.compile(rb"table:formula=\"[^\"]*(?:file:|https?:|\[&apos;|\['(?:file|http))")


def sheet_events(path: Path) -> Iterator[Event]:
    """Yield each sheet's name, its rows `[line, cells, faults]` and its notes.

    Raises `xml.parsers.expat.ExpatError` for a content that is cut short or damaged.
    """
    with zipfile.ZipFile(path) as archive:
        content = archive.read("content.xml")
    # A content that stops inside a tag keeps calamine 0.9 turning for ever: it is read to its end first.
    ParserCreate().Parse(content, True)
    # One mention per formula that looks at another document.
    external = ["formule"] * len(_EXTERNAL.findall(content))
    book = CalamineWorkbook.from_path(str(path))
    for about in book.sheets_metadata:
        state = "visible" if about.visible == SheetVisibleEnum.Visible else "hidden"
        yield {"sheet": about.name, "state": state}
        notes = Notes()
        notes.external = external
        external = []
        yield from _rows(book.get_sheet_by_name(about.name), notes)
        yield notes.event()


def _rows(sheet: CalamineSheet, notes: Notes) -> Iterator[Event]:
    top, left = sheet.start or (0, 0)
    for line, values in enumerate(sheet.to_python(skip_empty_area=True), start=top + 1):
        found: dict[int, str] = {}
        faults: list[Fault] = []
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
        if found and (row := notes.row(line, found, faults)) is not None:
            yield row
