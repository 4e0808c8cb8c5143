"""Files of ours that come back: corrected quarantines, exported tables, filled templates."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import openpyxl
import pytest

from api.outputs.csv_out import csv_bytes
from api.outputs.table import Column, Sheet
from api.quarantine import quarantine_bytes
from api.templates_of_imports import template_csv, template_xlsx
from importers import IMPORTERS
from importers.template import template_columns, template_table
from kb.problems import FileRefused
from tests.importers.books import ods_of, xlsx_of

NOW = datetime(2026, 11, 24, tzinfo=UTC)
HOSTILE = [
    "=1+1", "+33 1", "-5", "@SUM(A1)", "'=déjà", "''@deux", "=HYPERLINK(\"http://x\")", "<script>alert(1)</script>",
    "'); DROP TABLE x;--", "`MATCH (n) DETACH DELETE n`", "{{7*7}}", "[lien](javascript:x)", "Bross'Up", "../../etc/passwd",
    "\t=1", "Œuvre « à l'Été »", "a;b,c\"d",
]  # fmt: skip


def test_a_corrected_quarantine_comes_back_without_a_word(office):
    office.send("nom;siret;notes\nA;123;=x\nB;99900003700013;y\n")
    plan = office.plan("nom;siret;notes\nA;123;=x\nB;99900003700013;y\n")
    kept = quarantine_bytes(plan.set_aside)
    assert kept.decode("utf-8-sig").splitlines()[0] == "fichier;ligne;feuille;code;motif;nom;siret;notes"

    back = office.plan(kept.replace(b"123", b"99900004500016"))

    assert (back.read, back.created, back.set_aside) == (1, 1, [])
    assert {w.code for w in back.warnings} <= {"FORMULA_LIKE_TEXT"}
    assert back.assertions[-1].body is not None
    assert '"raw":{"nom":"A","notes":"=x","siret":"99900004500016"}' in back.assertions[-1].body


def test_a_quarantine_of_before_files_were_named_comes_back_too(office):
    back = office.plan("\ufeffligne;feuille;code;motif;nom;siret\r\n2;;SIRET_INVALID;Corrigez.;A;99900004500016\r\n")

    assert (back.read, back.created, back.warnings) == (1, 1, [])


def test_a_row_of_the_wrong_length_comes_back_too(office):
    plan = office.plan("nom;siret;commune\nA;99900003700013;Exempleville;de trop\nB;;\n")
    kept = quarantine_bytes(plan.set_aside).decode("utf-8-sig")

    back = office.plan("\ufeff" + kept.replace("de trop", ""))

    assert (back.created, back.warnings) == (1, [])


def test_a_quarantine_harms_no_spreadsheet(office):
    plan = office.plan("nom;siret;notes\nA;1;=cmd|'/c calc'!A1\nB;2;@x\nC;;\n")

    cells = [
        cell
        for row in csv.reader(io.StringIO(quarantine_bytes(plan.set_aside).decode("utf-8-sig")), delimiter=";")
        for cell in row
    ]

    assert not [cell for cell in cells if cell[:1] in tuple("=+-@")]


def test_an_exported_table_gives_the_same_names_back(office):
    sheet = Sheet(
        "Liste",
        [Column("name", "nom"), Column("town", "commune")],
        [{"name": n, "town": "X"} for n in HOSTILE if "\t" not in n],
    )

    rows = office.rows(csv_bytes(sheet))

    assert [row.raw["nom"] for row in rows] == [n for n in HOSTILE if "\t" not in n]
    assert [row.problems for row in rows] == [[] for _ in rows]


def test_an_apostrophe_of_somebody_else_is_kept(office):
    (row,) = office.rows("nom;commune\n'=à moi;X\n")

    assert row.actors[0].fields["name"] == "'=à moi"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_malicious_name_is_stored_unchanged(office, name):
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([["nom", "commune"], [name, "X"]])

    office.send(out.getvalue())

    assert office.names() == [name.strip()]


@pytest.mark.parametrize("importer", IMPORTERS.values(), ids=lambda i: i.name)
def test_every_column_of_a_template_is_explained_in_french(importer):
    table = template_table(importer)

    assert [row[0] for row in table.rows] == list(table.header)
    assert [row[0] for row in table.rows if not row[2].strip().endswith((".", "…", "|."))] == []
    assert {c.label for c in importer.required} == {row[0] for row in table.rows if row[1] == "oui"}
    assert not [c for c in template_columns(importer) if c.drop]


@pytest.mark.parametrize("importer", IMPORTERS.values(), ids=lambda i: i.name)
def test_an_empty_template_is_recognised_and_brings_nothing(office, importer):
    book = template_xlsx(importer, NOW)

    for body, name in ((template_csv(importer), "modele.csv"), (book, "modele.xlsx")):
        plan = office.plan(body, importer.name, name=name)
        assert (plan.read, plan.outcome, {w.code for w in plan.warnings}) == (0, "warn", {"NO_ROWS"})


@pytest.mark.parametrize("importer", IMPORTERS.values(), ids=lambda i: i.name)
def test_a_template_with_one_row_is_recognised_as_it_is_whatever_it_is_saved_as(office, importer):
    book = openpyxl.load_workbook(io.BytesIO(template_xlsx(importer, NOW)))
    table, *others = [[[str(cell or "") for cell in row] for row in sheet.values] for sheet in book.worksheets]
    table[1:] = [[column.example for column in template_columns(importer)]]
    sheets = dict(zip(book.sheetnames, [table, *others], strict=True))
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(table)

    for body, name in ((text.getvalue().encode(), "rempli.csv"), (xlsx_of(sheets), "rempli.xlsx"), (ods_of(sheets), "rempli.ods")):
        reading = office.read(body, name=name)
        rows = list(reading.rows)
        assert (reading.importer.name, len(reading.mappings)) == (importer.name, 1)
        assert [problem for row in rows for problem in row.problems] == []
        assert {warning.code for warning in reading.warnings} <= {"ROWS_OUTSIDE"}
        assert rows or importer.outside


def test_the_sheet_that_explains_a_template_is_no_data_even_alone(office):
    book = xlsx_of({"Mode d'emploi": [["Nom", "SIRET"], ["Amicale", "99900001100018"]]})

    with pytest.raises(FileRefused, match="Feuilles lues : aucune"):
        office.read(book, name="modele.xlsx")


@pytest.mark.parametrize("importer", IMPORTERS.values(), ids=lambda i: i.name)
def test_a_template_is_told_from_the_others_by_its_header(office, importer):
    reading = office.read(template_csv(importer))

    assert reading.importer is importer
