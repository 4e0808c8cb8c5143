"""A row that keeps its key in a later file and comes to speak of another organisation: nothing somebody said is carried over unseen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.importing import Request, run_import
from api.reconciling import decide
from kb.problems import Problem
from kb.store import open_store

FRENES, FOURNIL = "Mission locale des Frênes", "Le Fournil du Port"
NUMBER, OTHER = "99900114200010", "99900003700013"


def send(base: Path, name: str, siret: str) -> list[Problem]:
    """Send an edition of the prescribers, of one row, and return what is said of it."""
    path = base.parent / "prescripteurs.json"
    told = {"uid": "9990-1", "kind": "ML", "name": name, "siret": siret, "city": "Exempleville", "authorization_status": "VALIDATED"}
    path.write_text(json.dumps([{"model": "prescribers.prescriberorganization", "pk": 1, "fields": told}]), encoding="utf-8")
    report = run_import(str(base), Request("emplois", path, write=True))
    assert report.plan is not None
    assert not report.plan.set_aside
    return report.plan.warnings


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """Return a base where somebody said that a prescriber and a row of a list are one."""
    base, listed = tmp_path / "base.db", tmp_path / "liste.csv"
    listed.write_text("Nom;Type;Commune\nML Frênes;SPE;Exempleville\n", encoding="utf-8")
    run_import(str(base), Request("parties-prenantes", listed, write=True))
    send(base, FRENES, NUMBER)
    with open_store(base) as store:
        with store.view() as view:
            (named,) = [actor.id for actor in view.actors() if actor.name == "ML Frênes"]
        decide(store, f"siret:{NUMBER}", named, "same")
    return base


def test_a_row_that_comes_to_speak_of_another_organisation_says_whom_it_stays_joined_to(base):
    said = send(base, FOURNIL, OTHER)

    (told,) = [problem for problem in said if problem.code == "MERGE_OF_ANOTHER"]
    assert all(name in told.message for name in ("« Mission locale des Frênes »", "« Le Fournil du Port »", "« ML Frênes »", "Séparer"))
    with open_store(base) as store, store.view() as view:
        assert len(view.actor(f"siret:{OTHER}").records) == 2


@pytest.mark.parametrize(("name", "siret"), [(f"{FRENES} et du Port", OTHER), (FOURNIL, NUMBER)])
def test_a_number_corrected_or_a_name_changed_alone_says_nothing_of_the_merge(base, name, siret):
    assert "MERGE_OF_ANOTHER" not in {problem.code for problem in send(base, name, siret)}


def test_a_row_that_nobody_joined_to_another_may_come_to_speak_of_anyone(tmp_path):
    send(tmp_path / "base.db", FRENES, NUMBER)

    said = send(tmp_path / "base.db", FOURNIL, OTHER)

    assert "MERGE_OF_ANOTHER" not in {problem.code for problem in said}
