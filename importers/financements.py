"""The sheet of fundings: what was voted and paid, and what is asked or prepared (solicitations)."""

from __future__ import annotations

from importers.actors import territory_mention, without_gaps
from importers.base import importer
from importers.columns import Column
from importers.liens import end_of
from importers.row import Row
from kb.ids import territory_id
from kb.said import DraftTie
from kb.text import fold

COLUMNS = (
    Column("funder", "Financeur", ("organisme financeur", "financeur sollicite", "organisme sollicite", "bailleur de fonds", "donateur"),
           required=True, explain="Nom ou SIRET d'un organisme connu.", example="Métropole de Lyon"),
    Column("beneficiary", "Bénéficiaire", ("beneficiaire", "demandeur", "porteur", "au profit de"), required=True, example="EmerJean"),
    Column("nature", "Nature", ("type", "type de financement", "nature du financement")),
    Column("amount", "Montant", ("montant vote", "montant accorde", "montant demande", "montant en euros")),
    Column("amount_paid", "Montant versé", ("montant_verse", "verse", "montant paye")),
    Column("state", "État", ("etat", "statut", "stade"), explain="accordé, versé, en préparation, envoyée, sans réponse, refusée."),
    Column("on", "Date", ("date de decision", "date de la demande", "date du vote", "date d envoi")),
    Column("year", "Exercice", ("annee", "exercice budgetaire")),
    Column("valid_to", "Jusqu'à", ("jusqu a", "echeance", "fin", "date de fin")),
    Column("territory", "Territoire", ("territoire tzcld",)),
    Column("purpose", "Objet", ("objet du financement", "projet", "intitule")),
    Column("scheme", "Dispositif", ("programme", "appel a projets")),
    Column("basis", "Base légale", ("base_legale", "deliberation", "reference")),
    Column("origin", "Origine", ("source",)),
    Column("source_url", "Lien d'origine", ("lien origine",)),
    Column("confidence", "Confiance"),
    Column("notes", "Notes", ("commentaire", "commentaires")),
)  # fmt: skip

#: States of an ask, as opposed to a funding that was voted.
ASKED = {
    "en preparation": "en préparation", "a envoyer": "en préparation", "envoyee": "envoyée", "envoye": "envoyée", "sollicite": "envoyée",
    "sollicitee": "envoyée", "demande": "envoyée", "demandee": "envoyée", "deposee": "envoyée", "depose": "envoyée", "en cours": "envoyée",
    "en attente": "envoyée", "sans reponse": "sans réponse", "relancee": "sans réponse", "refusee": "refusée", "refuse": "refusée",
    "reservee": "réservée",
}  # fmt: skip


@importer(
    "financements",
    title="Financements et sollicitations",
    explain="Une ligne par financement accordé ou par demande ; les deux organismes doivent être connus.",
    columns=COLUMNS,
    signature=("funder", "beneficiary", "amount"),
)
def read_funding(row: Row) -> None:
    """State one funding, or one solicitation when its state says that nothing is voted yet."""
    funder, beneficiary = row.required("funder"), row.required("beneficiary")
    state, on = row.text("state"), row.date("on")
    asked = ASKED.get(fold(state))
    until, territory = row.date("valid_to") or None, row.text("territory")
    fields = without_gaps({
        "amount": row.number("amount"), "amount_paid": row.number("amount_paid"), "nature": row.text("nature"), "on": on,
        "state": asked or state, "year": row.text("year") or on[:4], "purpose": row.text("purpose"), "scheme": row.text("scheme"),
        "basis": row.text("basis"), "origin": row.text("origin"), "source_url": row.web("source_url"),
        "territory": territory_id(territory) if territory else "", "confidence": row.text("confidence"), "notes": row.text("notes"),
    })  # fmt: skip
    if row.problems:
        return
    if territory:
        row.shared.append(territory_mention(territory))
    bodies = ("organisation", "instance", "lieu")
    giver, taker = end_of(funder, "funder", ("organisation",), row), end_of(beneficiary, "beneficiary", bodies, row)
    since = on or (f"{fields['year']}-01-01" if str(fields.get("year", "")).isdigit() else None)
    if asked:
        row.ties.append(DraftTie("solicits", taker, giver, fields, valid_from=since))
    else:
        row.ties.append(DraftTie("funds", giver, taker, fields, valid_from=since, valid_to=until))
