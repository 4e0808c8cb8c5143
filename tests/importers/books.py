"""Workbooks that the tests of importers send: sheets written as Excel and as LibreOffice write them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from html import escape

import openpyxl
from openpyxl.utils import range_boundaries

_URN = "urn:oasis:names:tc:opendocument:xmlns"
_KIND = "application/vnd.oasis.opendocument.spreadsheet"
Rows = Sequence[Sequence[str]]


def xlsx_of(sheets: dict[str, Rows], merged: Sequence[str] = ()) -> bytes:
    """Return an Excel workbook, some ranges of each sheet being merged."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([cell or None for cell in row])
        for cells in merged:
            sheet.merge_cells(cells)
    book.save(out)
    return out.getvalue()


def ods_of(sheets: dict[str, Rows], merged: Sequence[str] = ()) -> bytes:
    """Return an OpenDocument workbook, some ranges of each sheet being merged."""
    spaces = " ".join(f'xmlns:{name}="{_URN}:{name}:1.0"' for name in ("office", "table", "text"))
    spans = {(top, left): _spans(bottom - top + 1, right - left + 1) for left, top, right, bottom in map(range_boundaries, merged)}
    tables = "".join(
        f'<table:table table:name="{escape(name)}">{"".join(_row(row, line, spans) for line, row in enumerate(rows, 1))}</table:table>'
        for name, rows in sheets.items()
    )
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", _KIND, zipfile.ZIP_STORED)
        archive.writestr("content.xml", f"<office:document-content {spaces}>{body}</office:document-content>")
        archive.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{_URN}:manifest:1.0"/>')
    return out.getvalue()


def _spans(rows: int, columns: int) -> str:
    return f' table:number-columns-spanned="{columns}" table:number-rows-spanned="{rows}"'


def _row(cells: Sequence[str], line: int, spans: dict[tuple[int, int], str]) -> str:
    told = (_cell(text, spans.get((line, column), "")) for column, text in enumerate(cells, 1))
    return f"<table:table-row>{''.join(told)}</table:table-row>"


def _cell(text: str, spans: str) -> str:
    if not text:
        return f"<table:table-cell{spans}/>"
    return f'<table:table-cell office:value-type="string"{spans}><text:p>{escape(text)}</text:p></table:table-cell>'
