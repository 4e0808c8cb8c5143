"""The graph's nouns, and how they are computed from records in force: the same pure functions on every engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import msgspec

from kb.errors import UnknownKind
from kb.facts import ADDED, Fact, address_whole, told_together
from kb.ids import nameless
from kb.kinds import KINDS, TIE_FIELDS, TIES, Layer, field_card, layer_of
from kb.ledger import Claim, Known, Source, TieRecord, Value, changed, tie_id
from kb.other_names import borne
from kb.privacy import Viewer
from kb.retention import Facts, Objections, kept_of
from kb.shown_names import best_typed_first, yielding_names
from kb.states import is_cancelled, is_planned
from kb.text import fold
from kb.typed import entries_of, entry_slot, whole_of
from kb.words import quoted


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor as a view shows it: its facts are those the viewer may see at the view's date, the winner first."""

    id: str
    kind: str
    roles: tuple[str, ...]
    name: str
    records: tuple[str, ...]
    _facts: Mapping[str, Sequence[Fact]] = field(default_factory=dict, repr=False)

    def value(self, name: str) -> Any:
        """Return the winning value of a field, or None when nobody says it."""
        facts = self._facts.get(name)
        if not facts:
            return None
        return told_together(facts)[0].value if name in ADDED else facts[0].value

    def facts(self, name: str) -> Sequence[Fact]:
        """Return what each source says of a field, the winner first."""
        return self._facts.get(name, ())

    def fields(self) -> list[str]:
        """Return the names of the fields somebody states."""
        return list(self._facts)

    @property
    def names(self) -> list[str]:
        """Return every name the actor goes by, the shown one first."""
        found = [self.name]
        for name in ("name", "acronym"):
            found += [str(f.value) for f in self.facts(name)]
        for fact in self.facts("aliases"):
            found += borne(map(str, fact.value))
        return list(dict.fromkeys(found))

    @property
    def siren(self) -> str | None:
        """Return the SIREN, derived from the SIRET when it is not stated; None when unknown."""
        siren, siret = self.value("siren"), self.value("siret")
        return str(siret)[:9] if siret else str(siren) if siren else None


class Tie(msgspec.Struct, frozen=True):
    """A tie as a view shows it, with the claim that asserts it."""

    id: str
    kind: str
    start: str
    end: str
    fields: Mapping[str, Value]
    valid_from: str | None
    valid_to: str | None
    claim: str
    source: str
    owner: str
    layer: str
    since: str = ""
    to_come: bool = False

    def other(self, actor_id: str) -> str:
        """Return the end that is not `actor_id`."""
        return self.end if self.start == actor_id else self.start

    def reading(self, actor_id: str) -> str:
        """Return the French reading of the tie seen from one end.

        >>> Tie("t", "funds", "a", "b", {}, None, None, "", "", "", "cartographie").reading("b")
        'est financé par'
        """
        kind, forward = TIES[self.kind], self.start == actor_id
        # Of money in project, « en projet » is said beside; of an exchange, its reading would say that it took place.
        if kind.coming and (not kind.money if self.planned else self.to_come):
            return kind.coming[0 if forward else 1]
        return kind.forward if forward else kind.backward

    @property
    def day(self) -> str:
        """Return the day, month or year a tie speaks of: its own date, else its financial year, else its first day."""
        year, first = str(self.fields.get("year") or ""), self.valid_from or ""
        if self.fields.get("on"):
            return str(self.fields["on"])
        return year if year and (not first or first == f"{year[:4]}-01-01") else first

    def seen_on(self, day: str) -> Tie:
        """Return the tie as it reads on a day: what happens later is still to come."""
        at = self.day
        return changed(self, to_come=True) if at[:4].isdecimal() and at.isascii() and at > day[: len(at)] else self

    @property
    def planned(self) -> bool:
        """Tell whether the tie is only in project."""
        return is_planned(self.fields.get("state"))

    @property
    def cancelled(self) -> bool:
        """Tell whether the tie was taken back: it is told, and proves nothing."""
        return is_cancelled(self.fields.get("state"))

    def holds_on(self, day: str) -> bool:
        """Tell whether the tie is valid on a day: from its first day included to its last excluded."""
        return (not self.valid_from or self.valid_from <= day) and (not self.valid_to or day < self.valid_to)

    def ended_by(self, day: str) -> bool:
        """Tell whether the tie held once and no longer does on a day."""
        return bool(self.valid_to and self.valid_to <= day)

    def seen_by(self, viewer: Viewer) -> Tie:
        """Return the tie with the fields that a viewer who may see it may see."""
        shown = fields_for(viewer, self.owner, self.fields)
        return self if shown is self.fields else changed(self, fields=shown)


