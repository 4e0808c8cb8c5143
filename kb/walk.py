"""Shortest paths by whole steps from both ends at once: the one search every engine shares."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Protocol

#: Under how many actors a step is taken without asking first.
NARROW = 16


class Pairs(Protocol):
    """Gives (one of these ids, its neighbour) for a set of ids; with `to`, the neighbours among these alone."""

    def __call__(self, ids: Collection[str], to: Collection[str] | None = None) -> Iterable[tuple[str, str]]: ...


def shortest_path(start: str, end: str, most: int, pairs: Pairs, hidden: Collection[str] = ()) -> list[str]:
    """Return the ids along one shortest path of at most `most` ties, empty when there is none.

    The least ids win where several paths are as short, so that every engine gives the same one.
    """
    if start == end:
        return [start]
    reached: list[dict[str, str]] = [{start: ""}, {end: ""}]
    frontiers: list[Collection[str]] = [{start}, {end}]
    for steps in range(most):
        side = 0 if len(frontiers[0]) <= len(frontiers[1]) else 1
        here, there = frontiers[side], frontiers[1 - side]
        # The last step is the widest: ask whether the two sides touch before taking it, unless it is narrow.
        step = list(pairs(here)) if len(here) < NARROW else None
        touching = pairs(here, there) if step is None else (pair for pair in step if pair[1] in there)
        met = min(touching, default=None)
        if met is not None:
            near, other = met if side == 0 else met[::-1]
            return [*reversed(_back(near, reached[0])), *_back(other, reached[1])]
        if steps + 1 == most:
            break
        found = _next_step(pairs(here) if step is None else step, reached[side], hidden)
        if not found:
            break
        reached[side].update(found)
        frontiers[side] = found.keys()
    return []


def _next_step(pairs: Iterable[tuple[str, str]], reached: dict[str, str], hidden: Collection[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for near, other in pairs:
        if other not in reached and other not in hidden and (other not in found or near < found[other]):
            found[other] = near
    return found


def _back(last: str, reached: dict[str, str]) -> list[str]:
    path = [last]
    while reached[path[-1]]:
        path.append(reached[path[-1]])
    return path
