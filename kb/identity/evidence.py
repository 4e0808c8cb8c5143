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

from kb.identity.aliases import Register
from kb.identity.candidates import Pairs
from kb.identity.lexicon import ACRONYMS
from kb.identity.names import Name
from kb.identity.numbers import State, rounded, slipped
from kb.identity.party import CATCH_ALL, Party
from kb.identity.places import Place, same_postcode_area
from kb.other_names import AliasKind

#: The evidences, in the order of the columns, each with how a reader is told of it.
EVIDENCES: dict[str, str] = {
    "siret": "même SIRET",
    "siren": "même SIREN",
    "other_nic": "autre établissement du même SIREN",
    "rounded": "SIRET arrondi par un tableur, compatible",
    "slip": "SIRET à un chiffre près",
    "conflict": "SIREN différents",
    "rna": "même RNA",
    "exact": "même nom",
    "close": "nom proche",
    "letters": "mêmes suites de lettres",
    "whole": "nom et commune proches",
    "covered": "mots du nom retrouvés",
    "extra": "mots distinctifs des deux côtés",
    "strange": "noms sans rien de commun",
    "initials": "sigle de l'autre nom",
    "alias": "autre nom connu",
    "institution": "même sorte d'institution",
    "institutions": "institutions différentes",
    "numbers": "numéros différents dans les noms",
    "common": "nom porté par plusieurs organismes",
    "postcode": "même code postal",
    "far": "autre département",
    "town": "même commune",
    "other_town": "autre commune",
    "street": "même rue",
    "house": "même numéro de rue",
    "other_street": "autre rue",
    "naf": "même activité (NAF)",
    "other_naf": "autre activité (NAF)",
    "form": "formes juridiques incompatibles",
    "contact": "même téléphone ou même domaine",
}


#: The likeness of letters under which two parties that share no key are strangers.
NEAR = 0.35
#: How much the words of the commune tell in a name, beside the others.
WHERE = 0.15
#: From this likeness on, two streets are one.
SAME_STREET = 0.8


@dataclass(frozen=True)
class Context:
    """What evidence is weighed against: how rare words and names are among the references, and the known aliases."""

    rarity: dict[str, float]
    rarest: float
    bearers: Counter[str]
    register: Register

    @classmethod
    def of(cls, references: Sequence[Party], register: Register) -> Context:
        """Return the context of some references."""
        seen: Counter[str] = Counter()
        bearers: Counter[str] = Counter()
        for party in references:
            seen.update({word for name in party.forms for word in name.words})
            bearers.update({name.squeezed for name in party.forms})
        total = max(2, len(references))
        rarity = {word: math.log(total / count) + 0.1 for word, count in seen.items()}
        return cls(rarity, math.log(total) + 0.1, bearers, register)

    def weight(self, word: str) -> float:
        """Return how much a word tells: an unknown one as much as the rarest."""
        return self.rarity.get(word, self.rarest)


def weigh(rows: Sequence[Party], references: Sequence[Party], pairs: Pairs, context: Context) -> np.ndarray:
    """Return the evidences of every pair, one line per pair in the columns of `EVIDENCES`.

    Two parties that share no key and whose letters are far apart are strangers: nothing more is looked at, which halves the time.
    """
    columns = {name: place for place, name in enumerate(EVIDENCES)}
    table = np.zeros((len(pairs.rows), len(columns)))
    meter = _Meter(context)
    near = pairs.keyed | (np.maximum(pairs.by_name, pairs.by_whole) >= NEAR)
    table[~near, columns["strange"]] = 1.0
    for line in np.flatnonzero(near).tolist():
        for name, value in meter.of(rows[pairs.rows[line]], references[pairs.references[line]]):
            table[line, columns[name]] = value
    table[:, columns["letters"]] = pairs.by_name
    table[:, columns["whole"]] = pairs.by_whole
    return table


_Said = Iterable[tuple[str, float]]


