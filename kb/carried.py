"""Words on a row that ends, carried to the one that takes its place in the same edition: the same identifier, or the same name, under another key.

A row that gains a SIRET or a commune has another key, hence another record; what a person said of the first is said of the second too,
in the batch that ends it. Where two rows may be meant, or two numbers would be joined, nothing is carried: the lost merge is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from kb.graph import Actor
from kb.ids import NUMBERS, record_id
from kb.kinds import KINDS
from kb.ledger import ActorRecord, Assertion, Claim, Judgement
from kb.merges import NAMED_MOST, told_of_ends
from kb.problems import Problem, excerpt
from kb.resolve import bare_name, is_network, prefix_of
from kb.store.base import Store
from kb.view import View

_UNITS = ("siret", "siren")


def end_rows(store: Store, slots: Collection[str], stated: Iterable[Claim], day: str) -> tuple[list[Problem], list[Assertion]]:
    """Return what is said of the words on some rows before these end, and what is written: the words carried, then the ends."""
    ended = {record_id(slot, one.part): one for slot, held in store.held(slots).items() for one in held.claim.actors}
    new = {record_id(claim.slot, one.part): one for claim in stated for one in claim.actors}
    with store.view() as view:
        words = list(_carried(view, _heirs(ended, new), ended, new))
    kept = {rid for rid, _ in words}
    told = [_told([ended[rid] for rid in sorted(kept)])] if kept else []
    found = {judgement.slot: judgement for _, judgement in words}
    ends = [Assertion(slot, None, day) for slot in slots]
    return [*told, *told_of_ends(store, slots, kept)], [*(Assertion(slot, one.body, day) for slot, one in sorted(found.items())), *ends]


def _heirs(ended: Mapping[str, ActorRecord], new: Mapping[str, ActorRecord]) -> dict[str, str]:
    """Return, for each record that ends, the only one of the edition that takes its place, when it takes that of no other."""
    near: dict[tuple[str, ...], set[str]] = {}
    for rid, one in new.items():
        for key in (*_numbers(one).items(), *(("nom", bare_name(name)) for name in one.names)):
            near.setdefault((_sort(one), one.part, *key), set()).add(rid)
    found: dict[str, str] = {}
    for rid, one in ended.items():
        keys = [*_numbers(one).items()] or [("nom", bare_name(name)) for name in one.names[:1]]
        likely = {other for key in keys for other in near.get((_sort(one), one.part, *key), ()) if _may_be(one, new[other])}
        if len(likely) == 1:
            found[rid] = likely.pop()
    times = Counter(found.values())
    return {rid: heir for rid, heir in found.items() if times[heir] == 1}


def _sort(one: ActorRecord) -> str:
    return KINDS[one.kind].family.value


def _numbers(one: ActorRecord) -> dict[str, str]:
    """Return the identifiers that a record states, by their scheme."""
    scheme, _, number = one.identity.partition(":")
    said = {name: str(one.fields[name]) for name in NUMBERS if one.fields.get(name)}
    return {**said, **({scheme: number} if scheme in NUMBERS else {})}


def _may_be(one: ActorRecord, other: ActorRecord) -> bool:
    """Tell whether two records that share a number or a name may be one row: their surest common number, else their commune, decides."""
    mine, theirs = _numbers(one), _numbers(other)
    if mine:
        return next((mine[scheme] == theirs[scheme] for scheme in NUMBERS if scheme in mine and scheme in theirs), False)
    towns = {name.partition("|")[2] for name in (*one.names[:1], *other.names[:1])}
    return len(towns) == 1 or ("" in towns and not is_network(bare_name(one.names[0])))


def _carried(
    view: View, heirs: Mapping[str, str], ended: Mapping[str, ActorRecord], new: Mapping[str, ActorRecord]
) -> Iterator[tuple[str, Judgement]]:
    """Yield each word said again of the record that takes the place of another, with that other."""
    actors = view.get({*heirs, *heirs.values()}) if heirs else {}
    if not actors:
        return
    made = view.made_of(*{actor.id: actor for actor in actors.values()}.values())
    units = {k.id: k.record.identity for k in made.records.values() if prefix_of(k.record.identity) in _UNITS and k.id not in ended}
    sure = {
        rid: heir for rid, heir in heirs.items()
        if rid in actors and not _joins_units(actors[rid], heir, new[heir].identity, units)
    }  # fmt: skip
    said = {**made.said, **made.beyond}
    for judgement in said.values():
        a, b = (sure.get(rid, rid) for rid in judgement.pair)
        again = replace(judgement, a=a, b=b, of=judgement.decision)
        if a == b or {a, b} & ended.keys() or again.slot in said:
            continue
        yield from ((rid, again) for rid in judgement.pair if rid in sure)


def _joins_units(actor: Actor, heir: str, identity: str, units: Mapping[str, str]) -> bool:
    """Tell whether a word carried to a record would join its SIRET or its SIREN to another one."""
    others = {units[rid] for rid in actor.records if rid in units}
    return heir not in actor.records and prefix_of(identity) in _UNITS and bool(others - {identity})


def _told(ended: Iterable[ActorRecord]) -> Problem:
    names = list(dict.fromkeys(excerpt(str(one.fields["name"])) for one in ended if one.fields.get("name")))
    more = "…" if len(names) > NAMED_MOST else ""
    said = (
        f"Ce qui a été répondu ou saisi de {', '.join(f'« {name} »' for name in names[:NAMED_MOST])}{more} suit sa ligne, qui a gardé son identifiant "
        "ou son nom : les rapprochements tiennent."
    )
    return Problem("MERGE_FOLLOWS", said)
