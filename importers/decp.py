"""Public contracts as decp.info tabulates them: who buys what from whom, for how much, and with which social clauses."""

from __future__ import annotations

import re

from importers.actors import organisation, row_key, without_gaps
from importers.base import importer
from importers.columns import Column
from importers.row import Row, sentence
from kb.ids import BadIdentifier, check_siret
from kb.ledger import ActorRecord, Value
from kb.said import DraftTie
from kb.text import fold

COLUMNS = (
    Column("reference", "id", required=True, explain="Identifiant du marché chez l'acheteur.", example="2026A01"),
    Column("uid", "uid", explain="Identifiant unique du marché."),
    Column("buyer_id", "acheteur_id", ("acheteur id", "id acheteur"), required=True, explain="SIRET de l'acheteur.",
           example="99900091200017"),
    Column("buyer", "acheteur_nom", explain="Nom de l'acheteur."),
    Column("holder_id", "titulaire_id", ("id titulaire",), required=True, explain="Numéro du titulaire.",
           example="99900090400014"),
    Column("holder_scheme", "titulaire_typeIdentifiant", explain="SIRET, TVA, TAHITI, RIDET, FRWF, IREP ou HORS-UE."),
    Column("holder", "titulaire_denominationSociale", ("titulaire nom",), explain="Nom du titulaire."),
    Column("nature", "nature", explain="Marché, marché de partenariat, concession…"),
    Column("purpose", "objet", required=True, explain="Objet du marché.", example="Entretien des espaces verts"),
    Column("cpv", "codeCPV", explain="Code CPV.", example="77310000"),
    Column("amount", "montant", explain="Montant HT maximal, pour tous les titulaires.", example="45000"),
    Column("place", "lieuExecution_nom", explain="Lieu d'exécution."),
    Column("place_code", "lieuExecution_code", explain="Code du lieu d'exécution."),
    Column("on", "dateNotification", required=True, explain="Date de notification.", example="2026-03-01"),
    Column("social", "considerationsSociales", ("consideration sociale",),
           explain="Clause sociale, critère social, marché réservé, séparés par une virgule ou une barre |."),
    Column("change", "objetModification", explain="Ce qu'une modification a changé."),
    Column("current", "donneesActuelles", explain="« non » pour l'état d'avant une modification."),
)  # fmt: skip
_SOCIAL = {"clause sociale": "clause sociale", "critere social": "critère social", "marche reserve": "marché réservé",
           "concession reservee": "concession réservée"}  # fmt: skip
_NOTHING = frozenset({"pas de consideration sociale", "aucune", "sans objet", "non renseigne", "nc"})
_NO = frozenset({"non", "false", "0", "faux"})


@importer(
    "decp",
    title="Marchés publics (DECP)",
    explain="Les marchés publics publiés, au format tabulaire de decp.info ; une ligne par marché et par titulaire.",
    columns=COLUMNS,
    signature=("buyer_id", "holder_id", "purpose", "on", "uid"),
)
def read_contract(row: Row) -> None:
    """State a buyer, a holder, and the contract between them in its present state."""
    reference, purpose = row.required("reference"), row.required("purpose")
    row.required("buyer_id")
    buyer_siret, on, amount = row.siret("buyer_id"), row.date("on"), row.number("amount")
    row.required("on")
    social = _social(row)
    _check_current(row)
    holder = _holder(row)
    if row.problems or holder is None:
        return
    if holder.identity == f"siret:{buyer_siret}":
        said = "L'acheteur et le titulaire sont le même établissement : rien à relier. Vérifiez les deux numéros."
        row.refuse("holder_id", "RELATION_END_UNKNOWN", said)
        return
    buyer = _party(row.text("buyer"), buyer_siret)
    fields: dict[str, Value] = without_gaps({
        "amount": amount, "purpose": purpose, "cpv": row.text("cpv"), "social": social, "nature": row.text("nature"),
        "on": on, "reference": reference, "territory": row.text("place") or row.text("place_code"),
        "detail": _changed(row),
    })  # fmt: skip
    row.shared += [buyer, holder]
    row.key = row_key("decp", buyer.identity, row.text("uid") or reference, holder.identity)
    row.order = on
    row.ties.append(DraftTie("client_of", buyer.identity, holder.identity, fields, valid_from=on))


def _check_current(row: Row) -> None:
    """Set aside the state of a contract before its modification: the present one is another row."""
    if fold(row.text("current")) in _NO:
        said = "État d'avant une modification : c'est la ligne aux données actuelles qui entre. Rien à corriger."
        row.refuse("current", "SUPERSEDED", said)


def _changed(row: Row) -> str:
    change = row.text("change")
    return f"modification : {change}" if change else ""


def _social(row: Row) -> list[str]:
    """Return the social considerations of a contract; « pas de considération sociale » is none."""
    found: list[str] = []
    for part in (part.strip() for cell in row.listed("social") for part in cell.split(",")):
        if not part or fold(part) in _NOTHING:
            continue
        if fold(part) not in _SOCIAL:
            row.warn("social", "VALUE_UNUSUAL", "Considération sociale inhabituelle, gardée telle quelle.", part)
        found.append(_SOCIAL.get(fold(part), part))
    return list(dict.fromkeys(found))


def _holder(row: Row) -> ActorRecord | None:
    """Return who holds the contract: by its SIRET, else by its name, another number being told and left out."""
    name, raw, scheme = row.text("holder"), row.required("holder_id"), row.text("holder_scheme").upper() or "SIRET"
    if not raw:
        return None
    if scheme == "SIRET":
        try:
            siret = check_siret(raw)
            return _party(name, siret)
        except BadIdentifier as error:
            reason = sentence(error.reason)
    else:
        reason = f"Titulaire désigné par un numéro {scheme}"
    if not re.search(r"\w", name):
        said = f"{reason}, et aucun nom : rien ne dit qui c'est. Complétez le nom du titulaire."
        row.refuse("holder_id", "SIRET_INVALID", said)
        return None
    row.warn("holder_id", "SIRET_INVALID", f"{reason} : titulaire rapproché par son nom.")
    return organisation("organisation", name)


def _party(name: str, siret: str) -> ActorRecord:
    """Return an organisation by its name, or by its number alone until another source names it."""
    if name:
        return organisation("organisation", name, siret=siret)
    return ActorRecord("organisation", f"siret:{siret}", (), {"siret": siret})
