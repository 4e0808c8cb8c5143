"""The SQLite writer: keeps batches, then computes again the part of the graph that rests on what they changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import apsw

from kb.ledger import Assertion, BatchInfo
from kb.store.base import MANY, Held, Writer
from kb.store.refresh import refresh
from kb.store.sqlite.ledger import LedgerTables
from kb.store.sqlite.schema import CREATE_INDEXES
from kb.store.sqlite.tables import GraphTables


class SQLiteWriter(Writer):
    """One transaction on one connection; the store commits or rolls back."""

    def __init__(self, connection: apsw.Connection) -> None:
        self.db = connection
        self.ledger = LedgerTables(connection)

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

    def _refresh(self, slots: Collection[str], rev: int) -> None:
        # Only what moved is computed again: of a batch said twice, nothing.
        moved, new, bulk = self.ledger.moved, self.ledger.new, self.ledger.bulk
        self.ledger.moved, self.ledger.new, self.ledger.bulk = {}, set(), False
        refresh(GraphTables(self.db, self.ledger, rev), moved, new)
        if bulk:
            self.db.execute(CREATE_INDEXES)
        if len(moved) >= MANY:
            self.db.execute("ANALYZE")
