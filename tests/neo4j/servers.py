"""The servers that tests run against: those that were started for all of them, and those a test may kill."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from neo4j import GraphDatabase

from kb.store.neo4j.fill import SWEEP

SCRIPT = Path(__file__).with_name("server")
CONFIGURATION = Path(__file__).with_name("neo4j.conf").read_text().splitlines()
LEFT_OUT = "laissé de côté : pas de Neo4j (MAILLAGE_TEST_NEO4J)"
#: The servers started for the tests; one Community server holds one base, so each process of the tests takes its own.
ADDRESSES = [url for url in os.environ.get("MAILLAGE_TEST_NEO4J", "").split(",") if url]
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
#: The address of this process's server, empty when there is none.
NEO4J = ADDRESSES[_WORKER % len(ADDRESSES)] if ADDRESSES else ""

_AFRESH = (
    "MATCH (b:Base) MATCH (g:Gate) SET b.rev = 0, b.seq = 0, b.version = 1, b.filling = null, b.filled = null, "
    "b.trace = null, g.writing = null"
)


def password() -> str:
    """Return the password of the test servers."""
    return os.environ["MAILLAGE_NEO4J_PASSWORD"]


def empty(url: str) -> None:
    """Take away everything from a server's base; the indexes stay."""
    with GraphDatabase.driver(url, auth=("neo4j", password())) as driver, driver.session() as session:
        # Piece by piece: a server of the tests cannot take away the sixty thousand rows of a measure at once.
        session.run(SWEEP).consume()
        session.run(_AFRESH).consume()


@contextmanager
def alone() -> Iterator[str]:
    """Give this process's server, emptied; where several processes share it, one test at a time has it."""
    name = Path(tempfile.gettempdir(), f"maillage-tests-{NEO4J.rpartition(':')[2]}.lock")
    with name.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        empty(NEO4J)
        yield NEO4J


class OwnServer:
    """A server of a test's own, which may be killed and frozen."""

    def __init__(self, state: Path, heap: str = "512m") -> None:
        self._state, self._heap = state, heap
        told = self.do("start")
        self.url = next(line.partition("=")[2] for line in told.splitlines() if "TEST_NEO4J" in line)
        self.port = int(self.url.rpartition(":")[2])

    def do(self, verb: str) -> str:
        """Run one verb of the script and return what it prints."""
        command = [sys.executable, str(SCRIPT), verb, "--state", str(self._state), "--heap", self._heap]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
        if done.returncode:
            raise AssertionError(f"{verb}: {done.stderr}")
        return done.stdout

    @property
    def pid(self) -> int:
        """Return the number of the server's process."""
        return int((self._state / "pid").read_text())

    def configure(self, line: str) -> None:
        """Start again with one more line of configuration; the next call takes it away."""
        conf = self._state / "home" / "conf" / "neo4j.conf"
        kept = conf.read_text().splitlines()[: len(CONFIGURATION)]
        # A server that only reads cannot recover from a kill: it is stopped as it should be.
        self.do("stop")
        conf.write_text("\n".join([*kept, line, ""]))
        self.do("restart")
