"""The server is killed, frozen and cut around COMMIT while sheets are imported: the end is the same as without a fault.

`MAILLAGE_TEST_FAULTS` says how many times each; five by default, fifty for `make soak`.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import make_app
from api.importing import Request as Asked
from api.importing import source_of
from importers import read_file
from importers.lyon import SHEETS, sheet_path
from kb.errors import ServerAway
from kb.plan import apply_plan, make_plan
from kb.store import Store, open_store
from tests.conftest import NOON
from tests.kb.samples import exported, undo
from tests.neo4j.proxy import Proxy
from tests.neo4j.servers import OwnServer, empty

TIMES = range(int(os.environ.get("MAILLAGE_TEST_FAULTS", "5")))
# A server that is killed takes some twenty seconds to be back.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300 + 120 * len(TIMES))]
#: What people wait at most, in seconds.
PATIENCE = 10.0


def import_sheet(store: Store, number: int) -> None:
    """Import one sheet of the Lyon base as every door does: plan, then apply."""
    sheet = SHEETS[number]
    asked = Asked(sheet.importer, sheet_path(sheet.file), True, sheet.source, shown_name=sheet.file)
    reading = read_file(asked.name, asked.path)
    plan = make_plan(
        store, source_of(asked, reading.importer, ""), reading.rows, scope=reading.importer.name, file=sheet.file
    )
    apply_plan(store, plan)


def import_all(store: Store) -> None:
    """Import every sheet; those that are there already change nothing."""
    for number in range(len(SHEETS)):
        import_sheet(store, number)


@pytest.fixture(scope="module")
def unharmed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return what a base believes once every sheet is imported without a fault."""
    with (
        pytest.MonkeyPatch.context() as patch,
        open_store(tmp_path_factory.mktemp("sans-panne") / "base.db", create=True) as store,
    ):
        patch.setenv("SOURCE_DATE_EPOCH", NOON)
        import_all(store)
        return exported(store, history=True)


def revs(store: Store) -> list[int]:
    return [batch.rev for batch in store.journal()]


@pytest.mark.parametrize("where", ["before", "after"])
def test_a_line_cut_around_commit_goes_unnoticed(proxy: Proxy, unharmed: str, where: str) -> None:
    for turn in TIMES:
        with open_store(proxy.url, create=True) as store:
            for number in range(len(SHEETS)):
                # The cut falls on another sheet each time; now and then the second try is cut as well.
                if number == turn % len(SHEETS):
                    proxy.arm(where, times=1 + turn % 2)
                import_sheet(store, number)
            assert exported(store, history=True) == unharmed
            assert revs(store) == list(range(1, len(revs(store)) + 1))
            assert [found.name for found in store.check() if not found.ok] == []
        empty(f"bolt://127.0.0.1:{proxy._server[1]}")
    assert proxy.cuts >= len(TIMES)


def test_a_line_cut_in_the_middle_of_a_write_goes_unnoticed(proxy: Proxy, unharmed: str) -> None:
    for turn in TIMES:
        with open_store(proxy.url, create=True) as store:
            for number in range(len(SHEETS)):
                cutting = threading.Timer(random.Random(turn * 100 + number).uniform(0.01, 0.3), proxy.cut)
                cutting.start()
                import_sheet(store, number)
                cutting.cancel()
            assert exported(store, history=True) == unharmed
        empty(f"bolt://127.0.0.1:{proxy._server[1]}")


def hurt(own: OwnServer, store: Store, verb: str, turn: int) -> float:
    """Import every sheet while the server is hurt at some moment; return how long people waited for an answer then."""
    at: list[float] = []
    said = ""

    def strike() -> None:
        at.append(time.monotonic())
        own.do(verb)

    timer = threading.Timer(random.Random(turn).uniform(0.05, 1.5), strike)
    timer.start()
    try:
        import_all(store)
        # Nothing was hurt yet, or between two demands: the next one meets it.
        timer.join()
        store.head()
    except ServerAway as refusal:
        said = str(refusal)
    finally:
        timer.join()
    assert not said or ("Neo4j" in said and "recommencez" in said)
    return time.monotonic() - at[0]


@pytest.mark.parametrize(("verb", "back"), [("kill", "restart"), ("freeze", "thaw")])
def test_a_server_hurt_during_imports_leaves_what_no_fault_would(
    own: OwnServer, unharmed: str, verb: str, back: str
) -> None:
    waits = []
    for turn in TIMES:
        empty(own.url)
        with open_store(own.url, create=True) as store:
            waits.append(hurt(own, store, verb, turn))
            own.do(back)
            # The same store, the same process: nothing is opened again.
            import_all(store)
            assert exported(store, history=True) == unharmed
            assert [found.name for found in store.check() if not found.ok] == []
    print(f"\n{verb}: {len(waits)} fois, attente la plus longue {max(waits):.1f} s")
    assert max(waits) <= PATIENCE


def test_an_undo_cut_after_the_server_has_answered_is_not_made_twice(proxy: Proxy) -> None:
    with open_store(proxy.url, create=True) as store:
        import_all(store)
        before = len(revs(store))
        proxy.arm("after", times=2)
        undo(store, list(store.journal())[2])

        assert len(revs(store)) == before + 1


def test_a_server_frozen_while_a_write_is_given_up_is_waited_for_once(own: OwnServer) -> None:
    empty(own.url)
    with open_store(own.url, create=True) as store:
        import_all(store)
        last = list(store.journal())[-1].id

        def stopped() -> None:
            with store.writer() as writer:
                writer.undo(last)
                own.do("freeze")
                raise KeyboardInterrupt

        try:
            begun = time.monotonic()
            with pytest.raises(KeyboardInterrupt):
                stopped()
            with pytest.raises(ServerAway):
                store.head()
            assert time.monotonic() - begun <= PATIENCE
        finally:
            own.do("thaw")
        assert store.head()


def test_a_page_says_in_time_that_the_server_is_away_and_comes_back_with_it(own: OwnServer, tmp_path: Path) -> None:
    empty(own.url)
    with open_store(own.url, create=True) as store:
        import_all(store)
    with TestClient(make_app(own.url)) as browser:
        assert browser.get("/parties-prenantes").status_code == 200
        for verb, back in (("freeze", "thaw"), ("kill", "restart")):
            own.do(verb)
            for path in ("/parties-prenantes", "/api/sources"):
                begun = time.monotonic()
                away = browser.get(path)
                assert time.monotonic() - begun <= PATIENCE
                assert (away.status_code, "Retry-After" in away.headers) == (503, True)
                assert "ne répond pas" in away.text
            own.do(back)
            assert _within(15, lambda: browser.get("/parties-prenantes").status_code == 200)


def _within(seconds: float, done: Callable[[], bool]) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if done():
            return True
        time.sleep(0.2)
    return False
