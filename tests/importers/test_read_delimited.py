"""Text tables: separators, headers, quotes and line ends as offices really write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from importers.read import RawRow, Table, read_tables
from kb.problems import FileRefused


def known(cells) -> bool:
    return "nom" in [cell.lower() for cell in cells]


def read(tmp_path: Path, content: str | bytes, name: str = "liste.csv", **options) -> Table:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    (table,) = read_tables(path, looks_like_header=known, ways_out=lambda lines: ("Colonnes attendues : nom, siret.", ""), **options)
    return table


def refusal(tmp_path: Path, content: str | bytes, name: str = "liste.csv", **options) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        read(tmp_path, content, name, **options)
    return caught.value


def codes(row: RawRow) -> list[str]:
    return [problem.code for problem in row.problems]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_each_usual_separator_is_found(tmp_path, separator):
    table = read(tmp_path, f"nom{separator}siret\nAtelier{separator}99900001100018\n")

    assert table.header == ("nom", "siret")
    assert [row.cells for row in table.rows] == [("Atelier", "99900001100018")]


def test_more_commas_than_semicolons_still_reads_semicolons(tmp_path):
    table = read(tmp_path, "nom;type;commune\nDupont, Martin et fils;entreprise;Givors\nA, B, C;association;Grigny\n")

    assert [row.cells[0] for row in table.rows] == ["Dupont, Martin et fils", "A, B, C"]


def test_the_sep_line_of_excel_is_obeyed_and_is_no_data(tmp_path):
    table = read(tmp_path, "sep=,\r\nnom,note\r\nAtelier,a;b;c\r\n")

    assert table.header == ("nom", "note")
    assert [(row.line, row.cells) for row in table.rows] == [(3, ("Atelier", "a;b;c"))]


@pytest.mark.parametrize("said", ["sep=\t\r\n", '"sep=\t"\r\n', "\ufeffsep=\t\r\n"])
def test_the_sep_line_may_name_the_tabulation(tmp_path, said):
    table = read(tmp_path, f"{said}nom\tnote\r\nAtelier\ta;b\r\n")

    assert [row.cells for row in table.rows] == [("Atelier", "a;b")]
    assert table.warnings == []


def test_a_byte_order_mark_is_not_part_of_the_first_column(tmp_path):
    assert read(tmp_path, b"\xef\xbb\xbfnom;siret\nA;1\n").header == ("nom", "siret")


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_lines_are_counted_as_a_text_editor_does(tmp_path, end):
    table = read(tmp_path, end.join(["nom;note", 'A;"sur', 'deux lignes"', "", "B;x", ""]))

    assert [(row.line, row.cells) for row in table.rows] == [(2, ("A", "sur\ndeux lignes")), (5, ("B", "x"))]


def test_mixed_line_ends_give_the_right_rows(tmp_path):
    table = read(tmp_path, b'nom;note\r\nA;1\nB;2\r"C";3\n\r')

    assert [(row.line, row.cells[0]) for row in table.rows] == [(2, "A"), (3, "B"), (4, "C")]


def test_titles_above_the_header_and_the_total_below_are_told_and_never_data(tmp_path):
    table = read(tmp_path, "Subventions 2023;;\n\nNom;Montant;Objet\nAtelier;100;x\nTotal;100;\n")

    assert (table.header, table.header_line) == (("Nom", "Montant", "Objet"), 3)
    assert [(w.code, w.line) for w in table.warnings] == [("HEADER_NOT_FIRST", 1)]
    good, total = table.rows
    assert (codes(good), codes(total), total.line) == ([], ["HEADER_NOT_FIRST"], 5)


@pytest.mark.parametrize("title", ["Nom", "nom;;;", "nom;\n;"])
def test_a_word_alone_on_its_line_is_a_title_when_a_header_follows(tmp_path, title):
    table = read(tmp_path, f"{title}\nnom;siret\nAtelier;1\n")

    assert table.header == ("nom", "siret")
    assert [row.cells for row in table.rows] == [("Atelier", "1")]
    assert "HEADER_NOT_FIRST" in [w.code for w in table.warnings]


def test_a_header_of_one_word_is_still_a_header(tmp_path):
    table = read(tmp_path, "nom\nAtelier\nRégie\n")

    assert [row.cells for row in table.rows] == [("Atelier",), ("Régie",)]


@pytest.mark.parametrize("total", ["Total général : 2 structures", "Sous-total : 2", "TOTAL GENERAL : 3"])
def test_a_counted_total_is_told_and_never_data(tmp_path, total):
    table = read(tmp_path, f"nom;siret\nAtelier;1\n{total};\n")

    assert [codes(row) for row in table.rows] == [[], ["HEADER_NOT_FIRST"]]


def test_an_organisation_called_total_is_not_a_sum(tmp_path):
    table = read(tmp_path, "nom;siret;montant\nTotal;99900001100018;5\nTotal Énergies;;5\n")

    assert [codes(row) for row in table.rows] == [[], []]


def test_a_missing_header_is_refused_with_the_first_line_and_what_was_expected(tmp_path):
    said = refusal(tmp_path, "Atelier;99900001100018\nRégie;99900002900028\n")

    assert said.refusal == "HEADER_MISSING"
    assert "Atelier | 99900001100018" in str(said)
    assert "nom, siret" in str(said)


def test_a_header_twice_the_same_is_refused_with_its_positions(tmp_path):
    said = refusal(tmp_path, "Nom;siret; NOM \nA;1;2\n")

    assert said.refusal == "HEADER_DUPLICATE"
    assert "1, 3" in str(said)


def test_a_header_is_twice_the_same_whatever_nobody_sees_in_it(tmp_path):
    assert refusal(tmp_path, "nom;siret;si\u00adret\nA;1;2\n").refusal == "HEADER_DUPLICATE"


def test_a_second_file_pasted_below_the_first_is_seen(tmp_path):
    table = read(tmp_path, "\ufeffnom;siret\nA;1\n\ufeffnom;siret\nB;2\n")

    assert [codes(row) for row in table.rows] == [[], ["HEADER_REPEATED"], []]


def test_a_second_file_pasted_at_the_end_of_the_last_line_is_seen(tmp_path):
    table = read(tmp_path, b"\xef\xbb\xbfnom;siret\nA;1\nB;2\xef\xbb\xbfnom;siret\nC;3\n")

    assert [codes(row) for row in table.rows] == [[], ["HEADER_REPEATED"], []]


def test_rows_of_the_wrong_length_are_set_aside_and_nothing_shifts(tmp_path):
    table = read(tmp_path, "nom;siret;commune\nA;1\nB;2;Givors;\nC;3;Lyon;trop\nD;4;Grigny\n")

    assert [codes(row) for row in table.rows] == [["ROW_LENGTH"], [], ["ROW_LENGTH"], []]
    assert "2 cellules trouvées, 3 attendues" in next(iter(table.rows)).problems[0].message


def test_a_decimal_comma_in_a_comma_file_is_explained(tmp_path):
    table = read(tmp_path, "nom,montant,objet\nA,100,x\nB,27 000,00,y\nC,3,z\n")

    bad = [row for row in table.rows if row.problems]
    assert [(row.line, codes(row)) for row in bad] == [(3, ["ROW_LENGTH"])]
    assert "guillemets" in bad[0].problems[0].message


def test_quotes_inside_a_name_are_read_as_letters_and_said(tmp_path):
    table = read(tmp_path, 'nom;siret\nLe "Relais" de Givors;1\n"Le Fil" solidaire;2\n"L\'atelier ""du"" coin";3\n')

    assert [row.cells[0] for row in table.rows] == [
        'Le "Relais" de Givors',
        '"Le Fil" solidaire',
        'L\'atelier "du" coin',
    ]
    assert [(w.code, w.line) for w in table.warnings] == [("QUOTE_STRAY", 2), ("QUOTE_STRAY", 3)]


def test_a_quote_that_nothing_opens_at_the_end_of_a_name_is_said(tmp_path):
    table = read(tmp_path, 'nom;siret\nVis 3";1\n')

    assert [row.cells[0] for row in table.rows] == ['Vis 3"']
    assert [w.code for w in table.warnings] == ["QUOTE_STRAY"]


@pytest.mark.parametrize(
    "body",
    ['"A;1\nB;2\nC;3\n', '"A;1\nB;2\n"C";3\n', 'A;"1\nB;2\nC;"3"\n', '"A;1\nB;2\nC";3;4\n'],
    ids=["to the end", "to the next quote", "in the last cell", "to a wrong row"],
)
def test_a_quote_never_closed_is_refused_with_the_line_that_opens_it(tmp_path, body):
    said = refusal(tmp_path, "nom;siret\nZ;0\n" + body)

    assert said.refusal == "QUOTE_UNCLOSED"
    assert "ligne 3 " in str(said)


def test_too_many_columns_are_refused_at_the_header(tmp_path):
    assert refusal(tmp_path, "nom" + ";x" * 300 + "\nA\n").refusal == "TOO_MANY_COLUMNS"


@pytest.mark.parametrize("before", ["", 'Le "Fil";x\n'])
def test_a_long_cell_of_many_short_lines_is_too_long_as_well(tmp_path, before):
    text = ("mot " * 25 + "\n") * 150

    table = read(tmp_path, f'nom;note\n{before}A;"{text}"\nB;x\n')

    assert [codes(row) for row in table.rows][-2:] == [["FIELD_TOO_LONG"], []]
    last = read(tmp_path, f'nom;note\n{before}B;x\nA;"{text}"\n')
    assert [codes(row) for row in last.rows][-1] == ["FIELD_TOO_LONG"]


def test_a_number_that_must_never_be_kept_is_not_repeated_by_a_refusal(tmp_path):
    said = refusal(tmp_path, 'nom;note\n"A;NIR 2 55 08 14 168 025 38\nB;x\nC;y\n')

    assert (said.refusal, "168" in str(said)) == ("QUOTE_UNCLOSED", False)


def test_a_long_cell_sets_its_row_aside_with_its_length(tmp_path):
    table = read(tmp_path, "nom;siret\n" + "A" * 200_000 + ";1\nB;2\n")

    assert [codes(row) for row in table.rows] == [["FIELD_TOO_LONG"], []]
    assert "200 000" in next(iter(table.rows)).problems[0].message


@pytest.mark.parametrize(
    "content", ["", " \r\n\t\r\n", "\ufeff", ";;;\n;;;\n", "\xa0\n\u202f;\u3000\n", "\u200b\r\n\u2060\r\n"]
)
def test_an_empty_file_is_refused_in_one_sentence(tmp_path, content):
    assert refusal(tmp_path, content).refusal == "FILE_EMPTY"


def test_a_header_without_row_is_a_warning(tmp_path):
    table = read(tmp_path, "nom;siret\n\n")

    assert list(table.rows) == []
    assert [w.code for w in table.warnings] == ["NO_ROWS"]


def test_a_row_limit_is_refused_by_name_and_never_cuts_the_file(tmp_path):
    content = "nom\nA\nB\nC\n"

    assert refusal(tmp_path, content, most_rows=2).refusal == "TOO_MANY_ROWS"
    assert len(list(read(tmp_path, content, most_rows=3).rows)) == 3


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"\x1f\x8b\x08\x00abc", "NOT_A_TABLE"),
        ("a.csv", b"<!DOCTYPE html><html><body>Erreur</body></html>", "NOT_A_TABLE"),
        ("a.csv", b"%PDF-1.7", "NOT_A_TABLE"),
        ("a.csv", b'{"nom": "A"}', "FILE_TYPE"),
        ("a.xlsx", b"nom;siret\nA;1\n", "FILE_TYPE"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "FILE_TYPE"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "FILE_ENCRYPTED"),
    ],
)
def test_a_file_that_is_something_else_is_named_by_its_content(tmp_path, name, content, code):
    assert refusal(tmp_path, content, name).refusal == code


def test_rows_can_be_read_twice_and_a_file_changed_meanwhile_is_refused(tmp_path):
    table = read(tmp_path, "nom;siret\nA;1\n")
    assert list(table.rows) == list(table.rows)

    (tmp_path / "liste.csv").write_text("nom;siret\nautre chose;2\n")

    with pytest.raises(FileRefused) as caught:
        list(table.rows)
    assert caught.value.refusal == "FILE_CHANGED"


def test_a_file_that_is_not_there_is_refused_in_one_sentence(tmp_path):
    for path in (tmp_path / "absent.csv", tmp_path):
        with pytest.raises(FileRefused) as caught:
            read_tables(path, looks_like_header=known)
        assert caught.value.refusal == "FILE_UNREADABLE"
