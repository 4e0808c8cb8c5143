"""A GeoJSON geometry, checked position by position and drawn no finer than the base keeps it; shapely stays behind here."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from importers.read.limits import CELL, POSITIONS, VERTICES
from kb.problems import excerpt

#: How many lists hold the positions of each type of geometry.
_DEPTHS = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
_AREAS = ("Polygon", "MultiPolygon")
#: Where France is, in degrees: west, south, east, north; mainland, then each overseas territory.
_FRANCE = (
    (-5.6, 41.2, 9.7, 51.2), (-61.9, 15.8, -61.0, 16.6), (-61.3, 14.3, -60.7, 15.0), (-54.7, 2.1, -51.5, 5.9),
    (55.1, -21.5, 55.9, -20.8), (44.9, -13.1, 45.4, -12.6), (-56.5, 46.7, -56.0, 47.2), (158.0, -23.0, 172.1, -17.9),
    (-155.0, -28.0, -134.0, -7.0), (-178.3, -14.5, -176.0, -13.1), (-63.2, 17.8, -62.7, 18.2),
)  # fmt: skip
#: Degrees under which a vertex is not seen; doubled until the outline is small enough to be kept.
_FINEST = 0.00001
#: How many times its own width an outline may be long: beyond, it goes to and fro, and nothing smaller looks like it.
_LONGEST = 50


class BadShape(Exception):
    """Raised for a geometry that cannot be used: a stable code, and a French phrase that says why."""

    def __init__(self, code: str, said: str) -> None:
        super().__init__(said)
        self.code, self.said = code, said


@dataclass(frozen=True)
class Shape:
    """A geometry that can be used: its outline when it is an area, a point of it, and what is to be said of it."""

    outline: str = ""
    lat: float | None = None
    lon: float | None = None
    remarks: list[tuple[str, str]] = field(default_factory=list)


def is_area(geometry: object) -> bool:
    """Tell whether a geometry is an area, or holds one."""
    if not isinstance(geometry, dict):
        return False
    return geometry.get("type") in _AREAS or any(map(is_area, _listed(geometry.get("geometries"))))


def read_shape(geometry: Mapping[str, Any]) -> Shape:
    """Return what is kept of a geometry; raises `BadShape` for one that cannot be used."""
    parts = list(_parts(geometry))
    count = sum(_check(part) for part in parts)
    if not count:
        raise BadShape("GEOMETRY_INVALID", "la géométrie n'a aucune position")
    if count > POSITIONS:
        said = f"{count} positions, {POSITIONS} au plus. Simplifiez le contour dans l'outil qui l'a produit"
        raise BadShape("GEOMETRY_TOO_LARGE", said)
    return _drawn(parts, list(_swapped(parts)))


def first_position(geometry: object) -> Sequence[Any] | None:
    """Return the first position of a geometry, whatever it holds, None when it has none."""
    found = geometry
    while isinstance(found, dict):
        found = found.get("coordinates") or next(iter(_listed(found.get("geometries"))), None)
    while isinstance(found, list) and found and isinstance(found[0], list):
        found = found[0]
    return found if isinstance(found, list) and found else None


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _parts(geometry: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the simple geometries of one; collections are opened, as deep as a document may be."""
    named = geometry.get("type")
    if named == "GeometryCollection":
        for inner in _listed(geometry.get("geometries")):
            if not isinstance(inner, dict):
                raise BadShape("GEOMETRY_INVALID", "une collection de géométries contient autre chose")
            yield from _parts(inner)
    elif isinstance(named, str) and named in _DEPTHS:
        yield geometry
    else:
        raise BadShape("GEOMETRY_INVALID", f"le type de géométrie « {excerpt(named)} » n'existe pas en GeoJSON")


# -- positions --------------------------------------------------------------------------------------------------------


def _check(part: Mapping[str, Any]) -> int:
    """Return how many positions a simple geometry has; raises `BadShape` for the first that is wrong."""
    depth = _DEPTHS[str(part["type"])]
    count = 0
    for ring in _down_to(part.get("coordinates"), max(0, depth - 1)):
        positions = [ring] if depth == 0 else ring
        for position in positions:
            _check_position(position)
        if part["type"] in _AREAS:
            _check_ring(positions)
        count += len(positions)
    return count


def _down_to(value: object, depth: int) -> Iterator[list[Any]]:
    if not isinstance(value, list):
        raise BadShape("GEOMETRY_INVALID", "les coordonnées ne sont pas des listes")
    if depth == 0:
        yield value
        return
    for inner in value:
        yield from _down_to(inner, depth - 1)


