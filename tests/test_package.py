"""The wheel, installed alone in an empty environment, does what the sources do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("kb", "importers", "queries", "api")
PIP = ("-m", "pip", "--disable-pip-version-check", "--quiet")
#: What must not lead the installed command back to the sources.
LEADS_BACK = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "MAILLAGE_BASE"}
#: What pip says when it is cut off from every index.
CUT_OFF = ("No matching distribution found", "NewConnectionError", "NameResolutionError")


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command that reads nothing from the keyboard, and return what it printed."""
    kept = {name: value for name, value in os.environ.items() if name not in LEADS_BACK}
    words = [str(word) for word in command]
    return subprocess.run(words, cwd=cwd, env=kept, capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL)


def run_pip(python: str | Path, *command: str | Path, cwd: Path) -> None:
    """Run pip, or skip when it is cut off from every index."""
    done = run(python, *PIP, *command, cwd=cwd)
    if done.returncode and any(words in done.stderr for words in CUT_OFF):
        pytest.skip("laissé de côté : pip n'atteint aucun dépôt de paquets")
    assert done.returncode == 0, done.stderr


def source_files() -> set[str]:
    """Return the files of the four folders, named as a wheel names them."""
    return {
        path.relative_to(ROOT).as_posix()
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def contents(folder: Path) -> dict[str, bytes]:
    """Return what a folder holds, by name."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel, made in a copy of the sources so that nothing is left among them."""
    place = tmp_path_factory.mktemp("paquet")
    for name in (*source_files(), "pyproject.toml", "README.md"):
        copy = place / "sources" / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes((ROOT / name).read_bytes())
    alone = [] if int(version("setuptools").split(".")[0]) < 77 else ["--no-build-isolation"]

    run_pip(sys.executable, "wheel", *alone, "--no-deps", "--wheel-dir", place, place / "sources", cwd=place)

    return next(place.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give the command of the wheel, installed with the pinned packages where there is nothing else."""
    place = tmp_path_factory.mktemp("vide")
    assert run(sys.executable, "-m", "venv", "venv", cwd=place).returncode == 0
    commands = place / "venv" / ("Scripts" if os.name == "nt" else "bin")

    run_pip(commands / "python", "install", "-c", ROOT / "constraints.txt", wheel, cwd=place)

    yield commands / "maillage"

    shutil.rmtree(place)


def test_the_wheel_holds_every_file_of_the_four_folders(wheel: Path) -> None:
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}

    assert held == source_files()


@pytest.mark.slow
def test_the_installed_command_tells_its_commands_in_french(installed: Path, tmp_path: Path) -> None:
    told = run(installed, "--help", cwd=tmp_path)

    assert told.returncode == 0, told.stderr
    assert "parties prenantes" in told.stdout


@pytest.mark.slow
def test_the_wheel_gives_the_same_demonstration_as_the_sources(installed: Path, tmp_path: Path) -> None:
    sources, package = tmp_path / "sources", tmp_path / "paquet"

    from_sources = run(
        sys.executable, "-m", "api.cli", "--base", tmp_path / "sources.db", "demo", "--to", sources, cwd=ROOT
    )
    from_package = run(installed, "--base", tmp_path / "paquet.db", "demo", "--to", package, cwd=tmp_path)

    assert from_sources.returncode == 0, from_sources.stderr
    assert from_package.returncode == 0, from_package.stderr
    assert contents(package)
    assert contents(package) == contents(sources)
