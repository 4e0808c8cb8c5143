"""Contacts: a person in a post enters the engagement layer alone, with a purpose, an origin and a term."""

from __future__ import annotations

import datetime as dt

import pytest

from importers.contacts import adjust_header
from kb.privacy import READER

SHEET = "Organisme;Commune;Nom;Prénom;Fonction;Téléphone;Courriel;Dernier contact\n"
ROW = "Régie;Exempleville;Exemple;Camille;chargée de partenariats;0199001234;camille@regie.example;29/02/2024\n"


@pytest.fixture
def contact(office):
    """Return the contact of an organisation, as the office sees it."""
    office.send(SHEET + ROW)
    return office.actor("Camille Exemple")


def test_a_contact_has_a_purpose_an_origin_and_a_term(office, contact):
    assert contact.kind == "contact"
    said = {name: contact.value(name) for name in contact.fields()}
    assert said == {
        "name": "Camille Exemple",
        "post": "chargée de partenariats",
        "phone": "0199001234",
        "email": "camille@regie.example",
        "purpose": "partenariat",
        "origin": "fichier des parties prenantes",
        "keep_until": "2027-02-28",
    }
    assert office.ties("contact_of") == [("Camille Exemple", "contact_of", "Régie")]


def test_its_number_is_not_the_organisations(office, contact):
    organisation = office.actor("Régie")

    assert organisation.value("phone") is None
    assert organisation.value("email") is None
    assert organisation.value("last_contact") == "2024-02-29"


def test_a_reader_of_the_cartographie_never_meets_it(office, contact):
    with office.store.view(viewer=READER) as view:
        assert [actor.name for actor in view.actors()] == ["Régie"]
        assert view.ties() == []
        assert view.find(text="camille").total == 0


def test_without_a_last_exchange_the_term_counts_from_the_day_the_contact_was_noted(office):
    office.send(SHEET + ROW.replace("29/02/2024", ""))

    (noted,) = {fact.since[:4] for fact in office.actor("Camille Exemple").facts("name")}
    assert office.actor("Camille Exemple").value("keep_until")[:4] == str(int(noted) + 3)


def test_a_last_exchange_at_the_end_of_time_keeps_a_contact_until_then(office):
    office.send(SHEET + ROW.replace("29/02/2024", "31/12/9999"))

    assert office.actor("Camille Exemple").value("keep_until") == "9999-12-31"


def test_a_contact_past_their_term_is_in_no_list_nor_answer_and_a_new_exchange_brings_them_back(office):
    office.send(SHEET + ROW.replace("29/02/2024", "01/05/2019"))

    with office.store.view() as view:
        (organisation,) = view.actors()
        assert (view.find(text="camille").total, view.ties(), view.around([organisation.id])) == (0, [], set())
    with office.store.view(date=dt.date(2022, 5, 1)) as view:
        assert "Camille Exemple" in [actor.name for actor in view.actors()]

    office.send(SHEET + ROW.replace("29/02/2024", "01/05/2026"))
    assert office.actor("Camille Exemple").value("email") == "camille@regie.example"


@pytest.mark.parametrize("days", [("01/05/2019", "01/05/2026"), ("01/05/2026", "01/05/2019")])
def test_of_two_terms_the_one_of_the_later_exchange_holds_whoever_is_read_last(office, days):
    for day, source in zip(days, ("une", "autre"), strict=True):
        office.send(SHEET + ROW.replace("29/02/2024", day), source=source)

    assert office.actor("Camille Exemple").value("keep_until") == "2029-05-01"


def test_an_objection_that_another_source_tells_hides_how_to_reach_the_person(office):
    office.send(SHEET + ROW)
    office.send("Organisme;Commune;Contact;Opposition\nRégie;Exempleville;Camille Exemple;oui\n", source="autre")

    contact = office.actor("Camille Exemple")
    assert contact.value("opposed") is True
    assert (contact.value("email"), contact.value("phone")) == (None, None)


KEYED = "nom;type;siret;commune;contact nom;contact courriel;opposition\nAlpha;association;99900001100018;Lyon;{};;oui\n"
UNKEYED = "nom;type;commune;contact nom;contact courriel\n{};association;Lyon;{};julie.durand@alpha.example\n"


