"""The SQLite writer: keeps batches, then computes again the part of the graph that rests on what they changed."""

from __future__ import annotations

from collections.abc import Collection

import apsw

from kb.store.base import MANY
from kb.store.refresh import refresh
from kb.store.sqlite.ledger import LedgerTables
from kb.store.sqlite.schema import CREATE_INDEXES, VERSION
from kb.store.sqlite.tables import GraphTables
from kb.store.standing import LedgerWriter


class SQLiteWriter(LedgerWriter):
    """One transaction on one connection; the store commits or rolls back."""

    def __init__(self, connection: apsw.Connection) -> None:
        self.db = connection
        self.ledger: LedgerTables = LedgerTables(connection)

    def _refresh(self, slots: Collection[str], rev: int) -> None:
        # Only what moved is computed again: of a batch said twice, nothing.
        moved, new, bulk = self.ledger.moved, self.ledger.new, self.ledger.bulk
        self.ledger.moved, self.ledger.new, self.ledger.bulk = {}, set(), False
        refresh(GraphTables(self.db, self.ledger, rev), moved, new)
        # What is written now an earlier version could not read: it says so rather than failing on a row.
        self.db.execute(f"PRAGMA user_version={VERSION}")
        if bulk:
            self.db.execute(CREATE_INDEXES)
        if len(moved) >= MANY:
            # Two calls: a statement that gives a row leaves those after it waiting.
            self.db.execute("PRAGMA analysis_limit=1000")
            self.db.execute("ANALYZE")
