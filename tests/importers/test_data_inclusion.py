"""The structures of data·inclusion: their networks tell their kind, and no person enters with them."""

from __future__ import annotations

import json

import pytest

from kb.problems import FileRefused

HEADER = "source,id,nom,date_maj,siret,commune,reseaux_porteurs,courriel,contact_nom_prenom\n"


def structures(*networks: str) -> str:
    return HEADER + "".join(
        f'dora,dora--{n},Structure {n},2026-03-18,,Exempleville,"{told}",,\n' for n, told in enumerate(networks)
    )


def test_the_published_structures_enter_and_those_without_a_name_are_told(shared_data, office):
    plan = office.send(shared_data / "les-emplois/data_inclusion__structures.json")

    assert (plan.read, plan.created) == (6, 5)
    assert [(p.code, p.column) for p in plan.problems] == [("COLUMN_REQUIRED", "nom")]
    assert [w.value for w in plan.warnings if w.code == "SIRET_INVALID"] == ["7793112240000", "12345678901234"]
    assert office.actor("PLATEFORME DE L'INCLUSION").value("siret") == "13003013300016"


@pytest.mark.parametrize(
    ("networks", "kind"),
    [("aci|coorace", "siae"), ("coorace", "federation"), ("etcld|ei", "ebe"), ("ML", "employment"),
     ("{ccas-cias,communes}", "authority"), ("wimoov", "organisation"), ("", "organisation")],
)  # fmt: skip
def test_the_networks_of_a_structure_tell_its_kind(office, networks, kind):
    office.send(structures(networks))

    assert office.names(kind) == ["Structure 0"]


def test_a_siae_keeps_its_forms_and_its_networks(office):
    office.send(structures('[""aci"", ""ei"", ""coorace""]'.replace('""', "'")))

    found = office.actor("Structure 0")
    assert found.value("siae_kinds") == ["ACI", "EI"]
    assert found.value("networks") == ["aci", "ei", "coorace"]


def test_a_sheet_of_the_former_schema_is_read_by_its_typology(office):
    text = "id,siret,source,nom,commune,date_maj,typologie\ns--1,,s,Plan local,Exempleville,2023-01-01,PLIE\n"

    assert office.read(text).importer.name == "data-inclusion"
    office.send(text)
    assert office.names("employment") == ["Plan local"]


def test_no_person_of_a_structure_is_kept(office):
    office.send(HEADER + "dora,dora--1,Une structure,2026-03-18,,,,camille@ex.fr,Camille Exemple\n")

    kept = "\n".join(office.exported(history=True))
    assert office.names("organisation") == ["Une structure"]
    assert "amille" not in kept


def test_a_file_of_services_is_not_taken_for_structures(office):
    text = "source,structure_id,id,nom,date_maj,type\ndora,dora--1,dora--s1,Un atelier,2026-03-18,\n"

    with pytest.raises(FileRefused):
        office.read(text, "data-inclusion")


def test_a_point_at_zero_is_no_place(office):
    item = {"source": "s", "id": "s--1", "nom": "Ici", "date_maj": "2026-01-01", "latitude": 0.0, "longitude": 0.0}

    office.send(json.dumps({"items": [item]}), name="a.json")

    assert office.actor("Ici").value("lat") is None
