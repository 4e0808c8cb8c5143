"""The sheet of territories: names, communes, districts, and one row per dated status."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from importers.actors import told_on, without_gaps
from importers.base import importer
from importers.columns import Column, map_header
from importers.counted import hides_small, refuse_counts_alone
from importers.read.table import Table
from importers.row import Row
from importers.usual import CONFIDENCE, COUNT, POST_CODE, RECENT, STATUS
from kb.ids import name_key, territory_id
from kb.ledger import ActorRecord
from kb.problems import Problem, excerpt
from kb.said import RowSays

COLUMNS = (
    Column("name", "Territoire", ("nom du territoire",), required=True, explain="Nom d'usage du territoire.",
           example="Saint-Fons"),
    Column("aliases", "Autres noms", ("autres_noms", "alias"), explain="Autres noms d'usage, séparés par une barre |."),
    Column("communes", "Communes", ("commune",), explain="Communes, séparées par une barre |."),
    Column("insee_codes", "Code INSEE", ("codes insee", "insee"),
           explain="Codes INSEE des communes, séparés par une barre |."),
    Column("post_code", "Code postal", ("cp",), explain="5 chiffres.", usual=POST_CODE),
    Column("qpv", "QPV", ("quartier prioritaire", "code qpv"),
           explain="Code du quartier prioritaire (générations 2015 et 2024)."),
    Column("status", "Statut", ("statut habilitation", "etat"), explain="émergent, candidat, habilité…",
           example="habilité", usual=STATUS),
    Column("status_on", "Statut depuis", ("date du statut", "depuis"),
           explain="Date du statut : une ligne par statut daté.",
           example="24/11/2016", usual=RECENT),
    Column("population", "Habitants", ("population", "nombre d habitants"),
           explain="Nombre d'habitants, ou une phrase courte.", usual=COUNT),
    Column("ppde_estimate", "PPDE estimées", ("ppde", "estimation ppde", "ppde estimees"),
           explain="Un effectif, jamais une liste.", usual=COUNT),
    Column("description", "Description", ("commentaire",), explain="Ce qu'il faut savoir du territoire."),
    Column("lat", "Latitude", ("lat",), explain="En degrés."),
    Column("lon", "Longitude", ("lon", "lng"), explain="En degrés."),
    Column("origin", "Origine", ("source",), explain="D'où vient l'information."),
    Column("source_url", "Lien d'origine", ("lien origine",), explain="Adresse du document d'origine."),
    Column("confidence", "Confiance", explain="H (haute), M (moyenne) ou L (à confirmer).", usual=CONFIDENCE, as_written=True),
    Column("checked_on", "Vérifié le", ("verifie le",), explain="Date de la dernière vérification.", usual=RECENT),
)  # fmt: skip

#: What a territory has one of, on one day.
_ONE_AT_A_TIME = frozenset({"status", "population", "ppde_estimate"})
#: The code of a priority district, of the generation of 2015 or of 2024.
QPV_CODE = re.compile(r"\bQ(?:P\d{6}|N\d{5}[0-9A-Z])\b")

#: What only tells which place a row is of, or counts its people too.
_PLACES = frozenset({"name", "aliases", "communes", "insee_codes", "post_code", "qpv", "ppde_estimate"})


def refuse_crosstab(table: Table, dropped: Iterable[str], unread: Collection[int]) -> None:
    """Refuse a table of counts by band that has the bands in columns: nothing of it is a territory's."""
    refuse_counts_alone(table, unread, [i for i, column in map_header(table.header, COLUMNS).taken.items() if column.key in _PLACES])


def tell_contradictions(rows: Iterable[RowSays]) -> Iterator[RowSays]:
    """Yield what rows say, a word on each that contradicts another of the same territory and day; both are kept, side by side."""
    first: dict[str, RowSays] = {}
    for said in rows:
        if said.key and said.actors and not said.problems and (other := first.setdefault(said.key, said)) is not said:
            ours, theirs = said.actors[0].fields, other.actors[0].fields
            for column in COLUMNS:
                if column.key in _ONE_AT_A_TIME and ours.get(column.key, theirs.get(column.key)) != theirs.get(column.key, ours.get(column.key)):
                    told = (
                        f"La ligne {other.line} dit « {excerpt(str(theirs[column.key]))} » du même territoire, à la même date : les deux sont gardées. "
                        "Corrigez l'une, ou donnez-leur deux dates."
                    )
                    said.warnings.append(Problem("DUPLICATE_IN_FILE", told, "", said.sheet, said.line, column.label, excerpt(str(ours[column.key]))))
        yield said


@importer(
    "territoires",
    title="Territoires",
    explain="Une ligne par territoire et par statut daté.",
    columns=COLUMNS,
    signature=("status", "insee_codes", "qpv"),
    settle=tell_contradictions,
    refuse_table=refuse_crosstab,
)
def read_territory(row: Row) -> None:
    """State one territory as it was at one date."""
    name = row.required("name")
    status_on = row.date("status_on")
    fields = without_gaps({
        "name": name, "aliases": row.listed("aliases"), "communes": row.listed("communes"),
        "insee_codes": row.listed("insee_codes"),
        "post_code": row.text("post_code"), "qpv": row.text("qpv"), "status": row.text("status"),
        "status_on": status_on,
        "population": row.text_or_number("population"), "ppde_estimate": "" if hides_small(row, "ppde_estimate") else row.text("ppde_estimate"),
        "description": row.text("description"),
        "lat": row.coordinate("lat", 90), "lon": row.coordinate("lon", 180), "origin": row.text("origin"),
        "source_url": row.web("source_url"),
        "confidence": row.text("confidence"), "checked_on": row.date("checked_on"),
    })  # fmt: skip
    if not name:
        return
    identity = territory_id(name)
    row.actors.append(ActorRecord("territory", identity, _found_by(row, name), fields, as_of=told_on(row, "status_on", status_on)))
    row.key, row.order = f"{identity}|{status_on}", status_on


def _found_by(row: Row, name: str) -> tuple[str, ...]:
    """Return what finds a territory besides its name: its codes, and its name after that of each of its communes."""
    codes = (*row.listed("insee_codes"), *QPV_CODE.findall(row.text("qpv").upper()))
    called = (f"{town} {said}" for town in row.listed("communes") for said in (name, *row.listed("aliases")))
    return tuple(dict.fromkeys(name_key(text) for text in (*codes, *called)))
