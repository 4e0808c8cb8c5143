"""The shapes of les emplois in JSON: answers of the API, and dumps in which each item holds its members under « fields »."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from importers.read.json_document import EACH

_API = frozenset({"siret", "type", "raison_sociale"})
_PRESCRIBER = frozenset({"kind", "name", "authorization_status"})
_GEIQ = frozenset({"nom", "siret", "antennes"})
_BRANCH = frozenset({"id", "nom", "siret", "ville", "cp"})
#: Whatever is not named here is never kept: who created a record, who authorised it, how it was located.
_TAKEN = frozenset({
    "siret", "type", "raison_sociale", "enseigne", "addresse_ligne_1", "addresse_ligne_2", "code_postal", "ville", "site_web",
    "description", "mis_a_jour_le", "telephone", "courriel", "postes", "kind", "name", "address_line_1", "address_line_2",
    "post_code", "city", "coords", "website", "phone", "email", "uid", "authorization_status", "nom",
})  # fmt: skip


def path(document: Any) -> tuple[str, ...] | None:
    """Return where the items of a document are; each campaign of a list of labels holds its own."""
    if isinstance(document, dict):
        return ("results",) if "results" in document else None
    return (EACH, "fields", "data") if _labels(document) else ()


def fits(document: Any) -> bool:
    """Tell whether a document is one of les emplois, by the members of its first item."""
    if _labels(document):
        first = next((item for campaign in document for item in campaign["fields"]["data"]), None)
        return isinstance(first, dict) and first.keys() >= _GEIQ
    listed = document.get("results") if isinstance(document, dict) else document
    first = listed[0] if isinstance(listed, list) and listed else None
    if not isinstance(first, dict):
        return False
    held = first.get("fields", first)
    return isinstance(held, dict) and (held.keys() >= _API or held.keys() >= _PRESCRIBER)


def members(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members that are taken; the antennas of a GEIQ stay together, as the text of a list."""
    found = {name: value for name, value in item.items() if name in _TAKEN}
    if "antennes" in item:
        found |= {"code_postal": item.get("cp"), "antennes": json.dumps(_branches(item["antennes"]), ensure_ascii=False)}
    return found


def _branches(listed: Any) -> Any:
    """Return the antennas with their number, name, SIRET and place alone."""
    if not isinstance(listed, list):
        return listed
    return [
        {name: value for name, value in one.items() if name in _BRANCH} if isinstance(one, dict) else one for one in listed
    ]


def _labels(document: Any) -> bool:
    """Tell whether a document is the list of labelled GEIQ, campaign by campaign."""
    return isinstance(document, list) and bool(document) and all(
        isinstance(campaign, dict) and isinstance(campaign.get("fields"), dict)
        and isinstance(campaign["fields"].get("data"), list)
        for campaign in document
    )  # fmt: skip
