"""Nobody enters by a register: rows as they are published, with the persons they hold, of whom nothing is kept nor said."""

from __future__ import annotations

import itertools
import json

import pytest

from importers.read.guard import find_nir
from tests.importers.conftest import SAMPLES

#: Everything by which the persons of these rows would be known.
TRACES = ("modèle", "modele", "camille", "rue cachee", "rue cachée", "1957", "06 99 00 12 34", "0699001234")
NAMED = {"nom": "MODELE", "prenoms": "CAMILLE", "date_de_naissance": "1957-03"}


def traces(office, sent, name, importer="auto"):
    """Send a file, and return every line of the base, of the rows set aside and of the messages that tells somebody."""
    plan = office.send(sent, importer, name=name)
    aside = (json.dumps(dict(row.raw), ensure_ascii=False) for row in plan.set_aside)
    said = (f"{p.column} {p.value} {p.message}" for p in (*plan.problems, *plan.warnings))
    lines = itertools.chain(office.exported(history=True), aside, said)
    assert plan.read > 0
    return [line for line in lines if any(trace in line.lower() for trace in TRACES) or find_nir(line)]


def table(sample, separator, *rows):
    """Return a table under the header of a sample, from the cells that are filled."""
    header = (SAMPLES / sample).read_text(encoding="utf-8").splitlines()[0]
    lines = [separator.join(row.get(name, "") for name in header.split(separator)) for row in rows]
    return "\n".join([header, *lines, ""])


@pytest.mark.parametrize(
    "more",
    [
        {"nature_juridique": "1000"},
        {"nature_juridique": None, "complements": {"est_entrepreneur_individuel": True}},
        {"nature_juridique": "", "complements": {}},
        {"nature_juridique": "5710", "nom_raison_sociale": "ATELIER", "nom_complet": "ATELIER", "siege": {"adresse": "1 rue Haute"},
         "complements": {"collectivite_territoriale": {"elus": [NAMED]}}},
    ],
)  # fmt: skip
def test_no_sole_trader_and_no_officer_enters_by_the_company_search(office, more):
    unit = {
        "siren": "999000102", "nom_complet": "CAMILLE MODELE (COUTURE)", "nom_raison_sociale": None, "sigle": None,
        "siege": {"siret": "99900010200015", "adresse": "12 RUE CACHEE 69100 VILLEURBANNE"}, "dirigeants": [NAMED],
    }  # fmt: skip
    assert traces(office, json.dumps({"results": [unit | more]}), "reponse.json") == []


def test_a_legal_unit_without_denomination_nor_category_is_somebody(office):
    header = "siren,statutDiffusionUniteLegale,prenom1UniteLegale,nomUniteLegale,denominationUniteLegale,"
    header += "denominationUsuelle1UniteLegale,categorieJuridiqueUniteLegale,etatAdministratifUniteLegale\n"
    rows = "999000052,O,CAMILLE,MODELE,,MODELE COUTURE,,A\n999000102,O,CAMILLE,MODELE,,MODELE,1000,A\n"

    assert traces(office, header + rows + "999000110,O,,,ATELIER,,5710,A\n", "unites.csv") == []
    assert office.names() == ["ATELIER"]


@pytest.mark.parametrize("form", ["1000", ""])
def test_no_natural_person_enters_by_a_file_that_joins_establishments_and_units(office, form):
    header = "siren,siret,statutDiffusionEtablissement,etatAdministratifUniteLegale,categorieJuridiqueUniteLegale,denominationUniteLegale,"
    header += "nomUniteLegale,prenom1UniteLegale,enseigne1Etablissement,codeCommuneEtablissement,etatAdministratifEtablissement\n"
    somebody = f"999000102,99900010200015,O,A,{form},,MODELE,CAMILLE,CAMILLE MODELE COUTURE,69029,A\n"

    assert traces(office, header + somebody + "999000110,99900011000018,O,A,5710,ATELIER,,,,69029,A\n", "joint.csv") == []
    assert "ATELIER" in office.names()


