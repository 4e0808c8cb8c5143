"""Cells as offices write them: each taken with its type, or told with its reason and what to do."""

from __future__ import annotations

import random

import pytest

from importers.dates import parse_date
from importers.row import Row


def row(value: str) -> Row:
    return Row({"cellule": value}, {"cellule": "Ma colonne"}, 7, "Feuille", "a.csv")


def refused(taken: Row) -> tuple[str, str]:
    (problem,) = taken.problems
    assert (problem.line, problem.column, problem.sheet, problem.file) == (7, "Ma colonne", "Feuille", "a.csv")
    return problem.code, problem.message


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("27 000,00", 27000), ("27\u00a0000,50", 27000.5), ("27\u202f000", 27000), ("12,5 €", 12.5), ("-1 234,5", -1234.5),
        ("99786.57", 99786.57), ("1.234.567,8", 1234567.8), ("1.234,50", 1234.5), ("0", 0), ("-0", 0), ("-0,0", 0), ("1e-400", 0), ("-2,5E-999", 0), ("12 euros", 12),
        ("100000000000000", 10**14), ("", None), ("0,125", 0.125),
    ],
)  # fmt: skip
def test_a_french_number_is_read(written, number):
    taken = row(written)

    assert taken.number("cellule") == number
    assert taken.problems == []
    assert str(number) == "None" or "-0" not in str(taken.number("cellule"))


@pytest.mark.parametrize("written", ["1,234.56", "1,234,567", "1.234", "1,234", "12.345"])
def test_thousands_or_decimals_are_asked_not_guessed(written):
    taken = row(written)

    assert taken.number("cellule") is None
    assert refused(taken)[0] == "NUMBER_AMBIGUOUS"


@pytest.mark.parametrize(
    "written",
    ["inf", "nan", "NaN", "1e999", "0x10", "1_000", "١٢٣", "9" * 5000, "douze", "1 000 000 000 000 000 000 000", "--1"],
)
def test_what_is_no_number_is_refused(written):
    taken = row(written)

    assert taken.number("cellule") is None
    assert refused(taken)[0] == "NUMBER_OUT_OF_RANGE"


@pytest.mark.parametrize(
    ("written", "kept"),
    [("environ 80", "environ 80"), ("1 200", "1200"), ("12,5", "12.5"), ("", ""), ("3 500 à 4 265", "3 500 à 4 265")],
)
def test_a_count_may_be_a_phrase(written, kept):
    assert row(written).text_or_number("cellule") == kept


@pytest.mark.parametrize("written", ["inf", "nan", "1e9", "0x1F", "1_000", "1,234.5"])
def test_a_count_that_looks_like_a_number_must_be_one(written):
    taken = row(written)

    assert taken.text_or_number("cellule") == ""
    assert refused(taken)[0] in ("NUMBER_OUT_OF_RANGE", "NUMBER_AMBIGUOUS")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("01/02/2023", "2023-02-01"), ("2023-02-01", "2023-02-01"), ("1er février 2023", "2023-02-01"), ("le 3 août 2024", "2024-08-03"),
        ("31.12.2026", "2026-12-31"), ("mars 2025", "2025-03"), ("2019", "2019"), ("9999-12-31", "9999-12-31"),
        ("2026-03-18T10:40:16.387Z", "2026-03-18"), ("03/2024", "2024-03"), ("lundi 6 janvier 2025", "2025-01-06"),
    ],
)  # fmt: skip
def test_a_date_is_read_the_french_way(written, day):
    assert parse_date(written) == day


@pytest.mark.parametrize(
    ("written", "proposed"),
    [
        ("31/02/2023", ""), ("02/13/2023", ""), ("00/00/0000", ""), ("bientôt", ""), ("-5", ""),
        ("12/03/24", "12/03/2024"), ("45292", "01/01/2024"), ("45292.0", "01/01/2024"),
        ("mars-25", "mars 2025 ?"), ("sept. 26", "sept 2026 ?"),
    ],
)  # fmt: skip
def test_a_date_that_cannot_be_read_is_refused_and_a_repair_proposed(written, proposed):
    taken = row(written)

    assert taken.date("cellule") == ""
    code, message = refused(taken)
    assert code == "DATE_INVALID"
    assert proposed in message


