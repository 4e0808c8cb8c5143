"""What a person types becomes claims of the source « saisie »: one row key per actor, per field typed on its sheet since and
per tie, one batch per save.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from importers.actors import identity_of
from kb.clock import today
from kb.endings import ENTRY
from kb.errors import BaseMoved
from kb.graph import Actor, Tie
from kb.ids import NUMBERS, digest, name_key, record_id, slot_id
from kb.kinds import KINDS, TIE_FIELDS, TIES, Family
from kb.ledger import (
    ActorRecord,
    Assertion,
    BatchInfo,
    Claim,
    Judgement,
    TieRecord,
    Value,
    Verdict,
    canonical,
    changed,
    source_body,
    source_slot,
)
from kb.other_names import borne
from kb.resolve import bare_name, prefix_of
from kb.store import Store
from kb.text import fold
from kb.typed import field_key, part_of_entry, whole_of
from kb.view import View
from queries.values import value_text

#: Schemes of the keys that name an actor for good, the best first.
_SURE = ("territoire", "cle", *NUMBERS)
_ACTOR, _TIE = "acteur:", "lien:"
#: Fields whose value is a name of the actor.
_NAMING = ("name", "acronym", "aliases")
#: Of what a person says of one of two actors that one key names: the sheet it was said on, by one of its records.
_SHEET = "fiche:"
#: How many times a write is made again when the base moves under it.
TRIES = 5
T = TypeVar("T")


@dataclass(frozen=True)
class Held:
    """An actor as an entry finds it: what was typed of it before, and the keys by which others name it.

    `typed` is the whole entry of the sheet, `alone` the claims of the fields that were typed on it since. `shared` says that
    another actor goes by the same key, as two do once they are separated.
    """

    actor: Actor
    typed: Claim | None
    others: tuple[str, ...]
    shared: bool = False
    alone: Mapping[str, Claim] = field(default_factory=dict)

    @property
    def whole(self) -> dict[str, Value]:
        """Return the fields of the whole entry, those typed again since included."""
        return dict(self.typed.actors[0].fields) if self.typed else {}

    @property
    def fields(self) -> dict[str, Value]:
        """Return the fields that were typed before."""
        return self.whole | {name: claim.actors[0].fields[name] for name, claim in self.alone.items()}

    @property
    def sheet(self) -> str:
        """Return the row key of the whole entry, whether or not it is there; empty when nothing was typed."""
        return self.typed.key if self.typed else next((whole_of(c.actors[0].part) for c in self.alone.values()), "")

    @property
    def slots(self) -> set[str]:
        """Return the slots of what was typed on the sheet."""
        return {claim.slot for claim in (self.typed, *self.alone.values()) if claim}

    @property
    def own(self) -> str:
        """Return the key under which the sheet was typed, empty when nothing was; a number typed since is no such key."""
        if self.typed:
            return self.typed.actors[0].identity
        said = [claim.actors[0].identity for claim in self.alone.values()]
        return next((key for key in said if prefix_of(key) not in NUMBERS), "".join(said[:1]))

    @property
    def key(self) -> str:
        """Return the best key by which a tie names the actor."""
        own = self.own
        if self.shared:
            return next((key for key in (own, *self.others) if key.startswith(_SHEET)), f"{_SHEET}{self.anchor}")
        return self.actor.id if prefix_of(self.actor.id) != "r" else next(iter(self.others), own)

    @property
    def anchor(self) -> str:
        """Return the record of the actor by which a statement on it is held to it."""
        whole = record_id(self.typed.slot, "") if self.typed else ""
        typed = {whole, *(record_id(claim.slot, claim.actors[0].part) for claim in self.alone.values())}
        return next((record for record in self.actor.records if record not in typed), whole or self.actor.records[0])


def held_of(store: Store, view: View, actor: Actor) -> Held:
    """Return what the ledger holds of an actor."""
    slots = {fact.claim for name in actor.fields() for fact in actor.facts(name)}
    found = store.held(slots)
    # A whole entry all of whose fields were typed again states none of them any more.
    wholes = {whole for held in found.values() for r in held.claim.actors if (whole := whole_of(r.part))}
    found |= store.held({slot_id(ENTRY.id, whole) for whole in wholes} - found.keys())
    typed, others = None, []
    alone: list[Claim] = []
    for slot, held in sorted(found.items()):
        mine = held.claim.source == ENTRY.id
        for record in held.claim.actors:
            if record_id(slot, record.part) not in actor.records:
                continue
            if mine and held.claim.key.startswith(_ACTOR):
                typed = typed or held.claim
            elif mine and whole_of(record.part):
                alone.append(held.claim)
            else:
                others.append(record.identity)
    # Of two sheets made one, the fields typed on the one whose entry is kept come first.
    alone.sort(key=lambda claim: (not typed or whole_of(claim.actors[0].part) != typed.key, claim.key))
    stated: dict[str, Claim] = {}
    for claim in alone:
        stated.setdefault(next(iter(claim.actors[0].fields)), claim)
    order = {scheme: place for place, scheme in enumerate((*_SURE, "nom"))}
    # Of several names, the one it is shown under: who types a tie types it on that name, and it outlives the others' files.
    shown = fold(actor.name)
    keys = tuple(sorted(set(others), key=lambda k: (order.get(prefix_of(k), len(order)), bare_name(k) != shown, k)))
    return Held(actor, typed, keys, bool(keys) and _shared(view, actor, keys[0]), stated)


def _shared(view: View, actor: Actor, key: str) -> bool:
    """Tell whether another actor goes by the best key of one: by its number, or by its name in its commune."""
    if prefix_of(key) in _SURE:
        return prefix_of(actor.id) == "r"
    if prefix_of(key) != "nom":
        return False
    name, town = bare_name(key), key.partition("|")[2]
    return any(b.actor != actor.id and b.town == town for b in view.bearers({name}).get(name, ()))


def actor_version(actor: Actor) -> str:
    """Return what tells two states of a sheet apart: the digest of everything its sources say."""
    facts = [[f.field, f.value, f.claim, f.as_of] for name in actor.fields() for f in actor.facts(name)]
    return digest(canonical([actor.id, list(actor.roles), facts]))


def tie_version(tie: Tie) -> str:
    """Return what tells two states of a tie apart."""
    return digest(canonical([tie.id, tie.kind, tie.start, tie.end, dict(tie.fields), tie.valid_from, tie.valid_to]))


# -- actors -----------------------------------------------------------------------------------------------------------


def new_identity(kind: str, fields: Mapping[str, Value]) -> str:
    """Return the key of an actor that nobody stated yet; what is followed is told apart by its date or its place."""
    name, town = str(fields.get("name") or ""), str(fields.get("city") or "")
    family = KINDS[kind].family
    if family in (Family.ORGANISATION, Family.BODY, Family.PLACE):
        numbers = (str(fields.get(scheme) or "") for scheme in NUMBERS)
        return identity_of(kind, name, town, *numbers)
    apart = (name, town, str(fields.get("on") or ""), str(fields.get("period") or ""))
    return f"{kind}:{':'.join('-'.join(fold(part).split()) for part in apart if part)}"


def entry_identity(held: Held, kind: str, fields: Mapping[str, Value]) -> str:
    """Return the key under which an entry speaks of an actor: a number of its own, else one that others give."""
    if held.shared:
        return held.key
    sure = [key for key in held.others if prefix_of(key) in _SURE]
    if sure:
        return sure[0]
    fresh = new_identity(kind, {"name": held.actor.name, **fields})
    if prefix_of(fresh) in NUMBERS:
        return fresh
    if held.others:
        return held.others[0]
    return held.own or fresh


def actor_claim(kind: str, identity: str, fields: Mapping[str, Value], held: Held | None = None) -> Claim:
    """Return the whole entry of one actor."""
    names = _names(kind, fields, held)
    names += [key for key in (held.others if held else ()) if names and prefix_of(key) == "nom"]
    record = ActorRecord(kind, identity, tuple(dict.fromkeys(names)), dict(fields))
    key = held.sheet if held else ""
    return Claim(ENTRY.id, key or f"{_ACTOR}{identity}", (record,), (), _raw(kind, fields))


def field_claim(kind: str, name: str, value: Value, held: Held) -> Claim:
    """Return the claim of one field typed on a sheet: a slot of its own, which its next version fills."""
    fields = {name: value}
    identity = _field_identity(kind, name, value, held)
    before = held.alone.get(name)
    whole = whole_of(before.actors[0].part) if before else held.sheet or f"{_ACTOR}{identity}"
    names = _names(kind, fields, held) if name in _NAMING else []
    record = ActorRecord(kind, identity, tuple(dict.fromkeys(names)), fields, part_of_entry(whole))
    return Claim(ENTRY.id, field_key(name, whole), (record,), (), _raw(kind, fields))


def _field_identity(kind: str, name: str, value: Value, held: Held) -> str:
    """Return the key under which a field is typed: what other fields typed say of the actor is left out of it."""
    if held.shared:
        return held.key
    if held.others and prefix_of(held.others[0]) in _SURE:
        return held.others[0]
    # Of an establishment, the number of its legal unit is a field among others.
    if name in NUMBERS and not (name == "siren" and held.actor.value("siret")):
        fresh = new_identity(kind, {"name": held.actor.name, name: value})
        if prefix_of(fresh) in NUMBERS:
            return fresh
    if held.others:
        return held.others[0]
    return held.own or new_identity(kind, {"name": held.actor.name, "city": held.actor.value("city")})


def emptied(claim: Claim) -> Claim:
    """Return the claim of a field that is no longer typed."""
    return changed(claim, actors=tuple(changed(record, fields={}) for record in claim.actors))


def _names(kind: str, fields: Mapping[str, Value], held: Held | None) -> list[str]:
    """Return the keys under which an organisation is found by the names it is typed under."""
    known = held.actor if held else None
    names: list[str] = []
    if KINDS[kind].family is Family.ORGANISATION:
        town = str(fields.get("city") or (known.value("city") if known else "") or "")
        aliases = fields.get("aliases")
        said = [fields.get("name") or (known.name if known else ""), fields.get("acronym") or ""]
        said += borne(map(str, aliases)) if isinstance(aliases, list) else []
        names = [name_key(str(name), town) for name in said if fold(str(name))]
    return names


def _raw(kind: str, fields: Mapping[str, Value]) -> dict[str, str]:
    cards = KINDS[kind].fields
    return {cards[name].label: value_text(value, cards[name]) for name, value in fields.items() if name in cards}


def same_as(held: Held, claim: Claim) -> Judgement | None:
    """Return the judgement that keeps an entry with its actor, when it names it by a key that nobody else gives."""
    own, identity = record_id(claim.slot, claim.actors[0].part), claim.actors[0].identity
    other = held.anchor
    # A field typed on a sheet that only a person made goes by the key of that sheet.
    known = (*held.others, held.own) if claim.actors[0].part else held.others
    if other == own or (identity in known and not held.shared):
        return None
    return _said_of(own, other)


def _said_of(own: str, record: str) -> Judgement:
    return Judgement(Verdict.SAME.value, own, record, "local", today().isoformat(), "saisie sur la fiche")


# -- ties -------------------------------------------------------------------------------------------------------------


def tie_claim(tie: TieRecord, raw: Mapping[str, str], ends: Sequence[Held]) -> Claim:
    """Return the claim of one typed tie: what makes it another tie is in its key, the day it ends is not.

    An end whose key another actor goes by is stated beside it, under a key of its sheet.
    """
    # A demand planned for a day and typed again once it is past is the same one.
    since = tie.valid_from or (tie.fields.get("on") if tie.kind == "solicits" else "") or ""
    said = (tie.kind, tie.start, tie.end, str(since), canonical(dict(tie.fields)))
    stated = tuple(
        ActorRecord(end.actor.kind, end.key, (), {"name": end.actor.name}, part=end.anchor, mention=True)
        for end in ends
        if end.shared
    )
    return Claim(ENTRY.id, f"{_TIE}{digest(*said)}", stated, (tie,), raw)


def on_sheets(claim: Claim, ends: Sequence[Held]) -> list[Judgement]:
    """Return the judgements that keep a typed tie with the sheets it was typed on, when a key does not tell them."""
    return [_said_of(record_id(claim.slot, end.anchor), end.anchor) for end in ends if end.shared]


def tie_cells(kind: str, start: Actor, end: Actor, fields: Mapping[str, Value], **days: str | None) -> dict[str, str]:
    """Return the cells kept beside a typed tie or its end, as the page of its origin shows them."""
    said = {TIE_FIELDS[name].label: value_text(value, TIE_FIELDS[name]) for name, value in fields.items()}
    dated = {name.capitalize(): day for name, day in days.items() if day}
    return {"De": start.name, "Lien": TIES[kind].forward, "Vers": end.name, **dated, **said}


# -- writing ----------------------------------------------------------------------------------------------------------


def assertions_of(claims: Sequence[Claim], judgements: Sequence[Judgement] = ()) -> list[Assertion]:
    """Return what one save puts in the ledger; a claim that says nothing any more is ended."""
    day = today().isoformat()
    found = [Assertion(source_slot(ENTRY), source_body(ENTRY), day)]
    for claim in claims:
        empty = not claim.ties and not any(record.fields for record in claim.actors)
        found.append(Assertion(claim.slot, None, day) if empty else Assertion.of(claim, day))
    return found + [Assertion(judgement.slot, judgement.body, day) for judgement in judgements]


def write_at(store: Store, rev: int, assertions: Sequence[Assertion], *, kind: str, note: str) -> BatchInfo:
    """Write one batch of what a person says; raises `BaseMoved` when the base is no longer at the rev it was made from."""
    with store.writer() as writer:
        if writer.head != rev:
            raise BaseMoved("La base a changé pendant l'enregistrement : recommencez.")
        return writer.write(assertions, kind=kind, note=note, source=ENTRY.id if kind == "entry" else "")


def until_written(attempt: Callable[[], T]) -> T:
    """Return what an attempt to plan and write gives, made again while the base moves under it, so that nothing is lost unseen.

    Raises `BaseMoved` when it moved every time.
    """
    for _ in range(TRIES - 1):
        try:
            return attempt()
        except BaseMoved:
            continue
    return attempt()


def slot_of_new(identity: str) -> str:
    """Return the place of the ledger that an actor of this key would take when it is typed."""
    return slot_id(ENTRY.id, f"{_ACTOR}{identity}")
