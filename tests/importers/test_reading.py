"""Files as offices make them: titles above, old encodings, merged headers, several sheets, and what is left aside."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from kb.errors import BadParameter
from kb.problems import FileRefused
from tests.importers.conftest import SAMPLES

STAKEHOLDERS = (SAMPLES / "parties-prenantes.csv").read_text(encoding="utf-8")


def book(path: Path, **sheets: list[list[object]]) -> Path:
    """Write a workbook and return its path."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def cells(name: str) -> list[list[object]]:
    """Return a sample as the rows of a sheet."""
    separator = "," if name == "subventions.csv" else ";"
    return [line.split(separator) for line in (SAMPLES / name).read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(
    ("encoding", "title"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("cp1252", ""),
        ("cp1252", "Fichier des partenaires ; édition 2026\n\n"),
        ("utf-16", ""),
    ],
)
def test_an_old_encoding_or_a_title_above_changes_nothing(office, encoding, title):
    usual = [row.actors for row in office.rows(STAKEHOLDERS)]

    found = [row.actors for row in office.rows(title + STAKEHOLDERS, encoding=encoding)]

    assert found == usual


def test_an_encoding_that_cannot_be_guessed_is_told_to_the_command(office):
    path = office.file(STAKEHOLDERS, encoding="mac_roman")

    with pytest.raises(FileRefused) as refused:
        office.read(path)

    from importers import read_file

    assert refused.value.refusal == "ENCODING_UNCERTAIN"
    assert [r.actors for r in read_file("auto", path, encoding="mac_roman").rows] == [
        r.actors for r in office.rows(STAKEHOLDERS)
    ]


def test_merged_headers_of_a_workbook_are_read_as_one(office):
    path = office.folder / "fusion.xlsx"
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.append(["Partenaires du territoire"])
    sheet.append(["Organisme", "Commune", "Contact", None, None])
    sheet.append([None, None, "Nom", "Prénom", "Fonction"])
    sheet.merge_cells("C2:E2")
    sheet.append(["Régie", "Exempleville", "Exemple", "Camille", "chargée de projet"])
    made.save(path)

    office.send(path)

    assert office.names() == ["Camille Exemple", "Régie"]


def test_numbers_and_dates_of_a_workbook_are_read_as_written(office):
    import datetime as dt

    path = book(office.folder / "a.xlsx", Liste=[["nom", "siret", "code postal", "ouverture", "budget"],
                                                ["Régie", 99900003700013, 1000, dt.date(2020, 3, 1), 1250.5]])  # fmt: skip

    office.send(path)

    found = office.actor("Régie")
    assert [found.value(f) for f in ("siret", "post_code", "opened_on", "budget")] == [
        "99900003700013",
        "01000",
        "2020-03-01",
        1250.5,
    ]


def test_one_workbook_may_hold_several_kinds_of_sheets(office):
    path = book(
        office.folder / "tout.xlsx",
        Territoires=cells("territoires.csv"),
        Organismes=cells("parties-prenantes.csv"),
        Liens=cells("liens.csv"),
        **{"Lisez-moi": [["Nom", "oui"], ["ceci n'est pas", "une donnée"]]},
    )

    reading = office.read(path)
    plan = office.send(path)

    assert [sheet for sheet, _, _ in reading.mappings] == ["Territoires", "Organismes", "Liens"]
    assert (plan.read, plan.set_aside) == (9, [])
    assert ("Cycles du Val", "client_of", "Régie des Érables") in office.ties()


def test_an_importer_named_leaves_the_other_sheets_aside_and_says_so(office):
    path = book(office.folder / "deux.xlsx", Organismes=cells("parties-prenantes.csv"), Liens=cells("liens.csv"))

    reading = office.read(path, "liens")

    assert [sheet for sheet, _, _ in reading.mappings] == ["Liens"]
    assert len(list(reading.rows)) == 2


def test_a_list_of_persons_on_a_second_sheet_refuses_the_workbook(office):
    path = book(
        office.folder / "a.xlsx",
        Organismes=cells("parties-prenantes.csv"),
        Suivi=[["Nom", "Date de naissance"], ["Exemple", "1990"]],
    )

    with pytest.raises(FileRefused) as refused:
        office.read(path)

    assert refused.value.refusal == "SENSITIVE_DATA"


def test_an_opendocument_sheet_reads_like_a_csv(office):
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        + "</table:table-row>"
        for row in cells("liens.csv")
    )
    path = office.folder / "liens.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
            'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
            f'<office:body><office:spreadsheet><table:table table:name="Liens">{rows}</table:table></office:spreadsheet></office:body>'
            "</office:document-content>",
        )
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
            "</manifest:manifest>",
        )

    assert [row.ties for row in office.rows(path)] == [row.ties for row in office.rows(SAMPLES / "liens.csv")]


