"""The record of actions and of decisions: what was decided or is to be done, by which organisation, for when."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from importers.actors import row_key, without_gaps
from importers.base import importer
from importers.columns import Column
from importers.dates import parse_date
from importers.followed import CONCERNED, EXCUSED, PERSONS, check_post, is_body, is_post, meeting_of, party, place_of
from importers.row import Row
from importers.usual import RECENT
from kb.clock import today
from kb.ledger import ActorRecord, changed
from kb.problems import Problem
from kb.said import Alike, DraftTie, RowSays
from kb.states import CLOSED, DONE, action_state
from kb.text import cut, fold, slug

COLUMNS = (
    Column("number", "N°", ("numero", "no", "ref", "reference", "n action"),
           explain="Numéro de la ligne dans la réunion : il la retrouve d'une édition à l'autre.", example="3"),
    Column("met_on", "Date de la réunion", ("date reunion", "date", "reunion du", "date de la decision"),
           explain="Jour de la réunion qui a décidé.", example="12/05/2026", usual=RECENT),
    Column("body", "Instance", ("reunion", "comite"), explain="CLE, comité ou club qui a décidé.",
           example="CLE de Val-Fleuri"),
    Column("subject", "Sujet", ("theme", "objet", "point", "point de l ordre du jour", "domaine"),
           explain="Sujet auquel la ligne se rattache.", example="Locaux"),
    Column("said", "Décision ou action", ("decision action", "decisions et actions", "libelle", "intitule", "tache",
           "releve de decisions", "action decision", "quoi", "quoi faire", "que faire"),
           explain="Ce qui est décidé, ou à faire.", example="Visiter le local de la rue Neuve"),
    Column("action", "Action", ("actions", "action a mener", "a faire", "actions a mener"),
           explain="Ce qui est à faire, quand le tableau a une colonne à part."),
    Column("decision", "Décision", ("decisions", "decision prise"),
           explain="Ce qui est décidé, quand le tableau a une colonne à part."),
    Column("nature", "Nature", ("type", "type de ligne", "decision a ou d"), explain="« action » ou « décision »."),
    Column("owner", "Responsable", ("pilote", "porteur", "qui", "responsable de l action", "structure responsable"),
           explain="Organisation connue, instance ou fonction (« chargée de mission ») ; jamais le nom d'une personne.",
           example="Régie des Érables"),
    Column("helpers", "Contributeurs", ("contributeur", "avec", "avec qui", "partenaires associes", "associes"),
           explain="Organisations connues qui contribuent, séparées par une barre |."),
    Column("due_on", "Échéance", ("delai", "pour le", "date d echeance", "date limite", "date butoir", "quand", "pour quand", "d ici"),
           explain="Jour, mois ou année ; ou « fin mars 2027 », « T2 2027 », « S12 », lus comme leur dernier jour.", example="30/06/2026", usual=RECENT),
    Column("priority", "Priorité", ("urgence",), explain="haute, moyenne ou basse.", example="haute"),
    Column("state", "Statut", ("etat", "avancement", "etat d avancement"),
           explain="à faire, en cours, fait, abandonné ou reporté.", example="en cours"),
    Column("done", "%", ("pourcentage", "taux d avancement", "realise", "avancement pourcentage", "% realise"),
           explain="Part faite, de 0 à 100.", example="50"),
    Column("closed_on", "Date de clôture", ("cloture", "cloturee le", "fait le", "date de realisation"),
           explain="Jour où la ligne est close.", usual=RECENT),
    Column("territory", "Territoire", ("territ", "terr", "territoires", "territoire tzcld"),
           explain="Territoires concernés, séparés par une barre |."),
    Column("concerns", "Partie prenante", ("parties prenantes", "acteur concerne", "acteurs concernes", "concerne"),
           explain="Acteurs connus que la ligne concerne, séparés par une barre |."),
    Column("deliverable", "Livrable", ("livrables", "resultat attendu", "production"), explain="Ce qui est attendu."),
    Column("notes", "Commentaire", ("commentaires", "notes", "remarques", "observations", "suivi"), as_written=True,
           explain="Des faits seulement (plan d'engagement)."),
    EXCUSED,
    PERSONS,
)  # fmt: skip
_PRIORITIES = {
    "haute": "haute", "h": "haute", "1": "haute", "elevee": "haute", "forte": "haute", "urgent": "haute",
    "urgente": "haute", "p1": "haute", "moyenne": "moyenne", "m": "moyenne", "2": "moyenne", "normale": "moyenne",
    "p2": "moyenne", "basse": "basse", "b": "basse", "3": "basse", "faible": "basse", "p3": "basse",
}  # fmt: skip
_DECIDED = ("decid", "valid", "approuv", "adopt", "accord", "refus", "decision", "rejet", "le comite d", "le cle d")
_NAME = 160
_DAY = re.compile(r"^\w+ le (\d{1,2}/\d{1,2}/\d{4})$")
#: Letters from which on a state is a word, and no tick (« X », « OK »).
_WORD = 3
#: Stands for no part done at all.
_NO_PART = -1.0


def settle_lines(rows: Iterable[RowSays]) -> Iterator[RowSays]:
    """Yield the rows of a file, the parts done that no sign tells read as those of their sheet: a workbook writes the whole as 1.

    They are fractions when none of them passes 1; a lone 1 is then told, since it may have been one hundredth.
    """
    said = list(rows)
    bare: dict[str, set[float]] = {}
    for row in said:
        bare.setdefault(row.sheet, set()).update(map(_bare, row.actors))
    for row in said:
        parts = bare[row.sheet] - {_NO_PART}
        row.actors[:] = [_settled(row, record, parts) for record in row.actors]
        yield row


def _bare(record: ActorRecord) -> float:
    """Return the part done of a record, when nothing has told yet whether it is a fraction."""
    value = record.fields.get("value")
    return float(value) if isinstance(value, (int, float)) and not record.fields.get("unit") else _NO_PART


def _settled(row: RowSays, record: ActorRecord, parts: Collection[float]) -> ActorRecord:
    value = _bare(record)
    if value == _NO_PART:
        return record
    fractions = max(parts) <= 1
    read = _rounded(value * 100 if value < 1 or fractions else value)
    told = f"« 1 » lu {read} % : écrivez « 100 % » ou « 1 % » pour le dire sans ambiguïté."
    if value == 1 and not (fractions and any(0 < part < 1 for part in parts)) and all(told != w.message for w in row.warnings):
        row.warnings.append(Problem("VALUE_UNUSUAL", told, sheet=row.sheet, line=row.line, value="1"))
    return changed(record, fields={**record.fields, "value": read, "unit": "%"})


def _rounded(value: float) -> int | float:
    return round(value) if value == round(value) else round(value, 1)


@importer(
    "actions",
    title="Relevé d'actions et de décisions",
    explain="Une ligne par action ou par décision : responsable, échéance, statut, acteurs concernés.",
    columns=COLUMNS,
    signature=("said", "owner", "due_on", "state"),
    any_of=(("said", "action", "decision"), ("owner", "due_on", "state", "met_on")),
    phrases=True,
    nobody=True,
    settle=settle_lines,
)
def read_action(row: Row) -> None:
    """State the action and the decision a row tells, who answers for them, and what they concern."""
    stated = _stated(row)
    if not stated:
        row.required(next(key for key in ("said", "action", "decision") if row.holds(key)))
    met_on = row.date("met_on")
    fields = _fields(row, met_on)
    for key in ("owner", "helpers"):
        for name in filter(is_post, row.listed(key)):
            check_post(row, name, key)
    if stated:
        row.alike = Alike(_identity(row, *stated[0], met_on), (cut(stated[0][1], _NAME), str(fields["owner_body"]), str(fields["due_on"])))
    if row.problems:
        return
    for kind, text in stated:
        _state(row, kind, text, met_on, fields)
    first = row.actors[0]
    row.key, row.order = first.identity, met_on
    for record in row.actors:
        _tie(row, record.identity, met_on)


def _stated(row: Row) -> list[tuple[str, str]]:
    """Return what a row tells, each as a kind and its words."""
    found = [(kind, text) for kind in ("decision", "action") if (text := row.text(kind))]
    text = row.text("said")
    return [*found, (_kind(row, text), text)] if text else found


def _kind(row: Row, text: str) -> str:
    """Return whether words tell a decision: it is said so, they begin so, or nobody has anything to do."""
    nature = fold(row.text("nature"))
    if nature:
        return "decision" if nature.startswith("d") else "action"
    waits = any(row.text(key) or row.awaits(key) for key in ("owner", "due_on", "state", "done", "helpers"))
    return "decision" if fold(text).startswith(_DECIDED) or not waits else "action"


def _fields(row: Row, met_on: str) -> dict[str, object]:
    done, closed = _done(row), row.date("closed_on")
    state = _stands(row) or (DONE if closed else "")
    closed = closed or (_day_of(row.text("state")) if state in CLOSED else "")
    due, words = row.due("due_on", since=met_on)
    return {
        "on": met_on, "due_on": due, "period": words, "state": state, "owner_body": row.text("owner"),
        "themes": row.listed("subject"), "value": done, "unit": "%" if "%" in row.text("done") else "",
        "priority": row.choice("priority", _PRIORITIES), "closed_on": closed, "deliverable": row.text("deliverable"),
        "notes": row.text("notes"),
    }  # fmt: skip


def _stands(row: Row) -> str:
    """Return how an action stands; words nobody can tell are kept, and a mark alone is told as it was read."""
    raw = row.known("state")
    state = action_state(raw) if raw else ""
    if raw and not state:
        said = "Statut inconnu, gardé tel quel : l'action reste à mener, sans être dite en retard. Écrivez à faire, en cours, fait, abandonné ou reporté."
        row.warn("state", "VALUE_UNUSUAL", said)
    elif state == DONE and len(fold(raw)) < _WORD:
        row.warn("state", "VALUE_UNUSUAL", f"« {raw} » lu « {DONE} ». Écrivez-le en toutes lettres si l'action reste à mener.")
    return state or raw


def _day_of(state: str) -> str:
    """Return the day that the words of a state end with: « fait le 12/10/2026 »."""
    found = _DAY.search(state)
    day = (parse_date(found[1]) or "") if found else ""
    return day if day <= today().isoformat() else ""


def _done(row: Row) -> int | float | None:
    """Return the part done as it is written, from 0 to 100: whether 1 is the whole is for its sheet to tell."""
    raw = row.known("done")
    if not raw:
        return None
    text = raw.rstrip("% ").replace(",", ".")
    value = float(text) if text.replace(".", "", 1).isdigit() and text.isascii() else -1.0
    if not 0 <= value <= 100:
        row.refuse("done", "NUMBER_OUT_OF_RANGE", "Une part de 0 à 100 est attendue, par exemple 50.")
        return None
    return _rounded(value) if "%" in raw else value


def _identity(row: Row, kind: str, text: str, met_on: str) -> str:
    """Return the key of a line: it keeps its number while its words are corrected; without a number, its words are its name."""
    number = row.text("number")
    return row_key(kind, met_on, row.text("body"), row.text("territory"), f"n {number}" if number else text)


def _state(row: Row, kind: str, text: str, met_on: str, fields: dict[str, object]) -> None:
    identity = _identity(row, kind, text, met_on)
    said = {"name": cut(text, _NAME), "description": text if len(text) > _NAME else "", **fields}
    row.actors.append(ActorRecord(kind, identity, (), without_gaps(said), part=kind if row.actors else ""))


def _tie(row: Row, identity: str, met_on: str) -> None:
    """Tie what is stated to its meeting, to who answers for it, and to whom it concerns."""
    territory = next(iter(row.listed("territory")), "")
    place_of(row, identity)
    if met_on and row.text("body"):
        held = meeting_of(met_on, row.text("body"), territory)
        row.shared.append(held)
        row.tie(DraftTie("concerns", identity, held.identity, {"role": "issue de la réunion"}, f"{identity}-reunion"))
    for name in row.listed("owner"):
        if not is_post(name):
            kind = "attends" if is_body(name) else "carries"
            who = party(row, name, "owner", territory)
            row.tie(DraftTie(kind, who, identity, {"role": "responsable"}, f"{identity}-pilote-{slug(name)}"))
    for name in row.listed("helpers"):
        if not is_post(name):
            who = party(row, name, "helpers", territory)
            row.tie(DraftTie("attends", who, identity, {"role": "contributeur"}, f"{identity}-avec-{slug(name)}"))
    for name in row.listed("concerns"):
        concerned = party(row, name, "concerns", territory, CONCERNED)
        row.tie(DraftTie("concerns", identity, concerned, part=f"{identity}-concerne-{slug(name)}"))
