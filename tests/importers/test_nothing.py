"""Cells by which offices say that they know nothing: « NC », « — », « à définir » are no name, no place and no party."""

from __future__ import annotations

import pytest

NOTHING = ["NC", "—", "à définir", "néant", "non renseigné", "aucune", "?"]
PARTIES = "Nom;Type;Commune;Sigle;Code postal;Territoire;Dépend de;Site web;Contact;Instances;Notes\n"


@pytest.mark.parametrize("said", NOTHING)
def test_a_stakeholder_of_which_nothing_is_known_has_neither_town_nor_territory_nor_contact(office, said):
    plan = office.send(PARTIES + f"Atelier vélo;association{f';{said}' * 8};{said}\n", "parties-prenantes")

    atelier = office.actor("Atelier vélo")
    assert (plan.created, plan.set_aside, plan.warnings) == (1, [], [])
    assert [atelier.value(field) for field in ("city", "acronym", "post_code", "website")] == [None] * 4
    assert (office.names("contact"), office.names("territory"), office.ties()) == ([], [], [])
    assert atelier.value("notes") == said


@pytest.mark.parametrize(("name", "said"), [("Nouvelle Société", "NS"), ("Association Nouveau Départ", "N.D."), ("Nord Conseil", "nc")])
def test_the_initials_of_an_organisation_are_its_own_even_when_elsewhere_they_say_nothing(office, name, said):
    office.send(f"Nom;Type;Commune;Sigle;Autres noms\n{name};entreprise;Lyon;{said};{said}\nAtelier vélo;entreprise;Lyon;{said};{said}\n", "parties-prenantes")

    assert (office.actor(name).value("acronym"), office.actor(name).value("aliases")) == (said, [said])
    assert (office.actor("Atelier vélo").value("acronym"), office.actor("Atelier vélo").value("aliases")) == (None, None)


def test_what_says_nothing_is_kept_as_it_was_written_in_the_row(office):
    (row,) = office.rows("Nom;Commune;Sigle\nAtelier vélo;NC;à définir\n", "parties-prenantes")

    assert row.raw == {"Nom": "Atelier vélo", "Commune": "NC", "Sigle": "à définir"}


def test_two_rows_that_leave_their_town_unknown_are_one_organisation(office):
    office.send("Nom;Type;Commune\nAsso A;association;NC\nAsso A;association;\n", "parties-prenantes")

    assert office.names("association") == ["Asso A"]


@pytest.mark.parametrize("said", NOTHING)
def test_an_organisation_whose_name_is_still_to_come_is_set_aside_and_told(office, said):
    (row,) = office.plan(f"Nom;Type;Commune\n{said};association;Givors\n", "parties-prenantes").set_aside

    assert [(p.code, p.column, p.value) for p in row.problems] == [("COLUMN_REQUIRED", "Nom", said)]
    assert f"« {said} »" in row.problems[0].message


def test_an_organisation_whose_whole_name_holds_such_a_word_is_one(office):
    plan = office.plan("Nom;Commune\nAssociation Sans Objet;Givors\nNA Conseil;Givors\n", "parties-prenantes")

    assert (plan.created, plan.set_aside) == (2, [])


@pytest.mark.parametrize("said", NOTHING)
def test_an_action_whose_owner_is_still_to_come_is_carried_by_nobody(office, said):
    office.send("Nom;Type;Commune;Sigle\nAtelier vélo;association;Givors;à définir\n", "parties-prenantes", source="acteurs")
    plan = office.send(f"Décision ou action;Responsable;Contributeurs;Partie prenante;Statut\nOuvrir le local;{said};{said};{said};en cours\n", "actions")

    assert plan.set_aside == []
    assert (office.names("action"), office.ties()) == (["Ouvrir le local"], [])


def test_what_waits_for_its_owner_is_an_action(office):
    office.send("Décision ou action;Responsable;Statut\nOuvrir le local;à définir;\n", "actions")

    assert office.names("action") == ["Ouvrir le local"]


@pytest.mark.parametrize("said", NOTHING)
def test_a_meeting_without_a_decision_decides_nothing(office, said):
    office.send(f"Date;Sujet;Participants;Décisions;Territoire\n12/05/2026;Locaux;{said};{said};{said}\n", "reunions")

    assert (len(office.names("meeting")), office.names("decision"), office.names("territory")) == (1, [], [])


def test_of_several_values_those_that_say_nothing_are_left_out(office):
    office.send("Nom;Sigle;Autres noms;Domaines\nAtelier;;NC | Le Vélo;réemploi | —\n", "parties-prenantes")

    assert (office.actor("Atelier").value("aliases"), office.actor("Atelier").value("themes")) == (["Le Vélo"], ["réemploi"])


@pytest.mark.parametrize(("header", "said", "field"), [("Position", "inconnue", "position"), ("Confiance", "à confirmer", "confidence")])
def test_a_word_that_its_column_knows_stays(office, header, said, field):
    office.send(f"Nom;{header}\nAtelier;{said}\n", "parties-prenantes")

    assert office.actor("Atelier").value(field) == said


def test_a_position_that_says_nothing_is_none(office):
    plan = office.send("Nom;Position\nAtelier;NC\n", "parties-prenantes")

    assert (office.actor("Atelier").value("position"), plan.warnings) == (None, [])
