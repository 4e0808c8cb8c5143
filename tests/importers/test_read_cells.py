"""Characters that break a terminal, a page or a comparison: named, never removed."""

from __future__ import annotations

import pytest

from importers.read import read_tables
from importers.read.cells import remarks_on
from importers.read.guard import find_nir, mask_nir


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("Atelier\x00", "CONTROL_CHARACTER"),
        ("\x1b[31mRouge", "CONTROL_CHARACTER"),
        ("deux\u2028lignes", "CONTROL_CHARACTER"),
        ("c1\x85", "CONTROL_CHARACTER"),
        ("\u200b\u200b", "INVISIBLE_CHARACTERS"),
        ("abc\u202efdp", "INVISIBLE_CHARACTERS"),
        ("Z" + "\u0301" * 500, "FIELD_TOO_LONG"),
        ("é" * 20_000, "FIELD_TOO_LONG"),
        ("moitié \ud83d", "INVALID_UNICODE"),
    ],
)
def test_some_characters_set_their_row_aside(cell, code):
    first = remarks_on(cell)[0]

    assert (first.code, first.refuse) == (code, True)
    assert first.message.endswith(".")


@pytest.mark.parametrize(
    ("cell", "code", "said"),
    [
        ("zéro\u200blargeur", "INVISIBLE_CHARACTERS", "U+200B (ZERO WIDTH SPACE)"),
        ("cé\u00adsure", "INVISIBLE_CHARACTERS", "U+00AD"),
        ("Аtelier", "INVISIBLE_CHARACTERS", "deux alphabets"),
        ("RÃ©gie de lâ€™Ã‰tabli", "MOJIBAKE_SUSPECTED", "Régie de l’"),
        ("RÃƒÂ©gie", "MOJIBAKE_SUSPECTED", "« Régie »"),
    ],
)
def test_others_are_kept_and_said(cell, code, said):
    (remark,) = remarks_on(cell)

    assert (remark.code, remark.refuse) == (code, False)
    assert said in remark.message


@pytest.mark.parametrize(
    "cell", ["L'Œuvre – « Établi » 100 €", "\U0001f469\u200d\U0001f467", "Âge d'or", "Αθήνα", "27\u202f000,00", "a\tb"]
)
def test_ordinary_text_calls_for_nothing(cell):
    assert remarks_on(cell) == []


def test_remarks_on_kept_cells_are_warnings_of_the_table_with_their_place(tmp_path):
    path = tmp_path / "liste.csv"
    path.write_text("nom;siret\nRÃ©gie;1\nB\x07;2\nC;3\n", encoding="utf-8")

    (table,) = read_tables(path, looks_like_header=lambda cells: "nom" in cells)

    assert [(w.code, w.line, w.column) for w in table.warnings] == [("MOJIBAKE_SUSPECTED", 2, "nom")]
    assert [[p.code for p in row.problems] for row in table.rows] == [[], ["CONTROL_CHARACTER"], []]
    assert next(iter(table.rows)).cells[0] == "RÃ©gie"


@pytest.mark.parametrize("number", ["255081416802538", "2 55 08 14 168 025 38", "2.55.08.14.168.025-38", "25508\u200b1416802538", "２５５０８１４１６８０２５３８"])
def test_a_social_security_number_is_found_and_masked_however_spaced(number):
    text = f"rappeler, {number}, lundi"

    assert [text[start:end] for start, end in find_nir(text)] == [number]
    assert mask_nir(text) == "rappeler, [numéro masqué], lundi"


@pytest.mark.parametrize(
    "number",
    [
        "1841276451089 / 46", "1841276451089  46", "1841276451089 clé 46", "1841276451089, clé : 46", "1841276451089(46", "1841276451089 - 46",
        "1–84–12–76–451–089–46", "1—84—12—76—451—089—46", "1 84 12 76  451 089", "1  84  12  76  451  089  46", "1\u202f84\u202f12\u202f76\u202f451\u202f089",
    ],
)  # fmt: skip
def test_a_social_security_number_is_found_whatever_stands_before_its_key(number):
    assert mask_nir(f"rappeler, {number}, lundi") == "rappeler, [numéro masqué], lundi"


@pytest.mark.parametrize("number", ["184127645108946", "1841276451089", "1 84 12 76  451 089", "1841276451089 clé 47"])
@pytest.mark.parametrize("word", ["NIR", "nir ", "NSS", "n°NIR:", "Sécu"])
def test_a_social_security_number_is_found_right_after_the_word_that_says_it(word, number):
    assert mask_nir(f"Suivi de {word}{number}.") == f"Suivi de {word}[numéro masqué]."


@pytest.mark.parametrize("text", ["dossier{}", "n°{}x", "DOSSIER{}", "voir{}bis", "{}a"])
@pytest.mark.parametrize("number", ["170036912345665", "1 70 03 69 123 456 65"])
def test_a_social_security_number_whose_key_is_right_is_found_though_a_word_touches_it(text, number):
    assert mask_nir(text.format(number)) == text.format("[numéro masqué]")


@pytest.mark.parametrize(
    "text",
    [
        "SIRET 130 025 265  00013 / 46", "dossier13002526500013", "siret13002526500013x", "siren130025265 2024", "n°1700369123456651",
        "dossier170036912345664", "FR76170036912345665", "FR170036912345665", "ref0170036912345665", "iban:FR7630006000011234567890189", "130 025 265 00013 clé 46", "04 78 12 34 56  06 12 34 56 78", "+33 4 78 12 34 56 / 04 78 12 34 57",
        "1841276451089 clé 47", "1841276451089 / 47", "1–84–12–76–451–089–47", "réf. ABC184127645108946", "NIRVANA 1841276451089",
        "du 01/02/2024 – 31/12/2025", "2019–2020–2021–2022", "2 150 000   1 200 000   3 500 €", "FR76  3000  6000  0112  3456  7890  189",
        "du 1er décembre 2024 (46) au 31", "marché 2024–069–123–456–78", "45.7640391 / 4.8357",
    ],
)  # fmt: skip
def test_numbers_of_organisations_telephones_and_dates_are_not_social_security_numbers(text):
    assert find_nir(text) == []


@pytest.mark.parametrize("text", ["255081416802539", "13002526500013", "FR76 3000 6000 0112 3456 7890 189", "", "12"])
def test_other_numbers_are_not_social_security_numbers(text):
    assert find_nir(text) == []
