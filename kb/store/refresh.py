"""The part of the graph that rests on some slots, computed again: what every engine but the yardstick does on a write.

Records that share a key, a name or a judgement are gathered until nothing more is reached; the same pure functions as
the yardstick's then say which actors they make. The rest of the graph is not read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import msgspec

from kb.endings import ENTRY, ended, ending_keys, endings_in, is_tie
from kb.graph import Node, build_node, claim_ties
from kb.ledger import Judgement, Known, Source, TieRecord, changed, claim_records
from kb.resolve import actor_ids, bare_name, components
from kb.store.base import Held
from kb.store.state import Holders, key_holders, own_ends, pick_end


def keys_of(known: Known) -> set[str]:
    """Return every key by which a record may meet another: its identity, its names, and these without commune."""
    keys = {known.record.identity, *known.record.names}
    return keys | {f"nu:{bare_name(key)}" for key in keys if key.startswith("nom:")}


class PendingTie(msgspec.Struct, frozen=True):
    """A tie record in force, whether or not its ends are known yet."""

    id: str
    slot: str
    source: Source
    since: str
    record: TieRecord


#: The actors a tie leads from and to.
Ends = tuple[str, str]


class Tables(Protocol):
    """What an engine keeps beside its ledger so that a write can compute again only what it touches.

    `existing` names what may be there already: what of it is not put again is gone.
    """

    def is_empty(self) -> bool:
        """Tell whether nothing is known yet."""

    def held(self, slots: Collection[str]) -> dict[str, Held]:
        """Return what is in force in some slots."""

    def source(self, source_id: str) -> Source:
        """Return a source by its id."""

    def sources_described(self, slots: Collection[str]) -> set[str]:
        """Return the ids of the sources that some slots described before."""

    def slots_of_source(self, source: str) -> dict[str, str]:
        """Return the slots of a source's claims in force, with their row keys."""

    def records_of_slots(self, slots: Collection[str]) -> dict[str, Known]:
        """Return the actor records kept for some slots, by id."""

    def records_holding(self, keys: Collection[str]) -> dict[str, Known]:
        """Return the actor records that hold some keys, by id."""

    def records(self, ids: Collection[str]) -> dict[str, Known]:
        """Return actor records by id."""

    def judgements_on(self, records: Collection[str]) -> list[Judgement]:
        """Return the judgements in force that name some records."""

    def owners(self, records: Collection[str]) -> dict[str, str]:
        """Return the actor that holds each record."""

    def ties_of_slots(self, slots: Collection[str]) -> dict[str, Ends]:
        """Return the ids of the tie records kept for some slots, with the keys of their ends."""

    def ties_on(self, keys: Collection[str]) -> dict[str, PendingTie]:
        """Return the tie records that have an end on some keys, by id."""

    def put_judgements(self, put: Mapping[str, Judgement], gone: Collection[str]) -> list[Judgement]:
        """Keep some judgements and drop others; returns those that were there before."""

    def put_records(self, put: Iterable[Known], owners: Mapping[str, str], existing: Mapping[str, Known]) -> None:
        """Keep some records and their actors; what existed and is not put again is gone."""

    def put_owners(self, owners: Mapping[str, str]) -> None:
        """Keep which actor holds some records."""

    def put_nodes(self, nodes: Collection[Node], existing: Collection[str]) -> None:
        """Keep some actors; what existed and is not put again is gone."""

    def put_ties(self, pending: Mapping[str, PendingTie], ends: Mapping[str, Ends], existing: Collection[str]) -> None:
        """Keep some tie records with their ends when these are known; what existed and is not put again is gone."""


@dataclass
class _Touched:
    """What changed among records, ties and judgements, before the graph is computed again."""

    fresh: dict[str, Known] = field(default_factory=dict)
    before: dict[str, Known] = field(default_factory=dict)
    ties: dict[str, PendingTie] = field(default_factory=dict)
    old_ties: dict[str, Ends] = field(default_factory=dict)
    judged: set[str] = field(default_factory=set)


