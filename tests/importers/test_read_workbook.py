"""Workbooks: what is refused before anything is unpacked, and what each kind of cell becomes."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.parsers.expat import ExpatError

import openpyxl
import pytest

from api.importing import Request, run_import
from importers.read import Table, read_tables
from importers.read import workbook as reader
from importers.read.sheets_ods import sheet_events
from kb.problems import FileRefused
from tests.importers.books import ods_of, xlsx_of

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="{target}" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/></Relationships>'
)
BOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="Feuille" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
HEADER = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>nom</t></is></c><c r="B1" t="inlineStr"><is><t>siret</t></is></c></row>'
)
SHEET = f'<worksheet xmlns="{MAIN}">{{before}}<sheetData>{{rows}}</sheetData></worksheet>'


def members(rows: str, before: str = "", **others: str | bytes) -> dict[str, str | bytes]:
    return {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELS.format(target="xl/workbook.xml", kind="officeDocument"),
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": RELS.format(target="worksheets/sheet1.xml", kind="worksheet"),
        "xl/worksheets/sheet1.xml": SHEET.format(rows=HEADER + rows, before=before),
        **others,
    }


def pack(path: Path, parts: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def tables(path: Path) -> list[Table]:
    return read_tables(path, looks_like_header=lambda cells: "nom" in [c.lower() for c in cells], ways_out=lambda lines: ("Colonnes attendues : nom, siret.", ""))


def refusal(path: Path) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        tables(path)
    return caught.value


def name(row: int, text: str) -> str:
    return f'<c r="A{row}" t="inlineStr"><is><t>{text}</t></is></c>'


def written(path: Path, rows, **options):
    """Write a workbook as an office would, one list per row."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), options)
    sheet = book.add_worksheet("Feuille")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, dt.date):
                sheet.write_datetime(number, column, value, day)
            elif value is not None:
                sheet.write(number, column, value)
    return book, sheet


def test_numbers_dates_and_truths_become_text(tmp_path):
    path = tmp_path / "a.xlsx"
    row = ["Atelier", 99900001100018, 12.5, 1e20, dt.date(2024, 2, 1), True, 0]
    book, _ = written(path, [["nom", "siret", "montant", "grand", "date", "actif", "zéro"], row])
    book.close()

    (table,) = tables(path)

    assert (table.format, table.sheet) == ("xlsx", "Feuille")
    assert [r.cells for r in table.rows] == [
        ("Atelier", "99900001100018", "12.5", "1E+20", "2024-02-01", "vrai", "0"),
    ]


def test_the_date_system_of_the_workbook_is_respected(tmp_path):
    path = tmp_path / "a.xlsx"
    book, _ = written(path, [["nom", "date"], ["A", dt.date(2024, 2, 1)]], date_1904=True)
    book.close()

    (table,) = tables(path)

    assert [r.cells for r in table.rows] == [("A", "2024-02-01")]


def test_a_rounded_identifier_keeps_its_exponent_or_its_decimals(tmp_path):
    rows = f'<row r="2">{name(2, "A")}<c r="B2"><v>9.9990000110001897E+16</v></c></row>'
    rows += f'<row r="3">{name(3, "B")}<c r="B3"><v>9.99900001100018E+13</v></c></row>'

    (table,) = tables(pack(tmp_path / "a.xlsx", members(rows)))

    assert [r.cells[1] for r in table.rows] == ["9.99900001100019E+16", "99990000110001.8"]


def test_a_visible_sheet_of_rows_without_a_known_header_is_told(tmp_path):
    path = tmp_path / "a.xlsx"
    book, _ = written(path, [["Nom", "Montant"], ["Atelier", 5]])
    second = book.add_worksheet("Liste 2")
    for line, name in enumerate(("Les Saules", "Les Charmes")):
        second.write_row(line, 0, [name, "asso de quartier"])
    book.close()

    (table,) = tables(path)

    assert [(w.code, w.sheet) for w in table.warnings] == [("SHEET_IGNORED", "Liste 2")]


