"""Shortest paths by whole steps from both ends at once: the one search every engine shares."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import islice
from typing import Protocol

#: Under how many actors a step is taken without asking first.
NARROW = 16
#: How many ties of a narrow step are listed before it is held to pass by an actor that half the base is tied to.
CROWD = 400


class Pairs(Protocol):
    """Gives (one of these ids, its neighbour) for a set of ids; with `to`, the neighbours among these alone."""

    def __call__(self, ids: Collection[str], to: Collection[str] | None = None) -> Iterable[tuple[str, str]]: ...


def shortest_path(start: str, end: str, most: int, pairs: Pairs, hidden: Collection[str] = ()) -> list[str]:
    """Return the ids along one shortest path of at most `most` ties, empty when there is none.

    Of several as short, the one whose ids come first in order, from `start` on: every engine gives the same one.
    """
    if start == end:
        return [start]
    reached: list[Reached] = [{start: set()}, {end: set()}]
    frontiers: list[Collection[str]] = [{start}, {end}]
    crowded = [False, False]
    for steps in range(most):
        side = 0 if (crowded[0], len(frontiers[0])) <= (crowded[1], len(frontiers[1])) else 1
        step = _few(pairs, frontiers[side])
        if step is None and (other := _few(pairs, frontiers[1 - side])) is not None:
            # The nearer side has an actor tied to thousands, the farther one has not.
            crowded[side], side, step = True, 1 - side, other
        here, there = frontiers[side], frontiers[1 - side]
        # The last step is the widest: ask whether the two sides touch before taking it, unless it is narrow.
        touching = pairs(here, there) if step is None else (pair for pair in step if pair[1] in there)
        met = {pair if side == 0 else pair[::-1] for pair in touching}
        if met:
            return _least(start, met, reached)
        if steps + 1 == most:
            break
        found = _next_step(pairs(here) if step is None else step, reached[side], hidden)
        if not found:
            break
        reached[side].update(found)
        frontiers[side], crowded[side] = found.keys(), False
    return []


def _few(pairs: Pairs, here: Collection[str]) -> list[tuple[str, str]] | None:
    """Return the ties of a narrow step, None when the step or what it leads to is wide."""
    if len(here) >= NARROW:
        return None
    listed = list(islice(pairs(here), CROWD + 1))
    return listed if len(listed) <= CROWD else None


#: What a side has reached, each with those one step nearer to its end.
Reached = dict[str, set[str]]


def _next_step(pairs: Iterable[tuple[str, str]], reached: Reached, hidden: Collection[str]) -> Reached:
    found: Reached = {}
    for near, other in pairs:
        if other not in reached and other not in hidden:
            found.setdefault(other, set()).add(near)
    return found


def _least(start: str, met: Collection[tuple[str, str]], reached: Sequence[Reached]) -> list[str]:
    """Return the path that comes first among those that pass by one of the pairs where the two sides met."""
    ways: dict[str, set[str]] = defaultdict(set)
    for near, other in met:
        ways[near].add(other)
    layer = set(ways)
    while layer != {start}:
        nearer: set[str] = set()
        for actor in layer:
            for parent in reached[0][actor]:
                ways[parent].add(actor)
                nearer.add(parent)
        layer = nearer
    path = [start]
    while path[-1] in ways:
        path.append(min(ways[path[-1]]))
    while nexts := reached[1][path[-1]]:
        path.append(min(nexts))
    return path
