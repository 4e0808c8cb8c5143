"""CSV for French spreadsheets: opens with a double click, harms nobody, reads back to the same values.

Semicolons, UTF-8 with its mark, CRLF. Numbers have a decimal comma and no thousands mark; dates are ISO (2026-11-24),
which every spreadsheet reads as a date and shows its own way, and which no reader can take for another day. A text that
a spreadsheet would run as a formula gets one leading apostrophe, which `unescape_cell` takes away.
"""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import Decimal

from api.outputs.table import Cell, Sheet, cell_value
from kb.escape import FORMULA_STARTS, escape_cell, unescape_cell

__all__ = ["FORMULA_STARTS", "cell_text", "csv_bytes", "escape_cell", "unescape_cell"]


def csv_bytes(sheet: Sheet) -> bytes:
    """Return one table as a CSV file; nothing in it depends on the moment."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([escape_cell(column.label) for column in sheet.columns])
    for row in sheet.rows:
        writer.writerow([cell_text(cell_value(row.get(column.key), column.kind)) for column in sheet.columns])
    return out.getvalue().encode("utf-8-sig", errors="replace")


def cell_text(value: Cell) -> str:
    """Return a cell as CSV writes it: numbers stay numbers, texts are neutralised.

    >>> cell_text(-12.5), cell_text("-12,5 % ?"), cell_text(date(2026, 11, 24))
    ('-12,5', "'-12,5 % ?", '2026-11-24')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return escape_cell(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return format(Decimal(repr(value)) if isinstance(value, float) else Decimal(value), "f").replace(".", ",")
