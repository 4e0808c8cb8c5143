"""The part of the graph that rests on some slots, computed again: what every engine but the yardstick does on a write.

Records that share a key, a name or a judgement are gathered until nothing more is reached; the same pure functions as
the yardstick's then say which actors they make. The rest of the graph is not read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from kb.graph import Node, Tie, build_node, build_tie
from kb.ledger import Claim, Judgement, Known, Source, TieRecord, claim_records, tie_id
from kb.resolve import actor_ids, bare_name, components, prefix_of
from kb.store.base import Held
from kb.store.state import key_holders, pick_end


def keys_of(known: Known) -> set[str]:
    """Return every key by which a record may meet another: its identity, its names, and these without commune."""
    names = {name for name in (known.record.identity, *known.record.names) if prefix_of(name) == "nom"}
    return {known.record.identity, *known.record.names, *(f"nu:{bare_name(name)}" for name in names)}


@dataclass(frozen=True, slots=True)
class PendingTie:
    """A tie record in force, whether or not its ends are known yet."""

    id: str
    slot: str
    source: Source
    since: str
    record: TieRecord


class Tables(Protocol):
    """What an engine keeps beside its ledger so that a write can compute again only what it touches."""

    def held(self, slots: Collection[str]) -> dict[str, Held]: ...
    def source(self, source_id: str) -> Source: ...
    def sources_described(self, slots: Collection[str]) -> set[str]: ...
    def slots_of_source(self, source: str) -> dict[str, str]: ...
    def records_of_slots(self, slots: Collection[str]) -> dict[str, Known]: ...
    def records_holding(self, keys: Collection[str]) -> dict[str, Known]: ...
    def records(self, ids: Collection[str]) -> dict[str, Known]: ...
    def judgements_on(self, records: Collection[str]) -> list[Judgement]: ...
    def owners(self, records: Collection[str]) -> dict[str, str]: ...
    def ties_of_slots(self, slots: Collection[str]) -> set[str]: ...
    def ties_on(self, keys: Collection[str]) -> dict[str, PendingTie]: ...
    def put_records(self, put: Iterable[Known], gone: Collection[str]) -> None: ...
    def put_judgements(self, put: Mapping[str, Judgement], gone: Collection[str]) -> list[Judgement]: ...
    def put_nodes(self, nodes: Iterable[Node], gone: Collection[str]) -> None: ...
    def put_owners(self, owners: Mapping[str, str]) -> None: ...
    def put_ties(self, pending: Mapping[str, PendingTie], ties: Mapping[str, Tie], gone: Collection[str]) -> None: ...


@dataclass
class _Touched:
    """What changed among records, ties and judgements, before the graph is computed again."""

    keys: set[str] = field(default_factory=set)
    fresh: dict[str, Known] = field(default_factory=dict)
    before: dict[str, Known] = field(default_factory=dict)
    gone: dict[str, Known] = field(default_factory=dict)
    ties: dict[str, PendingTie] = field(default_factory=dict)
    gone_ties: set[str] = field(default_factory=set)
    judged: set[str] = field(default_factory=set)


def refresh(tables: Tables, slots: Collection[str]) -> None:
    """Compute again the part of the graph that rests on some slots, and keep it."""
    slots = list(dict.fromkeys(slots))
    held = tables.held(slots)
    restated = [s for s in slots if s.startswith("s:")]
    touched = _Touched()
    _take_judgements(tables, [s for s in slots if s.startswith("j:")], held, touched)
    claims = [s for s in slots if s.startswith("d:")]
    if restated:
        more = _claims_of_restated(tables, restated, set(claims))
        held.update(tables.held(more))
        claims += more
    _take_claims(tables, claims, held, touched)
    _recompute(tables, touched)


def _claims_of_restated(tables: Tables, restated: list[str], known: set[str]) -> list[str]:
    # A source described otherwise, or no longer, changes what its claims weigh. First descriptions have no claim yet.
    found: set[str] = set()
    for source in tables.sources_described(restated):
        found |= set(tables.slots_of_source(source))
    return sorted(found - known)


def _take_judgements(tables: Tables, slots: list[str], held: Mapping[str, Held], touched: _Touched) -> None:
    if not slots:
        return
    put = {slot: Judgement.from_body(held[slot].body) for slot in slots if slot in held}
    before = tables.put_judgements(put, [slot for slot in slots if slot not in held])
    for judgement in (*put.values(), *before):
        touched.judged |= {judgement.a, judgement.b}


def _take_claims(tables: Tables, slots: list[str], held: Mapping[str, Held], touched: _Touched) -> None:
    old = tables.records_of_slots(slots)
    old_ties = tables.ties_of_slots(slots)
    sources: dict[str, Source] = {}
    for slot in slots:
        if slot not in held:
            continue
        claim = Claim.from_body(held[slot].body)
        source = sources.get(claim.source) or sources.setdefault(claim.source, tables.source(claim.source))
        for known in claim_records(claim, source, held[slot].since):
            touched.fresh[known.id] = known
        for record in claim.ties:
            tid = tie_id(slot, record.part)
            touched.ties[tid] = PendingTie(tid, slot, source, held[slot].since, record)
    touched.before = old
    touched.gone = {rid: known for rid, known in old.items() if rid not in touched.fresh}
    touched.gone_ties = old_ties - touched.ties.keys()
    for known in (*old.values(), *touched.fresh.values()):
        touched.keys |= keys_of(known)


def _recompute(tables: Tables, touched: _Touched) -> None:
    owners_before = tables.owners([*touched.gone, *touched.fresh])
    tables.put_records(touched.fresh.values(), list(touched.gone))
    records, judgements, keys = _closure(tables, touched)
    owners_before |= tables.owners(records)
    found = components(records, judgements)
    ids = actor_ids(found, records)
    owners = {rid: actor for actor, members in zip(ids, found, strict=True) for rid in members}
    nodes = [build_node(actor, [records[r] for r in members]) for actor, members in zip(ids, found, strict=True)]
    tables.put_nodes(nodes, sorted(set(owners_before.values()) - set(ids)))
    tables.put_owners(
        {rid: actor for rid, actor in owners.items() if owners_before.get(rid) != actor or rid in touched.fresh}
    )
    pending = {**tables.ties_on(_moved_keys(touched, records, owners_before, owners)), **touched.ties}
    for tid in touched.gone_ties:
        pending.pop(tid, None)
    ties = _resolve_ties(tables, pending, records, owners, keys)
    tables.put_ties(pending, ties, sorted(touched.gone_ties))


def _moved_keys(
    touched: _Touched, records: Mapping[str, Known], owners_before: Mapping[str, str], owners: Mapping[str, str]
) -> set[str]:
    # Only ties on a key that now leads elsewhere are resolved again: a funder met once more keeps its thousands.
    unmoved = {rid: known for rid, known in records.items() if rid not in touched.fresh}
    was = [known for rid, known in {**unmoved, **touched.before}.items() if rid in owners_before]
    before, after = key_holders(was, owners_before), key_holders(records.values(), owners)
    return {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}


def _closure(tables: Tables, touched: _Touched) -> tuple[dict[str, Known], list[Judgement], set[str]]:
    records: dict[str, Known] = {}
    judged_of: set[str] = set()
    judgements: dict[tuple[str, str], Judgement] = {}
    keys: set[str] = set()
    new_keys = set(touched.keys)
    wanted = set(touched.judged) | touched.fresh.keys() | touched.gone.keys()
    while new_keys or wanted:
        keys |= new_keys
        reached = tables.records_holding(new_keys) if new_keys else {}
        reached |= tables.records([rid for rid in wanted if rid not in records and rid not in reached])
        fresh = {rid: known for rid, known in reached.items() if rid not in records}
        records |= fresh
        wanted_now = (set(fresh) | wanted) - judged_of
        judged_of |= wanted_now
        partners: set[str] = set()
        for judgement in tables.judgements_on(wanted_now) if wanted_now else ():
            judgements[judgement.pair] = judgement
            partners |= {judgement.a, judgement.b}
        wanted = partners - records.keys() - judged_of
        new_keys = {key for known in fresh.values() for key in keys_of(known)} - keys
    return records, list(judgements.values()), keys


def _resolve_ties(
    tables: Tables,
    pending: Mapping[str, PendingTie],
    records: Mapping[str, Known],
    owners: Mapping[str, str],
    keys: set[str],
) -> dict[str, Tie]:
    ends = {key for p in pending.values() for key in (p.record.start, p.record.end)}
    elsewhere = tables.records_holding(ends - keys)
    all_owners = {**tables.owners([rid for rid in elsewhere if rid not in owners]), **owners}
    holders = key_holders({**elsewhere, **records}.values(), all_owners)
    ties = {}
    for tid, p in pending.items():
        start, end = pick_end(p.record.start, holders), pick_end(p.record.end, holders)
        if start and end and start != end:
            ties[tid] = build_tie(p.slot, p.source, p.record, start, end, p.since)
    return ties
