"""What the address of a base says: memory, a file, or a server; and where files are kept beside it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from kb.text import slug

#: Schemes of a server's address: `neo4j` goes through its routing (cluster), `bolt` straight to it; `+s` is encrypted.
SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
MEMORY = "memory:"
#: First bytes of a base that is a file.
FILE_MARK = b"SQLite format 3\x00"
#: What the engine keeps beside a base that is a file, and what Maillage keeps beside any base: nothing else holds them.
OF_THE_ENGINE = ("wal", "shm", "journal")
JOURNAL, MAPPINGS, ASIDE, ASIDE_INDEX = "journal.jsonl", "correspondances.jsonl", "quarantaine", "quarantaine.jsonl"


def is_server(url: str) -> bool:
    """Tell whether an address is a server's.

    >>> is_server("neo4j+s://base.exemple.fr"), is_server("./maillage.db")
    (True, False)
    """
    return url.partition("://")[0] in SCHEMES and "://" in url


def beside(url: str, what: str) -> Path | None:
    """Return the path of a file kept beside a base; nothing is kept beside one that lives in memory.

    A server's files are kept in the folder the command runs in, under the server's name.

    >>> str(beside("./maillage.db", "journal.jsonl")), str(beside("neo4j://base.exemple.fr:7687/lyon", "quarantaine"))
    ('maillage.db-journal.jsonl', 'maillage-base-exemple-fr-7687-lyon-quarantaine')
    """
    if url == MEMORY:
        return None
    if not is_server(url):
        return Path(f"{url}-{what}")
    parts = urlsplit(url)
    return Path(f"maillage-{slug(f'{parts.netloc} {parts.path}')}-{what}")


def is_base_file(path: Path) -> bool:
    """Tell whether a path is that of a base kept in a file."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(FILE_MARK)) == FILE_MARK


def belongs_to_a_base(path: Path) -> bool:
    """Tell whether a path is that of a base, or of a file that is kept beside one and that nothing else holds."""
    if is_base_file(path):
        return True
    if path.parent.name.endswith(f"-{ASIDE}"):
        return path.exists()
    for kept in (*OF_THE_ENGINE, JOURNAL, MAPPINGS, ASIDE, ASIDE_INDEX):
        if path.name.endswith(f"-{kept}"):
            # A server's have no base beside them, and a name of Maillage's own is enough.
            ours = kept not in OF_THE_ENGINE and path.is_file()
            return ours or is_base_file(path.with_name(path.name.removesuffix(f"-{kept}")))
    return False
