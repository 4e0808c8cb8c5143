"""The guide of programs: each of its examples runs as it is written, against a base that is served."""

from __future__ import annotations

import re
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

from tests.test_package import ROOT

GUIDE = (ROOT / "api" / "guides" / "interface-http.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(sh|python)\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def served(lyon, tmp_path) -> Iterator[str]:
    """Serve a copy of the demonstration base on loopback, and return its host."""
    base = shutil.copy(lyon, tmp_path / "lyon.db")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-m", "api.cli", "--base", base, "serve", "--port", str(port)], cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        yield _open(f"127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait(10)


def _open(host: str) -> str:
    for _ in range(200):
        try:
            with urlopen(f"http://{host}/api/livrables", timeout=2):
                return host
        except (URLError, OSError):
            time.sleep(0.1)
    raise AssertionError("the interface did not open")


def test_every_example_of_the_guide_of_programs_runs_as_it_is_written(served, tmp_path):
    if not shutil.which("curl"):
        pytest.skip("laissé de côté : pas de curl sur cette machine")
    said = [run(kind, text.replace("127.0.0.1:8000", served), tmp_path) for kind, text in BLOCKS]

    assert [kind for kind, _ in BLOCKS] == ["sh", "python", "sh", "sh"]
    assert '"rows"' in said[0]
    assert (tmp_path / "infographie.pdf").read_bytes().startswith(b"%PDF")
    assert re.search(r"\.csv \d+$", said[1].strip())
    assert '"undone":"lot-' in said[2]
    assert '"code":"BAD_PARAMETER"' in said[3]


def run(kind: str, text: str, folder: Path) -> str:
    """Run one example in a folder of its own, and return what it prints; fail when it fails."""
    command = ["sh", "-e", "-c", text] if kind == "sh" else [sys.executable, "-c", text]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, (text, done.stderr)
    return done.stdout


def test_the_guide_of_programs_names_every_address_of_the_interface(client):
    for path, methods in client.get("/api/openapi.json").json()["paths"].items():
        short = "/api/questions/NOM" if path.startswith("/api/questions/") else re.sub(r"\{(\w+)\}", _word, path)
        for method in methods:
            assert f"{method.upper()} {short}" in GUIDE


def _word(found: re.Match[str]) -> str:
    return {"name": "NOM", "form": "FORME", "claim": "LIGNE", "batch": "LOT"}[found[1]]
