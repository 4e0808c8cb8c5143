"""The visible actors and ties as pandas tables, for analysts; pandas is asked for only when a table is."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from kb.errors import StoreUnusable
from kb.graph import Actor
from kb.kinds import KINDS, TIES, Family

if TYPE_CHECKING:
    import pandas

    from kb.view import View


class PandasAbsent(StoreUnusable):
    """Raised when pandas, which only analysts need, is not installed."""

    code, status = "PANDAS_ABSENT", 501


def organisations(view: View) -> pandas.DataFrame:
    """Return one row for each visible organisation, indexed by id: kind, roles, name and winning values, by name."""
    return _actors(view, [code for code, kind in KINDS.items() if kind.family is Family.ORGANISATION])


def activities(view: View) -> pandas.DataFrame:
    """Return one row for each visible activity, indexed by id; `carriers` holds the ids of the actors that run it."""
    frame = _actors(view, ["activity"])
    carriers: dict[str, list[str]] = {actor_id: [] for actor_id in frame.index}
    for tie in view.ties(["runs"]):
        carriers[tie.end].append(tie.start)
    frame["carriers"] = [sorted(carriers[actor_id]) for actor_id in frame.index]
    return frame


def ties(view: View, kinds: Collection[str] = ()) -> pandas.DataFrame:
    """Return one row for each visible tie, indexed by id: kind, reading, ends, their names, dates, source, fields."""
    names = {actor.id: actor.name for actor in view.actors()}
    listed = view.ties(kinds)
    head = ["kind", "reading", "start", "start_name", "end", "end_name", "valid_from", "valid_to", "source"]
    rows = [
        {**tie.fields, "kind": tie.kind, "reading": TIES[tie.kind].forward, "start": tie.start,
         "start_name": names[tie.start], "end": tie.end, "end_name": names[tie.end], "valid_from": tie.valid_from,
         "valid_to": tie.valid_to, "source": tie.source}
        for tie in listed
    ]  # fmt: skip
    return _frame(rows, [tie.id for tie in listed], head)


def _actors(view: View, kinds: Collection[str]) -> pandas.DataFrame:
    listed = list(view.actors(kinds))
    return _frame([_row(actor) for actor in listed], [actor.id for actor in listed], ["kind", "roles", "name"])


def _row(actor: Actor) -> dict[str, Any]:
    values = {name: actor.value(name) for name in actor.fields()}
    return {**values, "kind": actor.kind, "roles": list(actor.roles), "name": actor.name}


def _frame(rows: list[dict[str, Any]], ids: list[str], head: list[str]) -> pandas.DataFrame:
    others = sorted({name for row in rows for name in row} - set(head))
    pandas = _pandas()
    return pandas.DataFrame(rows, index=pandas.Index(ids, name="id", dtype=object), columns=[*head, *others])


def _pandas() -> Any:
    try:
        import pandas
    except ImportError:
        raise PandasAbsent("pandas n'est pas installé : « pip install maillage[analyse] » l'ajoute.") from None
    return pandas


__all__ = ["PandasAbsent", "activities", "organisations", "ties"]
