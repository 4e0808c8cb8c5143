"""What the address of a base says: memory, a file, or a server; and whether there is a base there."""

from __future__ import annotations

#: Schemes of a server's address: `neo4j` goes through its routing (cluster), `bolt` straight to it; `+s` is encrypted.
SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
MEMORY = "memory:"


def is_server(url: str) -> bool:
    """Tell whether an address is a server's.

    >>> is_server("neo4j+s://base.exemple.fr"), is_server("./maillage.db")
    (True, False)
    """
    return url.partition("://")[0] in SCHEMES and "://" in url
