"""Persons out of work never enter, by whatever word a row tells them; the organisations that serve them do."""

from __future__ import annotations

import json

import pytest

from api.quarantine import quarantine_bytes
from importers import jobless
from importers.row import Row

ASIDE = [
    "Nom;Rôle\nJean Martin (demandeur d'emploi);PPDE",
    "Nom;Commune\nJean Martin (demandeur d’emploi);Lyon",
    "Nom;Type\nMartin Jean - demandeuse d'emploi;association",
    "Nom;Commune\nMme Martin, bénéficiaire du RSA;Lyon",
    "Nom;Commune\nJean Martin PRIVÉ D'EMPLOI;Lyon",
    "Nom;Rôle\nJean Martin;PPDE",
    "Nom;Type\nJean Martin;Demandeur d'emploi",
    "Nom;Commune;Statut\nJean Martin;Lyon;chômeur de longue durée",
    "Structure;Bénéficiaire du RSA\nJean Martin;oui",
    "Structure;Demandeur(se) d'emploi\nJean Martin;non",
    "Structure;PPDE\nJean Martin;oui",
    "Structure;Contact Nom;Contact Fonction\nRégie;Jean Martin;demandeur d'emploi",
    "Structure;Contact Nom\nRégie;Jean Martin (PPDE)",
    "Structure;Contact Nom\nRégie;Jean Martin, demandeur d'emploi",
    "Structure;Contact Nom\nRégie;Jean Martin, bénéficiaire du RSA, jean@martin.example",
    "Structure;Contact Nom\nRégie;Jean Martin, Chômeur, jean@martin.example",
    "Structure;Contact Nom\nRégie;Martin, Jean, PPDE, 06 39 98 12 34",
    "Structure;Contact Nom\nRégie;Jean Martin, menuisier, en recherche active d'emploi",
    "Structure;Contact Nom\nRégie;Camille Exemple, directrice | Jean Martin, demandeur d'emploi depuis 2024",
    "Structure;Contact Nom\nRégie;Jean Martin demandeur d'emploi depuis 2024",
    "Structure;Contact Nom;Contact Fonction\nRégie;Jean Martin;PPDE en recherche",
    "Structure;Contact Nom;Contact Fonction\nRégie;Jean Martin;PPDE, membre du CLE",
    "Structure;Contact Nom;Contact Fonction\nRégie;Jean Martin;Personne sans emploi",
    "Structure;Contact Nom\nRégie;Jean Martin, inscrit comme demandeur d'emploi",
    "Structure;Contact Nom;Contact Fonction\nRégie;Jean Martin;en situation de demandeur d'emploi",
    "Structure;Contact Nom;Contact Fonction\nRégie;Jean Martin;cho\u0302meur depuis 2024",
    "Structure;Contact Nom;Notes\nRégie;Jean Martin, demandeur d'emploi;NIR 2 55 08 14 168 025 38",
    "Nom;Commune\nJean Martin, PPDE depuis 2024;Lyon",
    "Nom;Type;Commentaire\nCamille EXEMPLE;Association;PPDE depuis 4 ans, RQTH, mère isolée - née le 12/03/1979",
    "Nom;Type;Commentaire\nJean-Luc Martin;Organisation;demandeur d'emploi, 06 39 98 12 34",
    "Nom;Commentaire\nCCAS de Bron;Mme Camille Exemple, PPDE depuis 4 ans, née le 12/03/1979, RQTH",
    "Nom;Commentaire\nCCAS de Lyon;demandeuse d emploi suivie: Camille E. 06 39 98 12 34",
    "Nom;Description\nRégie;atelier tenu par Camille E., ex-PPDE, RQTH, en CDI depuis 2019",
    "Nom;Suivi interne\nRégie;Mme Camille E., PPDE, 3 ans de chômage",
    "Structure;Contact Nom;Contact Fonction\nRégie;Camille Martin;représentante des PPDE",
    "Structure;Contact Nom;Contact Fonction\nRégie;Camille Martin;membre, représentante élue des habitants privés d'emploi",
    "Structure;Contact Nom;Contact Fonction\nRégie;Camille Martin;Représentant (PPDE)",
    "Structure;Contact Nom;Contact Fonction\nRégie;Camille Martin;salariée, ex-PPDE",
    "Structure;Contact Nom\nRégie;Camille Martin représentante PPDE",
    "Structure;Contact Nom\nRégie;Camille Martin, membre du collège PPDE",
    "Nom;Rôle\nCamille Martin;représentant PPDE",
    "Nom;Notes\nRégie;vu avec Camille Martin, représentante PPDE",
    "Nom;Notes\nRégie;la représentante PPDE Camille Martin était là",
    "Nom;Notes\nRégie;présente : Mme Martin (porte-parole des PPDE)",
    "Nom;Type\nCamille MARTIN PPDE;association",
    "Nom;Type\nCamille Martin (P.P.D.E.);association",
]