@pytest.mark.parametrize("name", ["Julie Durand", "DURAND Julie"])
def test_an_objection_holds_for_the_person_whatever_key_each_sheet_gives_their_organisation(office, name):
    office.send(UNKEYED.format("Alpha", name), source="autre")
    with office.store.view() as view:
        assert [contact.value("email") for contact in view.actors(["contact"])] == ["julie.durand@alpha.example"]
    office.send(KEYED.format("Julie Durand"))

    with office.store.view() as view:
        contacts = list(view.actors(["contact"]))
        assert [(contact.value("opposed"), contact.value("email")) for contact in contacts] == [(True, None)] * len(contacts)
        raw = [origin.raw for origin in view.origins({contact.facts("name")[0].claim for contact in contacts}).values()]
        assert "julie.durand@alpha.example" not in str(raw)


def test_an_objection_is_of_the_contact_of_one_organisation(office):
    office.send(KEYED.format("Julie Durand"))
    office.send(UNKEYED.format("Bêta", "Julie Durand") + "Alpha;association;Lyon;Sami Petit;sami@alpha.example\n", source="autre")

    with office.store.view() as view:
        reached = {str(contact.value("email")) for contact in view.actors(["contact"])}
    assert reached == {"None", "julie.durand@alpha.example", "sami@alpha.example"}


@pytest.mark.parametrize("later", [KEYED.format("Julie Durand"), UNKEYED.replace("courriel\n", "courriel;opposition\n").replace("example\n", "example;oui\n").format("Alpha", "Julie Durand")], ids=["a numbered sheet", "the same sheet"])
def test_an_objection_hides_how_to_reach_the_person_at_every_earlier_moment_and_day(office, later):
    office.send(UNKEYED.format("Alpha", "Julie Durand") + "Alpha;association;Lyon;Sami Petit;sami@alpha.example\n", source="autre")
    before = office.store.head()
    office.send(later, source="tiers")

    for at in ({"moment": before}, {"moment": before, "date": dt.date(2026, 1, 1)}, {"date": dt.date(2026, 1, 1)}):
        with office.store.view(**at) as view:
            contacts = list(view.actors(["contact"]))
            raw = [origin.raw for origin in view.origins({fact.claim for contact in contacts for fact in contact.facts("name")}).values()]
            assert "sami@alpha.example" in {contact.value("email") for contact in contacts}
            assert "julie.durand@alpha.example" not in str([contact.value("email") for contact in contacts] + raw)
    with office.store.view(moment=before) as view:
        assert {contact.value("opposed") for contact in view.actors(["contact"])} == {None}


@pytest.mark.parametrize(("name", "heard"), [("Paul Durand", False), ("Camille Martin", False), ("J. Martin", True), ("Mme Martin", True)])
def test_an_objection_is_not_that_of_a_colleague_who_shares_an_address(office, name, heard):
    sheet = "nom;type;commune;contact nom;contact courriel;contact téléphone;opposition\nAlpha;association;Lyon;{}\n"
    office.send(sheet.format(f"{name};contact@alpha.example;04 99 00 12 34;"), source="autre")
    office.send(sheet.format("Julie Martin;contact@alpha.example;;"))
    office.send(sheet.format("Julie Martin;;;oui"), source="tiers")

    kept = office.actor(name)
    assert (kept.value("opposed"), bool(kept.value("phone"))) == ((True, False) if heard else (None, True))


def test_a_shared_mailbox_stays_with_the_organisation(office):
    office.send(SHEET + ROW.replace("camille@", "accueil@"))

    assert office.actor("Régie").value("email") == "accueil@regie.example"
    assert office.actor("Régie").value("phone") == "0199001234"
    assert office.actor("Camille Exemple").value("email") is None


@pytest.mark.parametrize("kind", ["association", "CLE"])
def test_a_number_or_an_address_without_a_name_is_kept_as_a_contact_s(office, kind):
    plan = office.send(f"Nom;Type;Commune;Contact Téléphone;Contact Courriel\nRégie;{kind};Exempleville;0199001234;c@regie.example\n")

    contact = office.actor("Contact sans nom")
    assert (contact.value("phone"), contact.value("email")) == ("0199001234", "c@regie.example")
    assert contact.value("purpose") == "partenariat"
    assert [end for _, _, end in office.ties("contact_of")] == [office.names("association", "cle")[0]]
    assert plan.warnings == []


