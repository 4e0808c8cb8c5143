"""A view on the server: read where the data lies while the base stays as it was, from the ledger once it has moved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

from kb.errors import StoreUnusable
from kb.found import SourceInfo, Told
from kb.graph import Node, Tie
from kb.ledger import BatchInfo, Judgement, Known
from kb.privacy import Viewer
from kb.store.neo4j.reader import Head, Moved
from kb.store.neo4j.telling import ServerSlow
from kb.text import writable
from kb.view import View

if TYPE_CHECKING:
    from kb.store.neo4j.store import Neo4jStore

T = TypeVar("T")

#: Up to how many steps a neighbourhood is asked in one statement.
MOST_STEPS = 4


class Neo4jView(View):
    """A view that was opened on the latest state."""

    def __init__(self, store: Neo4jStore, viewer: Viewer, date: dt.date, rev: int) -> None:
        super().__init__(viewer, date, rev)
        self._store, self._kept = store, store.kept
        self._head = Head(store, viewer, self._day, rev)
        self._then: View | None = None
        self._closed = False

    def close(self) -> None:
        self._closed = True

    def _here(self, read: Callable[[Head], T], then: Callable[[View], T]) -> T:
        """Return what is read at head, or from the state of this view once the base has moved on."""
        if self._closed:
            raise StoreUnusable("Cette vue de la base est fermée : ouvrez-en une autre.")
        if self._then is None:
            try:
                return read(self._head)
            except Moved:
                self._then = self._store.past_view(self.viewer, self.date, self.rev)
        return then(self._then)

    # -- the primitives -------------------------------------------------------------------------------------------

    def _nodes(self, ids: Collection[str]) -> dict[str, Node]:
        return self._here(lambda h: h.nodes(ids), lambda v: v._nodes(ids))

    def _known(self, ids: Collection[str]) -> set[str]:
        return self._here(lambda h: h.known(ids), lambda v: v._known(ids))

    def _owners_of(self, ids: Collection[str]) -> dict[str, str]:
        return self._here(lambda h: h.owners_of(ids), lambda v: v._owners_of(ids))

    def _made_of(self, records: Collection[str]) -> tuple[list[Known], list[Judgement]]:
        return self._here(lambda h: h.made_of(records), lambda v: v._made_of(records))

    def _all_nodes(self, kinds: Collection[str]) -> Iterator[Node]:
        yield from self._here(lambda h: h.all_nodes(kinds), lambda v: list(v._all_nodes(kinds)))

    def _find(
        self,
        kinds: Collection[str],
        near: Collection[str] | None,
        words: list[str],
        without: Collection[str],
        limit: int,
        offset: int,
    ) -> tuple[list[Node], int]:
        asked = (kinds, near, words, without, limit, offset)
        return self._here(lambda h: h.find(*asked), lambda v: v._find(*asked))

    def _pairs(
        self, ids: Collection[str], kinds: Collection[str], to: Collection[str] | None = None
    ) -> Iterator[tuple[str, str]]:
        yield from self._here(lambda h: list(h.pairs(ids, kinds, to)), lambda v: list(v._pairs(ids, kinds, to)))

    def _ties_of(
        self, ids: Collection[str], kinds: Collection[str], direction: str, others: Collection[str] | None = None
    ) -> Iterator[Tie]:
        asked = (ids, kinds, direction, others)
        yield from self._here(lambda h: h.ties_of(*asked), lambda v: list(v._ties_of(*asked)))

    def _edges(self, ids: Collection[str] | None) -> Iterator[tuple[str, str, str, str]]:
        yield from self._here(lambda h: h.edges(ids), lambda v: list(v._edges(ids)))

    def _all_ids(self) -> Collection[str]:
        return self._here(lambda h: h.all_ids(), lambda v: v._all_ids())

    def _all_ties(self, kinds: Collection[str], stating: str = "") -> Iterator[Tie]:
        found = self._here(lambda h: h.all_ties(kinds), lambda v: list(v._all_ties(kinds)))
        yield from (tie for tie in found if not stating or stating in tie.fields)

    def _bearing(self, bare: Collection[str]) -> Iterator[tuple[str, str, str]]:
        yield from self._here(lambda h: list(h.bearing(bare)), lambda v: list(v._bearing(bare)))

    def _origins(self, claims: Collection[str]) -> dict[str, Told]:
        return self._here(lambda h: h.origins(claims), lambda v: v._origins(claims))

    def _sources(self) -> list[SourceInfo]:
        return self._here(lambda h: h.sources(), lambda v: v._sources())

    def _batches(self, limit: int) -> list[BatchInfo]:
        return self._here(lambda h: h.batches(limit), lambda v: v._batches(limit))

    def _changes(self, since: int, limit: int) -> list[tuple[int, str, str, str]]:
        return [change[1:] for change in self._store.change_log(since, limit) if change[0] <= self.rev]

    def last_change(self) -> int:
        return self.memo("last change", lambda: self._store.last_change(self.rev))

    def memo(self, name: str, compute: Callable[[], T]) -> T:
        return self._store.computed.value(self.rev, name, (self.date, self.viewer), compute)

    # -- what one statement answers -------------------------------------------------------------------------------

    def around(self, ids: Iterable[str], steps: int = 1, kinds: Collection[str] = ()) -> set[str]:
        asked = [i for i in dict.fromkeys(ids) if writable(i)]
        hidden = self._hidden()
        if not asked or not 0 < steps <= MOST_STEPS or self._then is not None:
            return super().around(asked, steps, kinds)
        found = self._here(lambda h: h.around(asked, steps, kinds, hidden), lambda v: None)
        if found is None or len(found[0]) < len(asked):
            # A former id, the base that moved: what is rare goes the long way round.
            return super().around(asked, steps, kinds)
        return found[1]

    def path(self, start: str, end: str, most: int = 6, kinds: Collection[str] = ()) -> list[str]:
        hidden = self._hidden()
        if start == end or most < 1 or self._then is not None or not (writable(start) and writable(end)):
            return super().path(start, end, most, kinds)
        try:
            found = self._here(lambda h: h.path(start, end, most, kinds, hidden), lambda v: None)
        except ServerSlow:
            # Too many paths are as short: the shared walk never lists them.
            found = None
        return super().path(start, end, most, kinds) if found is None else found
