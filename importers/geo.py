"""Places: features of a GeoJSON file, results of the BAN, codes of priority districts, communes of the COG.

An outline, a code or a commune says more of a territory that the base knows; it never makes a new one. A feature that is an
organisation goes in as a row of the stakeholder sheet does, with its place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from importers.base import importer
from importers.columns import Column
from importers.contacts import adjust_header
from importers.geo_tables import (
    DELEGATED,
    TABLE_COLUMNS,
    is_own,
    read_commune,
    read_district,
    read_result,
    settle_places,
)
from importers.geometry import BadShape, Shape, first_position, read_shape
from importers.guarding import guard_header
from importers.lambert import CONVERTED, geometry_in_degrees, in_degrees, is_lambert
from importers.parties_prenantes import COLUMNS as STAKEHOLDER_COLUMNS
from importers.parties_prenantes import read_stakeholder
from importers.read.json_text import read_cell
from importers.read.limits import CELL
from importers.row import Row
from kb.ids import NUMBERS
from kb.kinds import Family
from kb.ledger import ActorRecord, changed
from kb.problems import FileRefused, Problem, excerpt
from kb.said import About, Named

COLUMNS = (
    *(replace(column, required=False) for column in STAKEHOLDER_COLUMNS),
    Column("geometry", "geometry", explain="La géométrie d'un objet GeoJSON, en degrés (WGS 84)."),
    Column("code", "code", explain="Code du lieu : INSEE ou quartier prioritaire."),
    *TABLE_COLUMNS,
)
#: Names of the only reference system of GeoJSON, degrees of longitude then latitude.
_DEGREES = ("crs84", "epsg::4326", "epsg:4326")
#: How a map says that it is in Lambert-93.
_LAMBERT = ("epsg::2154", "epsg:2154")
#: Beyond this in both directions, a position is in metres.
_METRES = 1_000
_NOT_MEMBERS = frozenset({"type", "id", "bbox", "properties", "geometry"})
#: The INSEE code of a commune or of an arrondissement.
_COMMUNE = re.compile(r"\d[\dAB]\d{3}")


def _fits(document: Any) -> bool:
    return isinstance(document, dict) and document.get("type") == "FeatureCollection"


def _refuse_document(document: Any, file: str) -> None:
    """Refuse a map that is not in degrees, or whose features hold what may not enter."""
    features = document.get("features")
    found = [item for item in features if isinstance(item, dict)] if isinstance(features, list) else []
    crs = document.get("crs")
    lambert = _says_lambert(document)
    if crs is not None and not lambert and not _named(crs).lower().endswith(_DEGREES):
        raise _unsupported(file, f"son système de coordonnées est « {excerpt(_named(crs))} »")
    placed = [at for item in found if (at := first_position(item.get("geometry")))]
    if lambert and (odd := next((at for at in placed if not is_lambert(*(*at, None, None)[:2])), None)):
        raise _unsupported(file, f"il se dit en Lambert-93, et une position n'en est pas ({excerpt(odd)})")
    metres = [at for at in placed if _in_metres(at)]
    if not lambert and len(metres) * 2 > len(placed):
        raise _unsupported(file, f"ses positions sont en mètres ({excerpt(metres[0])}), sans doute en Lambert-93")
    guard_header(sorted({name for item in found for name in _members(item)}), file)


def _named(crs: Any) -> str:
    """Return how a file names its reference system."""
    properties = crs.get("properties") if isinstance(crs, dict) else None
    named = properties.get("name") if isinstance(properties, dict) else None
    return named if isinstance(named, str) else json.dumps(crs, ensure_ascii=False)


def _says_lambert(document: Any) -> bool:
    return document.get("crs") is not None and _named(document["crs"]).lower().endswith(_LAMBERT)


def _prepare_document(document: Any, file: str) -> list[Problem]:
    """Put a map that says it is in Lambert-93 in degrees, and say so with its first position."""
    features = document.get("features")
    if not _says_lambert(document) or not isinstance(features, list):
        return []
    placed = [item for item in features if isinstance(item, dict) and isinstance(item.get("geometry"), dict)]
    first = next((at for item in placed if (at := first_position(item["geometry"]))), None)
    for item in placed:
        item["geometry"] = geometry_in_degrees(item["geometry"])
    if first is None:
        return []
    (x, y), (lon, lat) = first[:2], in_degrees(*first[:2])
    said = (
        f"La carte se dit en Lambert-93 (EPSG:2154) : ses positions sont converties en degrés, la première de {x} ; {y} en "
        f"longitude {lon} et latitude {lat}. Vérifiez qu'elle est bien à sa place."
    )
    return [Problem(CONVERTED, said, file)]


def _in_metres(position: Any) -> bool:
    numbers = position[:2]
    return len(numbers) == 2 and all(type(n) in (int, float) and abs(n) > _METRES for n in numbers)


def _unsupported(file: str, why: str) -> FileRefused:
    said = f"{file} n'est pas en degrés : {why}. Enregistrez la carte en WGS 84 (EPSG:4326), ou en Lambert-93 dit par son membre « crs » (EPSG:2154)."
    return FileRefused("CRS_UNSUPPORTED", said)


def _members(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return the properties of a feature beside its geometry as text; numbers are the digits they are written with."""
    properties = item.get("properties")
    found = {name: value for name, value in item.items() if name not in _NOT_MEMBERS}
    found |= properties if isinstance(properties, dict) else {}
    made = {name: str(value) if type(value) in (int, float) else value for name, value in found.items()}
    geometry = item.get("geometry")
    return {**made, "geometry": json.dumps(geometry, separators=(",", ":")) if isinstance(geometry, dict) else None}


