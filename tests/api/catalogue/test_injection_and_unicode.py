"""Injection and Unicode: hostile texts are kept as texts or named; nothing runs, nothing is fetched, nothing hides."""

from __future__ import annotations

import json
import unicodedata

import pytest

from tests.api.catalogue.cases import SIRETS, Case, check, document, raw_document, table, workbook

HEAD = ("nom", "siret", "commune", "notes")
FORMULAS = ("=1+1", "+33 4", "@SUM(A1)", "-2+3", "=HYPERLINK(\"http://x\";\"y\")", "=cmd|'/c calc'!A1", "\t=1+1")
HTML = ("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "{{7*7}}", "${6*6}", "[x](javascript:alert(1))", "**gras**", "</td><td>", "<%= 8*8 %>", "&lt;b&gt;", "{% raw %}", "`id`", "#{5*5}", "![x](http://127.0.0.1:9/x.png)")
CYPHER = ("'}) DETACH DELETE n //", "'; DROP TABLE faits; --", "Robert'); DELETE FROM x;--", "\" OR 1=1 --", "` MATCH (n) DETACH DELETE n")
WEB = ("http://169.254.169.254/", "file:///nonexistent/canary.txt", "ftp://exemple.org", "ldap://127.0.0.1", "JavaScript:alert(1)", "vbscript:x", "https://exemple.org", "mailto:a@b.fr")
TWINS = ("Œuvre de l'Été", unicodedata.normalize("NFD", "Œuvre de l'Été"), "ŒUVRE DE L'ÉTÉ", "Oeuvre de l'Ete", "Œuvre de l’Été", "OEUVRE DE L'ETE")


def named(names: tuple[str, ...], head: str = "nom;siret") -> bytes:
    return table(head, *(f'"{n.replace(chr(34), chr(34) * 2)}";' for n in names))


def pairs(*values: str) -> bytes:
    return table("nom;notes", *(f"A{n};{value}" for n, value in enumerate(values)))


CASES = [
    Case("csv_formulas.csv", table("nom;siret;notes", f"=1+1;{SIRETS[2]};=2+2", f"@SUM(A1);{SIRETS[3]};+x"), "warn", "FORMULA_LIKE_TEXT", 2, 0, lines=(2, 3)),
    Case("csv_formulas_all.csv", named(FORMULAS), "warn", "FORMULA_LIKE_TEXT", None, 0),
    Case("csv_formulas_cr.csv", table("nom;notes", 'A;"\t=1+1"', 'B;"\n=2"'), "warn", "FORMULA_LIKE_TEXT", 2, 0),
    Case("csv_formulas_minus.csv", named(("-1+cmd|' /C calc'!A0",)), "warn", "FORMULA_LIKE_TEXT", 1, 0),
    Case("csv_formulas_wide.csv", named(("＝1+1", "＋1", "－1", "＠SUM(1)")), "warn", "FORMULA_LIKE_TEXT", 4, 0),
    Case("csv_formula_with_blank.csv", named(("= 1+1",)), "warn", "FORMULA_LIKE_TEXT", 1, 0),
    Case("csv_dde.csv", named(('=cmd|\'/C calc\'!A0', '=IMPORTXML("http://127.0.0.1:9/x";"//a")')), "warn", "FORMULA_LIKE_TEXT", 2, 0),
    Case("json_formulas.json", document({"nom": "=1+1", "notes": "@x"}), "warn", "FORMULA_LIKE_TEXT", 1, 0),
    Case("xlsx_formula_texts.xlsx", workbook(HEAD, ("=1+1", SIRETS[2], "", "@SUM(A1)")), "warn", "FORMULA_LIKE_TEXT", 1, 0),
    Case("csv_html_names.csv", named(HTML), "accept", "", len(HTML), 0),
    Case("csv_html_notes.csv", pairs(*(n.replace(";", ",") for n in HTML)), "accept", "", len(HTML), 0),
    Case("json_html_names.json", document(*({"nom": n} for n in HTML)), "accept", "", len(HTML), 0),
    Case("csv_markdown.csv", named(("# Titre", "- liste", "* étoile", "> citation", "| a | b |", "~~x~~")), "accept", "", 6, 0),
    Case("csv_cypher_values.csv", table("nom;type;notes", *(f'"{c.replace(chr(34), chr(34) * 2)}";association;x' for c in CYPHER), "B;ENTREPRISE`) DETACH DELETE n //;x"), "partial", "TYPE_UNKNOWN", 5, 1, lines=(7,)),
    Case("csv_sql_type.csv", table("nom;type", "A;association", "B;association' DROP TABLE x --"), "partial", "TYPE_UNKNOWN", 1, 1, lines=(3,)),
    Case("csv_type_unknown.csv", table("nom;type", "A;association", "B;licorne"), "partial", "TYPE_UNKNOWN", 1, 1),
    Case("csv_label_injection.csv", table("nom;type;siret", f"A;Acteur:Admin;{SIRETS[2]}", f"B;association;{SIRETS[3]}"), "partial", "TYPE_UNKNOWN", 1, 1),
    Case("csv_relation_unknown.csv", table("source;cible;relation", f"{SIRETS[0]};{SIRETS[1]};MANGE", f"{SIRETS[0]};{SIRETS[1]};FINANCE"), "partial", "TYPE_UNKNOWN", 1, 1),
    Case("csv_relation_type_column.csv", table("source;type;cible", f"{SIRETS[0]};x'}}) DELETE n;{SIRETS[1]}", f"{SIRETS[0]};FINANCE;{SIRETS[1]}"), "partial", "TYPE_UNKNOWN", 1, 1),
    Case("json_cypher.json", document({"nom": CYPHER[0]}, relations=[{"source": SIRETS[0], "cible": SIRETS[1], "relation": "X`]->() DELETE n //"}]), "partial", "TYPE_UNKNOWN", 1, 1),
    Case("csv_web.csv", table("nom;site web", *(f"A{n};{w}" for n, w in enumerate(WEB))), "partial", "URL_SCHEME", 2, 6),
    Case("csv_web_site_web.csv", table("nom;siret;site_web", f"A;{SIRETS[2]};\\\\serveur\\x", f"B;{SIRETS[3]};www.exemple.org"), "partial", "URL_SCHEME", 1, 1),
    Case("json_web.json", document({"nom": "A", "site_web": "http://[::1]:7687/"}, {"nom": "B", "site_web": "gopher://127.0.0.1:25/"}), "partial", "URL_SCHEME", 1, 1),
    Case("csv_web_newline.csv", table("nom;site_web", "A;https://exemple.org", 'B;"java\nscript:alert(1)"'), "partial", "URL_SCHEME", 1, 1),
    Case("csv_paths.csv", named(("../../../etc/passwd", "NUL", "COM1.txt", "aux", "C:\\x", "a\x1fb", "-rf", "~")), "partial", "CONTROL_CHARACTER", 7, 1),
    Case("csv_controls.csv", named(("A\x1b[31mB", "A\x00B", "A\u2028B", "A\x9bB", "A\x85B", "A\x7f", "C")), "partial", "CONTROL_CHARACTER", 1, 6),
    Case("csv_fake_log.csv", table("nom;notes", 'A;"ok\n2024-01-01 INFO admin"', "B;\x1b]0;titre\x07".replace(";titre", ":titre"), "C;x"), "partial", "CONTROL_CHARACTER", 2, 1),
    Case("json_controls.json", raw_document('{"nom": "A"}, {"nom": "B\\u001b[31m"}, {"nom": "C\\u2028"}, {"nom": "D\\u0085"}'), "partial", "CONTROL_CHARACTER", 1, 3),
    Case("xlsx_controls.xlsx", workbook(HEAD, ("A", SIRETS[2], "", ""), ("B\u0085C", SIRETS[3], "", ""), ("C\u2028", SIRETS[4], "", "")), "partial", "CONTROL_CHARACTER", 1, 2),
    Case("csv_twins.csv", named(TWINS, "nom;siret"), "warn", "DUPLICATE_SUSPECTED", 6, 0),
    Case("csv_twins_commune.csv", table("nom;type;commune", *(f"{n};association;Givors" for n in TWINS)), "warn", "DUPLICATE_SUSPECTED", 6, 0),
    Case("csv_twins_ligature.csv", table("nom;siret", "Eﬃcacité;", "Efficacité;", "EFFICACITE;"), "warn", "DUPLICATE_SUSPECTED", 3, 0),
    Case("csv_twins_half_sirets.csv", table("nom;siret", f"{TWINS[0]};{SIRETS[2]}", f"{TWINS[1]};", f"{TWINS[3]};"), "warn", "DUPLICATE_SUSPECTED", 3, 0),
    Case("json_twins.json", document(*({"nom": n} for n in TWINS)), "warn", "DUPLICATE_SUSPECTED", 6, 0),
    Case("xlsx_twins.xlsx", workbook(HEAD, *((n, "", "Givors", "") for n in TWINS)), "warn", "DUPLICATE_SUSPECTED", 6, 0),
    Case("csv_invisible.csv", named(("Ate\u200blier", "\u202eecarF", "Ate\u00adlier", "\u0410telier", "\u200b\u200c\u2060", "Ate\u2066lier\u2069", "Relais")), "partial", "INVISIBLE_CHARACTERS", None, None, ("U+200B", "U+202E")),
    Case("csv_invisible_only.csv", named(("\u200b\u2060", "\u3164", "\u2800", "Relais")), "partial", "INVISIBLE_CHARACTERS", 1, 3),
    Case("csv_override.csv", named(("A\u202eB", "Relais")), "partial", "INVISIBLE_CHARACTERS", 1, 1, ("U+202E",)),
    Case("csv_homoglyph.csv", named(("\u0410telier", "Atelier")), "warn", "INVISIBLE_CHARACTERS", 2, 0),
    Case("json_invisible.json", document({"nom": "A\u202eB"}, {"nom": "C"}), "partial", "INVISIBLE_CHARACTERS", 1, 1),
    Case("xlsx_invisible.xlsx", workbook(HEAD, ("A\u202eB", SIRETS[2], "", ""), ("\u200b", SIRETS[3], "", ""), ("C", SIRETS[4], "", "")), "partial", "INVISIBLE_CHARACTERS", 1, 2),
    Case("csv_bom_in_name.csv", named(("Ate\ufefflier", "\ufeff", "Relais")), "partial", "INVISIBLE_CHARACTERS", 2, 1),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_hostile_text_gets_what_the_catalogue_says(send, case):
    check(case, send(case.name, case.made()))


def test_hostile_texts_are_stored_to_the_letter(send):
    sent = send("csv_html_names.csv", named((*HTML, *CYPHER, "=1+1")))

    for name in (*HTML, *CYPHER, "=1+1"):
        once = json.dumps(name, ensure_ascii=False)
        assert any(told.encode() in sent.after for told in (once, json.dumps(once, ensure_ascii=False)[1:-1]))