def test_two_contacts_without_a_name_are_two_and_a_first_name_is_one(office):
    office.send("Nom;Commune;Prénom du contact;Contact Téléphone\nRégie;X;;0199001234\nRégie;X;;0199005678\nAtelier;X;Camille;0199000000\n")

    assert office.names("contact") == ["Camille", "Contact sans nom", "Contact sans nom"]


def test_nothing_is_kept_of_a_nameless_contact_who_opposes(office):
    office.send("Nom;Commune;Contact Téléphone;Opposition\nRégie;X;0199001234;oui\n")

    assert office.names("contact") == []
    assert "0199001234" not in "\n".join(office.exported(history=True))


def test_who_opposes_is_named_and_nothing_of_their_coordinates_is_kept(office):
    office.send(SHEET.strip() + ";Opposition\n" + ROW.strip() + ";oui\n")

    assert office.actor("Camille Exemple").value("opposed") is True
    kept = "\n".join(office.exported(history=True))
    assert "0199001234" not in kept
    assert "camille@regie" not in kept


def test_several_persons_in_a_cell_are_several_contacts_without_coordinates(office):
    plan = office.send("Organisme;Contact Nom;Contact Courriel\nRégie;Camille Exemple | Sacha Modèle;c@regie.example\n")

    assert office.names("contact") == ["Camille Exemple", "Sacha Modèle"]
    assert [w.code for w in plan.warnings] == ["CONTACT_SEVERAL"]
    assert office.actor("Sacha Modèle").value("email") is None


def test_one_organisation_on_two_rows_has_two_contacts(office):
    second = ROW.replace("Exemple;Camille", "Modèle;Sacha").replace("camille@", "sacha@")

    office.send(SHEET + ROW + second)

    assert office.names("organisation", "company") == ["Régie"]
    assert office.names("contact") == ["Camille Exemple", "Sacha Modèle"]


def test_a_nom_column_names_the_organisation_when_nothing_else_does():
    assert adjust_header(("Nom", "Fonction", "Commune")) == ("Nom", "Fonction", "Commune")


@pytest.mark.parametrize("cell", [
    "Sami, sami@envie.example, 06 39 98 12 34", "Sami <sami@envie.example> - 06 39 98 12 34", "Sami (06 39 98 12 34) sami@envie.example",
    "Sami | sami@envie.example | 06 39 98 12 34", "Sami, tél : 06 39 98 12 34, mail : sami@envie.example",
])  # fmt: skip
def test_a_cell_that_says_how_to_reach_a_person_is_read_into_its_parts(office, cell):
    office.send(f"Organisme;Commune;Contacts;Courriel\nEnvie;Exempleville;{cell};accueil.nord@envie.example\n")

    assert office.names() == ["Envie", "Sami"]
    assert [office.actor("Sami").value(name) for name in ("email", "phone")] == ["sami@envie.example", "06 39 98 12 34"]
    assert office.actor("Envie").value("email") == "accueil.nord@envie.example"


def test_several_persons_of_a_cell_keep_each_their_own(office):
    office.send('Organisme;Contacts\nEnvie;"Sami, chargé de projet, sami@envie.example ; Léa Exemple, directrice, 06 39 98 12 34 ; Exemple, Camille"\n')

    said = {name: [office.actor(name).value(field) for field in ("post", "email", "phone")] for name in office.names()[1:]}
    assert said == {
        "Exemple, Camille": [None, None, None], "Léa Exemple": ["directrice", None, "06 39 98 12 34"],
        "Sami": ["chargé de projet", "sami@envie.example", None],
    }  # fmt: skip


def test_a_person_who_objects_leaves_nothing_of_the_cell_that_says_how_to_reach_them(office):
    plan = office.plan("Organisme;Contacts;Opposition\nEnvie;Sami, sami@envie.example, 06 39 98 12 34;oui\n")

    assert not [row for row in plan.assertions if "sami@" in (row.body or "") or "39 98" in (row.body or "")]


@pytest.mark.parametrize("cell", ["Contact : accueil (standard)", "contact: accueil (standard)"])
def test_a_contact_loses_what_its_column_says_already(office, cell):
    office.send(f"Organisme;Commune;Contact\nRégie;Exempleville;{cell}\n", "parties-prenantes")

    assert office.names("contact") == ["accueil (standard)"]
