"""What a workbook promises: texts stay texts, the same data gives the same bytes, and it says where it comes from."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from api.outputs.table import Column, Sheet, Workbook
from api.outputs.xlsx import ABOUT, sheet_names, xlsx_bytes
from kb.privacy import Layer

AT = datetime(2026, 11, 24, 8, 5, tzinfo=UTC)
HOSTILE = [
    "=1+1",
    "+33 4 72",
    "-5",
    "@SUM(A1)",
    "\tonglet",
    "https://exemple.test/a",
    "{=A1}",
    "<img onerror=x>",
    "007",
    "Qui ? « Nous » ; eux : 12 %",
]


def book(rows: list[dict[str, object]], *columns: Column, title: str = "Liens", **options: object) -> Workbook:
    """Return a workbook of one sheet."""
    return Workbook("Qui soutient quoi ?", [Sheet(title, columns, rows, **options)], [("Données au", "24/11/2026")])  # type: ignore[arg-type]


def read(content: bytes, sheet: str = "Liens") -> Worksheet:
    """Return one sheet as another program reads it."""
    return openpyxl.load_workbook(io.BytesIO(content))[sheet]


def test_texts_that_look_like_formulas_are_read_back_as_they_were() -> None:
    content = xlsx_bytes(book([{"nom": text} for text in HOSTILE], Column("nom", "Nom")), AT)

    cells = [row[0] for row in read(content).iter_rows(min_row=2)]

    assert [cell.value for cell in cells] == HOSTILE
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(b"<f>" in zipfile.ZipFile(io.BytesIO(content)).read(name) for name in _sheets(content))


def _sheets(content: bytes) -> list[str]:
    return [name for name in zipfile.ZipFile(io.BytesIO(content)).namelist() if "/worksheets/sheet" in name]


def test_numbers_amounts_and_days_keep_their_type() -> None:
    columns = Column("n", "Postes", "number"), Column("m", "Montant", "money"), Column("d", "Le", "date")
    sheet = read(xlsx_bytes(book([{"n": "12", "m": 140000.5, "d": "2019-03-27"}], *columns), AT))

    assert [cell.value for cell in sheet[2]][:2] == [12, 140000.5]
    assert sheet["C2"].value.date() == date(2019, 3, 27)
    assert sheet["B2"].number_format == '#,##0.00 "€"'


def test_the_same_data_gives_the_same_bytes() -> None:
    rows: list[dict[str, object]] = [{"a": "é", "b": date(2026, 1, 2)}, {"a": float("nan"), "b": None}]
    columns = Column("a", "A", choices=("é", "è")), Column("b", "B", "date")

    assert xlsx_bytes(book(rows, *columns), AT) == xlsx_bytes(book(rows, *columns), AT)


def test_another_moment_changes_only_what_is_said_of_the_moment() -> None:
    columns = (Column("a", "A"),)
    first = xlsx_bytes(book([{"a": "x"}], *columns), AT)
    second = xlsx_bytes(book([{"a": "x"}], *columns), AT.replace(day=25))

    members = [zipfile.ZipFile(io.BytesIO(content)) for content in (first, second)]
    moved = {name for name in members[0].namelist() if members[0].read(name) != members[1].read(name)}

    assert "docProps/core.xml" in moved
    assert {item.date_time for item in members[0].infolist()} == {item.date_time for item in members[1].infolist()}


def test_properties_name_no_one_and_carry_the_given_moment() -> None:
    properties = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(book([], Column("a", "A")), AT))).properties

    assert (properties.creator or "", properties.lastModifiedBy or "") == ("", "")
    assert properties.created == AT.replace(tzinfo=None)


def test_what_no_xml_can_hold_does_not_stop_an_export() -> None:
    strange = ["a\x00b\x1bc", "\ud800seul", "fin\uffff", "\x85ligne", "_x0041_", "👩‍🌾 maraîchage"]
    sheet = read(xlsx_bytes(book([{"nom": text} for text in strange], Column("nom", "Nom\x00")), AT))

    values = [row[0].value for row in sheet.iter_rows(min_row=2)]

    assert values[1:3] == ["\ufffdseul", "fin\ufffd"]
    assert values[4:] == strange[4:]


def test_a_list_of_choices_is_offered_even_on_the_lines_to_come() -> None:
    content = xlsx_bytes(book([{"avis": "réservé"}], Column("avis", "Avis", choices=("favorable", "réservé"))), AT)

    offered = read(content).data_validations.dataValidation

    assert [(rule.type, str(rule.sqref), rule.formula1) for rule in offered] == [
        ("list", "A2:A202", "Listes!$A$1:$A$2")
    ]


def test_a_sheet_prints_in_landscape_with_its_headers_and_page_numbers() -> None:
    sheet = read(xlsx_bytes(book([{"a": n} for n in range(200)], Column("a", "A"), title="A & B"), AT), "A & B")

    assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "9")
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.freeze_panes == "B2"
    assert sheet.oddFooter.right.text == "Page &P sur &N"
    assert "A && B" in sheet.oddHeader.right.text


def test_the_last_sheet_tells_date_diffusion_and_notes() -> None:
    content = xlsx_bytes(
        book([{"a": 1}], Column("a", "A", layer=Layer.ENGAGEMENT), notes=["12 lignes sans territoire."]), AT
    )

    told = dict(read(content, ABOUT).iter_rows(min_row=3, max_col=2, values_only=True))

    assert told["Données au"] == "24/11/2026"
    assert told["Liens"] == "12 lignes sans territoire."
    assert told["Diffusion"].startswith("Plan d'engagement")


@pytest.mark.parametrize("title", ["History", "à propos", "'", "", "x" * 50, "a/b:c*d?", "=1+1"])
def test_any_title_makes_a_sheet(title: str) -> None:
    content = xlsx_bytes(Workbook(title, [Sheet(title, [Column("a", "A")], []), Sheet(title, [], [])]), AT)

    names = openpyxl.load_workbook(io.BytesIO(content)).sheetnames

    assert len({name.lower() for name in names}) == 3
    assert all(0 < len(name) <= 31 for name in names)


def test_columns_of_one_label_stay_two_columns() -> None:
    sheet = read(xlsx_bytes(book([{"a": 1, "b": 2}], Column("a", "Nom"), Column("b", "nom")), AT))

    assert [cell.value for cell in sheet[1]] == ["Nom", "nom 2"]
    assert sheet_names(["x" * 40, "x" * 40])[1].endswith(" 2")


def test_only_web_addresses_become_links() -> None:
    links = ["https://exemple.test/a?b=1&c=2", "file:///etc/passwd", "javascript:alert(1)", "http://[", "texte"]
    sheet = read(xlsx_bytes(book([{"u": link} for link in links], Column("u", "Source", "link")), AT))

    followed = [cell.value for (cell,) in sheet.iter_rows(min_row=2) if cell.hyperlink]

    assert followed == links[:1]
    assert [cell.value for (cell,) in sheet.iter_rows(min_row=2)] == links


def test_a_text_too_long_for_a_cell_is_cut_and_told() -> None:
    content = xlsx_bytes(book([{"a": "é" * 40_000}, {"a": "👩" * 30_000}], Column("a", "A")), AT)

    told = dict(read(content, ABOUT).iter_rows(min_row=3, max_col=2, values_only=True))

    assert told["Cellules coupées"].startswith("2,")
    assert all(str(cell.value).endswith("…") for (cell,) in read(content).iter_rows(min_row=2))


def test_a_row_is_as_high_as_its_longest_text_whatever_opens_it() -> None:
    rows = [{"nom": "Bref"}, {"nom": "Une phrase assez longue pour se replier plusieurs fois. " * 4}, {"nom": "Deux\nlignes"}]
    sheet = read(xlsx_bytes(book(rows, Column("nom", "Nom")), AT))

    heights = [sheet.row_dimensions[line].height for line in (2, 3, 4)]

    assert heights[0] is None
    assert heights[1] >= 4 * 15
    assert heights[2] == 2 * 15


def test_a_wide_table_prints_its_first_columns_at_a_size_that_reads_and_keeps_the_others_on_screen() -> None:
    long = "Une phrase assez longue pour prendre toute la largeur qu'une colonne peut avoir sur cette feuille"
    columns = [Column(f"c{n}", f"Colonne {n}", aside=n >= 6) for n in range(20)]
    sheet = read(xlsx_bytes(book([{column.key: long for column in columns}] * 30, *columns), AT))

    widths = [next(d.width for d in sheet.column_dimensions.values() if d.min <= n <= d.max) for n in range(1, 21)]

    assert sheet.print_area == "'Liens'!$A$1:$F$31"
    assert sum(widths[:6]) * 7 <= 1_500  # pixels: 70 % of their size on A4
    assert min(widths[:6]) * 7 >= 100
    assert sheet.auto_filter.ref or sheet.tables["Tableau1"].ref == "A1:T31"
    assert sheet.row_dimensions[2].height >= 3 * 15


def test_what_is_not_printed_stays_on_one_line_and_makes_no_row_higher() -> None:
    long = "Une phrase assez longue pour se replier plusieurs fois. " * 6
    columns = Column("nom", "Nom"), Column("sources", "Sources", aside=True)
    sheet = read(xlsx_bytes(book([{"nom": "Bref", "sources": long}], *columns), AT))

    assert sheet.row_dimensions[2].height is None
    assert not sheet["B2"].alignment.wrap_text
    assert sheet["A2"].alignment.wrap_text
    assert sheet["B2"].value == long
