"""Every product is built by one command: one that refuses keeps no other from being made."""

from __future__ import annotations

from html import unescape

import pytest
from click.testing import CliRunner

from api.cli import main
from api.importing import Request, run_import
from kb.store import open_store
from queries import ask
from tests.api.page_check import loose


@pytest.fixture
def lone(tmp_path):
    """Return a base of one association, tied to nobody and to no territory."""
    sheet = tmp_path / "associations.csv"
    sheet.write_text("Nom;Type\nAmicale;association\n", encoding="utf-8")
    run_import(str(tmp_path / "base.db"), Request("parties-prenantes", sheet, write=True))
    return tmp_path / "base.db"


def build(base, name, to):
    return CliRunner().invoke(main, ["--base", str(base), "build", name, "--to", str(to)])


def test_the_products_that_can_be_built_are_and_the_others_say_why_at_the_end(lone, tmp_path):
    done = build(lone, "all", tmp_path / "sorties")

    assert done.exit_code == 1
    made = {path.name for path in (tmp_path / "sorties").iterdir()}
    assert {"fichier-parties-prenantes-cartographie.xlsx", "fichier-parties-prenantes-engagement.csv"} <= made
    assert not [name for name in made if name.startswith(("infographie", "reseau", "liste", "recouvrements"))]
    said = loose(done.output.splitlines()[-1])
    assert said.startswith("Erreur : 5 produits refusés.")
    for name in (
        "recouvrements : Rien ne se",
        "liste-mobilisation : Une liste",
        "activites : Aucune activité",
        "infographie : L'infographie",
        "reseau : Aucun",
    ):
        assert name in said


def test_a_product_refused_alone_says_why(lone, tmp_path):
    done = build(lone, "reseau", tmp_path / "sorties")

    assert done.exit_code == 1
    assert "le réseau serait vide" in done.output


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_the_file_of_the_engagement_plan_goes_out_and_comes_back(tmp_path, format_):
    base, sheet = tmp_path / "base.db", tmp_path / "a.csv"
    sheet.write_text(
        "Nom;Type;Commune;Territoire;Contacts;Position\n"
        "Envie;association;Lyon;Vaulx;Sami, chargé de projet, sami@envie.example, 06 39 98 12 34 | Léa, 06 39 98 12 35;favorable\n",
        encoding="utf-8",
    )
    run_import(str(base), Request("auto", sheet, write=True, source="un"))
    assert build(base, "fichier-engagement", tmp_path / "un").exit_code == 0
    run_import(str(base), Request("auto", tmp_path / "un" / f"fichier-parties-prenantes-engagement.{format_}", write=True, source="retour"))

    with open_store(base) as store, store.view() as view:
        assert sorted(actor.name for actor in view.actors()) == ["Envie", "Léa", "Sami", "Vaulx"]
        sheet = ask(view, "fiche", actor="Envie")
        assert sorted((line.reading, line.name, len(line.claims)) for line in sheet.lines) == [
            ("a pour contact", "Léa", 2), ("a pour contact", "Sami", 2), ("est présent sur", "Vaulx", 2),
        ]  # fmt: skip
    assert build(base, "fichier-engagement", tmp_path / "deux").exit_code == 0
    out, back = ((tmp_path / name / "fichier-parties-prenantes-engagement.csv").read_text("utf-8-sig") for name in ("un", "deux"))
    assert [line.rpartition(";\"SIRET")[0] for line in out.splitlines()] == [line.rpartition(";\"SIRET")[0] for line in back.splitlines()]


def test_the_foot_of_a_drawing_names_the_sources_of_the_base(client):
    drawn = client.get("/livrables/infographie.svg").text

    assert "source dans la base (feuilles d'essai)" in loose(unescape(drawn))


def test_a_program_takes_a_product_under_the_interface_and_reads_a_refusal_there_as_any_other(client):
    made, refused = client.get("/api/livrables/infographie.svg"), client.get("/api/livrables/infographie.docx")
    told = client.get("/api/openapi.json").json()["paths"]

    assert made.content == client.get("/livrables/infographie.svg").content
    assert (refused.status_code, refused.headers["content-type"], refused.json()["code"]) == (422, "application/problem+json", "BAD_PARAMETER")
    assert {"image/svg+xml", "application/pdf"} <= told["/api/livrables/{name}.{form}"]["get"]["responses"]["200"]["content"].keys()
    assert not any(path.startswith("/livrables") for path in told)


def test_a_product_that_comes_back_is_read_as_the_stakeholder_file_or_refused_in_words(filled, tmp_path):
    from importers import read_file
    from kb.problems import FileRefused

    assert build(filled, "all", tmp_path).exit_code in (0, 1)
    sheets = sorted(path for path in tmp_path.iterdir() if path.suffix in (".csv", ".xlsx"))

    told = {}
    for path in sheets:
        try:
            told[path.name] = read_file("auto", path).importer.name
        except FileRefused as refusal:
            told[path.name] = f"{refusal.code} {refusal}"

    assert {said for name, said in told.items() if name.startswith("fichier")} == {"parties-prenantes"}
    others = [said for name, said in told.items() if not name.startswith("fichier")]
    assert len(others) >= 2
    assert all(said.startswith("OWN_ANSWER") and "ne s'importe pas" in said for said in others)


@pytest.mark.parametrize("question", ["actions", "rencontres", "manques"])
def test_an_answer_that_looks_like_a_sheet_of_the_offices_is_refused_when_it_comes_back(filled, tmp_path, question):
    from importers import read_file
    from kb.problems import FileRefused

    path = tmp_path / f"{question}.csv"
    done = CliRunner().invoke(main, ["--base", str(filled), "ask", question, "--format", "csv", "--to", str(path)])

    assert done.exit_code == 0
    with pytest.raises(FileRefused, match="ne s'importe pas") as refusal:
        read_file("auto", path)
    assert refusal.value.code == "OWN_ANSWER"


def test_a_sheet_of_an_office_that_counts_territories_is_no_answer_of_ours(tmp_path):
    from importers import read_file

    sheet = tmp_path / "acteurs.csv"
    sheet.write_text("Acteur;Type;Commune;Nombre de territoires\nAmicale;association;Lyon;2\n", encoding="utf-8")

    assert read_file("auto", sheet).importer.name == "parties-prenantes"