class _Meter:
    """Weighs pairs one by one; likeness of words is remembered, since the same words come back."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.alike: dict[tuple[str, str], float] = {}
        self.aliased: dict[str, bool] = {}

    def of(self, row: Party, reference: Party) -> _Said:
        yield from _numbers(row, reference)
        yield from self._names(row, reference)
        yield from _places(row.place, reference.place)
        yield from _others(row, reference)

    def _names(self, row: Party, reference: Party) -> _Said:
        town = frozenset((*row.place.town.split(), *reference.place.town.split()))
        best = max((self._name(a, b, town) for a in row.forms for b in reference.forms), default=None, key=lambda n: n.rank)
        if best is None:
            return
        yield "exact", best.exact
        yield "close", best.close
        yield "covered", best.covered
        yield "extra", best.extra
        initials = float(any(_shortens(a, b) for a in row.forms for b in reference.forms))
        alias = self._alias(row, reference)
        yield "initials", initials
        yield "common", best.common
        yield "alias", alias
        yield "strange", max(0.0, 0.6 - max(best.covered, best.close, initials, alias)) / 0.6
        mine, theirs = row.institutions, reference.institutions
        if mine and theirs:
            yield ("institution" if mine & theirs else "institutions"), 1.0
        yield "numbers", float(bool(row.numbers and reference.numbers and not row.numbers & reference.numbers))

    def _name(self, a: Name, b: Name, town: frozenset[str]) -> _NameLikeness:
        exact = a.squeezed == b.squeezed
        close = 1.0 if exact else fuzz.ratio(a.ordered, b.ordered) / 100
        mine, my_rest = self._coverage(a.words, b.words, town)
        theirs, their_rest = self._coverage(b.words, a.words, town)
        bearers = self.context.bearers[b.squeezed]
        common = math.log(bearers) if bearers > 1 and (exact or mine > 0.9) else 0.0
        return _NameLikeness(float(exact), closeness(close), max(mine, theirs) * 0.4 + min(mine, theirs) * 0.6,
                             min(my_rest, their_rest) / self.context.rarest, common)  # fmt: skip

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

    def _alias(self, row: Party, reference: Party) -> float:
        if not self._holds_alias(reference) or not self._holds_alias(row):
            return 0.0
        town = row.place.town
        shared = frozenset(town.split()) if town and town == reference.place.town else frozenset()
        for mine in row.names:
            for theirs in reference.names:
                alias = self.context.register.link(mine, theirs, shared)
                if alias is not None and alias.kind is not AliasKind.OPERATOR:
                    return 1.0
        return 0.0


@dataclass(frozen=True, slots=True)
class _NameLikeness:
    exact: float
    close: float
    covered: float
    extra: float
    common: float

    @property
    def rank(self) -> tuple[float, float, float]:
        return (self.exact, self.covered + self.close, self.close)


def _word_likeness(a: str, b: str) -> float:
    if a.isdigit() or b.isdigit():
        return 1.0 if a.lstrip("0") == b.lstrip("0") else 0.0
    shorter, longer = sorted((a, b), key=len)
    if len(shorter) >= 3 and longer.startswith(shorter):
        return 0.9 if len(shorter) > 3 else 0.7
    ratio = fuzz.ratio(a, b) / 100
    return ratio if ratio >= (0.8 if len(shorter) > 4 else 0.86) else 0.0


def _shortens(a: Name, b: Name) -> bool:
    """Tell whether a word of one name is the acronym of the other; those of common institutions say what, not who."""
    return _has_initials_of(a, b) or _has_initials_of(b, a)


def _has_initials_of(a: Name, b: Name) -> bool:
    return any(len(word) > 1 and word in b.initials and word not in b.words and word not in ACRONYMS for word in a.words)


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
        yield ("rounded", min(1.5, len(short.digits) / 8)) if rounded(short, whole.digits) else ("conflict", 0.9)
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
    return max(0.0, (ratio - 0.4) / 0.6)


def street_likeness(a: str, b: str) -> float:
    """Return how alike the words of two streets are, from 0 to 1."""
    return fuzz.token_set_ratio(a, b) / 100


def same_town(a: str, b: str) -> bool:
    """Tell whether two names of communes are one: spaced otherwise, with its arrondissement or without, or with a slip.

    >>> same_town("lyon", "lyon 3"), same_town("saint priest", "saintpriest"), same_town("lyon 3", "lyon 8")
    (True, True, False)
    """
    if a == b or a.replace(" ", "") == b.replace(" ", ""):
        return True
    shorter, longer = sorted((a.split(), b.split()), key=len)
    # A town written with its arrondissement, or without.
    if shorter[0] == longer[0] and {*longer[1:], *shorter[1:]} and all(w.isdigit() for w in (*longer[1:], *shorter[1:])):
        return len(shorter) == 1
    return fuzz.ratio(a, b) >= 88


def _others(row: Party, reference: Party) -> _Said:
    if row.naf and reference.naf and row.naf not in CATCH_ALL and reference.naf not in CATCH_ALL:
        yield ("naf" if row.naf == reference.naf else "other_naf"), 1.0
    mine, theirs = row.legal_forms, reference.legal_forms
    if mine and theirs and not mine & theirs:
        yield "form", 1.0
    if (row.phone and row.phone == reference.phone) or (row.domain and row.domain == reference.domain):
        yield "contact", 1.0
