"""What every store promises: open, change in one transaction, read through views. Nothing above knows the engine."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from operator import attrgetter

import msgspec

from kb.clock import moment_text, now, read_moment
from kb.errors import BadParameter, UnknownBatch
from kb.ids import batch_id
from kb.ledger import Assertion, BatchInfo, Claim
from kb.once import once
from kb.pause import collector_paused
from kb.privacy import LOCAL, Viewer
from kb.text import writable
from kb.view import View
from kb.words import quoted

#: From how many rows on a write is made as a bulk one.
MANY = 2_000


@dataclass(frozen=True, slots=True)
class Check:
    """One thing `maillage check` verified: what, whether it is well, and what to do when it is not."""

    name: str
    ok: bool
    detail: str


class Held(msgspec.Struct, frozen=True, dict=True, eq=False):
    """What is in force in a slot: its digest, its content, and where it was read."""

    hash: str
    body: str
    since: str
    file: str = ""
    sheet: str = ""
    line: int | None = None
    made: Claim | None = None

    @once
    def claim(self) -> Claim:
        """Return the content of a claim's slot, read once."""
        return self.made or Claim.from_body(self.body)


class Writer(ABC):
    """One atomic change of the base: everything written through it is kept, or nothing is."""

    #: Told how many rows a write that takes long has laid down; an engine that is quick need not call it.
    tell: Callable[[int], None] | None = None

    @property
    @abstractmethod
    def head(self) -> int:
        """Return the last rev of the base, this writer's own included."""

    @abstractmethod
    def held(self, slots: Collection[str]) -> dict[str, Held]:
        """Return what is in force in some slots."""

    @abstractmethod
    def slots_of_source(self, source: str) -> dict[str, str]:
        """Return the slots of a source's claims in force, with their row keys."""

    @abstractmethod
    def batch(self, batch: str) -> BatchInfo | None:
        """Return one entry of the journal by its id."""

    @abstractmethod
    def _append(self, batch: BatchInfo, assertions: Collection[Assertion]) -> None:
        """Keep a batch and its assertions."""

    @abstractmethod
    def _withdraw(self, rev: int, by: int) -> list[str]:
        """Mark a batch as undone by another and return the slots it had filled."""

    @abstractmethod
    def _refresh(self, slots: Collection[str], rev: int) -> None:
        """Compute again what is in force in some slots, and the part of the graph that rests on them."""

    @abstractmethod
    def _restore(self, batches: Iterable[BatchInfo], assertions: Iterable[tuple[int, Assertion]]) -> None:
        """Fill an empty base with a whole history, verbatim."""

    def write(
        self,
        assertions: Collection[Assertion],
        *,
        kind: str,
        author: str = "local",
        note: str = "",
        file: str = "",
        source: str = "",
    ) -> BatchInfo:
        """Write one batch and return its entry in the journal; its id derives from its content and rev alone.

        The order of the assertions does not matter. Raises `BadParameter` when a slot is filled twice or a text cannot
        be written, `UnknownKind` outside the closed vocabulary.
        """
        _check(assertions)
        rev = self.head + 1
        # In the order of their slots, which is the order they are kept in.
        assertions = sorted(assertions, key=attrgetter("slot"))
        contents = [f"{a.slot}={a.hash}" for a in assertions]
        entry = BatchInfo(batch_id(rev, contents), rev, moment_text(now()), author, kind, note, file, source)
        with collector_paused(len(assertions) >= MANY):
            self._append(entry, assertions)
            self._refresh([a.slot for a in assertions], rev)
        return entry

    def undo(self, batch: str, *, author: str = "local") -> BatchInfo:
        """Take back one batch: the base is then as if it had never been written, whatever came after it.

        Raises `UnknownBatch` when it does not exist, is already undone, or is itself an undo.
        """
        found = self.batch(batch) if writable(batch) else None
        if found is None:
            raise UnknownBatch(f"Aucun lot ne porte l'identifiant {quoted(batch)}. La page Données liste les lots.")
        if found.undone_by is not None:
            raise UnknownBatch(f"Le lot {batch} est déjà annulé : il n'y a rien à faire.")
        if found.kind == "undo":
            target = self.batch(found.target) if found.target else None
            again = "importez de nouveau le fichier" if target and target.file else "saisissez de nouveau ce qu'il disait"
            raise UnknownBatch(f"Le lot {batch} est une annulation : pour rétablir, {again}.")
        rev = self.head + 1
        entry = BatchInfo(batch_id(rev, ["undo", batch]), rev, moment_text(now()), author, "undo", target=batch)
        self._append(entry, [])
        self._refresh(self._withdraw(found.rev, rev), rev)
        return entry