PLACE = {
    "nic": "00015", "numeroVoieEtablissement": "12", "typeVoieEtablissement": "RUE", "libelleVoieEtablissement": "CACHEE",
    "codeCommuneEtablissement": "69266", "etatAdministratifEtablissement": "A", "siren": "999000102", "siret": "99900010200015",
    "complementAdresseEtablissement": "CHEZ CAMILLE MODELE", "distributionSpecialeEtablissement": "BP MODELE",
    "latitude": "45.76123", "longitude": "4.88",
}  # fmt: skip


@pytest.mark.parametrize(
    "more",
    [
        {"statutDiffusionEtablissement": "O"},
        {"statutDiffusionEtablissement": "O", "trancheEffectifsEtablissement": "NN"},
        {"statutDiffusionEtablissement": "P", "trancheEffectifsEtablissement": "11", "enseigne1Etablissement": "CHEZ CAMILLE"},
        {"statutDiffusionEtablissement": "N", "denominationUsuelleEtablissement": "MODELE COUTURE"},
    ],
)
def test_an_establishment_that_may_be_a_home_keeps_its_commune_alone(office, more):
    assert traces(office, table("sirene.csv", ",", PLACE | more), "etablissements.csv") == []
    assert "45.76123" not in "".join(office.exported(history=True))
    assert "69266" in "".join(office.exported())


@pytest.mark.parametrize(("unit", "place"), [("P", "O"), ("N", "O"), ("O", "P")])
@pytest.mark.parametrize("turned", [False, True])
def test_an_establishment_is_masked_when_it_or_its_unit_asked_not_to_be_published(office, unit, place, turned):
    row = PLACE | {"statutDiffusionUniteLegale": unit, "statutDiffusionEtablissement": place, "trancheEffectifsEtablissement": "11"}
    row |= {"categorieJuridiqueUniteLegale": "5710", "denominationUniteLegale": "CAMILLE MODELE CONSEIL", "enseigne1Etablissement": "CHEZ CAMILLE"}
    names = [*reversed(row)] if turned else [*row]

    sent = f"{','.join(names)}\n{','.join(row[name] for name in names)}\n"

    assert traces(office, sent, "joint.csv", "sirene") == []
    assert "69266" in "".join(office.exported())


def test_an_establishment_that_employs_or_has_a_sign_keeps_its_street(office):
    rows = [{"trancheEffectifsEtablissement": "11"}, {"siret": "99900011000018", "siren": "999000110", "enseigne1Etablissement": "LES ORMES"}]

    office.send(table("sirene.csv", ",", *(PLACE | {"statutDiffusionEtablissement": "O"} | more for more in rows)), name="e.csv")

    assert "".join(office.exported()).count('12 RUE CACHEE') == 2


@pytest.mark.parametrize("number", ["W999000001", "0690000001X"])
def test_the_register_of_associations_brings_no_officer_and_no_home(office, number):
    row = {
        "id": number, "titre": "ATELIER", "position": "A", "gestion": "691P", "adrs_libvoie": "RUE CACHEE",
        "adrg_declarant": "MME CAMILLE MODELE", "email": "camille.modele@ex.fr", "telephone": "0699001234",
        "observation": "présidente Camille MODELE", "siteweb": "camille.modele@ex.fr",
    }  # fmt: skip
    assert traces(office, table("rna.csv", ";", row), "rna.csv") == []


CONTRACT = {
    "id": "2026A01", "acheteur_id": "99900091200017", "acheteur_nom": "Commune", "objet": "Entretien", "dateNotification": "2026-03-01",
    "titulaire_id": "99900090400014", "titulaire_typeIdentifiant": "SIRET",
}  # fmt: skip


@pytest.mark.parametrize("name", ["Mme Camille Modèle", "M. MODELE", "MODELE CAMILLE ENTREPRENEUR INDIVIDUEL", "Camille Modèle auto-entrepreneur"])
@pytest.mark.parametrize("scheme", ["SIRET", "HORS-UE"])
def test_a_holder_that_says_it_is_a_person_is_a_number_or_nobody(office, name, scheme):
    row = CONTRACT | {"titulaire_denominationSociale": name, "titulaire_typeIdentifiant": scheme}

    assert traces(office, table("decp.csv", ",", row), "decp.csv") == []
    assert len(office.ties("client_of") if scheme == "SIRET" else [1]) == 1


