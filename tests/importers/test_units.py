"""Amounts written in thousands or millions of euros, as offices do, are read in euros and said so once."""

from __future__ import annotations

import datetime as dt

import pytest

from kb.privacy import LOCAL
from kb.words import NBSP, money

PARTIES = "Nom;Type;Commune\nFondation des Rives;financeur;Lyon\nLe Verger;EBE;Lyon\n"
ROW = "Fondation des Rives;Le Verger;{};accordé;15/03/2026;{}\n"


def sent(office, header, *cells):
    office.send(PARTIES, importer="parties-prenantes")
    rows = "".join(ROW.format(cell, f"objet {n}") for n, cell in enumerate(cells))
    plan = office.send(f"Financeur;Bénéficiaire;{header};État;Date;Objet\n{rows}", importer="financements")
    with office.store.view(LOCAL, dt.date(2026, 11, 24)) as view:
        return plan, sorted(tie.fields["amount"] for tie in view.ties(("funds",)) if "amount" in tie.fields)


def told(plan):
    return [warning.message.replace(NBSP, " ") for warning in plan.warnings if warning.code == "AMOUNT_UNIT"]


@pytest.mark.parametrize(
    ("header", "said", "cell", "amount"),
    [
        ("Montant (k€)", "milliers", "15", 15_000),
        ("Montant en K€", "milliers", "15,5", 15_500),
        ("Montant voté KEUR", "milliers", "15", 15_000),
        ("Montant accordé (en milliers d'euros)", "milliers", "1,2", 1_200),
        ("Montant (en milliers)", "milliers", "15", 15_000),
        ("Montant M€", "millions", "0,187", 187_000),
        ("Montant (millions d’euros)", "millions", "2", 2_000_000),
    ],
)
def test_a_unit_in_the_header_multiplies_and_is_told_once(office, header, said, cell, amount):
    plan, amounts = sent(office, header, cell, "50", "")

    assert amounts == sorted([amount, 50_000 if said == "milliers" else 50_000_000])
    assert told(plan) == [f"Colonne « {header} » en {said} d'euros : {cell} lu {money(amount)}.".replace(NBSP, " ")]


@pytest.mark.parametrize(
    ("cell", "amount"),
    [("187,5 k€", 187_500), ("12.5k€", 12_500), ("15 K€", 15_000), ("15 kEUR", 15_000), ("1,2 M€", 1_200_000), ("15 milliers d'euros", 15_000), ("2 millions d'euros", 2_000_000)],
)
def test_a_unit_in_a_cell_multiplies_that_cell_alone(office, cell, amount):
    plan, amounts = sent(office, "Montant", "900", cell)

    assert amounts == [900, amount]
    assert told(plan) == [f"Colonne « Montant » : {cell} lu {money(amount)}.".replace(NBSP, " ")]


def test_the_unit_of_a_cell_goes_before_the_unit_of_its_header(office):
    _, amounts = sent(office, "Montant (k€)", "12,5 k€", "15 000 €", "7")

    assert amounts == [7_000, 12_500, 15_000]


def test_plain_euros_are_read_as_they_are_and_nothing_is_told(office):
    plan, amounts = sent(office, "Montant (€)", "12 500,50 €", "300 EUR")

    assert amounts == [300, 12_500.5]
    assert told(plan) == []


@pytest.mark.parametrize(
    ("title", "header", "amount"),
    [
        ("Budget 2026 (montants en k€)", "Montant", 35_000),
        ("Aides accordées, en milliers d'euros", "Montant", 35_000),
        ("Budget 2026 (montants en k€)", "Montant (€)", 35),
        ("Aides de plus de 23 k€", "Montant", 35),
    ],
)
def test_a_unit_that_only_the_title_says_is_that_of_the_amounts_below(office, title, header, amount):
    office.send(PARTIES, importer="parties-prenantes")
    sheet = f"{title};;;;;\nFinanceur;Bénéficiaire;{header};État;Date;Objet\n" + ROW.format("35", "matériel")
    plan = office.send(sheet, importer="financements")
    with office.store.view(LOCAL, dt.date(2026, 11, 24)) as view:
        assert [tie.fields["amount"] for tie in view.ties(("funds",))] == [amount]
    assert bool(told(plan)) == (amount == 35_000)


@pytest.mark.parametrize(
    "title",
    [
        "Rappel : subventions en k€ jusqu'en 2024, en € depuis",
        "Rappel : montants en k€, puis en euros",
        "Subventions en millions d'euros de la Métropole - extraction",
        "Aides (k€) et prêts (M€)",
        "Budget (en k€ jusqu'en 2024)",
    ],
)
def test_a_title_that_says_two_units_or_not_of_what_multiplies_nothing_and_is_told(office, title):
    office.send(PARTIES, importer="parties-prenantes")
    sheet = f"{title};;;;;\nFinanceur;Bénéficiaire;Montant;État;Date;Objet\n" + ROW.format("12000", "matériel")
    plan = office.send(sheet, importer="financements")

    with office.store.view(LOCAL, dt.date(2026, 11, 24)) as view:
        assert [tie.fields["amount"] for tie in view.ties(("funds",))] == [12_000]
    (said,) = told(plan)
    assert "lus en euros" in said


def test_an_amount_that_the_unit_of_its_header_makes_unlikely_is_set_aside(office):
    plan, amounts = sent(office, "Montant (M€)", "120000", "2 000 M€", "12")

    assert amounts == [12_000_000, 2_000_000_000]
    assert [(p.code, p.line, p.column) for p in plan.problems] == [("NUMBER_OUT_OF_RANGE", 2, "Montant (M€)")]
