"""Merged cells of offices' workbooks: what is written over several rows is said of each, over several columns is a heading."""

from __future__ import annotations

import pytest

from tests.importers.books import ods_of, xlsx_of

HEAD = ["Nom", "Type", "Commune", "Territoire"]


def book(kind, rows, merged):
    """Return a workbook some cells of which are merged, and its name."""
    return (xlsx_of if kind == "xlsx" else ods_of)({"Acteurs": rows}, merged), f"acteurs.{kind}"


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_name_merged_over_two_rows_is_read_on_both(office, kind):
    rows = [["Activité", "Porteur", "Commune"], ["Réemploi", "Bross'Up", "Givors"], ["Couture", "", "Givors"], ["Vélos", "Atelier", "Givors"]]
    file, name = book(kind, rows, ["B2:B3"])

    reading = office.read(file, "activites", name=name)

    assert [row.raw.get("Porteur") for row in reading.rows] == ["Bross'Up", "Bross'Up", "Atelier"]
    told = [w.message for w in reading.warnings if w.code == "HIDDEN_CONTENT"]
    assert told == ["Cellules fusionnées sur plusieurs lignes, lues sur chacune : B2:B3."]


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_an_amount_merged_over_two_rows_is_counted_once(office, kind):
    rows = [["Financeur", "Bénéficiaire", "Montant", "Année"], ["Métropole", "Atelier", "1000", "2026"], ["Métropole", "Régie", "", "2026"]]
    file, name = book(kind, rows, ["C2:C3"])

    reading = office.read(file, "financements", name=name)

    assert [row.raw.get("Montant") for row in reading.rows] == ["1000", None]
    assert [w.message.partition(" :")[0] for w in reading.warnings if w.code == "HIDDEN_CONTENT"] == [
        "Nombres fusionnés sur plusieurs lignes, lus sur la première seulement",
    ]


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_name_merged_over_its_whole_row_is_a_heading(office, kind):
    rows = [HEAD, ["Emploi et insertion", "", "", ""], ["Atelier", "association", "Givors", ""], ["Emmaüs Lyon", "", "", ""]]
    file, name = book(kind, rows, ["A2:D2"])

    plan = office.plan(file, name=name)

    assert (plan.read, plan.created) == (3, 2)
    assert [(row.line, row.problems[0].code) for row in plan.set_aside] == [(2, "HEADER_NOT_FIRST")]


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_header_merged_over_two_lines_is_not_read_as_data(office, kind):
    rows = [["Nom", "Contact", ""], ["", "Nom", "Fonction"], ["Atelier", "Camille Exemple", "directrice"]]
    file, name = book(kind, rows, ["A1:A2", "B1:C1"])

    plan = office.plan(file, "parties-prenantes", name=name)

    assert (plan.created, plan.set_aside) == (1, [])
    assert all(w.code != "HIDDEN_CONTENT" for w in plan.warnings)


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_range_merged_over_rows_says_nothing_below_its_last(office, kind):
    rows = [["Nom", "Commune"], ["Atelier", "Givors"], ["Régie", ""], ["Garage", ""], ["Jardin", "Lyon"]]
    file, name = book(kind, rows, ["B2:B3"])

    assert [row.raw.get("Commune") for row in office.read(file, "parties-prenantes", name=name).rows] == ["Givors", "Givors", None, "Lyon"]


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_name_merged_over_the_columns_that_its_header_is_merged_over_is_no_heading(office, kind):
    names = ["Amicale des locataires", "Les Petits Débrouillards", "Emmaüs Lyon"]
    rows = [["Nom", "", "Type", "Commune"], *([name, "", "", ""] for name in names), ["Emploi et insertion", "", "", ""]]
    file, name = book(kind, rows, ["A1:B1", "A2:B2", "A3:B3", "A4:B4", "A5:D5"])

    plan = office.send(file, "parties-prenantes", name=name)

    assert office.names("organisation") == sorted(names)
    assert [row.line for row in plan.set_aside] == [5]


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_name_merged_over_the_same_columns_on_most_rows_is_no_heading(office, kind):
    names = ["Amicale des locataires", "Les Petits Débrouillards", "Emmaüs Lyon"]
    rows = [["Nom", "Sigle", "Type", "Commune"], *([name, "", "", ""] for name in names), ["Atelier", "", "", "Givors"]]
    file, name = book(kind, rows, ["A2:B2", "A3:B3", "A4:B4"])

    plan = office.plan(file, "parties-prenantes", name=name)

    assert (plan.created, plan.set_aside) == (4, [])
