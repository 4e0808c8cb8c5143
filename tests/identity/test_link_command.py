"""`maillage link`: two tables in, every pair considered out, without a base."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner

from api.cli import main
from tests.api.page_check import loose

REFERENCE = """id,name,brand,address,post_code,city,siret,naf,kind
R1,ASSOC TRAVAIL SERVICES A DOMICILE,,12 rue Victor Hugo,69100,Villeurbanne,99900001100018,7810Z,AI
R2,REGIE DE QUARTIER ARMSTRONG,La Régie,2 avenue du 8 Mai,69200,Vénissieux,,,ACI
"""
ROWS = """row,name,address,post_code,city,siret,naf
1,Travail et services à domicile,,69100,VILLEURBANNE,,
2,Boulangerie Durand,,42300,Roanne,,
3,la régie,2 av. du 8 mai,69200,,,
"""


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    (tmp_path / "reference.csv").write_text(REFERENCE, encoding="utf-8")
    (tmp_path / "lignes.csv").write_text(ROWS, encoding="utf-8")
    return tmp_path


def link(folder: Path, *more: str):
    asked = ["link", str(folder / "reference.csv"), str(folder / "lignes.csv"), "--to", str(folder / "paires.csv"), *more]
    return CliRunner().invoke(main, asked)


def pairs(folder: Path) -> list[dict[str, str]]:
    with (folder / "paires.csv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def test_pairs_are_written_best_first_with_a_verdict(tables):
    done = link(tables)

    assert done.exit_code == 0, done.output
    assert "3 lignes lues, 2 références lues" in done.output.replace("\u202f", " ")
    found = pairs(tables)
    assert list(found[0]) == ["row", "ref_id", "score", "verdict"]
    assert [(p["row"], p["ref_id"]) for p in found if p["verdict"] == "same"] == [("1", "R1"), ("3", "R2")]
    for key in {p["row"] for p in found}:
        scores = [float(p["score"]) for p in found if p["row"] == key]
        assert scores == sorted(scores, reverse=True)


def test_the_same_tables_give_the_same_bytes(tables):
    link(tables)
    first = (tables / "paires.csv").read_bytes()
    link(tables)

    assert (tables / "paires.csv").read_bytes() == first


def test_a_table_without_its_key_is_refused_and_nothing_is_written(tables):
    (tables / "lignes.csv").write_text("name,city\nA,Lyon\n", encoding="utf-8")

    done = link(tables)

    assert done.exit_code != 0
    assert "row" in done.output
    assert not (tables / "paires.csv").exists()


def test_a_row_without_key_is_told_with_its_line(tables):
    (tables / "lignes.csv").write_text(ROWS + ",Sans clé,,69100,Lyon,,\n", encoding="utf-8")

    done = link(tables)

    assert "lignes.csv, ligne 5, colonne « row »" in loose(done.output)
    assert done.exit_code == 0


def test_an_absent_table_is_said_to_be_absent(tables):
    (tables / "reference.csv").unlink()

    done = link(tables)

    assert done.exit_code == 3
    assert f"Il n'y a pas de fichier {tables / 'reference.csv'}"[:60] in done.output
    assert "[FILE_UNREADABLE]" in done.output


def test_the_help_lists_the_columns_of_both_tables_and_of_the_pairs():
    said = CliRunner().invoke(main, ["link", "--help"]).output

    for header in (REFERENCE, ROWS, "row,ref_id,score,verdict"):
        assert header.splitlines()[0] in said


@pytest.mark.parametrize("read", ["reference.csv", "lignes.csv"])
def test_pairs_never_take_the_place_of_a_table_they_are_made_from(tables, read):
    before = (tables / read).read_bytes()

    done = link(tables, "--to", str(tables / "." / read))

    assert done.exit_code == 2, done.output
    assert "est l'un des fichiers à lire" in done.output
    assert (tables / read).read_bytes() == before


def test_a_key_given_twice_is_said_with_its_line_and_its_pairs_stay_together_best_first(tables):
    (tables / "reference.csv").write_text(REFERENCE + "R1,TRAVAIL SERVICES,,,69100,Villeurbanne,,,\n", encoding="utf-8")
    (tables / "lignes.csv").write_text(ROWS + "1,Régie de quartier Armstrong,,69200,Vénissieux,,\n", encoding="utf-8")

    done = link(tables)

    assert done.exit_code == 0, done.output
    assert "DUPLICATE_IN_FILE" in done.stderr
    said = done.stderr.replace("\u202f", " ").replace("\u00a0", " ")
    assert "reference.csv, ligne 4" in said
    assert "lignes.csv, ligne 5" in said
    assert "Identifiant déjà donné ligne 2" in said
    rows = [pair["row"] for pair in pairs(tables)]
    assert rows == sorted(rows)
    scores = [float(pair["score"]) for pair in pairs(tables) if pair["row"] == "1"]
    assert scores == sorted(scores, reverse=True)
    assert {pair["ref_id"] for pair in pairs(tables) if (pair["row"], pair["verdict"]) == ("1", "same")} == {"R1", "R2"}


FRENCH = [
    ("Identifiant;Nom;Enseigne;Adresse;Code postal;Commune;SIRET;NAF/APE", "utf-8"),
    ("Référence;Raison sociale;Enseigne;Adresse postale;CP;Ville;N° SIRET;Code NAF", "cp1252"),
    ("N°;Dénomination;Nom d'usage;Rue;Code Postal;Localité;Siret;APE", "utf-8-sig"),
    ("Numéro;Nom de la structure;Sigle;Adresse;CP;Commune;SIREN;Code APE", "utf-8"),
    ("ID,Organisme,enseigne,adresse,code_postal,ville,siret,ape", "utf-8-sig"),
]


@pytest.mark.parametrize(("header", "encoding"), FRENCH, ids=[header for header, _ in FRENCH])
def test_a_table_with_the_usual_headers_of_an_office_is_linked_as_the_one_in_english(tables, header, encoding):
    link(tables)
    expected = (tables / "paires.csv").read_bytes()
    between = ";" if ";" in header else ","
    rows = [header, *(between.join([n, name, "", *rest]) for n, name, *rest in (line.split(",") for line in ROWS.splitlines()[1:]))]
    (tables / "lignes.csv").write_bytes("\n".join(rows).encode(encoding))

    done = link(tables)

    assert done.exit_code == 0, done.output
    assert (tables / "paires.csv").read_bytes() == expected


def test_a_workbook_with_french_headers_is_linked_too(tables):
    book = xlsxwriter.Workbook(tables / "lignes.xlsx")
    page = book.add_worksheet("Liste")
    for at, line in enumerate(["Identifiant;Nom;Ville", "1;Travail et services à domicile;VILLEURBANNE"]):
        page.write_row(at, 0, line.split(";"))
    book.close()

    done = CliRunner().invoke(main, ["link", str(tables / "reference.csv"), str(tables / "lignes.xlsx"), "--to", str(tables / "paires.csv")])

    assert done.exit_code == 0, done.output
    assert ("1", "R1") in {(p["row"], p["ref_id"]) for p in pairs(tables)}


@pytest.mark.parametrize(
    ("header", "said"),
    [("Nom;Commune", "il manque la colonne des identifiants ; numérotez les lignes"),
     ("Identifiant;Commune", "il manque la colonne des noms ; donnez-lui l'en-tête « Nom »")],
)  # fmt: skip
def test_a_table_that_lacks_a_column_is_told_which_and_what_to_do(tables, header, said):
    (tables / "lignes.csv").write_text(f"{header}\nA;Lyon\n", encoding="utf-8")

    done = link(tables)

    assert done.exit_code == 3
    assert f"lignes.csv : {said}" in loose(done.output)
    assert f"Colonnes lues : {header.replace(';', ', ')}." in loose(done.output)


def test_both_names_are_written_for_a_person_who_asks_for_them(tables):
    (tables / "lignes.csv").write_text(ROWS.replace("la régie", "=REGIE(1)"), encoding="utf-8")

    link(tables, "--names")

    written = (tables / "paires.csv").read_bytes().decode("utf-8-sig")
    first, *found = list(csv.reader(written.splitlines(), delimiter=";"))
    assert first == ["row", "ref_id", "score", "verdict", "row_name", "ref_name"]
    assert ["1", "R1", "Travail et services à domicile", "ASSOC TRAVAIL SERVICES A DOMICILE"] in [[*line[:2], *line[4:]] for line in found]
    assert not any(cell.startswith("=") for line in found for cell in line)
