"""Public contracts: who buys what from whom, for how much, and with which social clauses.

Read as decp.info tabulates them (a row for each holder) or as the law has them published, JSON or XML (an item for each
contract, its holders within).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from importers.actors import organisation, row_key, without_gaps
from importers.base import importer
from importers.columns import Column, map_header
from importers.decp_json import contract_members, is_decp, place_of_contracts
from importers.published import names_somebody
from importers.row import Row, sentence
from kb.ids import BadIdentifier, check_siret
from kb.ledger import ActorRecord, Value
from kb.problems import Problem, excerpt
from kb.said import DraftTie, RowSays
from kb.text import fold
from kb.words import day

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
    Column("amount", "montant", explain="Montant HT maximal, pour tous les titulaires.", example="45000", money=True),
    Column("place", "lieuExecution_nom", explain="Lieu d'exécution."),
    Column("place_code", "lieuExecution_code", explain="Code du lieu d'exécution."),
    Column("on", "dateNotification", required=True, explain="Date de notification.", example="2026-03-01"),
    Column("social", "considerationsSociales", ("consideration sociale",),
           explain="Clause sociale, critère social, marché réservé, séparés par une virgule ou une barre |."),
    Column("change", "objetModification", explain="Ce qu'une modification a changé."),
    Column("current", "donneesActuelles", explain="« non » pour l'état d'avant une modification."),
)  # fmt: skip
_SOCIAL = {"clause sociale": "clause sociale", "clauses sociales": "clause sociale", "clause d insertion": "clause sociale",
           "clause sociale d insertion": "clause sociale", "critere social": "critère social",
           "criteres sociaux": "critère social", "marche reserve": "marché réservé",
           "concession reservee": "concession réservée"}  # fmt: skip
#: How a contract says that it has no social consideration, or that nobody says.
_NOTHING = re.compile(
    r"(?:pas|aucune?s?|sans|absence|ni)\b.*|neant|rien|nul|n a|na|nc|nd|nr|no|n|false|faux|0"
    r"|non(?: (?:renseigne|concerne|applicable|communique|defini|precise|prevu)\w*| .*\b(?:consideration|clause|critere)s? .*)?"
)
#: The code of a state of a contract that another row replaces.
SUPERSEDED = "SUPERSEDED"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NO = frozenset({"non", "false", "0", "faux"})


def tell_modifications(rows: Iterable[RowSays]) -> Iterator[RowSays]:
    """Yield what rows say, the replaced states last: each then names the modification that replaced it."""
    replaced: list[RowSays] = []
    present: dict[tuple[str, str], str] = {}
    for said in rows:
        if any(problem.code == SUPERSEDED for problem in said.problems):
            replaced.append(said)
            continue
        if change := _cell(said, "change"):
            modification = f"la modification « {excerpt(change.rstrip('.'))} », {_cell(said, 'reference')}"
            present |= {contract: modification for contract in _contracts(said) if contract not in present}
        yield said
    for said in replaced:
        by = next((present[contract] for contract in _contracts(said) if contract in present), "")
        told = _superseded(_cell(said, "reference"), _cell(said, "on"), by)
        said.problems = [p.at(message=told) if p.code == SUPERSEDED else p for p in said.problems]
        yield said


def settle_contracts(rows: Iterable[RowSays]) -> list[RowSays]:
    """Return the rows of a file, one state for each contract, the amount of several holders said to be for all of them."""
    said = list(tell_modifications(rows))
    _keep_last(said)
    for together in _by_contract(said).values():
        holders = {tie.end for row in together for tie in row.ties}
        for row in together if len(holders) > 1 else ():
            if len(row.ties) == 1:
                tie = row.ties[0]
                detail = " ; ".join(filter(None, (str(tie.fields.get("detail") or ""), _for_all(len(holders)))))
                row.ties = [replace(tie, fields={**tie.fields, "detail": detail})]
    return said


def _keep_last(said: Iterable[RowSays]) -> None:
    """Set aside a contract that the same file publishes again, otherwise, further on: the last publication wins."""
    states = [(row, (row.key, row.ties[0].fields.get("purpose"), row.order)) for row in said if row.ties and not row.problems]
    last = {state: row for row, state in states}
    for row, state in states:
        if row.raw != last[state].raw:
            told = _superseded(_cell(row, "reference"), row.order, "sa dernière publication, plus loin dans ce fichier")
            row.problems.append(Problem(SUPERSEDED, told, sheet=row.sheet, line=row.line))


def _by_contract(said: Iterable[RowSays]) -> dict[tuple[object, ...], list[RowSays]]:
    """Return the rows of one contract together: the tabular form has one for each holder."""
    found: dict[tuple[object, ...], list[RowSays]] = defaultdict(list)
    for row in said:
        if row.ties and not row.problems:
            told = (row.ties[0].fields.get(name) for name in ("purpose", "amount", "on"))
            found[(row.ties[0].start, _cell(row, "uid") or _cell(row, "reference"), *told)].append(row)
    return found


@importer(
    "decp",
    title="Marchés publics (DECP)",
    explain="Les marchés publics et les concessions : tableau de decp.info, ou publication JSON ou XML (formats 1 et 2).",
    columns=COLUMNS,
    published=True,
    signature=("buyer_id", "holder_id", "purpose", "on", "uid"),
    json_keys=("marches",),
    json_path=place_of_contracts,
    json_fits=is_decp,
    json_members=contract_members,
    settle=settle_contracts,
)
def read_contract(row: Row) -> None:
    """State a buyer, its holders, and the contract between them in its present state."""
    reference, purpose = row.required("reference"), row.required("purpose")
    row.required("buyer_id")
    buyer_siret, on, amount = row.siret("buyer_id"), row.date("on"), row.number("amount")
    row.required("on")
    social = _social(row)
    _check_current(row)
    holders = _holders(row)
    if row.problems or not holders:
        return
    holders = _others(row, holders, buyer_siret)
    if row.problems:
        return
    buyer = _party(row.text("buyer"), buyer_siret)
    fields: dict[str, Value] = without_gaps({
        "amount": amount, "purpose": purpose, "cpv": row.text("cpv"), "social": social, "nature": row.text("nature"),
        "on": on, "reference": reference, "territory": row.text("place") or row.text("place_code"),
        "detail": _detail(row, len(holders)),
    })  # fmt: skip
    row.shared += [buyer, *holders]
    identities = [holder.identity for holder in holders]
    row.key = row_key("decp", buyer.identity, row.text("uid") or reference, *sorted(identities))
    row.order = on
    for identity in identities:
        # The only holder of a row keeps the id it has always had.
        part = identity if len(identities) > 1 else ""
        row.tie(DraftTie("client_of", buyer.identity, identity, fields, part, valid_from=on))


def _others(row: Row, holders: list[ActorRecord], buyer_siret: str) -> list[ActorRecord]:
    """Return the holders that are not the buyer itself; a contract with nobody else is set aside."""
    kept = [holder for holder in holders if holder.identity != f"siret:{buyer_siret}"]
    if not kept:
        said = "L'acheteur et le titulaire sont le même établissement : rien à relier. Vérifiez les deux numéros."
        row.refuse("holder_id", "RELATION_END_UNKNOWN", said)
    return kept


def _check_current(row: Row) -> None:
    """Set aside the state of a contract before its modification: the present one is another row."""
    if fold(row.text("current")) in _NO:
        row.refuse("current", SUPERSEDED, _superseded(row.text("reference"), row.text("on")))


def _superseded(reference: str, on: str, by: str = "") -> str:
    """Return what is said of a state of a contract that a modification has replaced, named when the file names it."""
    notified = f" (notifié le {day(on)})" if _DAY.fullmatch(on) else ""
    named = by or "une modification, que ce fichier ne nomme pas"
    return f"Marché {reference}{notified} : cet état est remplacé par {named}. L'état actuel entre seul, rien à corriger."


def _contracts(said: RowSays) -> list[tuple[str, str]]:
    """Return the keys of a contract: its buyer and its number, whole then without the two figures that count modifications."""
    number, buyer = _cell(said, "reference"), _cell(said, "buyer_id")
    return [(buyer, number)] + ([(buyer, number[:-2])] if len(number) > 4 and number[-2:].isdecimal() else [])


def _cell(said: RowSays, key: str) -> str:
    """Return a cell of a row already read, as it was written."""
    return said.raw.get(_headers(tuple(said.raw)).get(key, ""), "").strip()


@lru_cache(maxsize=512)
def _headers(names: tuple[str, ...]) -> dict[str, str]:
    return {column.key: names[index] for index, column in map_header(names, COLUMNS).taken.items()}


def _detail(row: Row, holders: int) -> str:
    change = row.text("change")
    return " ; ".join(filter(None, (f"modification : {change}" if change else "", _for_all(holders) if holders > 1 else "")))


def _for_all(holders: int) -> str:
    return f"montant pour les {holders} titulaires ensemble"


def _social(row: Row) -> list[str]:
    """Return the social considerations of a contract; what says there is none is none, what is not known is told and not counted."""
    found: list[str] = []
    for part in (part.strip() for cell in row.listed("social") for part in cell.split(",")):
        if said := _SOCIAL.get(fold(part)):
            found.append(said)
        elif fold(part) and not _NOTHING.fullmatch(fold(part)):
            known = ", ".join(dict.fromkeys(_SOCIAL.values()))
            told = f"Considération sociale inconnue : gardée dans la ligne d'origine, elle ne compte pas. Connues : {known}."
            row.warn("social", "VALUE_UNUSUAL", told, part)
    return list(dict.fromkeys(found))


def _holders(row: Row) -> list[ActorRecord]:
    """Return who holds the contract, each by its SIRET, else by its name; what says nobody is told."""
    row.required("holder_id")
    raws, schemes = row.listed("holder_id"), row.listed("holder_scheme")
    # A single name may hold a bar or a semicolon of its own.
    names = row.listed("holder") if len(raws) > 1 else [row.text("holder")]
    found: dict[str, ActorRecord] = {}
    refused: list[str] = []
    for number, raw in enumerate(raws):
        name = names[number] if number < len(names) and re.search(r"\w", names[number]) else ""
        if names_somebody(name):
            # A sole trader is known by the number alone; without one, nothing is left.
            name = ""
            row.hide("holder")
            row.warn("holder", "NATURAL_PERSON", "Personne physique : son nom n'est pas gardé, son numéro seul l'est.", "")
        holder, reason = _holder(raw, name, (schemes[number] if number < len(schemes) else "SIRET").upper())
        if holder is None:
            refused.append(f"{reason}, et aucun nom : rien ne dit qui c'est. Complétez le nom du titulaire.")
            continue
        found[holder.identity] = holder
        if reason:
            row.warn("holder_id", "SIRET_INVALID", f"{reason} : titulaire rapproché par son nom.", raw)
    for said in refused:
        # Of several holders, the ones that are known go in; a contract nobody of whom is known is set aside.
        (row.warn if found else row.refuse)("holder_id", "SIRET_INVALID", said)
    return list(found.values())


def _holder(raw: str, name: str, scheme: str) -> tuple[ActorRecord | None, str]:
    """Return one holder, and why its number could not be taken; nobody when no name stands for it either."""
    reason = f"Titulaire désigné par un numéro {scheme}"
    if scheme == "SIRET":
        try:
            return _party(name, check_siret(raw)), ""
        except BadIdentifier as error:
            reason = sentence(error.reason)
    return (organisation("organisation", name) if name else None), reason


def _party(name: str, siret: str) -> ActorRecord:
    """Return an organisation by its name, or by its number alone until another source names it."""
    if name:
        return organisation("organisation", name, siret=siret)
    return ActorRecord("organisation", f"siret:{siret}", (), {"siret": siret})