@pytest.mark.parametrize("sheet", ASIDE)
def test_a_row_that_tells_a_person_out_of_work_is_set_aside_and_nothing_of_it_is_kept(office, sheet):
    plan = office.send(sheet + "\n", "parties-prenantes")

    assert plan.created == 0
    assert len(plan.set_aside) == 1
    assert "SENSITIVE_DATA" in [problem.code for problem in plan.problems]
    told = json.dumps([p.as_dict() for p in plan.problems], ensure_ascii=False) + quarantine_bytes(plan.set_aside).decode("utf-8")
    assert "Martin" not in told
    assert "Camille" not in told
    assert "personne privée d'emploi : Maillage n'en reçoit aucune" in told


@pytest.mark.parametrize(
    "name",
    [
        "Comité des demandeurs d'emploi", "Maison des chômeurs", "Maison du chômeur", "Mouvement national des chômeurs et précaires",
        "Solidarités nouvelles face au chômage", "Cap Emploi", "France Travail", "Agir ensemble contre le chômage (AC !)",
        "Comité local (PPDE)", "Pôle RSA", "Collectif PPDE - Saint-Fons", "Territoire zéro chômeur de longue durée",
        "Représentants PPDE", "Représentante des PPDE", "Représentant PPDE n° 2 (à désigner)", "PPDE (siège vacant)", "Habitants (PPDE)", "Collège PPDE",
        "Représentants PPDE Saint-Fons", "Association des PPDE de Bron", "PPDE Plaine Santy", "Fabrique PPDE", "Emploi Solidaire PPDE",
        "Mission locale (représentante des PPDE)", "Citoyens Chômeurs Isère", "Habitants Volontaires PPDE",
        "TZCLD, territoires zéro chômeur", "Agence RSA", "L'Emploi d'abord", "Association des bénéficiaires du RSA",
    ],
)  # fmt: skip
def test_an_organisation_of_the_unemployed_is_one_like_any_other(office, name):
    plan = office.send(f"Nom;Commune\n{name};Lyon\n")

    assert plan.created == 1


