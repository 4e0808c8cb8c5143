"""What every engine provides to a view: the primitives, before any viewer; nothing above a view calls them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator
from typing import TypeVar

from kb.found import SourceInfo, Told
from kb.graph import Node, Tie
from kb.ledger import BatchInfo, Judgement, Known

T = TypeVar("T")


class Primitives(ABC):
    """The primitives of one engine at one state; rights and dates are decided above, unless a sentence says so."""

    @abstractmethod
    def _nodes(self, ids: Collection[str]) -> dict[str, Node]:
        """Return nodes by their own id."""

    @abstractmethod
    def _known(self, ids: Collection[str]) -> set[str]:
        """Return those of some ids that are actors' own."""

    @abstractmethod
    def _owners_of(self, ids: Collection[str]) -> dict[str, str]:
        """Return, for record ids and former ids, the id of the actor that holds them now."""

    @abstractmethod
    def _made_of(self, records: Collection[str]) -> tuple[list[Known], list[Judgement]]:
        """Return some records, and the judgements in force that name one of them."""

    @abstractmethod
    def _all_nodes(self, kinds: Collection[str]) -> Iterator[Node]:
        """Yield the nodes that have one of these roles (all of them when empty), ordered by folded name then id."""

    @abstractmethod
    def _find(
        self,
        kinds: Collection[str],
        near: Collection[str] | None,
        words: list[str],
        without: Collection[str],
        limit: int,
        offset: int,
    ) -> tuple[list[Node], int]:
        """Return one page of nodes ordered by folded name then id, and the total, among `near` when it is given."""

    @abstractmethod
    def _pairs(
        self, ids: Collection[str], kinds: Collection[str], to: Collection[str] | None = None
    ) -> Iterator[tuple[str, str]]:
        """Yield (one of these ids, its neighbour) for the ties of the view's date whose claim the viewer may see.

        With `to`, only the neighbours among these.
        """

    @abstractmethod
    def _ties_of(
        self, ids: Collection[str], kinds: Collection[str], direction: str, others: Collection[str] | None = None
    ) -> Iterator[Tie]:
        """Yield every tie that has one of these ids at an end, ordered by id, not filtered by date or viewer.

        With `others`, only those whose other end is among these.
        """

    @abstractmethod
    def _edges(self, ids: Collection[str] | None) -> Iterator[tuple[str, str, str, str]]:
        """Yield (id, kind, start, end) of some ties, or of all, by id: those `_pairs` walks along."""

    @abstractmethod
    def _all_ids(self) -> Collection[str]:
        """Return the ids of every actor, before any viewer."""

    @abstractmethod
    def _all_ties(self, kinds: Collection[str], stating: str = "") -> Iterator[Tie]:
        """Yield every tie of these kinds (all when empty), ordered by id; with `stating`, those that say this field alone."""

    @abstractmethod
    def _bearing(self, bare: Collection[str]) -> Iterator[tuple[str, str, str]]:
        """Yield (folded name, name key, actor id) for the records that bear one of these folded names."""

    @abstractmethod
    def _origins(self, claims: Collection[str]) -> dict[str, Told]:
        """Return what claims say and where they come from, with the cells as they were read, before any viewer."""

    @abstractmethod
    def _sources(self) -> list[SourceInfo]:
        """Return the sources that have something in force, by id, whoever looks."""

    @abstractmethod
    def _batches(self, limit: int) -> list[BatchInfo]:
        """Return the journal, the latest batch first, whoever looks."""

    @abstractmethod
    def _changes(self, since: int, limit: int) -> list[tuple[int, str, str, str]]:
        """Return what changed after a sequence number, up to this view's state, whoever looks: (seq, op, what, id)."""

    @abstractmethod
    def last_change(self) -> int:
        """Return the sequence number of the last change this view shows, 0 when none."""

    @abstractmethod
    def memo(self, name: str, compute: Callable[[], T]) -> T:
        """Return a value computed once for this state, date and viewer, and kept until the base changes."""
