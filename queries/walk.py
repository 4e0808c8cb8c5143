"""Walking the ties: the least costly chains between actors, read from the base a frontier at a time."""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kb.graph import Tie
from kb.kinds import TIES
from kb.view import View
from queries.ties import OLD_YEARS, tie_age

#: What weighs on a tie beside the cost of its kind.
PLANNED_COST, OLD_COST = 3, 1
#: The search gives up beyond this many actors, or this cost.
MOST_ACTORS, MOST_COST = 10_000, 24
#: Ties that say nothing of who knows whom.
_NOT_FOLLOWED = frozenset({"concerns", "contests", "solicits"})
PATH_TIES: tuple[str, ...] = tuple(code for code in TIES if code not in _NOT_FOLLOWED)
#: Ties by which one organisation can introduce another: sharing a place is not knowing each other.
WARM_TIES: tuple[str, ...] = tuple(
    code
    for code in PATH_TIES
    if code not in {"present_in", "covers", "takes_place_in", "governs", "operates_in", "contact_of", "successor"}
)


@dataclass(frozen=True, slots=True)
class Path:
    """One chain: the actors in order, the tie that carries each step, and its cost."""

    actors: tuple[str, ...]
    ties: tuple[Tie, ...]
    cost: int

    @property
    def through(self) -> tuple[str, ...]:
        """Return the actors between both ends."""
        return self.actors[1:-1]


def tie_cost(tie: Tie, today: dt.date) -> int:
    """Return how hard a tie is to walk: the cost of its kind, more when it is planned, more when it is old."""
    age = tie_age(tie, today)
    old = OLD_COST if age is not None and age >= OLD_YEARS and not tie.valid_from else 0
    return TIES[tie.kind].cost + (PLANNED_COST if tie.planned or tie.cancelled else 0) + old


@dataclass
class Surroundings:
    """The least costly tie from each actor to each neighbour, read from the base a frontier at a time and kept."""

    view: View
    kinds: Sequence[str] = PATH_TIES

    def __post_init__(self) -> None:
        # What was read stays with the state of the base: the next walk of the same viewer starts from it.
        kinds = ",".join(self.kinds)
        self._near: dict[str, dict[str, tuple[int, Tie]]] = self.view.memo(f"surroundings:{kinds}", dict)
        if len(self._near) > MOST_ACTORS:
            self._near = {}

    def of(self, actor: str) -> Mapping[str, tuple[int, Tie]]:
        """Return the neighbours of an actor already read."""
        return self._near[actor]

    def read(self, actors: Iterable[str]) -> None:
        """Read what surrounds some actors, those already read aside."""
        new = [actor for actor in dict.fromkeys(actors) if actor not in self._near]
        if not new:
            return
        # Shared with other requests: an actor is shown to them once everything around it has been read, never before.
        fresh: dict[str, dict[str, tuple[int, Tie]]] = {actor: {} for actor in new}
        for tie in self.view.expand(new, self.kinds, limit_per_node=None).ties:
            cost = tie_cost(tie, self.view.date)
            for one, other in ((tie.start, tie.end), (tie.end, tie.start)):
                near = fresh.get(one)
                if near is not None and (other not in near or (cost, tie.id) < (near[other][0], near[other][1].id)):
                    near[other] = (cost, tie)
        self._near.update(fresh)

    def tie(self, one: str, other: str) -> Tie:
        """Return the least costly tie between two actors of which one at least was read."""
        near = self._near.get(one, {}).get(other) or self._near[other][one]
        return near[1]


class _Side:
    """One end of the search: what it reached, at which cost, and from where."""

    def __init__(self, origins: Collection[str]) -> None:
        self.cost = dict.fromkeys(origins, 0)
        self.before: dict[str, str] = {}
        self.queue = [(0, origin) for origin in sorted(origins)]
        self.done: set[str] = set()

    def least(self) -> int | None:
        """Return the cost of the nearest actors not yet left behind."""
        while self.queue and self.queue[0][1] in self.done:
            heapq.heappop(self.queue)
        return self.queue[0][0] if self.queue else None

    def frontier(self) -> list[str]:
        """Return every actor at the least cost, and leave them behind."""
        cost, found = self.least(), []
        while self.queue and self.queue[0][0] == cost:
            actor = heapq.heappop(self.queue)[1]
            if actor not in self.done:
                self.done.add(actor)
                found.append(actor)
        return found

    def chain(self, actor: str) -> list[str]:
        """Return the actors from an origin to this one."""
        found = [actor]
        while found[-1] in self.before:
            found.append(self.before[found[-1]])
        return found[::-1]


