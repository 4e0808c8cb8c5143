"""What the address of a base says: memory, a file, or a server; and where files are kept beside it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from kb.text import slug

#: Schemes of a server's address: `neo4j` goes through its routing (cluster), `bolt` straight to it; `+s` is encrypted.
SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
MEMORY = "memory:"


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
