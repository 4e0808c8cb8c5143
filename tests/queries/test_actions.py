import datetime as dt

import pytest

from kb.privacy import READER
from queries import ask


@pytest.fixture
def followed(territory):
    """Return a territory whose CLE met in May and gave work to do."""
    territory.meeting = territory.actor("meeting", "CLE, 12/05/2026", "rencontre:1", on="2026-05-12")
    territory.tie("attends", territory.cle_terres, territory.meeting, role="instance réunie")
    return territory


def act(on, name, owner=None, kind="action", **fields):
    key = on.actor(kind, name, f"{kind}:{name}", on="2026-05-12", **fields)
    on.tie("concerns", key, on.meeting)
    on.tie("takes_place_in", key, on.terres)
    if owner:
        on.tie("carries", owner, key, role="responsable")
    return key


def answer(notes, **values):
    return ask(notes.view(), "actions", **values)


def test_an_action_past_its_term_comes_first_and_says_how_late_it_is(followed):
    act(followed, "Écrire la page", followed.mission, due_on="2026-12", state="à faire")
    act(followed, "Visiter le local", followed.bailleur, due_on="2026-11-20", state="en cours", value=12.5, unit="%")

    found = answer(followed)

    late, soon = found.table().rows
    assert (late["name"], late["owners"], late["delay"]) == ("Visiter le local", ["Habitat du Fleuve"], "en retard de 4 jours")
    assert (late["state"], late["places"], late["from"]) == ("en cours, 12,5 %", ["Terres Neuves"], ["CLE, 12/05/2026"])
    assert soon["delay"] == "dans 37 jours"
    assert found.sentence == "2 actions à mener, dont 1 en retard."


def test_what_is_done_or_given_up_is_no_longer_to_be_done(followed):
    act(followed, "Signer le bail", followed.atelier, due_on="2026-06-30", state="fait", closed_on="2026-06-20")
    act(followed, "Louer un camion", followed.atelier, due_on="2026-06-30", state="abandonné")

    assert answer(followed).sentence == "Aucune action à mener. 2 actions closes."
    assert [row["delay"] for row in answer(followed, state="closes").table().rows] == ["close le 20 juin 2026", "close"]


def test_an_action_closed_later_was_still_to_be_done_that_day(followed):
    act(followed, "Signer le bail", followed.atelier, due_on="2026-06-30", state="fait", closed_on="2026-07-20")

    (row,) = ask(followed.view(date=dt.date(2026, 7, 1)), "actions").table().rows

    assert row["delay"] == "en retard de 1 jour"
    assert not ask(followed.view(date=dt.date(2026, 5, 1)), "actions").table().rows


def test_an_action_whose_term_is_told_in_words_shows_them_and_is_never_late(followed):
    act(followed, "Écrire la page", followed.mission, period="dès que possible")

    found = answer(followed)

    assert [row["delay"] for row in found.table().rows] == ["dès que possible"]
    assert "en retard" not in found.sentence


def test_actions_are_kept_by_territory_organisation_and_term(followed):
    act(followed, "Visiter le local", followed.bailleur, due_on="2026-11-20")
    act(followed, "Écrire la page", followed.mission, due_on="2026-12-15")

    def names(**values):
        return [row["name"] for row in answer(followed, **values).table().rows]

    assert names(actor="Habitat du Fleuve") == ["Visiter le local"]
    assert names(until="2026-11-30") == ["Visiter le local"]
    assert names(territory="Terres Neuves") == ["Visiter le local", "Écrire la page"]
    assert names(territory="Bois Clair") == []


def test_an_action_without_a_territory_is_on_that_of_the_cle_which_answers_for_it(followed):
    key = followed.actor("action", "Tenir la liste", "action:liste", due_on="2026-12-15")
    followed.tie("attends", followed.cle_bois, key, role="responsable")

    (row,) = answer(followed, territory="Bois Clair").table().rows

    assert (row["name"], row["owners"]) == ("Tenir la liste", ["CLE Bois Clair"])


def test_the_post_that_answers_for_an_action_is_told_and_the_lack_of_anybody_too(followed):
    act(followed, "Écrire la page", owner_body="chargée de communication", due_on="2026-12-15")
    act(followed, "Ranger le local")

    found = answer(followed)

    assert [row["owners"] for row in found.table().rows] == [["chargée de communication"], []]
    assert found.gaps == ["Sans responsable : « Ranger le local ».", "Sans échéance : « Ranger le local »."]


def test_decisions_are_listed_the_latest_first(followed):
    act(followed, "Le bail est signé", kind="decision")

    found = answer(followed, what="décisions")

    assert [row["name"] for row in found.table().rows] == ["Le bail est signé"]
    assert found.sentence == "1 décision."


def test_an_action_that_is_late_is_to_watch_on_the_sheets_it_touches_and_on_the_page_of_the_day(followed):
    act(followed, "Visiter le local", followed.bailleur, due_on="2026-11-20")
    view = followed.view()

    for name in ("Habitat du Fleuve", "Terres Neuves"):
        assert "« Visiter le local », pour le 20 novembre 2026" in [w.text for w in ask(view, "fiche", actor=name).watched]
    assert "Retard" in [todo.tag for todo in ask(view, "accueil").todo]
    assert "1 action en retard" in ask(view, "accueil").sentence


def test_a_remark_of_the_engagement_plan_is_told_to_nobody_by_the_list(followed):
    act(followed, "Visiter le local", followed.bailleur, due_on="2026-11-20", notes="Le bailleur hésite")

    assert "hésite" not in str(ask(followed.view(READER), "actions").table().rows)


def test_a_base_without_any_action_says_what_to_send(territory):
    assert answer(territory).sentence.startswith("Aucune action notée. Importez un relevé d'actions")