def test_an_unknown_column_of_a_register_that_tells_a_person_is_left_at_the_door_and_told(office):
    text = table("decp.csv", ",", CONTRACT | {"titulaire_denominationSociale": "Jardins"}).splitlines()
    text[0] += ",acheteur_contact,signataire,contact_mail,procedure"
    text[1] += ",Camille MODELE,MODELE,camille.modele@ex.fr,ouverte ou camille.modele@ex.fr"
    plan = office.plan("\n".join(text), name="decp.csv")

    assert {w.column for w in plan.warnings if w.code == "COLUMN_DROPPED"} == {"acheteur_contact", "signataire", "contact_mail"}
    assert traces(office, "\n".join(text), "decp.csv") == []
    assert "ouverte ou [adresse]" in "".join(office.exported(history=True))


@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("structures.json", {"source": "dora", "id": "dora--1", "nom": "Saules", "date_maj": "2026-01-01", "reseaux_porteurs": ["aci"],
                             "courriel": "camille.modele@ex.fr", "contact_nom_prenom": "Camille MODELE", "personne": "MODELE",
                             "complement_adresse": "chez Camille MODELE", "description": "Écrire à camille.modele@ex.fr ou 06 99 00 12 34"}),
        ("services.json", {"source": "dora", "structure_id": "dora--1", "id": "dora--s1", "nom": "Vélos", "thematiques": ["mobilite"],
                           "publics": ["jeunes"], "contact_nom_prenom": "Camille MODELE", "courriel": "camille.modele@ex.fr",
                           "mobilisable_par_precisions": "Camille MODELE", "prise_rdv": "https://rdv.ex/camille.modele"}),
        ("siae.json", {"siret": "99900003700013", "kind": "ACI", "name": "REGIE", "brand": "", "city": "Lyon", "contact_first_name": "Camille",
                       "contact_last_name": "MODELE", "contact_email": "camille.modele@ex.fr", "admin_name": "Camille MODELE",
                       "users": [{"last_name": "MODELE"}], "extra_data": {"par": "MODELE"}, "description": "06 99 00 12 34"}),
        ("emplois.json", {"siret": "99900112600013", "type": "ACI", "raison_sociale": "ATELIER", "enseigne": "", "courriel": "camille.modele@ex.fr",
                          "postes": [{"description": "Camille MODELE"}], "contact": "MODELE", "description": "camille.modele@ex.fr"}),
        ("prescripteurs.json", {"authorization_status": "VALIDATED", "authorization_updated_by": ["camille.modele@ex.fr"], "name": "Agence",
                                "created_by": ["camille.modele@ex.fr"], "kind": "FT", "email": "camille.modele@ex.fr", "uid": "1", "siret": None}),
        ("geiq.json", {"fields": {"data": [{"nom": "GEIQ 01", "siret": "99900112600013", "ville": "Val", "cp": "01000", "directeur": "MODELE",
                                            "antennes": [{"id": 1, "nom": "Camille MODELE", "ville": "Val", "contact": "MODELE"}]}]}}),
    ],
)  # fmt: skip
def test_the_documents_of_inclusion_bring_nobody(office, name, document):
    assert traces(office, json.dumps([document], ensure_ascii=False), name) == []


def test_the_flux_of_the_payment_agency_brings_no_correspondent(office):
    text = (
        "DEB0001|20260105\naf_id_structure|structure_siret_signature|structure_denomination|af_mesure_dispositif_code|"
        "af_numero_annexe_financiere|nom_dirigeant|structure_nom_correspondant|structure_tel_corresp|correspondant_prenom\n"
        "4321|99900113400017|CHANTIER|ACI_DC|ACI001990001A0M0|MODELE|Camille MODELE|0699001234|Camille\n"
    )
    assert traces(office, text, "flux.csv") == []
    assert office.names("siae") == ["CHANTIER"]


def test_the_contacts_of_a_list_of_siae_stay_at_the_door(office):
    text = (
        "raison sociale;Enseigne;siret;type;ville;Prénom;Nom;Email;Nom du contact\n"
        "REGIE;X;99900003700013;ACI;Lyon;Camille;MODELE;camille.modele@ex.fr;Camille MODELE\n"
    )
    assert traces(office, text, "liste.csv", "siae") == []
    assert office.names("siae") == ["X"]