@pytest.mark.parametrize(
    ("written", "first", "over"),
    [("T1 2025", "2025-01", "2025-04-01"), ("S2 2025", "2025-07", "2026-01-01"), ("2025-T4", "2025-10", "2026-01-01"), ("1er trimestre 2025", "2025-01", "2025-04-01")],
)  # fmt: skip
def test_a_quarter_is_its_first_month_or_lasts_until_the_end_of_its_last_one_and_a_word_says_so(written, first, over):
    taken = row(written)

    assert (taken.date("cellule"), taken.until("cellule")) == (first, over)
    assert [w.code for w in taken.warnings] == ["DATE_PERIOD"] * 2
    assert taken.problems == []


def test_the_key_of_a_siret_is_right_or_wrong_as_the_reference_says_la_poste_included():
    from stdnum.fr import siret

    chance = random.Random(3)
    numbers = [f"{head}{chance.randrange(10**5):05}" for head in ["356000000", "130025265"] * 300]
    numbers += [f"{chance.randrange(10**13, 10**14)}" for _ in range(2_000)]

    taken = {number: row(number).siret("cellule") for number in numbers}

    assert any(taken.values())
    assert all(bool(found) == (siret.is_valid(number) and not number.endswith("00000")) for number, found in taken.items())


def test_a_lost_zero_is_offered_only_when_the_key_agrees():
    lost = "05542118900012"  # a key that agrees, once its zero is back
    from stdnum import luhn

    siren = "00554211"
    siren += luhn.calc_check_digit(siren)
    siret = siren + "0001"
    siret += luhn.calc_check_digit(siret)
    taken = row(siret.lstrip("0"))

    assert taken.siret("cellule") == ""
    assert siret in refused(taken)[1]
    other = row("9990000110001")
    other.siret("cellule")
    assert "Zéro" not in refused(other)[1]
    assert lost not in refused(other)[1]


@pytest.mark.parametrize(
    "written",
    [
        "a@b",
        "deux@ex.fr, trois@ex.fr",
        "a@ex.fr\nBcc: b@ex.fr",
        "x" * 70 + "@ex.fr",
        "nom@ex..fr",
        "nom @ex.fr",
        "<a@ex.fr>",
        "@ex.fr",
    ],
)
def test_an_address_that_no_mail_could_reach_is_refused(written):
    taken = row(written)

    assert taken.mail("cellule") == ""
    assert refused(taken)[0] == "EMAIL_INVALID"


def test_two_addresses_in_a_cell_are_counted():
    taken = row("deux@ex.fr, trois@ex.fr")
    taken.mail("cellule")

    assert refused(taken)[1].startswith("2 adresses")


@pytest.mark.parametrize(
    ("written", "kept"),
    [("www.ex.fr", "https://www.ex.fr"), ("ex.fr/page", "https://ex.fr/page"), ("HTTP://ex.fr", "HTTP://ex.fr")],
)
def test_a_site_is_http_or_https(written, kept):
    assert row(written).web("cellule") == kept


@pytest.mark.parametrize(
    "written", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "ftp://ex.fr", "//ex.fr"]
)
def test_another_scheme_is_refused(written):
    taken = row(written)

    assert taken.web("cellule") == ""
    assert refused(taken)[0] == "URL_SCHEME"


@pytest.mark.parametrize(
    ("written", "degrees"), [("45,7665", 45.7665), ("45.766", 45.766), ("-0.5°", -0.5), ("", None)]
)
def test_a_coordinate_may_have_three_decimals(written, degrees):
    assert row(written).coordinate("cellule", 90) == degrees


@pytest.mark.parametrize("written", ["91", "842000.5", "nord", "nan", "1e5"])
def test_a_coordinate_out_of_range_is_refused(written):
    taken = row(written)

    assert taken.coordinate("cellule", 90) is None
    assert refused(taken)[0] == "COORDINATES_RANGE"


def test_the_same_problem_is_said_once():
    taken = row("nord")
    taken.number("cellule")
    taken.number("cellule")

    assert len(taken.problems) == 1


