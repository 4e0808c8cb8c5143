"""The registers: SIRENE's stock files and the RNA, read by column name, without any person or volunteer's home."""

from __future__ import annotations

import csv
import io
import json

import pytest

from api.importing import Request, run_import
from kb.export import load_lines
from kb.store import open_store
from tests.importers.conftest import SAMPLES, Office

UNITS = (
    "siren,statutDiffusionUniteLegale,dateCreationUniteLegale,sigleUniteLegale,sexeUniteLegale,prenom1UniteLegale,"
    "trancheEffectifsUniteLegale,dateDebut,etatAdministratifUniteLegale,nomUniteLegale,denominationUniteLegale,"
    "denominationUsuelle1UniteLegale,categorieJuridiqueUniteLegale,activitePrincipaleUniteLegale,"
    "activitePrincipaleNAF25UniteLegale,nomenclatureActivitePrincipaleUniteLegale\n"
)


def units(*rows: str) -> str:
    return UNITS + "".join(row + "\n" for row in rows)


def test_the_published_samples_are_recognised_and_no_person_enters(shared_data, office):
    folder = shared_data / "sirene/sirene_as_api"

    places = office.plan(folder / "sample_etablissements_OK.csv")
    people = office.plan(folder / "sample_unites_legales_OK.csv")

    assert (places.read, places.created, people.read, people.created) == (0, 0, 0, 0)
    assert [w.code for w in places.warnings if w.code == "ROWS_OUTSIDE"] == ["ROWS_OUTSIDE"]
    assert any("personnes physiques" in w.message for w in people.warnings)


def test_an_establishment_is_tied_to_its_legal_unit_and_they_stay_two(office):
    office.send(SAMPLES / "sirene.csv")
    office.send(units("999000102,O,2001-02-03,ADE,,,12,2008-01-01,A,,ATELIER DES CHARMES,,9220,94.99Z,94.99Y,NAFRev2"), name="u.csv")

    place, unit = office.actor("LES CHARMES"), office.actor("ATELIER DES CHARMES")
    assert (place.value("siret"), place.value("workforce"), place.value("city")) == ("99900010200015", "10 à 19 salariés", "Villeurbanne")
    assert (unit.kind, unit.value("siren"), unit.value("acronym"), unit.value("naf")) == ("association", "999000102", "ADE", "9499Z")
    with office.store.view() as view:
        assert [(t.start, t.end) for t in view.ties(["part_of"]) if t.start == place.id] == [(place.id, unit.id)]


def test_what_a_unit_keeps_to_itself_stays_masked_and_a_closed_place_keeps_its_day(office):
    plan = office.send(SAMPLES / "sirene.csv")

    assert plan.set_aside == []
    with office.store.view() as view:
        closed = view.actor("siret:99900011000018")
    assert closed.value("closed_on") == "2022-03-31"
    assert closed.value("address") is None
    assert closed.value("city") == "Lyon 8e Arrondissement"
    assert closed.value("naf") is None


def test_a_natural_person_is_counted_and_nothing_of_it_is_kept(office):
    plan = office.send(units("999000110,O,2001-02-03,,F,CLAUDE,,2008-01-01,A,DUPONT,,,1000,85.59A,,NAFRev2"), name="u.csv")

    assert (plan.read, plan.created, plan.set_aside) == (0, 0, [])
    assert any(w.code == "ROWS_OUTSIDE" and w.message.startswith("1 ligne") for w in plan.warnings)
    assert "DUPONT" not in office.exported(history=True)


PERSON = "999000102,O,2001-02-03,,F,CLAUDE,,2008-01-01,A,DUPONT,,,1000,85.59A,,NAFRev2"


