"""What a page may cost: questions on a base of some size, with bounds several times what was measured."""

import time

import pytest

from kb.store import open_store
from queries import ask
from tests.pace import within
from tests.queries.generated import fill

ACTORS, TIES = 2_000, 10_000


@pytest.fixture(scope="module")
def volume(tmp_path_factory):
    store = open_store(tmp_path_factory.mktemp("volume") / "base.db", create=True)
    fill(store, ACTORS, TIES)
    yield store
    store.close()


@pytest.mark.parametrize(
    ("name", "values", "most"),
    [
        ("parties-prenantes", {"shared": "oui"}, 0.1),
        ("parties-prenantes", {"text": "organisation 12"}, 0.1),
        ("fiche", {"actor": "EBE 3"}, 0.1),
        ("fiche", {"actor": "Place 3"}, 0.15),
        ("reseau", {"centre": "EBE 3"}, 0.3),
        ("chemin", {"start": "EBE 3", "end": "Organisation 1222"}, 0.3),
        ("financeurs-communs", {}, 0.1),
        ("mobiliser", {"purpose": "financement", "territory": "Place 3"}, 0.5),
        ("manques", {}, 0.2),
        ("infographie", {}, 0.3),
        ("accueil", {}, 0.3),
    ],
)
def test_a_question_asked_again_is_answered_at_once(volume, name, values, most):
    with volume.view() as view:
        ask(view, name, **values).table()
        spent = []
        for _ in range(3):
            start = time.process_time()
            answer = ask(view, name, **values)
            answer.table()
            answer.picture()
            spent.append(time.process_time() - start)

    assert within(min(spent), most)


def test_answers_do_not_depend_on_what_was_asked_before(volume):
    with volume.view() as view:
        first = ask(view, "chemin", start="Organisation 17", end="Organisation 1222").table().rows
        ask(view, "chemin", start="EBE 3", end="Organisation 900")
        ask(view, "mobiliser", purpose="emploi", territory="Place 1")
        assert ask(view, "chemin", start="Organisation 17", end="Organisation 1222").table().rows == first
