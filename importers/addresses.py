"""Where a row says that something is: the post code and the town that end an address, a latitude beside a longitude."""

from __future__ import annotations

import re

from importers.geometry import look_swapped
from importers.row import Row
from kb.ids import town_key

_END = re.compile(
    r"(?:^|[\s,;(-])(?P<code>(?:0[1-9]|[1-8]\d|9[0-8])\d{3})[\s,-]+"
    r"(?P<town>[^\W\d_][^\d,;|()]*?(?:\s+\d{1,2}(?:er|e|è|ème)?)?)(?:\s+arrondissement)?(?:\s+cedex(?:\s+\d{1,2})?)?"
    r"\s*(?:[,;]?\s*france)?\s*[.,;]?$",
    re.IGNORECASE,
)
#: Longest name of a town: more is a sentence that a number of five digits happens to begin.
_TOWN_MOST = 45


def post_code_and_town(address: str) -> tuple[str, str]:
    """Return the post code and the town that end an address, empty when it ends by neither.

    >>> post_code_and_town("12 rue des Érables 69100 Villeurbanne"), post_code_and_town("3 place Guichard, 69003 LYON CEDEX 03")
    (('69100', 'Villeurbanne'), ('69003', 'LYON'))
    >>> post_code_and_town("BP 69100, 12 rue des Érables")
    ('', '')
    """
    found = _END.search(" ".join(address.split()))
    if found is None or len(found["town"]) > _TOWN_MOST:
        return "", ""
    return found["code"], found["town"].strip(" -")


def placed(address: str, post_code: str, town: str) -> tuple[str, str]:
    """Return a post code and a town, those that are lacking read at the end of the address; never against what is written.

    >>> placed("12 rue X 69100 Villeurbanne", "", ""), placed("12 rue X 69100 Villeurbanne", "", "Lyon")
    (('69100', 'Villeurbanne'), ('', 'Lyon'))
    """
    if post_code and town:
        return post_code, town
    code, named = post_code_and_town(address)
    agrees = post_code in ("", code) and (not town or town_key(town) == town_key(named))
    return (post_code or code, town or named) if agrees else (post_code, town)


def look_at_place(row: Row, lat: float | None, lon: float | None, key: str = "lat") -> None:
    """Say of a place, under the column that tells it, that its latitude and its longitude look exchanged; nothing is moved."""
    if lat is not None and lon is not None and look_swapped(lon, lat):
        row.warn(key, "COORDINATES_SWAPPED", "Latitude et longitude semblent échangées : laissées telles quelles, à vérifier.")
