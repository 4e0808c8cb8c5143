"""The network's engine room: pyvis builds nodes, edges and options; their places come from `api.layout`.

pyvis is imported nowhere else. Its template, its headings and its menus run script from data and are never used: pages
are our own, and take from its package the two files of vis-network, checked by their digest.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from api.outputs.drawing import plain
from api.outputs.graph import Edge, Node, Positions
from api.signs import sign_path
from kb.errors import KbError
from kb.kinds import KINDS

#: The files of vis-network that pyvis 0.3.2 carries, with the digests that were read and tested.
VIS_FILES = {
    "vis-network.min.js": "1f20f0736f32cb9bedf8f6383b25cfea2f839e1abe80d6e8040b4d5bea378c69",
    "vis-network.css": "2e82d445ad5878ea881652470ce632601f8f55f1b99e6ebecdff8614600e6d0e",
}
#: Distance between neighbours on the canvas, in pixels.
SPACING = 95
#: Shapes the canvas draws by itself; the page's script draws the others.
_NATIVE = {
    "hexagon": "hexagon",
    "diamond": "diamond",
    "square": "square",
    "triangle": "triangle",
    "triangle-down": "triangleDown",
    "star": "star",
    "dot": "dot",
}
#: The kinds whose names a drawing goes last without: where one is, and who hires there.
NAMED_FIRST = ("territory", "ebe")
_OPTIONS = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {"hideEdgesOnDrag": True, "hideEdgesOnZoom": True, "hover": False, "keyboard": False},
    "nodes": {"size": 12, "borderWidth": 1, "font": {"size": 14, "face": "Source Sans Pro, sans-serif"}},
    "edges": {"smooth": False, "width": 1, "arrowStrikethrough": False},
}


class AssetChanged(KbError):
    """Raised when a file of an installed package is not the one that was read and tested."""

    code, status = "ASSET_CHANGED", 500


@cache
def vis_assets() -> dict[str, Path]:
    """Return the files of vis-network by name; raises `AssetChanged` when one differs from what was tested."""
    spec = find_spec("pyvis")
    if spec is None or spec.origin is None:
        raise AssetChanged("Le paquet pyvis n'est pas installé : relancez l'installation de Maillage.")
    folder = Path(spec.origin).parent / "templates" / "lib" / "vis-9.1.2"
    assets = {name: folder / name for name in VIS_FILES}
    for name, path in assets.items():
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != VIS_FILES[name]:
            raise AssetChanged(f"Le fichier {name} n'est pas celui qui a été vérifié : réinstallez pyvis 0.3.2.")
    return assets


def network_data(nodes: Sequence[Node], edges: Sequence[Edge], positions: Positions) -> dict[str, Any]:
    """Return what the page's script draws: nodes and edges in columns, their kinds, those named first, and the canvas options.

    Nodes are numbered in their order and edges refer to these numbers: no id of a source reaches the page. An edge
    whose end is not among the nodes is left out.
    """
    from pyvis.edge import Edge as VisEdge
    from pyvis.network import Network
    from pyvis.node import Node as VisNode

    net = Network(directed=True)
    net.set_options(json.dumps(_OPTIONS))
    number = {node.id: n for n, node in enumerate(nodes)}
    scale = SPACING * math.sqrt(max(len(nodes), 1))
    for n, node in enumerate(nodes):
        x, y = positions[node.id]
        shape = _NATIVE.get(KINDS[node.kind].sign.shape, "custom")
        place = {"x": round(x * scale), "y": round(y * scale), "group": node.kind}
        net.nodes.append(VisNode(n, shape, plain(node.name), **place).options)
    ties: dict[tuple[str, str, bool, bool, bool], int] = {}
    for edge in edges:
        if edge.start in number and edge.end in number:
            said = plain(edge.label), plain(edge.backward or edge.label), edge.money, edge.dashed, edge.directed
            tie = ties.setdefault(said, len(ties))
            net.edges.append(VisEdge(number[edge.start], number[edge.end], tie=tie, note=plain(edge.detail)).options)
    drawn_nodes, drawn_edges, *_rest, options = net.get_network_data()
    return {
        "nodes": _columns(drawn_nodes, ("label", "x", "y", "group")),
        "edges": _columns(drawn_edges, ("from", "to", "tie", "note")),
        "options": json.loads(options),
        "first": list(NAMED_FIRST),
        "signs": {code: _sign(code) for code in sorted({node.kind for node in nodes})},
        "ties": [dict(zip(("label", "backward", "money", "dashed", "directed"), tie, strict=True)) for tie in ties],
        "money": {"light": KINDS["funder"].sign.light, "dark": KINDS["funder"].sign.dark},
    }


def _columns(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in names}


def _sign(code: str) -> dict[str, str]:
    kind = KINDS[code]
    shape = _NATIVE.get(kind.sign.shape, "custom")
    path = sign_path(kind.sign.shape, 26)
    return {"label": kind.label, "shape": shape, "path": path, "light": kind.sign.light, "dark": kind.sign.dark}
