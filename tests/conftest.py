"""What every test may ask for: the shared data, a base on each engine, a browser, and a clock that stands still."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from kb.store import Store, open_store
from tests.neo4j.servers import NEO4J, alone

# Random histories: sixty each, the same on every run; `MAILLAGE_TEST_PROFILE=long` draws new ones, many more.
settings.register_profile("short", max_examples=60, derandomize=True, database=None, deadline=None)
settings.register_profile("long", max_examples=500, database=None, deadline=None)
settings.load_profile(os.environ.get("MAILLAGE_TEST_PROFILE", "short"))

#: The 24 November 2026: every "now" of the tests.
NOON = "1795521600"


@pytest.fixture(autouse=True)
def _still_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the clock, so that a test reads the same bytes on any day."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOON)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real files that lies beside the repository, or skip."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("laissé de côté : pas de données partagées (../shared/data)")
    return folder


@pytest.fixture(scope="session")
def lyon(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the Lyon base, loaded by the importers themselves."""
    from api.importing import Request, run_import
    from importers.lyon import SHEETS, sheet_path

    base = tmp_path_factory.mktemp("lyon") / "lyon.db"
    for sheet in SHEETS:
        report = run_import(
            str(base), Request(sheet.importer, sheet_path(sheet.file), True, sheet.source, shown_name=sheet.file)
        )
        assert report.outcome == "accept", (sheet.file, report.as_dict())
    return base


ENGINES = ["memory", "sqlite", *([pytest.param("neo4j", marks=pytest.mark.neo4j)] if NEO4J else [])]


@pytest.fixture(params=ENGINES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Return an empty base on each engine in turn."""
    if request.param == "neo4j":
        with alone() as url, open_store(url, create=True) as opened:
            yield opened
        return
    url = {"memory": "memory:", "sqlite": str(tmp_path / "base.db")}[request.param]
    with open_store(url, create=True) as opened:
        yield opened


#: What keeps Chromium from speaking to anybody, and lets it run where there is no desktop.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_chromium() -> str | None:
    """Return the Chromium of this machine, the one `MAILLAGE_CHROMIUM` names first; None without any."""
    return os.environ.get("MAILLAGE_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the Chromium of this machine, or skip."""
    found = find_chromium()
    if found is None:
        pytest.skip("laissé de côté : pas de Chromium sur cette machine (MAILLAGE_CHROMIUM)")
    return found


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    """Open one Chromium for the tests of a module: its driver cannot stay open beside another's."""
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium, args=list(QUIET))
        yield opened
        opened.close()
