"""A question asked at any door: a file holds every line, a screen says how many it leaves out."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from click.testing import CliRunner

from api.cli import main
from api.importing import Request, run_import
from kb.store import open_store
from kb.words import NBSP
from queries import QUESTIONS
from queries.parameters import closed_values, read_value
from tests.api.page_check import loose

#: What each question that may be cut short is asked with, and the parameter that cuts it.
CUT_SHORT = {
    "parties-prenantes": ([], "--size"),
    "recherche": (["--text", "terres neuves"], "--most"),
    "fiche": (["--actor", "La Fabrique"], "--most"),
    "recouvrements": ([], "--most"),
    "mobiliser": (["--purpose", "activite", "--territory", "Terres Neuves", "--service", "vélo"], "--most"),
    "chemin": (["--start", "Régie des Érables", "--end", "L'Ouvroir"], "--most"),
    "changements": (["--since", "2020-01-01"], "--most"),
}


def asked(base, *words):
    done = CliRunner().invoke(main, ["--base", str(base), "ask", *words])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture
def crowded(own_base, tmp_path):
    """Add sixty associations, more than a page of the list holds, and a third activity of the same service."""
    sheet = tmp_path / "associations.csv"
    rows = "".join(f"Amicale {n};association;Terres Neuves\n" for n in range(60))
    sheet.write_text("Nom;Type;Territoire\n" + rows, encoding="utf-8")
    run_import(str(own_base), Request("parties-prenantes", sheet, write=True, source="annuaire"))
    third = tmp_path / "activites.csv"
    third.write_text("Activité;Porteur;Territoire\nRéparation de cycles;Régie des Érables;Terres Neuves\n", "utf-8")
    run_import(str(own_base), Request("activites", third, write=True, source="annuaire"))
    return own_base


def test_every_question_that_may_be_cut_short_is_tried_here():
    assert set(CUT_SHORT) == {q.name for q in QUESTIONS.values() if any(param.limits for param in q.parameters)}


@pytest.mark.parametrize("name", list(CUT_SHORT))
def test_an_answer_cut_short_says_how_many_lines_it_has(crowded, name):
    words, limit = CUT_SHORT[name]

    whole = json.loads(asked(crowded, name, *words, "--format", "json"))
    cut = json.loads(asked(crowded, name, *words, limit, "1", "--format", "json"))
    screen = asked(crowded, name, *words, limit, "1")

    assert len(cut["rows"]) == 1 < len(whole["rows"])
    assert cut["total"] == whole["total"] == len(whole["rows"])
    assert f"1 sur {whole['total']}. Pour le reste : {limit} {whole['total']}" in loose(screen)


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_file_of_stakeholders_holds_them_all(crowded, form):
    text = asked(crowded, "parties-prenantes", "--format", form)

    rows = list(csv.reader(io.StringIO(text)))[1:] if form == "csv" else json.loads(text)["rows"]
    assert len(rows) == 67


def test_the_terminal_says_how_many_stakeholders_it_leaves_out_and_how_to_see_them(crowded):
    first, last = asked(crowded, "parties-prenantes"), asked(crowded, "parties-prenantes", "--page", "2")

    assert "50 sur 67. Pour le reste : --size 67, --page 2 ou --format csv." in loose(first)
    assert "17 sur 67. Pour le reste : --size 67 ou --format csv." in loose(last)
    assert "sur 67." not in asked(crowded, "parties-prenantes", "--size", "67")


def test_a_page_of_a_question_says_what_it_leaves_out_and_its_files_do_not(crowded, writing_client):
    page = writing_client.get("/questions/parties-prenantes", params={"size": "50", "page": "1"}).text

    assert "50 lignes montrées sur 67" in page
    assert "/api/questions/parties-prenantes?format=csv" in page
    file = writing_client.get("/api/questions/parties-prenantes?format=csv")
    assert len(file.text.splitlines()) == 68
    assert len(writing_client.get("/api/questions/parties-prenantes?size=10").json()["rows"]) == 10


@pytest.fixture
def schools(own_base, tmp_path):
    """Add six training bodies to one of the two territories."""
    sheet = tmp_path / "ecoles.csv"
    rows = "".join(f"École {n};organisme de formation;Terres Neuves\n" for n in range(1, 7))
    sheet.write_text("Nom;Type;Territoire\n" + rows, encoding="utf-8")
    run_import(str(own_base), Request("parties-prenantes", sheet, write=True, source="annuaire"))
    return own_base


def test_a_screen_counts_the_neighbours_it_does_not_name(schools, writing_client):
    page = writing_client.get("/questions/manques", params={"territory": "Val Fleuri"}).text

    assert "École 1, École 2, École 3 et 3 autres" in page
    assert "École 1, École 2, École 3 et 3 autres" in asked(schools, "manques", "--territory", "Val Fleuri")


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_file_names_every_neighbour(schools, form):
    text = asked(schools, "manques", "--territory", "Val Fleuri", "--format", form)

    assert all(f"École {n}" in text for n in range(1, 7))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        (
            "mobiliser",
            ["Valeurs : emploi (Emploi et exhaustivité), financement, activite", "Terres Neuves, Val Fleuri."],
        ),
        ("parties-prenantes", ["favorable, neutre, réservé, opposé, inconnue.", "siae", "funder (Financeur)"]),
        ("reseau", ["hosts (héberge)"]),
        ("recouvrements", ["entre EBE, avec une SIAE ou une entreprise, complémentaires, même porteur, autres."]),
    ],
)
def test_the_help_of_a_question_lists_the_values_it_accepts(filled, name, values):
    said = " ".join(asked(filled, name, "--help").split())

    for value in values:
        assert value in said


def test_every_closed_value_of_the_help_is_accepted(filled):
    with open_store(str(filled)) as store, store.view() as view:
        params = [param for question in QUESTIONS.values() for param in question.parameters]
        accepted = [(param, value) for param in params for value, _ in closed_values(view, param)]
        assert len(accepted) > 50
        for param, value in accepted:
            assert read_value(view, param, value)


def test_help_needs_no_base(tmp_path):
    said = asked(tmp_path / "absente.db", "mobiliser", "--help")

    assert "locaux" in said
    assert not (tmp_path / "absente.db").exists()


def test_a_gap_that_no_field_is_asked_for_is_refused_with_those_that_are(filled):
    found = CliRunner().invoke(main, ["--base", str(filled), "ask", "parties-prenantes", "--gap", "n_importe"])

    assert found.exit_code == 2
    assert "Aucun champ « n_importe » n'est attendu. Champs possibles : " in found.output.replace(NBSP, " ")
    assert "siret" in found.output


def test_a_misspelt_parameter_is_refused_rather_than_answered_without_it(client):
    answer = client.get("/api/questions/manques", params={"territoire": "Terres Neuves"})

    assert answer.status_code == 422
    assert answer.json()["title"] == (
        "Paramètre inconnu : « territoire ». Paramètres possibles : au, cru_au, format, seats, territory."
    )


def test_a_question_over_http_takes_a_date_and_a_form(client):
    asked = {"territory": "Terres Neuves", "au": "2026-01-01", "cru_au": "", "format": "csv"}

    assert client.get("/api/questions/manques", params=asked).status_code == 200


def test_a_terminal_says_of_an_answer_at_a_date_what_has_no_date(filled):
    then, now = (CliRunner().invoke(main, ["--base", str(filled), "ask", "accueil", *more]).output for more in (["--au", "2024-01-01"], []))

    said = "Réponse au 1er janvier 2024. Ce qui n'a pas de date y est tel qu'on le sait."
    assert (said in then, said in now) == (True, False)


@pytest.mark.parametrize("day", ["2024-02-30", "hier", "31/12/2024"])
@pytest.mark.parametrize("name", ["accueil", "parties-prenantes", "contacts-a-effacer"])
def test_a_day_that_does_not_exist_is_told_so_by_every_question(filled, name, day):
    done = CliRunner().invoke(main, ["--base", str(filled), "ask", name, "--au", day])

    assert done.exit_code == 2
    assert f"La date « {day} » n'existe pas, ou n'est pas écrite comme 2026-12-31." in loose(done.output)


def test_each_partner_to_tie_leads_to_its_sheet(writing_client, own_base, tmp_path):
    sheet = tmp_path / "proches.csv"
    sheet.write_text("Nom;Type;Commune\n" + "".join(f"Atelier {n};fédération IAE;Fleury\n" for n in range(1, 6)), encoding="utf-8")
    run_import(str(own_base), Request("parties-prenantes", sheet, write=True, source="annuaire"))
    place = tmp_path / "places.csv"
    place.write_text("Territoire;Communes\nVal Fleuri;Fleury\n", encoding="utf-8")
    run_import(str(own_base), Request("territoires", place, write=True, source="annuaire"))

    page = writing_client.get("/questions/manques", params={"territory": "Val Fleuri"}).text

    linked = re.findall(r'<a href="(/parties-prenantes/[^"]+)">(Atelier \d)</a>', page)
    assert [name for _, name in linked] == ["Atelier 1", "Atelier 2", "Atelier 3"]
    assert "</a> et 2 autres" in page
    assert all(writing_client.get(href).status_code == 200 for href, _ in linked)


def test_a_file_gives_first_the_columns_that_are_printed():
    from api.asking import sheet_of
    from queries.answers import Column, Table

    sheet = sheet_of(Table([Column("but", "But", aside=True), Column("nom", "Nom"), Column("lien", "Lien")], []), "Liste")

    assert [(column.label, column.aside) for column in sheet.columns] == [("Nom", False), ("Lien", False), ("But", True)]
