"""The stores, each behind one address; nothing above knows which one answers."""

from __future__ import annotations

from pathlib import Path

from kb.errors import NoBase, StoreUnusable
from kb.store.address import MEMORY, belongs_to_a_base, beside, is_server
from kb.store.base import Check, Store, Writer
from kb.store.late import LateStore


def open_store(url: str | Path, *, create: bool = False) -> Store:
    """Open the base at an address: `memory:`, `neo4j://…` or `bolt://…`, or the path of a file.

    Raises `StoreUnusable` when it cannot be opened, or when it is absent and `create` is not asked.
    """
    address = str(url)
    if address == MEMORY:
        from kb.store.memory import MemoryStore

        return MemoryStore()
    if is_server(address):
        from kb.store.neo4j import Neo4jStore

        return Neo4jStore(address, create=create)
    if "://" in address:
        scheme = address.split("://")[0]
        raise StoreUnusable(
            f"L'adresse {scheme}:// n'est pas prise en charge. Indiquez le chemin d'un fichier, ou neo4j://serveur."
        )
    from kb.store.sqlite import SQLiteStore

    return SQLiteStore(address, create=create)


def open_late(url: str) -> LateStore:
    """Open the base at an address, or the place of the one that the first thing written will make there.

    Raises `StoreUnusable` when there is a base that cannot be opened, or when none could be made.
    """
    return LateStore(url, lambda create: open_store(url, create=create))


def there_is_a_base(url: str) -> bool:
    """Tell whether there is a base at an address, without making one; raises `StoreUnusable` when nobody can tell."""
    if not is_server(url):
        return url == MEMORY or Path(url).exists()
    try:
        open_store(url).close()
    except NoBase:
        return False
    return True


__all__ = ["Check", "LateStore", "Store", "Writer", "belongs_to_a_base", "beside", "is_server", "open_late", "open_store", "there_is_a_base"]
