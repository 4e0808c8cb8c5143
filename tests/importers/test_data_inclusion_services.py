"""The services of data·inclusion: each is run by a structure known by its own id, and nobody's name comes with it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
import xlsxwriter

from importers import read_file
from kb.problems import FileRefused
from tests.importers.conftest import SAMPLES

FOLDER = "les-emplois"
STRUCTURES, SERVICES = SAMPLES / "data-inclusion.csv", SAMPLES / "data-inclusion-services.csv"


def service(**said: object) -> dict[str, object]:
    return {"source": "dora", "structure_id": "dora--9990-a", "id": "dora--1", "nom": "Un atelier", "description": "",
            "date_maj": "2026-03-18", **said}  # fmt: skip


def test_the_published_services_are_run_by_the_published_structures(shared_data, office):
    folder = shared_data / FOLDER
    office.send(folder / "data_inclusion__structures.json")

    reading = office.read(folder / "data_inclusion__services.json")
    plan = office.send(folder / "data_inclusion__services.json")

    assert (reading.importer.name, plan.read, plan.created) == ("data-inclusion-services", 7, 6)
    assert "« structure_id »" in reading.evidence
    assert [(p.code, p.column) for p in plan.problems] == [("COLUMN_REQUIRED", "nom")]
    assert ("PLATEFORME DE L'INCLUSION", "runs", "Immersion Facilitée") in office.ties("runs")
    assert len(office.ties("runs")) == 6
    assert "Z... H..." not in "\n".join(office.exported(history=True))


def test_without_its_structure_a_service_is_set_aside_and_its_structure_named(office):
    plan = office.plan(SERVICES)

    assert (plan.read, plan.created) == (2, 0)
    assert {(p.code, p.column) for p in plan.problems} == {("RELATION_END_UNKNOWN", "structure_id")}
    assert "dora--9990-a" in plan.problems[0].message


def test_a_service_says_for_whom_where_and_what_it_costs(office):
    office.send(STRUCTURES)
    office.send(SERVICES)

    found = office.actor("Aide à la mobilité")
    assert found.value("service_type") == ["mobilité : accéder à un véhicule", "mobilité : entretenir son véhicule"]
    assert found.value("clientele") == ["jeunes", "demandeurs emploi"]
    assert (found.value("catchment"), found.value("capacity")) == ("01999, 01998", "3 h par semaine, 6 semaines")
    assert "Frais : gratuit." in found.value("description")
    assert ("Chantier des Saules", "runs", "Aide à la mobilité") in office.ties()


def test_no_person_and_no_telephone_of_a_service_is_kept(office):
    office.send(STRUCTURES)
    office.send(SERVICES)

    kept = "\n".join(office.exported(history=True))
    assert "amille" not in kept
    assert "prenom.nom" not in kept
    assert "04 00 00 00 00" not in kept


def test_the_id_of_a_structure_is_no_name_that_anybody_sees(office):
    office.send(STRUCTURES)

    assert office.actor("Chantier des Saules").names == ["Chantier des Saules"]


@pytest.mark.parametrize("columns", [99, 6, 4])
def test_a_sheet_of_services_is_recognised_even_short_of_columns(office, columns):
    rows = list(csv.reader(SERVICES.open(encoding="utf-8")))
    text = "".join(";".join(cells[:columns]).replace("\n", " ") + "\n" for cells in rows)

    assert office.read(text).importer.name == "data-inclusion-services"
    with pytest.raises(FileRefused):
        office.read(text, "data-inclusion")


def test_a_sheet_of_structures_is_not_taken_for_services(office):
    assert office.read(STRUCTURES).importer.name == "data-inclusion"
    with pytest.raises(FileRefused):
        office.read(STRUCTURES, "data-inclusion-services")


def test_a_workbook_of_services_says_what_the_csv_says(office, tmp_path: Path):
    office.send(STRUCTURES)
    book = xlsxwriter.Workbook(str(tmp_path / "services.xlsx"))
    sheet = book.add_worksheet("services")
    with SERVICES.open(encoding="utf-8") as source:
        for number, cells in enumerate(csv.reader(source)):
            sheet.write_row(number, 0, cells)
    book.close()

    reading = read_file("auto", tmp_path / "services.xlsx")
    plan = office.send(tmp_path / "services.xlsx")

    assert reading.importer.name == "data-inclusion-services"
    assert (plan.created, plan.set_aside) == (2, [])
    assert office.send(SERVICES).updated + office.send(SERVICES).created == 0


def test_an_unusable_link_is_left_out_and_a_date_that_is_none_sets_the_row_aside(office):
    office.send(STRUCTURES)
    listed = [service(lien_mobilisation="nous appeler"), service(id="dora--2", date_maj="hier")]

    plan = office.send(json.dumps({"items": listed}), name="a.json")

    assert plan.created == 1
    assert [w.code for w in plan.warnings] == ["URL_SCHEME"]
    assert [(p.code, p.column) for p in plan.problems] == [("DATE_INVALID", "date_maj")]


def test_a_service_published_again_with_another_name_is_the_same_row(office):
    office.send(STRUCTURES)
    office.send(SERVICES)

    plan = office.send(SERVICES.read_text(encoding="utf-8").replace("Aide à la mobilité", "Vélos à prêter"), name="b.csv")

    assert (plan.updated, plan.created, plan.unchanged) == (1, 0, 1)
    assert office.names("activity") == ["Atelier CV", "Vélos à prêter"]


def test_two_ids_that_differ_by_their_capitals_alone_are_two_structures(office):
    structure = {"source": "dora", "nom": "", "date_maj": "2026-03-18", "reseaux_porteurs": [], "commune": "Fleury"}
    ids = {"dora--recAbC": "Un", "dora--recabc": "Deux", "dora--rec_abc": "Trois"}
    office.send(json.dumps([{**structure, "id": i, "nom": f"Maison {name}"} for i, name in ids.items()]), name="s.json")
    sent = [service(id=f"dora--{n}", structure_id=i, nom=f"Atelier {name}") for n, (i, name) in enumerate(ids.items())]

    plan = office.send(json.dumps(sent), name="a.json")

    assert plan.set_aside == []
    assert office.ties("runs") == sorted((f"Maison {name}", "runs", f"Atelier {name}") for name in ids.values())
