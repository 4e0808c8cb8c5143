"""Ties of a file by which an actor would be part of itself: « A fait partie de B », « B fait partie de A »."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kb.ends import called
from kb.problems import Problem, excerpt
from kb.said import DraftTie, End, Named, RowSays

#: The kind of tie that puts an actor under another.
_UNDER = "part_of"


@dataclass(frozen=True, slots=True)
class Hanging:
    """A tie that puts an actor under another, with its ends as the row writes them."""

    row: RowSays
    at: int
    start: str
    end: str
    column: str

    @property
    def tie(self) -> DraftTie:
        """Return the tie as the row says it now."""
        return self.row.ties[self.at]


def hanging_in(said: Iterable[RowSays]) -> list[Hanging]:
    """Return the ties of rows that state no actor of their own; one that is over puts nobody under anybody any more."""
    return [
        Hanging(row, at, _called(tie.start), _called(tie.end), tie.end.column if isinstance(tie.end, Named) else "")
        for row in said
        if not row.actors and not row.problems
        for at, tie in enumerate(row.ties)
        if tie.kind == _UNDER and not tie.valid_to
    ]


def _called(end: End) -> str:
    return called(end.text) if isinstance(end, Named) else end.partition(":")[2]


def set_loops_aside(ties: Iterable[Hanging]) -> None:
    """Set aside the rows whose ties lead back to where they start, the path printed; their ends are keys by now."""
    standing = [one for one in ties if not one.row.problems]
    if {str(one.tie.start) for one in standing}.isdisjoint(str(one.tie.end) for one in standing):
        return
    import networkx

    graph = networkx.DiGraph((str(one.tie.start), str(one.tie.end)) for one in standing)
    named = {str(end): name for one in standing for end, name in ((one.tie.start, one.start), (one.tie.end, one.end))}
    loops = [keys for keys in networkx.strongly_connected_components(graph) if len(keys) > 1]
    group = {key: n for n, keys in enumerate(loops) for key in keys}
    looped: dict[int, list[Hanging]] = defaultdict(list)
    for one in standing:
        if (n := group.get(str(one.tie.start))) is not None and n == group.get(str(one.tie.end)):
            looped[n].append(one)
    for n, some in looped.items():
        path = networkx.find_cycle(graph.subgraph(loops[n]))
        shown = " → ".join(named[key] for key in (*(start for start, _ in path), path[0][0]))
        said = f"Rattachement en boucle : {excerpt(shown)}. Corrigez l'un des rattachements."
        for one in some:
            one.row.problems.append(Problem("PARENT_CYCLE", said, sheet=one.row.sheet, line=one.row.line, column=one.column))
