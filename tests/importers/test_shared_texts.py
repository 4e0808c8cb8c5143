"""What all may read names nobody and says no way to reach them: it is cut at the door, told, and kept for the team alone."""

from __future__ import annotations

import pytest

from api.cells import read_cells
from importers.shared_texts import PERSON, REACH, names_person, open_fields, open_tie_fields, without_persons
from kb.kinds import KINDS, TIE_FIELDS, TIES
from kb.privacy import READER

SAID = "Mme Quatrevents, 06 12 34 56 78, quatrevents@ville.example"
TRACES = ("Quatrevents", "06 12", "@ville")
KNOWN = "Nom;Type;Commune\nAtelier;EBE;Givors\nFonds;financeur;Givors\n"
SHEETS = [
    ("parties-prenantes", f"Nom;Type;Commune;Description;Domaines;Origine;Adresse\nRégie;SIAE;Givors;{SAID};vélo|{SAID};{SAID};chez {SAID}\n"),
    ("territoires", f"Territoire;Statut;Origine\nVal Fleuri;candidature ({SAID});{SAID}\n"),
    ("liens", f"Source;Relation;Cible;Rôle;Collège;Précision;Origine\nAtelier;est partenaire de;Fonds;{SAID};{SAID};{SAID};{SAID}\n"),
    ("financements", f"Financeur;Bénéficiaire;Montant;État;Objet;Dispositif;Origine\nFonds;Atelier;100;voté;{SAID};{SAID};{SAID}\n"),
    ("activites", f"Activité;Porteur;Commune;Description;Capacité;Origine\nVélos;Atelier;Givors;{SAID};{SAID};{SAID}\n"),
    ("reunions", "Date;Instance;Sujet;Participants;Lieu;Décisions\n12/10/2026;Comité technique;Locaux;Atelier;chez Mme Quatrevents;Rappeler Mme Quatrevents\n"),
    ("actions", "Instance;Décision ou action;Livrable;Responsable\nComité technique;Rappeler Mme Quatrevents;note à quatrevents@ville.example;Atelier\n"),
]


@pytest.mark.parametrize(("importer", "sheet"), SHEETS, ids=[importer for importer, _ in SHEETS])
def test_a_text_that_all_may_read_is_cut_of_whom_it_names_and_says_so(office, importer, sheet):
    office.send(KNOWN)

    plan = office.send(sheet, importer)

    assert plan.set_aside == []
    told = [warning for warning in plan.warnings if warning.code == "PERSON_IN_TEXT"]
    assert told
    assert all(warning.value == "" for warning in told)
    with office.store.view(READER) as view:
        said = [str(fact.value) for actor in view.actors() for name in actor.fields() for fact in actor.facts(name)]
        said += [str(value) for tie in view.ties() for value in tie.fields.values()]
    assert not [text for text in said if any(trace in text for trace in TRACES)]
    assert any(PERSON in text for text in said)


def test_the_row_as_it_was_sent_keeps_it_for_the_team(office):
    office.send(f"Nom;Type;Commune;Description;Notes\nRégie;SIAE;Givors;{SAID};{SAID}\n")

    with office.store.view() as view:
        (actor,) = view.actors(["siae"])
        assert actor.value("description") == f"{PERSON}, {REACH}, {REACH}"
        assert actor.value("notes") == SAID
        assert view.origin(actor.facts("description")[0].claim).raw["Description"] == SAID


def test_who_a_row_names_as_its_contact_is_named_in_none_of_its_shared_texts(office):
    office.send("Nom;Commune;Contact;Description;Origine\nRégie;Givors;Zélie Quatrevents;Fondée avec Zélie Quatrevents;ZÉLIE QUATREVENTS\n")

    with office.store.view() as view:
        (actor,) = view.actors(["organisation"])
        assert (actor.value("description"), actor.value("origin")) == (f"Fondée avec {PERSON}", PERSON)
        assert [person.name for person in view.actors(["contact"])] == ["Zélie Quatrevents"]


@pytest.mark.parametrize("text", [
    "12 rue Madame Curie", "École Mme de Sévigné", "avec M. le maire", "Mme la présidente", "SAS", "M3 de bois", "Délibération 2019-4", "Écoute 3919",
    "le 01/02/2026 à 10 h", "à 2 000 000 €", "ouvert @ partir de 8 h", "AMI 2026 0123",
])  # fmt: skip
def test_a_text_that_names_nobody_is_kept_to_the_letter(text):
    assert without_persons(text) == text


