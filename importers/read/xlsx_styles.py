"""Which cells of an Excel workbook are dates, also when the rest of its styles is not what openpyxl expects."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from typing import Any

from defusedxml.ElementTree import fromstring

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_PART = "xl/styles.xml"


def tolerant() -> None:
    """Make openpyxl read a workbook whose fonts, fills or named styles are damaged: only its dates matter here."""
    reader: Any = importlib.import_module("openpyxl.reader.excel")
    numbers = importlib.import_module("openpyxl.styles.numbers")
    apply: Callable[[Any, Any], Any] = reader.apply_stylesheet

    def applied(archive: Any, book: Any) -> None:
        try:
            apply(archive, book)
        except (TypeError, ValueError, KeyError, IndexError, AttributeError):
            # What openpyxl raises of damaged styles. Only the looks are lost; styles damaged further fail here, and are told.
            book._date_formats, book._timedelta_formats = formats_of(archive.read(_PART), numbers)

    # Nothing to undo: the process that parses reads one workbook and ends.
    reader.apply_stylesheet = applied


def formats_of(styles: bytes, numbers: Any) -> tuple[set[int], set[int]]:
    """Return the indexes of the cell formats that show a date, and of those that show a duration."""
    root = fromstring(styles, forbid_dtd=True)
    stated = {f.get("numFmtId"): f.get("formatCode", "") for f in root.iter(f"{_MAIN}numFmt")}
    dates, durations = set(), set()
    for index, form in enumerate(root.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf")):
        code = form.get("numFmtId", "0")
        shown = stated.get(code) or (numbers.builtin_format_code(int(code)) if re.fullmatch(r"\d{1,4}", code) else "")
        if numbers.is_date_format(shown):
            dates.add(index)
        if numbers.is_timedelta_format(shown):
            durations.add(index)
    return dates, durations
