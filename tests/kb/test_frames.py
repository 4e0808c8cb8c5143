"""Tables for analysts."""

from __future__ import annotations

import sys

import pytest

from kb import frames
from kb.ledger import TieRecord
from kb.privacy import READER
from tests.kb.samples import CARNET, actor, says, write

FORGE = "siret:13002526500013"


@pytest.fixture
def workshop(store):
    """One company that runs one activity and is solicited by another."""
    write(
        store,
        says(CARNET, "1", actor("La Forge", siret=FORGE[6:], themes=["métal"], interest="fort")),
        says(
            CARNET, "2", actor("Élan", "association"), ties=[TieRecord("solicits", "nom:elan|", FORGE, {"year": 2026})]
        ),
        says(
            CARNET,
            "3",
            actor("Soudure", "activity", key="activite:soudure"),
            ties=[TieRecord("runs", FORGE, "activite:soudure")],
        ),
    )
    return store


def test_organisations_come_by_name_with_their_values(workshop):
    with workshop.view() as view:
        table = frames.organisations(view)

    assert list(table["name"]) == ["Élan", "La Forge"]
    assert (table.loc[FORGE, "kind"], table.loc[FORGE, "themes"], table.loc[FORGE, "interest"]) == (
        "company",
        ["métal"],
        "fort",
    )


def test_activities_know_who_runs_them(workshop):
    with workshop.view() as view:
        table = frames.activities(view)

    assert list(table["carriers"]) == [[FORGE]]


def test_ties_are_read_in_words(workshop):
    with workshop.view() as view:
        table = frames.ties(view).sort_values("kind")

    assert list(table["reading"]) == ["porte l'activité", "sollicite"]
    assert list(table["start_name"]) == ["La Forge", "Élan"]


def test_tables_hold_what_the_viewer_may_see(workshop):
    with workshop.view(READER) as view:
        assert "interest" not in frames.organisations(view)
        assert list(frames.ties(view)["kind"]) == ["runs"]


def test_an_empty_base_gives_empty_tables(store):
    with store.view() as view:
        assert [len(make(view)) for make in (frames.organisations, frames.activities, frames.ties)] == [0, 0, 0]


def test_without_pandas_the_refusal_says_how_to_get_it(workshop, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with workshop.view() as view, pytest.raises(frames.PandasAbsent, match="pip install"):
        frames.ties(view)
