"""Sheets of an Excel workbook, through openpyxl, only ever in the process that parses."""

from __future__ import annotations

import importlib
import math
import os
import re
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from importers.read.cells import letter_of
from importers.read.limits import CELL
from importers.read.notes import ERROR, Event, Fault, Notes, too_long
from importers.read.values import as_text
from importers.read.xlsx_styles import tolerant

#: Formulas that look outside the workbook: another one, an address, or a program (« cmd|'/c calc'!A1 »).
_EXTERNAL = re.compile(r"\[\d+\]|\[[^\]]+\.xl\w+\]|https?://|file:|^\s*\w+\|.*!|\bDDE\w*\(", re.IGNORECASE)
#: How a workbook writes what XML cannot: « _x000D_ » for a carriage return, « _x0007_ » for a bell.
_ESCAPED = re.compile(r"_x(00[01][0-9A-Fa-f])_")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ROW, _COL, _DATA, _FORMULA, _VALUE, _INLINE, _TEXT, _MERGED = (
    f"{_MAIN}{tag}" for tag in ("row", "col", "sheetData", "f", "v", "is", "t", "mergeCell")
)
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})")
_TRUE = ("1", "true")


def sheet_events(path: Path) -> Iterator[Event]:
    """Yield each sheet's name, its rows `[line, cells, faults]` and its notes."""
    excel = _openpyxl()
    tolerant()
    sys.set_int_max_str_digits(0)
    # Opened here: by its path, openpyxl would refuse a workbook that is called .ods.
    with warnings.catch_warnings(), path.open("rb") as source:
        warnings.simplefilter("ignore")
        book = excel.load_workbook(source, read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            yield {"sheet": sheet.title, "state": sheet.sheet_state}
            notes = Notes()
            yield from _rows(book, sheet, notes)
            yield notes.event()


def _openpyxl() -> Any:
    """Return openpyxl, told to parse XML through defusedxml and to load neither numpy nor Pillow."""
    os.environ["OPENPYXL_DEFUSEDXML"] = "True"
    os.environ["OPENPYXL_LXML"] = "False"
    hidden: dict[str, Any] = {"numpy": None, "PIL": None}
    for name, nothing in hidden.items():
        sys.modules.setdefault(name, nothing)
    excel = importlib.import_module("openpyxl")
    if not excel.DEFUSEDXML:
        raise RuntimeError("defusedxml is required to read workbooks")
    return excel


def _rows(book: Any, sheet: Any, notes: Notes) -> Iterator[Event]:
    """Yield the rows of one sheet that hold something; empty formatted cells are never made."""
    reader = importlib.import_module("openpyxl.worksheet._reader")
    with sheet._get_source() as source:
        cells = reader.WorkSheetParser(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        data: Any = None
        for event, element in reader.iterparse(source, events=("start", "end")):
            if event == "start":
                data = element if element.tag == _DATA else data
            elif element.tag == _COL and element.get("hidden") in _TRUE:
                notes.hidden_columns.append(letter_of(int(element.get("min", "1")) - 1))
            elif element.tag == _ROW:
                row = _row(cells, element, notes)
                if row is not None:
                    yield row
                data.clear()
            elif element.tag == _MERGED and (found := _RANGE.fullmatch(element.get("ref", ""))):
                notes.merged.append((int(found[2]), int(found[4]), _number(found[1]) - 1, _number(found[3]) - 1))


def _row(cells: Any, element: Any, notes: Notes) -> Event | None:
    stated = element.get("r")
    cells.row_counter = int(stated) if stated else cells.row_counter + 1
    cells.col_counter = 0
    found: dict[int, str] = {}
    faults: list[Fault] = []
    for child in element:
        if len(child):
            column, text, fault = _cell(cells, child, notes)
            text = _ESCAPED.sub(_letter, text) if "_x00" in text else text
            if fault:
                faults.append((column, *fault))
            if text or fault:
                found[column] = text
        else:
            cells.col_counter = _column(child, cells.col_counter)
    if not found:
        return None
    if element.get("hidden") in _TRUE or element.get("ht") == "0":
        notes.hidden_rows.append(str(cells.row_counter))
    return notes.row(cells.row_counter, found, faults)


def _cell(cells: Any, element: Any, notes: Notes) -> tuple[int, str, tuple[str, str] | None]:
    """Return the index, the text and the fault of one cell."""
    try:
        plain = _plain_text(cells, element)
        if plain is not None and len(plain) <= CELL and plain[:1] != "#":
            cells.col_counter = _column(element, cells.col_counter)
            return cells.col_counter - 1, plain, None
        cell = cells.parse_cell(element)
    except (ValueError, IndexError, KeyError, TypeError, OverflowError):
        cells.col_counter = _column(element, cells.col_counter)
        address = element.get("r", "")
        return cells.col_counter - 1, "", ("CELL_ERROR", f"Cellule {address} illisible : ressaisissez-la.")
    index, value = cell["column"] - 1, cell["value"]
    address = f"{letter_of(index)}{cell['row']}"
    if fault := _formula_fault(element, address, notes):
        return index, "", fault
    raw = element.findtext(_VALUE) or ""
    if (cell["data_type"] == "e" and element.get("t", "n") == "n") or (cell["data_type"] == "d" and raw[:1] == "-"):
        return index, raw, ("DATE_INVALID", f"Cellule {address} : le numéro {raw[:20]} n'est pas une date.")
    if isinstance(value, float) and not math.isfinite(value):
        return index, raw[:40], ("NUMBER_OUT_OF_RANGE", f"Cellule {address} : nombre trop grand, corrigez-le.")
    if isinstance(value, str) and len(value) > CELL:
        return index, value[:80], too_long(address, len(value))
    text = as_text(value)
    if element.get("t") == "e" or (len(text) <= 16 and ERROR.match(text)):
        return index, text, ("CELL_ERROR", f"Cellule {address} : erreur de tableur {text[:20]}, corrigez la formule.")
    return index, text, None


def _letter(found: re.Match[str]) -> str:
    return chr(int(found[1], 16))


def _plain_text(cells: Any, element: Any) -> str | None:
    """Return the text of a cell that holds one plain text, the usual case, without openpyxl's general machinery."""
    kind = element.get("t")
    if len(element) != 1 or kind not in ("s", "inlineStr"):
        return None
    inner = element[0]
    if kind == "s" and inner.tag == _VALUE:
        return str(cells.shared_strings[int(inner.text)])
    if inner.tag == _INLINE and len(inner) == 1 and inner[0].tag == _TEXT:
        return inner[0].text or ""
    return None


def _formula_fault(element: Any, address: str, notes: Notes) -> tuple[str, str] | None:
    """Return the fault of a formula whose value was never computed; note the ones that look at another workbook."""
    formula = element.find(_FORMULA)
    if formula is None:
        return None
    if _EXTERNAL.search(formula.text or ""):
        notes.external.append(address)
    elif (stored := element.find(_VALUE)) is None or not (stored.text or element.get("t") == "str"):
        return "FORMULA_NO_VALUE", (
            f"Cellule {address} : formule sans valeur calculée. Ouvrez le classeur dans un tableur et enregistrez-le."
        )
    return None


def _column(element: Any, before: int) -> int:
    letters = "".join(c for c in element.get("r", "") if c.isalpha()).upper()
    return _number(letters[:3]) if letters else before + 1


def _number(letters: str) -> int:
    """Return the number of a column from its letters.

    >>> _number("A"), _number("AA")
    (1, 27)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