def test_an_unknown_column_is_named_and_kept_in_the_row(office):
    plan = office.send("nom;couleur préférée\nRégie;bleu\n")

    assert [(w.code, w.column) for w in plan.warnings] == [("COLUMN_IGNORED", "couleur préférée")]
    assert '"couleur préférée":"bleu"' in "\n".join(office.exported())


def test_a_missing_column_is_named_with_what_was_read(office):
    with pytest.raises(FileRefused) as refused:
        office.read("financeur;montant\nVille;3\n", "financements")

    assert refused.value.refusal == "COLUMN_REQUIRED"
    assert "« Bénéficiaire »" in str(refused.value)
    assert "« montant »" in str(refused.value)


def test_an_unknown_importer_lists_those_that_exist(office):
    with pytest.raises(BadParameter, match="parties-prenantes"):
        office.read("nom\nA\n", "inconnu")


def test_a_line_repeated_to_the_letter_is_counted_once(office):
    plan = office.send("nom;commune\n" + "Régie;Exempleville\n" * 3 + "Faux;\x01\n" * 2)

    assert (plan.read, plan.created, plan.unchanged, len(plan.set_aside)) == (5, 1, 2, 2)
    assert [w.code for w in plan.warnings] == ["DUPLICATE_IN_FILE"]


def test_a_refused_line_repeated_is_counted_each_time(office):
    plan = office.plan("nom;siret\n" + "Faux;123\n" * 3)

    assert (plan.read, plan.created, len(plan.set_aside), len(plan.problems)) == (3, 0, 3, 1)


def test_several_types_make_several_roles(office):
    office.send("nom;type\nFondation A;Entreprise / Financeur\nB;CLE\nC;association, client\n")

    assert set(office.actor("Fondation A").roles) == {"company", "funder"}
    with pytest.raises(AssertionError):
        office.actor("C")


def test_the_same_territory_named_twice_in_a_cell_is_one_tie(office):
    office.send("nom;territoire\nRégie;Lyon 8 | Plaine Santy | Lyon 8e\n")

    assert len(office.ties("present_in")) == 1


@pytest.mark.parametrize(
    ("members", "wrong"),
    [
        ('"nom": 12', "nom"),
        ('"nom": ["A", "B"]', "nom"),
        ('"nom": true', "nom"),
        ('"nom": {"$ne": 1}', "nom"),
        ('"nom": "A", "siret": {"$gt": ""}', "siret"),
        ('"nom": "A", "budget": [1]', "budget"),
        ('"nom": "A", "budget": false', "budget"),
        ('"nom": "A", "notes": 3.5', "notes"),
        ('"nom": "A", "territoire": ["X", {"a": 1}]', "territoire"),
    ],
)
def test_a_member_of_the_wrong_type_sets_its_item_aside(office, members, wrong):
    plan = office.plan('{"organisations": [{' + members + '}, {"nom": "B"}]}', name="a.json")

    assert plan.created == 1
    assert [(p.code, p.column, p.line) for p in plan.problems] == [("TYPE_MISMATCH", wrong, 1)]
    assert f"organisations[0].{wrong}" in plan.problems[0].message


def test_numbers_that_json_may_give_are_taken(office):
    office.send(
        '{"organisations": [{"nom": "A", "siret": 99900003700013, "code_postal": 69100, "effectif": 12, "budget": 9007199254740993}]}',
        name="a.json",
    )

    found = office.actor("A")
    assert [found.value(f) for f in ("siret", "post_code", "workforce", "budget")] == [
        "99900003700013",
        "69100",
        "12",
        2**53 + 1,
    ]


def test_a_tie_without_an_end_or_with_itself_creates_no_ghost(office):
    office.send("nom\nA\n")

    plan = office.plan(
        "source;relation;cible\nA;est partenaire de;\n;est partenaire de;A\nA;est partenaire de;A\nA;est partenaire de;Fantôme\n"
    )

    assert (plan.created, [p.code for p in plan.problems]) == (0, ["RELATION_END_UNKNOWN"] * 4)


@pytest.mark.parametrize("row", ["A;porte;Asso B", "Asso B;est porté par;A"])
def test_an_end_of_a_kind_the_tie_does_not_admit_is_told_as_what_it_is_known_for(office, row):
    office.send("nom;type;commune\nA;collectivité;Lyon\nAsso B;association;Lyon\n", source="liste")

    plan = office.plan(f"source;relation;cible\n{row}\n")

    [said] = plan.problems
    assert (said.code, said.value) == ("RELATION_END_UNKNOWN", "Asso B")
    assert said.message.startswith(
        "« Asso B » est connu comme « Association » : « porte le projet de » va d'une organisation vers un lieu, une instance ou un élément de suivi."
    )


def test_a_funder_that_is_known_as_a_territory_is_asked_to_be_an_organisation(office):
    office.send("nom;type;commune\nA;association;Lyon\n", source="liste")
    office.send("territoire\nVal-Fleuri\n", "territoires", source="lieux")

    plan = office.plan("financeur;beneficiaire;montant;exercice\nVal-Fleuri;A;10;2024\n", "financements")

    assert [p.message for p in plan.problems] == ["« Val-Fleuri » est connu comme « Territoire » : il faut ici une organisation."]


