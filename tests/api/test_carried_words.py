"""An answer « Même acteur », and what was typed, follow a row that an edition gives another key while its identifier or its name stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.importing import Report, Request, run_import
from api.reconciling import decide
from api.separating import decisions_of, plan_separation, separate
from api.undoing import undo_batch
from kb.store import open_store
from tests.api.conftest import exported, type_on

HEADER = "Nom;Type;Code postal;Commune;SIREN;SIRET;RNA;Autres noms\n"
OTHERS = "".join(f"Voisin {n};association;69001;Lyon;;;;\n" for n in range(9))
#: One organisation as the first edition of the agenda has it, and what the other file calls it.
PLAIN, OTHER = "Alpha;association;69200;Vénissieux;;;;\n", "Bravo Services;association;69200;Vénissieux;;;;\n"


def send(base: Path, source: str, rows: str, replace: int = 0, write: bool = True) -> Report:
    sheet = base.parent / f"{source}.csv"
    sheet.write_text(HEADER + rows, encoding="utf-8")
    return run_import(str(base), Request("parties-prenantes", sheet, write=write, source=source, replace=replace))


def found(base: Path) -> dict[str, str]:
    """Return the id of each actor but the others of the agenda, by name."""
    with open_store(base) as store, store.view() as view:
        return {actor.name: actor.id for actor in view.actors() if not actor.name.startswith("Voisin")}


def filled(base: Path, first: str = PLAIN, other: str = OTHER, verdict: str = "same") -> None:
    """Send two files, and answer of the two sheets."""
    send(base, "agenda", first + OTHERS)
    send(base, "annuaire", other)
    ids = found(base)
    with open_store(base) as store:
        decide(store, ids["Alpha"], ids["Bravo Services"], verdict, confirmed=True)


def codes(report: Report) -> list[str]:
    return [w["code"] for w in report.as_dict()["warnings"] if str(w["code"]).startswith("MERGE")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (PLAIN, "Alpha;association;69200;Vénissieux;;99900003700013;;\n"),
        ("Alpha;association;;;;;;\n", PLAIN),
        ("Alpha;association;69200;Vénissieux;;;W691000001;\n", "Gamma Plus;association;69200;Vénissieux;;99900003700013;W691000001;\n"),
        (PLAIN, "Gamma Plus;association;69200;Vénissieux;;;;Alpha\n"),
    ],
    ids=["a SIRET is added", "a commune is added", "the RNA stays under another name", "the former name is told among the others"],
)
def test_an_answer_follows_a_row_that_a_new_edition_knows_better(tmp_path, first, second):
    base = tmp_path / "base.db"
    filled(base, first)

    report = send(base, "agenda", second + OTHERS, replace=1)

    assert codes(report) == ["MERGE_FOLLOWS"]
    assert len(found(base)) == 1
    assert codes(send(base, "agenda", second + OTHERS, replace=1)) == []


def test_a_row_that_keeps_its_siret_keeps_its_answer_whatever_its_name(tmp_path):
    base = tmp_path / "base.db"
    filled(base, "Alpha;association;69200;Vénissieux;;99900003700013;;\n")

    report = send(base, "agenda", "Gamma Plus;association;69200;Vénissieux;;99900003700013;;\n" + OTHERS, replace=1)

    assert codes(report) == []
    assert list(found(base)) == ["Gamma Plus"]


def test_what_was_typed_follows_too(tmp_path):
    base = tmp_path / "base.db"
    send(base, "agenda", PLAIN + OTHERS)
    type_on(base, found(base)["Alpha"], description="Accueille et répare")

    send(base, "agenda", "Alpha;association;69200;Vénissieux;;99900003700013;;\n" + OTHERS, replace=1)

    assert len(found(base)) == 1
    with open_store(base) as store, store.view() as view:
        assert view.actor("siret:99900003700013").value("description") == "Accueille et répare"


@pytest.mark.parametrize(
    ("second", "other"),
    [
        ("Gamma Plus;association;69200;Vénissieux;;;;\n", OTHER),
        ("Gamma;association;69200;Vénissieux;;;;Alpha\nBeta;association;69200;Vénissieux;;;;Alpha\n", OTHER),
        ("Alpha;association;69200;Vénissieux;;99900003700013;;\n", "Bravo Services;association;69200;Vénissieux;;99900002900028;;\n"),
    ],
    ids=["nothing of it stays", "two rows may be meant", "two numbers would be joined"],
)
def test_an_answer_that_nothing_leads_to_a_row_is_told_lost_with_the_way_to_keep_it(tmp_path, second, other):
    base = tmp_path / "base.db"
    filled(base, other=other)

    report = send(base, "agenda", second + OTHERS, replace=1)

    assert codes(report) == ["MERGE_LOST"]
    (told,) = [w["message"] for w in report.as_dict()["warnings"] if w["code"] == "MERGE_LOST"]
    assert "« Alpha »" in told
    assert "sous « Autres noms »" in told
    assert len(found(base)) > 1


def test_an_answer_that_followed_goes_with_its_import_and_is_separated_as_one(tmp_path):
    base = tmp_path / "base.db"
    filled(base)
    before = exported(base)
    report = send(base, "agenda", "Alpha;association;69200;Vénissieux;;99900003700013;;\n" + OTHERS, replace=1)

    with open_store(base) as store:
        undo_batch(str(base), store, report.batch.id)
    assert exported(base) == before

    send(base, "agenda", "Alpha;association;69200;Vénissieux;;99900003700013;;\n" + OTHERS, replace=1)
    with open_store(base) as store:
        with store.view() as view:
            actor = view.actor("siret:99900003700013")
            (decision,) = decisions_of(view.made_of(actor))
            plan = plan_separation(view, actor.id, decision.decision)
        separate(store, actor.id, decision.decision, plan.version)
    assert sorted(found(base)) == ["Alpha", "Bravo Services"]


def test_two_sheets_said_to_be_different_stay_so(tmp_path):
    base = tmp_path / "base.db"
    filled(base, verdict="different")

    send(base, "agenda", "Bravo Services;association;69200;Vénissieux;;99900003700013;;Alpha\n" + OTHERS, replace=1)

    with open_store(base) as store, store.view() as view:
        assert len(view.search("bravo services")) == 2