def _list_of(taken: frozenset[str]) -> str:
    return (
        "communes" if "commune_type" in taken else "qpv" if "district" in taken else "ban" if "score" in taken else ""
    )


@importer(
    "geo",
    title="Lieux : GeoJSON, BAN, quartiers prioritaires, communes",
    explain="Contours et points en GeoJSON, résultats de la BAN, quartiers prioritaires 2015 et 2024, communes du COG.",
    columns=COLUMNS,
    json_keys=("features",),
    json_fits=_fits,
    json_members=_members,
    json_open=True,
    refuse_document=_refuse_document,
    prepare_document=_prepare_document,
    signature=("score", "district", "commune_type"),
    any_of=(("score", "district", "commune_type"),),
    adjust=adjust_header,
    list_of=_list_of,
    settle=settle_places,
    keeps=is_own,
    outside=DELEGATED,
)
def read_place(row: Row) -> None:
    """State what one feature, one result, one district or one commune says."""
    if row.holds("commune_type"):
        read_commune(row)
    elif row.holds("district"):
        read_district(row)
    else:
        shape = _shape_of(row)
        if row.problems:
            return
        if row.holds("score"):
            read_result(row, shape)
        else:
            _read_feature(row, shape)


def _shape_of(row: Row) -> Shape:
    """Return the place of a row; a geometry that cannot be used sets it aside, and is named by its index."""
    text = row.whole("geometry")
    if len(text) > CELL:
        row.hide("geometry")
    if not text:
        return Shape()
    # A feature is named by its place in the document; a cell of a table, by its line and its column.
    where = row.item or "Géométrie"
    try:
        shape = read_shape(_geometry(text))
    except BadShape as error:
        mend = "mettez null" if row.item else "laissez la cellule vide"
        row.refuse("geometry", error.code, f"{where} : {error.said}. Corrigez la géométrie, ou {mend}.", "")
        return Shape()
    for code, said in shape.remarks:
        row.warn("geometry", code, f"{where} : {said}.", "")
    return shape


def _geometry(text: str) -> dict[str, Any]:
    """Return a geometry from its text; a table may hold another notation, as « POINT (4.9 45.7) », which is not read."""
    found = read_cell(text)
    if not isinstance(found, dict):
        raise BadShape("GEOMETRY_INVALID", f"une géométrie GeoJSON est attendue, au lieu de « {excerpt(text)} »")
    return found


def _read_feature(row: Row, shape: Shape) -> None:
    """State an organisation and its place, or the outline of a known territory."""
    if not row.text("name"):
        said = f"{row.item} : cet objet de la carte n'a pas de nom. Ajoutez une propriété « nom »."
        row.refuse("name", "COLUMN_REQUIRED", said)
    elif shape.outline and not any(row.text(key) for key in NUMBERS):
        _read_outline(row, shape)
    else:
        read_stakeholder(row)
        if row.actors and shape.lat is not None:
            stated = row.actors[0]
            row.actors[0] = changed(stated, fields={**stated.fields, "lat": shape.lat, "lon": shape.lon})


def _read_outline(row: Row, shape: Shape) -> None:
    name, code = row.text("name"), row.text("code")
    place = ActorRecord("territory", "", (), {"outline": shape.outline, "lat": shape.lat, "lon": shape.lon})
    known = (Named(code, "", row.header("code"), (Family.PLACE.value,)),) if code[:1] == "Q" else ()
    if _COMMUNE.fullmatch(code):
        said = "Contour de toute une commune : s'il n'est pas celui du territoire, qui n'en est souvent qu'un quartier, ôtez-le du fichier."
        row.warn("name", "OUTLINE_OF_COMMUNE", said)
    row.about.append(About((*known, Named(name, "", row.header("name"), (Family.PLACE.value,))), place))
    row.key = f"contour:{code or name}"