def _check_position(position: object) -> None:
    said = f"la position {excerpt(json.dumps(position, ensure_ascii=False))} n'est pas [longitude, latitude] en degrés"
    numbers = isinstance(position, list) and len(position) >= 2 and all(type(n) in (int, float) for n in position)
    if not numbers or abs(position[0]) > 180 or abs(position[1]) > 90:  # type: ignore[index]
        raise BadShape("COORDINATES_RANGE", f"{said} (entre -180 et 180, entre -90 et 90)")


def _check_ring(ring: Sequence[Any]) -> None:
    if len(ring) < 4:
        raise BadShape("GEOMETRY_INVALID", f"un contour de {len(ring)} positions : quatre au moins sont attendues")
    if ring[0][:2] != ring[-1][:2]:
        raise BadShape("GEOMETRY_INVALID", "un contour n'est pas fermé : sa dernière position doit être sa première")


def _swapped(parts: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield a remark when a geometry is nowhere in France, and would be with its axes the other way round."""
    at = first_position(parts[0])
    if at and look_swapped(at[0], at[1]):
        yield (
            "COORDINATES_SWAPPED",
            (
                "la position n'est dans aucun territoire français et le serait avec latitude et longitude échangées : "
                "laissée telle quelle, à vérifier. L'ordre GeoJSON est [longitude, latitude]"
            ),
        )


def look_swapped(lon: float, lat: float) -> bool:
    """Tell whether a position is nowhere in France, and would be with its axes the other way round.

    >>> look_swapped(45.77, 4.88), look_swapped(4.88, 45.77)
    (True, False)
    """
    return not _in_france(lon, lat) and _in_france(lat, lon)


def _in_france(lon: float, lat: float) -> bool:
    return any(west <= lon <= east and south <= lat <= north for west, south, east, north in _FRANCE)


# -- drawing ----------------------------------------------------------------------------------------------------------


def _drawn(parts: Sequence[Mapping[str, Any]], remarks: list[tuple[str, str]]) -> Shape:
    import shapely
    from shapely.geometry import shape

    areas = [shape(part) for part in parts if part["type"] in _AREAS]
    if not areas:
        at = first_position(parts[0])
        assert at is not None
        return Shape("", float(at[1]), float(at[0]), remarks)
    for area in areas:
        if not area.is_valid:
            why = shapely.is_valid_reason(area)
            near = f" près de {why[why.index('[') + 1 : -1]}" if "[" in why else ""
            remarks.append(
                ("GEOMETRY_INVALID", f"le contour se recoupe ou se superpose{near} : lu tel quel, à corriger")
            )
            break
    whole = areas[0] if len(areas) == 1 else shapely.MultiPolygon([p for area in areas for p in _polygons(area)])
    kept = _small_enough(whole, remarks, shapely.simplify)
    # Mended once it is small, and when it may be: a shape that crosses itself a million times would take hours.
    sound = whole if whole.is_valid else whole.envelope if _scribbled(whole) else shapely.make_valid(kept)
    centre = sound.representative_point()
    return Shape(_text(kept), round(centre.y, 6), round(centre.x, 6), remarks)


def _polygons(area: Any) -> list[Any]:
    return list(getattr(area, "geoms", [area]))


def _small_enough(area: Any, remarks: list[tuple[str, str]], simplify: Callable[..., Any]) -> Any:
    """Return an outline that a field can hold once it is text, simplified as little as needed."""
    before = _vertices(area)
    tolerance, kept = _FINEST, area.envelope if before > VERTICES and _scribbled(area) else area
    while _vertices(kept) > VERTICES or len(_text(kept)) > CELL:
        # A coarse tolerance may leave nothing of small islands: the envelope is then all that can be kept.
        tolerance *= 2
        kept = simplify(area, tolerance, preserve_topology=tolerance < 0.01)
        if kept.is_empty or tolerance > 1:
            kept = area.envelope
            break
    after = _vertices(kept)
    if after < before:
        said = f"le contour a {before} positions : simplifié à {after}"
        remarks.append(("GEOMETRY_TOO_LARGE", said))
    return kept


def _scribbled(area: Any) -> bool:
    west, south, east, north = area.bounds
    return bool(area.length > _LONGEST * math.hypot(east - west, north - south))


def _vertices(area: Any) -> int:
    import shapely

    return int(shapely.get_num_coordinates(area))


def _text(area: Any) -> str:
    polygons = [[_ring(ring) for ring in (p.exterior, *p.interiors)] for p in _polygons(area)]
    one = len(polygons) == 1
    made = {"coordinates": polygons[0] if one else polygons, "type": "Polygon" if one else "MultiPolygon"}
    return json.dumps(made, separators=(",", ":"))


def _ring(ring: Any) -> list[list[float]]:
    # Five decimals are a metre.
    return [[round(x, 5), round(y, 5)] for x, y, *_ in ring.coords]
