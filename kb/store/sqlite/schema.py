"""The tables of the SQLite store: the ledger first, then the graph computed from it, which can be rebuilt."""

from __future__ import annotations

#: Kept in `PRAGMA user_version`; a newer base is refused with a sentence.
VERSION = 2

#: Marks a file as a Maillage base, in `PRAGMA application_id` ("Mail").
APPLICATION = 0x4D61696C

_TABLES = """
CREATE TABLE batch (
    rev INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, moment TEXT NOT NULL, author TEXT NOT NULL, kind TEXT NOT NULL,
    note TEXT NOT NULL, file TEXT NOT NULL, source TEXT NOT NULL, target TEXT NOT NULL, undone_by INTEGER
);
CREATE TABLE slot (
    pk INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, source TEXT,
    content INTEGER, since TEXT, file TEXT, sheet TEXT, line INTEGER
);
CREATE TABLE content (pk INTEGER PRIMARY KEY, slot INTEGER NOT NULL, hash TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE assertion (
    slot INTEGER NOT NULL, rev INTEGER NOT NULL, content INTEGER, since TEXT NOT NULL,
    file TEXT NOT NULL, sheet TEXT NOT NULL, line INTEGER, PRIMARY KEY (slot, rev)
) WITHOUT ROWID;

CREATE TABLE record (id TEXT PRIMARY KEY, slot TEXT NOT NULL, actor TEXT, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE holder (key TEXT NOT NULL, record TEXT NOT NULL, PRIMARY KEY (key, record)) WITHOUT ROWID;
CREATE TABLE judgement (slot TEXT PRIMARY KEY, a TEXT NOT NULL, b TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE node (
    pk INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, name TEXT NOT NULL, folded TEXT NOT NULL,
    search TEXT NOT NULL, layer TEXT NOT NULL, body TEXT NOT NULL
);
CREATE TABLE role (role TEXT NOT NULL, folded TEXT NOT NULL, id TEXT NOT NULL, node INTEGER NOT NULL,
    PRIMARY KEY (role, folded, id)) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5 (search, content='', contentless_delete=1, tokenize='unicode61', prefix='2 3 4');
CREATE TABLE tie (
    id TEXT PRIMARY KEY, slot TEXT NOT NULL, kind TEXT NOT NULL, start_key TEXT NOT NULL, end_key TEXT NOT NULL,
    src TEXT, dst TEXT, valid_from TEXT, valid_to TEXT, scope TEXT, body TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE change (seq INTEGER PRIMARY KEY AUTOINCREMENT, rev INTEGER NOT NULL, op TEXT NOT NULL, what TEXT NOT NULL,
    id TEXT NOT NULL);
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE position (picture TEXT NOT NULL, node TEXT NOT NULL, x REAL NOT NULL, y REAL NOT NULL,
    PRIMARY KEY (picture, node)) WITHOUT ROWID;
"""

#: What a large first import builds at its end, when sorting beats inserting: name and definition of each index.
#: `tie.scope` is the owner of an engagement tie, nothing for a cartographie one: who may see it needs no other column.
INDEXES = {
    "slot_source": "slot (source) WHERE source IS NOT NULL",
    "content_hash": "content (slot, hash)",
    "assertion_rev": "assertion (rev, slot)",
    "record_slot": "record (slot)",
    "judgement_a": "judgement (a)",
    "judgement_b": "judgement (b)",
    "node_name": "node (folded, id)",
    "tie_slot": "tie (slot)",
    "tie_start": "tie (start_key)",
    "tie_end": "tie (end_key)",
    "tie_src": "tie (src, dst, kind, valid_from, valid_to, scope) WHERE src IS NOT NULL AND dst IS NOT NULL",
    "tie_dst": "tie (dst, src, kind, valid_from, valid_to, scope) WHERE src IS NOT NULL AND dst IS NOT NULL",
}

CREATE_INDEXES = "".join(
    f"CREATE {'UNIQUE ' if name == 'content_hash' else ''}INDEX {name} ON {on};\n" for name, on in INDEXES.items()
)
DROP_INDEXES = "".join(f"DROP INDEX {name};\n" for name in INDEXES)
TABLES = _TABLES + CREATE_INDEXES

#: Set on every connection; see the engine reference, section 8, and the reliability reference, section 9.
PRAGMAS = (
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA mmap_size=0",
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-32000",
)
