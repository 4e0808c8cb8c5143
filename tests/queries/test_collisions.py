import datetime as dt

import pytest

from kb.errors import BadParameter
from kb.ledger import Source
from kb.privacy import READER
from queries import ask
from queries.collisions import CLASSES


def rows(territory, **values):
    return ask(territory.view(), "collisions", **values).table().rows


def solicit(territory, who, on, **fields):
    territory.tie("solicits", who, territory.fondation, on=on, **fields)


def test_two_territories_that_ask_the_same_thing_collide(territory):
    solicit(territory, territory.cle_terres, "2026-10-20", purpose="Locaux pour la laverie")
    solicit(territory, territory.verger, "2026-11-10", purpose="laverie, locaux")

    (row,) = rows(territory)

    assert row["name"] == "Fondation des Rives"
    assert row["class"] == "même demande"
    assert row["askers"] == ["Terres Neuves", "Bois Clair"]  # through the CLE and through the EBE
    assert row["proposal"] == (
        "Demande commune de Terres Neuves et Bois Clair à Fondation des Rives sur « Locaux pour la laverie » ; "
        "sinon attendre le 5 janvier 2027"
    )
    assert row["quiet_until"] == "2027-01-05"


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({"on": "2026-10-20", "purpose": "Locaux"}, {"on": "2026-11-10", "purpose": "Formation"}, "même période"),
        ({"on": "2026-10-20"}, {"on": "2026-11-10"}, "même période"),
        (
            {"on": "2026-10-20", "purpose": "a", "scheme": "Appel 2027"},
            {"on": "2026-11-10", "purpose": "b", "scheme": "appel 2027"},
            "demandes sur une même enveloppe",
        ),
        (
            {"on": "2026-03-01", "purpose": "Locaux", "state": "envoyée"},
            {"on": "2026-11-10", "purpose": "Formation"},
            "demande restée sans réponse",
        ),
        ({"on": "2026-10-20"}, {"on": "2027-01-10", "state": "en projet"}, "demande restée sans réponse"),
        ({"on": "2026-10-20", "state": "accord"}, {"on": "2027-01-10", "state": "en projet"}, None),
        ({"on": "2026-11-20"}, {"on": "2027-01-10", "state": "en projet"}, "même période"),
        ({"on": "2026-03-01", "state": "refus"}, {"on": "2026-11-10"}, None),
        ({"on": "2026-10-20", "state": "annulée"}, {"on": "2026-11-10"}, None),
        ({}, {"on": "2026-11-10"}, None),
    ],
)
def test_each_class_is_told_apart(territory, first, second, expected):
    territory.tie("solicits", territory.cle_terres, territory.fondation, **first)
    territory.tie("solicits", territory.cle_bois, territory.fondation, **second)

    assert [row["class"] for row in rows(territory)] == ([expected] if expected else [])


def test_one_territory_does_not_collide_with_itself(territory):
    solicit(territory, territory.cle_terres, "2026-11-01", purpose="Locaux")
    solicit(territory, territory.atelier, "2026-11-02", purpose="Locaux")

    assert rows(territory) == []


def test_two_establishments_of_one_organisation_are_one_organisation(territory):
    other = territory.actor("siae", "Le Moulin, antenne", siret="48060811600038", city="Sainte-Aune")
    territory.tie("solicits", territory.cle_terres, territory.moulin, on="2026-11-01")
    territory.tie("solicits", territory.cle_bois, other, on="2026-11-02")

    assert len(rows(territory)) == 1


def test_two_territories_collide_once_whoever_asks_for_them(territory):
    solicit(territory, territory.cle_terres, "2026-10-20", purpose="Locaux")
    solicit(territory, territory.atelier, "2026-10-25", purpose="Formation")
    solicit(territory, territory.verger, "2026-11-10", purpose="Locaux")

    answer = ask(territory.view(), "collisions")

    assert [row["class"] for row in answer.table().rows] == ["même demande"]
    assert answer.sentence.startswith("1 collision ")


def test_the_window_is_chosen(territory):
    solicit(territory, territory.cle_terres, "2026-10-20", state="accord")
    solicit(territory, territory.cle_bois, "2026-11-20")

    assert rows(territory, weeks=2) == []
    assert len(rows(territory, weeks=5)) == 1


def test_old_collisions_are_shown_only_when_asked(territory):
    solicit(territory, territory.cle_terres, "2025-03-01")
    solicit(territory, territory.cle_bois, "2025-03-10")

    assert rows(territory) == []
    assert len(rows(territory, past=True)) == 1


def test_a_demonstration_collision_says_so(territory):
    demo = Source("demo", demo=True)
    territory.tie("solicits", territory.cle_terres, territory.fondation, source=demo, on="2026-11-01")
    solicit(territory, territory.cle_bois, "2026-11-10")

    answer = ask(territory.view(), "collisions")

    assert answer.table().rows[0]["class"] == "même période (démonstration)"
    assert answer.gaps == ["1 collision sur des faits de démonstration."]


