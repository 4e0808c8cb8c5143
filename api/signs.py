"""The signs: one declaration of their outlines, drawn alike on pages, infographics and networks.

A sign is a shape, never a colour alone; colours are declared with the kinds, in `kb.kinds`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import cos, pi, sin

from kb.kinds import KINDS

Point = tuple[float, float]
#: The colours of the pages to print that are no kind's, and the properties of the pages that stand for them.
PAPER = {
    "#FFFFFF": "card", "#1B2430": "ink", "#5A6472": "soft", "#DFDAD0": "line",
    "#E3F0EF": "tint", "#FCEFD9": "warn-tint", "#8A4B00": "warn",
}  # fmt: skip


def _regular(corners: int, radius: float, turn: float, inner: float | None = None) -> list[Point]:
    """Return the corners of a regular polygon, or of a star when an inner radius is given."""
    count = corners if inner is None else corners * 2
    reach = [radius if inner is None or i % 2 == 0 else inner for i in range(count)]
    return [(r * cos(turn + 2 * pi * i / count), r * sin(turn + 2 * pi * i / count)) for i, r in enumerate(reach)]


def _cross(reach: float, half: float) -> list[Point]:
    quarter = [(half, -reach), (half, -half), (reach, -half)]
    turned = [quarter, [(-y, x) for x, y in quarter], [(-x, -y) for x, y in quarter], [(y, -x) for x, y in quarter]]
    return [point for corner in turned for point in corner]


#: Corners of the shapes made of straight lines, in a box of side 1 centred on the origin.
_POLYGONS: dict[str, Sequence[Point]] = {
    "hexagon": _regular(6, 0.5, 0),
    "diamond": [(0, -0.5), (0.5, 0), (0, 0.5), (-0.5, 0)],
    "square": [(-0.4, -0.4), (0.4, -0.4), (0.4, 0.4), (-0.4, 0.4)],
    "triangle": [(0, -0.46), (0.5, 0.4), (-0.5, 0.4)],
    "triangle-down": [(0, 0.46), (-0.5, -0.4), (0.5, -0.4)],
    "star": _regular(5, 0.53, -pi / 2, 0.22),
    "cross": _cross(0.44, 0.16),
    "house": [(0, -0.5), (0.48, -0.06), (0.34, -0.06), (0.34, 0.44), (-0.34, 0.44), (-0.34, -0.06), (-0.48, -0.06)],
    "flag": [(-0.38, -0.5), (0.46, -0.19), (-0.22, 0.12), (-0.22, 0.5), (-0.38, 0.5)],
    "chevron": [(0, -0.42), (0.5, 0.08), (0.5, 0.44), (0, -0.06), (-0.5, 0.44), (-0.5, 0.08)],
}
#: Half width and half height of the shapes made of arcs.
_ROUNDED = {"dot": (0.44, 0.44), "pill": (0.52, 0.27), "ring": (0.46, 0.46)}
_RING_HOLE = 0.26

#: The names of the shapes.
SHAPES: tuple[str, ...] = (*_POLYGONS, *_ROUNDED)


@lru_cache(maxsize=256)
def sign_path(shape: str, size: float) -> str:
    """Return the SVG path of a shape in a box of side `size` centred on the origin; fill it with the even-odd rule.

    Raises `KeyError` for a shape that is not one of `SHAPES`.

    >>> sign_path("square", 10)
    'M-4 -4L4 -4L4 4L-4 4Z'
    """
    if shape in _POLYGONS:
        return "M" + "L".join(f"{_short(x * size)} {_short(y * size)}" for x, y in _POLYGONS[shape]) + "Z"
    width, height = (half * size for half in _ROUNDED[shape])
    hole = _rounded(_RING_HOLE * size, _RING_HOLE * size) if shape == "ring" else ""
    return _rounded(width, height) + hole


def _rounded(width: float, height: float) -> str:
    """Return a rectangle of these half sides whose ends are half circles; a disc when the sides are equal."""
    side, radius, up = _short(width - height), _short(height), _short(-height)
    left = _short(height - width)
    arc = f"A{radius} {radius} 0 0 1"
    return f"M{left} {up}L{side} {up}{arc} {side} {radius}L{left} {radius}{arc} {left} {up}Z"


def _short(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def kinds_stylesheet() -> str:
    """Return the stylesheet that gives each kind of actor its two colours: a property and a class, `signe-<code>`."""
    colours = "".join(
        f"  --signe-{code}: light-dark({kind.sign.light}, {kind.sign.dark});\n" for code, kind in KINDS.items()
    )
    classes = "".join(f".signe-{code} {{ color: var(--signe-{code}); }}\n" for code in KINDS)
    return f":root {{\n{colours}}}\n{classes}@media screen {{\n{_drawn_to_print()}}}\n"


def _drawn_to_print() -> str:
    """Return what gives a page to print, which holds its daylight colours, those of the screen it is shown on."""
    shown = {kind.sign.light: f"signe-{code}" for code, kind in KINDS.items()} | PAPER
    rules = (
        f'.picture.sheet [{part}="{colour}"] {{ {part}: var(--{name}); }}\n'
        for colour, name in shown.items()
        for part in ("fill", "stroke")
    )
    return "".join(rules)
