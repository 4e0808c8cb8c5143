"""data·inclusion: the structures that take people in, as the State gathers them from a dozen sources (schema 1.0.10, v0)."""

from __future__ import annotations

import re

from importers.actors import organisation, told_on
from importers.base import importer
from importers.columns import Column
from importers.published import published_site, published_text
from importers.read.json_document import first_item
from importers.row import Row, sentence
from kb.ids import BadIdentifier, check_siret, digest, name_key
from kb.ledger import changed
from kb.text import fold

COLUMNS = (
    Column("reference", "id", required=True, explain="Identifiant data·inclusion, « source--identifiant ».",
           example="dora--9990-a"),
    Column("name", "nom", required=True, explain="Nom de la structure.", example="Régie des Érables"),
    Column("updated_at", "date_maj", required=True, explain="Date de mise à jour de la fiche.", example="2026-03-18"),
    Column("publisher", "source", explain="Source d'où data·inclusion tient la fiche.", example="dora"),
    Column("networks", "reseaux_porteurs", ("typologie", "labels nationaux"),
           explain="Réseaux porteurs, ou typologie de l'ancien schéma : ils disent le type d'acteur.", example="aci"),
    Column("siret", "siret", explain="SIRET ; laissé de côté s'il est faux, la fiche reste.", example="99900090400014"),
    Column("description", "description", ("presentation resume", "presentation detail"), explain="Présentation."),
    Column("address", "adresse", explain="Adresse."),
    Column("post_code", "code_postal", explain="5 chiffres."),
    Column("city", "commune", explain="Commune."),
    Column("insee", "code_insee", explain="Code officiel de la commune."),
    Column("lat", "latitude", explain="En degrés."),
    Column("lon", "longitude", explain="En degrés."),
    Column("website", "site_web", explain="Adresse http ou https."),
    Column("source_url", "lien_source", explain="Fiche d'origine."),
    Column("phone", "telephone", explain="Téléphone de la structure (plan d'engagement)."),
    Column("email", "courriel", ("contact nom prenom", "complement adresse"), drop=True,
           explain="Laissé à la porte : souvent le nom ou l'adresse d'une personne."),
)  # fmt: skip

#: The forms of SIAE, as le marché and les emplois write them too.
_SIAE = frozenset({"aci", "ai", "ei", "eiti", "etti", "geiq", "ea", "eatt", "esat", "opcs"})
_KINDS = {
    "ebe": {"etcld"},
    "employment": {"mission locale", "ml", "france travail", "ft", "cap emploi", "cap emploi reseau cheops", "plie",
                   "maisons de l emploi", "mde", "mdef"},
    "authority": {"communes", "muni", "departements", "cd", "dept", "regions", "reg", "epci", "cc", "ccas cias", "ccas",
                  "cias", "deets", "etat", "pref", "caf", "cpam", "mdph"},
    "federation": {"coorace", "chantier ecole", "federation des acteurs de la solidarite", "unea", "fais"},
    "training": {"afpa", "of", "cnam", "ecoles de la deuxieme chance", "e2c"},
    "support": {"france active", "reseau bge", "initiative france", "adie", "reseau entreprendre",
                "chambres consulaires", "ccons"},
    "association": {"asso", "asso chomeur", "emmaus", "restos du coeur", "secours populaire", "croix rouge"},
}  # fmt: skip
#: « coorace » beside « aci » is the network of a SIAE: a federation is one only when nothing else is said.
_ORDER = ("ebe", "employment", "authority", "training", "support", "association", "federation")
#: An id that the comparable form of a name leaves as it is, but for its hyphens.
_PLAIN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*--[a-z0-9]+(-[a-z0-9]+)*")
_PARTS = re.compile(r"[\[\]\"{}']")


@importer(
    "data-inclusion",
    title="Structures de l'inclusion (data·inclusion)",
    explain="Les structures publiées par data·inclusion ; une ligne par structure et par source.",
    columns=COLUMNS,
    published=True,
    json_keys=("items",),
    json_fits=lambda document: _fits(document),
    signature=("reference", "networks", "publisher", "insee"),
    any_of=(("networks", "publisher"),),
    adjust=lambda header: _structures_only(header),
)
def read_structure(row: Row) -> None:
    """State one structure, its kind told by the networks it carries."""
    reference, name, updated = row.required("reference"), row.required("name"), row.date("updated_at")
    row.required("updated_at")
    lat, lon = point(row)
    source_url = row.web("source_url")
    if row.problems:
        return
    networks = codes(row, "networks")
    forms = [code.upper() for code in networks if code in _SIAE]
    stated = organisation(
        _kind(networks, forms), name, town=row.text("city"), as_of=told_on(row, "updated_at", updated), siret=_siret(row), siae_kinds=forms,
        networks=networks, description=published_text(row, "description")[:10_000], address=row.text("address"),
        post_code=row.text("post_code"), insee=row.text("insee"), lat=lat, lon=lon, website=published_site(row, "website"),
        source_url=source_url, phone=row.phone("phone"), origin=row.text("publisher"),
    )  # fmt: skip
    # Its services name it by this id, which no field holds.
    row.actors.append(changed(stated, names=(*stated.names, name_key(structure_name(reference)))))
    row.key, row.order = f"data-inclusion:{digest(reference)}", updated


def _fits(document: object) -> bool:
    members = first_item(document, "items").keys()
    return {"id", "nom", "date_maj"} <= members and "structure_id" not in members


def _structures_only(header: tuple[str, ...]) -> tuple[str, ...]:
    """Return a header, emptied when it is that of the services: they would pass for structures."""
    return () if any(fold(cell) == "structure id" for cell in header) else header


def structure_name(reference: str) -> str:
    """Return the name by which alone a structure is found from its data·inclusion id.

    Names are compared without capitals nor signs, and an id is not: its digest tells apart what that would confuse.

    >>> structure_name("dora--abc-1"), structure_name("dora--ABC-1")
    ('fiche data·inclusion dora--abc-1', 'fiche data·inclusion dora--ABC-1 4c3ceab3')
    """
    told = reference if _PLAIN.fullmatch(reference) else f"{reference} {digest(reference, size=4)}"
    return f"fiche data·inclusion {told}"


def codes(row: Row, key: str) -> list[str]:
    """Return the codes of a cell, bars, commas or a list in brackets alike (`{aci,coorace}`, `["aci"]`)."""
    parts = (part for cell in row.listed(key) for part in _PARTS.sub("", cell).split(","))
    return list(dict.fromkeys(part.strip().lower() for part in parts if part.strip()))


def _kind(networks: list[str], forms: list[str]) -> str:
    """Return the kind that networks tell; without any known one, an organisation."""
    told = {fold(code) for code in networks}
    if "etcld" in told:
        return "ebe"
    if forms:
        return "siae"
    return next((kind for kind in _ORDER if told & _KINDS[kind]), "organisation")


def _siret(row: Row) -> str:
    """Return a SIRET that agrees with its key; a wrong one is told, and the structure stays under its name."""
    raw = row.text("siret")
    if not raw:
        return ""
    try:
        return check_siret(raw)
    except BadIdentifier as error:
        said = f"{sentence(error.reason)} : laissé de côté, structure rapprochée par son nom."
        row.warn("siret", "SIRET_INVALID", said)
        return ""


def point(row: Row) -> tuple[float | None, float | None]:
    """Return where a structure is; « 0, 0 » is what a source writes when it does not know."""
    lat, lon = row.coordinate("lat", 90), row.coordinate("lon", 180)
    return (lat, lon) if lat or lon else (None, None)
