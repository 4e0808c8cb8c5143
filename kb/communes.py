"""Where the communes of the Métropole de Lyon are: the middle of each, for what gives no address.

The middles were computed from the outlines of IGN Admin Express as aides-territoires publishes them (simplified at 1,000 m), and
rounded to a thousandth of a degree, some hundred metres.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from kb.ids import town_key
from kb.text import fold


def centre_of(commune: str) -> tuple[float, float] | None:
    """Return the latitude and the longitude of the middle of a commune in degrees, None for one that is not of the Métropole.

    >>> centre_of("ST FONS"), centre_of("Lyon 08"), centre_of("Exempleville")
    ((45.699, 4.849), (45.734, 4.87), None)
    """
    return _centres().get(town_key(commune)) if commune else None


@cache
def communes() -> frozenset[str]:
    """Return the names of the communes of the Métropole, folded."""
    return frozenset(fold(name) for name in _names())


@cache
def _centres() -> dict[str, tuple[float, float]]:
    return {town_key(name): place for name, place in _names().items()}


def _names() -> dict[str, tuple[float, float]]:
    with (files("kb") / "communes.csv").open(encoding="utf-8") as table:
        return {row["name"]: (float(row["lat"]), float(row["lon"])) for row in csv.DictReader(table, delimiter=";")}
