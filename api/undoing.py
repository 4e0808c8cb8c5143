"""Taking a batch back, from any door, and saying what it leaves behind: sheets that nobody names any more."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from api.quarantine import drop_aside
from kb.endings import ENTRY
from kb.graph import Actor, claim_ties
from kb.ledger import BatchInfo
from kb.merges import Merge, lost, merges_on, records_in, told_of_lost
from kb.store import Store
from kb.typed import entry_record
from kb.view import View
from kb.words import agree
from queries.words import listed

#: Most sheets named in the sentence.
NAMED_MOST = 3
#: How much of the change log one undo is read in.
_CHANGES_MOST = 1_000_000
#: Kinds of the batches that may hold an answer on two sheets.
_ANSWERING = ("judge", "load")
#: What the data page says of one of them.
NAMELESS = "Une fiche n'est plus nommée par personne : ce lot était seul à dire son nom. Ce qui y fut saisi est gardé."

#: What is said when a batch taken back leaves everything as it was: what it said was typed again since.
IDLE = (
    "Rien ne change sur les fiches : un lot plus récent a redit, ou remplacé, ce que disait celui-ci. Corrigez la fiche, ou "
    "annulez aussi ce lot-là."
)


@dataclass(frozen=True, slots=True)
class Left:
    """A sheet that holds what was typed and has no name since the batch that named it was taken back."""

    id: str
    name: str


@dataclass(frozen=True)
class Undone:
    """A batch taken back: its entry in the journal, the sheets it leaves without a name, whether all stays as it was, and the merges it undoes by the way."""

    batch: BatchInfo
    left: tuple[Left, ...] = ()
    idle: bool = False
    loose: int = 0
    lost: tuple[tuple[str, str], ...] = ()

    @property
    def warning(self) -> str:
        """Return what to know of what the undo did or did not do, empty when there is nothing to say."""
        return IDLE if self.idle else " ".join(filter(None, (self._unnamed, loose_ties(self.loose), told_of_lost(len(self.lost), self.lost))))

    @property
    def _unnamed(self) -> str:
        if not self.left:
            return ""
        count = len(self.left)
        named = listed((f"« {left.name} »" for left in self.left), most=NAMED_MOST)
        return (
            f"{agree(count, 'Fiche')} que ce lot était seul à nommer : {named}. Ce qui y fut saisi est gardé, sous "
            f"{'un identifiant' if count == 1 else 'des identifiants'} au lieu du nom : {self.left[0].id}"
            f"{'…' if count > 1 else ''}. Importez de nouveau le fichier, ou saisissez le nom."
        )


def loose_ties(count: int) -> str:
    """Return what is said of the ties typed by hand that an undo leaves without one of their ends, empty for none.

    >>> loose_ties(1)[:63]
    "Un lien saisi n'est plus montré : ce lot était seul à dire l'un"
    """
    if not count:
        return ""
    said = "Un lien saisi n'est plus montré" if count == 1 else f"{count} liens saisis ne sont plus montrés"
    again = "Il est gardé et reviendra" if count == 1 else "Ils sont gardés et reviendront"
    return (
        f"{said} : ce lot était seul à dire l'un de ses bouts sous ce nom. {again} avec le fichier ; sinon, "
        "saisissez-le de nouveau."
    )


def undo_batch(base: str, store: Store, batch: str) -> Undone:
    """Take back one batch, and the rows it set aside beside the base.

    Raises `UnknownBatch` when it does not exist, is already undone, or is itself an undo.
    """
    # What is typed meanwhile is not told of: no reader is made to wait for a sentence.
    with store.writer() as writer:
        slots = writer.slots_of_source(ENTRY.id)
    typed = {entry_record(slot, key) for slot, key in slots.items()}
    with store.view() as view:
        before, seen = named_among(view, typed), view.last_change()
        merges = _merges_of(store, view, batch)
    with store.writer() as writer:
        done = writer.undo(batch)
    undone = {b.id: b.kind for b in store.journal() if b.undone_by is not None}
    drop_aside(base, undone.keys())
    with store.view() as view:
        if undone[batch] == "entry" and view.last_change() == seen:
            return Undone(done, idle=True)
        after = view.get(before)
        unjoined = lost(merges, _now(view, merges)) if merges else []
        gone = {key for _, op, what, key in view.changes(seen, _CHANGES_MOST) if (op, what) == ("delete", "tie")}
    # What was typed and is no longer in force was taken back with the batch: only what still stands is told of.
    standing = {tid for held in store.held(slots).values() for tid in claim_ties(held.claim)} if gone else set()
    left = {actor.id: Left(actor.id, before[r].name) for r, actor in sorted(after.items()) if not actor.facts("name")}
    return Undone(done, tuple(left.values()), loose=len(gone & standing), lost=tuple(unjoined))


def named_among(view: View, records: Collection[str]) -> dict[str, Actor]:
    """Return the actors that hold some records and that somebody names, by record."""
    return {record: actor for record, actor in view.get(records).items() if actor.facts("name")}


def _merges_of(store: Store, view: View, batch: str) -> list[Merge]:
    """Return the merges that hold the actors of which the source of a batch speaks; an answer taken back is asked to be."""
    standing = [b for b in store.journal() if b.undone_by is None]
    source = next((b.source for b in standing if b.id == batch), "")
    if not source or not any(b.kind in _ANSWERING for b in standing):
        return []
    return merges_on(view, records_in(store, store.slots_of_source(source)))[1]


def _now(view: View, merges: Collection[Merge]) -> dict[str, str]:
    """Return which actor each record of some merges is of."""
    held = view.get({rid for merge in merges for side in merge.sides for rid in side})
    return {rid: actor.id for rid, actor in held.items() if rid in actor.records}