@pytest.mark.parametrize("written", ["www.adil.ex/69", "http://www.mairie.ex", "néant", "voir le site"])
def test_what_is_no_address_at_all_is_left_out_and_told_and_the_row_goes_in(written):
    taken = row(written)

    assert taken.mail("cellule") == ""
    assert taken.problems == []
    assert [warning.code for warning in taken.warnings] == ["EMAIL_INVALID"]
    assert taken.warnings[0].value == written


@pytest.mark.parametrize("said", ["04 78 00 00 00", "+33 (0)4 78 00 00 00", "04.78.00.00.00 / 06 00 00 00 00", "0478000000 (standard)", "39 49", "115"])
def test_a_telephone_is_taken_however_it_is_written(office, said):
    plan = office.plan(f"nom;téléphone\nA;{said}\n")

    assert [w.code for w in plan.warnings] == []


@pytest.mark.parametrize("said", ["demander à l'accueil", "12345", "99900003700013", "www.exemple.fr"])
def test_what_is_no_telephone_is_kept_and_told(office, said):
    plan = office.send(f"nom;téléphone\nA;{said}\n")

    assert [(w.code, w.column, w.line) for w in plan.warnings] == [("PHONE_INVALID", "téléphone", 2)]
    assert (plan.created, office.actor("A").value("phone")) == (1, said)


@pytest.mark.parametrize(
    ("header", "cells", "expected"),
    [
        ("adresse", "12 rue X 69100 Villeurbanne", ("69100", "Villeurbanne")),
        ("adresse;commune", "12 rue X, 69100 Villeurbanne;", ("69100", "Villeurbanne")),
        ("adresse;code postal", "12 rue X 69008 Lyon 8e;69008", ("69008", "Lyon 8e")),
        ("adresse;commune", "12 rue X 69100 Villeurbanne;Lyon", (None, "Lyon")),
        ("adresse", "12 rue X", (None, None)),
    ],
)
def test_the_end_of_a_one_cell_address_places_an_organisation_that_nothing_else_places(office, header, cells, expected):
    office.send(f"nom;{header}\nA;{cells}\n")

    actor = office.actor("A")
    assert (actor.value("post_code"), actor.value("city")) == expected
    assert actor.value("address") == cells.partition(";")[0]


@pytest.mark.parametrize(("written", "day"), [("nov. 2026", "2026-11"), ("12 sept. 2025", "2025-09-12"), ("fév 2024", "2024-02")])
def test_a_month_cut_short_is_read(written, day):
    assert parse_date(written) == day


@pytest.mark.parametrize("shown", [True, False])
def test_a_telephone_that_lost_its_zero_is_kept_and_told(shown):
    taken = row("472891330")

    assert taken.phone("cellule", shown=shown) == "472891330"
    [told] = taken.warnings
    assert told.code == "PHONE_INVALID"
    assert ("04 72 89 13 30" in told.message) is shown
    assert told.value == ("472891330" if shown else "")


NOTHING = ["NC", "n.c.", "-", "—", "?", "jamais", "Néant", "à définir", "non renseigné"]


@pytest.mark.parametrize("written", NOTHING)
def test_what_says_that_nothing_is_known_is_read_as_nothing_where_something_may_be_missing(written):
    taken = row(written)

    assert (taken.date("cellule"), taken.year("cellule"), taken.until("cellule"), taken.siret("cellule")) == ("", "", "", "")
    assert (taken.number("cellule"), taken.coordinate("cellule", 90), taken.text_or_number("cellule")) == (None, None, "")
    assert (taken.text("cellule"), taken.problems, taken.warnings) == (written, [], [])


@pytest.mark.parametrize("written", NOTHING)
def test_what_says_that_nothing_is_known_is_refused_where_something_is_needed(written):
    taken = Row({"cellule": written}, {}, 7, needed={"cellule"})

    assert taken.date("cellule") == ""
    assert [p.code for p in taken.problems] == ["DATE_INVALID"]


def test_the_error_of_a_spreadsheet_is_not_read_as_nothing():
    taken = row("#N/A")

    assert taken.date("cellule") == ""
    assert refused(taken)[0] == "DATE_INVALID"
