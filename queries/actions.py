"""What was decided and is to be done: by whom, for when, what is late; the same for every territory that sends its sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from kb.clock import today
from kb.states import CLOSED, action_state
from kb.view import View
from queries.answers import Answer, Column, Table
from queries.base import Param, query
from queries.presence import short_names
from queries.records import Linked, Record, named, records
from queries.ties import latest_first
from queries.watch import Watch, watcher
from queries.words import as_date, capital, counted, dated, day, figured, listed, number, sentences

ACTIONS, DECISIONS = "actions", "décisions"
OPEN, LATE, ENDED, ALL = "à mener", "en retard", "closes", "toutes"
#: The part done of what is done.
_WHOLE = 100
#: Days ahead that the sentence tells.
_SOON = 30
_COLUMNS = (
    Column("name", "Quoi", link="id"),
    Column("owners", "Responsable", "list", link="owner_ids"),
    Column("due", "Échéance", "date"),
    Column("delay", "Délai"),
    Column("state", "État"),
    Column("places", "Territoires", "list", link="place_ids"),
    Column("with", "Avec ou pour", "list", link="with_ids", shown=6),
    Column("from", "Décidé à", "list", link="from_ids"),
    Column("priority", "Priorité"),
    Column("deliverable", "Livrable attendu"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Action:
    """One action or decision at a day: who answers for it, and how many days are left before its term.

    `unclear` says that nobody can tell from the state its sheet gives whether it is still to be done.
    """

    record: Record
    owners: tuple[Linked, ...]
    closed: bool
    left: int | None
    unclear: bool = False

    @property
    def late(self) -> bool:
        """Tell whether its term has passed and nobody closed it, nor said of it what may mean so."""
        return not (self.closed or self.unclear) and self.left is not None and self.left < 0

    @property
    def answers(self) -> list[str]:
        """Return who answers for it in words: organisations and bodies, else the post its sheet names."""
        post = self.record.said("owner_body")
        return [near.actor.name for near in self.owners] or ([post] if post else [])

    @property
    def delay(self) -> str:
        """Return how far its term is, in words."""
        if self.closed:
            return f"close {dated(self.record.said('closed_on'))}".strip()
        if self.left is None:
            return self.record.said("period") or "sans échéance"
        if self.left == 0:
            return "aujourd'hui"
        if self.left < 0 and self.unclear:
            return "échéance passée, statut à préciser"
        return f"en retard de {figured(-self.left, 'jour')}" if self.left < 0 else f"dans {figured(self.left, 'jour')}"


@dataclass(frozen=True, kw_only=True)
class Actions(Answer):
    """Actions or decisions, the latest to be done first, with who answers for them."""

    shapes = (_COLUMNS,)

    found: Sequence[Action]
    places: dict[str, str]

    def table(self) -> Table:
        return Table(_COLUMNS, [self._row(a) for a in self.found], [_proofs(a) for a in self.found], self.title)

    def _row(self, action: Action) -> dict[str, Any]:
        record = action.record
        beside, origin = named(_beside(action)), named(record.linked(lambda n: n.actor.kind == "meeting"))
        on = record.said("on")
        return {
            "id": record.actor.id,
            "name": record.name,
            "owners": action.answers,
            "owner_ids": [near.actor.id for near in action.owners],
            "due": record.said("due_on"),
            "delay": action.delay if record.actor.kind == "action" else "",
            "state": _state(record),
            "places": [self.places[place] for place in record.territories],
            "place_ids": list(record.territories),
            "with": beside["names"],
            "with_ids": beside["ids"],
            "from": origin["names"] or ([capital(dated(on))] if on else []),
            "from_ids": origin["ids"],
            "priority": record.said("priority"),
            "deliverable": record.said("deliverable"),
        }


def _beside(action: Action) -> list[Linked]:
    """Return who contributes to an action or is concerned by it, besides who answers for it and where it is."""
    apart = {near.actor.id for near in action.owners} | set(action.record.territories)
    return action.record.linked(lambda n: n.actor.id not in apart and n.actor.kind != "meeting")


def _proofs(action: Action) -> dict[str, tuple[str, ...]]:
    record = action.record
    return {
        "name": record.proof("name"),
        "owners": tuple(near.tie.claim for near in action.owners) or record.proof("owner_body"),
        "due": record.proof("due_on"),
        "state": record.proof("state", "value", "closed_on"),
    }


def _state(record: Record) -> str:
    done = record.actor.value("value")
    part = f"{number(done)} {record.said('unit')}".strip() if isinstance(done, int | float) else str(done or "")
    return ", ".join(text for text in (record.said("state"), part) if text)


@query(
    "actions",
    title="Actions et décisions",
    explain="Qu'est-ce qui est à faire, par qui et pour quand ; qu'est-ce qui est en retard, et qu'a-t-on décidé ?",
)
def list_actions(
    view: View,
    what: Annotated[str, Param("Montrer", "choice", choices=(ACTIONS, DECISIONS))] = ACTIONS,
    state: Annotated[str, Param("Actions", "choice", choices=(OPEN, LATE, ENDED, ALL))] = OPEN,
    territory: Annotated[str, Param("Territoire", "territory")] = "",
    actor: Annotated[str, Param("Organisation", "actor", explain="Responsable, associée ou concernée.")] = "",
    until: Annotated[str, Param("Échéance au plus tard le", "date")] = "",
) -> Actions:
    """List the actions, late ones first, or the decisions, the latest first."""
    kept = [
        action for action in _known(view, "action" if what == ACTIONS else "decision")
        if (not territory or territory in action.record.territories)
        and (not actor or action.record.touches(actor))
        and (not until or "" < action.record.said("due_on")[: len(until)] <= until)
    ]  # fmt: skip
    chosen = [action for action in kept if what == DECISIONS or _matches(action, state)]
    order = _latest if what == DECISIONS else _pressing
    return Actions(
        title="Actions et décisions",
        sentence=_sentence(kept, what) if kept else _nothing(view, what),
        gaps=_gaps(chosen) if what == ACTIONS else [],
        found=sorted(chosen, key=order),
        places=dict(short_names(view)),
    )


def _known(view: View, kind: str) -> list[Action]:
    """Return the actions or decisions known at the date of the view: read later, it knows none of what was said since."""
    later = view.date.isoformat() if view.date < today() else "9999"
    return [_at(record, view.date) for record in records(view, kind) if record.said("on") <= later]


def _at(record: Record, at: dt.date) -> Action:
    """Return a record as it stands at a day."""
    closed_on, due = as_date(record.said("closed_on")), as_date(record.said("due_on"))
    said = record.said("state")
    state, done = action_state(said), record.actor.value("value")
    whole = not state and record.said("unit") == "%" and isinstance(done, int | float) and done >= _WHOLE
    closed = closed_on <= at if closed_on else whole or state in CLOSED
    owners = record.linked(lambda n: n.tie.kind == "carries" or n.tie.fields.get("role") == "responsable")
    return Action(record, tuple(owners), closed, None if due is None else (due - at).days, unclear=bool(said and not state and not closed))


def _matches(action: Action, state: str) -> bool:
    return {OPEN: not action.closed, LATE: action.late, ENDED: action.closed, ALL: True}[state]


def _pressing(action: Action) -> tuple[bool, bool, int, str, str]:
    # What is open first, the oldest term at the top; what has no term comes after; what is closed, the latest first.
    left = 0 if action.closed or action.left is None else action.left
    closed = latest_first(action.record.said("closed_on")) if action.closed else ""
    return action.closed, action.left is None, left, closed, action.record.actor.name


def _latest(action: Action) -> tuple[str, str]:
    return latest_first(action.record.said("on")), action.record.actor.name


def _sentence(found: Sequence[Action], what: str) -> str:
    if what == DECISIONS:
        return sentences([counted(len(found), "décision")])
    todo = [action for action in found if not action.closed]
    if not todo:
        return sentences(["Aucune action à mener", counted(len(found), "action close", "actions closes")])
    late = sum(action.late for action in todo)
    soon = sum(not action.late and action.left is not None and action.left <= _SOON for action in todo)
    never = sum(action.left is None for action in todo)
    parts = [
        f"{late} en retard" if late else "",
        f"{soon} à échéance dans les {_SOON} jours" if soon else "",
        f"{never} sans échéance" if never else "",
    ]
    said = f"{counted(len(todo), 'action')} à mener"
    apart = listed(part for part in parts if part)
    closed = len(found) - len(todo)
    return sentences([f"{said}, dont {apart}" if apart else said, counted(closed, "action close", "actions closes") if closed else ""])


def _nothing(view: View, what: str) -> str:
    if records(view, "action" if what == ACTIONS else "decision"):
        return f"Aucune de ces {what} ne répond à ces choix."
    first = "Aucune action notée" if what == ACTIONS else "Aucune décision notée"
    return sentences([first, "Importez un relevé d'actions et de décisions depuis Données : chaque ligne dit quoi, qui et pour quand"])


def _gaps(found: Sequence[Action]) -> list[str]:
    alone = [a.record.actor.name for a in found if not a.closed and not a.answers]
    undated = [a.record.actor.name for a in found if not a.closed and a.left is None]
    unclear = [a.record.actor.name for a in found if a.unclear]
    said = [(unclear, "Statut à préciser"), (alone, "Sans responsable"), (undated, "Sans échéance")]
    return [f"{what} : {listed([f'« {name} »' for name in names], most=3)}." for names, what in said if names]


def actions_around(view: View, actor_id: str) -> str:
    """Return in words what is to be done around an actor or on a territory, empty when nothing is."""
    todo = [a for a in _known(view, "action") if not a.closed and a.record.touches(actor_id)]
    if not todo:
        return ""
    late = sum(action.late for action in todo)
    return f"{counted(len(todo), 'action')} à mener" + (f", dont {late} en retard" if late else "")


@watcher
def watch_late(view: View) -> list[Watch]:
    """Return the actions whose term has passed, the oldest first."""
    late = sorted((action for action in _known(view, "action") if action.late), key=_pressing)
    return [_watch(view, action) for action in late]


def _watch(view: View, action: Action) -> Watch:
    record, names = action.record, short_names(view)
    who = listed(action.answers) or "sans responsable"
    where = listed(names[place] for place in record.territories)
    due = record.said("due_on")
    text = f"« {record.name} », pour {'le ' if len(due) >= 10 else ''}{day(due)}"
    ids = (record.actor.id, *record.territories, *(near.actor.id for near in action.owners))
    detail = " · ".join(part for part in (action.delay, who, where) if part)
    return Watch("Retard", text, detail, "actions", tuple(dict.fromkeys(ids)), record.proof("name", "due_on"))