@pytest.mark.parametrize(("text", "kept"), [
    ("0612345678@mail.example", REACH), ("a@b.example;c@d.example", f"{REACH};{REACH}"), ("tél : +33 (0)6 12 34 56 78.", f"tél : {REACH}."),
    ("M. J.-P. Quatrevents passera", f"{PERSON} passera"), ("Madame Zélie Quatrevents", PERSON), ("x" * 50_000 + "@b.example", REACH),
])  # fmt: skip
def test_every_way_to_reach_somebody_is_cut_whole(text, kept):
    assert without_persons(text) == kept


@pytest.mark.parametrize("kind", list(KINDS))
def test_what_is_typed_for_all_to_read_names_nobody(kind):
    cards = KINDS[kind].fields
    _, errors = read_cells(cards, dict.fromkeys(open_fields(kind), SAID), open_fields(kind))

    assert errors.keys() >= open_fields(kind)
    engaged = {name: SAID for name, card in cards.items() if name not in open_fields(kind) and card.form in ("text", "long") and card.layer.value == "engagement"}
    assert {name: said for name, said in read_cells(cards, engaged, open_fields(kind))[1].items() if "Tous peuvent lire" in said} == {}


@pytest.mark.parametrize("kind", list(TIES))
def test_what_is_typed_of_a_tie_names_nobody_unless_the_tie_is_of_the_engagement_plan(kind):
    shared = open_tie_fields(kind)
    _, errors = read_cells(TIE_FIELDS, {"detail": SAID, "purpose": SAID, "notes": SAID}, shared)

    assert set(errors) == (set() if TIES[kind].layer.value == "engagement" else {"detail", "purpose"})


@pytest.mark.parametrize(
    ("name", "said", "kept"),
    [
        ("Mr Bricolage Givors", "Magasin Mr Bricolage, 40 salariés", "Magasin Mr Bricolage, 40 salariés"),
        ("Le Kiosque", "Vend le magazine Madame Figaro", "Vend le magazine Madame Figaro"),
        ("Couture Mme Aiguille", "Atelier de Mme Aiguille", "Atelier de Mme Aiguille"),
        ("Couture Mme Aiguille", "Atelier de Mme Aiguille, voir Mme Quatrevents", f"Atelier de Mme Aiguille, voir {PERSON}"),
        ("Le Kiosque", "Magasin de Mr Quatrevents", f"Magasin de {PERSON}"),
        ("Le Kiosque", "Tenu par Madame Figarol", f"Tenu par {PERSON}"),
    ],
)
def test_a_brand_or_the_name_of_the_organisation_that_begins_by_a_civility_is_no_person(office, name, said, kept):
    plan = office.send(f"Nom;Type;Commune;Description\n{name};entreprise;Givors;{said}\n")

    assert office.actor(name).value("description") == kept
    assert [w.code for w in plan.warnings] == ["PERSON_IN_TEXT"] * (PERSON in kept)


@pytest.mark.parametrize("said", ["Fondée par Fatima Benali en 2019", "Présidente : Fatima BENALI", "accueil avec Jean-Claude de Benali"])
def test_a_first_name_and_a_surname_in_a_text_for_all_are_cut_and_told_until_a_person_types_them(office, said):
    plan = office.send(f"Nom;Type;Commune;Description\nRégie;association;Lyon;{said}\n")

    assert [(w.code, w.column, w.message[:26]) for w in plan.warnings if w.code == "PERSON_IN_TEXT"] == [("PERSON_IN_TEXT", "Description", "Une personne semble nommée")]
    assert "[personne]" in office.actor("Régie").value("description")
    assert "benali" not in str(office.actor("Régie").value("description")).lower()
    assert not names_person(said)  # what a form asks


@pytest.mark.parametrize("said", [
    "Près du centre social Gisèle Halimi", "12 rue du Docteur Paul Casalis", "Fondation Simon de Cyrène", "EHPAD Rocher Fleuri et Jeanne Jugan", "Réparation à Saint-Jean de Bournay",
    "Ouvert avec France Travail", "Lycée Jean Moulin", "Martin pêcheur et Marine marchande",
])  # fmt: skip
def test_a_street_a_place_or_a_body_called_after_somebody_stays_in_a_text(office, said):
    office.send(f"Nom;Type;Commune;Description\nRégie;association;Lyon;{said}\n")

    assert office.actor("Régie").value("description") == said
