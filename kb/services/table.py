"""Profiles laid out in columns: every factor of a pair is then one plain operation on two columns.

Only additions, products, quotients and roots are used, one pair at a time, so that a pair gets the same figures
alone, in a full run or after an addition.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.services.index import Index
from kb.services.profile import Profile
from kb.services.publics import shared_publics

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: Most types and most codes of one activity that are compared.
WIDTH = 3
#: Distance taken for two activities of one commune, or of one territory, when no place is known.
SAME_COMMUNE_KM, SAME_TERRITORY_KM = 2.0, 4.0
#: Factor when nothing is known of the distance, when periods do not meet, when one activity is over.
PLACE_UNKNOWN, NEVER_MEET, OVER = 0.5, 0.1, 0.1
_ENDED = ("arret", "abandon", "termin", "ferm", "clos")
_OPEN_START, _OPEN_END = -1.0e7, 1.0e7


class Table:
    """The profiles of some activities, in the order of their ids."""

    def __init__(self, profiles: Sequence[Profile], index: Index) -> None:
        self.profiles, self.index = profiles, index
        codes = {code: at for at, code in enumerate(index.referential.types)}
        self.types = _padded([[codes[code] for code, _ in one.types] for one in profiles])
        self.shares = _padded_floats([[share for _, share in one.types] for one in profiles])
        self.unknown = np.array([one.unknown for one in profiles], dtype=np.float64)
        self.scale = np.array([one.scale_km for one in profiles], dtype=np.float64)
        self.naf = _coded([one.naf for one in profiles])
        self.rome = _coded([one.rome for one in profiles])
        nowhere = (np.nan, np.nan, np.nan)
        self.points = np.array([one.point or nowhere for one in profiles], dtype=np.float64).reshape(-1, 3)
        self.commune = _numbered([one.facts.commune.casefold().strip() for one in profiles])
        self.territory = _numbered([one.facts.territory.casefold().strip() for one in profiles])
        self.publics = _numbered([one.publics for one in profiles])
        self.start, self.end = _periods(profiles)
        self.capacity = np.array([one.facts.capacity or np.nan for one in profiles], dtype=np.float64)
        self.over = np.array([one.facts.stage.casefold().startswith(_ENDED) for one in profiles], dtype=bool)
        self.roots = _matrix(profiles)

    def agreement(self, left: Ints, right: Ints, weights: Floats) -> Floats:
        """Return, for each pair, the sum of share × share × weight over their types."""
        total = np.zeros(len(left))
        for mine in range(WIDTH):
            for theirs in range(WIDTH):
                weight = weights[self.types[left, mine], self.types[right, theirs]]
                total = total + self.shares[left, mine] * self.shares[right, theirs] * weight
        return total

    def shared_codes(self, left: Ints, right: Ints) -> tuple[Floats, Floats]:
        """Return how many specific NAF codes and ROME codes each pair shares."""
        return _shared(self.naf, left, right), _shared(self.rome, left, right)

    def likeness(self, left: Ints, right: Ints) -> Floats:
        """Return the cosine of the stems of each pair."""
        if not len(left):
            return np.zeros(0)
        product = self.roots[left].multiply(self.roots[right])
        return np.asarray(product.sum(axis=1), dtype=np.float64).reshape(-1)

    def clientele(self, left: Ints, right: Ints) -> Floats:
        """Return the factor of shared publics of each pair; 1 when a side is unknown."""
        names = {number: self.profiles[at].publics for at, number in enumerate(self.publics.tolist())}
        size = len(names) + 1
        keys, places = np.unique((self.publics[left] + 1) * size + self.publics[right] + 1, return_inverse=True)
        couples = ((int(key) // size - 1, int(key) % size - 1) for key in keys)
        known = self.index.referential
        factors = [shared_publics(names.get(one, ()), names.get(other, ()), known) for one, other in couples]
        return np.array(factors, dtype=np.float64)[places.reshape(-1)] if factors else np.zeros(0)

    def distance(self, left: Ints, right: Ints) -> Floats:
        """Return the distance of each pair in kilometres, in a straight line; not a number when unknown."""
        step = self.points[left] - self.points[right]
        return np.sqrt(step[:, 0] * step[:, 0] + step[:, 1] * step[:, 1] + step[:, 2] * step[:, 2])

    def catchment(self, left: Ints, right: Ints, distance: Floats) -> Floats:
        """Return the decay with distance: 1 next door, one half at the scale of the wider service."""
        commune = (self.commune[left] == self.commune[right]) & (self.commune[left] >= 0)
        territory = (self.territory[left] == self.territory[right]) & (self.territory[left] >= 0)
        taken = np.where(commune, SAME_COMMUNE_KM, np.where(territory, SAME_TERRITORY_KM, np.nan))
        taken = np.where(np.isnan(distance), taken, distance)
        ratio = taken / np.maximum(self.scale[left], self.scale[right])
        return np.where(np.isnan(taken), PLACE_UNKNOWN, 1.0 / (1.0 + ratio * ratio))

    def period(self, left: Ints, right: Ints) -> Floats:
        """Return how much two activities run at the same time and for comparable volumes; 1 when unknown."""
        start, end = np.maximum(self.start[left], self.start[right]), np.minimum(self.end[left], self.end[right])
        shorter = np.minimum(self.end[left] - self.start[left], self.end[right] - self.start[right])
        time = np.clip((end - start) / np.maximum(shorter, 1.0), NEVER_MEET, 1.0)
        small = np.fmin(self.capacity[left], self.capacity[right])
        large = np.fmax(self.capacity[left], self.capacity[right])
        known = ~np.isnan(self.capacity[left]) & ~np.isnan(self.capacity[right])
        volume = np.where(known, 0.5 + 0.5 * small / large, 1.0)
        return time * volume * np.where(self.over[left] | self.over[right], OVER, 1.0)


def _padded(rows: list[list[int]]) -> Ints:
    table = np.full((len(rows), WIDTH), -1, dtype=np.int64)
    for at, row in enumerate(rows):
        table[at, : len(row[:WIDTH])] = row[:WIDTH]
    return table


def _padded_floats(rows: list[list[float]]) -> Floats:
    table = np.zeros((len(rows), WIDTH), dtype=np.float64)
    for at, row in enumerate(rows):
        table[at, : len(row[:WIDTH])] = row[:WIDTH]
    return table


def _coded(rows: list[tuple[str, ...]]) -> Ints:
    numbers = {code: at for at, code in enumerate(sorted({code for row in rows for code in row}))}
    return _padded([[numbers[code] for code in sorted(row)] for row in rows])


def _numbered(values: Sequence[str] | Sequence[tuple[str, ...]]) -> Ints:
    """Return one number per different value, -1 for an empty one."""
    numbers = {value: at for at, value in enumerate(dict.fromkeys(value for value in values if value))}
    return np.array([numbers.get(value, -1) for value in values], dtype=np.int64)


def _shared(codes: Ints, left: Ints, right: Ints) -> Floats:
    total = np.zeros(len(left))
    for mine in range(WIDTH):
        for theirs in range(WIDTH):
            total = total + ((codes[left, mine] == codes[right, theirs]) & (codes[left, mine] >= 0))
    return total


def _periods(profiles: Sequence[Profile]) -> tuple[Floats, Floats]:
    starts = [_day(one.facts.period[0], _OPEN_START) for one in profiles]
    ends = [_day(one.facts.period[1], _OPEN_END) for one in profiles]
    return np.array(starts, dtype=np.float64), np.array(ends, dtype=np.float64)


def _day(text: str, otherwise: float) -> float:
    try:
        return float(date.fromisoformat(text[:10]).toordinal()) if text else otherwise
    except ValueError:
        return otherwise


def _matrix(profiles: Sequence[Profile]) -> Any:
    from scipy.sparse import csr_matrix

    columns = {root: at for at, root in enumerate(sorted({root for one in profiles for root in one.roots}))}
    starts, places, weights = [0], list[int](), list[float]()
    for one in profiles:
        places.extend(columns[root] for root in one.roots)
        weights.extend(one.roots.values())
        starts.append(len(places))
    return csr_matrix((weights, places, starts), shape=(len(profiles), max(1, len(columns))), dtype=np.float64)
