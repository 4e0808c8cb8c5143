"""The outline of a territory: kept as GeoJSON text, and told in words wherever people read."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from kb.words import agree, number

#: The form of a field that holds an outline.
OUTLINE = "outline"
_RADIUS = 6371.0
Ring = Sequence[Sequence[float]]


def outline_words(text: str) -> str:
    """Return an outline as people read it: how many points, what surface.

    >>> outline_words('{"coordinates":[[[4,45],[4.01,45],[4.01,45.01],[4,45]]],"type":"Polygon"}').replace("\u202f", " ")
    'contour de 3 points, environ 0,4 km²'
    """
    parts = list(_polygons(json.loads(text)))
    points = sum(len(ring) - 1 for rings in parts for ring in rings)
    surface = sum(_surface(rings[0]) - sum(map(_surface, rings[1:])) for rings in parts)
    shown = number(round(surface, 1 if surface < 100 else 0))
    return f"contour de {number(points)} {agree(points, 'point')}, environ {shown} km²"


def _polygons(geometry: dict[str, Any]) -> Iterator[Sequence[Ring]]:
    # A Polygon lists its rings, a MultiPolygon its polygons.
    yield from geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]


def _surface(ring: Ring) -> float:
    """Return the surface of a ring in km², on a sphere unrolled at the latitude of the ring: enough for a district."""
    squeeze = math.cos(math.radians(sum(point[1] for point in ring) / len(ring)))
    flat = [(math.radians(x) * squeeze * _RADIUS, math.radians(y) * _RADIUS) for x, y, *_ in ring]
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(flat))) / 2
