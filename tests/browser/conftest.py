"""A real Chromium before the pages of the Lyon base, served as an officer would have them."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).resolve().parents[2]


def chromium() -> str:
    """Return the Chromium of this machine, or skip."""
    found = os.environ.get("MAILLAGE_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        pytest.skip("laissé de côté : pas de Chromium sur cette machine (MAILLAGE_CHROMIUM)")
    return found


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


@pytest.fixture(scope="session")
def address(lyon: Path) -> Iterator[str]:
    """Serve the pages on loopback for the time of the tests, and return their address."""
    chromium()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "api.cli", "--base", str(lyon), "serve", "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield _answering(f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait(10)


def _answering(url: str) -> str:
    for _ in range(100):
        try:
            with urlopen(f"{url}/aide", timeout=2):
                return url
        except (URLError, OSError):
            time.sleep(0.1)
    raise AssertionError("the pages did not open")


class Watched:
    """A page and everything it should not have done: requests to another host, errors in the console."""

    def __init__(self, page: object, host: str) -> None:
        self.page, self.host = page, host
        self.foreign: list[str] = []
        self.errors: list[str] = []
        page.on(
            "request", lambda r: self.foreign.append(r.url) if not r.url.startswith((host, "data:", "blob:")) else None
        )
        page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: self.errors.append(str(e)))

    def clean(self) -> None:
        """Fail when something was asked elsewhere or went wrong."""
        assert self.foreign == []
        assert self.errors == []


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    """Open one Chromium for the tests of a module: its driver cannot stay open beside another's."""
    from playwright.sync_api import sync_playwright

    quiet = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium(), args=quiet)
        yield opened
        opened.close()


@pytest.fixture(params=["avec script", "sans script"])
def watched(request: pytest.FixtureRequest, browser, address: str) -> Iterator[Watched]:
    """Return a page of its own, with JavaScript then without."""
    context = browser.new_context(
        java_script_enabled=request.param == "avec script", locale="fr-FR", accept_downloads=True
    )
    yield Watched(context.new_page(), address)
    context.close()
