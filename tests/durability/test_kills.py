"""A process killed at any moment of an import loses nothing it acknowledged, and leaves no half batch."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.export import export_lines, load_lines
from kb.store import open_store
from kb.store.memory import MemoryStore

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="laissé de côté : SIGKILL et fork sont propres à Unix")

#: How many kills: a few on each run, two hundred by `MAILLAGE_TEST_KILLS=200`.
KILLS = int(os.environ.get("MAILLAGE_TEST_KILLS", "12"))
ROWS, SHEETS = 40, 2_000


class Importer:
    """The process to be killed, and what it has acknowledged."""

    def __init__(self) -> None:
        here = Path(__file__).with_name("importing_forever.py")
        self.process = subprocess.Popen(
            [sys.executable, str(here)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=here.parents[2]
        )
        self.acknowledged: dict[int, str] = {}

    def run(self, base: Path, folder: Path, first: int, seconds: float) -> None:
        """Import sheets from one on, and kill the import after some time."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{base} {folder} {first} {SHEETS}\n")
        self.process.stdin.flush()
        for line in self.process.stdout:
            word, *rest = line.split()
            if word == "pid":
                threading.Timer(seconds, os.kill, (int(rest[0]), signal.SIGKILL)).start()
            elif word == "acknowledged":
                self.acknowledged[int(rest[0])] = rest[1]
            else:
                return

    def close(self) -> None:
        """End the process, whose input is over."""
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(20)


@pytest.fixture
def importer() -> Iterator[Importer]:
    """Return the process, ready: what it loads is loaded."""
    started = Importer()
    yield started
    started.close()


def _sheets(folder: Path) -> None:
    for number in range(SHEETS):
        lines = [f"Partenaire {number} {row};association;Givors;Terres Neuves" for row in range(ROWS)]
        (folder / f"{number}.csv").write_text("\n".join(["Nom;Type;Commune;Territoire", *lines]), encoding="utf-8")


def test_nothing_acknowledged_is_lost_and_no_batch_is_half_there(importer, tmp_path):
    chance, base = random.Random(3), tmp_path / "base.db"
    _sheets(tmp_path)
    importer.run(base, tmp_path, 0, 3.0)
    assert importer.acknowledged

    for _ in range(KILLS):
        importer.run(base, tmp_path, max(importer.acknowledged) + 1, chance.uniform(0.02, 0.21))
        _check(base, importer.acknowledged)

    _compare_with_the_yardstick(base)


def _check(base: Path, acknowledged: dict[int, str]) -> None:
    with open_store(base) as store:
        journal = list(store.journal())
        counts = Counter(rev for rev, _ in store.assertions())
        assert all(check.ok for check in store.check() if check.name == "intégrité")
    # A sheet that was kept just before the kill, and not acknowledged, is found unchanged the next time: no batch then.
    assert {batch.id for batch in journal} >= set(acknowledged.values()) - {"-"}
    # Each sheet states its rows, its source and the territory they name: one assertion more, or fewer, is half a batch.
    assert {batch.rev: ROWS + 2 for batch in journal} == counts


def _compare_with_the_yardstick(base: Path) -> None:
    """The graph left in the file is the one that follows from its ledger."""
    yardstick = MemoryStore()
    with open_store(base) as store:
        load_lines(yardstick, export_lines(store, history=True))
        with store.view() as kept, yardstick.view() as computed:
            assert {a.id: a.name for a in kept.actors()} == {a.id: a.name for a in computed.actors()}
            assert sorted(t.id for t in kept.ties()) == sorted(t.id for t in computed.ties())