def test_data_is_found_on_any_visible_sheet_below_its_title(tmp_path):
    path = tmp_path / "a.xlsx"
    book, _ = written(path, [["Lisez-moi"], ["Ce classeur…"]])
    second = book.add_worksheet("Données")
    second.merge_range("A1:C1", "Subventions 2023")
    second.write_row("A3", ["Nom\ndu bénéficiaire", "Nom", "Montant"])
    second.write_row("A4", ["x", "Atelier", 5])
    second.write_row("A5", ["Total", None, 5])
    hidden = book.add_worksheet("Caché")
    hidden.write_row("A1", ["nom"])
    hidden.very_hidden()
    book.close()

    (table,) = tables(path)

    assert (table.sheet, table.header_line) == ("Données", 3)
    assert table.header == ("Nom du bénéficiaire", "Nom", "Montant")
    assert [(w.code, w.sheet, w.line) for w in table.warnings] == [
        ("HEADER_NOT_FIRST", "Données", 1),
        ("HIDDEN_CONTENT", "Caché", None),
    ]
    assert [[p.code for p in r.problems] for r in table.rows] == [[], ["HEADER_NOT_FIRST"]]


def test_a_header_on_two_lines_is_joined(tmp_path):
    path = tmp_path / "a.xlsx"
    book, _ = written(path, [["Nom", "Montant", None], [None, "voté", "payé"], ["Atelier", 10, 5]])
    book.close()

    (table,) = tables(path)

    assert table.header == ("Nom", "Montant › voté", "Montant › payé")
    assert [(r.line, r.cells) for r in table.rows] == [(3, ("Atelier", "10", "5"))]


def test_a_workbook_that_shows_nothing_is_read_for_what_it_hides_and_says_so(tmp_path):
    book, path = openpyxl.Workbook(), tmp_path / "masque.xlsx"
    book.active.title = "Partenaires"
    for row in (["nom", "type"], ["Atelier Exemple", "association"]):
        book.active.append(row)
    book.active.sheet_state = "hidden"
    book.create_sheet("Vide")
    book.save(path)

    report = run_import("memory:", Request("auto", path)).as_dict()

    assert (report["outcome"], report["created"]) == ("warn", 1)
    assert [(w["code"], w["sheet"]) for w in report["warnings"]] == [("HIDDEN_CONTENT", "Partenaires")]
    assert "lue quand même" in report["warnings"][0]["message"]


def test_hidden_rows_are_read_and_named(tmp_path):
    path = tmp_path / "a.xlsx"
    book, sheet = written(path, [["nom"], ["A"], ["B"]])
    sheet.set_row(1, None, None, {"hidden": True})
    book.close()

    (table,) = tables(path)

    assert [r.cells[0] for r in table.rows] == ["A", "B"]
    assert [(w.code, "2" in w.message) for w in table.warnings] == [("HIDDEN_CONTENT", True)]


def test_formulas_give_their_stored_value_or_are_named(tmp_path):
    rows = f'<row r="2">{name(2, "A")}<c r="B2"><f>1+1</f><v>2</v></c></row>'
    rows += f'<row r="3">{name(3, "B")}<c r="B3"><f>1+1</f></c></row>'
    rows += f'<row r="4">{name(4, "C")}<c r="B4" t="str"><f>IF(A1="";"";"")</f><v></v></c></row>'
    rows += f'<row r="5">{name(5, "D")}<c r="B5" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    rows += f'<row r="6">{name(6, "#REF!")}<c r="B6"><v>1</v></c></row>'
    rows += f'<row r="7">{name(7, "E")}<c r="B7"><f>[1]Feuil1!$A$1</f><v>42</v></c></row>'

    (table,) = tables(pack(tmp_path / "a.xlsx", members(rows)))

    assert [(r.cells[1], [p.code for p in r.problems]) for r in table.rows] == [
        ("2", []),
        ("", ["FORMULA_NO_VALUE"]),
        ("", []),
        ("#DIV/0!", ["CELL_ERROR"]),
        ("1", ["CELL_ERROR"]),
        ("42", []),
    ]
    assert "B3" in next(r for r in table.rows if r.line == 3).problems[0].message
    assert [w.code for w in table.warnings] == ["FORMULA_IGNORED"]


