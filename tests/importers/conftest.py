"""What the tests of importers may ask for: an office with a base, to which files are sent as it would send them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from importers import Reading, read_file
from kb.export import export_lines
from kb.graph import Actor
from kb.ledger import BatchInfo, Source
from kb.plan import Plan, apply_plan, make_plan
from kb.said import RowSays
from kb.store import Store, open_store

SAMPLES = Path(__file__).resolve().parents[1] / "data"


class Office:
    """A base, and the files sent to it: texts are written as given, in the encoding asked."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.folder = folder

    def file(self, text: str | bytes, name: str = "fichier.csv", encoding: str = "utf-8") -> Path:
        """Write a file and return its path."""
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding, "surrogateescape"))
        return path

    def read(self, sent: str | bytes | Path, importer: str = "auto", **how: str) -> Reading:
        """Read a file, or a text sent as a file."""
        return read_file(importer, sent if isinstance(sent, Path) else self.file(sent, **how))

    def rows(self, sent: str | bytes | Path, importer: str = "auto", **how: str) -> list[RowSays]:
        """Return what each row of a file says."""
        return list(self.read(sent, importer, **how).rows)

    def plan(
        self, sent: str | bytes | Path, importer: str = "auto", *, source: str = "", replace: int = 0, **how: str
    ) -> Plan:
        """Plan the import of a file, and check the promise that every plan keeps."""
        reading = self.read(sent, importer, **how)
        found = reading.importer
        plan = make_plan(
            self.store,
            Source(source or found.name, rank=found.rank.value),
            reading.rows,
            scope=reading.scope,
            file=reading.file.name,
            warnings=reading.warnings,
            replace=replace,
            persons=reading.persons,
        )
        assert plan.read == plan.created + plan.updated + plan.unchanged + len(plan.set_aside)
        return plan

    def apply(self, plan: Plan) -> BatchInfo | None:
        """Write a plan."""
        return apply_plan(self.store, plan)

    def send(
        self, sent: str | bytes | Path, importer: str = "auto", *, source: str = "", replace: int = 0, **how: str
    ) -> Plan:
        """Plan and write."""
        plan = self.plan(sent, importer, source=source, replace=replace, **how)
        self.apply(plan)
        return plan

    def undo(self, batch: str) -> None:
        """Undo a batch."""
        with self.store.writer() as writer:
            writer.undo(batch)

    def exported(self, *, history: bool = False) -> list[str]:
        """Return the canonical export."""
        return list(export_lines(self.store, history=history))

    def actor(self, name: str) -> Actor:
        """Return the one actor of a name."""
        with self.store.view() as view:
            found = [actor for actor in view.actors() if name in actor.names]
        assert len(found) == 1, [actor.names for actor in found]
        return found[0]

    def names(self, *kinds: str) -> list[str]:
        """Return the names of the actors of some kinds."""
        with self.store.view() as view:
            return sorted(actor.name for actor in view.actors(kinds))

    def ties(self, *kinds: str) -> list[tuple[str, str, str]]:
        """Return the ties of some kinds as (start, kind, end), by name."""
        with self.store.view() as view:
            found = view.ties(kinds)
            names = {i: actor.name for i, actor in view.get({e for t in found for e in (t.start, t.end)}).items()}
        return sorted((names[tie.start], tie.kind, names[tie.end]) for tie in found)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Return an office whose base is empty and in memory."""
    folder = tmp_path / "envois"
    folder.mkdir()
    with open_store("memory:", create=True) as store:
        yield Office(store, folder)


@pytest.fixture
def sample() -> Callable[[str], Path]:
    """Return how to find a sample file by its name."""
    return lambda name: SAMPLES / name
