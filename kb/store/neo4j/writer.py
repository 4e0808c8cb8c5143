"""The Neo4j writer: keeps batches, then computes again the part of the graph that rests on what they changed."""

from __future__ import annotations

from collections.abc import Callable, Collection

from kb.store.neo4j.change import Change
from kb.store.neo4j.ledger import LedgerNodes
from kb.store.neo4j.tables import GraphNodes
from kb.store.refresh import refresh
from kb.store.standing import LedgerWriter


class Neo4jWriter(LedgerWriter):
    """One change on the server; the store commits it or takes it back."""

    def __init__(self, change: Change) -> None:
        self.change = change
        self.ledger: LedgerNodes = LedgerNodes(change)

    @property
    def tell(self) -> Callable[[int], None] | None:
        """Told how many rows a long filling has laid down."""
        return self.ledger.tell

    @tell.setter
    def tell(self, told: Callable[[int], None] | None) -> None:
        self.ledger.tell = told

    def _refresh(self, slots: Collection[str], rev: int) -> None:
        # Only what moved is computed again: of a batch said twice, nothing.
        moved, new = self.ledger.moved, self.ledger.new
        self.ledger.moved, self.ledger.new = {}, set()
        if moved:
            refresh(GraphNodes(self.change, self.ledger, rev), moved, new)
