"""A word on two actors: one decision, said of several pairs of their records, so that it outlives the end of any of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from itertools import chain, combinations, product, zip_longest

from kb.clock import today
from kb.endings import ENTRY
from kb.found import MadeOf
from kb.graph import Actor
from kb.ledger import Judgement, Known, Verdict
from kb.view import View

#: Most records of each actor that a word on it is said of.
WITNESSES = 10


def decided(view: View, a: Actor, b: Actor, verdict: Verdict, reason: str = "") -> list[Judgement]:
    """Return the judgements by which a person's word on two actors is said, the principal one first."""
    day = today().isoformat()
    pairs = product(witnesses(view, a), witnesses(view, b))
    first, *others = [Judgement(verdict.value, mine, theirs, "local", day, reason) for mine, theirs in pairs]
    return [first, *(replace(other, of=first.slot) for other in others)]


def witnesses(view: View, actor: Actor) -> list[str]:
    """Return the records of an actor that a word on it is said of: all of them; when they are many, some of each source."""
    if len(actor.records) <= WITNESSES:
        return sorted(actor.records)
    known = view.made_of(actor).records.values()
    return sorted(spread(known)) or sorted(actor.records)[:WITNESSES]


def spread(known: Iterable[Known]) -> list[str]:
    """Return a few records, one of each source before a second of any."""
    by_source: dict[str, list[str]] = defaultdict(list)
    for one in sorted(known, key=lambda k: (k.source, k.id)):
        by_source[one.source].append(one.id)
    return [rid for rid in chain.from_iterable(zip_longest(*by_source.values())) if rid][:WITNESSES]


def away(made: MadeOf, said: Collection[Judgement]) -> list[Judgement]:
    """Return what the decisions of some judgements say of records that are away: it would hold again the day they come back.

    Of two records that are both away, what is there is told by the records that each was paired with.
    """
    decisions, pairs = {j.decision for j in said}, {frozenset(j.pair) for j in said}
    beyond = [judgement for judgement in made.beyond.values() if judgement.decision in decisions]
    paired = {gone: here for j in beyond for gone, here in (j.pair, j.pair[::-1]) if here in made.records}
    two = [(a, b) for a, b in combinations(paired, 2) if frozenset((paired[a], paired[b])) in pairs]
    return beyond + [replace(judgement, a=a, b=b) for judgement in [*said][:1] for a, b in two]


def by_decision(said: Iterable[Judgement]) -> list[list[Judgement]]:
    """Return judgements by the decision they belong to, the principal one of each first when it stands."""
    found: dict[str, list[Judgement]] = defaultdict(list)
    for judgement in sorted(said, key=lambda j: (j.of, j.slot)):
        found[judgement.decision].append(judgement)
    return list(found.values())


def mergers(made: MadeOf, said: Iterable[Judgement]) -> list[list[Judgement]]:
    """Return, among some judgements, the decisions that join two sheets; a correction typed on one of them is none."""
    return by_decision(j for j in said if j.verdict == Verdict.SAME and not is_typed(made, j))


def is_typed(made: MadeOf, judgement: Judgement) -> bool:
    """Tell whether a judgement holds something typed to the sheet it was typed on."""
    return any(made.records[rid].source == ENTRY.id for rid in judgement.pair)