def best_path(
    around: Surroundings, starts: Collection[str], end: str, avoid: Collection[str] = (), cut: Collection[str] = ()
) -> Path | None:
    """Return the least costly chain from one of `starts` to `end`, or None.

    `avoid` names actors it may not go through, `cut` the ids of ties it may not use. Same base, same chain.
    """
    sides = (_Side(starts), _Side({end}))
    best: tuple[int, str] | None = None
    while True:
        nearest = [side.least() for side in sides]
        if nearest[0] is None or nearest[1] is None or sum(len(side.done) for side in sides) > MOST_ACTORS:
            break
        if nearest[0] + nearest[1] >= (best[0] if best else MOST_COST):
            break
        turn = 0 if (nearest[0], len(sides[0].queue)) <= (nearest[1], len(sides[1].queue)) else 1
        best = _advance(around, sides[turn], sides[1 - turn], best, set(avoid), set(cut))
    if best is None or best[0] > MOST_COST:
        return None
    actors = sides[0].chain(best[1])[:-1] + sides[1].chain(best[1])[::-1]
    ties = tuple(around.tie(a, b) for a, b in pairwise(actors))
    return Path(tuple(actors), ties, best[0])


def _advance(
    around: Surroundings, side: _Side, other: _Side, best: tuple[int, str] | None, avoid: set[str], cut: set[str]
) -> tuple[int, str] | None:
    """Walk one frontier of a side and return the best meeting place known after it."""
    frontier = side.frontier()
    around.read(frontier)
    for actor in frontier:
        for near, (cost, tie) in around.of(actor).items():
            if near in avoid or tie.id in cut:
                continue
            total = side.cost[actor] + cost
            if total < side.cost.get(near, MOST_COST + 1):
                side.cost[near], side.before[near] = total, actor
                heapq.heappush(side.queue, (total, near))
                if near in other.cost:
                    met = (total + other.cost[near], near)
                    best = met if best is None or met < best else best
    return best


def best_paths(around: Surroundings, starts: Collection[str], end: str, most: int = 3) -> list[Path]:
    """Return up to `most` chains that share no intermediary, the least costly first."""
    found: list[Path] = []
    avoid: set[str] = set()
    cut: set[str] = set()
    while len(found) < most:
        path = best_path(around, starts, end, avoid, cut)
        if path is None:
            break
        found.append(path)
        avoid |= set(path.through) - set(starts)
        if not path.through:
            cut |= {tie.id for tie in path.ties}
    return found


def nearest_paths(
    around: Surroundings, starts: Collection[str], wanted: Collection[str], most_cost: int, closed: Collection[str] = ()
) -> dict[str, Path]:
    """Return the least costly chain from any of `starts` to each wanted actor within a cost, in one walk; none goes through a `closed` one."""
    side, missing = _Side(starts), set(wanted) - set(starts)
    while missing and (least := side.least()) is not None and least < most_cost and len(side.done) <= MOST_ACTORS:
        frontier = side.frontier()
        missing.difference_update(frontier)
        around.read(frontier)
        for actor in frontier:
            if actor in closed and actor not in starts:
                continue
            for near, (cost, _) in around.of(actor).items():
                total = side.cost[actor] + cost
                if total <= most_cost and total < side.cost.get(near, MOST_COST + 1):
                    side.cost[near], side.before[near] = total, actor
                    heapq.heappush(side.queue, (total, near))
    found = {}
    for actor in sorted(set(wanted) - set(starts)):
        if actor in side.cost:
            actors = side.chain(actor)
            ties = tuple(around.tie(a, b) for a, b in pairwise(actors))
            found[actor] = Path(tuple(actors), ties, side.cost[actor])
    return found
