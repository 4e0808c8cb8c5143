"""The sheet of activities: what is done, by whom, for whom and where; place, territory and market area are three things."""

from __future__ import annotations

from importers.actors import territory_mention, without_gaps
from importers.base import importer
from importers.columns import Column
from importers.liens import end_of
from importers.row import Row
from kb.ledger import ActorRecord
from kb.said import DraftTie
from kb.text import fold, slug

COLUMNS = (
    Column("name", "Activité", ("activite", "intitule", "intitule de l activite", "titre", "nom de l activite", "prestation"), required=True,
           example="Réparation de vélos"),
    Column("carrier", "Porteur", ("structure porteuse", "porteur de l activite", "ebe", "portee par"), required=True,
           explain="Nom ou SIRET de l'organisation qui la porte, déjà connue.", example="Bross'Up"),
    Column("territory", "Territoire", ("territoire tzcld", "territoires")),
    Column("description", "Description", ("descriptif", "detail")),
    Column("service_type", "Type de service", ("type_service", "type", "filiere", "categorie")),
    Column("naf", "NAF", ("code naf", "codes naf")),
    Column("rome", "ROME", ("code rome", "codes rome")),
    Column("clientele", "Clientèle", ("clients", "public", "publics", "clientele visee", "beneficiaires")),
    Column("stage", "Stade", ("etat", "statut", "avancement")),
    Column("capacity", "Capacité", ("etp", "volume", "nombre de postes")),
    Column("address", "Adresse", ("lieu",)),
    Column("post_code", "Code postal", ("cp",)),
    Column("city", "Commune", ("ville", "commune du lieu")),
    Column("lat", "Latitude", ("lat",)),
    Column("lon", "Longitude", ("lon", "lng")),
    Column("catchment", "Zone", ("zone desservie", "zone de chalandise", "perimetre")),
    Column("valid_from", "Depuis", ("date de debut", "debut", "ouverture")),
    Column("period", "Période", ("saison",)),
    Column("origin", "Origine", ("source",)),
    Column("source_url", "Lien d'origine", ("lien origine",)),
    Column("confidence", "Confiance"),
    Column("notes", "Notes", ("commentaire", "commentaires", "remarques")),
)  # fmt: skip
_STAGES = {"idee": "idée", "en projet": "en projet", "projet": "en projet", "prevue": "en projet", "en test": "en test", "test": "en test",
           "en cours": "en cours", "active": "en cours", "ouverte": "en cours", "arretee": "arrêtée", "arret": "arrêtée"}  # fmt: skip


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
        "clientele": [fold_client(c) for c in row.listed("clientele")], "stage": row.choice("stage", _STAGES), "capacity": row.text("capacity"),
        "address": row.text("address"), "post_code": row.text("post_code"), "city": row.text("city"), "lat": row.number("lat"),
        "lon": row.number("lon"), "catchment": row.text("catchment"), "period": row.text("period"), "origin": row.text("origin"),
        "source_url": row.web("source_url"), "confidence": row.text("confidence"), "notes": row.text("notes"),
    })  # fmt: skip
    if row.problems:
        return
    identity = f"activite:{slug(carrier)}:{slug(name)}"
    row.actors.append(ActorRecord("activity", identity, (), fields))
    row.key = identity
    row.ties.append(DraftTie("runs", end_of(carrier, "carrier", ("organisation",), row), identity, part="porteur", valid_from=since))
    for territory in row.listed("territory"):
        place = territory_mention(territory)
        row.shared.append(place)
        row.ties.append(DraftTie("takes_place_in", identity, place.identity, part=f"territoire-{place.identity}", valid_from=since))


def fold_client(name: str) -> str:
    """Return the one spelling of a clientele.

    >>> fold_client("Habitants du quartier"), fold_client("Entreprise")
    ('habitants', 'entreprises')
    """
    words = fold(name)
    for known, starts in (("habitants", ("habitant", "particulier", "resident")), ("entreprises", ("entreprise", "tpe", "pme", "societe")),
                          ("collectivités", ("collectivite", "commune", "mairie", "bailleur")), ("familles", ("famille", "parent")),
                          ("seniors", ("senior", "personnes agees", "aine")), ("associations", ("association",)), ("salariés", ("salarie",))):
        if words.startswith(starts):
            return known
    return words
