"""The visible graph as sparse arrays, for paths, rankings and all-pairs work; it follows the base by its change log.

What changed since the arrays were built lies beside them: an overlay of new ties, a mark on those that are gone. Beyond
two changes for a hundred ties, the arrays are built again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kb.arrays import Arrays, Ints, compress, places_of
from kb.kinds import TIES
from kb.pause import collector_paused

if TYPE_CHECKING:
    from kb.view import View

#: Share of the ties that may have changed before the arrays are built again (and a floor for small bases).
MOST_CHANGED, LEAST_REBUILT = 0.02, 256
#: Tie kinds as small numbers, in the order they are declared.
KIND_NUMBERS = {code: number for number, code in enumerate(TIES)}
_COSTS = np.array([kind.cost for kind in TIES.values()], dtype=np.float32)


@dataclass(frozen=True)
class Projection:
    """The graph one view shows, undirected, as compressed sparse rows, with what changed since beside it."""

    base: Arrays
    seq: int
    hidden: frozenset[str]
    dead: NDArray[np.bool_]
    gone: frozenset[int] = frozenset()
    more_ids: tuple[str, ...] = ()
    more_index: dict[str, int] = field(default_factory=dict)
    overlay: dict[str, tuple[int, int, int]] = field(default_factory=dict)

    # -- the arrays -----------------------------------------------------------------------------------------------

    @cached_property
    def ids(self) -> list[str]:
        """Return the ids of the actors by number, those that left included (no tie leads to them)."""
        return [*self.base.ids, *self.more_ids] if self.more_ids else self.base.ids

    @cached_property
    def index(self) -> dict[str, int]:
        """Return the number of each actor."""
        return {i: n for n, i in enumerate(self.ids) if n not in self.gone}

    @cached_property
    def _settled(self) -> tuple[Ints, Ints, Ints]:
        alive = ~self.dead
        late = np.array(list(self.overlay.values()), dtype=np.int32).reshape(-1, 3)
        base = self.base
        return tuple(  # type: ignore[return-value]
            np.concatenate([column[alive], late[:, n]]) for n, column in enumerate((base.starts, base.ends, base.kinds))
        )

    @cached_property
    def _rows(self) -> tuple[Ints, Ints, Ints]:
        if not self.overlay and not self.dead.any() and not self.more_ids:
            return self.base.indptr, self.base.indices, self.base.edges
        starts, ends, _ = self._settled
        return compress(starts, ends, len(self.ids))

    @property
    def indptr(self) -> Ints:
        """Return where the row of each actor begins and ends."""
        return self._rows[0]

    @property
    def indices(self) -> Ints:
        """Return the neighbour of each entry: a tie has one in each of its two rows."""
        return self._rows[1]

    @property
    def kinds(self) -> Ints:
        """Return the kind of each entry's tie, numbered as in `KIND_NUMBERS`."""
        kinds: Ints = self._settled[2][self._rows[2]]
        return kinds

    @property
    def weights(self) -> NDArray[np.float32]:
        """Return what each entry's tie costs to a path, as its kind declares."""
        return _COSTS[self.kinds]

    def __len__(self) -> int:
        return len(self.ids) - len(self.gone)

    @property
    def size(self) -> int:
        """Return how many ties the graph has."""
        return len(self.base.starts) - int(np.count_nonzero(self.dead)) + len(self.overlay)

    # -- walking --------------------------------------------------------------------------------------------------

    @cached_property
    def _near(self) -> dict[int, list[int]]:
        near: dict[int, list[int]] = defaultdict(list)
        for start, end, _ in self.overlay.values():
            near[start].append(end)
            near[end].append(start)
        return near

    @cached_property
    def _any_dead(self) -> bool:
        return bool(self.dead.any())

    def _number(self, actor_id: str) -> int | None:
        number = self.more_index.get(actor_id, self.base.index.get(actor_id))
        return None if number in self.gone else number

    def _entries(self, frontier: Ints) -> tuple[Ints, Ints]:
        """Return, for each tie of a frontier, the actor it leaves from and the one it leads to."""
        base = self.base
        inside = frontier if not self.more_ids else frontier[frontier < len(base.ids)]
        first = base.indptr[inside]
        counts = base.indptr[inside + 1] - first
        ends = counts.cumsum()
        total = int(ends[-1]) if len(ends) else 0
        places = np.arange(total, dtype=np.int32) + (first - ends + counts).repeat(counts)
        near, other = inside.repeat(counts), base.indices[places]
        if self._any_dead:
            alive = ~self.dead[base.edges[places]]
            near, other = near[alive], other[alive]
        if self.overlay:
            late = [(n, o) for n in frontier.tolist() for o in self._near.get(n, ())]
            if late:
                added = np.array(late, dtype=np.int32)
                near, other = np.concatenate([near, added[:, 0]]), np.concatenate([other, added[:, 1]])
        return near, other

    def pairs(self, ids: Collection[str], to: Collection[str] | None = None) -> Iterator[tuple[str, str]]:
        """Yield (one of these ids, its neighbour), as a view's own primitive does; with `to`, among these alone."""
        near, other = self._entries(self._numbers(ids))
        if to is not None:
            kept = np.isin(other, self._numbers(to))
            near, other = near[kept], other[kept]
        for a, b in zip(near.tolist(), other.tolist(), strict=True):
            yield self.ids[a], self.ids[b]

    def _numbers(self, ids: Iterable[str]) -> Ints:
        return np.array([n for i in dict.fromkeys(ids) if (n := self._number(i)) is not None], dtype=np.int32)

    def neighbours(self, actor_id: str) -> set[str]:
        """Return the ids of the actors one tie away."""
        return self.ego([actor_id], 1)

    def ego(self, ids: Iterable[str], steps: int = 2) -> set[str]:
        """Return the ids of the actors at most `steps` ties away from some actors, these left out."""
        frontier = self._numbers(ids)
        seen = np.zeros(len(self.ids), dtype=np.bool_)
        seen[frontier] = True
        found: list[int] = []
        for _ in range(steps):
            _, other = self._entries(frontier)
            other = other[~seen[other]]
            seen[other] = True
            frontier = self._distinct(other)
            if not len(frontier):
                break
            found += frontier.tolist()
        listed = self.ids
        return {listed[n] for n in found}

    def path(self, start: str, end: str, most: int = 6) -> list[str]:
        """Return the ids along one shortest path of at most `most` ties, both ends included; empty when none is."""
        a, b = self._number(start), self._number(end)
        if a is None or b is None:
            return []
        if a == b:
            return [start]
        parents = [np.full(len(self.ids), -1, dtype=np.int32) for _ in (a, b)]
        frontiers = [np.array([n], dtype=np.int32) for n in (a, b)]
        parents[0][a], parents[1][b] = a, b
        for _ in range(most):
            side = 0 if len(frontiers[0]) <= len(frontiers[1]) else 1
            near, other = self._entries(frontiers[side])
            met = np.flatnonzero(parents[1 - side][other] >= 0)
            if len(met):
                ends = (int(near[met[0]]), int(other[met[0]]))
                return self._joined(ends if side == 0 else ends[::-1], parents)
            fresh = np.flatnonzero(parents[side][other] < 0)
            if not len(fresh):
                return []
            near, other = near[fresh], other[fresh]
            parents[side][other] = near
            frontiers[side] = self._distinct(other)
        return []

    def _joined(self, ends: tuple[int, int], parents: list[Ints]) -> list[str]:
        halves = []
        for last, back in zip(ends, parents, strict=True):
            half = [last]
            while back[half[-1]] != half[-1]:
                half.append(int(back[half[-1]]))
            halves.append(half)
        return [self.ids[n] for n in (*reversed(halves[0]), *halves[1])]

    def _distinct(self, numbers: Ints) -> Ints:
        # Each number keeps its last place: no sort, whatever the length.
        places = np.arange(len(numbers), dtype=np.int32)
        last = np.empty(len(self.ids), dtype=np.int32)
        last[numbers] = places
        kept: Ints = numbers[last[numbers] == places]
        return kept

    # -- the whole graph ------------------------------------------------------------------------------------------

    def matrix(self) -> Any:
        """Return the symmetric scipy matrix of how many ties join two actors, rows in the order of `ids`."""
        from scipy.sparse import coo_array

        starts, ends, _ = self._settled
        ones = np.ones(2 * len(starts))
        places = (np.concatenate([starts, ends]), np.concatenate([ends, starts]))
        return coo_array((ones, places), shape=(len(self.ids), len(self.ids))).tocsr()

    def pagerank(self, damping: float = 0.85, precision: float = 1e-10, most: int = 200) -> dict[str, float]:
        """Return how often a walker along the ties passes by each actor; the ranks sum to one."""
        numbers = np.array(sorted(self.index.values()), dtype=np.int32)
        if not len(numbers):
            return {}
        matrix = self.matrix()[numbers][:, numbers]
        degrees = np.asarray(matrix.sum(axis=1)).ravel()
        alone = degrees == 0
        share = np.divide(1.0, degrees, out=np.zeros_like(degrees), where=~alone)
        ranks = np.full(len(numbers), 1.0 / len(numbers))
        for _ in range(most):
            spread = matrix @ (ranks * share) + ranks[alone].sum() / len(numbers)
            after = damping * spread + (1 - damping) / len(numbers)
            change, ranks = float(np.abs(after - ranks).sum()), after
            if change < precision:
                break
        return {self.ids[n]: float(rank) for n, rank in zip(numbers.tolist(), ranks.tolist(), strict=True)}

    def components(self) -> list[list[str]]:
        """Return the groups of actors that ties join, the largest first, each in the order of its ids."""
        from scipy.sparse.csgraph import connected_components

        _, labels = connected_components(self.matrix(), directed=False)
        groups: dict[int, list[str]] = defaultdict(list)
        for actor_id in sorted(self.index):
            groups[int(labels[self.index[actor_id]])].append(actor_id)
        return sorted(groups.values(), key=lambda group: (-len(group), group[0]))

    # -- following the base ---------------------------------------------------------------------------------------

    def follow(self, view: View) -> Projection:
        """Return the projection of a later view of the same date and viewer, by what changed; itself if nothing did."""
        last = view.last_change()
        if last == self.seq:
            return self
        room = max(LEAST_REBUILT, int(MOST_CHANGED * len(self.base.starts))) - len(self.overlay)
        changes = view._changes(self.seq, room + 1) if last > self.seq else []
        if not changes or len(changes) > room or view._hidden() != self.hidden:
            return build_projection(view)
        actors = {key: op for _, op, what, key in changes if what == "actor"}
        ties = {key: op for _, op, what, key in changes if what == "tie"}
        return self._with_actors(actors)._with_ties(view, ties, changes[-1][0])

    def _with_actors(self, last_ops: dict[str, str]) -> Projection:
        if not last_ops:
            return self
        gone, more, index = set(self.gone), list(self.more_ids), dict(self.more_index)
        for key, op in last_ops.items():
            number = index.get(key, self.base.index.get(key))
            if op == "delete" and number is not None:
                gone.add(number)
            elif op != "delete" and number is None and key not in self.hidden:
                index[key] = len(self.base.ids) + len(more)
                more.append(key)
            elif op != "delete" and number is not None:
                gone.discard(number)
        return replace(self, gone=frozenset(gone), more_ids=tuple(more), more_index=index)

    def _with_ties(self, view: View, last_ops: dict[str, str], seq: int) -> Projection:
        overlay = {tid: tie for tid, tie in self.overlay.items() if tid not in last_ops}
        dead = self.dead.copy()
        dead[places_of(self.base.names, last_ops)] = True
        # What was deleted is not asked again: the question costs more than all the rest.
        for tid, kind, start, end in view._edges([tid for tid, op in last_ops.items() if op != "delete"]):
            a, b = self._number(start), self._number(end)
            if a is not None and b is not None:
                overlay[tid] = (a, b, KIND_NUMBERS[kind])
        return replace(self, overlay=overlay, dead=dead, seq=seq)


def build_projection(view: View) -> Projection:
    """Return what a view shows as sparse arrays: every visible actor, every visible tie of its date."""
    with collector_paused():
        return _built(view)


def _built(view: View) -> Projection:
    ids = sorted(view._visible_ids())
    index = {actor_id: number for number, actor_id in enumerate(ids)}
    names: list[str] = []
    rows: list[tuple[int, int, int]] = []
    for tid, kind, start, end in view._edges(None):
        a, b = index.get(start), index.get(end)
        if a is not None and b is not None:
            names.append(tid)
            rows.append((a, b, KIND_NUMBERS[kind]))
    columns = np.array(rows, dtype=np.int32).reshape(-1, 3)
    starts, ends, kinds = (np.ascontiguousarray(columns[:, n]) for n in range(3))
    packed = np.array(names, dtype="S") if names else np.empty(0, dtype="S1")
    base = Arrays(ids, index, packed, starts, ends, kinds, *compress(starts, ends, len(ids)))
    return Projection(base, view.last_change(), view._hidden(), np.zeros(len(names), dtype=np.bool_))
