"""CSV for French spreadsheets: opens with a double click, harms nobody, reads back to the same values.

Semicolons, UTF-8 with its mark, CRLF. Numbers have a decimal comma and no thousands mark; dates are ISO (2026-11-24),
which every spreadsheet reads as a date and shows its own way, and which no reader can take for another day. A text that
a spreadsheet would run as a formula gets one leading apostrophe, which `unescape_cell` takes away.
"""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime
from decimal import Decimal

from api.outputs.table import Cell, Sheet, cell_value

#: First characters that spreadsheets may take for a formula, their full-width twins and the blanks they skip included.
FORMULA_STARTS = "=+-@\t\r\n\x00＝＋－＠"
_AT_RISK = re.compile(f"'*[{re.escape(FORMULA_STARTS)}]")
_ESCAPED = re.compile(f"'+[{re.escape(FORMULA_STARTS)}]")


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


def escape_cell(text: str) -> str:
    """Return a text no spreadsheet takes for a formula: one apostrophe more when it starts like one.

    >>> escape_cell("=1+1"), escape_cell("'=1+1"), escape_cell("Bross'Up")
    ("'=1+1", "''=1+1", "Bross'Up")
    """
    return "'" + text if _AT_RISK.match(text) else text


def unescape_cell(text: str) -> str:
    """Return the text that `escape_cell` was given; other texts are left as they are.

    >>> unescape_cell("'=1+1"), unescape_cell("''=1+1"), unescape_cell("'ici")
    ('=1+1', "'=1+1", "'ici")
    """
    return text[1:] if _ESCAPED.match(text) else text
