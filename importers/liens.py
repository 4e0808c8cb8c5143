"""The sheet of ties: one row per tie between two actors already known, by SIRET or by name."""

from __future__ import annotations

import re

from importers.actors import row_key, territory_mention, without_gaps
from importers.base import importer
from importers.columns import Column
from importers.dates import ends_before
from importers.row import Row, sentence
from kb.clock import today
from kb.errors import UnknownKind
from kb.ids import BadIdentifier, check_siren, check_siret, territory_id
from kb.kinds import TieKind, tie_named
from kb.ledger import Value
from kb.said import DraftTie, End, Named

COLUMNS = (
    Column("start", "Source", ("de", "acteur 1", "acteur a", "depuis l acteur", "organisation source", "qui", "siret source",
           "source siret", "acteur de depart"),
           required=True,
           explain="Nom ou SIRET de l'acteur de départ, déjà connu.", example="CLE de Saint-Fons"),
    Column("relation", "Relation", ("lien", "type de lien", "nature du lien", "verbe", "type de relation", "type"),
           required=True,
           explain="finance, siège à, est partenaire de, adhère à…", example="est partenaire de"),
    Column("end", "Cible", ("vers", "acteur 2", "acteur b", "organisation cible", "avec qui", "a qui", "siret cible",
           "cible siret", "acteur d arrivee"), required=True,
           explain="Nom ou SIRET de l'acteur d'arrivée, déjà connu.", example="Régie de quartier des Érables"),
    Column("territory", "Territoire", ("territ", "terr", "territoire tzcld",), explain="Territoire que le lien concerne."),
    Column("valid_from", "Depuis", ("date de debut", "debut", "a partir de", "date"),
           explain="Début du lien, ou date de l'événement.",
           example="01/09/2024"),
    Column("valid_to", "Jusqu'à", ("jusqu a", "jusqu au", "date de fin", "fin", "echeance"),
           explain="Fin du lien : un lien qui cesse se termine, il ne s'efface pas."),
    Column("state", "État", ("etat", "statut", "stade"), explain="« en projet » pour un lien qui n'existe pas encore.", as_written=True),
    Column("role", "Rôle", ("fonction dans le lien",), explain="Rôle tenu dans le lien.", example="chef de file"),
    Column("college", "Collège", ("college",), explain="Collège où siège l'acteur, pour une instance."),
    Column("amount", "Montant", ("montant en euros", "somme"), explain="Montant en euros.", example="12 000,00", money=True),
    Column("detail", "Précision", ("detail", "commentaire", "description", "objet"),
           explain="Ce que le lien recouvre, en une phrase."),
    Column("origin", "Origine", ("origine du fait", "provenance"), explain="D'où vient l'information."),
    Column("source_url", "Lien d'origine", ("lien origine",), explain="Adresse du document d'origine."),
    Column("confidence", "Confiance", ("fiabilite",), explain="H (haute), M (moyenne) ou L (à confirmer).", as_written=True),
    Column("notes", "Notes", ("note", "remarques"), explain="Des faits seulement (plan d'engagement).", as_written=True),
)  # fmt: skip

#: Ties that are events: their date is said, and they stay true afterwards.
EVENTS = {"met", "funds", "solicits"}
#: A cell that was meant as a SIRET or a SIREN, whatever a spreadsheet or a hand has made of it: it is nobody's name.
_NUMBER = re.compile(r"(?:n[°o]\s*)?(?:(?P<scheme>siret|siren)\b)?[\s:'’\"]*(?P<digits>\d[\doOlI\s.,/;'’-]*(?:e\+?\d+)?)['’\"]*", re.IGNORECASE)


@importer(
    "liens",
    title="Liens entre acteurs",
    explain="Une ligne par lien entre deux acteurs déjà présents dans la base.",
    columns=COLUMNS,
    signature=("start", "relation", "end"),
)
def read_tie(row: Row) -> None:
    """State one tie; its ends must be known, nobody is created for it."""
    start, end, named = row.text("start"), row.text("end"), row.required("relation")
    for key, text in (("start", start), ("end", end)):
        if not text:
            row.refuse(key, "RELATION_END_UNKNOWN", "Extrémité vide : nommez l'acteur que le lien concerne.")
    if row.problems:
        return
    try:
        kind, forward = tie_named(named)
    except UnknownKind as error:
        row.refuse("relation", "TYPE_UNKNOWN", str(error))
        return
    if start == end:
        row.refuse(
            "end", "RELATION_END_UNKNOWN", "Un lien va d'un acteur à un autre : les deux extrémités sont les mêmes."
        )
        return
    since, until = row.date("valid_from"), row.until("valid_to")
    if ends_before(since, row.last("valid_to")):
        row.refuse("valid_to", "DATE_INVALID", "La fin du lien précède son début : corrigez l'une des deux dates.")
        return
    columns = ((start, "start"), (end, "end")) if forward else ((end, "end"), (start, "start"))
    ends = (end_of(*columns[0], kind.starts, row, kind.code), end_of(*columns[1], kind.ends, row, kind.code))
    # The dates are not in the key: a tie that ends is the same tie, known better.
    row.key = row_key("lien", start, kind.code, end, row.text("territory"), row.text("role"))
    row.order = since
    row.ties.append(
        DraftTie(kind.code, *ends, _fields(row, kind, since), valid_from=first_day_of(kind.code, since), valid_to=until or None)
    )


def first_day_of(kind: str, day: str | None) -> str | None:
    """Return the first day a tie is seen: a demand planned for a later day is known from now on, so that it can collide."""
    return None if not day or (kind == "solicits" and day > today().isoformat()) else day


def _fields(row: Row, kind: TieKind, since: str) -> dict[str, Value]:
    territory = row.text("territory")
    if territory:
        row.shared.append(territory_mention(territory))
    return without_gaps({
        "territory": territory_id(territory) if territory else "", "state": row.text("state"), "role": row.text("role"),
        "college": row.text("college"), "amount": row.number("amount"), "detail": row.text("detail"),
        "on": since if kind.code in EVENTS else "", "origin": row.text("origin"), "source_url": row.web("source_url"),
        "confidence": row.text("confidence"), "notes": row.text("notes"),
    })  # fmt: skip


def end_of(text: str, column: str, families: tuple[str, ...], row: Row, relation: str = "") -> End:
    """Return the end a cell names: a SIRET or a SIREN is a key at once, a name is found by the plan."""
    scheme = _scheme_of(text)
    if not scheme:
        return Named(text, column=row.header(column), families=families, relation=relation)
    try:
        number = check_siret(text) if scheme == "siret" else check_siren(text)
    except BadIdentifier as error:
        row.refuse(column, f"{scheme.upper()}_INVALID", f"{sentence(error.reason)}.")
        return text
    return Named(f"{scheme}:{number}", column=row.header(column), families=families, relation=relation)


def _scheme_of(text: str) -> str:
    """Return which number a cell was meant to be, damaged or not; nothing for a name, however many figures it holds.

    >>> _scheme_of("SIRET : 999 000 011 00018"), _scheme_of("9,99E+13"), _scheme_of("200046977"), _scheme_of("Club 2026")
    ('siret', 'siret', 'siren', '')
    """
    found = _NUMBER.fullmatch(text)
    if found is None:
        return ""
    count = sum(c.isdigit() for c in found["digits"])
    if found["scheme"] or "e" in found["digits"].lower():
        return (found["scheme"] or "siret").lower()
    return "siret" if count >= 12 else "siren" if count == 9 else ""
