"""How high a pair may score, told before it is weighed: what spares the words of most pairs of one list.

Each evidence is bounded from above by what is compared at once over all pairs: codes of numbers, places and contacts,
and whether an acronym or an alias can be in play at all. A pair whose bound is too low is never looked at more closely.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz

from kb.identity.aliases import Register
from kb.identity.candidates import Pairs
from kb.identity.evidence import EVIDENCES, SAME_STREET, Context, closeness, street_likeness
from kb.identity.lexicon import ACRONYMS
from kb.identity.numbers import State
from kb.identity.party import CATCH_ALL, Party
from kb.identity.places import same_town
from kb.identity.scoring import Weights

#: Evidences that have no greatest value.
_OPEN = ("extra", "common")
#: Evidences of the names that are a share or a yes, and their greatest value.
_SHARES = ("exact", "close", "covered", "strange", "institution", "institutions", "numbers", "form")


def highest_first(parties: Sequence[Party], pairs: Pairs, register: Register, using: Weights) -> np.ndarray:
    """Return, for each pair of one list, log-odds that its own evidences cannot exceed."""
    sides = _Sides(parties, pairs, dict(zip(EVIDENCES, using.each.tolist(), strict=True)))
    each = sides.each
    open_ended = 0.0 if all(each[name] <= 0 for name in _OPEN) else np.inf
    found = using.base + each["letters"] * pairs.by_name + each["whole"] * pairs.by_whole + open_ended
    found += sum(max(0.0, each[name]) for name in _SHARES)
    return np.asarray(found + _numbers(sides) + _places(sides) + _others(sides) + _words(sides, register))


def name_excess(parties: Sequence[Party], pairs: Pairs, context: Context, using: Weights) -> np.ndarray:
    """Return by how much `highest_first` supposes the names of each pair nearer, or rarer, than they are: nothing, or less."""
    each = dict(zip(EVIDENCES, using.each.tolist(), strict=True))
    exact, close, common = max(0.0, each["exact"]), max(0.0, each["close"]), min(0.0, each["common"])
    found = []
    for a, b in zip(pairs.rows.tolist(), pairs.references.tolist(), strict=True):
        couples = [(mine, theirs) for mine in parties[a].forms for theirs in parties[b].forms]
        bearers = [context.borne(theirs, row=True) for mine, theirs in couples if mine.squeezed == theirs.squeezed]
        if bearers:
            found.append(common * math.log(max(1, min(bearers))))
        else:
            ratio = max((fuzz.ratio(mine.ordered, theirs.ordered) for mine, theirs in couples), default=0.0) / 100
            found.append(close * (closeness(ratio) - 1.0) - exact)
    return np.array(found)


@dataclass(frozen=True)
class _Sides:
    """The two sides of every pair, compared by the codes of some text of theirs; an empty text is like no other."""

    parties: Sequence[Party]
    pairs: Pairs
    each: dict[str, float]

    def compared(
        self, text: Callable[[Party], str], alike: Callable[[str, str], bool] = str.__eq__
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return which pairs have the same text or two that are alike, and which have two that are not."""
        numbers: dict[str, int] = {"": 0}
        codes = np.array([numbers.setdefault(text(party), len(numbers)) for party in self.parties], dtype=np.int64)
        left, right = codes[self.pairs.rows], codes[self.pairs.references]
        both, same = (left > 0) & (right > 0), left == right
        if alike is not str.__eq__:
            # Each couple of texts is asked once, however many pairs bear it.
            texts = list(numbers)
            here = np.flatnonzero(both & ~same)
            couples, place = np.unique(left[here] * len(texts) + right[here], return_inverse=True)
            answers = [alike(texts[c // len(texts)], texts[c % len(texts)]) for c in couples.tolist()]
            same[here] = np.array(answers, dtype=bool)[place]
        return both & same, both & ~same

    def both(self, told: Callable[[Party], bool]) -> np.ndarray:
        """Return the pairs of which something is told of each side."""
        flags = np.array([told(party) for party in self.parties], dtype=bool)
        return np.asarray(flags[self.pairs.rows] & flags[self.pairs.references])

    def most(self, on: np.ndarray, *values: float) -> np.ndarray:
        """Return the greatest of some values where something may be said, 0 elsewhere."""
        return np.where(on, max(values), 0.0)


def _numbers(sides: _Sides) -> np.ndarray:
    each = sides.each
    same, differ = sides.compared(lambda p: p.number.siren)
    told = sides.both(lambda p: p.number.state is not State.ABSENT)
    same_rna, _ = sides.compared(lambda p: p.rna)
    # One sort of number speaks at a time, and two SIREN that differ leave no doubt which.
    most = max(each["siret"], each["siren"], each["other_nic"])
    doubtful = max(most, 1.5 * each["rounded"], each["slip"], each["conflict"], 0.0)
    said = np.select([differ, same], [np.full(len(differ), each["conflict"]), np.full(len(same), most)], doubtful)
    return np.asarray(np.where(told, said, 0.0) + np.where(same_rna, each["rna"], 0.0))


def _places(sides: _Sides) -> np.ndarray:
    each = sides.each
    _, far = sides.compared(lambda p: p.place.department)
    coded = sides.both(lambda p: bool(p.place.postcode))
    town, other_town = sides.compared(lambda p: p.place.town, same_town)
    street, other_street = sides.compared(lambda p: " ".join(p.place.street), lambda a, b: street_likeness(a, b) >= SAME_STREET)
    return np.asarray(
        np.where(far, each["far"], sides.most(coded, each["postcode"], 0.0))
        + np.where(town, each["town"], np.where(other_town, each["other_town"], 0.0))
        + sides.most(street, max(each["street"], SAME_STREET * each["street"]) + max(each["house"], -0.5 * each["house"], 0.0))
        + sides.most(other_street, each["other_street"], (1 - SAME_STREET) * each["other_street"])
    )


def _others(sides: _Sides) -> np.ndarray:
    each = sides.each
    naf, other = sides.compared(lambda p: "" if p.naf in CATCH_ALL else p.naf)
    phone, _ = sides.compared(lambda p: p.phone)
    domain, _ = sides.compared(lambda p: p.domain)
    said = np.where(naf, each["naf"], np.where(other, each["other_naf"], 0.0))
    return np.asarray(said + np.where(phone | domain, each["contact"], 0.0))


def _words(sides: _Sides, register: Register) -> np.ndarray:
    """Return what an acronym and an alias may bring, which few pairs have in play."""
    aliased = sides.both(lambda p: any(register.keys(name) for name in p.names))
    words = [frozenset(_initialled(party)) for party in sides.parties]
    initials = [frozenset(short for name in party.forms for short in name.initials) for party in sides.parties]
    lines = zip(sides.pairs.rows.tolist(), sides.pairs.references.tolist(), strict=True)
    short = np.array([not words[a].isdisjoint(initials[b]) or not words[b].isdisjoint(initials[a]) for a, b in lines], dtype=bool)
    return np.asarray(sides.most(short, sides.each["initials"], 0.0) + sides.most(aliased, sides.each["alias"], 0.0))


def _initialled(party: Party) -> Iterable[str]:
    return (word for name in party.forms for word in name.words if len(word) > 1 and word not in ACRONYMS)