@pytest.mark.parametrize(
    "sheet",
    [
        "Nom;Rôle;SIRET\nÉclat;PPDE;99900001100018",
        "Nom;Rôle\nCollectif des habitants;PPDE",
        "Structure;Bénéficiaires du RSA\nÉclat;oui",
        "Structure;Type;PPDE\nÉclat;association;oui",
        "Structure;PPDE\nÉclat;400",
        "Structure;Commune;Public\nÉclat;Lyon;demandeur d'emploi",
        "Structure;Contact Nom;Contact Fonction\nRégie;Camille Exemple;conseillère demandeurs d'emploi",
        "Structure;Contact Nom;Contact Fonction\nRégie;Camille Exemple;chargée d'accompagnement des demandeurs d'emploi",
        "Structure;Contact Nom;Contact Fonction\nRégie;Camille Exemple;Conseiller RSA",
        "Structure;Contact Nom;Contact Fonction\nRégie;Camille Exemple;référente PPDE",
        "Structure;Contact Nom;Contact Fonction\nRégie;Camille Exemple;RSA et insertion",
        "Structure;Contact Nom;Contact Fonction\nRégie;Camille Exemple;Chargée de mission (RSA)",
        "Structure;Contact Nom;Contact Fonction\nRégie;Camille Exemple;directrice, France Travail",
        "Structure;Contact Nom\nRégie;Camille Exemple, référente PPDE, camille@regie.example",
        "Structure;Contact Nom\nRégie;Camille Exemple, chargée de l'accueil des bénéficiaires du RSA, camille@regie.example",
        "Structure;Contact Nom\nRégie;Service insertion, RSA",
        "Structure;Notes\nRégie;Suit 40 PPDE avec M. Exemple, directeur",
        "Structure;Notes\nBross'Up;PPDE : 40 recrutées",
        "Structure;Notes\nRégie;Association née le 12 mars 2019, accompagne les demandeurs d'emploi de Bron",
        "Structure;Notes\nMétropole;Convention signée par Mme Exemple, référente PPDE",
        "Structure;Notes\nRégie;Un demandeur d'emploi peut appeler le 04 78 00 00 00",
        "Structure;Contact Nom;Contact Fonction\nRégie;Camille Exemple;chargée d'accompagnement PPDE",
        "Structure;Contact Nom;Contact Fonction\nRégie;Camille Exemple;animatrice du collectif PPDE",
        "Structure;Contact Nom;Contact Fonction\nRégie;Camille Exemple;membre de la commission PPDE",
        "Structure;Contact Nom\nRégie;Camille Exemple, Référente PPDE",
        "Structure;Notes\nRégie;2 représentants PPDE étaient là avec Mme Exemple, directrice",
        "Structure;Notes\nRégie;La réunion de Val Fleuri, représentants PPDE présents",
        "Structure;Notes\nRégie;Suivi des volontaires PPDE par Mme Exemple",
        "Structure;Notes\nRégie;Camille Exemple, référente PPDE",
    ],
)
def test_whom_an_organisation_serves_sets_nothing_aside(office, sheet):
    assert office.send(sheet + "\n", "parties-prenantes").created == 1


def test_a_json_item_is_looked_at_alike(office):
    contact = {"nom": "Club Vélo", "contact": "Paul Durand, chômeur de longue durée"}
    items = [{"nom": "Jean Martin", "rôle": "PPDE"}, {"nom": "Jean Martin", "demandeur d'emploi": "oui"}, contact, {"nom": "Régie"}]

    plan = office.send(json.dumps({"organisations": items}), name="envoi.json")

    assert (plan.created, len(plan.set_aside)) == (1, 3)
    assert all(row.raw == {} for row in plan.set_aside)


@pytest.mark.parametrize(
    "sheet",
    [
        "Nom;Type;Commune\nJean Martin (demandeur d'emploi);association;Bron;0612345678",
        "Structure;Contact Nom;Commune\nRégie;Jean Martin, chômeur de longue durée;Bron;0612345678",
        "Structure;Contact Nom;Contact Fonction\nRégie;;Jean Martin;au chômage depuis 2024",
        "Nom;Commune;Bénéficiaire du RSA\nJean Martin;Bron;oui;0612345678",
        "Nom;Commune\nJean\x07 Martin (demandeur d'emploi);Bron",
    ],
)
def test_a_row_that_cannot_be_read_keeps_nothing_of_a_person_out_of_work(office, sheet):
    plan = office.send(sheet + "\n", "parties-prenantes")

    told = json.dumps([p.as_dict() for p in plan.problems], ensure_ascii=False) + quarantine_bytes(plan.set_aside).decode("utf-8")
    assert (plan.created, len(plan.set_aside)) == (0, 1)
    assert "SENSITIVE_DATA" in told
    assert "Martin" not in told
    assert "0612345678" not in told


def test_a_line_of_json_that_cannot_be_read_keeps_nothing_of_a_person_out_of_work(office):
    plan = office.send('{"nom": "Régie"}\n{"nom": "Jean Martin (demandeur d\'emploi)", "type": }\n{"nom": "Club"}\n', "parties-prenantes", name="envoi.jsonl")

    told = json.dumps([p.as_dict() for p in plan.problems], ensure_ascii=False) + quarantine_bytes(plan.set_aside).decode("utf-8")
    assert (plan.created, len(plan.set_aside)) == (2, 1)
    assert "Martin" not in told


