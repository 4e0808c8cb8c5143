"""Encoding: what letters the bytes stand for is proved, said, or asked; never guessed in silence."""

from __future__ import annotations

import pytest

from tests.api.catalogue.cases import HEADER, ROWS, Case, check, document, of_rows, table

WHOLE = HEADER + of_rows()
TABBED = WHOLE.replace(";", "\t")
WIDE = "\N{ZERO WIDTH NO-BREAK SPACE}"
ONE = {"nom": "Régie des Érables « Œuvre »", "siret": "99900003700039", "commune": "Givors"}
BAD_BYTE = HEADER.encode() + ROWS[0].encode() + ROWS[1].encode().replace(b"quartier", b"quar\xfftier")

CASES = [
    Case("csv_utf8_bom.csv", WHOLE.encode("utf-8-sig"), "accept", "", 3, 0),
    Case("json_utf8_bom.json", b"\xef\xbb\xbf" + document(ONE), "accept", "", 1, 0),
    Case("csv_utf16le_bom_tabs.csv", (WIDE + TABBED).encode("utf-16-le"), "accept", "", 3, 0),
    Case("csv_utf16be_bom_tabs.csv", (WIDE + TABBED).encode("utf-16-be"), "accept", "", 3, 0),
    Case("csv_utf16le_bom.csv", (WIDE + WHOLE).encode("utf-16-le"), "accept", "", 3, 0),
    Case("csv_utf16_tabs.txt", (WIDE + TABBED).encode("utf-16-le"), "accept", "", 3, 0),
    Case("csv_utf7.csv", table("nom;siret", "+ADw-script+AD4-alert(1)+ADw-/script+AD4-;99900003700039"), "accept", "", 1, 0),
    Case("csv_utf7_words.csv", table("nom;siret;commune", "R+AOk-gie des +AMk-rables;99900003700039;Givors", "+AMk-rables;;Givors"), "accept", "", 2, 0),
    Case("csv_cp1252.csv", WHOLE.encode("cp1252"), "warn", "ENCODING_GUESSED", 3, 0),
    Case("csv_cp1252_short.csv", table("nom;siret", "").replace(b"\r\n\r\n", b"\r\n") + "Œuvre « L'Établi »;99900003700039\r\n".encode("cp1252"), "warn", "ENCODING_GUESSED", 1, 0),
    Case("csv_cp1252_euro.csv", "nom;budget;commune\r\nRégie d’Arc – l’été…;1 200 €;Saint-Étienne\r\n".encode("cp1252"), "warn", "ENCODING_GUESSED", 1, 0),
    Case("csv_utf16be_no_bom.csv", WHOLE.encode("utf-16-be"), "reject", "ENCODING_UNKNOWN", says=("--encoding",)),
    Case("csv_utf16le_no_bom_tabs.csv", TABBED.encode("utf-16-le"), "reject", "ENCODING_UNKNOWN", says=("--encoding",)),
    Case("json_utf16le_no_bom.json", document(ONE).decode().encode("utf-16-le"), "reject", "ENCODING_UNKNOWN"),
    Case("json_utf16be_bom.json", (WIDE + document(ONE).decode()).encode("utf-16-be"), "warn", "ENCODING_GUESSED", 1, 0),
    Case("json_cp1252.json", document(ONE).decode().encode("cp1252"), "reject", "ENCODING_UNKNOWN", says=("octet",)),
    Case("json_latin1.json", '{"organisations": [{"nom": "Régie"}]}'.encode("latin-1"), "reject", "ENCODING_UNKNOWN", says=("octet",)),
    Case("csv_utf32.csv", WHOLE.encode("utf-32"), "reject", "ENCODING_UNKNOWN"),
    Case("csv_macroman.csv", WHOLE.encode("mac_roman"), "reject", "ENCODING_UNCERTAIN", says=("--encoding",)),
    Case("csv_macroman_short.csv", "nom;siret\r\nRégie des Érables;99900003700039\r\n".encode("mac_roman"), "reject", "ENCODING_UNCERTAIN"),
    Case("csv_macroman_cr.csv", WHOLE.replace("\r\n", "\r").encode("mac_roman"), "reject", "ENCODING_UNCERTAIN"),
    Case("csv_macroman_lower.csv", "nom;siret;commune\r\nRégie d'été;99900003700039;Mâcon\r\nForêt à côté;;Besançon\r\n".encode("mac_roman"), "reject", "ENCODING_UNCERTAIN"),
    Case("csv_cp850.csv", WHOLE.replace("Œ", "O").encode("cp850"), "reject", "ENCODING_UNCERTAIN"),
    Case("csv_mojibake.csv", WHOLE.encode().decode("cp1252").encode(), "warn", "MOJIBAKE_SUSPECTED", 3, 0, lines=(3, 4)),
    Case("csv_mojibake_latin1.csv", WHOLE.encode().decode("latin-1").encode(), "warn", "MOJIBAKE_SUSPECTED", 3, 0),
    Case("csv_mojibake_twice.csv", WHOLE.replace("Œ", "É").replace("« ", "").replace(" »", "").replace("É", "é").encode().decode("cp1252").encode().decode("cp1252").encode(), "warn", "MOJIBAKE_SUSPECTED", 3, 0),
    Case("json_mojibake.json", document({"nom": "RÃ©gie des Ã‰rables", "siret": "99900003700039"}), "warn", "MOJIBAKE_SUSPECTED", 1, 0),
    Case("csv_mojibake_short.csv", table("nom;siret", "RÃ©gie des Ã‰rables;99900003700039"), "warn", "MOJIBAKE_SUSPECTED", 1, 0, ("Régie des Érables",)),
    Case("csv_mixed_encodings.csv", (HEADER + of_rows(2)).encode() + ROWS[2].encode("cp1252"), "partial", "LINE_NOT_UTF8", 2, 1, ("octet",), (4,)),
    Case("csv_mixed_first.csv", HEADER.encode() + ROWS[1].encode("cp1252") + ROWS[0].encode() + ROWS[2].encode(), "partial", "LINE_NOT_UTF8", 2, 1, ("octet",), (2,)),
    Case("csv_invalid_byte.csv", BAD_BYTE + ROWS[2].encode(), "partial", "LINE_NOT_UTF8", 2, 1, ("octet",), (3,)),
    Case("csv_invalid_byte_alone.csv", HEADER.encode() + ROWS[0].encode() + b"Atelier\xff;association;99900003700039;;;;;;;;\r\n", "partial", "LINE_NOT_UTF8", 1, 1, ("octet",), (3,)),
    Case("csv_invalid_byte_ascii.csv", b"nom;siret\r\nAtelier;99900003700039\r\nAte\xfflier;99900004500040\r\n", "partial", "LINE_NOT_UTF8", 1, 1, ("octet",), (3,)),
    Case("csv_invalid_byte_80.csv", b"nom;siret\r\nAtelier;99900003700039\r\nAte\x80lier;99900004500040\r\n", "partial", "LINE_NOT_UTF8", 1, 1, ("octet",), (3,)),
    Case("csv_invalid_byte_c3.csv", "nom;siret\r\nRégie;99900003700039\r\nR".encode() + b"\xc3gie;99900004500040\r\n", "partial", "LINE_NOT_UTF8", 1, 1, ("octet",), (3,)),
    Case("csv_overlong.csv", "nom;siret\r\nRégie;99900003700039\r\nA".encode() + b"\xc0\xafB;99900004500040\r\n", "partial", "LINE_NOT_UTF8", 1, 1, ("octet",), (3,)),
    Case("csv_cesu8.csv", "nom;siret\r\nRégie;99900003700039\r\nA".encode() + b"\xed\xa0\x80B;99900004500040\r\n", "partial", "LINE_NOT_UTF8", 1, 1, ("octet",), (3,)),
    Case("csv_bom_pasted.csv", (WIDE + HEADER + of_rows(2) + WIDE + HEADER + ROWS[2]).encode(), "partial", "HEADER_REPEATED", 3, 1, lines=(4,)),
    Case("csv_bom_pasted_same.csv", (WIDE + WHOLE + WIDE + WHOLE).encode(), "partial", "HEADER_REPEATED", None, 1, lines=(5,)),
    Case("csv_bom_pasted_no_line_end.csv", (WIDE + HEADER + of_rows(2).rstrip() + "\r\n" + WIDE + HEADER + ROWS[2].rstrip()).encode(), "partial", "HEADER_REPEATED", 3, 1),
    Case("csv_nul_in_name.csv", (HEADER + ROWS[0] + ROWS[1].replace("quartier", "quar\0tier")).encode(), "partial", "CONTROL_CHARACTER", 1, 1, lines=(3,)),
    Case("csv_nul_short.csv", b"nom;siret\r\nAtelier;99900003700039\r\nAte\0lier;99900004500040\r\n", "partial", "CONTROL_CHARACTER", 1, 1, lines=(3,)),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_letters_of_a_file_get_what_the_catalogue_says(send, case):
    check(case, send(case.name, case.made()))