_OPEN = frozenset(name for name, card in TIE_FIELDS.items() if card.layer is Layer.CARTOGRAPHIE)


def fields_for(viewer: Viewer, owner: str, fields: Mapping[str, Value]) -> Mapping[str, Value]:
    """Return those of a tie's fields that a viewer may see; what is not declared is held back as engagement."""
    if viewer.may_see(Layer.ENGAGEMENT, owner) or _OPEN.issuperset(fields):
        return fields
    return {name: value for name, value in fields.items() if name in _OPEN}


class Node(msgspec.Struct, frozen=True):
    """An actor as stores keep it, before any viewer: every fact, in survivorship order."""

    id: str
    kind: str
    roles: tuple[str, ...]
    name: str
    search: str
    layer: str
    records: tuple[str, ...]
    facts: tuple[Fact, ...]

    def seen_by(self, viewer: Viewer, day: str, objections: Objections) -> Actor | None:
        """Return the actor a viewer sees at a day, or None when it does not exist for them."""
        said = self.said_to(viewer, day)
        if self.layer != _MAPPED:
            kept = kept_of(self, said, viewer, day, objections)
            if kept is None or not (kept or viewer.sees_all):
                return None
            said = kept
        shown = said.get("name")
        return Actor(self.id, self.kind, self.roles, str(shown[0].value) if shown else self.name, self.records, said)

    def said_to(self, viewer: Viewer, day: str) -> Facts:
        """Return the facts of a day that a viewer may see, by field, whether or not they may still be kept."""
        said: dict[str, list[Fact]] = {}
        everything = viewer.sees_all
        for fact in self.facts:
            if not fact.told_on(day):
                continue
            if everything or viewer.may_see(Layer(fact.layer), fact.owner):
                said.setdefault(fact.field, []).append(fact)
        return said


def build_node(actor_id: str, members: Iterable[Known]) -> Node:
    """Return the node of one component: its kinds, its name and its facts in survivorship order."""
    known = sorted(members, key=lambda k: k.id)
    kinds = _kinds_of(known)
    facts = _ordered_facts(known)
    shown = next((f for f in facts if f.field == "name"), None)
    return Node(
        id=actor_id,
        kind=kinds[0],
        roles=kinds,
        name=nameless(actor_id) if shown is None else str(shown.value),
        search=_search_text(facts),
        layer=_MAPPED if any(KINDS[k.record.kind].layer is Layer.CARTOGRAPHIE for k in known) else Layer.ENGAGEMENT.value,
        records=tuple([k.id for k in known]),
        facts=tuple(facts),
    )


_MAPPED = Layer.CARTOGRAPHIE.value


def _kinds_of(known: Sequence[Known]) -> tuple[str, ...]:
    """Return what an actor is, what says most first; a mere mention or « organisation » yields to anything else."""
    if len(known) == 1:
        return (known[0].record.kind,)
    full = [k for k in known if not k.record.mention and not whole_of(k.record.part)] or known
    kinds = sorted({k.record.kind for k in full}, key=lambda code: (KINDS[code].rank, code))
    if len(kinds) > 1 and "organisation" in kinds:
        kinds.remove("organisation")
    return tuple(kinds)


