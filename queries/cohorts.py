"""Counts that are no actors: those of a territory are a table of its sheet, and no drawing, list nor search holds them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kb.graph import Tie
from kb.kinds import COUNTS
from kb.text import fold
from kb.view import View
from queries.answers import Column, Table

_COLUMNS = (Column("band", "Tranche"), Column("period", "Période"), Column("count", "Effectif", "number"))
TITLE = "Personnes privées durablement d'emploi"


def counted_ids(view: View) -> frozenset[str]:
    """Return the ids of the counts, which are not drawn with the actors."""
    return view.memo("counts that are no actors", lambda: frozenset(actor.id for actor in view.actors(COUNTS)))


def without_counts(view: View, seen_from: str, ties: Iterable[Tie]) -> Sequence[Tie]:
    """Return the ties of an actor, but those that lead to a count."""
    counts = counted_ids(view)
    return [tie for tie in ties if tie.other(seen_from) not in counts]


def counts_of(view: View, place: str) -> Table:
    """Return the counts of a territory as a table, the latest period first."""
    counts = counted_ids(view)
    ids = {tie.other(place) for tie in view.expand([place], ("takes_place_in",), limit_per_node=None).ties} & counts if counts else set()
    found = sorted(view.get(sorted(ids)).values(), key=lambda a: fold(a.name))
    found.sort(key=lambda a: str(a.value("period") or ""), reverse=True)
    rows = [{column.key: actor.value(column.key) for column in _COLUMNS} for actor in found]
    proofs = [{"count": tuple(fact.claim for fact in actor.facts("count")[:1])} for actor in found]
    return Table(_COLUMNS, rows, proofs, TITLE)
