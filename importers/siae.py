"""Le marché de l'inclusion: the State's list of SIAE.

One establishment may hold several conventions: the key is (SIRET, kind). Their networks are another list of the same site.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from importers.actors import organisation, told_on
from importers.base import importer
from importers.columns import Column
from importers.published import published_number, published_point, published_site, published_text
from importers.row import Row
from kb.ids import check_siret
from kb.ledger import Rank
from kb.problems import Problem
from kb.said import RowSays
from kb.text import fold, slug

COLUMNS = (
    Column("siret", "siret", ("siret de signature",), required=True, explain="SIRET de l'établissement conventionné.",
           example="99900001100018"),
    Column("kind", "kind", ("type", "type de structure", "type siae"), required=True,
           explain="ACI, AI, EI, ETTI, EITI, GEIQ, EA, ESAT…",
           example="ACI"),
    Column("name", "name", ("raison sociale", "nom"), required=True, explain="Raison sociale.",
           example="ATELIER DES ÉRABLES"),
    Column("brand", "brand", ("enseigne",), explain="Enseigne, montrée à la place de la raison sociale."),
    Column("address", "address", ("adresse",), explain="Adresse de l'établissement."),
    Column("post_code", "post_code", ("code postal",), explain="5 chiffres."),
    Column("city", "city", ("ville", "commune"), explain="Commune."),
    Column("coords", "coords", ("coordonnees",), explain="Point « longitude latitude », en degrés."),
    Column("naf", "naf", ("code naf",), explain="Code d'activité."),
    Column("legal_form", "legal_form", ("forme juridique",), explain="Forme juridique."),
    Column("website", "website", ("site web", "contact website"),
           explain="Adresse http ou https ; les autres sont ignorées."),
    Column("description", "description", explain="Présentation publiée."),
    Column("employees", "api_entreprise_employees", ("effectif",), explain="Tranche d'effectif."),
    Column("updated_at", "updated_at", ("mis a jour le",), explain="Date de mise à jour de la fiche."),
    Column("phone", "phone", ("telephone", "contact phone"), explain="Téléphone de la structure (plan d'engagement)."),
    Column("networks", "networks", ("reseaux",), explain="Réseaux d'appartenance."),
    Column("slug", "slug", explain="Identifiant d'un réseau, dans la liste des réseaux."),
    Column("email", "email", ("courriel", "contact email", "contact first name", "contact last name",
           "contact full name"), drop=True,
           explain="Laissé à la porte : souvent le nom ou l'adresse d'une personne."),
)  # fmt: skip

#: What an establishment has and a network has not: a number, a convention, a place, networks of its own.
_OF_ESTABLISHMENTS = frozenset({"siret", "kind", "address", "post_code", "city", "coords", "naf", "legal_form", "networks"})
#: Begins the keys of networks.
_NETWORK = "reseau:"


def _fits(document: Any) -> bool:
    listed = document.get("results") if isinstance(document, dict) else document
    if not isinstance(listed, list) or not listed or not isinstance(listed[0], dict):
        return False
    first = listed[0].get("fields", listed[0])
    if not isinstance(first, dict):
        return False
    return {"siret", "kind", "name"} <= first.keys() or _is_network(first)


def _is_network(members: Mapping[str, Any]) -> bool:
    """Tell whether the members are those of a network: what carries no convention, and has a brand and a site."""
    return {"name", "slug", "brand", "website"} <= members.keys() and _OF_ESTABLISHMENTS.isdisjoint(members)


def _members(members: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members of an item, the networks being called by their names: the site's interface describes each."""
    networks = members.get("networks")
    if not isinstance(networks, list):
        return dict(members)
    named = [n["name"] if isinstance(n, dict) and isinstance(n.get("name"), str) else n for n in networks]
    return {**members, "networks": named}


def _settle(rows: Iterable[RowSays]) -> Iterable[RowSays]:
    """Set aside, in a list of establishments, the rows that have neither number nor convention: they are no networks."""
    said = list(rows)
    networks = [row for row in said if (row.key or "").startswith(_NETWORK)]
    if len(networks) < len(said):
        for row in networks:
            told = "Ni SIRET ni type de convention dans une liste d'établissements : complétez la ligne."
            row.problems.append(Problem("COLUMN_REQUIRED", told, sheet=row.sheet, line=row.line, value=row.raw.get("name", "")))
    return said


@importer(
    "siae",
    title="Structures d'insertion (le marché de l'inclusion)",
    explain="La liste publiée des SIAE : une ligne par établissement et par type de convention.",
    columns=COLUMNS,
    published=True,
    rank=Rank.CONVENTION,
    json_keys=("results",),
    json_wrapped=True,
    json_fits=_fits,
    json_members=_members,
    settle=_settle,
    signature=("brand",),
    spelled=("raison sociale", "Enseigne", "type", "adresse", "Code postal", "ville"),
    list_of=lambda taken: "reseaux" if _names_networks(taken) else "",
)
def read_siae(row: Row) -> None:
    """State one SIAE under one of its conventions, or one of the networks they belong to."""
    if _names_networks({column.key for column in COLUMNS if row.holds(column.key)}):
        _read_network(row)
        return
    name, kind = row.required("name"), row.required("kind").upper()
    siret = published_number(row, "siret", check_siret, 14)
    if row.problems:
        return
    lat, lon = published_point(row, "coords")
    brand = row.text("brand")
    updated = row.date("updated_at")
    stated = organisation(
        "siae", brand or name, town=row.text("city"), as_of=told_on(row, "updated_at", updated), siret=siret, siae_kinds=[kind],
        aliases=[name] if brand and brand != name else [], address=row.text("address"), post_code=row.text("post_code"),
        naf=row.text("naf"), legal_form=row.text("legal_form"), website=published_site(row, "website"), description=published_text(row, "description"),
        workforce=row.text("employees"), lat=lat, lon=lon, phone=row.phone("phone"), networks=row.listed("networks"),
    )  # fmt: skip
    row.actors.append(stated)
    row.key, row.order = f"{stated.identity}|{kind}", updated


def _names_networks(taken: Collection[str]) -> bool:
    """Tell whether the columns are those of a list of networks: none is of an establishment, which has a place."""
    return {"name", "slug", "brand"} <= set(taken) and _OF_ESTABLISHMENTS.isdisjoint(taken)


def _read_network(row: Row) -> None:
    """State one network of the IAE: it is national, and its brand is what people call it."""
    name, brand = row.required("name"), row.text("brand")
    updated = row.date("updated_at")
    if row.problems:
        return
    acronym = brand if fold(brand) != fold(name) else ""
    row.actors.append(organisation("federation", name, as_of=told_on(row, "updated_at", updated), acronym=acronym, website=published_site(row, "website")))
    row.key, row.order = f"{_NETWORK}{row.text('slug') or slug(name)}", updated
