"""The sheet of seats: which organisation sits on which CLE, in which college, from when to when."""

from __future__ import annotations

import re
from dataclasses import replace

from importers.actors import row_key, without_gaps
from importers.base import importer
from importers.columns import Column, header_form
from importers.dates import date_proposed, ends_before, parse_span
from importers.first_names import may_be_somebody
from importers.followed import EXCUSED, ORGANISATIONS, PERSONS, body_named, college_of, is_body
from importers.jobless import TOLD_SEATED
from importers.liens import end_of
from importers.row import Row
from importers.sitting import is_seat
from importers.titled import HEADER, with_cle_of_title
from kb.days import first_day_after
from kb.ids import cle_id
from kb.said import DraftTie, Named
from kb.text import fold

COLUMNS = (
    Column("body", "CLE", ("comite local pour l emploi", "instance", "comite", "comite local", header_form(HEADER)), required=True,
           explain="Le CLE ou l'instance, ou le nom de son territoire.", example="CLE de Val-Fleuri"),
    Column("organisation", "Organisation",
           ("organisme", "structure", "membre", "organisation membre", "raison sociale", "organisme representé"),
           required=True, explain="Organisation qui siège, déjà connue, ou « représentant PPDE » sans aucun nom ; jamais une personne.",
           example="Régie des Érables"),
    Column("siret", "SIRET", ("siret ou siren", "n siret"),
           explain="14 chiffres : retrouve l'organisation sans hésiter."),
    Column("college", "Collège", ("college", "collège du cle"),
           explain="Collectivité, État, entreprises, associations, EBE…", example="économie"),
    Column("role", "Rôle", ("qualite", "role dans le cle", "fonction au cle"),
           explain="Présidence, membre, invité…", example="membre"),
    Column("since", "Début du mandat", ("mandat debut", "debut", "date de debut", "depuis", "date d entree", "mandat du"),
           explain="Premier jour du mandat.", example="01/09/2025"),
    Column("until", "Fin du mandat", ("mandat fin", "fin", "date de fin", "jusqu au", "date de sortie", "mandat au"),
           explain="Dernier jour du mandat : un siège quitté se termine, il ne s'efface pas."),
    Column("period", "Mandat", ("periode", "periode du mandat", "duree du mandat", "dates du mandat", "mandats"),
           explain="Début et fin du mandat dans une même cellule.", example="du 01/09/2025 au 31/08/2028"),
    Column("origin", "Origine", ("source",), explain="D'où vient l'information."),
    Column("notes", "Commentaire", ("commentaires", "notes", "remarques"), as_written=True,
           explain="Des faits seulement (plan d'engagement)."),
    EXCUSED,
    PERSONS,
)  # fmt: skip
#: What is kept in words beside a seat, where a name would be that of who holds it.
_WORDED = ("college", "role", "origin")
_NOBODY = (
    "Cette cellule peut nommer une personne, et une place est celle d'une organisation : rien n'est gardé ni répété de la ligne. Retirez le nom, ou "
    "écrivez l'organisation en entier (« association … »)."
)
_MAYBE_SOMEBODY = (
    "La base ne connaît pas ce CLE, dont le nom peut être celui d'une personne : rien n'est gardé ni répété de la ligne. Si c'est bien un CLE, "
    "importez d'abord son territoire avec l'importeur « territoires »."
)
#: A seat that nobody holds yet, folded.
_VACANT = re.compile(r"(?:(?:siege|poste|place|structure|organisme|organisation) )?(?:vacante?s?|libre|(?:a|reste a) (?:designer|pourvoir|definir|confirmer|elire)|non (?:designee?|pourvue?)|en attente)")
#: A CLE is told by the name of its territory, of which one or two letters say nothing.
_SHORTEST = 3


