"""Workbooks: formulas, errors, hidden things and damaged archives, each named by its cell, its sheet or its reason."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from tests.api.catalogue.cases import SIRETS, Case, check, parts, row, rows, sheet, workbook, zipped

HEAD = ("nom", "siret", "commune", "notes")
GOOD = ("Atelier", SIRETS[2], "Givors", "")
OTHER = ("Relais", SIRETS[3], "Grigny", "")
TITLE = '<c r="A1" t="inlineStr"><is><t>Partenaires du territoire</t></is></c>'
MERGED = '<mergeCells count="1"><mergeCell ref="A1:D1"/></mergeCells>'
LINKED = {
    "xl/externalLinks/externalLink1.xml": '<?xml version="1.0" encoding="UTF-8"?><externalLink '
    'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>',
}


def titled(hidden: str = "") -> str:
    lines = f'<row r="1">{TITLE}</row>' + row(3, HEAD) + row(4, GOOD) + row(5, OTHER, hidden)
    return sheet(lines, MERGED)


def two(state: str, second: str = "") -> bytes:
    return zipped(parts(("Organisations", sheet(rows(HEAD, GOOD)), ""), ("Secret", sheet(second or rows(HEAD, OTHER)), f' state="{state}"')))


def lying(size: int) -> bytes:
    """Return a workbook whose directory states another size for its sheet than what it unpacks to."""
    made = bytearray(workbook(HEAD, *[GOOD] * 400))
    name = b"xl/worksheets/sheet1.xml"
    local, central = made.index(name) - 30, made.rindex(name) - 46
    made[local + 22 : local + 26] = made[central + 24 : central + 28] = struct.pack("<I", size)
    return bytes(made)


def wrong_crc() -> bytes:
    made = bytearray(workbook(HEAD, GOOD))
    name = b"xl/worksheets/sheet1.xml"
    for at in (made.index(name) - 16, made.rindex(name) - 30):
        made[at] ^= 0xFF
    return bytes(made)


def lacking(member: str) -> bytes:
    members = parts(("Organisations", sheet(rows(HEAD, GOOD)), ""))
    del members[member]
    return zipped(members)


def with_openpyxl(*lines: tuple[object, ...]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def stored_comment() -> bytes:
    made = io.BytesIO(workbook(HEAD, GOOD))
    with zipfile.ZipFile(made, "a") as archive:
        archive.comment = b"x" * 100
    return made.getvalue()


FAR = rows(HEAD, GOOD) + '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
FAR_EMPTY = rows(HEAD, GOOD) + '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
FAR_RIGHT = '<row r="1">' + "".join(f'<c r="{"ABCD"[i]}1" t="inlineStr"><is><t>{n}</t></is></c>' for i, n in enumerate(HEAD)) + "</row>" + row(2, GOOD) + '<row r="3"><c r="XFD3"><v>1</v></c></row>'
CACHED = '<c r="A2" t="str"><f>"Ate"&amp;"lier"</f><v>Atelier</v></c>'

CASES = [
    Case("xlsx_formulas.xlsx", workbook(HEAD, (CACHED, SIRETS[2], "Givors", ""), ('<f>"Re"&amp;"lais"</f>', SIRETS[3], "Grigny", "")), "partial", "FORMULA_NO_VALUE", 1, 1, ("A3",), (3,)),
    Case("xlsx_formula_empty_value.xlsx", workbook(HEAD, GOOD, ("<f>A2</f><v></v>", SIRETS[3], "Grigny", "")), "partial", "FORMULA_NO_VALUE", 1, 1, ("A3",)),
    Case("xlsx_formula_self_closed_value.xlsx", workbook(HEAD, GOOD, ("<f>A2</f><v/>", SIRETS[3], "Grigny", "")), "partial", "FORMULA_NO_VALUE", 1, 1, ("A3",)),
    Case("xlsx_formula_str_no_value.xlsx", workbook(HEAD, GOOD, ('<c r="A3" t="str"><f>A2&amp;"x"</f></c>', SIRETS[3], "Grigny", "")), "partial", "FORMULA_NO_VALUE", 1, 1, ("A3",)),
    Case("xlsx_formula_in_note.xlsx", workbook(HEAD, GOOD, ("Relais", SIRETS[3], "Grigny", "<f>1+1</f>")), "partial", "FORMULA_NO_VALUE", 1, 1, ("D3",)),
    Case("xlsx_formulas_openpyxl.xlsx", with_openpyxl(HEAD, GOOD, ('="Re"&"lais"', SIRETS[3], "Grigny", "")), "partial", "FORMULA_NO_VALUE", 1, 1, ("A3",)),
    Case("xlsx_formula_cached.xlsx", workbook(HEAD, (CACHED, SIRETS[2], "Givors", "")), "accept", "", 1, 0),
    Case("xlsx_link.xlsx", workbook(HEAD, ("Atelier", SIRETS[2], "Givors", "<f>[1]Feuil1!$A$1</f><v>42</v>"), extra=LINKED), "warn", "FORMULA_IGNORED", 1, 0, ("D2",)),
    Case("xlsx_link_no_value.xlsx", workbook(HEAD, ("Atelier", SIRETS[2], "Givors", "<f>[1]Feuil1!$A$1</f>")), "warn", "FORMULA_IGNORED", 1, 0, ("D2",)),
    Case("xlsx_link_path.xlsx", workbook(HEAD, ("Atelier", SIRETS[2], "Givors", "<f>'\\\\serveur\\[x.xlsx]Feuil1'!A1</f><v>1</v>")), "warn", "FORMULA_IGNORED", 1, 0),
    Case("xlsx_webservice.xlsx", workbook(HEAD, ("Atelier", SIRETS[2], "Givors", '<f>WEBSERVICE("http://127.0.0.1:9/")</f><v>1</v>')), "warn", "FORMULA_IGNORED", 1, 0),
    Case("xlsx_dde.xlsx", workbook(HEAD, ("Atelier", SIRETS[2], "Givors", "<f>cmd|'/c calc'!A1</f><v>0</v>")), "warn", "FORMULA_IGNORED", 1, 0),
    Case("xlsx_errors.xlsx", workbook(HEAD, GOOD, ('<c r="A3" t="e"><v>#REF!</v></c>', SIRETS[3], "", ""), ('<c r="A4" t="e"><v>#NAME?</v></c>', SIRETS[4], "", ""), ("D", '<c r="B5" t="e"><v>#N/A</v></c>', "", "")), "partial", "CELL_ERROR", 1, 3, ("A3", "A4", "B5"), (3, 4, 5)),
    Case("xlsx_errors_as_text.xlsx", workbook(HEAD, GOOD, ("#REF!", SIRETS[3], "", ""), ("#N/A", SIRETS[4], "", "")), "partial", "CELL_ERROR", 1, 2, ("A3",)),
    Case("xlsx_errors_formula.xlsx", workbook(HEAD, GOOD, ('<c r="A3" t="e"><f>VLOOKUP(1,B:C,2)</f><v>#N/A</v></c>', SIRETS[3], "", "")), "partial", "CELL_ERROR", 1, 1, ("A3",)),
    Case("xlsx_errors_other.xlsx", workbook(HEAD, GOOD, *(("R", "", "", f'<c r="D{n}" t="e"><v>{e}</v></c>') for n, e in enumerate(("#DIV/0!", "#VALUE!", "#NUM!", "#NULL!", "#SPILL!"), 3))), "partial", "CELL_ERROR", 1, 5),
    Case("csv_cell_errors.csv", f"nom;siret\r\nA;{SIRETS[2]}\r\n#REF!;{SIRETS[3]}\r\n#N/A;\r\n".encode(), "partial", "CELL_ERROR", 1, 2),
    Case("xlsx_merged_title_hidden.xlsx", zipped(parts(("Organisations", titled(' hidden="1"'), ""), ("Secret", sheet(rows(HEAD, ("Caché", SIRETS[4], "", ""))), ' state="veryHidden"'))), "warn", "HIDDEN_CONTENT", None, 0, ("5",)),
    Case("xlsx_hidden_row.xlsx", zipped(parts(("Organisations", sheet(rows(HEAD, GOOD) + row(3, OTHER, ' hidden="1"')), ""))), "warn", "HIDDEN_CONTENT", 2, 0, ("3",)),
    Case("xlsx_hidden_row_true.xlsx", zipped(parts(("Organisations", sheet(rows(HEAD, GOOD) + row(3, OTHER, ' hidden="true"')), ""))), "warn", "HIDDEN_CONTENT", 2, 0),
    Case("xlsx_zero_height_row.xlsx", zipped(parts(("Organisations", sheet(rows(HEAD, GOOD) + row(3, OTHER, ' ht="0" customHeight="1"')), ""))), "warn", "HIDDEN_CONTENT", 2, 0),
    Case("xlsx_very_hidden_sheet.xlsx", two("veryHidden"), "warn", "HIDDEN_CONTENT", 1, 0),
    Case("xlsx_hidden_sheet.xlsx", two("hidden"), "warn", "HIDDEN_CONTENT", 1, 0),
    Case("xlsx_hidden_sheet_other.xlsx", two("veryHidden", rows(("mot de passe",), ("x",))), "warn", "HIDDEN_CONTENT", 1, 0),
    Case("xlsx_merged_title.xlsx", zipped(parts(("Organisations", titled(), ""))), "warn", "", 2, 0),
    Case("xlsx_header_numbers.xlsx", workbook(("nom", "siret", 2023, ""), ("Atelier", SIRETS[2], "x", "y")), "warn", "COLUMN_IGNORED", 1, 0),
    Case("xlsx_header_empty.xlsx", workbook(("nom", "siret", None, ""), ("Atelier", SIRETS[2], "x", "y")), "warn", "COLUMN_IGNORED", 1, 0),
    Case("xlsx_header_numeric_all.xlsx", workbook(("nom", 1, 2.5, None, "siret"), ("Atelier", "a", "b", "c", SIRETS[2])), "warn", "COLUMN_IGNORED", 1, 0),
    Case("csv_header_empty.csv", f"nom;siret;;\r\nAtelier;{SIRETS[2]};x;y\r\n".encode(), "warn", "COLUMN_IGNORED", 1, 0),
    Case("xlsx_sheet_empty.xlsx", workbook(), "reject", "FILE_EMPTY"),
    Case("xlsx_no_sheet_part.xlsx", zipped(parts()), "reject", "NO_SHEET"),
    Case("xlsx_cut.xlsx", workbook(HEAD, GOOD)[:900], "reject", "ARCHIVE_CORRUPT"),
    Case("xlsx_cut_end.xlsx", workbook(HEAD, GOOD)[:-30], "reject", "ARCHIVE_CORRUPT"),
    Case("xlsx_cut_start.xlsx", workbook(HEAD, GOOD)[:60], "reject", "ARCHIVE_CORRUPT"),
    Case("xlsx_truncated_half.xlsx", lambda: (made := workbook(HEAD, *[GOOD] * 200))[: len(made) // 2], "reject", "ARCHIVE_CORRUPT"),
    Case("xlsx_crc.xlsx", wrong_crc, "reject", "ARCHIVE_CORRUPT"),
    Case("xlsx_lying_small.xlsx", lambda: lying(100), "reject", "ARCHIVE_CORRUPT"),
    Case("xlsx_lying_large.xlsx", lambda: lying(3_000_000), "reject", "ARCHIVE_CORRUPT"),
    Case("xlsx_lying_huge.xlsx", lambda: lying(4_000_000_000), "reject", ""),
    Case("xlsx_lying_zero.xlsx", lambda: lying(0), "reject", "ARCHIVE_CORRUPT"),
    Case("xlsx_bad_xml.xlsx", zipped(parts(("Organisations", sheet(rows(HEAD, GOOD))[:-40], ""))), "reject"),
    Case("xlsx_lacks_sheet_part.xlsx", lambda: lacking("xl/worksheets/sheet1.xml"), "reject", ""),
    Case("xlsx_lacks_workbook.xlsx", lambda: lacking("xl/workbook.xml"), "reject", ""),
    Case("xlsx_lacks_types.xlsx", lambda: lacking("[Content_Types].xml"), "reject", ""),
    Case("xlsx_stray_far_cell.xlsx", zipped(parts(("Organisations", sheet(FAR), ""))), "warn", "SHEET_EXTENT", 1, 0, seconds=10),
    Case("xlsx_stray_far_right.xlsx", zipped(parts(("Organisations", sheet(FAR_RIGHT), ""))), "warn", "SHEET_EXTENT", 1, 0, seconds=10),
    Case("xlsx_stray_far_empty.xlsx", zipped(parts(("Organisations", sheet(FAR_EMPTY), ""))), "accept", "", 1, 0, seconds=10),
    Case("xlsx_formatted_rows.xlsx", lambda: zipped(parts(("Organisations", sheet(rows(HEAD, GOOD) + "".join(f'<row r="{n}" s="1" customFormat="1"><c r="A{n}" s="1"/></row>' for n in range(3, 30_000))), ""))), "accept", "", 1, 0, seconds=10),
    Case("xlsx_formatted_rows_blank_text.xlsx", lambda: zipped(parts(("Organisations", sheet(rows(HEAD, GOOD) + "".join(f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t></t></is></c></row>' for n in range(3, 5_000))), ""))), "accept", "", 1, 0, seconds=10),
    Case("xlsx_comment.xlsx", stored_comment, "accept", "", 1, 0),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_workbook_gets_what_the_catalogue_says(send, case):
    check(case, send(case.name, case.made()))
