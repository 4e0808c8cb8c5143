"""Numbers, dates, identifiers and addresses: read the French way, asked when ambiguous, never rounded or guessed."""

from __future__ import annotations

import pytest

from tests.api.catalogue.cases import (
    SIRETS,
    Case,
    check,
    document,
    parts,
    raw_document,
    rows,
    sheet,
    table,
    workbook,
    zipped,
)

HEAD = ("nom", "siret", "commune", "notes")


def column(header: str, *values: str) -> bytes:
    return table(f"nom;{header}", *(f"A{n};{value}" for n, value in enumerate(values, 1)))


def dated(*cells: object, book: str = "") -> bytes:
    styles = (
        '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font/></fonts>'
        '<fills count="1"><fill><patternFill/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
    )
    lines = [("nom", "date d'ouverture"), *((f"A{n}", f'<c r="B{n + 1}" s="1"><v>{v}</v></c>') for n, v in enumerate(cells, 1))]
    members = parts(("O", sheet(rows(*lines)), ""), book=book, extra={"xl/styles.xml": styles})
    members["[Content_Types].xml"] = str(members["[Content_Types].xml"]).replace("</Types>", '<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>')
    members["xl/_rels/workbook.xml.rels"] = str(members["xl/_rels/workbook.xml.rels"]).replace("</Relationships>", '<Relationship Id="rId98" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>')
    return zipped(members)


MAC = '<workbookPr date1904="1"/>'
WRONG = ("99900001100019", "9990000110001", "999000011000180", "999O0001100018", "9,99E+13", "9.99000011E+13", f"{SIRETS[0]} / {SIRETS[1]}", "٩٩٩٠٠٠٠١١٠٠٠١٨", "en cours", "000")