@importer(
    "places-cle",
    title="Places dans les CLE",
    explain="Une ligne par siège : l'organisation, son collège, son rôle, son mandat ; aucune personne.",
    columns=COLUMNS,
    signature=("body", "organisation", "college", "since"),
    any_of=(("college", "role", "since", "period"),),
    nobody=True,
    gather=lambda tables: with_cle_of_title(tables, COLUMNS),
)
def read_seat(row: Row) -> None:
    """State one seat of an organisation that is known already."""
    body, name = row.required("body"), row.required("organisation")
    _look_at(row, body, name)
    siret, (since, last) = row.siret("siret"), _mandate(row)
    if ends_before(since, last):
        row.refuse("until" if row.text("until") else "period", "DATE_INVALID", "La fin du mandat précède son début : corrigez l'une des deux dates.")
    _withhold_names(row)
    if row.problems:
        return
    seat = body_named(row, body if is_body(body) else f"CLE de {body}", "")
    row.assumed = {seat.identity} if row.header("body") == HEADER else set()
    if may_be_somebody(seat.identity.partition(":")[2]):
        row.unsaid[seat.identity] = _MAYBE_SOMEBODY
    fields = without_gaps({
        "college": row.text("college"), "role": row.text("role"), "origin": row.text("origin"),
        "notes": row.text("notes"),
    })  # fmt: skip
    # The end is not in the key: a mandate that ends is the same seat, known better.
    row.key, row.order = row_key("siege", seat.identity, siret or name, row.text("college"), since), since
    anonymous = is_seat(name) and not siret
    who = college_of(row, body).identity if anonymous else end_of(siret or name, "organisation", ORGANISATIONS, row)
    if isinstance(who, Named) and may_be_somebody(name):
        who = replace(who, unsaid=TOLD_SEATED)
    row.ties.append(DraftTie("seats_on", who, seat.identity, fields, "", since or None, first_day_after(last) or None))


def _look_at(row: Row, body: str, name: str) -> None:
    """Set aside a seat of a body that a letter or two cannot name, and one that no organisation holds."""
    if body and (not is_body(body) or "cle" in fold(body).split()) and len(cle_id(body).partition(":")[2]) < _SHORTEST:
        row.refuse("body", "RELATION_END_UNKNOWN", "Ce n'est pas le nom d'un CLE : écrivez celui de son territoire, par exemple « Saint-Fons ».")
    if _VACANT.fullmatch(fold(name)):
        row.refuse("organisation", "RELATION_END_UNKNOWN", "Siège sans organisation : rien n'est relié. Envoyez la ligne de nouveau quand l'organisation est connue.")


def _withhold_names(row: Row) -> None:
    """Keep nothing of a row that may name somebody where nobody may be; an organisation and a CLE may be known ones, unless nothing is looked for."""
    looked = ("body", "organisation", *_WORDED) if row.problems else _WORDED
    for key in [key for key in looked if may_be_somebody(row.text(key))]:
        row.withhold(key, "SENSITIVE_DATA", _NOBODY)


def _mandate(row: Row) -> tuple[str, str]:
    """Return the first and the last day of a mandate, told by its two columns or by a period in one cell."""
    # « 2026-2028 » under the first day alone tells both.
    both = all(parse_span(row.known("since")) or ("",))
    whole = "period" if row.known("period") else "since" if both else ""
    told = parse_span(row.text(whole)) if whole else ("", "")
    if told is None:
        said = "Mandat illisible : écrivez « du 01/09/2026 au 31/08/2028 » ou « 2026-2028 »."
        row.refuse(whole, "DATE_INVALID", f"{said}{date_proposed(row.text(whole))}")
        return "", ""
    own = ("" if whole == "since" else row.date("since"), row.last("until"))
    for key, day, other in zip(("since", "until"), own, told, strict=True):
        if day and other and day != other:
            row.refuse(key, "DATE_INVALID", f"Le mandat dit aussi « {row.text(whole)} » : gardez l'une des deux dates.")
    return own[0] or told[0], own[1] or told[1]