def _check(assertions: Collection[Assertion]) -> None:
    if len({a.slot for a in assertions}) < len(assertions):
        raise BadParameter("Un lot remplit deux fois la même place : gardez une seule version de chaque ligne.")
    if not all(a.body is None or a.body.isascii() or writable(a.body) for a in assertions):
        raise BadParameter("Un texte contient un demi-caractère, impossible à garder : corrigez la saisie.")


class Store(ABC):
    """A base: one of the engines, opened."""

    url: str

    @abstractmethod
    def writer(self) -> AbstractContextManager[Writer]:
        """Return a writer whose changes are kept together when the block ends well, and not at all otherwise."""

    @abstractmethod
    def _head_view(self, viewer: Viewer, date: dt.date) -> View:
        """Return a view of the latest state."""

    @abstractmethod
    def _past_view(self, viewer: Viewer, date: dt.date, rev: int) -> View:
        """Return a view of the state as it was recorded at a rev."""

    @abstractmethod
    def head(self) -> int:
        """Return the rev of the last batch, 0 for an empty base."""

    @abstractmethod
    def held(self, slots: Collection[str]) -> dict[str, Held]:
        """Return what is in force in some slots."""

    @abstractmethod
    def slots_of_source(self, source: str) -> dict[str, str]:
        """Return the slots of a source's claims in force, with their row keys."""

    @abstractmethod
    def rev_at(self, moment: str) -> int:
        """Return the last rev recorded at or before a moment."""

    @abstractmethod
    def journal(self) -> Iterator[BatchInfo]:
        """Yield every batch in the order they were written."""

    @abstractmethod
    def assertions(self) -> Iterator[tuple[int, Assertion]]:
        """Yield every assertion ever made, with its rev, ordered by rev then slot."""

    @abstractmethod
    def in_force(self) -> Iterator[tuple[str, Held]]:
        """Yield what is in force in every slot, by slot."""

    @abstractmethod
    def changes(self, since: int, limit: int = 10_000) -> list[tuple[int, str, str, str]]:
        """Return the change log after a sequence number: (seq, op, what, id)."""

    @abstractmethod
    def check(self) -> list[Check]:
        """Return what was verified of the base: integrity, engine, settings."""

    def view(
        self, viewer: Viewer = LOCAL, date: dt.date | None = None, moment: dt.datetime | str | int | None = None
    ) -> View:
        """Return the graph for a viewer, at a date (today by default), as recorded at a moment (now by default).

        A moment is a rev, a time, or a text as `read_moment` reads it; raises `ValueError` for any other.
        """
        today = now().date()
        view = self._view(viewer, date or today, moment)
        if view.date != today or moment is not None:
            view._today = lambda: self._head_view(LOCAL, today)
        return view

    def _view(self, viewer: Viewer, day: dt.date, moment: dt.datetime | str | int | None) -> View:
        if moment is None:
            return self._head_view(viewer, day)
        if isinstance(moment, dt.datetime):
            moment = moment_text(moment)
        rev = moment if isinstance(moment, int) else self.rev_at(read_moment(moment))
        if rev < self.head():
            return self._past_view(viewer, day, rev)
        view = self._head_view(viewer, day)
        if view.rev <= rev:
            return view
        # A batch was written since: what was the latest state is a past one.
        view.close()
        return self._past_view(viewer, day, rev)

    def close(self) -> None:  # noqa: B027 - an engine that holds nothing has nothing to give back
        """Give back what the store holds."""

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
