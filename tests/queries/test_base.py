import subprocess
import sys
from typing import Annotated

import pytest

from kb.errors import BadParameter, UnknownKind
from kb.view import View
from queries import QUESTIONS, ask
from queries.answers import Answer
from queries.base import Param, query


def test_a_question_says_its_parameters_in_the_order_of_its_signature():
    asked = QUESTIONS["parties-prenantes"]

    assert [p.name for p in asked.parameters][:4] == ["text", "kind", "territory", "theme"]
    assert asked.parameter("shared").kind == "bool"
    assert asked.parameter("position").choices == ("favorable", "neutre", "réservé", "opposé", "inconnue")


def test_every_question_has_a_french_title_and_labels():
    for asked in QUESTIONS.values():
        assert asked.title
        assert asked.explain.endswith((".", "?"))
        assert all(param.label for param in asked.parameters)


def test_two_questions_cannot_have_the_same_name():
    with pytest.raises(ValueError, match="two questions"):

        @query("fiche", title="Autre", explain="Autre.")
        def other(view: View, text: Annotated[str, Param("Texte")] = "") -> Answer:
            raise AssertionError(text)


def test_a_question_whose_answer_declares_no_columns_is_refused_by_its_name():
    with pytest.raises(ValueError, match="the answer to sans-colonnes declares no columns"):

        @query("sans-colonnes", title="Sans colonnes", explain="Rien.")
        def other(view: View) -> Answer:
            raise AssertionError


def test_a_name_is_enough_to_ask_about_an_actor(territory):
    view = territory.view()

    assert ask(view, "fiche", actor="l'ATELIER commun").title == "L'Atelier Commun"
    assert ask(view, "fiche", actor="atelier").title == "L'Atelier Commun"


def test_an_ambiguous_name_is_refused_with_the_candidates(territory):
    with pytest.raises(BadParameter, match=r"2 acteurs : CLE Bois Clair \(cle:bois-clair\)"):
        ask(territory.view(), "fiche", actor="CLE")


def test_an_unknown_name_is_refused_with_the_nearest(territory):
    with pytest.raises(BadParameter, match=r"Aucun acteur ne s'appelle « Fondation des Étangs ».*Fondation des Rives"):
        ask(territory.view(), "fiche", actor="Fondation des Étangs")


def test_an_unknown_territory_is_refused_with_the_list(territory):
    with pytest.raises(BadParameter, match=r"Territoires possibles : Bois Clair et Terres Neuves"):
        ask(territory.view(), "parties-prenantes", territory="Nulle Part")


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"position": "ami"}, "Choix possibles : favorable"),
        ({"page": "deux"}, "nombre entier"),
        ({"page": "0"}, "« Page » vaut au moins 1, pas 0"),
        ({"shared": "peut-être"}, "oui ou non"),
        ({"couleur": "bleu"}, "n'a pas de paramètre « couleur »"),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_a_sentence(territory, values, refusal):
    with pytest.raises(BadParameter, match=refusal):
        ask(territory.view(), "parties-prenantes", **values)


def test_a_kind_outside_the_vocabulary_is_refused(territory):
    with pytest.raises(UnknownKind, match="Types possibles"):
        ask(territory.view(), "parties-prenantes", kind="licorne")


@pytest.mark.parametrize("blank", ["", " ", " , ", [], [" "]])
def test_a_list_of_nothing_is_the_value_taken_when_none_is_given(territory, blank):
    usual = ask(territory.view(), "financeurs-communs")

    assert ask(territory.view(), "financeurs-communs", kind=blank).sentence == usual.sentence


def test_an_unknown_question_is_refused_with_those_that_exist(territory):
    with pytest.raises(BadParameter, match="parties-prenantes"):
        ask(territory.view(), "qui-va-la")


def test_a_missing_actor_is_asked_for(territory):
    with pytest.raises(BadParameter, match="Il manque « Acteur »"):
        ask(territory.view(), "fiche")


def test_importing_the_questions_brings_no_heavy_library():
    heavy = "[m for m in ('numpy', 'scipy', 'networkx', 'pandas', 'fastapi', 'openpyxl') if m in sys.modules]"

    said = subprocess.run(
        [sys.executable, "-c", f"import sys, queries; print({heavy})"], capture_output=True, text=True
    )

    assert said.stdout.strip() == "[]", said.stderr


def test_a_name_is_found_however_many_others_hold_its_words(territory):
    for number in range(60):
        territory.actor("company", f"Accueil {number}", city="Port-Neuf")
    territory.actor("authority", "Port-Neuf", city="Port-Neuf")

    assert ask(territory.view(), "fiche", actor="port neuf").title == "Port-Neuf"
