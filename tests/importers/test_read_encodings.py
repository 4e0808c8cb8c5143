"""Encodings: proved, guessed and said, or asked; a letter is never lost in silence."""

from __future__ import annotations

import pytest

from importers.read import read_tables
from kb.problems import FileRefused

LINES = "nom;commune\nRégie de quartier Les Érables;Fécamp\nŒuvre commune « L'Établi »;Besançon\nHôtel-Dieu;Évian\n"


def read(tmp_path, raw: bytes, encoding: str | None = None):
    path = tmp_path / "liste.csv"
    path.write_bytes(raw)
    (table,) = read_tables(path, encoding=encoding, looks_like_header=lambda cells: "nom" in cells)
    return table, list(table.rows)


def refusal(tmp_path, raw: bytes, encoding: str | None = None) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        read(tmp_path, raw, encoding)
    return caught.value


def test_windows_1252_is_read_exactly_and_said(tmp_path):
    table, rows = read(tmp_path, LINES.encode("cp1252"))

    assert [row.cells[0] for row in rows] == [line.split(";")[0] for line in LINES.splitlines()[1:]]
    assert [w.code for w in table.warnings] == ["ENCODING_GUESSED"]


@pytest.mark.parametrize("codec", ["utf-16", "utf-8-sig"])
def test_a_marked_encoding_is_accepted_without_a_word(tmp_path, codec):
    table, rows = read(tmp_path, LINES.replace(";", "\t").encode(codec))

    assert rows[1].cells == ("Œuvre commune « L'Établi »", "Besançon")
    assert table.warnings == []


@pytest.mark.parametrize("codec", ["mac-roman", "cp850"])
def test_an_old_encoding_of_mac_or_dos_is_asked_and_never_guessed(tmp_path, codec):
    raw = LINES.replace("Œ", "Oe").replace("« ", "").replace(" »", "").encode(codec)

    said = refusal(tmp_path, raw)
    _, rows = read(tmp_path, raw, encoding=codec)

    assert said.refusal == "ENCODING_UNCERTAIN"
    assert "Régie de quartier Les Érables" in str(said)
    assert f"--encoding {codec}" in said.typed
    assert rows[0].cells == ("Régie de quartier Les Érables", "Fécamp")


def test_utf_16_without_a_mark_is_refused_with_the_way_to_pass_it(tmp_path):
    raw = LINES.encode("utf-16-le")

    said = refusal(tmp_path, raw)
    _, rows = read(tmp_path, raw, encoding="utf-16-le")

    assert said.refusal == "ENCODING_UNKNOWN"
    assert "octet 1" in str(said)
    assert "utf-16-le" in said.typed
    assert len(rows) == 3


@pytest.mark.parametrize(("codec", "proposed"), [("utf-16-le", "utf-16-le"), ("utf-16-be", "utf-16-be"), ("utf-8", "utf-8"), ("cp1252", "utf-8")])
def test_a_file_asked_for_as_utf_16_that_has_no_mark_is_refused_with_the_way_to_pass_it(tmp_path, codec, proposed):
    said = refusal(tmp_path, LINES.encode(codec), encoding="utf-16")

    assert (said.refusal, said.status) == ("ENCODING_UNKNOWN", FileRefused.status)
    assert "marque de début" in str(said)
    assert f"--encoding {proposed}." in said.typed


def test_one_bad_line_is_set_aside_with_its_byte_and_the_others_go_on(tmp_path):
    good, bad = "nom;commune\nRégie;Givors\n".encode(), "Société;Lyon\n".encode("cp1252")

    _, rows = read(tmp_path, good + bad + "Œuvre;Grigny\n".encode())

    assert [[p.code for p in row.problems] for row in rows] == [[], ["LINE_NOT_UTF8"], []]
    assert (rows[1].line, rows[1].cells[0]) == (3, "Soci\\xe9t\\xe9")
    assert f"octet {len(good) + 4} " in rows[1].problems[0].message


@pytest.mark.parametrize("cut", ["Fé", "Fœ", "Fê", "F🎉", "F’"])
def test_a_file_cut_inside_a_letter_offers_its_whole_rows(tmp_path, cut):
    _, rows = read(tmp_path, f"nom;commune\nA;Lyon\nB;{cut}".encode()[:-1])

    assert [[p.code for p in row.problems] for row in rows] == [[], ["FILE_TRUNCATED"]]


def test_an_unknown_or_wrong_encoding_is_refused(tmp_path):
    assert refusal(tmp_path, b"nom\nA\n", encoding="klingon").refusal == "ENCODING_UNKNOWN"
    assert refusal(tmp_path, b"nom\n\x81\n", encoding="cp1252").refusal == "ENCODING_UNKNOWN"


def test_utf_7_escapes_stay_what_they_are(tmp_path):
    _, rows = read(tmp_path, b"nom;note\nA;+ADw-script+AD4-\n")

    assert rows[0].cells[1] == "+ADw-script+AD4-"


def test_one_invalid_byte_in_the_only_accented_line_does_not_change_the_encoding(tmp_path):
    raw = "nom;commune\nA;Lyon\nRégie des Érables;Fécamp\n".encode().replace(b"R\xc3\xa9", b"R\xff")

    _, rows = read(tmp_path, raw)

    assert [[p.code for p in row.problems] for row in rows] == [[], ["LINE_NOT_UTF8"]]


def test_one_line_of_many_accents_in_another_encoding_never_spoils_the_others(tmp_path):
    raw = "nom;commune\nRégie;Lyon\n".encode() + "Hôtel-Dieu réinséré à Évian;Évian\n".encode("cp1252")

    _, rows = read(tmp_path, raw)

    assert [(row.cells[0][:5], len(row.problems) > 0) for row in rows] == [("Régie", False), ("H\\xf4", True)]


def test_a_bad_byte_in_a_column_name_is_shown_and_can_be_kept(tmp_path):
    table, rows = read(tmp_path, b"nom;commune;lieu d'ex\xe9cution\n" + "Régie;Bron;Lyon\nHôtel-Dieu;Lyon;Évian\n".encode())

    assert table.header == ("nom", "commune", "lieu d'ex\\xe9cution")
    assert [row.cells[2] for row in rows] == ["Lyon", "Évian"]
