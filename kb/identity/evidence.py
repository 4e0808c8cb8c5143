"""What speaks for and against two parties being one: some thirty evidences, each a number that stands on its own.

An evidence about a cell that is empty on one side is 0: what is missing weighs neither for nor against.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz

from kb.identity.aliases import Alias, Register
from kb.identity.candidates import Pairs
from kb.identity.lexicon import ACRONYMS
from kb.identity.names import Name
from kb.identity.numbers import State, agreeing, rounded, slipped
from kb.identity.party import CATCH_ALL, Party
from kb.identity.places import Place, same_postcode_area, same_town
from kb.other_names import AliasKind

#: The evidences, in the order of the columns; `kb.identity.reasons` says each of them of a pair.
EVIDENCES = (
    "siret", "siren", "other_nic", "rounded", "slip", "conflict", "rna", "exact", "close", "letters", "whole", "covered",
    "extra", "strange", "initials", "alias", "institution", "institutions", "numbers", "common", "postcode", "far", "town",
    "other_town", "street", "house", "other_street", "naf", "other_naf", "form", "contact",
)  # fmt: skip


#: The likeness of letters under which two parties that share no key are strangers.
NEAR = 0.35
#: How much the words of the commune tell in a name, beside the others.
WHERE = 0.15
#: From this likeness on, two streets are one.
SAME_STREET = 0.8
#: How alike the letters of any two names are: under it, a likeness tells nothing.
FOREIGN = 0.4


@dataclass(frozen=True)
class Context:
    """What evidence is weighed against: how rare words and names are among the references, and the known aliases.

    `within` tells that the rows are references themselves: the one that is compared is then no other bearer of its name.
    """

    rarity: dict[str, float]
    rarest: float
    bearers: Counter[str]
    register: Register
    within: bool = False

    @classmethod
    def of(cls, references: Sequence[Party], register: Register, within: bool = False) -> Context:
        """Return the context of some references."""
        seen: Counter[str] = Counter()
        bearers: Counter[str] = Counter()
        for party in references:
            seen.update({word for name in party.forms for word in name.words})
            bearers.update({name.squeezed for name in party.forms})
        total = max(2, len(references))
        rarity = {word: math.log(total / count) + 0.1 for word, count in seen.items()}
        return cls(rarity, math.log(total) + 0.1, bearers, register, within)

    def weight(self, word: str) -> float:
        """Return how much a word tells: an unknown one as much as the rarest."""
        return self.rarity.get(word, self.rarest)

    def borne(self, name: Name, row: bool) -> int:
        """Return how many references bear a name, the row that is compared left out when it bears it too (`row`)."""
        return self.bearers[name.squeezed] - (self.within and row)


def weigh(rows: Sequence[Party], references: Sequence[Party], pairs: Pairs, context: Context) -> np.ndarray:
    """Return the evidences of every pair, one line per pair in the columns of `EVIDENCES`.

    Two parties that share no key and whose letters are far apart are strangers: nothing more is looked at, which halves the time.
    """
    columns = {name: place for place, name in enumerate(EVIDENCES)}
    table = np.zeros((len(pairs.rows), len(columns)))
    meter = Meter(context)
    near = pairs.keyed | (np.maximum(pairs.by_name, pairs.by_whole) >= NEAR)
    table[~near, columns["strange"]] = 1.0
    for line in np.flatnonzero(near).tolist():
        for name, value in meter.of(rows[pairs.rows[line]], references[pairs.references[line]]):
            table[line, columns[name]] = value
    table[:, columns["letters"]] = pairs.by_name
    table[:, columns["whole"]] = pairs.by_whole
    return table


_Said = Iterable[tuple[str, float]]


class Meter:
    """Weighs pairs one by one; likeness of words is remembered, since the same words come back."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.alike: dict[tuple[str, str], float] = {}
        self.aliased: dict[str, bool] = {}

    def of(self, row: Party, reference: Party) -> _Said:
        """Yield what each evidence that has a word on a pair says of it."""
        yield from _numbers(row, reference)
        yield from self._names(row, reference)
        yield from _places(row.place, reference.place)
        yield from _others(row, reference)

    def _names(self, row: Party, reference: Party) -> _Said:
        best = self.nearest(row, reference)
        if best is None:
            return
        yield "exact", best.exact
        yield "close", best.close
        yield "covered", best.covered
        yield "extra", best.extra
        initials = float(any(shortened(a, b) for a in row.forms for b in reference.forms))
        alias = float(self.alias(row, reference) is not None)
        yield "initials", initials
        yield "common", best.common
        yield "alias", alias
        yield "strange", max(0.0, 0.6 - max(best.covered, best.close, initials, alias)) / 0.6
        mine, theirs = row.institutions, reference.institutions
        if mine and theirs:
            yield ("institution" if mine & theirs else "institutions"), 1.0
        yield "numbers", float(bool(row.numbers and reference.numbers and not row.numbers & reference.numbers))

    def nearest(self, row: Party, reference: Party) -> NameLikeness | None:
        """Return the two names of a pair that are the nearest, None when one side has none."""
        town = frozenset((*row.place.town.split(), *reference.place.town.split()))
        likely = (self._name(row, a, b, town) for a in row.forms for b in reference.forms)
        return max(likely, default=None, key=lambda likeness: likeness.rank)

    def _name(self, row: Party, a: Name, b: Name, town: frozenset[str]) -> NameLikeness:
        exact = a.squeezed == b.squeezed
        close = 1.0 if exact else fuzz.ratio(a.ordered, b.ordered) / 100
        mine, my_rest = self._coverage(a.words, b.words, town)
        theirs, their_rest = self._coverage(b.words, a.words, town)
        common = self._common(row, b, exact) if exact or mine > 0.9 else 0.0
        return NameLikeness(a, b, float(exact), closeness(close), max(mine, theirs) * 0.4 + min(mine, theirs) * 0.6,
                            min(my_rest, their_rest) / self.context.rarest, common)  # fmt: skip

    def _common(self, row: Party, name: Name, exact: bool) -> float:
        borne = self.context.borne(name, exact or any(own.squeezed == name.squeezed for own in row.forms))
        return math.log(borne) if borne > 1 else 0.0

    def _coverage(self, words: tuple[str, ...], others: tuple[str, ...], town: frozenset[str]) -> tuple[float, float]:
        """Return the share of what some words tell that others tell too, and how much the rest tells.

        The commune's own words, found in a name, say where and hardly who.
        """
        found = rest = 0.0
        for word in words:
            weight = self.context.weight(word) * (WHERE if word in town else 1.0)
            if word in others:
                found += weight
                continue
            like = 0.0
            for other in others:
                like = max(like, self._alike(word, other))
            found += weight * like
            rest += weight * (1 - like)
        return found / (found + rest), rest

    def _alike(self, a: str, b: str) -> float:
        key = (a, b) if a < b else (b, a)
        known = self.alike.get(key)
        if known is None:
            known = self.alike[key] = _word_likeness(*key)
        return known

    def _holds_alias(self, party: Party) -> bool:
        known = self.aliased.get(party.id)
        if known is None:
            known = self.aliased[party.id] = any(self.context.register.keys(name) for name in party.names)
        return known

    def alias(self, row: Party, reference: Party) -> Alias | None:
        """Return the known alias by which a name of each side is of one organisation, None when none is."""
        if not self._holds_alias(reference) or not self._holds_alias(row):
            return None
        town = row.place.town
        shared = frozenset(town.split()) if town and town == reference.place.town else frozenset()
        for mine in row.names:
            for theirs in reference.names:
                alias = self.context.register.link(mine, theirs, shared)
                if alias is not None and alias.kind is not AliasKind.OPERATOR:
                    return alias
        return None


