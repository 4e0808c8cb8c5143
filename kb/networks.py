"""The visible graph as NetworkX gives it to analysts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

import networkx as nx

from kb.pause import collector_paused

if TYPE_CHECKING:
    from kb.graph import Tie
    from kb.view import View


def to_networkx(view: View, kinds: Collection[str] = ()) -> nx.MultiDiGraph[str]:
    """Return the visible graph for analysts: actors with their winning values, ties keyed by id.

    With tie kinds, only these ties and the actors they touch.
    """
    with collector_paused():
        return _filled(view, kinds)


def _filled(view: View, kinds: Collection[str]) -> nx.MultiDiGraph[str]:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    ties = view.ties(kinds)
    touched = {end for tie in ties for end in (tie.start, tie.end)} if kinds else set()
    for actor in view.actors():
        if not kinds or actor.id in touched:
            values = {name: actor.value(name) for name in actor.fields()}
            values.update(name=actor.name, kind=actor.kind, roles=list(actor.roles))
            graph.add_node(actor.id, **values)
    _tie(graph, ties)
    return graph


def _tie(graph: nx.MultiDiGraph[str], ties: Iterable[Tie]) -> None:
    # Both ends are there already and each id comes once, so none of what `add_edge` looks up is to be looked up: written
    # into the two tables, as `add_edge` writes them, the whole graph takes a third of the time.
    after, before = graph._succ, graph._pred
    for tie in ties:
        keyed = after[tie.start].get(tie.end)
        if keyed is None:
            keyed = after[tie.start][tie.end] = before[tie.end][tie.start] = {}
        keyed[tie.id] = {**tie.fields, "kind": tie.kind, "valid_from": tie.valid_from, "valid_to": tie.valid_to,
                         "source": tie.source}  # fmt: skip