def refresh(tables: Tables, moved: Mapping[str, Held | None], new: Collection[str] = ()) -> None:
    """Compute again the part of the graph that rests on the slots whose content moved, and keep it.

    `moved` gives what each holds now (None when nothing); `new` are those that held nothing before.
    """
    empty = tables.is_empty()
    touched = _Touched()
    # Nearly all that moves is claims: what is not is looked for once.
    others = [slot for slot in moved if not slot.startswith("d:")]
    claims = dict(moved)
    for slot in others:
        del claims[slot]
    judged = {slot: moved[slot] for slot in others if slot.startswith("j:")}
    if judged:
        _take_judgements(tables, judged, touched)
    restated = [slot for slot in others if slot.startswith("s:")]
    if restated and not empty:
        # A source described otherwise, or no longer, changes what its claims weigh.
        sources = tables.sources_described(restated)
        again = {slot for source in sources for slot in tables.slots_of_source(source)} - claims.keys()
        claims.update(tables.held(again))
        new = set(new) - again
    _take_claims(tables, claims, [] if empty else [slot for slot in claims if slot not in new], touched)
    _take_ended(tables, touched)
    _recompute(tables, touched, empty)


def _take_judgements(tables: Tables, moved: Mapping[str, Held | None], touched: _Touched) -> None:
    put = {slot: Judgement.from_body(held.body) for slot, held in moved.items() if held}
    before = tables.put_judgements(put, [slot for slot, held in moved.items() if not held])
    for judgement in (*put.values(), *before):
        touched.judged |= {judgement.a, judgement.b}


def _take_claims(tables: Tables, claims: Mapping[str, Held | None], old: Collection[str], touched: _Touched) -> None:
    if old:
        touched.before, touched.old_ties = tables.records_of_slots(old), tables.ties_of_slots(old)
    source: Source | None = None
    fresh, ties = touched.fresh, touched.ties
    for slot, held in claims.items():
        if held is None:
            continue
        claim, since = held.made or held.claim, held.since
        if source is None or claim.source != source.id:
            source = tables.source(claim.source)
        if claim.actors:
            for known in claim_records(claim, source, since):
                fresh[known.id] = known
        if claim.ties:
            for tid, record in claim_ties(claim).items():
                ties[tid] = PendingTie(tid, slot, source, since, record)


def _take_ended(tables: Tables, touched: _Touched) -> None:
    """Take again each tie whose ending moved, as its own claim states it."""
    endings = [(r.start, r.end) for p in touched.ties.values() if is_tie((r := p.record).start)]
    moved = dict(endings) | {tid: slot for tid, slot in touched.old_ties.values() if is_tie(tid)}
    slots = {slot for tid, slot in moved.items() if tid not in touched.ties}
    for slot, held in tables.held(slots).items():
        for tid, record in claim_ties(held.claim).items():
            if tid in moved:
                touched.ties[tid] = PendingTie(tid, slot, tables.source(held.claim.source), held.since, record)
                touched.old_ties.setdefault(tid, (record.start, record.end))


def _with_ends(tables: Tables, pending: Mapping[str, PendingTie], empty: bool) -> Mapping[str, PendingTie]:
    """Return tie records as the endings in force leave them."""
    endings = {p.record.start: p.record for p in pending.values() if is_tie(p.record.start)}
    if not empty:
        keys = ending_keys(tables.slots_of_source(ENTRY.id))
        kept = tables.held([slot for tid, slot in keys.items() if tid in pending])
        endings |= endings_in(held.claim for held in kept.values())
    over = {tid: ended(pending[tid].record, ending) for tid, ending in endings.items() if tid in pending}
    if not over:
        return pending
    return {tid: changed(p, record=over[tid]) if tid in over else p for tid, p in pending.items()}


def _recompute(tables: Tables, touched: _Touched, empty: bool) -> None:
    records, judgements, keys = _closure(tables, touched, empty)
    known_before = {**records, **touched.before}
    owners_before = {} if empty else tables.owners(known_before)
    found = components(records, judgements)
    ids = actor_ids(found, records, judgements)
    owners = {rid: actor for actor, members in zip(ids, found, strict=True) for rid in members}
    tables.put_records(touched.fresh.values(), owners, touched.before)
    if not empty:
        tables.put_owners({r: a for r, a in owners.items() if owners_before.get(r) != a and r not in touched.fresh})
    nodes = [build_node(actor, [records[r] for r in members]) for actor, members in zip(ids, found, strict=True)]
    tables.put_nodes(nodes, set(owners_before.values()))
    after = key_holders(records.values(), owners)
    waiting: Mapping[str, PendingTie] = {}
    if not empty:
        before = key_holders([known for rid, known in known_before.items() if rid in owners_before], owners_before)
        # A row that goes over from one of two actors of its key to the other takes its ties along.
        changing = {records[r].record.identity for r, a in owners.items() if owners_before.get(r, a) != a}
        waiting = tables.ties_on(_turned(before, after) | {key for key in changing if len(after[key]) > 1})
    pending = {**{tid: p for tid, p in waiting.items() if tid not in touched.old_ties}, **touched.ties}
    own = own_ends(records.values(), owners, after)
    ends = _find_ends(None if empty else tables, pending, after, own, keys)
    tables.put_ties(_with_ends(tables, pending, empty), ends, touched.old_ties.keys() | waiting.keys())


