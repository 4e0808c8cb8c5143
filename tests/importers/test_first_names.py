"""Names of persons that no title tells: known by their first names where a territory, a CLE or an organisation is expected."""

from __future__ import annotations

import io
import json

import pytest
from openpyxl import Workbook

from kb.problems import FileRefused

COUNTS = "Territoire;Tranche;Effectif;Période;Origine\nVal-Fleuri;50 ans et plus;42;2026;CLE\n"
SEATS = "CLE;Organisation;Collège;Rôle;Début du mandat\nCLE de Val-Fleuri;représentant PPDE;PPDE;membre;01/09/2025\n"
NAMES = ["Fatima", "Fatima Benali", "fatima benali", "BENALI Fatima", "Fatima B."]


def workbook(sheets):
    """Return a workbook of sheets written as CSV."""
    book, kept = Workbook(), io.BytesIO()
    for title, text in sheets.items():
        sheet = book.create_sheet(title)
        for line in text.splitlines():
            sheet.append(line.split(";"))
    book.remove(book.worksheets[0])
    book.save(kept)
    return kept.getvalue()


def whole(office):
    """Return all that a base holds, as it was written."""
    return "\n".join(office.exported(history=True))


def is_unsaid(plan, word="fatima"):
    """Tell whether the one row set aside is kept nowhere, nor repeated."""
    (aside,) = plan.set_aside
    return word not in str([aside.raw, plan.problems, plan.warnings]).lower()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("line", [
    "{};50 ans et plus;40;2026;", "{};50 ans et plus;douze;2026;", "Val-Fleuri;50 ans et plus;douze;2026;{}", "Référente : {};;;;", "Val-Fleuri;{};;2026;",
])  # fmt: skip
def test_a_name_in_the_place_of_a_territory_or_in_a_row_of_counts_set_aside_is_neither_kept_nor_repeated(office, line, name):
    plan = office.send(f"{COUNTS}{line.format(name)}\n")

    assert (plan.created, is_unsaid(plan)) == (1, True)
    assert "fatima" not in whole(office).lower()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("line", [
    "{};représentant PPDE;PPDE;membre;2025", "CLE de {};représentant PPDE;PPDE;membre;2025", "CLE de Val-Fleuri;{};associations;membre;2025",
    "CLE de Val-Fleuri;{};associations;membre;hier", "CLE de Val-Fleuri;représentant PPDE;PPDE;{};2025", "CLE de Val-Fleuri;représentant PPDE;{};membre;2025", "Référente : {};;;;",
])  # fmt: skip
def test_a_name_anywhere_beside_a_seat_is_neither_kept_nor_repeated(office, line, name):
    plan = office.send(f"{SEATS}{line.format(name)}\n")

    assert (plan.created, is_unsaid(plan)) == (1, True)
    assert "fatima" not in whole(office).lower()


def test_a_territory_a_cle_and_an_organisation_that_the_base_knows_may_have_a_first_name(office):
    office.send("Territoire;Statut\nGeorges Brassens;habilité\n")
    office.send("Nom;Type;Commune\nSimon de Cyrène;association;Lyon\n")

    counts = office.send("Territoire;Tranche;Effectif;Période\nGeorges Brassens;50 ans et plus;42;2026\n")
    seats = office.send("CLE;Organisation;Collège;Début du mandat\nCLE de Georges Brassens;Simon de Cyrène;associations;2025\n")
    assert [(plan.created, plan.problems) for plan in (counts, seats)] == [(1, []), (1, [])]


@pytest.mark.parametrize("place", ["Saint-Jean", "St. Jean", "Vénissieux Léo-Lagrange", "Colombelles", "Bron PARILLY", "Pays de Colombey", "Loos", "Quartier Jean Macé"])
def test_a_territory_called_after_somebody_is_taken_as_any_other(office, place):
    plan = office.plan(COUNTS.replace("Val-Fleuri", place))

    assert (plan.created, plan.problems) == (1, [])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("sheet", [COUNTS, SEATS])
def test_a_sheet_called_after_somebody_has_the_workbook_of_nobody_refused(office, sheet, name):
    for title in (name, f"Suivi {name}", f"Val-Fleuri - {name}"):
        with pytest.raises(FileRefused) as refusal:
            office.read(workbook({title: sheet}), name="classeur.xlsx")
        with pytest.raises(FileRefused) as of_another:
            office.read(workbook({"Effectifs": sheet, title: "a;b\n1;2\n"}), name="classeur.xlsx")
        assert "fatima" not in f"{refusal.value} {of_another.value}".lower()


def test_a_sheet_called_by_a_civility_is_refused_whatever_it_lists(office):
    with pytest.raises(FileRefused, match="titre d'une feuille"):
        office.read(workbook({"Suivi de Mme Exemple": "Nom;Type;Commune\nRégie;association;Lyon\n"}), name="classeur.xlsx")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("sheet", [COUNTS, SEATS])
def test_a_header_that_may_be_somebody_has_the_sheet_of_nobody_refused(office, sheet, name):
    header, row = sheet.splitlines()
    with pytest.raises(FileRefused, match=r"n° 6") as refusal:
        office.read(f"{header};{name}\n{row};x\n")
    assert "fatima" not in str(refusal.value).lower()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("title", ["Référente : {}", "{}", "Sièges du CLE - {}", "CLE de {}"])
def test_the_title_of_a_sheet_of_seats_repeats_no_name(office, title, name):
    rows = SEATS.replace("CLE;", "", 1).replace("CLE de Val-Fleuri;", "") if title.startswith("CLE") else SEATS
    sent = workbook({"Sièges": title.format(name) + "\n" + rows})
    try:
        told = str(office.send(sent, name="classeur.xlsx").warnings)
    except FileRefused as refusal:
        told = str(refusal)
    assert "fatima" not in (told + whole(office)).lower()


def test_the_title_of_a_sheet_of_seats_that_names_nobody_is_told(office):
    plan = office.send(workbook({"Sièges": "Composition du CLE de Saint-Fons\n" + SEATS}), name="classeur.xlsx")

    assert [w.value for w in plan.warnings if w.code == "HEADER_NOT_FIRST"] == ["Composition du CLE de Saint-Fons"]


@pytest.mark.parametrize("document", [
    {"organisations": [{"nom": "Régie", "type": "association", "membres": ["Fatima Benali", "Sami"]}]},
    {"organisations": [{"nom": "Régie", "type": "association", "membres": [["Fatima"]]}]},
    {"organisations": [{"nom": "Régie", "type": "association", "Fatima": "x"}]},
    {"organisations": [{"nom": ["Fatima Benali"], "type": "association"}, {"nom": "Régie", "type": "association"}]},
    {"organisations": [{"nom": "Régie", "type": "association"}], "Fatima": []},
    {"organisations": [{"nom": "Régie", "type": "association", "_Fatima": "x"}]},
    [{"Fatima": 1}],
])  # fmt: skip
def test_a_name_in_a_list_or_in_the_place_of_a_member_or_of_a_section_of_json_is_neither_kept_nor_repeated(office, document):
    try:
        plan = office.send(json.dumps(document), name="base.json")
        told = str([plan.problems, plan.warnings, [aside.raw for aside in plan.set_aside]])
    except FileRefused as refusal:
        told = str(refusal)
    assert "fatima" not in (told + whole(office)).lower()


def test_a_member_twice_in_an_object_is_refused_without_the_name_that_it_may_be(office):
    with pytest.raises(FileRefused, match="d'un nom non répété"):
        office.read('{"organisations": [{"nom": "a", "Fatima": 1, "Fatima": 2}]}', name="base.json")
