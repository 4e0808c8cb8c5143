"""A demand planned for a later day is known before it, once, whichever door it came by."""

from __future__ import annotations

import datetime as dt

import pytest

from kb.privacy import LOCAL

PARTIES = "Nom;Type;Commune\nFondation des Rives;financeur;Lyon\nLe Verger;EBE;Lyon\n"
SHEETS = {
    "liens": "Source;Relation;Cible;Depuis\nLe Verger;sollicite;Fondation des Rives;{}\n",
    "financements": "Financeur;Bénéficiaire;Montant demandé;Date\nFondation des Rives;Le Verger;1 000;{}\n",
}


def _demands(office, day="2026-11-24"):
    with office.store.view(LOCAL, dt.date.fromisoformat(day)) as view:
        return [(tie.fields["on"], tie.valid_from) for tie in view.ties(("solicits",))]


@pytest.mark.parametrize("name", SHEETS)
def test_a_demand_planned_for_next_month_is_seen_today(office, name):
    office.send(PARTIES, importer="parties-prenantes")

    office.send(SHEETS[name].format("14/12/2026"), importer=name)

    assert _demands(office) == [("2026-12-14", None)]


@pytest.mark.parametrize("name", SHEETS)
def test_a_demand_that_is_made_keeps_its_first_day(office, name):
    office.send(PARTIES, importer="parties-prenantes")

    office.send(SHEETS[name].format("14/10/2026"), importer=name)

    assert _demands(office) == [("2026-10-14", "2026-10-14")]
    assert _demands(office, "2026-10-01") == []


@pytest.mark.parametrize("name", SHEETS)
def test_a_planned_demand_sent_again_once_its_day_is_past_is_the_same_one_and_can_be_undone(office, name, monkeypatch):
    office.send(PARTIES, importer="parties-prenantes")
    office.send(SHEETS[name].format("14/12/2026"), importer=name)
    before = office.exported()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1798761600")  # 1 January 2027

    plan = office.plan(SHEETS[name].format("14/12/2026"), importer=name)
    batch = office.apply(plan)

    assert (plan.created, plan.updated) == (0, 1)
    assert _demands(office, "2027-01-01") == [("2026-12-14", "2026-12-14")]
    office.undo(batch.id)
    assert office.exported() == before
