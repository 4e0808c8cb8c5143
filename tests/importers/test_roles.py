"""The role that a stakeholder sheet gives an organisation: a tie of its territory, another kind, or words that its sheet shows."""

from __future__ import annotations

import pytest

HEADER = "Nom;Type;Territoire;{}\n"


@pytest.mark.parametrize("header", ["Rôle", "Rôle dans le projet", "Fonction dans le projet", "Rôle dans la démarche"])
@pytest.mark.parametrize(
    ("role", "kind"),
    [("Collectivité porteuse", "carries"), ("porteur du projet", "carries"), ("Financeur", "funds"), ("hébergeur", "hosts"), ("partenaire", "partner"),
     ("est présent sur", "present_in")],
)  # fmt: skip
def test_a_role_that_the_vocabulary_knows_as_a_tie_is_the_tie_of_the_sheet_of_ties(office, header, role, kind):
    office.send(HEADER.format(header) + f"Mairie des Érables;collectivité;Val-Fleuri | Grand Pré;{role}\n")

    assert office.ties(kind) == [("Mairie des Érables", kind, "Grand Pré"), ("Mairie des Érables", kind, "Val-Fleuri")]


def test_a_member_of_the_cle_has_its_seat_in_that_of_its_territory(office):
    office.send(HEADER.format("Rôle") + "Régie des Érables;association;Val-Fleuri;membre du CLE\n")

    assert office.ties("seats_on") == [("Régie des Érables", "seats_on", "CLE de Val-Fleuri")]


def test_a_role_in_other_words_is_told_on_the_presence_of_the_organisation(office):
    plan = office.send(HEADER.format("Rôle") + "Régie des Érables;association;Val-Fleuri;chef de file du groupe emploi | client\n")

    with office.store.view() as view:
        (tie,) = view.ties(("present_in",))
    assert tie.fields["role"] == "chef de file du groupe emploi, client"
    assert plan.warnings == []


def test_several_roles_of_a_cell_are_each_read(office):
    office.send(HEADER.format("Rôle") + "Mairie;collectivité;Val-Fleuri;Collectivité porteuse, financeur et hébergeur, chef de file\n")

    assert [kind for _, kind, _ in office.ties("carries", "funds", "hosts")] == ["carries", "funds", "hosts"]
    assert "funder" in office.actor("Mairie").roles
    with office.store.view() as view:
        assert [tie.fields.get("role") for tie in view.ties(("present_in",))] == ["chef de file"]


def test_a_role_that_the_organisation_may_not_hold_stays_words(office):
    office.send(HEADER.format("Rôle") + "Club des Érables;club;Val-Fleuri;hébergeur\nRégie;association;Val-Fleuri;CLE\n")

    assert office.ties("hosts") == []
    with office.store.view() as view:
        assert {tie.fields.get("role") for tie in view.ties(("present_in",))} == {"hébergeur", "CLE"}


def test_a_role_on_no_territory_is_said_to_have_no_effect(office):
    plan = office.send(HEADER.format("Rôle") + "Mairie;collectivité;;Collectivité porteuse\nRégie;association;;chef de file\nSource;association;;financeur\n")

    assert [(w.code, w.line, w.column, w.value) for w in plan.warnings] == [
        ("ROLE_WITHOUT_TERRITORY", 2, "Rôle", "Collectivité porteuse"), ("ROLE_WITHOUT_TERRITORY", 3, "Rôle", "chef de file"),
    ]  # fmt: skip
    assert "funder" in office.actor("Source").roles


@pytest.mark.parametrize(("role", "kept"), [("portée par Mme Exemple", None), ("chef de file | Fatima Benali", "chef de file")])
def test_the_person_named_in_a_role_is_not_shown_to_all(office, role, kept):
    plan = office.send(HEADER.format("Rôle") + f"Régie;association;Val-Fleuri;{role}\n")

    with office.store.view() as view:
        assert [tie.fields.get("role") for tie in view.ties(("present_in",))] == [kept]
    assert [w.value for w in plan.warnings] == [""]
    assert [w.code for w in plan.warnings] == ["PERSON_IN_TEXT"]
