"""The Neo4j writer: keeps batches, then computes again the part of the graph that rests on what they changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from kb.ledger import Assertion, BatchInfo
from kb.store.base import Held, Writer
from kb.store.neo4j.change import Change
from kb.store.neo4j.ledger import LedgerNodes
from kb.store.neo4j.tables import GraphNodes
from kb.store.refresh import refresh


class Neo4jWriter(Writer):
    """One change on the server; the store commits it or takes it back."""

    def __init__(self, change: Change) -> None:
        self.change = change
        self.ledger = LedgerNodes(change)

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
        self.ledger.tell = self.tell
        self.ledger.append(batch, assertions)

    def _withdraw(self, rev: int, by: int) -> list[str]:
        self.ledger.withdraw(rev, by)
        return list(self.ledger.moved)

    def _restore(self, batches: Iterable[BatchInfo], assertions: Iterable[tuple[int, Assertion]]) -> None:
        self.ledger.tell = self.tell
        self.ledger.restore(batches, assertions)
        self._refresh(list(self.ledger.moved), self.head)

    def _refresh(self, slots: Collection[str], rev: int) -> None:
        # Only what moved is computed again: of a batch said twice, nothing.
        moved, new = self.ledger.moved, self.ledger.new
        self.ledger.moved, self.ledger.new = {}, set()
        if moved:
            refresh(GraphNodes(self.change, self.ledger, rev), moved, new)
