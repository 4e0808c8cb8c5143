"""Workbooks people sort, filter, complete and print; texts stay texts, and the same data gives the same bytes."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import cell_autofit_width
from xlsxwriter.worksheet import Worksheet

from api.outputs.table import Cell, Column, ColumnKind, Sheet, Workbook, cell_value, classification, day_label
from kb.text import cut
from kb.words import spaced

ABOUT = "À propos"
LISTS = "Listes"
#: Limits of the format: characters in a cell, in a link, links in a sheet, characters in a sheet's name.
CELL_MOST, LINK_MOST, LINKS_MOST, NAME_MOST = 32_767, 2_000, 65_000, 31
#: Widest column when none is asked, in pixels; further text wraps.
WIDEST = 380
#: Width that an A4 page in landscape holds at 70 % of its size, and what the button of a filter takes of a header, in pixels.
PRINTED_MOST, BUTTON = 1_490, 22
#: Height of a line of text, the most a row may have (the format's), and what words that wrap leave empty at the end of a line.
LINE_HEIGHT, HEIGHT_MOST, RAGGED = 15, 409, 0.94
#: Lines below the table that already have the validation lists, for those who add rows.
SPARE_ROWS = 200
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
    "remove_timezone": True,
}
_FORMATS: dict[str, dict[str, str]] = {
    "number": {"num_format": "#,##0.##"},
    "whole": {"num_format": "#,##0"},
    "money": {"num_format": '#,##0 "€"'},
    "cents": {"num_format": '#,##0.00 "€"'},
    "date": {"num_format": "dd/mm/yyyy", "align": "left"},
    "moment": {"num_format": "dd/mm/yyyy hh:mm", "align": "left"},
    "link": {"font_color": "#0B5C63"},
    "plain": {},
    "text": {},
    "aside": {},
    "title": {},
}
_FIRST_DAY = date(1900, 3, 1)  # before it, spreadsheets disagree on the number of a day
_UNSTORABLE = re.compile(r"[\ud800-\udfff\ufffe\uffff]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


def xlsx_bytes(book: Workbook, at: datetime) -> bytes:
    """Return a workbook: one native table a sheet, then the `À propos` sheet with date, sources and notes.

    `at` is the only moment written inside; no user or machine name is.
    """
    buffer = io.BytesIO()
    target = xlsxwriter.Workbook(buffer, _OPTIONS)
    target.set_properties({"title": _line(book.title), "subject": classification(book), "created": at})
    _Writer(target, book, at).write()
    target.close()
    return buffer.getvalue()


class _Writer:
    """One run: the target, its formats and what had to be cut."""

    def __init__(self, target: xlsxwriter.Workbook, book: Workbook, at: datetime) -> None:
        self.target, self.book, self.at = target, book, at
        self.formats: dict[str, Format] = {
            name: target.add_format({"valign": "top", "text_wrap": name in ("text", "link"), **wanted})
            for name, wanted in _FORMATS.items()
        }
        self.formats["title"].set_bold()
        self.cuts = self.links = 0
        self.choices: list[tuple[str, ...]] = []

    def write(self) -> None:
        names = sheet_names([sheet.title for sheet in self.book.sheets])
        for number, (name, sheet) in enumerate(zip(names, self.book.sheets, strict=True), start=1):
            self.write_sheet(self.target.add_worksheet(name), f"Tableau{number}", sheet)
        self.write_about(self.target.add_worksheet(ABOUT))
        self.write_lists()

    def write_sheet(self, page: Worksheet, table: str, sheet: Sheet) -> None:
        self.links = 0
        for line, row in enumerate(sheet.rows, start=1):
            for at, column in enumerate(sheet.columns):
                self.write_cell(page, line, at, cell_value(row.get(column.key), column.kind), column)
        last = max(len(sheet.rows), 1)
        headers = [{"header": label} for label in header_labels(sheet.columns)]
        if headers:
            page.add_table(0, 0, last, len(headers) - 1, _table(table, headers))
            page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        page.freeze_panes(1, 1)
        page.autofit(WIDEST)
        widths = _widths(sheet)
        for at, column in enumerate(sheet.columns):
            if column.width:
                page.set_column(at, at, column.width)
            elif widths[at] < WIDEST:
                page.set_column_pixels(at, at, widths[at])
            if column.choices:
                self.offer(page, at, last + SPARE_ROWS, column.choices)
        self.set_heights(page, sheet, widths)
        self.set_print(page, sheet.title)
        printed = sum(not column.aside for column in sheet.columns)
        if 0 < printed < len(sheet.columns):
            page.print_area(0, 0, last, printed - 1)
        page.repeat_rows(0)

    def set_heights(self, page: Worksheet, sheet: Sheet, widths: Sequence[int]) -> None:
        """Give each row the height of its longest cell: LibreOffice believes the file, and else lays rows one over another.

        What is read aside stays on one line, so that it makes no blank in a print.
        """
        for line, row in enumerate(sheet.rows, start=1):
            shown = [
                (cell_value(row.get(column.key), column.kind), width)
                for column, width in zip(sheet.columns, widths, strict=True)
                if not column.aside
            ]
            _set_height(page, line, max((_lines(cell, width) for cell, width in shown), default=1))

    def write_cell(self, page: Worksheet, line: int, at: int, value: Cell, column: Column) -> None:
        kind = column.kind
        if value is None or value == "":
            return
        if isinstance(value, str):
            self.write_text(page, line, at, value, kind, "aside" if column.aside else "text")
        elif isinstance(value, date):
            self.write_day(page, line, at, value)
        elif len(str(abs(value)).split(".")[0]) > 15:  # a spreadsheet keeps fifteen digits
            page.write_string(line, at, str(value), self.formats["text"])
        else:
            page.write_number(line, at, value, self.formats[_number_format(value, kind)])

    def write_text(self, page: Worksheet, line: int, at: int, text: str, kind: ColumnKind, form: str = "text") -> None:
        text = _UNSTORABLE.sub("\ufffd", text)
        if kind == "link" and self.links < LINKS_MOST and _is_web_link(text):
            self.links += 1
            page.write_url(line, at, text, self.formats["link"], string=text)
            return
        if _units(text) > CELL_MOST:
            self.cuts += 1
            text = cut(text, CELL_MOST if _units(cut(text, CELL_MOST)) <= CELL_MOST else CELL_MOST // 2)
        page.write_string(line, at, text, self.formats[form])

    def write_day(self, page: Worksheet, line: int, at: int, day: date) -> None:
        if isinstance(day, datetime):
            page.write_datetime(line, at, day, self.formats["moment"])
        elif day < _FIRST_DAY:
            page.write_string(line, at, day.isoformat(), self.formats["text"])
        else:
            page.write_datetime(line, at, day, self.formats["date"])

    def offer(self, page: Worksheet, at: int, last: int, choices: tuple[str, ...]) -> None:
        if choices not in self.choices:
            self.choices.append(choices)
        column = xlsxwriter.utility.xl_col_to_name(self.choices.index(choices), True)
        page.data_validation(
            *(1, at, last, at),
            {
                "validate": "list",
                "source": f"={LISTS}!{column}$1:{column}${len(choices)}",
                "error_type": "warning",
                "error_title": "Valeur inconnue",
                "error_message": "Cette valeur n'est pas dans la liste : elle sera à examiner à l'import.",
            },
        )

    def write_lists(self) -> None:
        if not self.choices:
            return
        page = self.target.add_worksheet(LISTS)
        page.hide()
        for at, choices in enumerate(self.choices):
            for line, choice in enumerate(choices):
                page.write_string(line, at, choice)

    def write_about(self, page: Worksheet) -> None:
        notes = [(sheet.title, note) for sheet in self.book.sheets for note in sheet.notes]
        facts = [*self.book.facts, ("Diffusion", classification(self.book)), ("Établi le", day_label(self.at))]
        if self.cuts:
            facts.append(("Cellules coupées", f"{self.cuts}, de plus de 32 767 caractères"))
        self.write_text(page, 0, 0, self.book.title, "text")
        page.write_string(0, 0, _line(self.book.title), self.formats["title"])
        for line, (label, value) in enumerate([*facts, *notes], start=2):
            page.write_string(line, 0, _line(label), self.formats["title"])
            self.write_text(page, line, 1, str(value), "text")
            _set_height(page, line, _lines(str(value), _pixels(90)))
        page.set_column(0, 0, 28)
        page.set_column(1, 1, 90)
        self.set_print(page, ABOUT)

    def set_print(self, page: Worksheet, title: str) -> None:
        page.set_landscape()
        page.set_paper(9)  # A4
        page.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.75)
        page.fit_to_pages(1, 0)
        page.set_header(f"&L&B{_printed(self.book.title)}&R{_printed(title)}")
        page.set_footer(f"&L{_printed(classification(self.book))}&C{day_label(self.at)}&RPage &P sur &N")


def sheet_names(titles: Sequence[str]) -> list[str]:
    """Return titles as names a workbook accepts: short, without its reserved signs, all different.

    >>> sheet_names(["Qui fait quoi ?", "qui fait quoi", "Liens [2026]"])
    ['Qui fait quoi', 'qui fait quoi 2', 'Liens 2026']
    """
    names: list[str] = []
    for title in titles:
        base = re.sub(r"\s+", " ", re.sub(r"[\[\]:*?/\\]", " ", _line(title))).strip(" '") or "Feuille"
        names.append(_other(base, [*names, ABOUT, LISTS, "History"], NAME_MOST))
    return names


def header_labels(columns: Sequence[Column]) -> list[str]:
    """Return the labels as a native table wants them: never empty, all different whatever their case."""
    labels: list[str] = []
    for column in columns:
        labels.append(_other(_line(column.label) or column.key, labels, 250))
    return labels


def _other(wanted: str, taken: Sequence[str], most: int) -> str:
    """Return `wanted`, numbered when a name alike is already taken."""
    used = {name.lower() for name in taken}
    found, number = wanted[:most].strip(" '"), 1
    while found.lower() in used:
        number += 1
        found = f"{wanted[: most - len(str(number)) - 1].strip()} {number}"
    return found


def _pixels(width: float) -> int:
    """Return the width of a column in pixels, given in characters."""
    return int(width * 7) + 5


def _widths(sheet: Sheet) -> list[int]:
    """Return the widest each column may be, in pixels: the texts of a page that would print too small are wrapped closer."""
    most = [_pixels(column.width) if column.width else WIDEST for column in sheet.columns]
    wanted, least = [], []
    for column, widest in zip(sheet.columns, most, strict=True):
        header = cell_autofit_width(_line(column.label)) + BUTTON
        cells = [cell_value(row.get(column.key), column.kind) for row in sheet.rows]
        texts = (cell_autofit_width(text) for cell in cells if isinstance(cell, str) for text in cell.split("\n"))
        wanted.append(min(widest, max([header, *texts])))
        least.append(header if column.kind in ("text", "list") and not column.width else wanted[-1])
    printed = [n for n, column in enumerate(sheet.columns) if not column.aside]
    cap = WIDEST
    while cap > 0 and sum(max(least[n], min(wanted[n], cap)) for n in printed) > PRINTED_MOST:
        cap -= 5
    return [most[n] if cap == WIDEST or n not in printed or wanted[n] <= cap else max(least[n], cap) for n in range(len(most))]


def _lines(cell: Cell, width: int) -> int:
    """Return on how many lines a cell is shown in a column of a width in pixels."""
    if not isinstance(cell, str):
        return 1
    return sum(max(1, math.ceil(cell_autofit_width(text) / (width * RAGGED))) for text in cell.split("\n"))


def _set_height(page: Worksheet, line: int, lines: int) -> None:
    if lines > 1:
        page.set_row(line, min(HEIGHT_MOST, LINE_HEIGHT * lines))


def _table(name: str, headers: list[dict[str, str]]) -> dict[str, Any]:
    return {"name": name, "columns": headers, "style": "Table Style Light 1", "autofilter": True}


def _number_format(value: float | Decimal, kind: ColumnKind) -> str:
    whole = value == int(value)
    if kind not in ("number", "money"):
        return "plain"  # such as a year, which takes no thousands mark
    if kind == "money":
        return "money" if whole else "cents"
    return "whole" if whole else "number"


def _is_web_link(text: str) -> bool:
    """Tell whether a text is an address a reader may follow: the web only, never a file or a script."""
    if len(text) > LINK_MOST or _CONTROL.search(text) or " " in text:
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _units(text: str) -> int:
    """Return a text's length as spreadsheets count it."""
    return len(text.encode("utf-16-le")) // 2


def _line(text: str) -> str:
    """Return a text on one line, with nothing a document's properties or names cannot hold."""
    return spaced(" ".join(_UNSTORABLE.sub("\ufffd", _CONTROL.sub(" ", text)).split()))


def _printed(text: str) -> str:
    """Return a text as print headers want it: their own mark doubled, short enough."""
    return cut(_line(text), 70).replace("&", "&&")
