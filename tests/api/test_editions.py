"""A second edition of a source: what it no longer says is told before it is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.importing import Report, Request, run_import
from api.telling import tell_import

NAMES = ["Alpha", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot"]


def send(base: Path, head: str, rows: list[str], source: str = "carnet", write: bool = True) -> Report:
    """Import a sheet of stakeholders made of a header and rows."""
    path = base.parent / "feuille.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return run_import(str(base), Request("parties-prenantes", path, write=write, source=source))


def gone(report: Report) -> list[str]:
    assert report.plan is not None
    return [problem.column for problem in report.plan.warnings if problem.code == "COLUMN_GONE"]


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """Return a base that holds six stakeholders with their town and their position."""
    base = tmp_path / "base.db"
    send(base, "Nom;Type;Commune;Position", [f"{name};association;Lyon;favorable" for name in NAMES])
    return base


def test_an_edition_without_a_column_says_what_it_would_take_away(base):
    report = send(base, "Nom;Type;Commune", [f"{name};association;Lyon" for name in NAMES], write=False)

    assert gone(report) == ["Position"]
    told = next(p.message for p in report.plan.warnings if p.code == "COLUMN_GONE")
    assert told.startswith("« Position » n'est plus dit par aucune ligne de ce fichier : 6 valeurs")
    assert "sous un autre nom de source" in told
    assert report.outcome == "warn"


def test_an_edition_that_empties_some_cells_only_is_an_edition_like_any_other(base):
    rows = [f"{name};association;Lyon;" for name in NAMES[:5]]

    report = send(base, "Nom;Type;Commune;Position", [*rows, "Foxtrot;association;Lyon;favorable"], write=False)

    assert report.plan.updated == 5
    assert gone(report) == []


def test_a_second_list_of_one_organisation_says_each_column_it_would_take_away(tmp_path):
    base = tmp_path / "base.db"
    head = "Nom;Commune;Position;Contact Nom;Contact Courriel;Budget"
    send(base, head, ["Régie;Lyon;favorable;Camille Exemple;camille@exemple.fr;5000"], source="")

    report = send(base, "Nom;Commune;Notes", ["Régie;Lyon;à rappeler"], source="", write=False)

    assert gone(report) == ["Budget", "Contact Courriel", "Contact Nom", "Position"]
    told = {problem["message"] for problem in report.as_dict()["warnings"] if problem["code"] == "COLUMN_GONE"}
    assert all(": 1 valeur de l'édition précédente serait retirée. Si" in message for message in told)


def test_the_only_cell_of_a_column_may_be_emptied_without_a_word(base):
    report = send(base, "Nom;Type;Commune;Position", ["Alpha;association;Lyon;"], write=False)

    assert gone(report) == []


def test_the_same_rows_under_another_source_take_nothing_away(base):
    report = send(base, "Nom;Type;Commune", [f"{n};association;Lyon" for n in NAMES], source="complément", write=False)

    assert gone(report) == []


def test_a_row_that_joins_a_known_actor_by_its_name_alone_is_told(base):
    rows = ["ALPHA;association;Lyon", "Bravo;association;Bron", "Golf;association;Lyon"]

    report = send(base, "Nom;Type;Commune", rows, source="autre", write=False)

    [told] = [line for line in tell_import(report) if "rejoint" in line]
    assert told == (
        "1 ligne nouvelle rejoint par son nom un acteur connu : « ALPHA » → Alpha, Lyon. "
        "Si c'en est un autre, indiquez son SIRET ou sa commune."
    )


def test_programs_are_told_of_each_row_without_commune_that_joins_a_known_actor_by_its_name_with_its_line(base):
    rows = ["Golf;association;Lyon", "ALPHA;association;Lyon", "Bravo;association;Bron", "Écho;association;"]

    report = send(base, "Nom;Type;Commune", rows, source="autre", write=False).as_dict()

    told = [(w["code"], w["file"], w["line"], w["value"]) for w in report["warnings"]]
    assert told == [("JOINED_BY_NAME", "feuille.csv", 5, "Écho")]
    assert report["warnings"][0]["message"].startswith("La ligne rejoint par son nom un acteur connu : « Écho » → Echo, Lyon.")
    assert report["outcome"] == "warn"


def test_a_row_that_a_number_identifies_is_not_told_to_join_by_its_name(base):
    send(base, "Nom;Type;Commune;SIRET", ["Hôtel;entreprise;Lyon;99900003700013"], source="un")

    report = send(base, "Nom;Type;Commune;SIRET", ["Hôtel;entreprise;Lyon;99900003700013"], source="deux", write=False)

    assert report.joined == []


@pytest.mark.parametrize(("source", "told"), [("CARNET", 1), ("carnet", 0), ("autre", 0)])
def test_a_new_source_whose_name_is_another_s_but_for_its_capitals_is_told(base, source, told):
    report = send(base, "Nom;Type;Commune;Position", ["Alpha;association;Lyon;favorable"], source=source, write=False)

    said = [problem.message for problem in report.plan.warnings if problem.code == "SOURCE_ALIKE"]
    assert len(said) == told
    assert all("« carnet »" in text for text in said)


def test_a_source_that_another_territory_sent_under_that_name_is_told_with_how_to_send_it_again(tmp_path):
    base = tmp_path / "base.db"
    territories, sheet = tmp_path / "territoires.csv", tmp_path / "acteurs.csv"
    territories.write_text("Territoire;Statut\nVal-Fleuri;habilité\n", encoding="utf-8")
    sheet.write_text("Nom;Type;Commune\nAmicale;association;Lyon\n", encoding="utf-8")
    run_import(str(base), Request("territoires", territories, write=True))
    run_import(str(base), Request("parties-prenantes", sheet, write=True, source="carnet", territory="val-fleuri"))

    def said(**how):
        report = run_import(str(base), Request("parties-prenantes", sheet, **how))
        return [problem.message for problem in report.plan.warnings if problem.code == "SOURCE_ALIKE"]

    (told,) = said(source="carnet")
    assert "source « carnet » de Val-Fleuri" in told
    assert "--territory val-fleuri" in told
    assert said(source="carnet", territory="val-fleuri") == said() == []


def test_rows_that_several_files_brought_are_not_said_of_the_last_one(tmp_path):
    base = tmp_path / "base.db"
    for name, rows in (("un.csv", ["Alpha;association;Lyon", "Bravo;association;Lyon"]), ("deux.csv", ["Charlie;association;Lyon"])):
        path = tmp_path / name
        path.write_text("\n".join(["Nom;Type;Commune", *rows]) + "\n", encoding="utf-8")
        run_import(str(base), Request("parties-prenantes", path, write=True))

    (tmp_path / "trois.csv").write_text("Nom;Type;Commune\nDelta;association;Lyon\n", encoding="utf-8")
    report = run_import(str(base), Request("parties-prenantes", tmp_path / "trois.csv"))

    (told,) = [line for line in tell_import(report) if "plus dans ce fichier" in line]
    assert told.strip().startswith("3 lignes que 2 fichiers de cette source ont données (le dernier : deux.csv) ne sont plus dans ce fichier")


def test_rows_that_are_the_same_to_the_letter_say_which_column_is_no_longer_recognised(tmp_path):
    base, sheet = tmp_path / "base.db", tmp_path / "suivi.csv"
    sheet.write_text("Nom;Commune;Domaine d'action\nRégie;Lyon;vélo\n", encoding="utf-8")
    run_import(str(base), Request("parties-prenantes", sheet, write=True, columns={"Domaine d'action": "themes"}))
    (tmp_path / "base.db-correspondances.jsonl").unlink()

    report = run_import(str(base), Request("parties-prenantes", sheet, write=True))

    (told,) = [problem["message"] for problem in report.as_dict()["warnings"] if problem["code"] == "COLUMN_GONE"]
    assert told.startswith("« Domaines » n'est plus dit par aucune ligne de ce fichier : 1 valeur")
    assert "leur colonne n'est plus reconnue" in told


def test_the_list_of_a_second_territory_says_what_it_would_take_from_the_first(tmp_path):
    base = tmp_path / "base.db"
    for name in ("Vénissieux", "Saint-Fons"):
        (tmp_path / f"{name}.csv").write_text(f"Nom;Type;Commune;Territoire\nAlliade Habitat;entreprise;Lyon;{name}\n", encoding="utf-8")

    def sent(name: str, **asked: str) -> Report:
        return run_import(str(base), Request("parties-prenantes", tmp_path / f"{name}.csv", write=True, **asked))

    sent("Vénissieux")
    report = sent("Saint-Fons")
    told = [problem.message for problem in report.plan.warnings if problem.code == "TERRITORY_LEFT"]
    assert told[0].startswith("1 organisation de « Vénissieux.csv » (« Alliade Habitat ») quitterait")
    assert "propre nom de source" in told[0]
    assert not [problem for problem in sent("Vénissieux", source="Liste de Vénissieux").plan.warnings if problem.code == "TERRITORY_LEFT"]


def test_an_edition_of_one_list_moves_an_organisation_as_it_likes(base):
    head = "Nom;Type;Commune;Territoire"
    send(base, head, ["Alpha;association;Lyon;Saint-Fons"])
    report = send(base, head, ["Alpha;association;Lyon;Givors et Grigny"])
    assert not [problem for problem in report.plan.warnings if problem.code == "TERRITORY_LEFT"]


def test_a_column_under_a_new_name_is_asked_about_beside_the_one_that_went(base):
    rows = [f"{name};association;Lyon;{'favorable' if name != 'Echo' else 'réservé'}" for name in NAMES]

    report = send(base, "Nom;Type;Commune;Posture", rows, write=False)

    (told,) = [problem for problem in report.as_dict()["warnings"] if problem["code"] == "COLUMN_RENAMED"]
    assert told["message"].startswith("La colonne « Posture » n'est pas reconnue et « Position » a disparu : est-ce la même ?")
    assert '--map "Posture=Position"' in told["message"]
    assert told["column"] == "Posture"


@pytest.mark.parametrize(
    ("head", "cells"),
    [("Nom;Type;Commune;Budget voté en séance", "12"), ("Nom;Type;Commune;Position;Posture", "favorable;favorable"), ("Nom;Type;Commune;Posture", "")],
)
def test_a_column_that_holds_something_else_is_no_new_name_of_one_that_went(base, head, cells):
    report = send(base, head, [f"{name};association;Lyon;{cells}" for name in NAMES], write=False)

    assert [problem["message"] for problem in report.as_dict()["warnings"] if problem["code"] == "COLUMN_RENAMED"] == []


def test_two_columns_under_new_names_are_each_paired_with_their_own(tmp_path):
    base = tmp_path / "base.db"
    send(base, "Nom;Commune;Position;Prochaine étape", [f"{name};Lyon;favorable;Rappeler {name}" for name in NAMES])

    report = send(base, "Nom;Commune;À relancer pour;Posture", [f"{name};Lyon;Rappeler {name};favorable" for name in NAMES], write=False)

    assert [(one.header, one.was) for one in report.renamed] == [("Posture", "Position"), ("À relancer pour", "Prochaine étape")]