@dataclass(frozen=True, slots=True)
class NameLikeness:
    """How near two names are, one of each side."""

    mine: Name
    theirs: Name
    exact: float
    close: float
    covered: float
    extra: float
    common: float

    @property
    def rank(self) -> tuple[float, float, float]:
        """Return by what the nearest of several couples of names is chosen."""
        return (self.exact, self.covered + self.close, self.close)


def _word_likeness(a: str, b: str) -> float:
    if a.isdigit() or b.isdigit():
        return 1.0 if a.lstrip("0") == b.lstrip("0") else 0.0
    shorter, longer = sorted((a, b), key=len)
    if len(shorter) >= 3 and longer.startswith(shorter):
        return 0.9 if len(shorter) > 3 else 0.7
    ratio = fuzz.ratio(a, b) / 100
    return ratio if ratio >= (0.8 if len(shorter) > 4 else 0.86) else 0.0


def shortened(a: Name, b: Name) -> str:
    """Return the word of one name that is the acronym of the other, or nothing; those of common institutions say what, not who."""
    return _initials_of(a, b) or _initials_of(b, a)


def _initials_of(a: Name, b: Name) -> str:
    short = (w for w in a.words if len(w) > 1 and w in b.initials and w not in b.words and w not in ACRONYMS)
    return next(short, "")


