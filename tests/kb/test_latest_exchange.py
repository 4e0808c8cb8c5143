"""Of what was said at an exchange, the latest exchange speaks first, whichever sheet or person noted it."""

from itertools import permutations

import pytest

from kb.endings import ENTRY
from tests.kb.samples import GIVORS, LYON8, actor, put, says, write

SIRET = "12345678901237"


def noted(source, key, day, position, **more):
    return says(source, key, actor("Envie Rhône", siret=SIRET, position=position, **({"last_contact": day} if day else {}), **more))


ROWS = (
    noted(LYON8, "a", "2026-03-01", "neutre", next_step="rappeler en avril"),
    noted(GIVORS, "b", "2026-11-20", "favorable"),
    noted(ENTRY, "c", "2026-10-05", "réservé", next_step="visiter l'atelier"),
)


@pytest.mark.parametrize("order", list(permutations(range(3)))[::2])
def test_the_position_noted_at_the_latest_exchange_is_shown_whatever_the_order_of_the_files(store, order):
    for place in order:
        write(store, ROWS[place], sources=[LYON8, GIVORS, ENTRY])
    with store.view() as view:
        found = view.actor(f"siret:{SIRET}")
    assert (found.value("position"), found.value("last_contact")) == ("favorable", "2026-11-20")
    assert [fact.value for fact in found.facts("position")] == ["favorable", "réservé", "neutre"]
    # What was said at an exchange alone: the latest row that gives a next step gives it.
    assert found.value("next_step") == "visiter l'atelier"


def test_a_position_without_a_day_comes_after_those_that_have_one(store):
    write(store, ROWS[0], noted(GIVORS, "b", "", "favorable"), sources=[LYON8, GIVORS])
    with store.view() as view:
        assert view.actor(f"siret:{SIRET}").value("position") == "neutre"


def test_what_no_exchange_dates_still_goes_by_the_weight_of_the_source(store):
    write(store, noted(ENTRY, "c", "2026-11-25", "neutre", city="Bron"), put(noted(LYON8, "a", "2026-01-01", "neutre", city="Lyon")),
          sources=[ENTRY, LYON8])  # fmt: skip
    with store.view() as view:
        assert view.actor(f"siret:{SIRET}").value("city") == "Lyon"