def test_a_stray_cell_at_the_far_corner_costs_nothing_and_is_named(tmp_path):
    rows = f'<row r="2">{name(2, "A")}</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'

    (table,) = tables(pack(tmp_path / "a.xlsx", members(rows, before='<dimension ref="A1:XFD1048576"/>')))

    assert [r.cells for r in table.rows] == [("A", "")]
    assert [w.code for w in table.warnings] == ["SHEET_EXTENT"]


def test_a_cell_beyond_the_header_is_kept_under_a_nameless_column(tmp_path):
    rows = f'<row r="2">{name(2, "A")}<c r="D2"><v>7</v></c></row>'

    (table,) = tables(pack(tmp_path / "a.xlsx", members(rows)))

    assert table.header == ("nom", "siret", "", "")
    assert [r.cells for r in table.rows] == [("A", "", "", "7")]


def test_one_long_cell_sets_its_row_aside_and_hundreds_refuse_the_file(tmp_path):
    long = "A" * 10_001
    one = f'<row r="2">{name(2, long)}</row>'
    many = "".join(f'<row r="{n}">{name(n, long)}</row>' for n in range(2, 150))

    (table,) = tables(pack(tmp_path / "a.xlsx", members(one)))

    assert [[p.code for p in r.problems] for r in table.rows] == [["FIELD_TOO_LONG"]]
    assert refusal(pack(tmp_path / "b.xlsx", members(many))).refusal == "FIELD_TOO_LONG"


def test_what_xml_cannot_write_is_read_as_the_letter_it_stands_for(tmp_path):
    rows = f'<row r="2">{name(2, "Deux_x000D_lignes")}</row><row r="3">{name(3, "Ate_x0007_lier")}</row>'

    (table,) = tables(pack(tmp_path / "a.xlsx", members(rows)))

    assert [(r.cells[0], [p.code for p in r.problems]) for r in table.rows] == [
        ("Deux\rlignes", []),
        ("Ate\x07lier", ["CONTROL_CHARACTER"]),
    ]


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        ({"xl/vbaProject.bin": b"x"}, "MACRO_FOUND"),
        ({"xl/_rels/workbook.xml.rels": RELS.format(target="autre.bin", kind="vbaProject")}, "MACRO_FOUND"),
        ({"../../evil.xml": "<a/>"}, "ARCHIVE_PATH"),
        ({"/etc/evil": "x"}, "ARCHIVE_PATH"),
        ({"xl/sharedStrings.xml": '<!DOCTYPE a [<!ENTITY b "c">]><sst/>'}, "XML_DTD"),
        ({"xl/theme.xml": '<?xml version="1.0"?><!DOCTYPE a><a/>'.encode("utf-16")}, "XML_DTD"),
        ({"XL/Workbook.xml": "<a/>"}, "ARCHIVE_DUPLICATE"),
        ({f"xl/media/{n}": b"" for n in range(1001)}, "ARCHIVE_MEMBERS"),
        ({"xl/media/zero": bytes(6_000_000)}, "ARCHIVE_RATIO"),
    ],
)
def test_an_archive_that_is_a_trap_is_refused_before_it_is_parsed(tmp_path, monkeypatch, extra, code):
    monkeypatch.setattr(reader, "parse", lambda *_: pytest.fail("the workbook was parsed"))

    assert refusal(pack(tmp_path / "a.xlsx", members("", **extra))).refusal == code


