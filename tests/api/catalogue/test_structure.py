"""CSV structure: headers, lines, quotes and lengths; nothing shifts, nothing is swallowed, lines are an editor's."""

from __future__ import annotations

import unicodedata

import pytest

from tests.api.catalogue.cases import HEADER, ROWS, SIRETS, Case, check, document, of_rows, table, workbook

NAMES = "nom;type;siret;territoire;email;telephone;adresse;code_postal;commune;site_web;notes"
A, B, C = (row.rstrip() for row in ROWS)
GIVORS = f"Atelier;association;{SIRETS[3]};;;;;69700;Givors;;"

CASES = [
    # Of an actor that the base holds with more columns: a preview says what is gone, a file written is accepted all the same.
    Case("csv_known_with_fewer_columns.csv", table("\ufeffnom;siret", f"Atelier des Possibles;{SIRETS[0]}", f"Régie de quartier Les Érables;{SIRETS[1]}"), "accept", "", 2, 0),
    Case("json_known_with_fewer_members.json", document({"nom": "Atelier des Possibles", "siret": SIRETS[0]}), "accept", "", 1, 0),
    Case("xlsx_known_with_fewer_columns.xlsx", workbook(("nom", "siret"), ("Atelier des Possibles", SIRETS[0])), "accept", "", 1, 0),
    Case("csv_bom_only.csv", b"\xef\xbb\xbf", "reject", "FILE_EMPTY"),
    Case("csv_newlines_only.csv", b"\r\n\r\n\n", "reject", "FILE_EMPTY"),
    Case("csv_separators_only.csv", b";;;\r\n;;;\r\n", "reject", ""),
    Case("json_empty.json", b"", "reject", "FILE_EMPTY"),
    Case("json_blank.json", b" \n\t\n", "reject", "FILE_EMPTY"),
    Case("xlsx_empty.xlsx", b"", "reject", "FILE_EMPTY"),
    Case("csv_header_only_no_end.csv", NAMES.encode(), "warn", "NO_ROWS", 0, 0),
    Case("csv_header_blank_rows.csv", (HEADER + ";;;;;;;;;;\r\n" * 3).encode(), "warn", "NO_ROWS", 0, 0),
    Case("json_no_organisation.json", b'{"organisations": []}', "warn", "NO_ROWS", 0, 0),
    Case("csv_no_header_short.csv", table(f"Atelier;{SIRETS[2]}", f"Relais;{SIRETS[3]}"), "reject", "HEADER_MISSING", says=("Atelier",)),
    Case("csv_titles_above.csv", table("Liste des partenaires;;;;;;;;;;", "Mise à jour : janvier 2024;;;;;;;;;;", ";;;;;;;;;;", NAMES, A, B, C, ";;;;;;;;;;", "Total;3;;;;;;;;;"), "partial", "HEADER_NOT_FIRST", 3, 1),
    Case("csv_titles_above_ragged.csv", table("Liste des partenaires", "", "", NAMES, A, B, C, "", "Total;3"), "partial", "HEADER_NOT_FIRST", 3, 1),
    Case("csv_titles_total_figures.csv", table("Partenaires 2024", "", "nom;siret;budget", f"A;{SIRETS[2]};100", f"B;{SIRETS[3]};200", "TOTAL;;300"), "partial", "HEADER_NOT_FIRST", 2, 1),
    Case("csv_titles_total_words.csv", table("Export du 12/01/2024", "", NAMES, A, B, "Total : 2 organisations;;;;;;;;;;"), "partial", "HEADER_NOT_FIRST", 2, 1),
    Case("csv_titles_total_general.csv", table("Export", "", "nom;commune;effectif", "A;Givors;10", "B;Grigny;4", "Total général;;14"), "partial", "HEADER_NOT_FIRST", 2, 1),
    Case("csv_duplicate_header.csv", table("nom;siret;nom", f"A;{SIRETS[2]};B"), "reject", "HEADER_DUPLICATE", says=("1", "3", "nom")),
    Case("csv_duplicate_header_trimmed.csv", table("nom;siret; Nom ", f"A;{SIRETS[2]};B"), "reject", "HEADER_DUPLICATE", says=("1", "3")),
    Case("csv_duplicate_header_case.csv", table("nom;NOM;siret", f"A;B;{SIRETS[2]}"), "reject", "HEADER_DUPLICATE"),
    Case("csv_duplicate_header_folded.csv", table("nom;siret;téléphone;" + unicodedata.normalize("NFD", "téléphone"), f"A;{SIRETS[2]};;"), "reject", "HEADER_DUPLICATE", says=("3", "4")),
    Case("csv_duplicate_header_wide.csv", table("nom;ｎｏｍ;siret", f"A;B;{SIRETS[2]}"), "reject", "HEADER_DUPLICATE"),
    Case("csv_duplicate_header_accents.csv", table("nom;telephone;Téléphone", "A;;"), "reject", "HEADER_DUPLICATE"),
    Case("csv_duplicate_header_nbsp.csv", table("nom;siret;nom\u00a0", f"A;{SIRETS[2]};B"), "reject", "HEADER_DUPLICATE"),
    Case("csv_duplicate_header_zero_width.csv", table("nom;siret;n\u200bom", f"A;{SIRETS[2]};B"), "reject", "HEADER_DUPLICATE"),
    Case("csv_duplicate_header_sharp_s.csv", table("nom;siret;Straße;STRASSE", f"A;{SIRETS[2]};;"), "reject", "HEADER_DUPLICATE"),
    Case("csv_duplicate_header_unknown.csv", table("nom;couleur;siret;Couleur", f"A;x;{SIRETS[2]};y"), "reject", "HEADER_DUPLICATE"),
    Case("csv_duplicate_header_full.csv", table(NAMES + ";nom", A + ";autre"), "reject", "HEADER_DUPLICATE"),
    Case("csv_missing_required.csv", table("type;siret;territoire;commune", f"association;{SIRETS[2]};Lyon 8;Lyon"), "reject", "COLUMN_REQUIRED", says=("Nom",)),
    Case("csv_missing_name_short.csv", table("siret;commune", f"{SIRETS[2]};Givors"), "reject", "COLUMN_REQUIRED", says=("Nom",)),
    Case("csv_missing_name_siret_only.csv", table("siret;type", f"{SIRETS[2]};association"), "reject", "COLUMN_REQUIRED", says=("Nom",)),
    Case("csv_missing_name_renamed.csv", table("intitule;siret;commune", f"A;{SIRETS[2]};Givors"), "reject", "COLUMN_REQUIRED", says=("intitule",)),
    Case("csv_missing_name_libelle.csv", table("libelle;siret;commune", f"A;{SIRETS[2]};Givors"), "reject", "COLUMN_REQUIRED", says=("libelle",)),
    Case("csv_unknown_columns_many.csv", table("nom;couleur_preferee;siret;signe;", f"A;bleu;{SIRETS[2]};lion;x"), "warn", "COLUMN_IGNORED", 1, 0),
    Case("csv_cr_only.csv", (HEADER + of_rows()).replace("\r\n", "\r").encode(), "accept", "", 3, 0),
    Case("csv_lf_only.csv", (HEADER + of_rows()).replace("\r\n", "\n").encode(), "accept", "", 3, 0),
    Case("csv_quoted_newline.csv", (HEADER + '"Nom sur\ndeux lignes";association;99900003700039;;;;;;Givors;;\r\n' + ROWS[0]).encode(), "accept", "", 2, 0),
    Case("csv_quoted_newline_note.csv", table("nom;siret;notes", f'A;{SIRETS[2]};"ligne 1\r\nligne 2\r\n\r\nligne 4"', f"B;{SIRETS[3]};"), "accept", "", 2, 0),
    Case("csv_sep_line.csv", ("sep=;\r\n" + HEADER + of_rows()).encode(), "accept", "", 3, 0),
    Case("csv_sep_comma.csv", ("sep=,\r\n" + (HEADER + of_rows()).replace(";", ",")).encode(), "accept", "", 3, 0),
    Case("csv_sep_line_bom.csv", ("\ufeffsep=;\r\n" + HEADER + of_rows()).encode(), "accept", "", 3, 0),
    Case("csv_more_commas.csv", table("nom;commune;type", '"A, B, C, D, E";Grigny;association', '"F, G, H";Givors;entreprise'), "accept", "", 2, 0),
    Case("csv_commas_in_notes.csv", table("nom;siret;notes", f"A;{SIRETS[2]};un, deux, trois, quatre", f"B;{SIRETS[3]};cinq, six, sept, huit, neuf"), "accept", "", 2, 0),
    Case("csv_pipe.csv", (HEADER + of_rows()).replace(";", "|").encode(), "accept", "", 3, 0),
    Case("csv_stray_quotes.csv", table("nom;type;commune", 'Le "Relais" de Givors;association;Givors', 'Association "Les Amis";association;Grigny'), "warn", "QUOTE_STRAY", 2, 0, lines=(2, 3)),
    Case("csv_stray_quote_single.csv", table("nom;type;commune", 'Écran 24" et plus;entreprise;Givors', "Relais;association;Grigny"), "warn", "QUOTE_STRAY", 2, 0, lines=(2,)),
    Case("csv_stray_quote_begin.csv", table("nom;type;commune", '"Relais" de Givors;association;Givors', "Relais;association;Grigny"), "warn", "QUOTE_STRAY", 2, 0, lines=(2,)),
    Case("csv_stray_quotes_full.csv", (HEADER + ROWS[2].replace("« L'Établi »", '"L\'Établi"') + ROWS[0]).encode(), "warn", "QUOTE_STRAY", 2, 0, lines=(2,)),
    Case("csv_quote_unclosed.csv", (HEADER + ROWS[0] + '"' + ROWS[1] + ROWS[2]).encode(), "reject", "QUOTE_UNCLOSED", says=("ligne 3",)),
    Case("csv_quote_unclosed_short.csv", table("nom;siret", f'"A;{SIRETS[2]}', f"B;{SIRETS[3]}", f"C;{SIRETS[4]}"), "reject", "QUOTE_UNCLOSED", says=("ligne 2",)),
    Case("csv_quote_unclosed_last.csv", table("nom;siret", f"A;{SIRETS[2]}", f'"B;{SIRETS[3]}'), "reject", "QUOTE_UNCLOSED", says=("ligne 3",)),
    Case("csv_quote_unclosed_then_quoted.csv", table("nom;siret;notes", f'"A;{SIRETS[2]};x', f'"B";{SIRETS[3]};y', f"C;{SIRETS[4]};z"), "reject", "QUOTE_UNCLOSED", says=("ligne 2",)),
    Case("csv_quote_unclosed_field.csv", table("nom;siret;notes", f'A;{SIRETS[2]};"note jamais fermée', *(f"B{n};;" for n in range(300))), "reject", "QUOTE_UNCLOSED", says=("ligne 2",)),
    Case("csv_too_many_fields.csv", (HEADER + ROWS[0] + ROWS[1].replace("\r\n", ";de trop\r\n") + ROWS[2]).encode(), "partial", "ROW_LENGTH", 2, 1, ("11", "12"), (3,)),
    Case("csv_too_few_fields.csv", (HEADER + ROWS[0] + "Relais;association\r\n" + ROWS[2]).encode(), "partial", "ROW_LENGTH", 2, 1, ("11", "2"), (3,)),
    Case("csv_ragged.csv", table("nom;siret;commune", f"A;{SIRETS[2]}", f"B;{SIRETS[3]};Givors;x;y", f"C;{SIRETS[4]};Grigny"), "partial", "ROW_LENGTH", 1, 2, ("3",), (2, 3)),
    Case("csv_extra_semicolon_in_name.csv", table("nom;siret;commune", f"A ; fils;{SIRETS[2]};Givors", f"B;{SIRETS[3]};Grigny"), "partial", "ROW_LENGTH", 1, 1),
    Case("csv_row_of_existing_cut.csv", (HEADER + ROWS[2] + "Atelier des Possibles;association;99900001100018").encode(), "partial", "ROW_LENGTH", 1, 1),
    Case("csv_truncated_mid_char.csv", (HEADER + of_rows(2)).encode() + ROWS[2].encode()[:1], "partial", "FILE_TRUNCATED", 2, 1),
    Case("csv_truncated_mid_char_later.csv", (HEADER + of_rows(2)).encode() + ROWS[2].encode().split("«".encode())[0] + b"\xc2", "partial", "FILE_TRUNCATED", 2, 1, ("coup",)),
    Case("csv_truncated_first_row.csv", (HEADER + "R").encode() + b"\xc3", "partial", "FILE_TRUNCATED", 0, 1),
    Case("csv_truncated_utf16.csv", ("\ufeff" + (HEADER + of_rows()).replace(";", "\t")).encode("utf-16-le")[:-21], "partial", "FILE_TRUNCATED", 2, 1),
    Case("csv_truncated_last_field.csv", (HEADER + of_rows()).encode()[:-6] + "é".encode()[:1], "partial", "FILE_TRUNCATED", 2, 1),
    Case("csv_truncated_ascii.csv", b"nom;siret;commune\r\nA;99900003700039;Givors\r\nB;99900004500040;V\xc3", "partial", "FILE_TRUNCATED", 1, 1),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_structure_of_a_table_gets_what_the_catalogue_says(send, case):
    check(case, send(case.name, case.made()))


@pytest.mark.parametrize("more", ["", ";commune", ";adresse;effectif", ";site_web;notes", ";date;budget"])
def test_a_sheet_of_names_types_and_sirets_is_an_office_s_own(send, more):
    blanks = ";" * more.count(";")

    sent = send("liste.csv", table("nom;type;siret" + more, f"Atelier;association;{SIRETS[3]}" + blanks))

    assert (sent.report["outcome"], sent.report["source"]) == ("accept", "parties-prenantes@plateforme")
