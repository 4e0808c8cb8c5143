"""Ties made and ended by hand, for every door: an admissible kind, two known actors, checked fields, one batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.cells import Cells, check_model, read_cells
from api.editing import Outcome, Save, note_on_tie, saved
from api.entries import assertions_of, held_of, on_sheets, tie_cells, tie_claim, tie_version
from importers.liens import EVENTS, first_day_of
from importers.shared_texts import open_tie_fields
from kb.clock import today
from kb.days import first_day_after, last_day
from kb.endings import ended, ending_claim, ending_of, endings_in
from kb.errors import KbError, UnknownKind
from kb.graph import Actor, Tie
from kb.kinds import KINDS, TIE_FIELDS, TIES, FieldCard, Layer, TieKind
from kb.kinds.base import Fields
from kb.kinds.fields import TieFields
from kb.ledger import TieRecord, tie_id
from kb.store import Store
from kb.view import View
from kb.words import day
from queries.ties import told_once

#: The fields of every tie's form, besides those its kind declares as its own.
COMMON = ("role", "state", "on", "purpose", "detail", "territory", "reference", "origin", "source_url", "notes")
_OUT, _IN = "de", "vers"


class UnknownTie(KbError):
    """Raised when an actor has no such tie any more: it was ended, or undone."""

    code, status = "UNKNOWN_TIE", 404


@dataclass(frozen=True)
class Reading:
    """One way a tie may be read from an actor: its kind, and whether the actor is its start."""

    kind: TieKind
    forward: bool

    @property
    def code(self) -> str:
        """Return the reading as addresses and forms write it."""
        return f"{self.kind.code}.{_OUT if self.forward else _IN}"

    @property
    def label(self) -> str:
        """Return the words of the reading."""
        return self.kind.forward if self.forward else self.kind.backward

    @property
    def others(self) -> tuple[str, ...]:
        """Return the families or kinds that the other end may be of."""
        return self.kind.ends if self.forward else self.kind.starts

    def admits(self, actor: Actor) -> bool:
        """Tell whether an actor may be the other end."""
        return _admitted(actor, self.others)


def _admitted(actor: Actor, ends: Sequence[str]) -> bool:
    return any(role in ends or KINDS[role].family.value in ends for role in actor.roles)


def readings_of(actor: Actor) -> list[Reading]:
    """Return the ties an actor may have, each in the reading that begins with it, ordered as they are read."""
    found = [Reading(kind, True) for kind in TIES.values() if _admitted(actor, kind.starts)]
    found += [Reading(k, False) for k in TIES.values() if not k.symmetric and _admitted(actor, k.ends)]
    return sorted(found, key=lambda reading: reading.label)


def reading_named(actor: Actor, code: str) -> Reading:
    """Return one of the readings an actor admits; raises `UnknownKind`."""
    for reading in readings_of(actor):
        if reading.code == code:
            return reading
    raise UnknownKind("Ce lien n'est pas possible pour cet acteur : choisissez-en un dans la liste.")


def cards_of_tie(kind: TieKind) -> dict[str, FieldCard]:
    """Return the fields of a tie's form: its days, its kind's own, then those of every tie."""
    return {**DAYS, **{name: TIE_FIELDS[name] for name in (*kind.own, *COMMON)}}


def _day(name: str, label: str, explain: str) -> FieldCard:
    return FieldCard(name, label, Layer.CARTOGRAPHIE, (), "", True, "", "date", explain)


#: The days a tie holds: its first and its last, as people write them.
DAYS = {
    "valid_from": _day("valid_from", "Depuis", "Début du lien, ou date de l'événement."),
    "valid_to": _day("valid_to", "Jusqu'au", "Si la fin est connue : le dernier jour où le lien se lit."),
}


def add_tie(store: Store, actor_id: str, code: str, other_id: str, cells: Cells) -> Outcome:
    """Write a tie between an actor and another; raises `UnknownActor`, `UnknownKind`."""
    return saved(store, lambda view: _add(store, view, actor_id, code, other_id, cells))


def _add(store: Store, view: View, actor_id: str, code: str, other_id: str, cells: Cells) -> Outcome | Save:
    actor = view.actor(actor_id)
    reading = reading_named(actor, code)
    values, errors = read_cells(cards_of_tie(reading.kind), cells, open_tie_fields(reading.kind.code))
    since, until = str(values.pop("valid_from", "")), first_day_after(str(values.pop("valid_to", "")))
    # A beginning may be a year or a month alone: its first day is meant.
    if since and until and until <= f"{since}-01-01"[:10]:
        errors.setdefault("valid_to", "La fin du lien précède son début : corrigez l'une des deux dates.")
    other = view.get([other_id]).get(other_id) if other_id else None
    if other is None or not reading.admits(other):
        errors["autre"] = "Choisissez l'acteur auquel ce lien mène."
    elif other.id == actor.id:
        errors["autre"] = "Un lien va d'un acteur à un autre : choisissez-en un autre que lui-même."
    model: type[Fields] = TieFields
    errors = {**check_model(model, values), **errors}
    if errors or other is None:
        return Outcome(actor.id, errors=errors)
    if reading.kind.code in EVENTS and since:
        values.setdefault("on", since)
    start, end = (actor, other) if reading.forward else (other, actor)
    ends = held_of(store, view, start), held_of(store, view, end)
    tie = TieRecord(reading.kind.code, ends[0].key, ends[1].key, values, "", first_day_of(reading.kind.code, since), until or None)
    claim = tie_claim(tie, tie_cells(tie.kind, start, end, values, depuis=since, jusque=last_day(until)), ends)
    known = tie_id(claim.slot, tie.part)
    held = store.held([claim.slot, ending_claim(known)])
    if claim.slot in held:
        endings = endings_in(kept.claim for kept in held.values())
        over = ended(held[claim.slot].claim.ties[0], endings.get(known)).valid_to or ""
        # The same form sent twice changes nothing; a tie that is over is not « déjà là ».
        if not over or over == until or over > today().isoformat():
            return Outcome(actor.id)
        said = f"Ce lien a duré jusqu'au {day(last_day(over))}. S'il reprend, donnez ici le jour où il reprend."
        return Outcome(actor.id, errors={"valid_from": said})
    return Save(view.rev, assertions_of([claim], on_sheets(claim, ends)), note_on_tie("nouveau lien", start, end), (actor.id,))


def tie_of(view: View, actor: Actor, tie_id: str) -> Tie:
    """Return one of the ties an actor has today; raises `UnknownTie`."""
    for tie in view.expand([actor.id], limit_per_node=None).ties:
        if tie.id == tie_id:
            return tie
    raise UnknownTie("Ce lien n'est plus sur la fiche : il a été terminé, ou son lot annulé.")


def told_alike(view: View, tie: Tie) -> tuple[Tie, ...]:
    """Return a tie with those of other sources that say the same: the sheet shows them as one."""
    ties = view.expand([tie.start], limit_per_node=None).ties
    return next((same for same in told_once(ties) if tie in same), (tie,))


def end_tie(store: Store, actor_id: str, tie_id: str, cells: Cells, version: str) -> Outcome:
    """End a tie on a day, whichever sources state it; raises `UnknownActor`, `UnknownTie`."""
    return saved(store, lambda view: _end(view, actor_id, tie_id, cells, version))


def _end(view: View, actor_id: str, tie_id: str, cells: Cells, version: str) -> Outcome | Save:
    actor = view.actor(actor_id)
    tie = tie_of(view, actor, tie_id)
    values, errors = read_cells({"valid_to": DAYS["valid_to"]}, cells)
    until = first_day_after(str(values.get("valid_to") or ""))
    if not until:
        errors.setdefault("valid_to", "Donnez le dernier jour du lien.")
    elif tie.valid_from and until < tie.valid_from:
        errors["valid_to"] = "La fin du lien précède son début : corrigez la date."
    if not errors and version != tie_version(tie):
        errors["valid_to"] = "Ce lien a changé pendant que vous remplissiez la case : relisez-le, puis confirmez."
    if errors:
        return Outcome(actor.id, errors=errors)
    ends = view.get([tie.start, tie.end])
    raw = tie_cells(tie.kind, ends[tie.start], ends[tie.end], {}, fin=last_day(until))
    note = note_on_tie("fin du lien", ends[tie.start], ends[tie.end])
    return Save(view.rev, assertions_of([ending_of(same, until, raw) for same in told_alike(view, tie)]), note, (actor.id,))
