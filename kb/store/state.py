"""The whole graph computed at once from what is in force: the yardstick, and the way past moments are read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kb.endings import ended, endings_in
from kb.graph import Node, Tie, build_node, build_tie, claim_ties
from kb.ledger import Claim, Judgement, Known, Source, claim_records, undescribed
from kb.resolve import actor_ids, bare_name, components, prefix_of
from kb.store.base import Held


@dataclass
class State:
    """What is in force, and the graph that follows from it."""

    held: dict[str, Held]
    sources: dict[str, Source] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    nodes: dict[str, Node] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    identities: dict[str, str] = field(default_factory=dict)
    ties: dict[str, Tie] = field(default_factory=dict)
    #: The slots of the endings that end a known tie.
    endings: set[str] = field(default_factory=set)


def compute(held: Mapping[str, Held]) -> State:
    """Return the state that follows from what is in force, everything computed anew."""
    state = State(dict(held))
    judgements = []
    for slot in sorted(held):
        body = held[slot].body
        if slot.startswith("s:"):
            source = Source.from_body(body)
            state.sources[source.id] = source
        elif slot.startswith("j:"):
            judgements.append(Judgement.from_body(body))
        else:
            state.claims[slot] = held[slot].claim
    for claim in state.claims.values():
        state.sources.setdefault(claim.source, undescribed(claim.source))
    records = all_records(state)
    found = components(records, judgements)
    for actor_id, members in zip(actor_ids(found, records, judgements), found, strict=True):
        state.nodes[actor_id] = build_node(actor_id, [records[rid] for rid in members])
        state.owners.update(dict.fromkeys(members, actor_id))
    holders = key_holders(records.values(), state.owners)
    state.identities = {key: min(actors) for key, actors in holders.items() if prefix_of(key) not in ("nom", "nu")}
    own = own_ends(records.values(), state.owners, holders)
    endings = endings_in(state.claims.values())
    for slot, claim in state.claims.items():
        for tid, stated in claim_ties(claim).items():
            record = ended(stated, endings.get(tid))
            start, end = (own.get((slot, key)) or pick_end(key, holders) for key in (record.start, record.end))
            if start and end and start != end:
                source = state.sources[claim.source]
                state.ties[tid] = build_tie(slot, source, record, start, end, state.held[slot].since)
    state.endings = {slot for slot, claim in state.claims.items() if endings_in([claim]).keys() & state.ties.keys()}
    return state


def all_records(state: State) -> dict[str, Known]:
    """Return every actor record in force, by id."""
    records = {}
    for slot, claim in state.claims.items():
        for known in claim_records(claim, state.sources[claim.source], state.held[slot].since):
            records[known.id] = known
    return records


#: For a key: the actors that hold it, and whether it is the identity of one of their records.
Holders = Mapping[str, Mapping[str, bool]]


def key_holders(records: Iterable[Known], owners: Mapping[str, str]) -> Holders:
    """Return which actors hold each key, as their identity or as a mere name.

    A name without its commune (`nu:…`) is held as an identity by those whose main name it is, as a mere name by those
    it is an alias or an acronym of.
    """
    holders: dict[str, dict[str, bool]] = defaultdict(dict)
    for known in records:
        owner, record = owners[known.id], known.record
        for key in (record.identity, *record.names):
            holders[key][owner] = holders[key].get(owner, False) or key == record.identity
        for place, name in enumerate(record.names):
            bare = f"nu:{bare_name(name)}"
            holders[bare][owner] = holders[bare].get(owner, False) or place == 0
    return holders


def pick_end(key: str, holders: Holders) -> str | None:
    """Return the actor a tie's end speaks of, or None while nobody holds its key.

    An identity wins over a name; then an actor without identifier, since the row had none to give; then the least id. A
    row that gave a name alone speaks rather of an actor that is identified.
    """
    found = holders.get(key)
    if not found:
        return None
    if len(found) == 1:
        return next(iter(found))
    exact = [actor for actor, is_identity in found.items() if is_identity] or list(found)
    if prefix_of(key) == "nu":
        return min(exact, key=lambda actor: (prefix_of(actor) == "r", actor))
    return min(exact, key=lambda actor: (actor != key, prefix_of(actor) != "r", actor))


def own_ends(records: Iterable[Known], owners: Mapping[str, str], holders: Holders) -> dict[tuple[str, str], str]:
    """Return, of the keys that several actors hold, the actor of each row that states one: its ties speak of that one.

    Somebody said that two rows of one key are two actors: the ties of each go with it. Keys are (slot, key).
    """
    several = {key for key, actors in holders.items() if len(actors) > 1}
    found: dict[tuple[str, str], str] = {}
    for known in records if several else ():
        place, owner = (known.slot, known.record.identity), owners[known.id]
        if place[1] in several:
            found[place] = min(found.get(place, owner), owner)
    return found
