"""What stands on an engine's own ledger alike on every engine: a writer's reading of it, and the sources of a refresh."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Protocol

from kb.ids import digest
from kb.ledger import Assertion, BatchInfo, Source, undescribed
from kb.store.base import Held, Writer


class EngineLedger(Protocol):
    """The ledger of an engine inside one write; `moved` and `new` tell what the write changed."""

    moved: dict[str, Held | None]
    new: set[str]

    def head(self) -> int:
        """Return the last rev of the base."""

    def held(self, slots: Collection[str]) -> dict[str, Held]:
        """Return what is in force in some slots."""

    def slots_of_source(self, source: str) -> dict[str, str]:
        """Return the slots of a source's claims in force, with their row keys."""

    def batch(self, batch: str) -> BatchInfo | None:
        """Return one entry of the journal."""

    def append(self, batch: BatchInfo, assertions: Collection[Assertion]) -> None:
        """Keep a batch; its assertions are the last word on their slots."""

    def withdraw(self, rev: int, by: int) -> None:
        """Mark a batch as undone by another and settle the slots it had filled."""

    def restore(self, batches: Iterable[BatchInfo], assertions: Iterable[tuple[int, Assertion]]) -> None:
        """Fill an empty base with a whole history, verbatim."""


class LedgerWriter(Writer):
    """A writer that keeps batches in its engine's ledger; what they move is refreshed by the engine."""

    ledger: EngineLedger

    @property
    def head(self) -> int:
        return self.ledger.head()

    def held(self, slots: Collection[str]) -> dict[str, Held]:
        return self.ledger.held(slots)

    def slots_of_source(self, source: str) -> dict[str, str]:
        return self.ledger.slots_of_source(source)

    def batch(self, batch: str) -> BatchInfo | None:
        return self.ledger.batch(batch)

    def _append(self, batch: BatchInfo, assertions: Collection[Assertion]) -> None:
        self.ledger.append(batch, assertions)

    def _withdraw(self, rev: int, by: int) -> list[str]:
        self.ledger.withdraw(rev, by)
        return list(self.ledger.moved)

    def _restore(self, batches: Iterable[BatchInfo], assertions: Iterable[tuple[int, Assertion]]) -> None:
        self.ledger.restore(batches, assertions)
        self._refresh(list(self.ledger.moved), self.head)


class LedgerSources:
    """The part of `Tables` that is read in the ledger: what is in force, and the sources, each read once."""

    def __init__(self, ledger: EngineLedger) -> None:
        self._in_ledger = ledger
        self._sources: dict[str, Source] = {}

    def held(self, slots: Collection[str]) -> dict[str, Held]:
        """Return what is in force in some slots."""
        return self._in_ledger.held(slots)

    def slots_of_source(self, source: str) -> dict[str, str]:
        """Return the slots of a source's claims in force, with their row keys."""
        return self._in_ledger.slots_of_source(source)

    def source(self, source_id: str) -> Source:
        """Return a source by its id."""
        if source_id not in self._sources:
            found = self.held([f"s:{digest(source_id)}"])
            self._sources[source_id] = Source.from_body(next(iter(found.values())).body) if found else undescribed(source_id)
        return self._sources[source_id]
