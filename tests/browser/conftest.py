"""A real Chromium before the pages of the Lyon base, served as an officer would have them."""

from __future__ import annotations

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


@pytest.fixture(scope="session")
def address(lyon: Path, chromium: str) -> Iterator[str]:
    """Serve the pages on loopback for the time of the tests, and return their address."""
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


@pytest.fixture(params=["avec script", "sans script"])
def watched(request: pytest.FixtureRequest, browser, address: str) -> Iterator[Watched]:
    """Return a page of its own, with JavaScript then without."""
    context = browser.new_context(
        java_script_enabled=request.param == "avec script", locale="fr-FR", accept_downloads=True
    )
    yield Watched(context.new_page(), address)
    context.close()
