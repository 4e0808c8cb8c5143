"""One actor and those tied to it, set on a ring: names outside it, ties inside, so that no name lies over another.

What the stored places say of left, right, high and low is kept; how far apart they are is what the names ask.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.outputs.fonts import wrap
from api.outputs.graph import Edge, Node, Positions

#: Most actors of a ring, the one in the middle included.
MOST = 16
WIDTH, LEAST_HEIGHT = 380, 250
_FONT, _STEP, _SIGN = 13.0, 15.0, 20.0
#: Half the width of the ring, at its middle and at its ends; the blank between two names; what is left at the borders.
_WIDEST, _NARROWEST, _GAP, _EDGE = 62.0, 24.0, 11.0, 6.0

Label = tuple[list[str], float, float, str]


@dataclass(frozen=True, slots=True)
class Ring:
    """Where each actor stands, the lines of its name with their place and anchor, and the size of it all."""

    places: dict[str, tuple[float, float]]
    labels: dict[str, Label]
    size: tuple[int, int]


def is_ring(focus: str, nodes: Sequence[Node], edges: Sequence[Edge]) -> bool:
    """Tell whether every other actor is tied to the one in the middle, and all fit around it."""
    tied = {end for edge in edges if focus in (edge.start, edge.end) for end in (edge.start, edge.end)}
    return 1 < len(nodes) <= MOST and {node.id for node in nodes} == tied


def ring_around(focus: str, nodes: Sequence[Node], positions: Positions) -> Ring:
    """Return the ring of an actor: half of the others on its left, half on its right, each side from top to bottom."""
    around = sorted((n for n in nodes if n.id != focus), key=lambda n: (*positions[n.id], n.id))
    left, right = around[: len(around) // 2], around[len(around) // 2 :]
    places: dict[str, tuple[float, float]] = {}
    labels: dict[str, Label] = {}
    height = max(LEAST_HEIGHT, *(_asked(side) for side in (left, right)))
    for side, turn in ((left, -1), (right, 1)):
        _set_side(sorted(side, key=lambda n: (positions[n.id][1], n.id)), turn, height, places, labels)
    centre = next(node for node in nodes if node.id == focus)
    places[focus] = (WIDTH / 2, height / 2)
    labels[focus] = (wrap(centre.name, 2 * _WIDEST - _SIGN, _FONT, 700), WIDTH / 2, height / 2 + 26, "middle")
    return Ring(places, labels, (WIDTH, round(height)))


def _room(reach: float) -> float:
    """Return how wide a name may be beside a sign at this distance from the middle."""
    return WIDTH / 2 - reach - _SIGN / 2 - 4 - _EDGE


def _tall(lines: Sequence[str]) -> float:
    return max(_STEP * len(lines), _SIGN) + _GAP


def _asked(side: Sequence[Node]) -> float:
    """Return the height that the names of one side ask, were they all at the widest of the ring."""
    return sum(_tall(wrap(node.name, _room(_WIDEST), _FONT)) for node in side) + 2 * _EDGE


def _set_side(
    side: Sequence[Node], turn: int, height: float, places: dict[str, tuple[float, float]], labels: dict[str, Label]
) -> None:
    """Place the actors of one side, each as high as its name, what is left over shared between them."""
    heights = [_tall(wrap(node.name, _room(_WIDEST), _FONT)) for node in side]
    spare = (height - 2 * _EDGE - sum(heights)) / max(len(side), 1)
    top = _EDGE
    for node, high in zip(side, heights, strict=True):
        middle = top + (high + spare) / 2
        top += high + spare
        bent = (2 * middle / height - 1) ** 2
        reach = _NARROWEST + (_WIDEST - _NARROWEST) * max(0.0, 1 - bent) ** 0.5
        x, lines = WIDTH / 2 + turn * reach, wrap(node.name, _room(reach), _FONT)
        places[node.id] = (x, middle)
        first = middle - _STEP * len(lines) / 2 + _STEP * 0.8
        labels[node.id] = (lines, x + turn * (_SIGN / 2 + 4), first, "start" if turn > 0 else "end")
