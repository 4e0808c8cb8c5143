"""Les emplois de l'inclusion: one actor by SIRET whatever the source, dated conventions, prescribers, labelled GEIQ."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from typing import Any

import pytest

from kb.problems import FileRefused
from tests.importers.conftest import SAMPLES

FOLDER = "les-emplois"
TILLEULS = "99900112600013"
HEADER = "structure_siret_signature|structure_denomination|af_mesure_dispositif_code|af_numero_annexe_financiere|af_date_debut_effet|af_date_fin_effet\n"


def answer(*results: dict[str, Any]) -> str:
    return json.dumps({"count": len(results), "next": None, "previous": None, "results": list(results)})


def siae(**said: Any) -> dict[str, Any]:
    return {"siret": TILLEULS, "type": "ACI", "raison_sociale": "ATELIER DES TILLEULS", "ville": "Exempleville", **said}


def labels(*listed: Any) -> str:
    return json.dumps([{"model": "geiq_assessments.labelinfos", "pk": 1, "fields": {"campaign": 1, "data": list(listed)}}])


def geiq(nom: str, siret: str | None = None, **said: Any) -> dict[str, Any]:
    return {"id": 1, "nom": nom, "siret": siret, "cp": "01000", "ville": "Exempleville", "antennes": [], **said}


def test_the_same_siret_and_kind_in_le_marche_and_les_emplois_are_one_actor(office):
    listed = {"siret": TILLEULS, "kind": "ACI", "name": "ATELIER DES TILLEULS", "brand": "Les Tilleuls", "city": "Exempleville"}
    office.send(json.dumps([{"pk": 1, "model": "siaes.siae", "fields": listed}]), name="marche.json")
    office.send(SAMPLES / "emplois.json")

    found = office.actor("Les Tilleuls")
    assert found.value("siret") == TILLEULS
    assert sorted({kind for fact in found.facts("siae_kinds") for kind in fact.value}) == ["ACI", "EI"]
    assert {fact.source for fact in found.facts("siae_kinds")} == {"siae@plateforme", "emplois@plateforme"}


def test_the_two_lines_of_an_address_are_one_though_the_api_misspells_them(office):
    office.send(answer(siae(addresse_ligne_1="3 rue des Tilleuls", addresse_ligne_2="Bâtiment B")), name="a.json")

    assert office.actor("ATELIER DES TILLEULS").value("address") == "3 rue des Tilleuls, Bâtiment B"


def test_an_answer_of_the_api_keeps_no_address_of_a_person_and_no_text_of_an_offer(office):
    plan = office.send(SAMPLES / "emplois.json")

    kept = "\n".join(office.exported(history=True))
    assert {w.column for w in plan.warnings if w.code == "COLUMN_DROPPED"} == {"courriel", "postes"}
    assert "prenom.nom" not in kept
    assert "Camille" not in kept


def test_the_number_of_an_antenna_made_up_by_a_user_leads_to_its_legal_unit(office):
    plan = office.send(SAMPLES / "emplois.json")

    antenna = office.actor("Les Tilleuls, antenne du Val")
    assert [(w.code, w.value) for w in plan.warnings if w.column == "siret"] == [("SIRET_MADE_UP", "99900112699901")]
    assert antenna.value("siret") is None
    with office.store.view() as view:
        assert [(t.start, t.end) for t in view.ties(["part_of"])] == [(antenna.id, "siren:999001126")]


def test_the_published_prescribers_enter_with_their_kind_and_their_authorisation(shared_data, office):
    reading = office.read(shared_data / FOLDER / "django__prescribers__organization.json")
    plan = office.send(shared_data / FOLDER / "django__prescribers__organization.json")

    assert (reading.importer.name, plan.read, plan.created, plan.set_aside) == ("emplois", 1_003, 1_003, [])
    assert "« authorization_status »" in reading.evidence
    assert Counter(w.code for w in plan.warnings)["SIRET_UNUSUAL"] == 43
    assert (len(office.names("employment")), len(office.names("authority"))) == (956, 8)
    agency = office.actor("France Travail - PES PERI DEFENSE")
    assert (agency.value("networks"), agency.value("city"), agency.value("lat")) == (["france-travail"], "COLOMBES", 48.909987)
    assert "habilitation validée" in agency.value("description")
    assert "dbmail.com" not in "\n".join(office.exported(history=True))


def test_a_prescriber_of_an_unknown_kind_is_an_organisation_and_a_refusal_is_said(office):
    office.send(SAMPLES / "emplois-prescripteurs.json")

    found = office.actor("Maison des Frênes, antenne")
    assert found.kind == "organisation"
    assert found.value("description") == "Prescripteur de l'IAE (ODC) : habilitation refusée."


def test_the_published_labels_give_the_geiq_their_antennas_and_their_federation(shared_data, office):
    plan = office.send(shared_data / FOLDER / "django__geiq_assessments__label_infos.json")

    assert (plan.read, plan.created) == (260, 250)
    assert Counter(p.code for p in plan.problems) == {"NATURAL_PERSON": 8, "COLUMN_REQUIRED": 1, "SIRET_INVALID": 1}
    assert office.names("federation") == ["Fédération française des GEIQ"]
    ties = office.ties("part_of", "member_of")
    assert ("GEIQ 24, ANTENNE PERIGUEUX", "part_of", "GEIQ 24") in ties
    assert ("GEIQ 24", "member_of", "Fédération française des GEIQ") in ties
    assert office.actor("GEIQ 24, ANTENNE PERIGUEUX").value("siret") == "38280216300107"
    assert office.actor("GEIQ 32, Antenne de Gimont").value("siret") is None


def test_a_name_that_is_not_that_of_a_geiq_may_be_a_person_s_and_is_not_kept(office):
    plan = office.send(labels(geiq("GEIQ DES ORMES", "99900113400017"), geiq("EXEMPLARD", "99900113400017")), name="l.json")

    assert [(p.code, p.value) for p in plan.problems] == [("NATURAL_PERSON", "")]
    assert "EXEMPLARD" not in "\n".join([*office.exported(history=True), *(str(row.raw) for row in plan.set_aside)])


GEIQ_TABLE = "siret;type;raison_sociale;id_structure;antennes\n99900112600013;GEIQ;GEIQ des Tilleuls;4321;{}\n"


@pytest.mark.parametrize("cell", ["Lyon, Bron", "POINT (4.9 45.7)", "[1]", '{""a"": 1}', "NaN"])
def test_antennas_of_a_table_that_are_no_list_are_refused_by_name(office, cell):
    plan = office.send(GEIQ_TABLE.format(f'"{cell}"'), importer="emplois")

    assert [(p.code, p.line, p.column) for p in plan.problems] == [("TYPE_MISMATCH", 2, "antennes")]


def test_a_geiq_of_a_table_without_antennas_goes_in(office):
    plan = office.send(GEIQ_TABLE.format(""), importer="emplois")

    assert plan.problems == []
    assert office.actor("GEIQ des Tilleuls").kind == "siae"


def test_each_campaign_of_labels_is_read(office):
    two = json.loads(labels(geiq("GEIQ DES ORMES"))) + json.loads(labels(geiq("GEIQ DES CHARMES"), 3))

    plan = office.send(json.dumps(two, indent=1), name="deux.json")

    assert office.names("siae") == ["GEIQ DES CHARMES", "GEIQ DES ORMES"]
    assert [(p.code, p.message.partition(" ")[0]) for p in plan.problems] == [("TYPE_MISMATCH", "[1].fields.data[1]")]


def test_the_federation_of_the_geiq_is_the_one_of_le_marche(shared_data, office):
    networks = office.send(shared_data / "le-marche/0a_networks.json")
    office.send(labels(geiq("GEIQ DES ORMES")), name="labels.json")

    assert (networks.read, networks.created, networks.set_aside) == (13, 13, [])
    assert len(office.names("federation")) == 13
    assert office.actor("UNEA").value("website") == "https://www.unea.fr/"
    assert office.ties("member_of") == [("GEIQ DES ORMES", "member_of", "Fédération française des GEIQ")]


def test_a_list_of_sectors_names_no_actor_and_is_refused(shared_data, office):
    with pytest.raises(FileRefused):
        office.read(shared_data / "le-marche/0c_sectors.json")


def test_a_flux_of_the_asp_dates_each_annex_of_a_convention(office):
    reading = office.read(SAMPLES / "emplois-asp.csv")
    office.send(SAMPLES / "emplois-asp.csv")

    found = office.actor("CHANTIER DES ORMES")
    assert "« structure_siret_signature » → siret" in reading.evidence
    assert sorted({kind for fact in found.facts("siae_kinds") for kind in fact.value}) == ["ACI", "EI"]
    assert office.actor("Annexe financière ACI001990001A1M0").value("on") == "2026-01-01"
    with office.store.view(date=dt.date(2025, 6, 30)) as before:
        assert [before.actor(t.end).name for t in before.ties(["signatory"])] == ["Annexe financière ACI001990001A0M0"]


DATED = "4321|99900113400017|CHANTIER DES ORMES|{}_DC|{}001990001A{}M0|01/01/{} 00:00:00|31/12/{} 00:00:00|{}\n"


def flux(*annexes: tuple[str, int, str]) -> str:
    header = (SAMPLES / "emplois-asp.csv").read_text(encoding="utf-8").splitlines()[:2]
    rows = (DATED.format(kind, kind, n, year, year, state) for n, (kind, year, state) in enumerate(annexes))
    return "\n".join([*header, "".join(rows)])


def test_an_annex_that_is_cancelled_rejected_or_only_entered_makes_no_convention_stand(office):
    plan = office.send(flux(("ACI", 2026, "VALIDE"), ("EI", 2026, "ANNULE"), ("ETTI", 2026, "REJETE"), ("AI", 2026, "BROUILLON"), ("EITI", 2026, "HISTORISE")))

    assert [w for w in plan.warnings if w.code == "VALUE_UNUSUAL"] == []
    assert office.actor("CHANTIER DES ORMES").value("siae_kinds") == ["ACI"]
    with office.store.view() as view:
        told = {view.actor(t.end).name.split()[-1].partition("0")[0]: (t.planned, t.cancelled) for t in view.ties(["signatory"])}
    assert told == {"ACI": (False, False), "EI": (False, True), "ETTI": (False, True), "AI": (True, False), "EITI": (False, True)}


def test_a_siae_is_of_a_kind_for_as_long_as_an_annex_says_so(office):
    office.send(flux(("ACI", 2025, "CLOTURE"), ("ACI", 2026, "VALIDE"), ("EI", 2025, "VALIDE")))

    def kinds(day: str) -> list[str] | None:
        with office.store.view(date=dt.date.fromisoformat(day)) as view:
            found: list[str] | None = view.actor("siret:99900113400017").value("siae_kinds")
            return found

    assert [kinds(day) for day in ("2024-12-31", "2025-06-30", "2025-12-31", "2026-01-01", "2027-01-01")] == [
        None, ["ACI", "EI"], ["ACI", "EI"], ["ACI"], None
    ]  # fmt: skip


def test_an_annex_that_names_its_siae_by_the_asp_s_number_tells_its_kind(office):
    office.send(STRUCTURES, name="structures.csv")
    office.send(ANNEXES.replace("9999|", "4321|"), name="annexes.csv")

    assert office.actor("CHANTIER DES ORMES").value("siae_kinds") == ["ACI", "EI"]
    assert office.names("siae") == ["CHANTIER DES ORMES"]


def test_an_establishment_that_moved_succeeds_the_one_that_signed(office):
    office.send("siret_signature|siret_actualise|raison_sociale|type|asp_id\n" f"{TILLEULS}|99900113400017|ATELIER|ACI|4321\n")

    with office.store.view() as view:
        assert [(t.start, t.end) for t in view.ties(["successor"])] == [("siret:99900113400017", f"siret:{TILLEULS}")]


def test_a_row_of_the_flux_without_a_usable_number_is_told(office):
    rows = "|CHANTIER|ACI_DC|ACI001990009A0M0|01/01/2026 00:00:00|31/12/2026 00:00:00\n9,99E+13|CHANTIER|FDI_DC|X|32/01/2026 00:00:00|\n"

    plan = office.plan("DEB1\n" + HEADER + rows)

    assert [p.code for p in plan.problems] == ["COLUMN_REQUIRED", "SIRET_INVALID", "DATE_INVALID"]


def test_a_list_of_prescribers_does_not_end_what_the_list_of_siae_said(office):
    office.send(SAMPLES / "emplois.json")

    plan = office.send(SAMPLES / "emplois-prescripteurs.json", replace=2)

    assert (plan.created, plan.vanished, plan.ended) == (3, {}, [])
    assert office.names("siae")
    again = office.send(answer(siae()), name="edition.json", replace=2)
    assert (len(again.vanished), len(office.names("employment"))) == (2, 2)


STRUCTURES = "DEB1|STRUCTURE\nstructure_id_siae|structure_siret_signature|structure_denomination\n4321|99900113400017|CHANTIER DES ORMES\n"
ANNEXES = (
    "DEB1|AF\naf_id_structure|af_mesure_dispositif_code|af_numero_annexe_financiere|af_date_debut_effet|af_date_fin_effet\n"
    "4321|ACI_DC|ACI001990001A1M0|01/01/2026 00:00:00|31/12/2026 00:00:00\n"
    "9999|EI_DC|EI001990002A0M0|01/01/2026 00:00:00|31/12/2026 00:00:00\n"
)


def test_annexes_that_name_the_asp_s_number_alone_find_their_structure(office):
    office.send(STRUCTURES, name="structures.csv")
    plan = office.send(ANNEXES, name="annexes.csv")

    assert (plan.created, [(p.code, p.column) for p in plan.problems]) == (1, [("RELATION_END_UNKNOWN", "af_id_structure")])
    assert office.ties("signatory") == [("CHANTIER DES ORMES", "signatory", "Annexe financière ACI001990001A1M0")]
    assert office.actor("CHANTIER DES ORMES").names == ["CHANTIER DES ORMES"]


@pytest.mark.parametrize(
    ("told", "kind"), [("Atelier chantier d'insertion", "ACI"), ("etti", "ETTI"), ("EA_DC", "EA"), ("Entreprise adaptée", "EA")]
)
def test_a_kind_is_read_by_its_letters_or_its_label(office, told, kind):
    office.send(answer(siae(type=told)), name="a.json")

    assert office.actor("ATELIER DES TILLEULS").value("siae_kinds") == [kind]


def test_a_kind_that_is_none_sets_the_row_aside(office):
    plan = office.plan(answer(siae(type="42"), siae(type=""), siae()), name="a.json")

    assert (plan.created, [p.code for p in plan.problems]) == (1, ["TYPE_UNKNOWN", "COLUMN_REQUIRED"])


def test_a_kind_that_no_list_has_is_kept_and_told(office):
    plan = office.send(answer(siae(type="FDI")), name="a.json")

    assert [w.code for w in plan.warnings] == ["VALUE_UNUSUAL"]
    assert office.actor("ATELIER DES TILLEULS").value("siae_kinds") == ["FDI"]


def test_an_export_of_le_marche_is_not_taken_for_les_emplois(office):
    text = "raison sociale;Enseigne;type;adresse;Code postal;ville;siret\nA SARL;Chez A;EI;1 rue;01000;Exempleville;99900003700013\n"

    assert office.read(text).importer.name == "siae"
