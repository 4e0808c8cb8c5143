"""An activity made ready to be compared: its types, its stems, its codes, its publics and its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import cos, radians, sin, sqrt

from kb.services.classify import guesses
from kb.services.facts import ActivityFacts
from kb.services.index import Index
from kb.services.words import stems

EARTH_KM = 6371.0088
#: Distance scale of an activity whose type is unknown.
UNKNOWN_SCALE_KM = 15.0
#: Weight of a word present everywhere, beside 1 for a word that nobody else writes.
_COMMON = 0.3


@dataclass(frozen=True, slots=True)
class Profile:
    """What comparison reads of one activity; `types` are (code, share), the surest first."""

    facts: ActivityFacts
    types: tuple[tuple[str, float], ...]
    confirmed: bool
    unknown: float
    words: tuple[tuple[str, ...], ...]
    roots: dict[str, float] = field(compare=False)
    naf: tuple[str, ...]
    rome: tuple[str, ...]
    publics: tuple[str, ...]
    point: tuple[float, float, float] | None
    scale_km: float


def profile(facts: ActivityFacts, index: Index) -> Profile:
    """Return an activity ready to be compared, its types guessed unless a person confirmed them."""
    known = index.referential
    types = _confirmed(facts, index)
    confirmed = bool(types)
    found = [] if confirmed else guesses(index, facts.title, facts.description, facts.naf, facts.rome)
    types = types or tuple((guess.code, guess.score) for guess in found)
    return Profile(
        facts=facts,
        types=types,
        confirmed=confirmed,
        unknown=0.0 if confirmed else max(0.0, 1.0 - sum(share for _, share in types)),
        words=tuple(guess.words for guess in found),
        roots=_weighted(facts, index),
        naf=_unique(known.specific_naf(code) for code in facts.naf),
        rome=_unique(known.specific_rome(code) for code in facts.rome),
        publics=_unique(" ".join(stems(public)) for public in facts.clientele),
        point=_point(facts),
        scale_km=known.types[types[0][0]].scale_km if types else UNKNOWN_SCALE_KM,
    )


def _confirmed(facts: ActivityFacts, index: Index) -> tuple[tuple[str, float], ...]:
    """Return the confirmed types; the main one weighs as much as the others together."""
    known = index.referential
    codes = _unique(known.current(code) for code in facts.confirmed_types)
    codes = tuple(code for code in codes if code in known.types)[:3]
    if len(codes) < 2:
        return tuple((code, 1.0) for code in codes)
    rest = 0.5 / (len(codes) - 1)
    return tuple((code, 0.5 if at == 0 else rest) for at, code in enumerate(codes))


def _weighted(facts: ActivityFacts, index: Index) -> dict[str, float]:
    """Return the stems of an activity, rare ones heavier, as a vector of length 1."""
    weights: dict[str, float] = {}
    for text, force in ((facts.title, 1.0), (facts.description, 0.5)):
        for root in map(index.known, stems(text)):
            rarity = _COMMON if root in index.referential.common else index.rarity.get(root, 1.0)
            weights[root] = max(weights.get(root, 0.0), force * rarity)
    norm = sqrt(sum(weights[root] ** 2 for root in sorted(weights)))
    return {root: weights[root] / norm for root in sorted(weights)} if norm else {}


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _point(facts: ActivityFacts) -> tuple[float, float, float] | None:
    """Return a place as kilometres from the centre of the Earth: distances then need no trigonometry."""
    if facts.lat is None or facts.lon is None or not (-90 <= facts.lat <= 90 and -180 <= facts.lon <= 180):
        return None
    lat, lon = radians(facts.lat), radians(facts.lon)
    return EARTH_KM * cos(lat) * cos(lon), EARTH_KM * cos(lat) * sin(lon), EARTH_KM * sin(lat)
