"""What sheets of meetings and of actions share: who is named in a cell, which meeting a line speaks of."""

from __future__ import annotations

import re
from dataclasses import replace

from importers.actors import body_mention, row_key, territory_mention
from importers.columns import Column
from importers.liens import end_of
from importers.row import Row
from importers.sitting import is_seat
from kb.ids import cle_id, town_key
from kb.kinds import Family
from kb.ledger import ActorRecord, changed
from kb.said import DraftTie, End, Named
from kb.territories import USUAL_NAMES
from kb.text import clean, fold

ORGANISATIONS = (Family.ORGANISATION.value,)
ACTORS = (Family.ORGANISATION.value, Family.BODY.value)
CONCERNED = (*ACTORS, Family.PLACE.value)
_BODIES = frozenset({"cle", "comite", "club", "cotech", "copil", "costrat", "commission", "instance", "codir"})
#: What comes before the name of a territory in that of its CLE.
_OF_CLE = re.compile(r"(?:cle|comit[ée] local pour l['’]emploi)(?:\s+(?:de\s+la|de\s+l['’]|des?|du|d['’])|\s*$)\s*", re.IGNORECASE)
#: Words by which a cell names a post, not an organisation: nothing is tied, the post is kept as said.
_POSTS = frozenset({
    "directeur", "directrice", "direction", "president", "presidente", "presidence", "charge", "chargee", "chef", "cheffe",
    "coordinateur", "coordinatrice", "coordination", "referent", "referente", "responsable", "animateur", "animatrice",
    "secretariat", "secretaire", "tresorier", "tresoriere", "elu", "elue", "adjoint", "adjointe", "pilote", "equipe", "pole",
    "cellule", "groupe", "assistant", "assistante", "encadrant", "encadrante", "conseiller", "conseillere", "tous",
})  # fmt: skip
#: What follows a post when somebody's name does: a civility, brackets, a colon, two capitalised words.
_SOMEBODY = re.compile(r"\b(?:M|Mr|Mme|Mlle|Monsieur|Madame)\b|[(:,/]|\s[A-ZÀ-Ý][\w'’-]+\s+[A-ZÀ-Ý]")

#: The identity of a CLE of which no territory is told.
_NO_CLE = "cle:"

PERSONS = Column(
    "persons", "Personnes",
    ("noms des participants", "personnes presentes", "noms", "nom", "prenom", "nom du participant", "prenom du participant",
     "redacteur", "redactrice", "animateur", "animatrice", "secretaire de seance", "emargement", "courriel",
     "email", "mail", "telephone", "tel", "representant", "representante", "titulaire", "suppleant", "suppleante",
     "nom du representant", "prenom du representant", "nom du titulaire", "nom du suppleant", "titulaire suppleant", "titulaire ou suppleant"),
    explain="Laissé à la porte : le nom et les coordonnées des personnes ne sont pas gardés.", drop=True,
)  # fmt: skip

#: Organisations or persons, nobody can tell which without knowing them, and the base tells who came.
EXCUSED = Column(
    "excused", "Excusés", ("excuse", "excusees", "excusee", "absents", "absent", "absents excuses", "organisations excusees", "structures excusees"),
    explain="Laissé à la porte : la base dit qui est venu, pas qui était excusé.", drop=True,
    why="la base dit qui est venu, pas qui était excusé",
)  # fmt: skip


def is_body(name: str) -> bool:
    """Tell whether a name is a body's: a CLE, a committee, a club.

    >>> is_body("CLE de Saint-Fons"), is_body("Régie de quartier")
    (True, False)
    """
    return not _BODIES.isdisjoint(fold(name).split())


def is_post(name: str) -> bool:
    """Tell whether a cell names a post or a team, and no organisation.

    >>> is_post("chargée de mission insertion"), is_post("Mission locale")
    (True, False)
    """
    return not _POSTS.isdisjoint(fold(name).split()[:1])


def check_post(row: Row, name: str, column: str) -> None:
    """Set a row aside when a post is told with somebody's name; the name is not repeated."""
    if _SOMEBODY.search(name):
        said = "Une fonction seule est attendue, sans le nom de la personne : retirez-le de la cellule."
        row.refuse(column, "SENSITIVE_DATA", said, "…")
        row.hide(column)


def body_named(row: Row, name: str, territory: str, column: str = "body") -> ActorRecord:
    """State the body a cell names; a bare « CLE » is the one of the territory of its row, which has to tell it."""
    if fold(name) in {"cle", "comite local pour l emploi"} and territory:
        name = f"CLE de {territory}"
    stated = body_mention("cle" if _is_cle(name) else "instance", name)
    if stated.identity == _NO_CLE:
        row.refuse(column, "RELATION_END_UNKNOWN", "Le CLE de quel territoire ? Écrivez par exemple « CLE de Saint-Fons », ou ajoutez une colonne « Territoire ».")
    row.shared.append(stated)
    return stated


def college_of(row: Row, of: str) -> ActorRecord:
    """State the college of those out of work of a territory or of a body: their seats are its own, and nobody is named."""
    name = clean(of)
    by_place = _is_cle(name) or not is_body(name)
    place = cle_id(name).partition(":")[2] if by_place else name
    shown = USUAL_NAMES.get(place, (_OF_CLE.sub("", name, count=1),))[0] if by_place else name
    called = ", ".join(filter(None, ("Collège PPDE", shown)))
    # A CLE is written in several ways: its college is that of what they all name.
    stated = changed(body_mention("instance", f"Collège PPDE {place}"), fields={"name": called})
    row.shared.append(stated)
    return stated


def _is_cle(name: str) -> bool:
    return "cle" in fold(name).split() or "comite local pour l emploi" in fold(name)


def party(row: Row, name: str, column: str, territory: str, families: tuple[str, ...] = ACTORS) -> End:
    """Return who a cell names: a body is stated, an organisation has to be known already, so that no person enters."""
    if Family.BODY.value in families and is_seat(name):
        return college_of(row, territory or row.text("body")).identity
    if Family.BODY.value in families and is_body(name):
        return body_named(row, name, territory, column).identity
    who = end_of(name, column, families, row)
    return replace(who, several=True) if isinstance(who, Named) else who


def spared(who: End) -> End:
    """Return an end without which its row goes in when nobody bears its name, and others of its column are known."""
    return replace(who, spared=True) if isinstance(who, Named) else who


def place_of(row: Row, identity: str, key: str = "territory") -> None:
    """Tie a record to the territories its row names."""
    for name in row.listed(key):
        place = territory_mention(name)
        row.shared.append(place)
        row.tie(DraftTie("takes_place_in", identity, place.identity, part=f"territoire-{place.identity}"))


def meeting_of(day: str, body: str, territory: str, subject: str = "") -> ActorRecord:
    """Return the meeting that a line speaks of: its body and its day name it, else its subject.

    >>> meeting_of("2026-05-12", "CLE", "Val-Fleuri").fields["name"]
    'CLE, Val-Fleuri, 12/05/2026'
    """
    shown = "/".join(reversed(day.split("-")))
    place = "" if fold(territory) in fold(body) else territory
    name = ", ".join(part for part in (body or subject or "Réunion", place, shown) if part)
    key = row_key("rencontre", day, body or subject, town_key(place))
    return ActorRecord("meeting", key, (), {"name": name, "on": day}, mention=True)