def test_the_establishment_of_a_sole_trader_is_withdrawn_when_its_unit_says_so_and_undo_gives_it_back(office):
    office.send(SAMPLES / "sirene.csv")
    before = office.exported()

    plan = office.plan(units(PERSON), name="u.csv")
    batch = office.apply(plan)

    assert [(w.code, w.message.partition(" : ")[0]) for w in plan.warnings if w.code == "PERSONS_WITHDRAWN"] == [
        ("PERSONS_WITHDRAWN", "2 lignes de ce registre retirées")
    ]
    assert (plan.read, plan.vanished.keys() & {a.slot for a in plan.assertions}) == (0, set())
    told = "\n".join(office.exported())
    assert "99900010200015" not in told
    assert "LES CHARMES" not in told
    assert "DUPONT" not in told
    office.undo(batch.id)
    assert office.exported() == before


def test_a_sole_trader_once_told_stays_outside_of_the_next_files(office):
    office.send(SAMPLES / "sirene.csv")
    office.send(units(PERSON), name="u.csv")
    before = office.exported()

    again = office.send(SAMPLES / "sirene.csv")
    twice = office.send(units(PERSON), name="u.csv")

    assert (again.read, again.created, again.unchanged, again.writes, twice.writes) == (1, 0, 1, False, False)
    assert any(w.code == "ROWS_OUTSIDE" and w.message.startswith("1 ligne de personnes physiques") for w in again.warnings)
    assert office.exported() == before


def test_a_sole_trader_stays_outside_of_a_base_loaded_from_an_export(office, tmp_path):
    office.send(SAMPLES / "sirene.csv")
    office.send(units(PERSON), name="u.csv")
    before = office.exported()

    with open_store("memory:", create=True) as store:
        load_lines(store, before)
        loaded = Office(store, tmp_path)
        exported, again = loaded.exported(), loaded.send(SAMPLES / "sirene.csv")

    assert exported == before
    assert (again.read, again.created, again.unchanged) == (1, 0, 1)
    assert "999000102" not in "\n".join(before)


def test_a_sole_trader_is_withdrawn_and_stays_outside_whatever_the_names_of_the_sources(office):
    office.send(SAMPLES / "sirene.csv", source="SIRENE établissements")

    plan = office.send(units(PERSON), name="u.csv", source="SIRENE unités")
    told = "\n".join(office.exported())
    again = office.send(SAMPLES / "sirene.csv", source="SIRENE établissements")

    assert "PERSONS_WITHDRAWN" in [w.code for w in plan.warnings]
    assert ("99900010200015" in told, again.read, again.created) == (False, 1, 0)


def test_natural_persons_told_before_any_establishment_are_said_to_be_told_too_early(office):
    early = office.plan(units(PERSON), name="u.csv")
    office.send(SAMPLES / "sirene.csv")
    after = office.plan(units(PERSON), name="u.csv")

    assert [w.message.split(" : ")[0] for w in early.warnings if w.code == "PERSONS_EARLY"] == ["1 personne physique dans ce fichier, et aucun établissement dans la base"]
    assert "PERSONS_EARLY" not in [w.code for w in after.warnings]


def test_of_a_natural_person_who_has_nothing_in_the_base_nothing_is_noted(office):
    plan = office.plan(units(PERSON), name="u.csv")

    assert not plan.writes


def test_columns_in_another_order_and_new_ones_change_nothing(office):
    rows = list(csv.DictReader((SAMPLES / "sirene.csv").open(encoding="utf-8")))
    header = ["identifiantAdresseEtablissement", *reversed(rows[0])]
    text = io.StringIO()
    writer = csv.DictWriter(text, header, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)

    plan = office.plan(text.getvalue(), name="autre.csv")

    assert (plan.created, plan.set_aside) == (2, [])


