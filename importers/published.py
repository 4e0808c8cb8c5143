"""What a register publishes as it stands: numbers, points and sites, told when unusual, which never stop a row for little."""

from __future__ import annotations

import re
from collections.abc import Callable

from importers.addresses import look_at_place
from importers.plain import plain_text
from importers.row import Row, sentence
from kb.ids import BadIdentifier

#: How a published name says that it is a natural person's.
_SOMEBODY = re.compile(
    r"(?:M\.|Mme\.?|Mlle\.?|Monsieur|Madame|Mademoiselle)\s+\S"
    r"|.*\b(?:(?:auto|micro)[- ]?entrepreneure?|entrepreneure?\s+individuel(?:le)?)\b",
    re.IGNORECASE,
)
_POINT = re.compile(r"POINT\s*\(\s*(-?\d{1,3}(?:\.\d{1,20})?)\s+(-?\d{1,3}(?:\.\d{1,20})?)\s*\)", re.ASCII)
#: A longitude and a latitude that are none.
_NOWHERE = 999.0


def published_point(row: Row, key: str) -> tuple[float | None, float | None]:
    """Return the latitude and the longitude of « POINT (longitude latitude) »; what is no such point is left out and told."""
    text = row.text(key)
    found = _POINT.search(text)
    lon, lat = (round(float(part), 6) for part in found.groups()) if found else (_NOWHERE, _NOWHERE)
    if abs(lon) <= 180 and abs(lat) <= 90:
        look_at_place(row, lat, lon, key)
        return lat, lon
    if text:
        row.warn(key, "COORDINATES_RANGE", "« POINT (longitude latitude) » est attendu, entre -180 et 180 et entre -90 et 90 : laissé de côté.")
    return None, None


def published_site(row: Row, key: str) -> str:
    """Return a web address, an unusable one left out and told: it must not set the row aside."""
    text = row.text(key)
    if not text or re.match(r"https?://[^\s/]", text, re.IGNORECASE):
        return text
    row.warn(key, "URL_SCHEME", "Ce n'est pas une adresse http ou https : laissée de côté.")
    return ""


def published_number(row: Row, key: str, check: Callable[[str], str], length: int) -> str:
    """Return a number of a register: one of the right length is kept whatever its key, any other sets the row aside."""
    raw = row.required(key)
    if not raw:
        return ""
    try:
        return check(raw)
    except BadIdentifier as error:
        code = key.upper()
        if len(raw) == length and raw.isascii() and raw.isdigit() and raw.strip("0"):
            said = f"{sentence(error.reason)} : publié ainsi par le registre, gardé tel quel."
            row.warn(key, f"{code}_UNUSUAL", said)
            return raw
        row.refuse(key, f"{code}_INVALID", f"{sentence(error.reason)}.")
        return ""


def names_somebody(name: str) -> bool:
    """Tell whether a published name says of itself that it is a natural person's.

    >>> names_somebody("Mme Camille Exemple"), names_somebody("Jardins d'Exemple")
    (True, False)
    """
    return _SOMEBODY.match(name) is not None


def published_text(row: Row, key: str) -> str:
    """Return a published presentation without e-mail addresses and telephones, which are kept nowhere of it."""
    row.hide(key)
    return plain_text(row.text(key))