def test_a_cut_or_damaged_archive_is_refused(tmp_path):
    path = pack(tmp_path / "a.xlsx", members(f'<row r="2">{name(2, "A")}</row>'))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert refusal(path).refusal == "ARCHIVE_CORRUPT"

    place = whole.index(b"sheet1.xml") + 40
    path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
    assert refusal(path).refusal == "ARCHIVE_CORRUPT"


def test_a_workbook_under_csv_is_named_for_what_it_is(tmp_path):
    assert refusal(pack(tmp_path / "a.csv", members(""))).refusal == "FILE_TYPE"


def test_no_recognised_header_names_the_sheets_that_were_read(tmp_path):
    path = tmp_path / "a.xlsx"
    book, _ = written(path, [["rien", "ici"], ["1", "2"]])
    book.close()

    said = refusal(path)

    assert said.refusal == "HEADER_MISSING"
    assert "« Feuille »" in str(said)
    assert "nom, siret" in str(said)


def test_a_process_that_dies_refuses_the_file_and_nothing_else(tmp_path):
    parts = members("")
    parts["xl/worksheets/sheet1.xml"] = "<worksheet><sheetData><row></sheetData>"

    assert refusal(pack(tmp_path / "a.xlsx", parts)).refusal == "WORKBOOK_UNREADABLE"


def test_a_process_that_never_ends_is_ended(tmp_path, monkeypatch):
    endless = tmp_path / "endless.py"
    endless.write_text("while True: pass")
    real = reader.subprocess.Popen
    monkeypatch.setattr(
        reader.subprocess, "Popen", lambda _, **options: real([sys.executable, str(endless)], **options)
    )
    monkeypatch.setattr(reader, "CHILD_WALL", 0.5)

    assert refusal(pack(tmp_path / "a.xlsx", members(""))).refusal == "WORKBOOK_UNREADABLE"


def test_a_process_that_writes_without_end_is_ended(tmp_path, monkeypatch):
    chatty = tmp_path / "chatty.py"
    chatty.write_text("while True: print('[1,[],[]]')")
    real = reader.subprocess.Popen
    monkeypatch.setattr(reader.subprocess, "Popen", lambda _, **options: real([sys.executable, str(chatty)], **options))
    monkeypatch.setattr(reader, "CHILD_OUTPUT", 100_000)

    assert refusal(pack(tmp_path / "a.xlsx", members(""))).refusal == "WORKBOOK_UNREADABLE"