@pytest.mark.parametrize("turned", [False, True])
def test_an_establishment_that_is_closed_is_so_whatever_its_unit_says_beside_it(office, turned):
    row = {
        "siren": "999000011", "siret": "99900001100018", "statutDiffusionUniteLegale": "O", "statutDiffusionEtablissement": "O",
        "etatAdministratifUniteLegale": "A", "dateCreationUniteLegale": "1990-01-01", "denominationUniteLegale": "ATELIER",
        "categorieJuridiqueUniteLegale": "5710", "dateCreationEtablissement": "2020-01-01", "etatAdministratifEtablissement": "F",
        "codeCommuneEtablissement": "69029", "dateDebut": "2023-01-01",
    }  # fmt: skip
    names = [*reversed(row)] if turned else [*row]

    office.send(f"{','.join(names)}\n{','.join(row[name] for name in names)}\n", name="joint.csv")

    found = office.actor("ATELIER")
    assert (found.value("closed_on"), found.value("opened_on")) == ("2023-01-01", "2020-01-01")


def test_an_association_is_read_without_any_home_or_phone(office):
    plan = office.send(SAMPLES / "rna.csv")

    assert (plan.created, plan.set_aside) == (2, [])
    found = office.actor("ATELIER DES CHARMES")
    assert (found.value("rna"), found.value("siret"), found.value("acronym")) == ("W999000001", "99900010200015", "ADE")
    assert (found.value("city"), found.value("address"), found.value("phone")) == ("Villeurbanne", None, None)
    assert found.value("closed_on") is None
    assert "Lilas" not in office.exported(history=True)
    assert "0400000000" not in office.exported(history=True)


def test_a_dissolved_association_of_overseas_keeps_the_day_it_ended(office):
    office.send(SAMPLES / "rna.csv")

    found = office.actor("FÉDÉRATION DES CHARMES")
    assert (found.value("rna"), found.value("closed_on"), found.value("acronym")) == ("W9G9000002", "2019-07-08", None)
    assert found.value("legal_form") == "fédération d'associations"


def test_the_older_layout_and_the_published_sample_are_the_same_importer(shared_data, office):
    older = (
        "id;id_ex;siret;gestion;date_creat;date_publi;nature;groupement;titre;objet;objet_social1;objet_social2;adr1;adr2;adr3;"
        "adrs_codepostal;libcom;adrs_codeinsee;dir_civilite;telephone;siteweb;email;observation;position;rup_mi;maj_time\n"
        "W999000003;0691000001;;691P;1975-01-01;0001-01-01;D;S;AMIS DES CHARMES;se retrouver;;;CHEZ M. X;3 RUE DES LILAS;;69100;"
        "Villeurbanne;69266;;;;;;A;;2008-01-01 00:00:00\n"
    )

    plan = office.send(older, name="import.csv")
    published = office.plan(shared_data / "rna/rna_as_api/rna_sample_waldec.csv")

    assert (plan.created, published.created) == (1, 3)
    assert office.actor("AMIS DES CHARMES").value("opened_on") == "1975-01-01"
    assert "LILAS" not in office.exported(history=True)


def test_an_answer_of_the_search_gives_a_unit_and_its_seat_and_no_officer(office):
    plan = office.send(SAMPLES / "recherche-entreprises.json")

    assert (plan.created, plan.set_aside) == (2, [])
    with office.store.view() as view:
        unit, seat = view.actor("siren:999000102"), view.actor("siret:99900010200015")
        assert [(t.start, t.end) for t in view.ties(["part_of"]) if t.end == unit.id] == [(seat.id, unit.id)]
    assert (unit.kind, unit.value("rna"), unit.value("siae_kinds"), unit.value("workforce")) == (
        "siae", "W999000001", ["ACI"], "20 à 49 salariés")  # fmt: skip
    assert (seat.name, seat.value("city"), seat.value("lat")) == ("LES CHARMES", "VILLEURBANNE", 45.76)
    kept = "".join(office.exported(history=True))
    assert not [name for name in ("MARTIN", "CLAUDE", "1960", "DURAND") if name in kept]


