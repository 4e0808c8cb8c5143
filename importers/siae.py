"""Le marché de l'inclusion: the State's list of SIAE. One establishment may hold several conventions: the key is (SIRET, kind)."""

from __future__ import annotations

import re
from typing import Any

from importers.actors import organisation
from importers.base import importer
from importers.columns import Column
from importers.row import Row
from kb.ids import BadIdentifier, check_siret
from kb.ledger import Rank

#: Establishments whose published SIRET fails its key; a register may carry them, flagged (domain reference, 2.4).
COLUMNS = (
    Column("siret", "siret", ("siret de signature",), required=True, example="99900001100018"),
    Column("kind", "kind", ("type", "type de structure", "type siae"), required=True, example="ACI"),
    Column("name", "name", ("raison sociale", "nom"), required=True, example="ATELIER DES ÉRABLES"),
    Column("brand", "brand", ("enseigne",)),
    Column("address", "address", ("adresse",)),
    Column("post_code", "post_code", ("code postal",)),
    Column("city", "city", ("ville", "commune")),
    Column("coords", "coords", ("coordonnees",)),
    Column("naf", "naf", ("code naf",)),
    Column("legal_form", "legal_form", ("forme juridique",)),
    Column("website", "website", ("site web", "contact website")),
    Column("description", "description"),
    Column("employees", "api_entreprise_employees", ("effectif",)),
    Column("updated_at", "updated_at", ("mis a jour le",)),
    Column("phone", "phone", ("telephone", "contact phone"), explain="Téléphone de la structure."),
    Column("email", "email", ("courriel", "contact email"), drop=True, explain="Laissé à la porte : souvent l'adresse d'une personne."),
    Column("networks", "networks", ("reseaux",)),
)  # fmt: skip

_POINT = re.compile(r"POINT\s*\(([-\d.]+)\s+([-\d.]+)\)")


def _fits(document: Any) -> bool:
    listed = document.get("results") if isinstance(document, dict) else document
    if not isinstance(listed, list) or not listed or not isinstance(listed[0], dict):
        return False
    first = listed[0].get("fields", listed[0])
    return isinstance(first, dict) and {"siret", "kind", "name"} <= first.keys()


@importer(
    "siae",
    title="Structures d'insertion (le marché de l'inclusion)",
    explain="La liste publiée des SIAE : une ligne par établissement et par type de convention.",
    columns=COLUMNS,
    rank=Rank.CONVENTION,
    json_keys=("results",),
    json_wrapped=True,
    json_fits=_fits,
    signature=("siret", "kind", "name", "brand"),
)
def read_siae(row: Row) -> None:
    """State one SIAE under one of its conventions."""
    name, kind = row.required("name"), row.required("kind").upper()
    siret = _register_siret(row)
    if row.problems:
        return
    lon, lat = _point(row.text("coords"))
    brand = row.text("brand")
    updated = row.date("updated_at")
    stated = organisation(
        "siae", brand or name, town=row.text("city"), as_of=updated or None, siret=siret, siae_kinds=[kind],
        aliases=[name] if brand and brand != name else [], address=row.text("address"), post_code=row.text("post_code"),
        naf=row.text("naf"), legal_form=row.text("legal_form"), website=_site(row), description=row.text("description"),
        workforce=row.text("employees"), lat=lat, lon=lon, phone=row.text("phone"), networks=row.listed("networks"),
    )  # fmt: skip
    row.actors.append(stated)
    row.key = f"{stated.identity}|{kind}"


def _register_siret(row: Row) -> str:
    """Take a SIRET of the register: a wrong key is flagged, not refused, since the State itself publishes it."""
    raw = row.required("siret")
    try:
        return check_siret(raw)
    except BadIdentifier as error:
        if len(raw) == 14 and raw.isascii() and raw.isdigit() and raw.strip("0"):
            row.warn("siret", "SIRET_UNUSUAL", f"{error.reason[:1].upper()}{error.reason[1:]} : publié ainsi par le registre, gardé tel quel.")
            return raw
        row.refuse("siret", "SIRET_INVALID", f"{error.reason[:1].upper()}{error.reason[1:]}.")
        return ""


def _site(row: Row) -> str:
    text = row.text("website")
    return text if re.match(r"https?://[^\s/]", text, re.IGNORECASE) else ""


def _point(text: str) -> tuple[float | None, float | None]:
    found = _POINT.search(text)
    return (round(float(found[1]), 6), round(float(found[2]), 6)) if found else (None, None)