CASES = [
    Case("csv_french_numbers.csv", column("budget", "1 234,56", "1\u202f234,56", "1\u00a0234 €", "12 000,00 €", "1,234.56"), "partial", "NUMBER_AMBIGUOUS", 4, 1, lines=(6,)),
    Case("csv_french_numbers_dates.csv", table("nom;budget;date", "A;1 234,56 €;01/02/2023", "B;1\u2009234,5;31/12/2023", "C;$1,234.56;12/31/2023"), "partial", "NUMBER_AMBIGUOUS", 2, 1, lines=(4,)),
    Case("csv_american_amounts.csv", table("nom;siret;budget;date", f"A;{SIRETS[2]};1 234,56 €;01/02/2023", f"B;{SIRETS[3]};1,234.56;12/31/2023"), "partial", "NUMBER_AMBIGUOUS", 1, 1),
    Case("csv_ambiguous_thousands.csv", column("budget", "1,234", "1.234", "1 234"), "partial", "NUMBER_AMBIGUOUS", 1, 2),
    Case("csv_workforce_american.csv", column("effectif", "1 234", "1,234.5"), "partial", "NUMBER_AMBIGUOUS", 1, 1),
    Case("csv_grants.csv", table("financeur;bénéficiaire;montant;date", f"{SIRETS[0]};{SIRETS[1]};1 234,56 €;01/02/2023", f"{SIRETS[0]};{SIRETS[1]};1,234.56;02/02/2023"), "partial", "NUMBER_AMBIGUOUS", 1, 1),
    Case("csv_out_of_range.csv", column("budget", "inf", "NaN", "9" * 5000, "0x1F", "1_000", "1e999", "-0", "1"), "partial", "NUMBER_OUT_OF_RANGE", 2, 6),
    Case("csv_out_of_range_workforce.csv", column("effectif", "Infinity", "nan", "-inf", "0x10", "1_0", "1e999", "12"), "partial", "NUMBER_OUT_OF_RANGE", 1, 6),
    Case("csv_out_of_range_underflow.csv", column("budget", "1e-400", "-0", "∞", "12"), "partial", "NUMBER_OUT_OF_RANGE"),
    Case("csv_out_of_range_grants.csv", table("financeur;bénéficiaire;montant;date", f"{SIRETS[0]};{SIRETS[1]};infini;2023", f"{SIRETS[0]};{SIRETS[1]};12;2023"), "partial", "NUMBER_OUT_OF_RANGE", 1, 1),
    Case("xlsx_out_of_range.xlsx", workbook(("nom", "budget"), ("A", "<v>1e999</v>"), ("B", "NaN"), ("C", 12)), "partial", "NUMBER_OUT_OF_RANGE", 1, 2),
    Case("csv_dates.csv", column("date", "31/02/2023", "01/02/23", "44927", "00/00/0000", "hier", "9999-12-31", "01/02/2023"), "partial", "DATE_INVALID", 2, 5, ("01/01/2023",), (2, 3, 4, 5, 6)),
    Case("csv_dates_opening.csv", column("date d'ouverture", "29/02/2023", "1/1/99", "0000-00-00", "bientôt", "9999-12-31"), "partial", "DATE_INVALID", 1, 4),
    Case("csv_dates_creation.csv", column("date_creation", "32/01/2023", "9999-12-31"), "partial", "DATE_INVALID", 1, 1),
    Case("csv_dates_last_contact.csv", column("dernier_contact", "31/04/2023", "9999-12-31"), "partial", "DATE_INVALID", 1, 1),
    Case("csv_dates_other.csv", column("date", "2023-13-01", "45000", "2023-00-10", "12/31/2023", "prochainement", "2023-02-01"), "partial", "DATE_INVALID", 1, 5),
    Case("csv_dates_ties.csv", table("source;cible;relation;date", f"{SIRETS[0]};{SIRETS[1]};FINANCE;31/02/2023", f"{SIRETS[0]};{SIRETS[1]};FINANCE;9999-12-31"), "partial", "DATE_INVALID", 1, 1),
    Case("xlsx_1904.xlsx", dated(-5, 1000, book=MAC), "partial", "DATE_INVALID", 1, 1, ("B2",)),
    Case("xlsx_1904_huge.xlsx", dated(9_999_999, 1000, book=MAC), "partial", "DATE_INVALID", 1, 1),
    Case("xlsx_1900_negative.xlsx", dated(-5, 44927), "partial", "DATE_INVALID", 1, 1),
    Case("csv_sirets.csv", column("siret", *WRONG, SIRETS[2]), "partial", "SIRET_INVALID", 1, 10, lines=tuple(range(2, 12))),
    Case("json_sirets.json", document(*({"nom": f"A{n}", "siret": w} for n, w in enumerate(WRONG)), {"nom": "B", "siret": SIRETS[2]}), "partial", "SIRET_INVALID", 1, 10),
    Case("json_siret_number_wrong.json", raw_document(f'{{"nom": "A", "siret": 99900001100019}}, {{"nom": "B", "siret": {SIRETS[2]}}}'), "partial", "SIRET_INVALID", 1, 1),
    Case("xlsx_siret_numbers.xlsx", workbook(HEAD, ("A", 99900003700039, "", ""), ("B", "<v>9.9900004500040E13</v>", "", ""), ("C", "<v>9.99E+13</v>", "", ""), ("D", 9990000110001, "", ""), ("E", "<v>99900005200053.5</v>", "", "")), "partial", "SIRET_INVALID", 2, 3),
    Case("xlsx_siret_float.xlsx", workbook(HEAD, ("A", "<v>99900003700039.0</v>", "", ""), ("B", "99900001100019", "", "")), "partial", "SIRET_INVALID", 1, 1),
    Case("xlsx_siret_rounded.xlsx", workbook(HEAD, ("A", SIRETS[2], "", ""), ("B", "<v>9.99000045E13</v>", "", "")), "partial", "SIRET_INVALID", 1, 1, ("arrondi",)),
    Case("csv_siret_ties.csv", table("source;cible;relation", "99900001100019;99900002900028;FINANCE", f"{SIRETS[0]};{SIRETS[1]};FINANCE"), "partial", "SIRET_INVALID", 1, 1),
    Case("csv_emails.csv", column("email", "a@b.fr, c@d.fr", "contact@localhost", "\"a@b.fr\nBcc: x@y.fr\"", f"{'a' * 300}@exemple.fr", "contact", "contact@exemple.fr"), "partial", "EMAIL_INVALID", 2, 4),
    Case("csv_emails_crlf.csv", column("email", '"a@b.fr\r\nBcc: x@y.fr"', "a@b.fr%0ABcc:x@y.fr", "a@b.fr"), "partial", "EMAIL_INVALID", 1, 2),
    Case("csv_emails_phones.csv", table("nom;email;telephone", "A;a@b.fr / c@d.fr;04 78 00 00 00", "B;b@c.fr;+33 (0)4 78 00 00 00 poste 12", "C;d@e.fr;numéro inconnu"), "partial", "EMAIL_INVALID", 2, 1),
    Case("csv_emails_semicolon.csv", column("courriel", '"a@b.fr; c@d.fr"', "a@b.fr"), "partial", "EMAIL_INVALID", 1, 1),
    Case("csv_emails_name.csv", column("email", "Contact <a@b.fr>", "a@b..fr", "@b.fr", "a@b.fr."), "partial", "EMAIL_INVALID", 0, 4),
    Case("json_emails.json", document({"nom": "A", "email": "a@b.fr\r\nBcc: c@d.fr"}, {"nom": "B", "email": "a@b.fr"}), "partial", "EMAIL_INVALID", 1, 1),
    Case("csv_phones_odd.csv", column("telephone", "0478000000", "+33478000000", "04.78.00.00.00", "3949", "0478000000 / 0479000000"), "accept", "", 5, 0),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_number_a_date_or_an_identifier_gets_what_the_catalogue_says(send, case):
    check(case, send(case.name, case.made()))