@pytest.mark.parametrize("on", [None, "2020-01-31"])
def test_a_unit_or_a_seat_that_the_search_says_closed_is_closed(office, on):
    seat = {"siret": "99900010200015", "etat_administratif": "F", "date_fermeture": "2019-12-31"}
    unit = {"siren": "999000102", "nom_complet": "CHARMES", "nature_juridique": "5710", "etat_administratif": "C", "date_fermeture": on, "siege": seat}
    moved = unit | {"siren": "999000110", "etat_administratif": "A", "date_fermeture": None, "siege": {"siret": "99900011000018", "etat_administratif": "F"}}

    plan = office.send(json.dumps({"results": [unit, moved]}), name="reponse.json")

    assert (plan.created, plan.set_aside, plan.warnings) == (2, [], [])
    with office.store.view() as view:
        closed = {id: view.actor(id).value("closed_on") for id in ("siren:999000102", "siret:99900010200015", "siren:999000110", "siret:99900011000018")}
    assert list(closed.values()) == [on or "date inconnue", "2019-12-31", None, "date inconnue"]


def test_a_unit_that_asked_not_to_be_published_is_never_called_by_its_mask(office):
    mask = "[NON-DIFFUSIBLE]"
    seat = {
        "siret": "99900001100018", "adresse": f"{mask} 69500 BRON", "libelle_commune": "BRON", "commune": "69029", "code_postal": "69500",
        "latitude": mask, "longitude": mask, "liste_enseignes": [mask],
    }  # fmt: skip
    unit = {"siren": "999000011", "nom_raison_sociale": mask, "nom_complet": mask, "sigle": mask, "nature_juridique": "5710", "siege": seat}

    plan = office.send(json.dumps({"results": [unit, unit | {"siren": "999000110", "siege": {}}]}), name="reponse.json")

    assert (plan.created, plan.set_aside) == (2, [])
    assert [name.replace("\u00a0", " ") for name in office.names()] == ["SIREN 999 000 011", "SIREN 999 000 110", "SIRET 999 000 011 00018"]
    with office.store.view() as view:
        seat_known = view.actor("siret:99900001100018")
        assert [seat_known.value(field) for field in ("city", "address", "lat", "aliases")] == ["BRON", None, None, None]


def test_recorded_answers_enter_whatever_they_are_wrapped_in(shared_data, office):
    folder = shared_data / "recherche-entreprises/annuaire-site"

    plans = [office.send(folder / f"recherche-entreprise__search-{siren}.json", source=siren) for siren in ("356000000", "217500016")]

    assert [plan.set_aside for plan in plans] == [[], []]
    with office.store.view() as view:
        assert view.actor("siret:35600000000048").value("post_code") == "75015"
        assert [b.actor for b in view.bearers(["la poste"])["la poste"]] == ["siren:356000000"]


def test_a_natural_person_that_the_search_answers_leaves_no_name(office):
    answer = '{"results": [{"siren": "999000110", "nom_complet": "CLAUDE DUPONT", "nature_juridique": "1000", "siege": {"siret": "99900011000018"}}]}'

    plan = office.plan(answer, name="reponse.json")

    assert [p.code for p in plan.problems] == ["NATURAL_PERSON"]
    assert "DUPONT" not in str(plan.set_aside)


def test_of_the_national_file_of_legal_units_only_those_the_base_knows_enter(tmp_path, monkeypatch):
    base, path = tmp_path / "base.db", tmp_path / "StockUniteLegale.csv"
    known = "999000102,O,2001-02-03,ADE,,,12,2008-01-01,A,,ATELIER DES CHARMES,,9220,94.99Z,94.99Y,NAFRev2"
    other = known.replace("999000102", "999000011").replace("CHARMES", "HÊTRES")
    path.write_text(units(known, other), encoding="utf-8")
    run_import(str(base), Request("sirene", SAMPLES / "sirene.csv", write=True))

    chosen = run_import(str(base), Request("sirene", path))
    monkeypatch.setattr("importers.reading.NATIONAL", 0)
    national = run_import(str(base), Request("sirene", path))

    assert chosen.plan.read == 2
    assert national.plan.read == 1
    (told,) = [w for w in national.plan.warnings if w.code == "ROWS_OUTSIDE"]
    assert "que la base ne connaît pas" in told.message
