"""The sheet of fundings: what was voted and paid, and what is asked or prepared (solicitations)."""

from __future__ import annotations

from importers.actors import row_key, territory_mention, without_gaps
from importers.answers import GRANTED, UNKNOWN, UNSURE, answer_of
from importers.base import importer
from importers.columns import Column
from importers.dates import ends_before
from importers.liens import end_of, first_day_of
from importers.row import Row
from importers.units import year_of
from importers.usual import CONFIDENCE, RECENT
from kb.ids import territory_id
from kb.said import DraftTie
from kb.states import is_cancelled, is_planned
from kb.words import money

COLUMNS = (
    Column("funder", "Financeur", ("organisme financeur", "qui finance", "financeur sollicite", "organisme sollicite",
           "bailleur de fonds", "donateur", "qui a ete sollicite", "sollicite", "qui est sollicite", "structure sollicitee",
           "financeur ou entreprise sollicite"),
           required=True, explain="Nom ou SIRET d'un organisme connu.", example="Métropole de Lyon"),
    Column("beneficiary", "Bénéficiaire", ("beneficiaire", "demandeur", "porteur", "au profit de", "pour qui", "par", "sollicite par", "demande par", "qui sollicite", "qui demande"), required=True,
           explain="Nom ou SIRET d'un acteur connu : EBE, CLE, territoire, organisation.", example="EmerJean"),
    Column("nature", "Nature", ("type", "type de financement", "nature du financement"),
           explain="subvention, prêt, mécénat, contribution au développement de l'emploi…", example="subvention"),
    Column("amount", "Montant", ("montant vote", "montant accorde", "montant attribue", "montant obtenu", "montant alloue",
           "montant en euros", "subvention accordee", "combien"),
           explain="Montant voté, en euros ; demandé, quand l'état le dit.", example="40 000,00", money=True,
           yearly=("subvention", "subventions", "financement", "aide", "dotation", "accorde", "vote", "obtenu")),
    Column("amount_asked", "Montant demandé", ("montant_demande", "montant sollicite", "montant de la demande",
           "subvention demandee", "aide demandee", "somme demandee"),
           explain="Ce qui est demandé, en euros : une sollicitation, tant que rien ne dit l'accord.", money=True,
           yearly=("demande", "sollicite")),
    Column("amount_paid", "Montant versé", ("montant_verse", "verse", "montant paye"),
           explain="Ce qui est déjà versé, en euros.", money=True, yearly=("paye",)),
    Column("state", "État", ("etat", "statut", "stade", "reponse", "decision", "suite donnee", "etat de la demande"), as_written=True,
           explain="accordé, versé, en préparation, envoyée, sans réponse, refusée, annulé.",
           example="accordé"),
    Column("on", "Date", ("date de decision", "date de la demande", "date du vote", "date d envoi"),
           explain="Date de la décision, ou de la demande.", example="15/03/2026", usual=RECENT),
    Column("year", "Exercice", ("annee", "exercice budgetaire"), explain="Année budgétaire.", example="2026", usual=RECENT),
    Column("valid_to", "Jusqu'à", ("jusqu a", "echeance", "fin", "date de fin"), explain="Fin du financement.", usual=RECENT),
    Column("territory", "Territoire", ("territ", "terr", "territoire tzcld",), explain="Territoire que le financement concerne."),
    Column("purpose", "Objet", ("objet du financement", "projet", "intitule"), explain="Ce que le financement paie."),
    Column("scheme", "Dispositif", ("programme", "appel a projets"), explain="Dispositif ou appel à projets."),
    Column("basis", "Base légale", ("base_legale", "deliberation", "reference"),
           explain="Délibération, convention ou article de loi."),
    Column("origin", "Origine", ("source",), explain="D'où vient l'information."),
    Column("source_url", "Lien d'origine", ("lien origine",), explain="Adresse du document d'origine."),
    Column("confidence", "Confiance", explain="H (haute), M (moyenne) ou L (à confirmer).", usual=CONFIDENCE, as_written=True),
    Column("notes", "Notes", ("commentaire", "commentaires"), explain="Des faits seulement (plan d'engagement).", as_written=True),
)  # fmt: skip

_AMOUNTS = ("amount", "amount_paid", "amount_asked")


def _asked(row: Row, state: str) -> str:
    """Return the state of a demand, empty for a funding: nothing that is only asked, or was refused, is money given."""
    answer = answer_of(state)
    # A funding « en projet » or taken back is one; what is in preparation is a demand.
    if not state or is_cancelled(state) or (is_planned(state) and answer != "en préparation"):
        return GRANTED
    if answer == UNSURE or (answer == GRANTED and "?" in state):
        row.warn("state", "VALUE_UNUSUAL", "État inhabituel, gardé tel quel : la ligne est lue comme un financement accordé.")
        return GRANTED
    if answer == UNKNOWN:
        row.refuse("state", "STATE_UNKNOWN", "Accordé, ou encore demandé ? Cet état ne le dit pas : écrivez « accordé », « envoyée », « refusée »…")
    return answer