def _turned(before: Holders, after: Holders) -> set[str]:
    """Return the keys that now lead elsewhere: ties on no other are resolved again, and a funder keeps its thousands."""
    return {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}


def _closure(
    tables: Tables, touched: _Touched, empty: bool
) -> tuple[dict[str, Known], list[Judgement], Collection[str]]:
    """Return every record in force that the touched ones may meet, what was said of them, and every key they hold."""
    if empty:
        return touched.fresh, tables.judgements_on(touched.fresh), ()
    around = _Surroundings(tables, touched)
    new_keys = {key for known in (*touched.before.values(), *touched.fresh.values()) for key in keys_of(known)}
    wanted = touched.judged | touched.fresh.keys() | touched.before.keys()
    keys: set[str] = set()
    records: dict[str, Known] = {}
    judgements: dict[tuple[str, str], Judgement] = {}
    asked: set[str] = set()
    while new_keys or wanted:
        keys |= new_keys
        reached = {**around.holding(new_keys), **around.named(wanted - records.keys())}
        fresh = {rid: known for rid, known in reached.items() if rid not in records}
        records |= fresh
        ask = (fresh.keys() | wanted) - asked
        asked |= ask
        said = tables.judgements_on(ask) if ask else []
        judgements.update({judgement.pair: judgement for judgement in said})
        wanted = {rid for judgement in said for rid in judgement.pair} - records.keys() - asked
        new_keys = {key for known in fresh.values() for key in keys_of(known)} - keys
    return records, list(judgements.values()), keys


class _Surroundings:
    """The records in force once the touched ones are put: those kept by the engine, under those of this write."""

    def __init__(self, tables: Tables, touched: _Touched) -> None:
        self.tables, self.fresh, self.stale = tables, touched.fresh, touched.before.keys()
        self.by_key: dict[str, list[str]] = defaultdict(list)
        for rid, known in touched.fresh.items():
            for key in keys_of(known):
                self.by_key[key].append(rid)

    def holding(self, keys: Collection[str]) -> dict[str, Known]:
        """Return the records that hold one of some keys."""
        kept = self.tables.records_holding(keys) if keys else {}
        here = {rid: self.fresh[rid] for key in keys for rid in self.by_key.get(key, ())}
        return {**{rid: known for rid, known in kept.items() if rid not in self.stale}, **here}

    def named(self, ids: Collection[str]) -> dict[str, Known]:
        """Return records by id."""
        here = {rid: self.fresh[rid] for rid in ids if rid in self.fresh}
        others = [rid for rid in ids if rid not in here and rid not in self.stale]
        return {**(self.tables.records(others) if others else {}), **here}


def _find_ends(
    tables: Tables | None,
    pending: Mapping[str, PendingTie],
    known: Holders,
    own: dict[tuple[str, str], str],
    keys: Collection[str],
) -> dict[str, Ends]:
    """Return the two actors of each tie whose ends are both known, and are not one."""
    ends = {p.record.start for p in pending.values()} | {p.record.end for p in pending.values()}
    holders = dict(known)
    if tables is not None:
        far = ends.difference(keys)
        elsewhere = tables.records_holding(far)
        owners = tables.owners(elsewhere)
        others = key_holders(elsewhere.values(), owners)
        holders.update({key: others[key] for key in far & others.keys()})
        own |= own_ends((k for k in elsewhere.values() if k.record.identity in far), owners, others)
    picked = {key: pick_end(key, holders) for key in ends}
    found = {}
    for tid, p in pending.items():
        start, end = picked[p.record.start], picked[p.record.end]
        if own:
            start, end = own.get((p.slot, p.record.start), start), own.get((p.slot, p.record.end), end)
        if start and end and start != end:
            found[tid] = (start, end)
    return found