def test_an_element_of_json_that_is_no_object_repeats_nothing_of_a_person_out_of_work(office):
    plan = office.send(json.dumps({"organisations": [{"nom": "Régie"}, "Jean Martin (demandeur d'emploi)"]}), name="envoi.json")

    assert (plan.created, len(plan.set_aside)) == (1, 1)
    assert "Martin" not in json.dumps([p.as_dict() for p in plan.problems], ensure_ascii=False)


@pytest.mark.parametrize("element", [
    "Camille Exemple", ["Camille Exemple"], {"nom": {"prenom": "Camille", "nom": "Exemple"}}, {"nom": "Régie", "beneficiaire": {"nom": "Camille Exemple"}},
    {"nom": "Régie", "beneficiaires": [{"nom": "Camille Exemple"}]}, {"nom": "Régie", "reseau": {"nom": "Camille Exemple"}},
])  # fmt: skip
def test_an_object_inside_an_item_of_json_is_neither_kept_nor_repeated(office, element):
    plan = office.send(json.dumps({"organisations": [{"nom": "Jardins", "type": "association"}, element]}), name="base.json")

    told = json.dumps([p.as_dict() for p in (*plan.problems, *plan.warnings)], ensure_ascii=False) + quarantine_bytes(plan.set_aside).decode("utf-8")
    assert plan.created >= 1
    assert "Camille" not in told + "".join(office.exported(history=True))


def test_an_unknown_member_that_is_a_text_is_kept_with_its_item(office):
    office.send(json.dumps({"organisations": [{"nom": "Régie", "type": "association", "surface": "120 m2", "couleurs": ["vert", "bleu"]}]}), name="base.json")

    exported = "".join(office.exported(history=True))
    assert [word for word in ("120 m2", "vert | bleu") if word not in exported] == []


def test_a_row_of_another_length_that_tells_of_nobody_is_kept_to_be_corrected(office):
    plan = office.send("Nom;Type;Commune\nMaison du chômeur;association;Bron;référente PPDE\n", "parties-prenantes")

    assert [row.raw["Nom"] for row in plan.set_aside] == ["Maison du chômeur"]
    assert [problem.code for problem in plan.problems] == ["ROW_LENGTH"]


@pytest.mark.parametrize("named", ["Jean Martin représentant PPDE", "représentante des PPDE Jeanne Martin", "Représentant des PPDE M. Martin", "Jean Martin, collège PPDE",
                                   "Martin Jean (représentant(e) des PPDE)", "Jean Martin, représentant des personnes privées durablement d'emploi", "représentant PPDE (Jean Martin)", "Jean Martin (représentante PPDE)", "Jean Martin, représentant des PPDE", "Jean Martin (PPDE)"])
@pytest.mark.parametrize(
    ("importer", "sheet"),
    [
        ("parties-prenantes", "Nom;Type\n{};association\n"),
        ("places-cle", "CLE;Organisation;Collège;Rôle\nCLE de Val-Fleuri;{};habitants;membre\n"),
        ("reunions", "Date;Instance;Participants\n12/05/2026;CLE de Val-Fleuri;{}\n"),
    ],
)
def test_who_sits_for_those_out_of_work_leaves_no_name(office, importer, sheet, named):
    plan = office.send(sheet.format(named), importer)

    told = json.dumps([p.as_dict() for p in plan.problems], ensure_ascii=False) + quarantine_bytes(plan.set_aside).decode("utf-8")
    assert (plan.created, len(plan.set_aside)) == (0, 1)
    assert "SENSITIVE_DATA" in told
    assert "Martin" not in told


SERVED = ["PPDE Jean Martin", "bénéficiaire : Jean Martin", "candidate : Jeanne Martin", "usager : Jean Martin", "Volontaire : J. Martin", "Jean Martin (bénéficiaire)",
          "Jean Martin, candidat", "Jean Martin né en 1970", "Jean Martin, né en 1970", "né en 1970 : Jean Martin", "jean martin né en 1970", "Mme Martin, née en 1982"]  # fmt: skip