def _year_told(row: Row) -> str:
    """Return the year that the header of an amount gives to a row that has none: « Montant 2027 »."""
    return next((year for key in row.filled(_AMOUNTS) if (year := year_of(row.header(key)))), "")


def _years(row: Row) -> list[str]:
    """Return the years for which a sheet has amounts of their own, each under its header: « Montant 2026 », « Montant 2027 »."""
    return sorted({year for key, _ in row.read() for amount, _, year in [key.partition(" ")] if amount in _AMOUNTS and year})


@importer(
    "financements",
    title="Financements et sollicitations",
    explain="Une ligne par financement accordé ou par demande ; les deux organismes doivent être connus.",
    columns=COLUMNS,
    signature=("funder", "beneficiary", "amount"),
)
def read_funding(row: Row) -> None:
    """State one funding, or one solicitation when its state says that nothing is voted yet; one for each year that has its column."""
    years = _years(row)
    for key in row.filled(_AMOUNTS) if years else ():
        said = f"Ce montant n'a pas d'année, et d'autres colonnes ont la leur : ajoutez-la à l'en-tête « {row.header(key)} », comme « {row.header(key)} {years[0]} »."
        row.refuse(key, "NUMBER_AMBIGUOUS", said)
    told = [year for year in years if row.filled(tuple(f"{key} {year}" for key in _AMOUNTS))] or years[:1] or [""]
    for year in told:
        # The first year goes by the key a sheet of this year alone would give, so that a column added is no other funding.
        _state(row, year, years[0] if years else "", "" if year in years[:1] else year)
    if (territory := row.text("territory")) and not row.problems:
        row.shared.append(territory_mention(territory))


def _state(row: Row, column: str, first: str, part: str) -> None:
    """State the funding or the solicitation of a row, by the amounts of one year when they have columns of their own."""
    beside = f" {column}" if column else ""
    funder, beneficiary = row.required("funder"), row.required("beneficiary")
    state, on = row.text("state"), row.date("on")
    asked = _asked(row, state)
    amount, paid, wanted = (row.number(key + beside) for key in _AMOUNTS)
    # Without a word on the answer, an amount that is only asked makes a demand; nothing but a grant makes a funding.
    demand = bool(asked) or (not state and wanted is not None and not amount and not paid)
    if demand and wanted is not None:
        amount = wanted
    elif wanted is not None and amount is None:
        row.warn(f"amount_asked{beside}", "AMOUNT_ASKED_ONLY", "Montant demandé seulement : le montant accordé reste à compléter.")
    told = row.year("year")
    year = column or told or ("" if on else _year_told(row))
    until, territory = row.until("valid_to") or None, row.text("territory")
    fields = without_gaps({
        "amount": amount, "amount_paid": paid, "nature": row.text("nature"), "on": on,
        "state": asked or state, "year": year or on[:4], "purpose": row.text("purpose"),
        "scheme": row.text("scheme"),
        "basis": row.text("basis"), "origin": row.text("origin"), "source_url": row.web("source_url"),
        "territory": territory_id(territory) if territory else "", "confidence": row.text("confidence"),
        "notes": row.text("notes"),
        # What was asked says something of what was given.
        "detail": f"{money(wanted)} demandés" if wanted and not demand and wanted != amount else "",
    })  # fmt: skip
    if amount is not None and amount < 0:
        row.warn(
            f"amount{beside}",
            "AMOUNT_NEGATIVE",
            "Montant négatif : compris comme une annulation ou un remboursement, à vérifier.",
        )
    if not demand and ends_before(on, row.last("valid_to")):
        said = "Le financement finit avant sa date : corrigez l'une des deux dates."
        row.refuse("valid_to", "DATE_INVALID", said)
    if row.problems:
        return
    bodies = ("organisation", "instance", "lieu")
    giver, taker = end_of(funder, "funder", ("organisation",), row), end_of(beneficiary, "beneficiary", bodies, row)
    # What is only planned is known from now on: its day is the one it is planned for, not the first it is seen.
    own_day = on if column in ("", on[:4]) else ""
    since = None if is_planned(fields.get("state")) else own_day or year[:4] or None
    # Neither the amount nor the state is in the key: a demand that is answered is the same row, known better.
    # The year is in it as it is written, however it is read.
    row.key = row_key(
        "financement", funder, beneficiary, territory, row.text("purpose"), row.text("scheme"), first or row.text("year") or year
    )
    row.order = on
    if demand:
        row.ties.append(DraftTie("solicits", taker, giver, fields, part, first_day_of("solicits", since)))
    else:
        row.ties.append(DraftTie("funds", giver, taker, fields, part, since, until))
