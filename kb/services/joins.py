"""Which pairs are worth comparing: grouped joins inside a reach, never all the pairs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

import numpy as np

from kb.services.table import Floats, Ints, Table

#: A same service is looked for up to this many times its scale, a sibling up to one.
FAR, NEAR = 4.0, 1.0
#: A chain is looked for within reach of a handcart, whatever the scale of its services.
CHAIN_KM = 5.0
#: Distance inside which a shared code or a rare word makes a candidate.
CODE_KM = 15.0
#: A type held with less belief than this makes no candidate.
LEAST_SHARE = 0.12
#: A word written by more activities than this makes no candidate.
FREQUENT = 40
_CHUNK = 512


class Groups:
    """The activities of a table under each type, code and rare word that they hold; built once."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.types = _grouped([{code for code, share in one.types if share >= LEAST_SHARE} for one in table.profiles])
        self.codes = _grouped([{code[:4] for code in one.naf} | set(one.rome) for one in table.profiles])
        common = table.index.referential.common
        spread = Counter(root for one in table.profiles for root in one.roots)
        rare = {root for root, count in spread.items() if 1 < count <= FREQUENT and len(root) > 2} - common
        self.words = _grouped([rare.intersection(one.roots) for one in table.profiles])

    def candidates(self, only: int | None = None, everywhere: bool = False) -> tuple[Ints, Ints]:
        """Return the pairs to compare as two columns, the first before the second in the order of ids.

        With `only`, the pairs of that activity alone, exactly those of a full run. With `everywhere`, distance sets
        no limit: for files of a few hundred rows.
        """
        size = len(self.table.profiles)
        found = [np.zeros(0, dtype=np.int64)]
        for ours, theirs, limit in self._joins(only):
            for left, right in _sides(ours, theirs, only):
                found.append(_near(self.table, left, right, np.inf if everywhere else limit))
        keys = np.unique(np.concatenate(found))
        return keys // size, keys % size

    def _joins(self, only: int | None) -> Iterator[tuple[Ints, Ints, float]]:
        """Yield groups to join two by two, and the distance inside which they are joined."""
        known = self.table.index.referential
        for code, members in self.types.items():
            scale = known.types[code].scale_km
            yield members, members, FAR * scale
            for other in known.siblings(code):
                if code < other and other in self.types:
                    yield members, self.types[other], NEAR * min(scale, known.types[other].scale_km)
        for giver, taker in known.complements:
            if giver in self.types and taker in self.types:
                reach = min(CHAIN_KM, known.types[giver].scale_km, known.types[taker].scale_km)
                yield self.types[giver], self.types[taker], reach
        for members in self._held(only):
            yield members, members, CODE_KM

    def _held(self, only: int | None) -> Iterator[Ints]:
        """Yield the activities that share a NAF class (four digits), a ROME code or a rare word."""
        if only is None:
            yield from (*self.codes.values(), *self.words.values())
            return
        one = self.table.profiles[only]
        yield from (self.codes[code] for code in {code[:4] for code in one.naf} | set(one.rome))
        yield from (self.words[root] for root in one.roots if root in self.words)


def _grouped(held: list[set[str]]) -> dict[str, Ints]:
    groups: dict[str, list[int]] = defaultdict(list)
    for at, keys in enumerate(held):
        for key in keys:
            groups[key].append(at)
    return {key: np.array(groups[key], dtype=np.int64) for key in sorted(groups)}


def _sides(ours: Ints, theirs: Ints, only: int | None) -> Iterator[tuple[Ints, Ints]]:
    """Yield two groups to join; with `only`, that activity in place of each group that holds it."""
    if only is None:
        yield ours, theirs
        return
    one = np.array([only], dtype=np.int64)
    for group, others in ((ours, theirs), (theirs, ours)):
        at = np.searchsorted(group, only)
        if at < len(group) and group[at] == only:
            yield one, others


def _near(table: Table, ours: Ints, theirs: Ints, limit: float) -> Ints:
    """Return the pairs of two groups within a distance, or whose distance is unknown, as single numbers."""
    if not np.isfinite(limit) or len(ours) * len(theirs) <= _CHUNK * _CHUNK:
        return _block(table, ours, theirs, limit)
    height = table.points[:, 2]
    placed = theirs[~np.isnan(height[theirs])]
    placed = placed[np.argsort(height[placed], kind="stable")]
    lost = theirs[np.isnan(height[theirs])]
    nowhere = ours[np.isnan(height[ours])]
    ours = ours[~np.isnan(height[ours])]
    ours = ours[np.argsort(height[ours], kind="stable")]
    found = [_block(table, nowhere, theirs, limit), _block(table, ours, lost, limit)]
    for start in range(0, len(ours), _CHUNK):
        part = ours[start : start + _CHUNK]
        low = np.searchsorted(height[placed], height[part[0]] - limit)
        high = np.searchsorted(height[placed], height[part[-1]] + limit, side="right")
        found.append(_block(table, part, placed[low:high], limit))
    return np.concatenate(found)


def _block(table: Table, ours: Ints, theirs: Ints, limit: float) -> Ints:
    size = len(table.profiles)
    if not len(ours) or not len(theirs):
        return np.zeros(0, dtype=np.int64)
    low, high = np.minimum(ours[:, None], theirs), np.maximum(ours[:, None], theirs)
    kept = low != high
    if np.isfinite(limit):
        kept &= ~(_squares(table.points[ours], table.points[theirs]) > limit * limit)
    keys: Ints = (low * size + high)[kept]
    return keys


def _squares(ours: Floats, theirs: Floats) -> Floats:
    total = np.zeros((len(ours), len(theirs)))
    for axis in range(3):
        step = ours[:, axis, None] - theirs[:, axis]
        total = total + step * step
    return total
