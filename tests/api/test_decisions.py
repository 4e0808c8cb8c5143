"""A word on two actors outlives any one row of theirs: a file taken back, a row corrected; and it is one word wherever it is listed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api.importing import Request, run_import
from api.reconciling import accept_sure, decide
from api.separating import decisions_of, parts_of, plan_separation, separate
from api.telling import tell_import
from api.undoing import undo_batch
from kb.decisions import WITNESSES
from kb.export import load_lines
from kb.identity.proposals import proposals
from kb.ids import record_id
from kb.ledger import BatchInfo, Source, changed
from kb.store import Store, open_store
from kb.store.memory import MemoryStore
from tests.api.conftest import client_of, exported, type_on
from tests.api.page_check import faults
from tests.kb.samples import actor, end, says, undo, write
from tests.kb.samples import exported as as_text

HEADER = "Nom;Type;Code postal;Commune;SIRET\n"
ARMSTRONG = "Régie de quartier Armstrong;SIAE;69200;Vénissieux;99900002900028\n"
PLAIN = "La régie de quartier ARMSTRONG;SIAE;69200;Vénissieux;\n"
#: Two files tell of each of the two sheets.
FILES = {"annuaire": ARMSTRONG, "liste": ARMSTRONG, "carnet": PLAIN, "agenda": PLAIN}
NUMBERED, NAMED = "siret:99900002900028", "La régie de quartier ARMSTRONG"


def send(base: Path, source: str, rows: str, replace: int = 0) -> BatchInfo:
    sheet = base.parent / f"{source}.csv"
    sheet.write_text(HEADER + rows, encoding="utf-8")
    report = run_import(str(base), Request("parties-prenantes", sheet, write=True, source=source, replace=replace))
    assert report.batch is not None, report.as_dict()
    return report.batch


def filled(folder: Path) -> dict[str, str]:
    """Fill a base and return the batch of each file."""
    return {source: send(folder / "essai.db", source, rows).id for source, rows in FILES.items()}


@pytest.fixture
def base(tmp_path: Path) -> Path:
    filled(tmp_path)
    return tmp_path / "essai.db"


@pytest.fixture
def client(base: Path) -> Iterator[TestClient]:
    yield from client_of(base)


def sheets(base: Path) -> list[list[str]]:
    """Return the actors called Armstrong, each as the sources that speak of it."""
    with open_store(base) as store, store.view() as view:
        found = (view.made_of(actor).records.values() for actor in view.search("armstrong"))
        return sorted(sorted(known.source.partition("@")[0] for known in some) for some in found)


def say(base: Path, verdict: str) -> BatchInfo:
    with open_store(base) as store:
        return said(store, verdict)


def said(store: Store, verdict: str) -> BatchInfo:
    with store.view() as view:
        named = next(actor.id for actor in view.search("armstrong") if NAMED in actor.names)
    return decide(store, NUMBERED, named, verdict)


def take_back(base: Path, batch: str) -> None:
    with open_store(base) as store:
        undo_batch(str(base), store, batch)


def separated(base: Path, asked: str) -> BatchInfo:
    with open_store(base) as store:
        with store.view() as view:
            plan = plan_separation(view, NUMBERED, asked)
        return separate(store, NUMBERED, asked, plan.version)


def decisions(base: Path) -> list[str]:
    with open_store(base) as store, store.view() as view:
        return [judgement.decision for judgement in decisions_of(view.made_of(view.actor(NUMBERED)))]


ALL = ["agenda", "annuaire", "carnet", "liste"]


@pytest.mark.parametrize("gone", ALL)
def test_two_sheets_joined_stay_one_when_any_one_of_their_files_is_taken_back(tmp_path, gone):
    batches = filled(tmp_path)
    base = tmp_path / "essai.db"
    say(base, "same")
    assert sheets(base) == [ALL]

    take_back(base, batches[gone])

    assert sheets(base) == [[source for source in ALL if source != gone]]


@pytest.mark.parametrize("gone", ALL)
def test_two_sheets_said_different_or_tied_are_not_proposed_again_when_a_file_is_taken_back(tmp_path, gone):
    batches = filled(tmp_path)
    base = tmp_path / "essai.db"
    with open_store(base) as store, store.view() as view:
        assert len(proposals(store, view)) == 1
    for verdict in ("different", "related"):
        answer = say(base, verdict)
        take_back(base, batches[gone])

        with open_store(base) as store, store.view() as view:
            assert proposals(store, view) == []
        take_back(base, answer.id)
        batches[gone] = send(base, gone, FILES[gone]).id


def test_a_merge_outlives_the_correction_of_the_name_of_a_row(base):
    say(base, "same")

    send(base, "carnet", "Régie de Vénissieux (ex-Armstrong);SIAE;69200;Vénissieux;\n", replace=2)

    assert ["agenda", "annuaire", "liste"] in sheets(base)


def test_sure_pairs_joined_at_once_outlive_a_file_taken_back_and_are_counted_by_pair(tmp_path):
    batches = filled(tmp_path)
    base = tmp_path / "essai.db"
    with open_store(base) as store:
        with store.view() as view:
            keys = [pair.key for pair in proposals(store, view) if pair.sure]
        batch, count = accept_sure(store, keys)
    assert (count, batch.note) == (1, "1 paire sûre réunie")

    take_back(base, batches["annuaire"])
    take_back(base, batches["carnet"])

    assert sheets(base) == [["agenda", "liste"]]


def test_one_answer_is_one_decision_on_the_sheet_and_is_separated_all_at_once(base, client):
    before = exported(base)
    say(base, "same")
    page = client.get(f"/parties-prenantes/{NUMBERED}").text

    assert page.count("dit à la main le") == 1
    (asked,) = decisions(base)
    separated(base, asked)

    assert sheets(base) == [["agenda", "carnet"], ["annuaire", "liste"]]
    assert exported(base) == before


def test_a_row_that_comes_back_after_its_sheets_were_separated_joins_them_no_more(tmp_path):
    batches = filled(tmp_path)
    base = tmp_path / "essai.db"
    say(base, "same")
    take_back(base, batches["annuaire"])
    separated(base, *decisions(base))

    send(base, "annuaire", ARMSTRONG)

    assert sheets(base) == [["agenda", "carnet"], ["annuaire", "liste"]]


def test_a_word_taken_back_of_a_row_that_is_away_is_taken_back_for_the_day_it_returns(tmp_path):
    batches = filled(tmp_path)
    base = tmp_path / "essai.db"
    say(base, "different")
    take_back(base, batches["annuaire"])
    say(base, "same")

    send(base, "annuaire", ARMSTRONG)

    assert sheets(base) == [ALL]


@pytest.mark.parametrize("leaving", ["annuaire", "liste"])
def test_a_row_separated_from_those_of_its_number_leaves_the_sheet_that_one_decision_had_joined_to_both(base, leaving):
    say(base, "same")
    with open_store(base) as store, store.view() as view:
        parts = parts_of(view.made_of(view.actor(NUMBERED)))
        part = next(part for part in parts if part.rows[0].source.startswith(leaving))
    separated(base, part.id)

    assert sorted(sheets(base)) == sorted([[leaving], [source for source in ALL if source != leaving]])


def test_what_was_typed_on_a_joined_sheet_is_shown_as_no_decision_and_separates_with_it(base):
    say(base, "same")
    type_on(base, NUMBERED, description="Insertion par le maraîchage")

    separated(base, *decisions(base))

    assert len(sheets(base)) == 2


def test_a_word_on_two_sheets_of_many_rows_is_said_of_a_few_of_each_source(tmp_path):
    base = tmp_path / "essai.db"
    for n in range(WITNESSES + 3):
        send(base, f"annuaire-{n}", ARMSTRONG)
        send(base, f"carnet-{n}", PLAIN)
    with open_store(base) as store:
        with store.view() as view:
            named = next(actor.id for actor in view.search("armstrong") if NAMED in actor.names)
        decide(store, NUMBERED, named, "same", confirmed=True)

    written = [line for line in exported(base) if '"type":"judgement"' in line]
    assert len(written) == WITNESSES**2
    assert len(sheets(base)) == 1


def test_a_word_of_one_row_and_one_row_is_kept_as_it_always_was(tmp_path):
    base = tmp_path / "essai.db"
    send(base, "annuaire", ARMSTRONG)
    send(base, "carnet", PLAIN)
    say(base, "same")

    (written,) = [json.loads(line) for line in exported(base) if '"type":"judgement"' in line]

    assert written.keys() == {"type", "since", "verdict", "a", "b", "author", "on", "reason"}


def test_a_base_loaded_from_its_export_shows_the_same_single_decision(base):
    say(base, "same")
    copy = base.parent / "copie.db"
    with open_store(copy, create=True) as store:
        load_lines(store, exported(base))

    assert exported(copy) == exported(base)
    assert decisions(copy) == decisions(base)


def test_an_edition_that_ends_the_last_row_of_one_side_says_that_the_merge_will_hold_no_more(base):
    say(base, "same")
    send(base, "carnet", "Maison Beta;association;69008;Lyon;\n", replace=2)
    sheet = base.parent / "agenda.csv"
    sheet.write_text(HEADER + "Régie de Vénissieux;SIAE;69200;Vénissieux;\n", encoding="utf-8")

    told = run_import(str(base), Request("parties-prenantes", sheet, source="agenda", replace=2))

    (lost,) = [w["message"] for w in told.as_dict()["warnings"] if w["code"] == "MERGE_LOST"]
    assert lost.startswith("1 rapprochement ne tiendra plus : « Régie de quartier Armstrong » et « La régie de quartier ARMSTRONG ».")
    assert any("[MERGE_LOST]" in line for line in tell_import(told))
    assert sheets(base) == [["agenda", "annuaire", "liste"]]


def test_an_edition_that_ends_one_row_of_a_side_that_keeps_another_says_nothing_of_the_merge(base):
    say(base, "same")
    sheet = base.parent / "agenda.csv"
    sheet.write_text(HEADER + "Régie de Vénissieux;SIAE;69200;Vénissieux;\n", encoding="utf-8")

    told = run_import(str(base), Request("parties-prenantes", sheet, source="agenda", replace=2)).as_dict()

    assert "MERGE_LOST" not in {w["code"] for w in told["warnings"]}


def test_an_undo_says_which_merges_hold_no_more_and_that_the_file_brings_them_back(tmp_path):
    base = tmp_path / "essai.db"
    batches = filled(tmp_path)
    say(base, "same")
    take_back(base, batches["carnet"])
    with open_store(base) as store:
        done = undo_batch(str(base), store, batches["agenda"])

    assert done.lost == (("Régie de quartier Armstrong", "La régie de quartier ARMSTRONG"),)
    assert "1 rapprochement ne tient plus : « Régie de quartier Armstrong » et « La régie de quartier ARMSTRONG »." in done.warning
    send(base, "agenda", PLAIN)
    assert sheets(base) == [["agenda", "annuaire", "liste"]]


def test_an_undo_that_leaves_every_merge_or_takes_one_back_itself_says_nothing_of_it(tmp_path):
    base = tmp_path / "essai.db"
    batches = filled(tmp_path)
    merge = say(base, "same")
    with open_store(base) as store:
        assert undo_batch(str(base), store, batches["carnet"]).warning == ""
        assert undo_batch(str(base), store, merge.id).warning == ""


def test_a_merge_said_of_one_row_of_each_is_told_when_that_row_goes_though_both_actors_stay(tmp_path):
    base = tmp_path / "essai.db"
    first = send(base, "annuaire", ARMSTRONG)
    send(base, "carnet", PLAIN)
    say(base, "same")
    send(base, "liste", ARMSTRONG)
    with open_store(base) as store:
        done = undo_batch(str(base), store, first.id)

    assert sheets(base) == [["carnet"], ["liste"]]
    assert len(done.lost) == 1


def test_the_data_page_counts_the_merges_that_an_undo_took_away(tmp_path):
    base = tmp_path / "essai.db"
    batches = filled(tmp_path)
    say(base, "same")
    take_back(base, batches["carnet"])
    for client in client_of(base):
        done = client.post(f"/donnees/lots/{batches['agenda']}/annuler")
        page = client.get(done.headers["location"]).text

        assert "1 rapprochement ne tient plus. Il tiendra de nouveau si le fichier revient." in page
        assert faults(page) == []
        assert client.get("/donnees", params={"defaits": "x"}).status_code == 200


SIDES = {"a": actor("Régie Armstrong", siret="99900002900028"), "b": actor("Les Potagers", town="Grigny")}
ROWS = {n: says(Source(f"fichier-{n}"), "1", SIDES[side]) for n, side in enumerate("aaabb")}
STEPS = st.lists(st.tuples(st.integers(0, 4), st.booleans()), max_size=6)


def seeded() -> tuple[Store, dict[int, BatchInfo]]:
    """Return a base where five files speak of two actors, and the batch of each."""
    store = MemoryStore()
    return store, {n: write(store, row, sources=[Source(row.source.partition("@")[0])]) for n, row in ROWS.items()}


def joined(store: Store) -> BatchInfo:
    return decide(store, record_id(ROWS[0].slot, ""), record_id(ROWS[3].slot, ""), "same")


def walked(store: Store, batches: dict[int, BatchInfo], steps: list[tuple[int, bool]]) -> set[int]:
    """Take files back, or send them again with another value; return those that are in force."""
    standing = set(ROWS)
    for count, (n, sent) in enumerate(steps):
        if sent:
            row = says(Source(f"fichier-{n}"), "1", changed(ROWS[n].actors[0], fields={**ROWS[n].actors[0].fields, "workforce": count}))
            write(store, row, sources=[Source(f"fichier-{n}")])
            standing.add(n)
        else:
            write(store, end(ROWS[n]), sources=[])
            standing.discard(n)
    return standing


@given(steps=STEPS)
def test_a_merge_taken_back_after_any_later_edits_leaves_what_these_alone_give(steps):
    (store, batches), (plain, others) = seeded(), seeded()
    merge = joined(store)
    walked(store, batches, steps)
    walked(plain, others, steps)

    undo(store, merge)

    assert as_text(store) == as_text(plain)


@given(steps=STEPS)
def test_a_merge_holds_whatever_files_come_and_go_as_long_as_each_side_keeps_a_row(steps):
    store, batches = seeded()
    joined(store)

    standing = walked(store, batches, steps)

    with store.view() as view:
        assert len(list(view.actors())) == (1 if standing else 0)


@given(steps=STEPS)
def test_a_separation_holds_whatever_files_come_and_go_and_taken_back_restores_every_byte(steps):
    store, batches = seeded()
    joined(store)
    standing = walked(store, batches, steps)
    if not standing & {0, 1, 2} or not standing & {3, 4}:
        return
    before = as_text(store)
    with store.view() as view:
        (one,) = view.actors()
        (decision,) = decisions_of(view.made_of(one))
        plan = plan_separation(view, one.id, decision.decision)
    apart = separate(store, one.id, decision.decision, plan.version)
    undo(store, apart)
    assert as_text(store) == before

    separate(store, one.id, decision.decision, plan.version)
    for n in ROWS:
        write(store, ROWS[n], sources=[Source(f"fichier-{n}")])

    with store.view() as view:
        assert len(list(view.actors())) == 2
