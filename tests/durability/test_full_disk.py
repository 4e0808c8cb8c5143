"""A disk that fills up while an import is written: one sentence, and the base as it was."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from api.importing import Request, run_import
from kb.export import export_lines
from kb.store import open_store

resource = pytest.importorskip("resource", reason="laissé de côté : limites propres à Unix")

ROOT = Path(__file__).resolve().parents[2]


def sheet(path: Path, rows: int, prefix: str) -> Path:
    lines = [f"{prefix} {row};association;Givors;Terres Neuves" for row in range(rows)]
    path.write_text("\n".join(["Nom;Type;Commune;Territoire", *lines]), encoding="utf-8")
    return path


def history(base: Path) -> list[str]:
    with open_store(str(base)) as store:
        return list(export_lines(store, history=True))


def command(base: Path, path: Path, before: Callable[[], None] | None = None) -> subprocess.CompletedProcess[str]:
    asked = [sys.executable, "-m", "api.cli", "--base", str(base), "import", "parties-prenantes", str(path), "--write", "--source", "grosse"]
    return subprocess.run(asked, capture_output=True, text=True, cwd=ROOT, preexec_fn=before, check=False)


def check(done: subprocess.CompletedProcess[str], base: Path, before: list[str]) -> None:
    said = done.stderr.strip().splitlines()
    assert done.returncode != 0, done.stdout
    assert "Traceback" not in done.stderr
    assert "disque" in said[-1], done.stderr
    assert history(base) == before
    with open_store(str(base)) as store:
        assert all(one.ok for one in store.check() if one.name == "intégrité")


def narrowed(most: int) -> Callable[[], None]:
    """Return what a process is told before it starts so that none of its files may grow beyond a size."""

    def narrow() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    return narrow


@dataclass(frozen=True)
class SmallDisk:
    """A folder on a disk of one megabyte of its own; where none can be mounted, one whose files may not grow as much."""

    folder: Path
    own: bool

    def before(self, most: int) -> Callable[[], None] | None:
        """Return what a command is told before it starts: nothing on a real small disk."""
        return None if self.own else narrowed(most)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    folder = tmp_path / "petit"
    folder.mkdir()
    asked = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    own = shutil.which("mount") is not None and subprocess.run(asked, capture_output=True, check=False).returncode == 0
    yield SmallDisk(folder, own)
    if own:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_told_in_one_sentence_and_nothing_is_lost(small_disk, tmp_path):
    base = small_disk.folder / "base.db"
    run_import(str(base), Request("parties-prenantes", sheet(tmp_path / "a.csv", 20, "Atelier"), write=True))
    before = history(base)

    done = command(base, sheet(tmp_path / "b.csv", 5_000, "Fabrique"), small_disk.before(1_000_000))

    check(done, base, before)


def test_a_disk_that_is_full_before_the_base_is_made_leaves_a_file_that_becomes_one(small_disk, tmp_path):
    base, photos = small_disk.folder / "base.db", small_disk.folder / "photos"
    photos.write_bytes(b"\0" * 1_040_000)

    done = command(base, sheet(tmp_path / "b.csv", 500, "Fabrique"), small_disk.before(4_096))

    assert done.returncode != 0
    assert "disque" in done.stderr.strip().splitlines()[-1]
    assert "Traceback" not in done.stderr
    photos.unlink()
    again = run_import(str(base), Request("parties-prenantes", sheet(tmp_path / "c.csv", 20, "Atelier"), write=True))
    assert again.plan is not None
    assert again.plan.created == 20


@pytest.mark.parametrize("room", [60_000, 200_000, 400_000, 800_000])
def test_a_limit_on_the_size_of_files_is_met_the_same_way(tmp_path, room):
    base = tmp_path / "base.db"
    run_import(str(base), Request("parties-prenantes", sheet(tmp_path / "a.csv", 20, "Atelier"), write=True))
    before = history(base)

    check(command(base, sheet(tmp_path / "b.csv", 8_000, "Fabrique"), narrowed(base.stat().st_size + room)), base, before)
