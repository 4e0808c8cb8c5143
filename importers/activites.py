"""The sheet of activities: what is done, by whom, for whom, where; place, territory, market area are three things."""

from __future__ import annotations

import re
from collections.abc import Iterable

from importers.actors import territory_mention, without_gaps
from importers.addresses import look_at_place
from importers.base import importer
from importers.columns import Column
from importers.liens import end_of
from importers.row import Row
from importers.usual import CONFIDENCE, NAF, POST_CODE, RECENT, ROME
from kb.ledger import ActorRecord
from kb.said import DraftTie
from kb.text import fold, slug

COLUMNS = (
    Column("name", "Activité", ("activite", "intitule", "intitule de l activite", "titre", "nom de l activite",
           "prestation"),
           required=True, explain="Ce qui est fait, en quelques mots.", example="Réparation de vélos"),
    Column("carrier", "Porteur", ("structure porteuse", "porteur de l activite", "ebe", "portee par"), required=True,
           explain="Nom ou SIRET de l'organisation qui la porte, déjà connue.", example="Bross'Up"),
    Column("territory", "Territoire", ("territ", "terr", "territoire tzcld", "territoires"),
           explain="Territoires servis, séparés par une barre |."),
    Column("description", "Description", ("descriptif", "detail"), explain="Ce qui est produit ou rendu, et comment."),
    Column("service_type", "Type de service", ("type_service", "type", "filiere", "categorie"),
           explain="Type du référentiel, quand il est connu.", example="réparation de cycles"),
    Column("naf", "NAF", ("code naf", "codes naf"),
           explain="Codes NAF de l'activité elle-même, séparés par une barre |.",
           example="95.29Z", usual=NAF),
    Column("rome", "ROME", ("code rome", "codes rome"), explain="Codes ROME des métiers, séparés par une barre |.",
           example="I1607", usual=ROME),
    Column("clientele", "Clientèle", ("clients", "public", "publics", "clientele visee", "beneficiaires",
           "clients beneficiaires", "publics vises", "public cible", "usagers"),
           explain="habitants, entreprises, collectivités, associations…, séparés par une barre |.",
           example="habitants"),
    Column("stage", "Stade", ("etat", "statut", "avancement"),
           explain="idée, en projet, en test, en cours ou arrêtée.", example="en cours"),
    Column("capacity", "Capacité", ("etp", "volume", "nombre de postes"), explain="Postes, volumes ou surface.",
           example="4 ETP"),
    Column("address", "Adresse", ("lieu",), explain="Où elle se fait."),
    Column("post_code", "Code postal", ("cp",), explain="5 chiffres.", usual=POST_CODE),
    Column("city", "Commune", ("ville", "commune du lieu"), explain="Commune du lieu."),
    Column("lat", "Latitude", ("lat",), explain="En degrés."),
    Column("lon", "Longitude", ("lon", "lng"), explain="En degrés."),
    Column("catchment", "Zone", ("zone desservie", "zone de chalandise", "perimetre"), explain="Zone servie.",
           example="le quartier"),
    Column("valid_from", "Depuis", ("date de debut", "debut", "ouverture", "demarrage", "date de demarrage", "lancement",
           "debut de l activite"), explain="Début de l'activité.", usual=RECENT),
    Column("period", "Période", ("saison",), explain="Saison ou période.", example="d'avril à octobre"),
    Column("origin", "Origine", ("source",), explain="D'où vient l'information."),
    Column("source_url", "Lien d'origine", ("lien origine",), explain="Adresse du document d'origine."),
    Column("confidence", "Confiance", explain="H (haute), M (moyenne) ou L (à confirmer).", usual=CONFIDENCE, as_written=True),
    Column("notes", "Notes", ("commentaire", "commentaires", "remarques"), as_written=True,
           explain="Des faits seulement (plan d'engagement)."),
)  # fmt: skip
_PARTED = re.compile(r"[,/+&]|\bet\b", re.IGNORECASE)
_STAGES = {"idee": "idée", "en projet": "en projet", "projet": "en projet", "prevue": "en projet",
    "en test": "en test", "test": "en test",
           "en cours": "en cours", "active": "en cours", "ouverte": "en cours", "arretee": "arrêtée",
           "arret": "arrêtée"}  # fmt: skip


@importer(
    "activites",
    title="Activités",
    explain="Une ligne par activité et par porteur ; le porteur doit être connu.",
    columns=COLUMNS,
    signature=("name", "carrier", "clientele"),
)
def read_activity(row: Row) -> None:
    """State one activity, its carrier and the territory it serves."""
    name, carrier = row.required("name"), row.required("carrier")
    since = row.date("valid_from") or None
    fields = without_gaps({
        "name": name, "description": row.text("description"), "service_type": row.listed("service_type"),
        "naf": [code.replace(" ", "") for code in row.listed("naf")], "rome": row.listed("rome"), "carrier": carrier,
        "clientele": clients(row.listed("clientele")), "stage": row.choice("stage", _STAGES),
        "capacity": row.text("capacity"),
        "address": row.text("address"), "post_code": row.text("post_code"), "city": row.text("city"),
        "lat": row.coordinate("lat", 90),
        "lon": row.coordinate("lon", 180), "catchment": row.text("catchment"), "period": row.text("period"),
        "origin": row.text("origin"),
        "source_url": row.web("source_url"), "confidence": row.text("confidence"), "notes": row.text("notes"),
    })  # fmt: skip
    look_at_place(row, row.coordinate("lat", 90), row.coordinate("lon", 180))
    if row.problems:
        return
    identity = f"activite:{slug(carrier)}:{slug(name)}"
    row.actors.append(ActorRecord("activity", identity, (), fields))
    row.key, row.order = identity, since or ""
    row.spell("name")
    row.ties.append(
        DraftTie("runs", end_of(carrier, "carrier", ("organisation",), row), identity, part="porteur", valid_from=since)
    )
    for territory in row.listed("territory"):
        place = territory_mention(territory)
        row.shared.append(place)
        row.ties.append(
            DraftTie("takes_place_in", identity, place.identity, part=f"territoire-{place.identity}", valid_from=since)
        )


def clients(parts: Iterable[str]) -> list[str]:
    """Return the clienteles of a cell, each once: offices part them by a comma, a slash or « et » as often as by a bar.

    >>> clients(["habitants, bailleurs / TPE et associations"])
    ['habitants', 'collectivités', 'entreprises', 'associations']
    """
    names = (name for part in parts for name in _PARTED.split(part) if name.strip())
    return list(dict.fromkeys(map(fold_client, names)))


def fold_client(name: str) -> str:
    """Return the one spelling of a clientele.

    >>> fold_client("Habitants du quartier"), fold_client("Entreprise")
    ('habitants', 'entreprises')
    """
    words = fold(name)
    for known, starts in (
        ("habitants", ("habitant", "particulier", "resident")),
        ("entreprises", ("entreprise", "tpe", "pme", "societe")),
        ("collectivités", ("collectivite", "commune", "mairie", "bailleur")),
        ("familles", ("famille", "parent")),
        ("seniors", ("senior", "personnes agees", "aine")),
        ("associations", ("association",)),
        ("salariés", ("salarie",)),
    ):
        if words.startswith(starts):
            return known
    return words