def _ordered_facts(known: Sequence[Known]) -> list[Fact]:
    facts = []
    days: dict[tuple[str, str], str] = {}
    entries = entries_of(known)
    for k in known:
        record = k.record
        entry = entries.get(entry_slot(k)) if entries else None
        row = entry.fields if entry else record.fields
        for name, value in sorted(record.fields.items()):
            if entry and name in entry.alone and not whole_of(record.part):
                continue
            layer, dated_by, local = _declared(record.kind, name)
            if dated_by and (day := row.get(dated_by)):
                days[name, k.slot] = max(days.get((name, k.slot), ""), str(day))
            facts.append(Fact(name, value, k.slot, k.source, k.owner, layer, k.since, record.as_of, k.rank, record.until,
                              record.places if local else ()))  # fmt: skip
    if len(known) == 1:
        # Most actors are one record: each field is said once, and nothing is to be weighed.
        return facts
    facts.sort(key=lambda f: f.claim)
    facts.sort(key=lambda f: f.since, reverse=True)
    facts.sort(key=lambda f: f.as_of or "", reverse=True)
    yielding = yielding_names(facts)
    facts.sort(key=lambda f: (f.field, f.field == "name" and fold(str(f.value)) in yielding, f.rank))
    if days:
        # Of what was said at an exchange, the latest exchange speaks first, whoever noted it.
        facts.sort(key=lambda f: days.get((f.field, f.claim), ""), reverse=True)
        facts.sort(key=lambda f: f.field)
    return _said_once(best_typed_first(address_whole(facts)))


@cache
def _declared(kind: str, name: str) -> tuple[str, str, bool]:
    """Return the layer of a field, which field of the same row says of which day it is, and whether each territory has its own."""
    card = field_card(kind, name)
    return layer_of(kind, name).value, card.dated_by if card else "", bool(card and card.local)


def _said_once(facts: Iterable[Fact]) -> list[Fact]:
    # A register that repeats one value over thousands of rows says it once: the first of them to say it stands for all.
    kept: dict[tuple[object, ...], Fact] = {}
    for fact in facts:
        key = (fact.field, repr(fact.value), fact.source, fact.layer, fact.as_of, fact.until, fact.places)
        known = kept.setdefault(key, fact)
        if (fact.since, fact.claim) < (known.since, known.claim):
            kept[key] = known._replace(since=fact.since, claim=fact.claim)
    return list(kept.values())


#: Fields whose words find an actor; engagement fields are never searched, so that a hit tells nothing.
SEARCHED = ("name", "acronym", "aliases", "siret", "siren", "rna", "city", "themes", "service_type", "siae_kinds")


def _search_text(facts: Iterable[Fact]) -> str:
    words: dict[str, None] = {}
    for fact in facts:
        if fact.field in SEARCHED and (fact.layer == _MAPPED or fact.field == "name"):
            values = fact.value if isinstance(fact.value, list) else [fact.value]
            for value in borne(map(str, values)) if fact.field == "aliases" else values:
                words.update(dict.fromkeys(fold(str(value)).split()))
    return " ".join(words)


def build_tie(slot: str, source: Source, record: TieRecord, start: str, end: str, since: str) -> Tie:
    """Return the tie of one record whose two ends are resolved."""
    return Tie(
        id=tie_id(slot, record.part),
        kind=record.kind,
        start=start,
        end=end,
        fields=dict(sorted(record.fields.items())),
        valid_from=record.valid_from,
        valid_to=record.valid_to,
        claim=slot,
        source=source.id,
        owner=source.owner,
        layer=tie_layer(record.kind).value,
        since=since,
    )


def claim_ties(claim: Claim) -> dict[str, TieRecord]:
    """Return the tie records of a claim by the ids of their ties; raises `UnknownKind`."""
    slot, found = claim.slot, {}
    for record in claim.ties:
        if record.kind not in TIES:
            tie_layer(record.kind)
        found[tie_id(slot, record.part)] = record
    return found


@cache
def tie_layer(kind: str) -> Layer:
    """Return the privacy layer of a kind of tie; raises `UnknownKind`."""
    found = TIES.get(kind)
    if found is None:
        raise UnknownKind(f"Type de lien {quoted(kind)} inconnu : la ligne ne peut pas être gardée.")
    return found.layer
