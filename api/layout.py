"""Where the actors of a drawing stand: each connected part laid out by itself, then packed, and nothing on top of another.

Places are between -1 and 1, wider than high as screens and pages are. The same network is always drawn alike, and an
actor that was placed before does not move when another arrives.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from api.outputs.graph import Positions
from kb.errors import BadParameter

if TYPE_CHECKING:
    from networkx import Graph

Places = dict[str, tuple[float, float]]

#: Most nodes ever drawn, and most for which the finer of the two layouts is quick enough.
MOST_NODES, FINE_NODES = 1000, 300
#: Which layout this is: places kept from another one are not taken up.
VERSION = 2
#: How much wider than high a whole drawing is.
_WIDE = 1.35
#: Room of a sign and of its name, as a share of what each node of the drawing has.
_ROOM = (0.62, 0.46)


def layout(
    nodes: Sequence[str], edges: Sequence[tuple[str, str]], previous: Positions | None = None, seed: int = 1
) -> Places:
    """Return the place of each node; those placed before do not move, and a new one settles among its neighbours.

    Raises `BadParameter` above a thousand nodes: such a drawing says nothing.
    """
    if len(nodes) > MOST_NODES:
        raise BadParameter(
            f"Un réseau de {len(nodes)} acteurs ne se lit pas (le plus grand dessiné en a {MOST_NODES}) : "
            "resserrez le filtre, ou prenez la vue par territoire ou le tableau."
        )
    known = {node: previous[node] for node in nodes if previous and node in previous}
    graph = _graph(nodes, edges)
    alone = [node for node in nodes if node not in known and not graph.degree(node)]
    graph.remove_nodes_from(alone)
    if 2 * len(known) >= len(graph) > 0:
        placed = _settled(graph, known, seed)
    else:
        placed = _packed(graph, known, seed)
    return {**placed, **_shelf(alone, placed)}


def _graph(nodes: Sequence[str], edges: Sequence[tuple[str, str]]) -> Graph[str]:
    import networkx as nx

    graph: Graph[str] = nx.Graph()
    graph.add_nodes_from(sorted(nodes))
    present = set(nodes)
    graph.add_edges_from(sorted((min(a, b), max(a, b)) for a, b in edges if a in present and b in present and a != b))
    return graph


# -- a whole new drawing ----------------------------------------------------------------------------------------------


def _packed(graph: Graph[str], known: Positions, seed: int) -> Places:
    """Return a whole new drawing: the largest part above, the others in rows below it, each at its own scale."""
    import networkx as nx

    parts = sorted(nx.connected_components(graph), key=lambda part: (-len(part), min(part)))
    if not parts:
        return {}
    # Made anew: a view on part of a graph gives its nodes in the order of a set, which changes from run to run.
    drawn = [_arranged(_graph(sorted(part), graph.edges(part)), known, seed) for part in parts]
    shares = [math.sqrt(len(part) / len(parts[0])) for part in parts]
    placed = dict(drawn[0])
    left, top, high, gap = -1.0, max(y for _, y in placed.values()), 0.0, 1.6 / math.sqrt(len(graph))
    top += gap
    for part, share in zip(drawn[1:], shares[1:], strict=True):
        xs, ys = [x * share for x, _ in part.values()], [y * share for _, y in part.values()]
        wide = max(xs) - min(xs)
        if left > -1 and left + wide > 1:
            left, top, high = -1.0, top + high + gap, 0.0
        placed |= {n: (x * share - min(xs) + left, y * share - min(ys) + top) for n, (x, y) in part.items()}
        left, high = left + wide + gap, max(high, max(ys) - min(ys))
    return _rounded(_centred(placed))


def _arranged(graph: Graph[str], known: Positions, seed: int) -> Places:
    """Return one connected part, begun from the places known; sizes decide of the method."""
    import networkx as nx
    import numpy as np

    start = {node: np.array(known.get(node, _spiral(n, 1.0))) for n, node in enumerate(graph)}
    if len(graph) <= FINE_NODES:
        found = nx.spring_layout(graph, pos=start, seed=seed, iterations=80, k=1.6 / math.sqrt(len(graph)))
    else:
        found = nx.rescale_layout_dict(nx.forceatlas2_layout(graph, pos=start, seed=seed, max_iter=100))
    return _centred(_apart(_centred({node: (float(x), float(y) / _WIDE) for node, (x, y) in found.items()})))


def _apart(places: Positions) -> Places:
    """Return places moved apart until each sign and the start of its name have room."""
    import numpy as np
    from scipy.spatial import cKDTree

    order = sorted(places)
    each = 2 / math.sqrt(max(len(order), 4))
    room = np.array([each * _ROOM[0], each * _ROOM[1]])
    points = np.array([places[node] for node in order]) / room
    # Points in one place have no direction to part in: a turn of their own gives them one.
    points += np.array([_spiral(n, 1e-3) for n in range(len(order))])
    for _ in range(60):
        pairs = cKDTree(points).query_pairs(1.0, output_type="ndarray")
        if not len(pairs):
            break
        gap = points[pairs[:, 1]] - points[pairs[:, 0]]
        far = np.maximum(np.hypot(gap[:, 0], gap[:, 1]), 1e-9)
        push = gap * ((1.02 - far) / (2 * far))[:, None]
        np.add.at(points, pairs[:, 0], -push)
        np.add.at(points, pairs[:, 1], push)
    return {node: (float(x), float(y)) for node, (x, y) in zip(order, points * room, strict=True)}


def _centred(places: Positions) -> Places:
    """Return a drawing moved and scaled, alike both ways, to fill what lies between -1 and 1 one way."""
    xs, ys = [x for x, _ in places.values()], [y for _, y in places.values()]
    middle = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    reach = max(max(xs) - min(xs), max(ys) - min(ys)) / 2 or 1.0
    return {node: ((x - middle[0]) / reach, (y - middle[1]) / reach) for node, (x, y) in places.items()}


# -- a drawing that is known ------------------------------------------------------------------------------------------


def _settled(graph: Graph[str], known: Positions, seed: int) -> Places:
    """Return the drawing as it was, with the new nodes moved alone to where their neighbours are."""
    import networkx as nx

    new = [node for node in graph if node not in known]
    if not new:
        return dict(known)
    start = dict(known)
    for n, node in enumerate(new):
        near = [known[other] for other in graph[node] if other in known] or [(0.0, 0.0)]
        turn = _spiral(n + 1, 0.25)
        start[node] = (sum(x for x, _ in near) / len(near) + turn[0], sum(y for _, y in near) / len(near) + turn[1])
    if len(graph) > FINE_NODES:
        return _rounded(start)
    found = nx.spring_layout(
        graph, pos=start, fixed=list(known), seed=seed, iterations=30, k=1.6 / math.sqrt(len(graph))
    )
    return {**_rounded(found), **known}


def _spiral(n: int, radius: float) -> tuple[float, float]:
    """Return the n-th point of a sunflower, so that a drawing begins spread out and never by chance."""
    reach, turn = radius * math.sqrt((n % 200 + 0.5) / 200), n * math.pi * (3 - math.sqrt(5))
    return reach * math.cos(turn), reach * math.sin(turn)


def _shelf(alone: Collection[str], placed: Positions) -> Places:
    """Return the places of the nodes without ties: rows below the drawing."""
    below = max((y for _, y in placed.values()), default=-1.0) + 0.2
    across = max(4, math.ceil(math.sqrt(2 * len(alone))))
    step = 2 / (across - 1)
    return _rounded({node: (-1 + step * (n % across), below + 0.2 * (n // across)) for n, node in enumerate(alone)})


def _rounded(found: Mapping[str, Sequence[float]]) -> Places:
    return {node: (round(float(x), 4), round(float(y), 4)) for node, (x, y) in found.items()}
