"""Shortest paths by whole steps from both ends at once: the one search every engine shares."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

#: Gives (one of these ids, its neighbour) for a set of ids.
Pairs = Callable[[Collection[str]], Iterable[tuple[str, str]]]


def shortest_path(start: str, end: str, most: int, pairs: Pairs, hidden: Collection[str] = ()) -> list[str]:
    """Return the ids along one shortest path of at most `most` ties, empty when there is none.

    The least ids win where several paths are as short, so that every engine gives the same one.
    """
    if start == end:
        return [start]
    reached: list[dict[str, str]] = [{start: ""}, {end: ""}]
    frontiers: list[Collection[str]] = [{start}, {end}]
    for _ in range(most):
        side = 0 if len(frontiers[0]) <= len(frontiers[1]) else 1
        found = _next_step(pairs(frontiers[side]), reached[side], hidden)
        if not found:
            return []
        met = found.keys() & reached[1 - side].keys()
        reached[side].update(found)
        if met:
            middle = min(met)
            return [*reversed(_back(middle, reached[0])), *_back(middle, reached[1])[1:]]
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
