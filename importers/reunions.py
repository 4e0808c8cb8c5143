"""The sheet of meetings: when, which body, where, about what, which organisations came, what was decided."""

from __future__ import annotations

from importers.actors import row_key, without_gaps
from importers.base import importer
from importers.columns import Column
from importers.followed import CONCERNED, EXCUSED, PERSONS, body_named, meeting_of, party, place_of, spared
from importers.row import Row
from importers.usual import RECENT
from kb.ledger import ActorRecord, changed
from kb.said import DraftTie
from kb.text import cut, slug

COLUMNS = (
    Column("on", "Date", ("date de la reunion", "date de la rencontre", "jour", "le"), required=True,
           explain="Jour de la réunion.", example="12/05/2026", usual=RECENT),
    Column("body", "Instance", ("comite", "reunion", "type de reunion", "nom de l instance"),
           explain="CLE, comité technique, club… qui se réunit.", example="CLE de Val-Fleuri"),
    Column("territory", "Territoire", ("territ", "terr", "territoires", "territoire tzcld"),
           explain="Territoires concernés, séparés par une barre |."),
    Column("subject", "Sujet", ("objet", "ordre du jour", "theme", "themes", "objet de la reunion"),
           explain="De quoi il est question.", example="Portefeuille d'activités"),
    Column("participants", "Participants",
           ("organisations presentes", "organismes presents", "structures presentes", "presents", "participant",
            "structures participantes", "partenaires presents"), required=True,
           explain="Organisations ou instances présentes, déjà connues, séparées par une barre | ; jamais une personne.",
           example="Régie des Érables | Cycles du Val"),
    Column("met", "A rencontré", ("rencontre avec", "organisation rencontree", "structure rencontree"),
           explain="Pour un rendez-vous : l'organisation que les participants ont rencontrée."),
    Column("concerns", "Concerne", ("partie prenante", "parties prenantes", "acteurs concernes", "organisation concernee"),
           explain="Acteurs connus dont on a parlé, séparés par une barre |."),
    Column("decisions", "Décisions", ("decision", "releve de decisions", "decisions releve", "releve", "decisions prises", "conclusions",
            "decisions points cles", "decisions et points cles", "decisions actees", "decisions et orientations"),
           explain="Ce qui a été décidé, une décision par barre | ou par ligne de la cellule."),
    Column("next_on", "Prochaine réunion", ("prochaine date", "date de la prochaine reunion"),
           explain="Jour de la réunion suivante.", usual=RECENT),
    Column("place", "Lieu", ("adresse", "salle"), explain="Où elle s'est tenue."),
    Column("points", "Points abordés",
           ("points cles", "points discutes", "points traites", "sujets abordes", "sujets traites", "echanges", "synthese", "synthese des echanges"),
           as_written=True, explain="De quoi on a parlé, en plus du sujet ; des faits seulement (plan d'engagement)."),
    Column("notes", "Commentaire", ("commentaires", "notes", "remarques", "observations", "compte rendu"), as_written=True,
           explain="Des faits seulement (plan d'engagement)."),
    EXCUSED,
    PERSONS,
)  # fmt: skip
_NAME = 160


@importer(
    "reunions",
    title="Réunions et rencontres",
    explain="Une ligne par réunion : date, instance, organisations présentes, décisions ; aucune personne.",
    columns=COLUMNS,
    signature=("on", "participants", "subject", "body"),
    any_of=(("body", "subject"),),
    nobody=True,
)
def read_meeting(row: Row) -> None:
    """State one meeting, who attended it, what it concerns and what it decided."""
    row.required("on")
    day, body, territory, subject = row.date("on"), row.text("body"), _first(row), row.text("subject")
    if not (body or subject):
        row.required("body")
    if row.problems:
        return
    held = meeting_of(day, body, territory, subject)
    next_on, words = row.due("next_on", since=day)
    if row.problems:
        return
    meeting = changed(held, mention=False, fields=without_gaps({
        **held.fields, "description": _told(row, subject, words), "due_on": next_on, "owner_body": body,
        "notes": "\n".join(filter(None, (row.text("points"), row.text("notes")))),
    }))  # fmt: skip
    row.actors.append(meeting)
    row.key, row.order = row_key("rencontre", meeting.identity, subject), day
    place_of(row, meeting.identity)
    if body:
        holder = body_named(row, body, territory)
        row.tie(DraftTie("attends", holder.identity, meeting.identity, {"role": "instance réunie"}, "instance", day))
    _participants(row, meeting.identity, territory, day)
    for name in row.listed("concerns"):
        concerned = party(row, name, "concerns", territory, CONCERNED)
        row.tie(DraftTie("concerns", meeting.identity, concerned, part=f"concerne-{slug(name)}"))
    for text in row.listed("decisions"):
        _decided(row, meeting, text, day)


def _first(row: Row) -> str:
    return next(iter(row.listed("territory")), "")


def _told(row: Row, subject: str, following: str) -> str:
    place = row.text("place")
    return " ; ".join(part for part in (subject, f"lieu : {place}" if place else "", f"prochaine réunion : {following}" if following else "") if part)


def _participants(row: Row, meeting: str, territory: str, day: str) -> None:
    """Tie the organisations that came to the meeting, and to the one they met."""
    met = row.text("met")
    for name in row.listed("participants"):
        who = spared(party(row, name, "participants", territory))
        row.tie(DraftTie("attends", who, meeting, part=f"participe-{slug(name)}", valid_from=day))
        if met and slug(met) != slug(name):
            other = party(row, met, "met", territory)
            row.tie(DraftTie("met", who, other, {"on": day}, f"rencontre-{slug(name)}", day))
    if met:
        present = party(row, met, "met", territory)
        row.tie(DraftTie("attends", present, meeting, part=f"participe-{slug(met)}", valid_from=day))


def _decided(row: Row, meeting: ActorRecord, text: str, day: str) -> None:
    identity = row_key("decision", meeting.identity, text)
    said = {"name": cut(text, _NAME), "description": text if len(text) > _NAME else "", "on": day,
            "owner_body": row.text("body")}  # fmt: skip
    row.actors.append(ActorRecord("decision", identity, (), without_gaps(said), part=identity))
    row.tie(DraftTie("concerns", identity, meeting.identity, part=f"{identity}-rencontre"))
