"""The tables of the SQLite store: the ledger first, then the graph computed from it, which can be rebuilt."""

from __future__ import annotations

#: Kept in `PRAGMA user_version`; a newer base is refused with a sentence.
VERSION = 1

#: Marks a file as a Maillage base, in `PRAGMA application_id` ("Mail").
APPLICATION = 0x4D61696C

TABLES = """
CREATE TABLE batch (
    rev INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, moment TEXT NOT NULL, author TEXT NOT NULL, kind TEXT NOT NULL,
    note TEXT NOT NULL, file TEXT NOT NULL, source TEXT NOT NULL, target TEXT NOT NULL, undone_by INTEGER
);
CREATE TABLE slot (
    pk INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, source TEXT,
    content INTEGER, since TEXT, file TEXT, sheet TEXT, line INTEGER
);
CREATE INDEX slot_source ON slot (source) WHERE source IS NOT NULL;
CREATE TABLE content (pk INTEGER PRIMARY KEY, slot INTEGER NOT NULL, hash TEXT NOT NULL, body TEXT NOT NULL);
CREATE UNIQUE INDEX content_hash ON content (slot, hash);
CREATE TABLE assertion (
    slot INTEGER NOT NULL, rev INTEGER NOT NULL, content INTEGER, since TEXT NOT NULL,
    file TEXT NOT NULL, sheet TEXT NOT NULL, line INTEGER, PRIMARY KEY (slot, rev)
) WITHOUT ROWID;
CREATE INDEX assertion_rev ON assertion (rev, slot);

CREATE TABLE record (id TEXT PRIMARY KEY, slot TEXT NOT NULL, actor TEXT, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX record_slot ON record (slot);
CREATE INDEX record_actor ON record (actor);
CREATE TABLE holder (key TEXT NOT NULL, record TEXT NOT NULL, PRIMARY KEY (key, record)) WITHOUT ROWID;
CREATE TABLE judgement (slot TEXT PRIMARY KEY, a TEXT NOT NULL, b TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX judgement_a ON judgement (a);
CREATE INDEX judgement_b ON judgement (b);

CREATE TABLE node (
    pk INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, name TEXT NOT NULL, folded TEXT NOT NULL,
    search TEXT NOT NULL, layer TEXT NOT NULL, body TEXT NOT NULL
);
CREATE INDEX node_name ON node (folded, id);
CREATE TABLE role (role TEXT NOT NULL, folded TEXT NOT NULL, id TEXT NOT NULL, node INTEGER NOT NULL,
    PRIMARY KEY (role, folded, id)) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5 (search, content='', contentless_delete=1, tokenize='unicode61', prefix='2 3 4');
CREATE TABLE tie (
    id TEXT PRIMARY KEY, slot TEXT NOT NULL, kind TEXT NOT NULL, start_key TEXT NOT NULL, end_key TEXT NOT NULL,
    src TEXT, dst TEXT, valid_from TEXT, valid_to TEXT, layer TEXT NOT NULL, owner TEXT NOT NULL, body TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX tie_slot ON tie (slot);
CREATE INDEX tie_start ON tie (start_key);
CREATE INDEX tie_end ON tie (end_key);
CREATE INDEX tie_src ON tie (src, kind) WHERE src IS NOT NULL;
CREATE INDEX tie_dst ON tie (dst, kind) WHERE dst IS NOT NULL;
CREATE TABLE change (seq INTEGER PRIMARY KEY AUTOINCREMENT, rev INTEGER NOT NULL, op TEXT NOT NULL, what TEXT NOT NULL,
    id TEXT NOT NULL);
CREATE INDEX change_rev ON change (rev);
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE position (picture TEXT NOT NULL, node TEXT NOT NULL, x REAL NOT NULL, y REAL NOT NULL,
    PRIMARY KEY (picture, node)) WITHOUT ROWID;
"""

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
