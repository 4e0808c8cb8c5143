"""The State's list of SIAE: one establishment, one or several conventions; what it publishes is kept as published."""

from __future__ import annotations

import json
import time
from collections import Counter

import pytest

from tests.pace import within

LIST = "le-marche/01_siaes.json"


def item(**fields: str) -> dict[str, object]:
    return {"pk": 1, "model": "siaes.siae", "fields": {"siret": "99900003700013", "kind": "ACI", "name": "A", **fields}}


def test_the_whole_list_enters_in_a_few_seconds(shared_data, office, capsys):
    started = time.process_time()
    plan = office.send(shared_data / LIST)
    elapsed = time.process_time() - started

    assert (plan.read, plan.created, plan.set_aside) == (3_853, 3_853, [])
    assert Counter(w.code for w in plan.warnings)["SIRET_UNUSUAL"] == 13
    assert within(elapsed, 10)
    with capsys.disabled():
        print(f"\n  3 853 SIAE : {elapsed:.1f} s")


def test_a_published_number_with_a_wrong_key_is_flagged_and_kept(office):
    plan = office.send(json.dumps([item(siret="99900003700014")]), name="a.json")

    assert (plan.created, [w.code for w in plan.warnings]) == (1, ["SIRET_UNUSUAL"])
    assert office.actor("A").value("siret") == "99900003700014"


def test_a_number_that_is_none_is_refused(office):
    plan = office.plan(json.dumps([item(siret="3.51816E+13"), item(siret="00000000000000"), item()]), name="a.json")

    assert (plan.created, [p.code for p in plan.problems]) == (1, ["SIRET_INVALID", "SIRET_INVALID"])


@pytest.mark.parametrize("point", ["POINT (4.8.3 45.7)", "POINT (999 45.7)", "POINT (4.8 95)", "POINT (- 45.7)", "Lyon"])
def test_a_point_that_is_nowhere_is_left_out_and_told_and_its_row_is_taken(office, point):
    plan = office.send(json.dumps([item(coords=point)]), name="a.json")

    assert (plan.created, [(w.code, w.column) for w in plan.warnings]) == (1, [("COORDINATES_RANGE", "coords")])
    assert office.actor("A").value("lat") is None


def test_a_point_whose_axes_look_exchanged_is_told_and_kept(office):
    plan = office.send(json.dumps([item(coords="POINT (45.7 4.8)")]), name="a.json")

    assert [(w.code, w.column) for w in plan.warnings] == [("COORDINATES_SWAPPED", "coords")]
    assert office.actor("A").value("lat") == 4.8


def test_an_address_of_a_person_stays_at_the_door(office):
    office.send(json.dumps([item(email="prenom.nom@ex.fr", contact_last_name="Exemple")]), name="a.json")

    kept = "\n".join(office.exported(history=True))
    assert "prenom.nom" not in kept
    assert "Exemple" not in kept


def test_it_is_read_from_an_export_of_the_site_too(office):
    office.send(
        "raison sociale;Enseigne;type;adresse;Code postal;ville;siret\nA SARL;Chez A;EI;1 rue;01000;Exempleville;99900003700013\n",
        "siae",
    )

    assert office.actor("Chez A").value("siae_kinds") == ["EI"]
    assert "A SARL" in office.actor("Chez A").names


def test_the_networks_that_the_interface_describes_are_kept_by_their_names(office):
    networks = [{"name": "Coorace", "slug": "coorace"}, {"name": "Chantier école", "slug": "chantier-ecole"}]

    plan = office.send(json.dumps({"results": [{**item()["fields"], "networks": networks}]}), name="a.json")

    assert plan.set_aside == []
    assert office.actor("A").value("networks") == ["Coorace", "Chantier école"]


def test_an_establishment_without_number_nor_convention_is_set_aside_and_is_no_network(office):
    lost = {"name": "Sans numéro", "slug": "sans-numero", "brand": "SN", "website": "https://exemple.fr"}
    located = {**lost, "name": "Située", "city": "Exempleville"}

    plan = office.send(json.dumps([item()["fields"], lost, located]), name="a.json")

    assert (plan.created, {p.code for p in plan.problems}) == (1, {"COLUMN_REQUIRED"})
    assert len(plan.set_aside) == 2
    assert office.names("federation") == []


def test_a_list_of_networks_is_still_one(office):
    known = {"name": "Fédération d'exemple", "slug": "fed", "brand": "FE", "website": "https://exemple.fr"}

    plan = office.send(json.dumps([{"model": "networks.network", "pk": 1, "fields": known}]), name="a.json")

    assert (plan.created, office.names("federation")) == (1, ["Fédération d'exemple"])


def test_two_conventions_of_one_establishment_are_both_its_kinds(office):
    office.send(json.dumps([item(kind="EI"), item(kind="ACI")]), name="a.json")

    assert office.actor("A").value("siae_kinds") == ["ACI", "EI"]
