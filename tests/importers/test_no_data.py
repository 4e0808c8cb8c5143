"""Rows of offices' sheets that are no data: headings of sections, legends, remarks, totals and whom to ask."""

from __future__ import annotations

import json

import pytest

from tests.importers.books import ods_of, xlsx_of

HEAD = ["Nom", "Type", "Commune", "Territoire"]
GARAGE = ["Garage solidaire", "association", "Givors", "Givors"]


def sent(kind, rows):
    """Return a sheet of stakeholders as one of the files that offices send, and its name."""
    if kind == "csv":
        return "\n".join(";".join(row) for row in [HEAD, *rows]) + "\n", "acteurs.csv"
    return {"xlsx": xlsx_of, "ods": ods_of}[kind]({"Acteurs": [HEAD, *rows]}), f"acteurs.{kind}"


def alone(said):
    return [said, "", "", ""]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
@pytest.mark.parametrize("said", [
    "ENTREPRISES", "Associations :", "2. Associations et entreprises (12)", "Missions locales", "— BAILLEURS SOCIAUX —", "SIAE",
    "Partenaires du territoire", "Collectivités / Services de l'État", "Habitants", "* liste à compléter", "• à relancer",
    "Mise à jour le 12/10/2026", "MAJ 10/2026", "Légende : vert = rencontré, MAJ par S. Benali", "Contact : S. Benali", "Source : INSEE", "Sources 2026", "Contact S. Benali", "Contact Mme Benali",
    "Nota : hors convention", "N.B. : hors convention", "Page 2", "Structures rencontrées en juin :", "-----", "Sous-total",
])  # fmt: skip
def test_a_heading_or_a_remark_alone_on_its_row_is_no_organisation(office, kind, said):
    file, name = sent(kind, [alone(said), GARAGE])

    plan = office.send(file, name=name)

    assert office.names("association", "organisation", "company") == ["Garage solidaire"]
    assert (plan.read, plan.created) == (2, 1)
    assert [(row.line, [p.code for p in row.problems]) for row in plan.set_aside] == [(2, ["HEADER_NOT_FIRST"])]


@pytest.mark.parametrize("name", [
    "Emmaüs Lyon", "Mairie", "Régie de quartier", "Les Associations solidaires", "Entreprises et Cités", "France Travail", "Total Énergies",
    "Contacter ensemble", "Sourcenet", "Contact Rhône", "Source Vive", "Notes et partages", "Entreprise Martin", "Services pour tous", "Listes & Cie",
])  # fmt: skip
def test_a_plain_name_alone_on_its_row_is_an_organisation(office, name):
    file, called = sent("csv", [alone(name), GARAGE])

    plan = office.send(file, name=called)

    assert [row.problems for row in plan.set_aside] == []
    assert office.names("association", "organisation") == sorted(["Garage solidaire", name])


@pytest.mark.parametrize("name", ["ENTREPRISES", "Associations", "Contact : Givors", "* Source"])
def test_a_row_that_says_more_than_its_name_is_data(office, name):
    plan = office.plan(f"Nom;Commune\n{name};Givors\n")

    assert (plan.created, plan.set_aside) == (1, [])


def test_a_list_of_one_column_has_no_heading(office):
    assert office.plan("Nom\nAssociations\n", "parties-prenantes").created == 1


def test_a_line_without_separators_in_a_text_is_a_heading_and_no_row_cut_short(office):
    plan = office.plan(f"{';'.join(HEAD)}\nEntreprises :\n{';'.join(GARAGE)}\nAtelier\n")

    assert [[p.code for p in row.problems] for row in plan.set_aside] == [["HEADER_NOT_FIRST"], ["ROW_LENGTH"]]


@pytest.mark.parametrize("total", ["Sous-total associations;2", "Total des entreprises;2", "Sous-total;2", "SOUS TOTAL GÉNÉRAL;2"])
def test_a_total_of_a_section_is_a_total(office, total):
    plan = office.plan(f"Nom;Effectif;Commune\nAtelier;2;Givors\n{total};\n")

    assert [[p.code for p in row.problems] for row in plan.set_aside] == [["HEADER_NOT_FIRST"]]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
