"""Positions in Lambert-93 (EPSG:2154), the metres of the maps of France, turned into degrees; pyproj stays behind here.

The base keeps RGF93 degrees, which are those of WGS 84 to less than the metre an outline is kept to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

#: The code of a position that was converted.
CONVERTED = "COORDINATES_CONVERTED"
_METRES = re.compile(r"\d{1,9}(?:\.\d{1,20})?", re.ASCII)
#: Where Lambert-93 lies, in metres, with some room: its north is a million metres off that of any other system of France.
_EAST, _NORTH = (0, 1_300_000), (6_000_000, 7_200_000)


def is_lambert(x: object, y: object) -> bool:
    """Tell whether two numbers can only be a position in Lambert-93.

    >>> is_lambert(842_000.5, 6_519_000.2), is_lambert(4.8357, 45.7640), is_lambert(1_842_000, 5_174_000)
    (True, False, False)
    """
    numbers = type(x) in (int, float) and type(y) in (int, float)
    return numbers and _EAST[0] <= x <= _EAST[1] and _NORTH[0] <= y <= _NORTH[1]  # type: ignore[operator]


def in_degrees(x: float, y: float) -> tuple[float, float]:
    """Return the longitude and the latitude of a position, to the decimetre.

    >>> in_degrees(700_000, 6_600_000)
    (3.0, 46.5)
    """
    lon, lat = _to_degrees()(x, y)
    return round(lon, 6), round(lat, 6)


def from_cells(x: str, y: str) -> tuple[float, float] | None:
    """Return the longitude and the latitude that two cells give in metres; None unless they can only be in Lambert-93.

    >>> from_cells("648 952,58", "6977867.25 m"), from_cells("4,83", "45,76")
    ((2.290084, 49.897443), None)
    """
    written = ("".join(cell.split()).replace(",", ".").removesuffix("m") for cell in (x, y))
    metres = [float(text) for text in written if _METRES.fullmatch(text)]
    return in_degrees(*metres) if len(metres) == 2 and is_lambert(*metres) else None


def told_of(lon: float, lat: float) -> str:
    """Return what is said of a row whose position was converted."""
    told = f"longitude {lon}, latitude {lat}".replace(".", ",")
    return f"Position comprise en Lambert-93 et convertie en degrés ({told}) : vérifiez-la."


@cache
def _to_degrees() -> Callable[[float, float], tuple[float, float]]:
    from pyproj import Transformer

    turned: Callable[[float, float], tuple[float, float]] = Transformer.from_crs(2154, 4171, always_xy=True).transform
    return turned


def geometry_in_degrees(geometry: Mapping[str, Any]) -> dict[str, Any]:
    """Return a GeoJSON geometry in degrees; what is no position in Lambert-93 is left as it is, and will be refused as such."""
    made = dict(geometry)
    if "coordinates" in made:
        made["coordinates"] = _turned(made["coordinates"])
    if isinstance(inner := made.get("geometries"), list):
        made["geometries"] = [geometry_in_degrees(one) if isinstance(one, dict) else one for one in inner]
    return made


def _turned(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    if len(value) >= 2 and is_lambert(value[0], value[1]):
        return [*in_degrees(value[0], value[1]), *value[2:]]
    return [_turned(inner) for inner in value]
