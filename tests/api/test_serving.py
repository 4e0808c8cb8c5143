"""How the pages open: a port that is taken is told in French, and the command says how it is called."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from api import serving
from api.serving import PortTaken, opened_port, own_command
from tests.api.page_check import loose

ROOT = Path(__file__).resolve().parents[2]


def run(*args: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "api.cli", *args]
    return subprocess.run(
        command, cwd=folder, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=60
    )


def test_a_taken_port_is_told_in_french_with_another_one(filled, tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        done = run("--base", str(filled), "serve", "--port", str(port), folder=tmp_path)

    assert done.returncode == 1
    assert loose(done.stderr).startswith(f"Erreur : Le port {port} est déjà pris")
    assert f"--port {port + 1}" in done.stderr
    assert done.stdout == ""


def test_a_port_that_was_let_go_is_taken_again():
    with opened_port("127.0.0.1", 0) as door:
        port = door.getsockname()[1]
        door.listen()
        with pytest.raises(PortTaken):
            opened_port("127.0.0.1", port)
    opened_port("127.0.0.1", port).close()


def test_the_command_is_named_as_it_can_be_typed(monkeypatch, tmp_path):
    place = tmp_path / "mon environnement" / "bin"
    place.mkdir(parents=True)
    (place / "maillage").write_text("")
    monkeypatch.setattr(serving.sys, "executable", str(place / "python"))
    monkeypatch.setattr(serving.os, "name", "posix")
    monkeypatch.setenv("PATH", "")

    monkeypatch.chdir(tmp_path)
    below = own_command()
    monkeypatch.chdir(place)
    beside = own_command()
    monkeypatch.setenv("PATH", str(place))
    (place / "maillage").chmod(0o755)

    assert (below, beside, own_command()) == ('"mon environnement/bin/maillage"', "./maillage", "maillage")


def test_the_demonstration_says_how_to_question_its_base(tmp_path):
    done = run("--base", "demo.db", "demo", "--to", "sorties", folder=tmp_path)

    assert done.returncode == 0, done.stderr
    assert "Pour questionner cette base depuis un terminal : " in loose(done.stdout)
    command = loose(done.stdout).split("terminal : ")[1].splitlines()[0]
    asked = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert "recouvrements" in asked.stdout
