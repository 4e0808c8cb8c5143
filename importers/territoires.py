"""The sheet of territories: names, communes, districts, and one row per dated status."""

from __future__ import annotations

from importers.actors import without_gaps
from importers.base import importer
from importers.columns import Column
from importers.row import Row
from kb.ids import territory_id
from kb.ledger import ActorRecord

COLUMNS = (
    Column("name", "Territoire", ("nom du territoire",), required=True, example="Saint-Fons"),
    Column("aliases", "Autres noms", ("autres_noms", "alias")),
    Column("communes", "Communes", ("commune",)),
    Column("insee_codes", "Code INSEE", ("codes insee", "insee")),
    Column("post_code", "Code postal", ("cp",)),
    Column("qpv", "QPV", ("quartier prioritaire", "code qpv")),
    Column("status", "Statut", ("statut habilitation", "etat")),
    Column("status_on", "Statut depuis", ("date du statut", "depuis")),
    Column("population", "Habitants", ("population", "nombre d habitants")),
    Column("ppde_estimate", "PPDE estimées", ("ppde", "estimation ppde", "ppde estimees"), explain="Un effectif, jamais une liste."),
    Column("description", "Description", ("commentaire",)),
    Column("lat", "Latitude", ("lat",)),
    Column("lon", "Longitude", ("lon", "lng")),
    Column("origin", "Origine", ("source",)),
    Column("source_url", "Lien d'origine", ("lien origine",)),
    Column("confidence", "Confiance"),
    Column("checked_on", "Vérifié le", ("verifie le",)),
)  # fmt: skip


@importer(
    "territoires",
    title="Territoires",
    explain="Une ligne par territoire et par statut daté.",
    columns=COLUMNS,
    signature=("name", "status", "insee_codes", "qpv"),
)
def read_territory(row: Row) -> None:
    """State one territory as it was at one date."""
    name = row.required("name")
    status_on = row.date("status_on")
    fields = without_gaps({
        "name": name, "aliases": row.listed("aliases"), "communes": row.listed("communes"), "insee_codes": row.listed("insee_codes"),
        "post_code": row.text("post_code"), "qpv": row.text("qpv"), "status": row.text("status"), "status_on": status_on,
        "population": row.text("population"), "ppde_estimate": row.text("ppde_estimate"), "description": row.text("description"),
        "lat": row.number("lat"), "lon": row.number("lon"), "origin": row.text("origin"), "source_url": row.web("source_url"),
        "confidence": row.text("confidence"), "checked_on": row.date("checked_on"),
    })  # fmt: skip
    if not name:
        return
    identity = territory_id(name)
    row.actors.append(ActorRecord("territory", identity, (), fields, as_of=status_on or None))
    row.key = f"{identity}|{status_on}"
