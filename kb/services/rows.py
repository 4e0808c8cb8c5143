"""The table of the `overlap` command: activities come in as rows of text, compared pairs go out as rows of text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from math import isfinite

from kb.services.facts import ActivityFacts
from kb.services.overlap import Overlap, Sweep

#: Columns read, and columns written in this order.
COLUMNS_IN = (
    "id", "territoire", "commune", "lat", "lon", "porteur", "titre", "description", "naf", "rome", "clientele",
)  # fmt: skip
COLUMNS_OUT = ("a", "b", "semantic", "clientele", "distance_km", "score", "verdict", "explanation")
#: Up to this many rows, distance sets no limit: every pair that shares a type, a code or a rare word is written.
EVERYWHERE_ROWS = 2000
_CODES = re.compile(r"[^A-Za-z0-9.]+")
_LIST = re.compile(r"[|;,/]+")


def overlap_rows(rows: Iterable[Mapping[str, str | None]]) -> Iterator[dict[str, str]]:
    """Yield the compared pairs of a table of activities, the highest score first; empty cells are unknown.

    Two rows of one id are refused. Columns are `COLUMNS_IN` and `COLUMNS_OUT`.
    """
    activities = [activity_of(row) for row in rows]
    everywhere = len(activities) <= EVERYWHERE_ROWS
    least = 0.0 if everywhere else 0.01
    return (_written(pair) for pair in Sweep(activities, everywhere).pairs(least))


def activity_of(row: Mapping[str, str | None]) -> ActivityFacts:
    """Return the activity that a row of the table describes.

    >>> activity_of({"id": "1", "titre": "Laverie", "naf": "96.01B|9499Z", "lat": "45,75"}).naf
    ('96.01B', '9499Z')
    """
    cell = {name: (row.get(name) or "").strip() for name in COLUMNS_IN}
    return ActivityFacts(
        id=cell["id"],
        title=cell["titre"],
        description=cell["description"],
        territory=cell["territoire"],
        commune=cell["commune"],
        lat=_degrees(cell["lat"]),
        lon=_degrees(cell["lon"]),
        carrier=cell["porteur"],
        naf=tuple(code for code in _CODES.split(cell["naf"]) if code),
        rome=tuple(code for code in _CODES.split(cell["rome"]) if code),
        clientele=tuple(part.strip() for part in _LIST.split(cell["clientele"]) if part.strip()),
    )


def _degrees(text: str) -> float | None:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return number if isfinite(number) else None


def _written(pair: Overlap) -> dict[str, str]:
    return {
        "a": pair.a,
        "b": pair.b,
        "semantic": f"{pair.semantic:.4f}",
        "clientele": f"{pair.clientele:.4f}",
        "distance_km": "" if pair.distance_km is None else f"{pair.distance_km:.2f}",
        "score": f"{pair.score:.4f}",
        "verdict": pair.verdict,
        "explanation": pair.sentence,
    }