def _numbers(row: Party, reference: Party) -> _Said:
    mine, theirs = row.number, reference.number
    if row.rna and reference.rna and row.rna == reference.rna:
        yield "rna", 1.0
    if State.ABSENT in (mine.state, theirs.state):
        return
    if mine.siret and theirs.siret and mine.siret == theirs.siret:
        yield "siret", 1.0
    elif mine.siren and theirs.siren:
        if mine.siren != theirs.siren:
            yield "conflict", 1.0
        else:
            yield ("other_nic" if mine.siret and theirs.siret else "siren"), 1.0
    elif State.TRUNCATED in (mine.state, theirs.state):
        short, whole = (mine, theirs) if mine.state is State.TRUNCATED else (theirs, mine)
        if rounded(short, whole.digits):
            yield "rounded", min(1.5, len(short.digits) / 8)
        elif not agreeing(short.digits, whole.digits):
            yield "conflict", 0.9
    elif mine.digits == theirs.digits:
        yield "siret", 1.0
    elif slipped(mine.digits, theirs.digits):
        yield "slip", 1.0
    elif mine.digits[:9] == theirs.digits[:9] or slipped(mine.digits[:9], theirs.digits[:9]):
        yield "slip", 0.6
    else:
        yield "conflict", 0.5


def _places(mine: Place, theirs: Place) -> _Said:
    one_town = bool(mine.town and theirs.town) and same_town(mine.town, theirs.town)
    if mine.postcode and theirs.postcode:
        if mine.postcode == theirs.postcode or (one_town and same_postcode_area(mine.postcode, theirs.postcode)):
            yield "postcode", 1.0
        elif mine.department != theirs.department:
            yield "far", 1.0
    if mine.town and theirs.town:
        yield ("town" if one_town else "other_town"), 1.0
    if mine.street and theirs.street:
        like = street_likeness(" ".join(mine.street), " ".join(theirs.street))
        if like >= SAME_STREET:
            yield "street", like
            if mine.house and theirs.house:
                yield "house", 1.0 if mine.house == theirs.house else -0.5
        else:
            yield "other_street", 1.0 - like


def closeness(ratio: float) -> float:
    """Return what the likeness of two whole names tells, from 0 to 1: any two have some letters in common."""
    return max(0.0, (ratio - FOREIGN) / (1 - FOREIGN))


def likeness_of(close: float) -> float:
    """Return the likeness that a closeness above nothing was made from.

    >>> round(likeness_of(closeness(0.75)), 9)
    0.75
    """
    return FOREIGN + (1 - FOREIGN) * close


def street_likeness(a: str, b: str) -> float:
    """Return how alike the words of two streets are, from 0 to 1."""
    return fuzz.token_set_ratio(a, b) / 100


def _others(row: Party, reference: Party) -> _Said:
    if row.naf and reference.naf and row.naf not in CATCH_ALL and reference.naf not in CATCH_ALL:
        yield ("naf" if row.naf == reference.naf else "other_naf"), 1.0
    mine, theirs = row.legal_forms, reference.legal_forms
    if mine and theirs and not mine & theirs:
        yield "form", 1.0
    if (row.phone and row.phone == reference.phone) or (row.domain and row.domain == reference.domain):
        yield "contact", 1.0
