"""What stands around one actor: a small still drawing for its sheet and for print, that follows dark mode.

Colours are plain attributes, so that the drawing stands alone; a page overrides them through classes (`signe-<code>`
gives a kind its colour, `ego-tie`, `ego-label` and `ego-halo` the rest), with no style written inside.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from api.outputs.drawing import render
from api.outputs.fonts import FAMILY, text_width, wrap
from api.outputs.graph import Edge, Node, Positions
from api.outputs.page import INK
from api.outputs.ring import is_ring, ring_around
from api.signs import sign_path
from kb.errors import BadParameter
from kb.kinds import KINDS
from kb.naming import joined, said_before
from kb.words import agree

#: Most actors that can be read in so small a drawing.
MOST_NODES = 60
_FONT, _STEP, _LABEL, _SIGN, _FOCUS = 13.0, 15.0, 128.0, 20.0, 26.0
#: Sizes of the drawing, in pixels, by the number of actors it holds.
_SIZES = ((14, (460, 340)), (28, (640, 480)), (MOST_NODES, (860, 660)))
_PASSES = 4
_THREAD = "#B8B0A2"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the drawing, by its sides."""

    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: Box) -> float:
        """Return the surface two rectangles share."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across * down if across > 0 and down > 0 else 0.0


def ego_svg(
    focus: str,
    nodes: Sequence[Node],
    edges: Sequence[Edge],
    positions: Positions,
    size: tuple[int, int] | None = None,
) -> str:
    """Return the drawing of an actor and its neighbours, in pixels of a page; the same data gives the same bytes.

    Without a `size`, the drawing is as large as its actors ask. Raises `BadParameter` beyond sixty actors: the page
    then offers the network view.
    """
    if len(nodes) > MOST_NODES:
        raise BadParameter(f"Ce dessin tient {MOST_NODES} acteurs au plus, il y en a {len(nodes)} : ouvrez le réseau.")
    if size is None and is_ring(focus, nodes, edges):
        ring = ring_around(focus, nodes, positions)
        places, labels, size = ring.places, ring.labels, ring.size
    else:
        size = size or next(size for most, size in _SIZES if len(nodes) <= most)
        places = spread({node.id: positions[node.id] for node in nodes}, size)
        labels = _labels(focus, nodes, places, size)
    name = next((node.name for node in nodes if node.id == focus), "")
    return render(
        "ego.svg.j2",
        width=size[0],
        height=size[1],
        family=FAMILY,
        ink=INK,
        thread=_THREAD,
        money=KINDS["funder"].sign.light,
        font=_FONT,
        title=said_before("Autour de", name) if name else "Réseau",
        description=f"{len(nodes)} {agree(len(nodes), 'acteur')} et {len(edges)} {agree(len(edges), 'lien')}, en toutes lettres dans la liste.",
        ties=list(_ties(nodes, edges, places)),
        nodes=[_drawn(node, focus, places[node.id], labels[node.id]) for node in nodes],
    )


def spread(positions: Positions, size: tuple[int, int]) -> dict[str, tuple[float, float]]:
    """Return positions stretched to the drawing, then moved apart until signs and labels have room to breathe."""
    places = _stretched(positions, size)
    order = sorted(places)
    room_x, room_y = (
        min(74.0, size[0] * 0.62 / max(len(order), 1) ** 0.5),
        min(54.0, size[1] * 0.8 / max(len(order), 1) ** 0.5),
    )
    for _ in range(80):
        still = True
        for n, one in enumerate(order):
            for other in order[n + 1 :]:
                (x1, y1), (x2, y2) = places[one], places[other]
                gap_x, gap_y = (x2 - x1) / room_x, (y2 - y1) / room_y
                far = (gap_x**2 + gap_y**2) ** 0.5
                if far >= 1:
                    continue
                still = False
                push = (1 - far) / 2
                toward_x, toward_y = (gap_x / far, gap_y / far) if far > 1e-6 else (1.0, 0.3 * (n % 3 - 1))
                places[one] = (x1 - toward_x * push * room_x, y1 - toward_y * push * room_y)
                places[other] = (x2 + toward_x * push * room_x, y2 + toward_y * push * room_y)
        places = {node: _inside(place, size) for node, place in places.items()}
        if still:
            break
    return places


def _stretched(positions: Positions, size: tuple[int, int]) -> dict[str, tuple[float, float]]:
    xs, ys = [x for x, _ in positions.values()], [y for _, y in positions.values()]
    left, top = min(xs, default=0.0), min(ys, default=0.0)
    wide, high = max(xs, default=0.0) - left, max(ys, default=0.0) - top
    return {
        node: _inside(
            (
                size[0] * (0.5 if wide == 0 else 0.14 + 0.72 * (x - left) / wide),
                size[1] * (0.45 if high == 0 else 0.08 + 0.76 * (y - top) / high),
            ),
            size,
        )
        for node, (x, y) in sorted(positions.items())
    }


def _inside(place: tuple[float, float], size: tuple[int, int]) -> tuple[float, float]:
    x, y = place
    return min(max(x, _LABEL / 2 * 0.8), size[0] - _LABEL / 2 * 0.8), min(max(y, _SIGN), size[1] - _SIGN - 2 * _STEP)


def _labels(
    focus: str, nodes: Sequence[Node], places: Positions, size: tuple[int, int]
) -> dict[str, tuple[list[str], float, float, str]]:
    """Return the lines, place and anchor of each name: below its sign, or where it hides least."""
    signs = [_around(x, y, _SIGN + 4, _SIGN + 4) for x, y in places.values()]
    order = sorted(nodes, key=lambda node: (node.id != focus, places[node.id][1], node.id))
    tried = {node.id: list(_candidates(_lines(node, focus), places[node.id], node.id == focus)) for node in order}
    chosen: dict[str, tuple[float, float, str, Box]] = {}
    for _ in range(_PASSES):
        for node in order:
            boxes = [*signs, *(box for other, (*_, box) in chosen.items() if other != node.id)]
            chosen[node.id] = _clearest(tried[node.id], boxes, size)
    return {node.id: (_lines(node, focus), *chosen[node.id][:3]) for node in nodes}


def _clearest(
    tried: Sequence[tuple[float, float, str, Box]], boxes: Sequence[Box], size: tuple[int, int]
) -> tuple[float, float, str, Box]:
    """Return the first place that hides nothing, or the one that hides least."""
    best, least = tried[0], float("inf")
    for candidate in tried:
        hidden = _hidden(candidate[3], boxes, size)
        if hidden < least:
            best, least = candidate, hidden
        if not least:
            break
    return best


def _lines(node: Node, focus: str) -> list[str]:
    return wrap(node.name, _LABEL, _FONT, 700 if node.id == focus else 400)


def _candidates(lines: list[str], place: tuple[float, float], bold: bool) -> Iterator[tuple[float, float, str, Box]]:
    """Yield where a name may stand around its sign, the most usual places first."""
    x, y = place
    reach = (_FOCUS if bold else _SIGN) / 2
    wide = max(text_width(line, _FONT, 700 if bold else 400) for line in lines)
    high = _STEP * len(lines)
    below, above, beside = y + reach + 1, y - reach - 2 - high, y - high / 2
    right, left = x + reach + 4, x - reach - 4
    for at, top, anchor in (
        (x, below, "middle"), (x, above, "middle"), (right, beside, "start"), (left, beside, "end"),
        (x - 6, below, "start"), (x + 6, below, "end"), (x - 6, above, "start"), (x + 6, above, "end"),
        (right, beside - _STEP, "start"), (left, beside - _STEP, "end"),
        (right, beside + _STEP, "start"), (left, beside + _STEP, "end"),
    ):  # fmt: skip
        start = at - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
        yield at, top + _STEP * 0.8, anchor, Box(start, top, start + wide, top + high)


def _hidden(box: Box, boxes: Sequence[Box], size: tuple[int, int]) -> float:
    """Return how much a name at this place hides, what leaves the drawing counting most."""
    outside = max(0.0, 2 - box.left) + max(0.0, box.right - size[0] + 2)
    outside += max(0.0, 2 - box.top) + max(0.0, box.bottom - size[1] + 2)
    return round(sum(box.overlap(other) for other in boxes) + outside * 400, 3)


def _around(x: float, y: float, wide: float, high: float) -> Box:
    return Box(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)


def _ties(nodes: Sequence[Node], edges: Sequence[Edge], places: Positions) -> Iterator[dict[str, Any]]:
    """Yield the lines, money above the others, each with its sentence."""
    names = {node.id: node.name for node in nodes}
    for edge in sorted(edges, key=lambda edge: edge.money):
        if edge.start in names and edge.end in names:
            said = f"{names[edge.start]} {joined(edge.label, names[edge.end])}"
            yield {
                "from": places[edge.start], "to": places[edge.end], "money": edge.money, "dashed": edge.dashed,
                "title": f"{said}, {edge.detail}" if edge.detail else said,
            }  # fmt: skip


def _drawn(
    node: Node, focus: str, place: tuple[float, float], label: tuple[list[str], float, float, str]
) -> dict[str, Any]:
    sign = KINDS[node.kind].sign
    lines, x, y, anchor = label
    return {
        "x": place[0],
        "y": place[1],
        "kind": node.kind,
        "ink": sign.light,
        "path": sign_path(sign.shape, _FOCUS if node.id == focus else _SIGN),
        "href": node.href if node.href.startswith("/") and not node.href.startswith("//") else "",
        "title": f"{node.name}, {KINDS[node.kind].label}" + (f", {node.note}" if node.note else ""),
        "bold": node.id == focus,
        "anchor": anchor,
        "lines": [{"x": x, "y": y + n * _STEP, "text": line} for n, line in enumerate(lines)],
    }
