"""The default store: one SQLite file, no server. All the SQL of the project is in this folder."""

from kb.store.sqlite.store import SQLiteStore

__all__ = ["SQLiteStore"]
