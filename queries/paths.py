"""How two actors are tied: the least costly chains of ties, found step by step around both ends, said in words."""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Annotated, Any

from kb.errors import BadParameter
from kb.graph import Tie
from kb.kinds import TIES
from kb.text import fold
from kb.view import View
from queries.answers import Answer, Column, NetNode, Network, Table
from queries.base import Param, query
from queries.drawing import edge_of
from queries.presence import demo_sources
from queries.ties import OLD_YEARS, full_sentence, tie_age, tie_day
from queries.words import counted, sentences

#: What weighs on a tie beside the cost of its kind.
PLANNED_COST, OLD_COST = 3, 1
#: The search gives up beyond this many actors, or this cost.
MOST_ACTORS, MOST_COST = 20_000, 24
#: Ties that say nothing of who knows whom.
_NOT_FOLLOWED = frozenset({"concerns", "contests", "solicits"})
PATH_TIES: tuple[str, ...] = tuple(code for code in TIES if code not in _NOT_FOLLOWED)


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
    return TIES[tie.kind].cost + (PLANNED_COST if tie.planned else 0) + old


@dataclass
class Surroundings:
    """The least costly tie from each actor to each neighbour, read from the base a frontier at a time and kept."""

    view: View
    _near: dict[str, dict[str, tuple[int, Tie]]] = field(default_factory=dict)

    def of(self, actor: str) -> Mapping[str, tuple[int, Tie]]:
        """Return the neighbours of an actor already read."""
        return self._near[actor]

    def read(self, actors: Iterable[str]) -> None:
        """Read what surrounds some actors, those already read aside."""
        new = [actor for actor in dict.fromkeys(actors) if actor not in self._near]
        for actor in new:
            self._near[actor] = {}
        if not new:
            return
        for tie in self.view.expand(new, PATH_TIES, limit_per_node=None).ties:
            cost = tie_cost(tie, self.view.date)
            for one, other in ((tie.start, tie.end), (tie.end, tie.start)):
                near = self._near.get(one)
                if near is not None and (other not in near or (cost, tie.id) < (near[other][0], near[other][1].id)):
                    near[other] = (cost, tie)

    def tie(self, one: str, other: str) -> Tie:
        """Return the least costly tie between two actors of which one at least was read."""
        near = self._near.get(one, {}).get(other) or self._near[other][one]
        return near[1]

    def __len__(self) -> int:
        return len(self._near)


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
        if nearest[0] is None or nearest[1] is None or len(around) > MOST_ACTORS:
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


@dataclass(frozen=True, kw_only=True)
class PathAnswer(Answer):
    """The chains between two actors, each step a sentence with its source."""

    paths: Sequence[Path]
    names: Mapping[str, str]
    kinds: Mapping[str, str]
    demo: frozenset[str]
    network: Network

    def steps(self, path: Path) -> list[str]:
        """Return the steps of a chain, one sentence each, the demonstration ones told."""
        return [
            full_sentence(tie, self.names) + (" [fait de démonstration]" if tie.source in self.demo else "")
            for tie in path.ties
        ]

    def table(self) -> Table:
        columns = [Column("path", "Chemin", "number"), Column("step", "Étape", "number"),
                   Column("sentence", "Ce qui les relie"), Column("day", "Date", "date")]  # fmt: skip
        rows: list[dict[str, Any]] = []
        proofs = []
        for n, path in enumerate(self.paths, 1):
            for step, (tie, said) in enumerate(zip(path.ties, self.steps(path), strict=True), 1):
                rows.append({"path": n, "step": step, "sentence": said, "day": tie_day(tie), "tie": tie.id})
                proofs.append({"sentence": (tie.claim,), "day": (tie.claim,)})
        return Table(columns, rows, proofs, self.title)

    def picture(self) -> Network | None:
        return self.network if self.paths else None


@query("chemin", title="Comment sont-ils liés ?", explain="Par qui passe-t-on d'un acteur à un autre, et qui le dit ?")
def explain_path(
    view: View,
    start: Annotated[str, Param("De", kind="actor")],
    end: Annotated[str, Param("À", kind="actor")],
    most: Annotated[int, Param("Chemins au plus", kind="int", least=1, most=5)] = 3,
) -> PathAnswer:
    """Return up to `most` chains of ties between two actors, the best first, without a shared intermediary."""
    if start == end:
        raise BadParameter("Choisissez deux acteurs différents.")
    around = Surroundings(view)
    paths = best_paths(around, {start}, end, most)
    actors = view.get([start, end, *(actor for path in paths for actor in path.actors)])
    names = {actor.id: actor.name for actor in actors.values()}
    return PathAnswer(
        title=f"De {names[start]} à {names[end]}",
        sentence=_sentence(paths, names, start, end),
        paths=paths,
        names=names,
        kinds={actor.id: actor.kind for actor in actors.values()},
        demo=demo_sources(view),
        network=_network(view, paths, names, {a.id: a.kind for a in actors.values()}),
        gaps=_gaps(view, paths),
    )


def _sentence(paths: Sequence[Path], names: Mapping[str, str], start: str, end: str) -> str:
    if not paths:
        return sentences([f"Aucun chemin connu entre {names[start]} et {names[end]} : ce serait un premier contact"])
    best = paths[0]
    if best.through:
        said = f"{names[start]} et {names[end]} sont liés par {', puis '.join(names[a] for a in best.through)}"
    else:
        said = f"{names[start]} et {names[end]} sont liés directement : {full_sentence(best.ties[0], names)}"
    others = len(paths) - 1
    return sentences([said, f"{counted(others, 'autre')} {'chemin' if others == 1 else 'chemins'}" if others else ""])


def _gaps(view: View, paths: Sequence[Path]) -> list[str]:
    ties = {tie.id: tie for path in paths for tie in path.ties}.values()
    demo = sum(tie.source in demo_sources(view) for tie in ties)
    undated = sum(not tie_day(tie) for tie in ties)
    said = [f"{counted(demo, 'lien')} de démonstration : à ne pas prendre pour acquis."] if demo else []
    return said + ([f"{counted(undated, 'lien')} sans date : à vérifier avant de s'en servir."] if undated else [])


def _network(view: View, paths: Sequence[Path], names: Mapping[str, str], kinds: Mapping[str, str]) -> Network:
    ids = sorted({actor for path in paths for actor in path.actors}, key=lambda a: (fold(names[a]), a))
    ties = {tie.id: tie for path in paths for tie in path.ties}
    centre = paths[0].actors[0] if paths else ""
    return Network([NetNode(a, names[a], kinds[a]) for a in ids], [edge_of(view, t) for t in ties.values()], centre)
