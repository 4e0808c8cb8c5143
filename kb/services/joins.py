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


def candidates(table: Table, only: int | None = None, everywhere: bool = False) -> tuple[Ints, Ints]:
    """Return the pairs to compare as two columns, the first before the second in the order of ids.

    With `only`, the pairs of that activity alone, exactly those of a full run. With `everywhere`, distance sets
    no limit: for files of a few hundred rows.
    """
    size = len(table.profiles)
    found = [np.zeros(0, dtype=np.int64)]
    for ours, theirs, limit in _joins(table):
        if only is not None:
            found.extend(_around(table, only, ours, theirs, limit, everywhere))
        else:
            found.append(_near(table, ours, theirs, np.inf if everywhere else limit))
    keys = np.unique(np.concatenate(found))
    return keys // size, keys % size


def _around(table: Table, only: int, ours: Ints, theirs: Ints, limit: float, everywhere: bool) -> Iterator[Ints]:
    one = np.array([only], dtype=np.int64)
    for group, others in ((ours, theirs), (theirs, ours)):
        at = np.searchsorted(group, only)
        if at < len(group) and group[at] == only:
            yield _near(table, one, others, np.inf if everywhere else limit)


def _joins(table: Table) -> Iterator[tuple[Ints, Ints, float]]:
    """Yield groups to join two by two, and the distance inside which they are joined."""
    known, groups = table.index.referential, _by_type(table)
    for code, members in groups.items():
        scale = known.types[code].scale_km
        yield members, members, FAR * scale
        for other in known.siblings(code):
            if code < other and other in groups:
                yield members, groups[other], NEAR * min(scale, known.types[other].scale_km)
    for giver, taker in known.complements:
        if giver in groups and taker in groups:
            reach = min(CHAIN_KM, known.types[giver].scale_km, known.types[taker].scale_km)
            yield groups[giver], groups[taker], reach
    for members in (*_by_code(table), *_by_rare_word(table)):
        yield members, members, CODE_KM


def _by_type(table: Table) -> dict[str, Ints]:
    groups: dict[str, list[int]] = defaultdict(list)
    for at, one in enumerate(table.profiles):
        for code, share in one.types:
            if share >= LEAST_SHARE:
                groups[code].append(at)
    return {code: np.array(groups[code], dtype=np.int64) for code in sorted(groups)}


def _by_code(table: Table) -> Iterator[Ints]:
    """Yield the activities that share a NAF class (four digits) or a ROME code; catch-all codes are absent."""
    groups: dict[str, list[int]] = defaultdict(list)
    for at, one in enumerate(table.profiles):
        for code in sorted({code[:4] for code in one.naf} | set(one.rome)):
            groups[code].append(at)
    return (np.array(groups[code], dtype=np.int64) for code in sorted(groups) if len(groups[code]) > 1)


def _by_rare_word(table: Table) -> Iterator[Ints]:
    common = table.index.referential.common
    spread = Counter(root for one in table.profiles for root in one.roots)
    groups: dict[str, list[int]] = defaultdict(list)
    for at, one in enumerate(table.profiles):
        for root in one.roots:
            if 1 < spread[root] <= FREQUENT and root not in common and len(root) > 2:
                groups[root].append(at)
    return (np.array(groups[root], dtype=np.int64) for root in sorted(groups))


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
