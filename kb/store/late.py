"""A base that is not there yet: it reads as an empty one, and the first thing written makes it."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from kb.errors import BaseMoved, NoBase, StoreUnusable
from kb.ledger import Assertion, BatchInfo
from kb.privacy import Viewer
from kb.store.address import is_server
from kb.store.base import Check, Held, Store, Writer
from kb.store.memory import MemoryStore
from kb.view import View


class LateStore(Store):
    """The base of an address, whether it is there yet or not; whoever makes it meanwhile, it is read from then on.

    Raises `StoreUnusable` when no base could be made at the address, or when the one that is there cannot be opened.
    """

    def __init__(self, url: str, opened: Callable[[bool], Store]) -> None:
        folder = Path(url).parent
        if not is_server(url) and not folder.is_dir():
            raise StoreUnusable(f"Le dossier {folder} n'existe pas : créez-le, ou indiquez un autre chemin avec --base.")
        self.url = url
        self._open = opened
        self._lock = threading.Lock()
        self._found: Store | None = None
        self.is_there()

    def is_there(self) -> bool:
        """Tell whether the base is there by now."""
        return not isinstance(self._store(), MemoryStore)

    def _store(self, create: bool = False) -> Store:
        with self._lock:
            if self._found is None:
                try:
                    self._found = self._open(create)
                except NoBase:
                    return MemoryStore()
            return self._found

    @contextmanager
    def writer(self) -> Iterator[Writer]:
        store = self._store()
        with store.writer() as writer:
            yield writer
        if isinstance(store, MemoryStore) and store.head():
            with self._store(create=True).writer() as made:
                if made.head:
                    raise BaseMoved("La base vient d'être créée par ailleurs : recommencez.")
                made._restore(store.journal(), store.assertions())

    def _head_view(self, viewer: Viewer, date: dt.date) -> View:
        return self._store()._head_view(viewer, date)

    def _past_view(self, viewer: Viewer, date: dt.date, rev: int) -> View:
        return self._store()._past_view(viewer, date, rev)

    def head(self) -> int:
        return self._store().head()

    def held(self, slots: Collection[str]) -> dict[str, Held]:
        return self._store().held(slots)

    def slots_of_source(self, source: str) -> dict[str, str]:
        return self._store().slots_of_source(source)

    def rev_at(self, moment: str) -> int:
        return self._store().rev_at(moment)

    def journal(self) -> Iterator[BatchInfo]:
        return self._store().journal()

    def assertions(self) -> Iterator[tuple[int, Assertion]]:
        return self._store().assertions()

    def in_force(self) -> Iterator[tuple[str, Held]]:
        return self._store().in_force()

    def changes(self, since: int, limit: int = 10_000) -> list[tuple[int, str, str, str]]:
        return self._store().changes(since, limit)

    def check(self) -> list[Check]:
        return self._store().check()

    def close(self) -> None:
        if self._found is not None:
            self._found.close()
