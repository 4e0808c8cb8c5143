"""A base that is not there yet: it reads as an empty one, and the first thing written makes it.

A server that does not answer yet is another matter: nobody knows what it holds, so each demand says that it is away.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kb.errors import BaseMoved, NoBase, ServerAway, StoreUnusable
from kb.ledger import Assertion, BatchInfo
from kb.privacy import Viewer
from kb.store.address import is_server
from kb.store.base import Check, Held, Store, Writer
from kb.store.memory import MemoryStore
from kb.view import View

#: For how long a server that did not answer is not asked again, in seconds.
DOWN = 2.0


class LateStore(Store):
    """The base of an address, whether it is there yet or not; whoever makes it meanwhile, it is read from then on.

    A server may be started later too. Raises `StoreUnusable` when no base could be made at the address, or when the one that is there cannot be opened.
    """

    def __init__(self, url: str, opened: Callable[[bool], Store]) -> None:
        folder = Path(url).parent
        if not is_server(url) and not folder.is_dir():
            raise StoreUnusable(f"Le dossier {folder} n'existe pas : créez-le, ou indiquez un autre chemin avec --base.")
        self.url = url
        self._open = opened
        self._making = threading.Lock()
        self._lock = threading.Lock()
        self._found: Store | None = None
        self._away: tuple[float, str] | None = None
        # A server that is away is noted there and told by `answers`, and by each demand: the pages open all the same.
        with suppress(ServerAway):
            self._store()

    def answers(self) -> bool:
        """Tell whether there is somebody to ask: always for a file, and for a server unless it did not answer last."""
        return self._away is None

    def is_there(self) -> bool:
        """Tell whether the base is there by now; raises `ServerAway`."""
        return not isinstance(self._store(), MemoryStore)

    def _store(self, create: bool = False) -> Store:
        if self._found is not None:
            return self._found
        if not create:
            return self._looked_for(create)
        with self._making:
            return self._looked_for(create)

    def _looked_for(self, create: bool) -> Store:
        away = self._away
        if away and time.monotonic() - away[0] < DOWN:
            raise ServerAway(away[1])
        try:
            opened = self._open(create)
        except NoBase:
            self._away = None
            return MemoryStore()
        except ServerAway as error:
            self._away = (time.monotonic(), str(error))
            raise
        # Several demands may have looked for it at once, none waiting for another: the first that found it is kept.
        with self._lock:
            self._away = None
            found = self._found = self._found or opened
        if found is not opened:
            opened.close()
        return found

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