@pytest.mark.parametrize("said", ["Contact : S. Benali 06 00 00 00 00", "S. Benali 06.00.00.00.00", "s.benali@ville.example", "+33 6 00 00 00 00"])
def test_a_remark_by_which_somebody_is_reached_leaves_nothing(office, kind, said):
    file, name = sent(kind, [GARAGE, alone(said)])

    plan = office.send(file, name=name)

    assert office.names("association", "organisation") == ["Garage solidaire"]
    assert [[p.code for p in row.problems] for row in plan.set_aside] == [["SENSITIVE_DATA"]]
    told = json.dumps([*office.exported(history=True), *map(str, (*plan.problems, *plan.warnings)), [dict(r.raw) for r in plan.set_aside]])
    assert not any(trace in told for trace in ("enali", "00 00 00", "00.00"))


def test_a_title_above_the_header_by_which_somebody_is_reached_is_not_repeated(office):
    reading = office.read(f"Contact : S. Benali 06 00 00 00 00\n{';'.join(HEAD)}\n{';'.join(GARAGE)}\n")

    assert [(w.code, w.line, w.value) for w in reading.warnings] == [("HEADER_NOT_FIRST", 1, "")]


def test_what_a_remark_says_is_kept_with_its_row_and_not_repeated(office):
    (row,) = office.plan(sent("csv", [alone("Légende : MAJ par S. Benali"), GARAGE])[0]).set_aside

    assert "Benali" not in str(row.problems)
    assert row.raw == {"Nom": "Légende : MAJ par S. Benali"}


PHRASES = [
    "Mise à jour de la cartographie", "Sources de financement à identifier", "Contact à prendre avec la CAF", "- Visiter le local de la rue Neuve",
    "Attention : le bail finit en juin", "Habitants",
]  # fmt: skip


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("said", PHRASES)
def test_an_action_alone_on_its_row_is_one_however_it_begins(office, kind, said):
    rows = [["Décision ou action", "Responsable", "Échéance", "Statut"], alone(said), ["Signer le bail", "", "", "fait"]]
    file = xlsx_of({"Actions": rows}) if kind == "xlsx" else "\n".join(map(";".join, rows)) + "\n"

    plan = office.send(file, "actions", name=f"actions.{kind}")

    assert plan.set_aside == []
    assert office.names("action", "decision") == sorted([said, "Signer le bail"])


@pytest.mark.parametrize("said", ["Total", "S. Benali 06 00 00 00 00", "-----"])
def test_a_total_a_rule_or_somebody_s_number_is_no_action(office, said):
    plan = office.send(f"Décision ou action;Responsable;Échéance;Statut\n{said};;;\nSigner le bail;;;fait\n", "actions")

    assert (len(plan.set_aside), office.names("action", "decision")) == (1, ["Signer le bail"])


@pytest.mark.parametrize("said", ["Total;12 structures;", "TOTAL;2 organismes;", "Nb de partenaires : 9;;", "Total présents;;", "12 structures;;", "Total présents;14;"])
def test_a_count_of_what_a_sheet_lists_is_no_organisation(office, said):
    plan = office.plan(f"Structure;Type;Commune\nAmicale;association;Givors\n{said}\n", "parties-prenantes")

    assert plan.created == 1
    assert [[p.code for p in row.problems] for row in plan.set_aside] == [["HEADER_NOT_FIRST"]]


@pytest.mark.parametrize("name", ["3 Étoiles", "100 Structures Créatives", "2 Rives", "1001 partenaires d'ici"])
def test_a_name_that_begins_with_a_figure_is_an_organisation(office, name):
    assert office.plan(f"Structure;Type;Commune\n{name};association;Givors\n", "parties-prenantes").created == 1