def test_a_solicitation_without_a_date_is_counted_as_a_gap(territory):
    solicit(territory, territory.cle_terres, None)

    answer = ask(territory.view(), "collisions")

    assert answer.gaps == ["1 sollicitation n'a pas de date : aucune collision ne peut y être vue."]
    assert answer.sentence == "Aucune collision parmi 1 sollicitation notée, à huit semaines près."


def test_a_reader_is_told_that_the_question_is_not_for_them(territory):
    with pytest.raises(BadParameter, match="plan d'engagement"):
        ask(territory.view(READER), "collisions")


def test_the_sheet_of_the_one_asked_shows_the_collision(territory):
    solicit(territory, territory.cle_terres, "2026-10-20", purpose="Locaux")
    solicit(territory, territory.cle_bois, "2026-11-10", purpose="Locaux")
    view = territory.view()

    for name in ("Fondation des Rives", "CLE Bois Clair", "Terres Neuves"):
        (watch,) = ask(view, "fiche", actor=name).watched
        assert watch.text == "Fondation des Rives : même demande pour Terres Neuves et Bois Clair"
    assert ask(territory.view(READER), "fiche", actor="Fondation des Rives").watched == []


def test_picture_table_and_sentence_agree(territory):
    solicit(territory, territory.cle_terres, "2026-10-20")
    solicit(territory, territory.cle_bois, "2026-11-10")
    answer = ask(territory.view(), "collisions")

    assert answer.sentence == "1 collision auprès de 1 organisation, à huit semaines près."
    assert {edge.claim for edge in answer.picture().edges} == set(answer.claims())


def test_the_date_of_the_view_decides(territory):
    solicit(territory, territory.cle_terres, "2026-10-20")
    solicit(territory, territory.cle_bois, "2026-11-10")

    assert ask(territory.view(date=dt.date(2027, 6, 1)), "collisions").table().rows == []


def test_a_refusal_is_to_be_learnt_from_before_asking_again(territory):
    solicit(territory, territory.cle_terres, "2026-10-20", purpose="Locaux", state="refus")
    solicit(territory, territory.cle_bois, "2026-11-10", purpose="Locaux")

    (row,) = rows(territory)

    assert row["proposal"].startswith("Tirer les leçons du refus fait à Terres Neuves (20 octobre 2026)")


def test_a_day_already_past_is_not_to_wait_for(territory):
    solicit(territory, territory.cle_terres, "2026-09-20", state="accord")
    territory.tie("solicits", territory.cle_bois, territory.fondation, on="2026-11-10", state="en projet")

    (row,) = rows(territory)

    assert row["quiet_until"] == ""
    assert "attendre" not in row["proposal"]


def test_a_solicitation_planned_for_a_day_that_is_past_is_told_in_the_past(territory):
    solicit(territory, territory.cle_terres, "2026-10-20", purpose="Locaux", state="en projet")
    solicit(territory, territory.cle_bois, "2026-12-10", purpose="Locaux", state="en projet")

    (row,) = rows(territory)

    assert row["asks"] == [
        "CLE Terres Neuves prévoyait de solliciter (Locaux, le 20 octobre 2026)",
        "CLE Bois Clair prévoit de solliciter (Locaux, le 10 décembre 2026)",
    ]


def test_what_was_planned_long_ago_and_never_done_stops_nobody(territory):
    solicit(territory, territory.cle_terres, "2026-03-01", purpose="Locaux", state="en projet")

    answer = ask(territory.view(), "mobiliser", purpose="locaux", territory="Bois Clair", service="", quiet_days=0)

    assert [out.name for out in answer.left_out] == []


def test_no_class_of_collision_speaks_of_competition():
    assert not [said for said in CLASSES.values() if "concurren" in said]


def test_the_refusal_of_either_request_is_learnt_from_and_an_agreement_is_built_upon(territory):
    solicit(territory, territory.cle_terres, "2026-10-05", purpose="Locaux", state="envoyée")
    solicit(territory, territory.verger, "2026-10-20", purpose="Locaux", state="refusée")
    territory.tie("solicits", territory.cle_terres, territory.moulin, on="2026-11-01", state="accordée")
    territory.tie("solicits", territory.cle_bois, territory.moulin, on="2026-11-02", state="envoyée")

    proposals = {row["name"]: row["proposal"] for row in rows(territory)}

    assert proposals["Fondation des Rives"].startswith("Tirer les leçons du refus fait à Bois Clair (20 octobre 2026)")
    (other,) = (text for name, text in proposals.items() if name != "Fondation des Rives")
    assert other.startswith("Remercier, et s'appuyer sur l'accord donné à Terres Neuves (1er novembre 2026)")


def test_a_request_that_its_sheet_says_unanswered_is_relaunched_first_however_recent(territory):
    solicit(territory, territory.cle_terres, "2026-10-20", purpose="Locaux", state="sans réponse")
    solicit(territory, territory.cle_bois, "2026-11-10", purpose="Formation")

    (row,) = rows(territory)

    assert row["class"] == "demande restée sans réponse"
    assert row["asks"][0] == "CLE Terres Neuves a sollicité (Locaux, le 20 octobre 2026, sans réponse)"
