"""Types, limits and archives: a file is told by its content, and a trap costs nothing."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from tests.api.catalogue.cases import (
    HEADER,
    SIRETS,
    Case,
    check,
    document,
    of_rows,
    parts,
    row,
    rows,
    sheet,
    table,
    workbook,
    zipped,
)

HEAD = ("nom", "siret", "commune", "notes")
GOOD = ("Atelier", SIRETS[2], "Givors", "")
WHOLE = (HEADER + of_rows()).encode()
BOOK = workbook(HEAD, GOOD)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
CANARY = "file:///nonexistent/canary.txt"
SHEET = rows(HEAD, GOOD)
STRINGS = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&a;</t></si></sst>'


def with_parts(**extra: bytes) -> bytes:
    return workbook(HEAD, GOOD, extra={name.replace("__", "/"): content for name, content in extra.items()})


def with_part(name: str, content: bytes = b"x") -> bytes:
    return workbook(HEAD, GOOD, extra={name: content})


def with_dtd(dtd: str, where: str = "sheet", encoding: str = "utf-8") -> bytes:
    if where == "sheet":
        text = sheet(SHEET, prolog=f'<?xml version="1.0" encoding="{encoding}"?>' + dtd)
        members = parts(("Organisations", text, ""))
        members["xl/worksheets/sheet1.xml"] = text.encode(encoding)
        return zipped(members)
    members = parts(("Organisations", sheet(SHEET), ""), strings='<?xml version="1.0"?>' + dtd + STRINGS)
    if where != "strings":
        members = parts(("Organisations", sheet(SHEET), ""))
        members[where] = str(members[where]).replace("?>", "?>" + dtd, 1)
    return zipped(members)


def doubled() -> bytes:
    made = io.BytesIO(BOOK)
    with zipfile.ZipFile(made, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("xl/worksheets/sheet1.xml", sheet(rows(HEAD, ("Autre", "", "", ""))))
    return made.getvalue()


def amplified() -> bytes:
    strings = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>' + "A" * 200_000 + "</t></si></sst>"
    cells = row(1, HEAD) + "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(2, 2_000))
    return zipped(parts(("Organisations", sheet(cells), ""), strings=strings))


DEEP = "<!DOCTYPE l [<!ENTITY a0 'lol'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10)) + "<!ENTITY a '&a9;'>]>"
QUADRATIC = "<!DOCTYPE l [<!ENTITY a '" + "A" * 100_000 + "'>]>"

CASES = [
    Case("csv_gzip.csv", gzip.compress(WHOLE), "reject", "NOT_A_TABLE", says=("gzip",)),
    Case("json_gzip.json", gzip.compress(document({"nom": "A"})), "reject", "NOT_A_TABLE", says=("gzip",)),
    Case("xlsx_gzip.xlsx", gzip.compress(BOOK), "reject", "NOT_A_TABLE", says=("gzip",)),
    Case("csv_html.csv", b"<!DOCTYPE html><html><body><h1>Connexion</h1></body></html>", "reject", "NOT_A_TABLE", says=("HTML",)),
    Case("csv_html_table.csv", b"<html><table><tr><td>nom</td></tr></table></html>", "reject", "NOT_A_TABLE", says=("HTML",)),
    Case("csv_html_bom.csv", b"\xef\xbb\xbf\r\n <!doctype HTML>\n<html lang='fr'>", "reject", "NOT_A_TABLE", says=("HTML",)),
    Case("csv_html_comment.csv", b"<!-- page --><html><head><title>x</title></head></html>", "reject", "NOT_A_TABLE", says=("HTML",)),
    Case("csv_html_div.csv", b"<div class='login'>\n<p>Session expir\xc3\xa9e</p></div>", "reject", "NOT_A_TABLE"),
    Case("json_html.json", b"<!DOCTYPE html><html><body>503</body></html>", "reject", "NOT_A_TABLE", says=("HTML",)),
    Case("xlsx_html.xls", b"<html><table><tr><td>nom</td></tr></table></html>", "reject", "NOT_A_TABLE", says=("HTML",)),
    Case("xlsx_html.xlsx", b"<html><table><tr><td>nom</td></tr></table></html>", "reject", "NOT_A_TABLE", says=("HTML",)),
    Case("csv_xml.csv", b"<?xml version='1.0'?><organisations><o nom='A'/></organisations>", "reject", "NOT_A_TABLE"),
    Case("csv_pdf.csv", b"%PDF-1.7\n%\xe2\xe3", "reject", "NOT_A_TABLE", says=("PDF",)),
    Case("csv_png.csv", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "reject", "NOT_A_TABLE"),
    Case("csv_is_xlsx.csv", BOOK, "reject", "FILE_TYPE", says=("Excel",)),
    Case("json_is_xlsx.json", BOOK, "reject", "FILE_TYPE", says=("Excel",)),
    Case("xlsx_csv.xlsx", WHOLE, "reject", "FILE_TYPE", says=("CSV",)),
    Case("xlsx_csv_cp1252.xlsx", (HEADER + of_rows()).encode("cp1252"), "reject", "FILE_TYPE", says=("CSV",)),
    Case("csv_is_json.csv", document({"nom": "A"}), "accept", ""),
    Case("json_is_csv.json", WHOLE, "reject", "FILE_TYPE", says=("CSV",)),
    Case("xlsx_xls.xls", OLE + "Workbook".encode("utf-16-le") + b"\0" * 512, "reject", "FILE_TYPE", says=("97",)),
    Case("xlsx_xls.xlsx", OLE + "Workbook".encode("utf-16-le") + b"\0" * 512, "reject", "FILE_TYPE", says=("97",)),
    Case("csv_xls.csv", OLE + "Workbook".encode("utf-16-le") + b"\0" * 512, "reject", "FILE_TYPE", says=("97",)),
    Case("xls_biff.xls", b"\x09\x08\x10\x00\x00\x06\x05\x00" + b"\0" * 200, "reject", "FILE_TYPE"),
    Case("xlsx_password.xlsx", OLE + "EncryptedPackage".encode("utf-16-le") + b"\0" * 512, "reject", "FILE_ENCRYPTED", says=("mot de passe",)),
    Case("xlsx_password_short.xlsx", OLE[:8] + b"\0" * 1000 + "EncryptionInfo".encode("utf-16-le") + b"\0" * 512, "reject", "FILE_ENCRYPTED", says=("mot de passe",)),
    Case("xlsx_ole_only.xlsx", OLE, "reject", "FILE_ENCRYPTED", says=("mot de passe",)),
    Case("xlsx_macro.xlsx", with_part("xl/vbaProject.bin", OLE), "reject", "MACRO_FOUND"),
    Case("xlsx_macro_case.xlsx", with_part("xl/VBAPROJECT.BIN", OLE), "reject", "MACRO_FOUND"),
    Case("xlsx_macro_sheet.xlsx", with_part("xl/macrosheets/sheet1.xml", b"<x/>"), "reject", "MACRO_FOUND"),
    Case("xlsx_macro.xlsm", with_part("xl/vbaProject.bin", OLE), "reject", "MACRO_FOUND"),
    Case("xlsx_macro_other_name.xlsx", with_part("xl/vbaMacros.bin", OLE), "reject", "MACRO_FOUND"),
    Case("csv_long_field.csv", table("nom;siret", f"A;{SIRETS[2]}", f"{'A' * 20_000};{SIRETS[3]}"), "partial", "FIELD_TOO_LONG", 1, 1, ("20 000",), (3,)),
    Case("csv_long_note.csv", table("nom;siret;notes", f"A;{SIRETS[2]};", f"B;{SIRETS[3]};{'x' * 200_000}"), "partial", "FIELD_TOO_LONG", 1, 1, lines=(3,)),
    Case("csv_long_quoted.csv", table("nom;siret;notes", f"A;{SIRETS[2]};", f'B;{SIRETS[3]};"{"x" * 200_000}"'), "partial", "FIELD_TOO_LONG", 1, 1, lines=(3,)),
    Case("csv_marks.csv", table("nom;siret", f"A;{SIRETS[2]}", f"e{chr(0x301) * 500};{SIRETS[3]}"), "partial", "FIELD_TOO_LONG", 1, 1, lines=(3,)),
    Case("csv_long_email.csv", table("nom;email", "A;", f"B;{'a' * 11_000}@exemple.fr"), "partial", "FIELD_TOO_LONG", 1, 1),
    Case("json_long_name.json", document({"nom": "A"}, {"nom": "B" * 20_000}), "partial", "FIELD_TOO_LONG", 1, 1, ("20 000",)),
    Case("json_marks.json", document({"nom": "A"}, {"nom": "e" + "\u0301" * 500}), "partial", "FIELD_TOO_LONG", 1, 1),
    Case("xlsx_long_name.xlsx", workbook(HEAD, GOOD, ("B" * 20_000, SIRETS[3], "", "")), "partial", "FIELD_TOO_LONG", 1, 1, lines=(3,)),
    Case("xlsx_marks.xlsx", workbook(HEAD, GOOD, ("e" + "\u0301" * 500, SIRETS[3], "", "")), "partial", "FIELD_TOO_LONG", 1, 1, lines=(3,)),
    Case("xlsx_shared_long.xlsx", amplified, "reject", "FIELD_TOO_LONG", seconds=10),
    Case("csv_many_columns.csv", table("nom" + ";" * 20_000, "A" + ";" * 20_000), "reject", "TOO_MANY_COLUMNS"),
    Case("csv_many_named_columns.csv", table("nom;" + ";".join(f"c{n}" for n in range(3000)), "A;" + ";".join("x" * 3000)), "reject", "TOO_MANY_COLUMNS"),
    Case("csv_many_comma_columns.csv", table("nom," + ",".join(f"c{n}" for n in range(3000)), "A," + ",".join("x" * 3000)), "reject", "TOO_MANY_COLUMNS"),
    Case("xlsx_many_columns.xlsx", zipped(parts(("O", sheet('<row r="1"><c t="inlineStr"><is><t>nom</t></is></c>' + "".join(f'<c t="inlineStr"><is><t>c{n}</t></is></c>' for n in range(5000)) + '</row><row r="2"><c t="inlineStr"><is><t>A</t></is></c></row>'), ""))), "reject", "TOO_MANY_COLUMNS"),
    Case("xlsx_bomb.xlsx", lambda: with_part("xl/media/x", b"\0" * 30_000_000), "reject", "ARCHIVE_RATIO", seconds=2),
    Case("xlsx_bomb_sheet.xlsx", lambda: zipped(parts(("O", sheet(SHEET + " " * 30_000_000), ""))), "reject", "ARCHIVE_RATIO", seconds=2),
    Case("xlsx_members.xlsx", lambda: workbook(HEAD, GOOD, extra={f"xl/media/i{n}": b"" for n in range(1_500)}), "reject", "ARCHIVE_MEMBERS"),
    Case("csv_duplicates.csv", table("nom;siret", *[f"A;{SIRETS[2]}"] * 5_000), "warn", "DUPLICATE_IN_FILE", 5_000, 0),
    Case("xlsx_dtd_deep.xlsx", with_dtd(DEEP, "strings"), "reject", "XML_DTD", seconds=2),
    Case("xlsx_dtd_quadratic.xlsx", with_dtd(QUADRATIC, "strings"), "reject", "XML_DTD", seconds=2),
    Case("xlsx_dtd_sheet.xlsx", with_dtd(DEEP), "reject", "XML_DTD", seconds=2),
    Case("xlsx_xxe_sheet.xlsx", with_dtd(f'<!DOCTYPE x [<!ENTITY a SYSTEM "{CANARY}">]>'), "reject", "XML_DTD"),
    Case("xlsx_xxe_strings.xlsx", with_dtd(f'<!DOCTYPE x [<!ENTITY a SYSTEM "{CANARY}">]>', "strings"), "reject", "XML_DTD"),
    Case("xlsx_external_dtd.xlsx", with_dtd('<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'), "reject", "XML_DTD"),
    Case("xlsx_dtd_workbook.xlsx", with_dtd('<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">', "xl/workbook.xml"), "reject", "XML_DTD"),
    Case("xlsx_dtd_types.xlsx", with_dtd('<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">', "[Content_Types].xml"), "reject", "XML_DTD"),
    Case("xlsx_dtd_rels.xlsx", with_dtd('<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">', "_rels/.rels"), "reject", "XML_DTD"),
    Case("xlsx_dtd_utf16.xlsx", with_dtd('<!DOCTYPE x [<!ENTITY a "b">]>', encoding="utf-16"), "reject", "XML_DTD"),
    Case("xlsx_dtd_parameter.xlsx", with_dtd('<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;]>'), "reject", "XML_DTD"),
    Case("xlsx_member_twice.xlsx", doubled, "reject", "ARCHIVE_DUPLICATE"),
    Case("xlsx_member_twice_case.xlsx", with_part("XL/Worksheets/Sheet1.xml"), "reject", "ARCHIVE_DUPLICATE"),
    *(Case(f"xlsx_path_{n}.xlsx", with_part(name), "reject", "ARCHIVE_PATH") for n, name in enumerate(("../../evil.txt", "xl/../../evil", "/etc/evil", "C:/evil", "..\\evil", "xl/worksheets/../../../evil.xml", "\\\\serveur\\evil"))),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_type_a_size_or_a_trap_gets_what_the_catalogue_says(send, case):
    check(case, send(case.name, case.made()))
