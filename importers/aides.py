"""Aides-territoires: calls and schemes, who funds them, until when, and who may apply."""

from __future__ import annotations

import re
from typing import Any

from importers.actors import organisation, row_key, without_gaps
from importers.base import importer
from importers.columns import Column
from importers.plain import plain_text
from importers.read.json_document import first_item
from importers.row import Row
from importers.usual import RECENT
from kb.ledger import ActorRecord
from kb.said import DraftTie
from kb.text import cut, fold

COLUMNS = (
    Column("name", "Nom", ("name", "titre", "nom de l aide", "intitule"), required=True, explain="Nom de l'aide.",
           example="Appel à projets Quartiers"),
    Column("link", "Lien", ("url", "lien de l aide"), explain="Page de l'aide : elle la reconnaît d'une édition à l'autre."),
    Column("slug", "Identifiant de page", ("slug",), explain="Fin de l'adresse de la page."),
    Column("origin_url", "Page du financeur", ("origin url",), explain="Page de l'aide chez celui qui la propose."),
    Column("application_url", "Lien pour candidater", ("application url",), explain="Où l'on candidate."),
    Column("funders", "Financeurs", ("financers", "financeur", "porteurs d aides", "porteur"),
           explain="Organismes qui financent, séparés par un point-virgule ou une barre |.", example="Région Modèle"),
    Column("instructors", "Instructeurs", ("instructors", "instructeur"), explain="Organismes qui instruisent."),
    Column("audiences", "Bénéficiaire", ("targeted audiences", "beneficiaires", "beneficiaire"),
           explain="Qui peut candidater, séparés par un point-virgule ou une barre |.", example="Associations;Communes"),
    Column("aid_types", "Types d'aides", ("aid types", "type d aide", "types d aide"),
           explain="Subvention, ingénierie, prêt…, séparés par un point-virgule ou une barre |."),
    Column("call", "AAP/AMI", ("is call for project", "appel a projets"),
           explain="« Oui » pour un appel à projets ou à manifestation d'intérêt."),
    Column("recurrence", "Récurrence", ("recurrence",), explain="Permanente, Ponctuelle ou Récurrente."),
    Column("description", "Descriptif", ("description", "description de l aide"), explain="Ce que l'aide finance."),
    Column("eligibility", "Conditions", ("eligibility", "conditions d eligibilite", "eligibilite"),
           explain="Qui peut en bénéficier, et comment."),
    Column("perimeter", "Périmètre", ("perimeter",), explain="Où elle s'applique."),
    Column("categories", "Thématiques", ("categories", "thematique"), explain="Thèmes de l'aide."),
    Column("opens_on", "Date d'ouverture", ("start date", "ouverture"), explain="Premier jour pour candidater."),
    Column("deadline", "Date Clôture", ("submission deadline", "date de cloture", "cloture", "date limite"),
           explain="Dernier jour pour candidater.", example="31/03/2027", usual=RECENT),
    Column("contact", "Contact", ("author", "contacts", "auteur"),
           explain="Laissé à la porte : souvent le nom ou l'adresse d'une personne.", drop=True),
    Column("pages", "Pages annexes", ("project examples", "mobilization steps", "short title", "name initial"),
           explain="Laissé à la porte : pages non reprises.", drop=True),
)  # fmt: skip
_MOST = 9_000
_NAME = 250


def _fits(document: Any) -> bool:
    return {"name", "financers", "targeted_audiences"} <= first_item(document, "results").keys()


@importer(
    "aides",
    title="Aides et appels à projets (Aides-territoires)",
    explain="Une ligne par aide : financeurs, date de clôture, qui peut candidater ; le contact reste à la porte.",
    columns=COLUMNS,
    json_keys=("results",),
    json_fits=_fits,
    signature=("name", "funders", "audiences", "deadline"),
    any_of=(("funders",), ("link", "audiences", "aid_types", "deadline")),
)
def read_aid(row: Row) -> None:
    """State one call or scheme, and the organisations that propose it."""
    name = row.required("name")
    opens = row.date("opens_on")
    deadline, words = row.due("deadline", since=opens)
    link = row.web("link") if "/" in row.text("link")[1:] and not row.text("link").startswith("/") else ""
    row.hide("description", "eligibility")
    if row.problems:
        return
    identity = _identity(row, name)
    kinds = [*row.listed("aid_types"), *(["appel à projets"] if fold(row.text("call")) in {"oui", "true"} else [])]
    row.actors.append(ActorRecord("programme", identity, (), without_gaps({
        "name": cut(name, _NAME), "description": _description(row), "website": link or row.web("application_url"),
        "source_url": row.web("origin_url") or link, "on": opens, "due_on": deadline,
        "audience": ", ".join(row.listed("audiences")), "period": ", ".join(filter(None, (row.text("recurrence"), f"clôture : {words}" if words else ""))),
        "themes": list(dict.fromkeys([*kinds, *row.listed("categories")])),
    })))  # fmt: skip
    row.key, row.order = identity, deadline
    for key, role in (("funders", "financeur"), ("instructors", "instructeur")):
        for named in row.listed(key):
            who = organisation("funder" if key == "funders" else "organisation", named)
            row.shared.append(who)
            row.tie(DraftTie("offers", who.identity, identity, {"role": role}, f"{role}-{who.identity}"))


def _identity(row: Row, name: str) -> str:
    """Return the key of an aid: the end of its page's address, the same in the export and in the API."""
    page = row.text("slug") or next(iter(re.findall(r"/aides/([\w-]+)", row.text("link"))), "")
    return f"aide:{page}" if page else row_key("aide", row.text("origin_url") or row.text("link"), name)


def _description(row: Row) -> str:
    place = row.text("perimeter")
    conditions = plain_text(row.text("eligibility"))
    told = (
        plain_text(row.text("description")),
        f"Conditions : {conditions}" if conditions else "",
        f"Périmètre : {place}." if place else "",
    )
    return cut(" ".join(filter(None, told)), _MOST)