@pytest.mark.parametrize(("said", "near"), [
    ("DDETS 69", " Nom proche : « DDETS du Rhône » ?"),
    ("FT Saint-Fons", " Nom proche : « France Travail Saint-Fons » ?"),
    ("Métropole", " Nom proche : « Métropole de Lyon » ?"),
    ("Zorglub", ""),
])  # fmt: skip
def test_a_name_nobody_bears_is_told_with_the_names_near_it_and_joins_none(office, said, near):
    office.send(
        "nom;type;commune\nA;association;Lyon\nDDETS du Rhône;collectivité;Lyon\n"
        "France Travail Saint-Fons;partenaire de l'emploi;Saint-Fons\nMétropole de Lyon;collectivité;Lyon\n",
        source="liste",
    )

    plan = office.plan(f"source;relation;cible\nA;est partenaire de;{said}\n", "liens")

    assert plan.created == 0
    assert [p.message.partition("corrigez le nom.")[2] for p in plan.problems] == [near]


@pytest.mark.parametrize(
    "header", ["nom", "Id;Nom;couleur;taille;poids", "Structure;couleur;taille;poids", "couleur;nom;commune"]
)
def test_a_header_with_one_known_column_is_recognised(office, header):
    assert len(office.rows(header + "\n" + "x;" * header.count(";") + "x\n")) == 1


@pytest.mark.parametrize("row", ["Mairie;organisation;Lyon", "Régie;structure", "Maison commune;organisme;Lyon;actif"])
def test_a_row_that_holds_a_word_of_ours_is_not_a_header(office, row):
    with pytest.raises(FileRefused) as refused:
        office.read(f"{row}\nAutre;chose{';x' * (row.count(';') - 1)}\n")

    assert refused.value.refusal == "HEADER_MISSING"


def test_a_column_that_numbers_the_rows_is_no_telephone(office):
    reading = office.read("N°;Nom;Tél.\n1;Atelier des Érables;04 00 00 00 01\n2;Régie du Val;\n")

    ((_, header, mapping),) = reading.mappings
    assert {header[index]: column.key for index, column in mapping.taken.items()} == {"Nom": "name", "Tél.": "phone"}


def test_a_row_whose_mail_is_a_web_page_goes_in_without_it(office):
    plan = office.send("Nom;mail\nAtelier des Érables;http://www.atelier.ex\nRégie du Val;accueil@regie.ex\n")

    assert (plan.created, plan.set_aside) == (2, [])
    (told,) = (w for w in plan.warnings if w.code == "EMAIL_INVALID")
    assert (told.line, told.column, told.value) == (2, "mail", "http://www.atelier.ex")
    assert "Site web" in told.message
    assert not office.actor("Atelier des Érables").value("email")


def test_all_the_rows_of_the_city_compass_enter(shared_data, office):
    plan = office.send(shared_data / "tableurs-collectivite/lyon-boussole/Copie_de_BOUSSOLE.csv")

    assert (plan.read, len(plan.set_aside)) == (49, 0)
    assert len([warning for warning in plan.warnings if warning.code == "EMAIL_INVALID"]) == 12


def test_an_unknown_end_is_told_under_the_header_of_the_file(office):
    plan = office.plan("Source;Relation;Cible\nAtelier;finance;Régie\n")

    assert {problem.column for problem in plan.problems} == {"Source", "Cible"}


def test_what_is_left_at_the_door_is_told_so_in_the_evidence(office):
    reading = office.read((SAMPLES / "data-inclusion.csv").read_bytes(), name="structures.csv")

    assert "→ courriel" not in reading.evidence


@pytest.mark.parametrize(
    ("written", "kind", "form"),
    [
        ("Association loi 1901", "association", "Association loi 1901"), ("Assoc.", "association", None), ("Ville", "authority", None),
        ("SARL", "company", "SARL"), ("SAS", "company", "SAS"), ("consulaire", "authority", None), ("CCI", "authority", None),
    ],
)  # fmt: skip
def test_everyday_types_are_understood(office, written, kind, form):
    office.send(f"Nom;Type;Commune\nÉclat;{written};Lyon\n")

    actor = office.actor("Éclat")
    assert (actor.kind, actor.value("legal_form")) == (kind, form)


@pytest.mark.parametrize(("day", "codes"), [("12/11/2999", ["DATE_FUTURE"]), ("2999", ["DATE_FUTURE"]), ("12/11/2024", [])])
def test_a_last_exchange_to_come_is_kept_and_told(office, day, codes):
    plan = office.send(f"Nom;Commune;Mél;Vu le\nÉclat;Lyon;accueil@eclat.example;{day}\n")

    assert [warning.code for warning in plan.warnings] == codes
    assert office.actor("Éclat").value("email") == "accueil@eclat.example"