def ods(path: Path, table: str, **others: str) -> Path:
    office = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{office}:office:1.0" xmlns:table="{office}:table:1.0" '
        f'xmlns:text="{office}:text:1.0"><office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = f'<manifest:manifest xmlns:manifest="{office}:manifest:1.0"/>'
    return pack(path, {"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest, **others})


def ods_row(*cells: str) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def ods_text(text: str) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def test_an_opendocument_workbook_reads_like_an_excel_one(tmp_path):
    number = '<table:table-cell office:value-type="float" office:value="99900001100018"/>'
    day = '<table:table-cell office:value-type="date" office:date-value="2024-02-01"/>'
    rows = ods_row(ods_text("Titre")) + ods_row(*map(ods_text, ("nom", "siret", "date")))
    rows += ods_row(ods_text("Œuvre"), number, day) + ods_row(ods_text("#REF!"), number, day)

    (table,) = tables(ods(tmp_path / "a.ods", f'<table:table table:name="Liste">{rows}</table:table>'))

    assert (table.format, table.sheet, table.header_line) == ("ods", "Liste", 2)
    assert next((r.line, r.cells) for r in table.rows) == (3, ("Œuvre", "99900001100018", "2024-02-01"))
    assert [[p.code for p in r.problems] for r in table.rows] == [[], ["CELL_ERROR"]]


def test_a_locked_opendocument_workbook_is_named(tmp_path):
    locked = '<manifest:manifest xmlns:manifest="m"><manifest:encryption-data/></manifest:manifest>'

    assert refusal(ods(tmp_path / "a.ods", "", **{"META-INF/manifest.xml": locked})).refusal == "FILE_ENCRYPTED"


def test_an_opendocument_content_that_stops_inside_a_tag_is_said_to_be_damaged_at_once(tmp_path):
    path = ods(tmp_path / "a.ods", "<table:table-r<v>")

    with pytest.raises(ExpatError):
        list(sheet_events(path))
    assert refusal(path).refusal == "WORKBOOK_UNREADABLE"


def test_an_opendocument_sheet_tells_its_hidden_rows_its_errors_and_its_formulas_without_value(tmp_path):
    uncomputed = '<table:table-cell table:formula="of:=1+1" table:number-columns-repeated="2"/>'
    # LibreOffice keeps an error as an empty text, and shows its name.
    error = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" '
        'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
    )
    computed = '<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"/>'
    rows = ods_row(*map(ods_text, ("nom", "siret", "note"))) + ods_row(ods_text("A"), uncomputed)
    rows += ods_row(error, ods_text("1")) + ods_row(ods_text("B"), computed)
    rows += '<table:table-row table:visibility="filter" table:number-rows-repeated="2">' + ods_text("C") + "</table:table-row>"
    rows += ods_row(ods_text("D"))
    columns = '<table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>'
    calcext = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
    table = f'<table:table table:name="Liste" xmlns:calcext="{calcext}">{columns}{rows}</table:table>'

    (found,) = tables(ods(tmp_path / "a.ods", table))

    assert [(r.line, [p.code for p in r.problems]) for r in found.rows] == [
        (2, ["FORMULA_NO_VALUE", "FORMULA_NO_VALUE"]),
        (3, ["CELL_ERROR"]),
        (4, []),
        (5, []),
        (6, []),
        (7, []),
    ]
    assert next(r.cells[1] for r in found.rows if not r.problems) == "2"
    said = [w.message for w in found.warnings if w.code == "HIDDEN_CONTENT"]
    assert [("5, 6" in m, "C." in m) for m in said] == [(True, False), (False, True)]


def test_a_lone_cell_at_the_far_corner_of_an_opendocument_sheet_is_refused_by_name(tmp_path):
    gap = '<table:table-row table:number-rows-repeated="1048574"><table:table-cell/></table:table-row>'
    far = f'<table:table-cell table:number-columns-repeated="16383"/>{ods_text("x")}'
    table = f'<table:table table:name="Liste">{ods_row(ods_text("nom"))}{gap}{ods_row(far)}</table:table>'

    said = refusal(ods(tmp_path / "a.ods", table))

    assert said.refusal == "SHEET_EXTENT"
    assert "cellule isolée" in str(said)


def test_a_filled_row_that_stands_for_a_million_is_refused_by_name_and_one_that_stands_for_a_thousand_is_read(tmp_path):
    def repeated(times):
        row = f'<table:table-row table:number-rows-repeated="{times}">{ods_text("A")}{ods_text("1")}</table:table-row>'
        return ods(tmp_path / "a.ods", f'<table:table table:name="L">{ods_row(*map(ods_text, ("nom", "siret")))}{row}</table:table>')

    said = refusal(repeated(1_000_000))
    (table,) = tables(repeated(1_000))

    assert said.refusal == "SHEET_EXTENT"
    assert "ligne 2 : une ligne est répétée" in str(said)
    assert sum(1 for _ in table.rows) == 1_000


def test_a_parsing_process_that_has_stopped_working_is_ended_and_one_that_works_is_not(monkeypatch):
    monkeypatch.setattr(reader, "CHILD_IDLE", 1)
    asleep = "import time; print('[1]', flush=True); time.sleep(60)"
    works = "import time\nend = time.monotonic() + 2.5\nwhile time.monotonic() < end: pass\nprint('[2]')"

    for program, code in ((asleep, False), (works, True)):
        with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as process:
            assert reader._bounded(process).strip() == (b"[2]" if code else b"[1]")
            assert (process.wait() == 0) is code


def test_a_sheet_of_blanks_alone_is_empty(tmp_path):
    assert refusal(ods(tmp_path / "a.ods", f'<table:table table:name="L">{ods_row(ods_text(" "))}</table:table>')).refusal == "FILE_EMPTY"


def test_a_workbook_is_what_it_holds_whatever_it_is_called(tmp_path):
    rows = ods_row(*map(ods_text, ("nom", "siret"))) + ods_row(*map(ods_text, ("A", "1")))

    (open_document,) = tables(ods(tmp_path / "a.xlsx", f'<table:table table:name="L">{rows}</table:table>'))
    (excel,) = tables(pack(tmp_path / "a.ods", members(f'<row r="2">{name(2, "A")}<c r="B2"><v>1</v></c></row>')))

    assert (open_document.format, excel.format) == ("ods", "xlsx")
    assert [r.cells for r in open_document.rows] == [r.cells for r in excel.rows] == [("A", "1")]


def test_dates_are_read_in_a_workbook_whose_other_styles_are_damaged(tmp_path):
    styles = (
        f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="170" formatCode="dd/mm/yyyy"/></numFmts><fonts><font/></fonts>'
        '<fills><fill/></fills><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs></styleSheet>'
    )
    kinds = RELS.format(target="worksheets/sheet1.xml", kind="worksheet")
    tie = RELS.format(target="styles.xml", kind="styles").replace("rId1", "rId2").partition(">")[2]
    rows = "".join(f'<row r="{n + 2}">{name(n + 2, "A")}<c r="B{n + 2}" s="{n}"><v>45323</v></c></row>' for n in range(3))
    parts = {"xl/styles.xml": styles, "xl/_rels/workbook.xml.rels": kinds.replace("</Relationships>", tie)}

    (table,) = tables(pack(tmp_path / "a.xlsx", members(rows, **parts)))

    assert [r.cells[1] for r in table.rows] == ["45323", "2024-02-01", "2024-02-01"]


@pytest.mark.parametrize("error", ["#FIELD!", "#GETTING_DATA", "#BLOCKED!", "#REF!"])
def test_a_cell_that_says_it_is_an_error_is_one_whatever_its_name(tmp_path, error):
    rows = f'<row r="2"><c r="A2" t="e"><v>{error}</v></c></row><row r="3">{name(3, "A")}</row>'

    (table,) = tables(pack(tmp_path / "a.xlsx", members(rows)))

    assert [[p.code for p in r.problems] for r in table.rows] == [["CELL_ERROR"], []]


@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
def test_a_workbook_cut_in_its_first_bytes_is_said_to_be_damaged(tmp_path, suffix):
    path = pack(tmp_path / f"a.{suffix}", members(""))
    path.write_bytes(path.read_bytes()[:30])

    assert refusal(path).refusal == "ARCHIVE_CORRUPT"


@pytest.mark.parametrize(("kind", "make"), [("xlsx", xlsx_of), ("ods", ods_of)])
def test_reading_a_small_workbook_does_not_wait_for_every_importer_to_be_loaded(tmp_path, kind, make):
    book = tmp_path / f"a.{kind}"
    book.write_bytes(make({"Feuille": [["nom", "siret"], ["La Fabrique", ""]]}))
    child, root = Path("importers/read/child.py").resolve(), Path().resolve()

    done = subprocess.run(
        [sys.executable, "-P", "-X", "importtime", child, kind, book],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": str(root)},
    )  # fmt: skip

    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert f"importers.read.sheets_{kind}" in loaded
    assert loaded.isdisjoint({"importers.siae", "importers.base", "importers.read.table", "pydantic"})
    assert done.stdout.endswith('{"end":true}\n')
