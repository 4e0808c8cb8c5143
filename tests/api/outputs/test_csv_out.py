"""What a CSV promises: a French spreadsheet opens it, nothing in it runs, and it reads back to the same names."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import pytest

from api.outputs.csv_out import FORMULA_STARTS, csv_bytes, escape_cell, unescape_cell
from api.outputs.table import Column, Sheet

HOSTILE = [
    "=1+1",
    "+33",
    "-5 %",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "\nx",
    "'=1",
    "''-",
    "'",
    "Bross'Up",
    "a;b",
    'dit "oui"',
    "",
]


def rows_of(content: bytes) -> list[list[str]]:
    """Return the rows as another program reads them."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_names_that_look_like_formulas_are_neutralised_and_read_back() -> None:
    content = csv_bytes(Sheet("Liens", [Column("nom", "Nom")], [{"nom": text} for text in HOSTILE]))

    shown = [row[0] if row else "" for row in rows_of(content)[1:]]

    assert not any(text[:1] and text[0] in FORMULA_STARTS for text in shown)
    assert [unescape_cell(text) for text in shown] == HOSTILE


@pytest.mark.parametrize("text", [*HOSTILE, "＝1", "\x00", "'''=", "'a'="])
def test_the_escape_is_reversible(text: str) -> None:
    assert unescape_cell(escape_cell(text)) == text


def test_numbers_stay_numbers_with_a_comma_and_days_are_iso() -> None:
    columns = [
        Column("n", "N", "number"),
        Column("m", "M", "money"),
        Column("d", "D", "date"),
        Column("l", "L", "list"),
    ]
    row = {"n": -12.5, "m": Decimal("140000.50"), "d": date(2026, 11, 4), "l": ["Givors", "Lyon"]}

    assert rows_of(csv_bytes(Sheet("S", columns, [row])))[1] == ["-12,5", "140000,50", "2026-11-04", "Givors ; Lyon"]


def test_the_file_opens_in_a_french_spreadsheet() -> None:
    content = csv_bytes(Sheet("S", [Column("a", "Été"), Column("b", "B")], [{"a": "x", "b": 1e-7}, {}]))

    assert content == "\ufeffÉté;B\r\nx;0,0000001\r\n;\r\n".encode()


def test_a_lone_surrogate_does_not_stop_an_export() -> None:
    assert csv_bytes(Sheet("S", [Column("a", "A")], [{"a": "\ud800"}])).endswith(b"A\r\n?\r\n")
