"""What is to be done with each partner: its open actions, who answers for them and for when, and the last exchange with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from kb.graph import Actor
from kb.kinds import KINDS, Family, Layer
from kb.text import fold
from kb.view import View
from queries.actions import OPEN, Action, Actions
from queries.answers import Column, Table
from queries.recipes.base import Ask, Content, RecipeRefused, recipe
from queries.records import Linked
from queries.stakeholders import stakeholders
from queries.words import counted, listed

#: What the row of an action says beside its partner, as the tracker has it.
_OF_ACTION = ("name", "owners", "due", "delay", "state", "places", "from", "priority", "deliverable")
_ROLES = {"responsable": "responsable", "contributeur": "contribue"}
_CONCERNED = "concerné"
_TITLE = "Relevé d'actions avec les partenaires"
_NOTHING = "Aucune action à mener avec un partenaire n'est connue : importez un relevé d'actions (« actions »), avec un responsable ou une partie prenante."
_MET = Column("met", "Dernier échange", "date", Layer.ENGAGEMENT)


@dataclass(frozen=True, slots=True)
class _Line:
    """One action of one partner: its row, and the claims behind each cell."""

    partner: Actor
    action: Action
    row: dict[str, Any]
    proofs: dict[str, tuple[str, ...]]


@recipe(
    "releve-actions",
    rank=6,
    title=_TITLE,
    explain="Pour chaque partenaire : ce qui reste à mener, par qui et pour quand, et le dernier échange ; à ne pas diffuser.",
    stem="releve-actions-partenaires",
    formats=("xlsx",),
)
def make_partners_actions(view: View, ask: Ask) -> Content:
    """Return a row for each partner of each open action, then how many each partner has; the actions are the tracker's own."""
    answer = ask("actions", state=OPEN)
    assert isinstance(answer, Actions)
    if not stakeholders(view):
        raise RecipeRefused("Aucune partie prenante dans la base : importez-les d'abord, puis un relevé d'actions.")
    lines = sorted(_lines(view, answer), key=lambda line: (fold(line.partner.name), line.partner.id))
    own = [column for column in answer.table().columns if column.key in _OF_ACTION]
    columns = [Column("partner", "Partenaire", link="partner_id"), Column("role", "Son rôle"), *own, _MET]
    alone = [action.record.actor.name for action in answer.found if not _partners(action)]
    gaps = [f"{counted(len(alone), 'action')} sans partenaire : {listed([f'« {name} »' for name in alone], most=3)}."] if alone else []
    partners = len({line.partner.id for line in lines})
    # Nothing to be done is an answer too: it misleads nobody once it is said.
    said = f"{counted(len(answer.found) - len(alone), 'action')} à mener avec {counted(partners, 'partenaire')}." if lines else _NOTHING
    return Content(
        _TITLE,
        said,
        [("Par partenaire", Table(columns, [line.row for line in lines], [line.proofs for line in lines], _TITLE)), ("Partenaires", _counts(lines))],
        None,
        [*gaps, *answer.gaps],
    )


def _lines(view: View, answer: Actions) -> Iterator[_Line]:
    """Yield each action, as the tracker tells it, once for each of its partners."""
    table, known = answer.table(), stakeholders(view)
    for action, row, proofs in zip(answer.found, table.rows, table.proofs, strict=True):
        for near in _partners(action):
            met = known.get(near.actor.id)
            said = {"partner": near.actor.name, "partner_id": near.actor.id, "role": _role(near, action), "met": met.last_contact if met else ""}
            told = {"partner": (near.tie.claim,), "met": met.proofs.get("last_contact", ()) if met else ()}
            yield _Line(near.actor, action, {**row, **said}, {**{name: tuple(claims) for name, claims in proofs.items()}, **told})


def _partners(action: Action) -> list[Linked]:
    """Return the organisations that answer for an action, contribute to it or are concerned by it, each once, the first named first."""
    found = action.record.linked(lambda n: KINDS[n.actor.kind].family is Family.ORGANISATION)
    owners = {near.actor.id: near for near in action.owners}
    return [owners.get(near.actor.id, near) for near in found]


def _role(near: Linked, action: Action) -> str:
    if any(near.actor.id == owner.actor.id for owner in action.owners):
        return _ROLES["responsable"]
    return _ROLES.get(str(near.tie.fields.get("role") or ""), _CONCERNED)


def _counts(lines: Sequence[_Line]) -> Table:
    """Return how many actions each partner has, answers for, and has late."""
    columns = [
        Column("partner", "Partenaire"), Column("count", "Actions à mener", "number"), Column("owed", "Dont il répond", "number"),
        Column("late", "En retard", "number"), _MET,
    ]  # fmt: skip
    rows, proofs = [], []
    for _, some in groupby(lines, key=lambda line: line.partner.id):
        own = list(some)
        owed = sum(line.row["role"] == _ROLES["responsable"] for line in own)
        rows.append({"partner": own[0].partner.name, "count": len(own), "owed": owed, "late": sum(line.action.late for line in own), "met": own[0].row["met"]})
        proofs.append({"count": tuple(claim for line in own for claim in line.proofs["partner"]), "met": own[0].proofs["met"]})
    return Table(columns, rows, proofs, "Partenaires")
