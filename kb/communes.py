"""The communes and arrondissements of the Métropole de Lyon: their codes, their names, and the middle of each.

The middles were computed from the outlines of IGN Admin Express as aides-territoires publishes them (simplified at 1,000 m), and
rounded to a thousandth of a degree, some hundred metres.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from kb.ids import town_key
from kb.text import fold


class Commune(NamedTuple):
    """One commune or arrondissement, and its middle in degrees."""

    name: str
    lat: float
    lon: float


@cache
def metropole() -> Mapping[str, Commune]:
    """Return the communes of the Métropole by their INSEE code."""
    with (files("kb") / "communes.csv").open(encoding="utf-8") as table:
        rows = csv.DictReader(table, delimiter=";")
        return {row["insee"]: Commune(row["name"], float(row["lat"]), float(row["lon"])) for row in rows}


def centre_of(commune: str) -> tuple[float, float] | None:
    """Return the latitude and the longitude of the middle of a commune in degrees, None for one that is not of the Métropole.

    >>> centre_of("ST FONS"), centre_of("Lyon 08"), centre_of("Exempleville")
    ((45.699, 4.849), (45.734, 4.87), None)
    """
    return _centres().get(town_key(commune)) if commune else None


@cache
def folded_names() -> frozenset[str]:
    """Return the names of the communes, folded."""
    return frozenset(fold(commune.name) for commune in metropole().values())


@cache
def _centres() -> dict[str, tuple[float, float]]:
    return {town_key(commune.name): (commune.lat, commune.lon) for commune in metropole().values()}