@pytest.mark.parametrize("named", SERVED)
@pytest.mark.parametrize(
    ("importer", "sheet"),
    [
        ("parties-prenantes", "Nom;Type\n{};association\n"),
        ("liens", "De;Lien;Vers\n{};accompagne;Régie des Érables\n"),
        ("places-cle", "CLE;Organisation;Collège;Rôle\nCLE de Val-Fleuri;{};habitants;membre\n"),
        ("reunions", "Date;Instance;Participants\n12/05/2026;CLE de Val-Fleuri;{}\n"),
        ("actions", "Action;Responsable;Échéance\nAppeler;{};31/12/2026\n"),
    ],
)
def test_who_is_served_or_told_by_their_birth_leaves_no_name(office, importer, sheet, named):
    plan = office.send(sheet.format(named), importer)

    told = json.dumps([p.as_dict() for p in plan.problems], ensure_ascii=False) + quarantine_bytes(plan.set_aside).decode("utf-8")
    assert (plan.created, len(plan.set_aside)) == (0, 1)
    assert "SENSITIVE_DATA" in told
    assert "martin" not in told.lower()


@pytest.mark.parametrize("name", ["bénéficiaire : Régie des Érables", "candidate : Mairie de Bron", "Ville candidate : Bron", "volontaire : Emmaüs Lyon", "usager : Tout public", "PPDE Grand Pré",
                                  "Les Jardins, née en 1985", "Envie Rhône née en 2015", "Fondation Bénéficiaire", "Réseau PPDE Plaine", "Unis-Cité, volontaires"])  # fmt: skip
def test_an_organisation_told_by_its_creation_or_by_whom_it_serves_is_one_like_any_other(office, name):
    assert office.send(f"Nom;Commune\n{name};Lyon\n").created == 1


@pytest.mark.parametrize("name", ["Renault Trucks (volontaire)", "Carrefour Market, candidate", "Boucherie Martin (candidate)", "Usager : Sytral Mobilités", "Leroy Merlin (participante)"])
def test_a_company_said_to_be_a_volunteer_is_a_company_and_the_same_name_without_a_type_is_set_aside(office, name):
    plan = office.plan(f'Nom;Type;Commune\n"{name}";entreprise;Lyon\n"{name}";;Lyon\n', "parties-prenantes")

    assert (plan.created, len(plan.set_aside)) == (1, 1)


def test_who_receives_a_grant_with_a_number_may_be_said_to_be_a_volunteer(office):
    header = "nomAttribuant,idAttribuant,dateConvention,nomBeneficiaire,idBeneficiaire,objet,montant"
    row = "Département exemple,99900005200012,2025-06-16,{},Fonctionnement,12000"
    named = ('"Radio Canut, volontaire",99900004500016', '"Mme Exemple, volontaire",99900004500016', '"Camille Exemple, volontaire",')
    plan = office.plan("\n".join((header, *map(row.format, named))), "subventions")

    assert (plan.created, [said.line for said in plan.set_aside]) == (1, [3, 4])


def test_a_row_that_says_no_word_of_a_person_out_of_work_is_searched_once_not_cell_by_cell(monkeypatch):
    cells = {key: f"Régie des Érables {key}" for key in ("name", "kind", "city", "address", "roles", "notes", "post_code")}
    row, searched = Row(cells, cells, line=2), []
    monkeypatch.setattr(jobless, "_hinted", lambda lower: searched.append(lower) or any(hint in lower for hint in jobless._HINTS))

    jobless.guard_jobless(row, free=[("Remarque", "à revoir"), ("Suite", "rien")])

    assert len(searched) == 2
    assert not row.problems


def test_a_person_out_of_work_told_in_a_column_that_nothing_reads_is_still_set_aside():
    row = Row({"name": "Régie", "city": "Lyon"}, {"name": "Nom", "city": "Ville"}, line=2)

    jobless.guard_jobless(row, free=[("Suite", "rien"), ("Remarque", "Mme Fatima K., PPDE, 3 ans de chômage")])

    assert [problem.code for problem in row.problems] == ["SENSITIVE_DATA"]


@pytest.mark.parametrize(
    "said",
    ["né(e) le 12/03/1979", "Camille Exemple, née le 12 mars 1979", "Mme Exemple, née en 1979", "Né le 12.03.1979", "référente : Camille EXEMPLE (né en 1979)"],
)
@pytest.mark.parametrize("header", ["Notes", "Suite donnée", "Adresse"])
def test_the_birth_of_a_person_sets_its_row_aside_and_nothing_of_it_is_kept(office, header, said):
    plan = office.send(f"Nom;Type;Commune;{header}\nRégie;association;Bron;{said}\nJardins;association;Bron;\n", "parties-prenantes")

    told = json.dumps([p.as_dict() for p in plan.problems], ensure_ascii=False) + quarantine_bytes(plan.set_aside).decode("utf-8")
    assert (plan.created, [p.code for p in plan.problems]) == (1, ["SENSITIVE_DATA"])
    assert "1979" not in told
    assert "xemple" not in told.lower()


