"""The visible graph as NetworkX gives it to analysts."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import networkx as nx

from kb.pause import collector_paused

if TYPE_CHECKING:
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
    touched = {end for tie in ties for end in (tie.start, tie.end)}
    for actor in view.actors():
        if not kinds or actor.id in touched:
            values = {name: actor.value(name) for name in actor.fields()}
            graph.add_node(actor.id, **{**values, "name": actor.name, "kind": actor.kind, "roles": list(actor.roles)})
    graph.add_edges_from(
        (tie.start, tie.end, tie.id, {**tie.fields, "kind": tie.kind, "valid_from": tie.valid_from,
                                      "valid_to": tie.valid_to, "source": tie.source})
        for tie in ties
    )  # fmt: skip
    return graph