def test_the_birth_of_a_person_in_a_row_of_a_cell_too_many_is_not_kept(office):
    plan = office.send("Nom;Type;Commune\nRégie;association;Bron;née le 12/03/1979;trop\n", "parties-prenantes")

    assert "1979" not in quarantine_bytes(plan.set_aside).decode("utf-8")
    assert "SENSITIVE_DATA" in [p.code for p in plan.problems]


@pytest.mark.parametrize(
    "said", ["Association née le 12 mars 2019", "créée le 12/03/1979", "née en 2015", "Née en 1979 de deux régies", "le bail est donné le 12/03/2019", "régie née en 1985", "Mme Exemple, donnée en 1979"]
)
def test_the_creation_of_an_organisation_is_no_birth(office, said):
    plan = office.send(f"Nom;Type;Commune;Notes\nRégie;association;Bron;{said}\n", "parties-prenantes")

    assert (plan.created, plan.problems) == (1, [])


KNOWN = "Nom;Type;Commune\nEmmaüs Lyon;association;Lyon\nSecours Catholique;association;Lyon\nATD Quart Monde;association;Lyon\nGrand Lyon;collectivité;Lyon\n"


@pytest.mark.parametrize("seat", ["Emmaüs Lyon;PPDE;", "Secours Catholique;représentants des PPDE;", "ATD Quart Monde;PPDE;", "Grand Lyon;;représentant des privés d'emploi"])
def test_an_organisation_that_is_known_sits_in_the_college_of_those_out_of_work(office, seat):
    office.send(KNOWN)

    plan = office.send(f"CLE;Organisation;Collège;Rôle\nCLE de Lyon;{seat}\n", "places-cle")

    assert (plan.problems, plan.created) == ([], 1)


@pytest.mark.parametrize("named", ["Fatima", "fatima", "Anne-Fatima", "Fatima Exemple"])
@pytest.mark.parametrize("cle", ["CLE de Lyon;{};PPDE;;", "CLE de Lyon;{};;représentante PPDE;", "CLE de Lyon;{};PPDE;;32/01/2026", "Z;{};PPDE;;", "Ailleurs-sur-Rien;{};PPDE;;"])
def test_who_sits_for_those_out_of_work_under_one_name_that_no_organisation_bears_leaves_none(office, cle, named):
    office.send(KNOWN)

    plan = office.send(f"CLE;Organisation;Collège;Rôle;Début\n{cle.format(named)}\n", "places-cle")

    told = json.dumps([p.as_dict() for p in (*plan.problems, *plan.warnings)], ensure_ascii=False) + quarantine_bytes(plan.set_aside).decode("utf-8")
    assert (plan.created, len(plan.set_aside)) == (0, 1)
    assert "SENSITIVE_DATA" in told
    assert "fatima" not in told.lower()


@pytest.mark.parametrize("name", ["Représentante PPDE Fatima", "Fatima, représentante des PPDE", "Membre du collège PPDE (Fatima)", "ex-PPDE Fatima"])
def test_a_seat_of_those_out_of_work_with_one_name_beside_is_no_association(office, name):
    plan = office.send(f"Nom;Type;Commune\n{name};association;Lyon\n")

    assert ([problem.code for problem in plan.problems], plan.created) == (["SENSITIVE_DATA"], 0)
    assert "Fatima" not in quarantine_bytes(plan.set_aside).decode("utf-8")


@pytest.mark.parametrize("name", ["Collège PPDE Mermoz", "Représentants PPDE Mermoz", "Représentant PPDE Bron"])
def test_a_seat_of_those_out_of_work_with_its_place_beside_names_nobody(office, name):
    assert office.send(f"Nom;Type;Commune\n{name};association;Lyon\n").created == 1
