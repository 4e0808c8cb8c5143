"""Who met whom: the meetings past and to come, the organisations that came, what was decided there and is to be done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from kb.graph import Tie
from kb.view import View
from queries.answers import Answer, Column, Table
from queries.base import Param, query
from queries.marks import demo_note
from queries.presence import demo_sources, short_names, territory_bodies
from queries.records import Linked, Record, named, records
from queries.ties import latest_first, tie_day
from queries.watch import Watch, watcher
from queries.words import as_date, counted, dated, figured, listed, sentences

BOTH, COMING, PAST = "à venir et passées", "à venir", "passées"
_TO_COME, _GONE = "à venir", "passée"
#: Days ahead of which a meeting is told on the page of the day.
_SOON = 7
_COLUMNS = (
    Column("name", "Rencontre", link="id"),
    Column("on", "Date", "date"),
    Column("when", "Quand"),
    Column("present", "Organisations présentes ou attendues", "list", link="present_ids", shown=8),
    Column("decisions", "Décisions", "list", link="decision_ids"),
    Column("places", "Territoires", "list", link="place_ids"),
    Column("subject", "Sujet"),
    Column("concerns", "A concerné", "list", link="concern_ids", shown=8),
    Column("actions", "Actions décidées", "list", link="action_ids"),
    Column("next", "Prochaine réunion", "date"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Met:
    """One meeting, or one exchange noted between two actors, as lists show it; `on` is its day when somebody says it."""

    id: str
    name: str
    on: str
    when: str
    subject: str
    territories: tuple[str, ...]
    present: tuple[Linked, ...]
    concerns: tuple[Linked, ...] = ()
    decisions: tuple[Record, ...] = ()
    actions: tuple[Record, ...] = ()
    next_on: str = ""
    claims: tuple[str, ...] = ()

    @property
    def to_come(self) -> bool:
        """Tell whether it is still to come."""
        return self.when == _TO_COME

    def touches(self, actor_id: str) -> bool:
        """Tell whether an actor was there, was spoken of, or is a territory of the meeting."""
        return actor_id in self.territories or any(near.actor.id == actor_id for near in (*self.present, *self.concerns))


@dataclass(frozen=True, kw_only=True)
class Meetings(Answer):
    """Meetings: those to come, the nearest first, then those of the past, the latest first."""

    shapes = (_COLUMNS,)

    found: Sequence[Met]
    places: Mapping[str, str]

    def table(self) -> Table:
        return Table(_COLUMNS, [self._row(met) for met in self.found], [_proofs(met) for met in self.found], self.title)

    def _row(self, met: Met) -> dict[str, Any]:
        present, concerns = named(met.present), named(met.concerns)
        return {
            "id": met.id,
            "name": met.name,
            "on": met.on,
            "when": met.when,
            "subject": met.subject,
            "places": [self.places[place] for place in met.territories],
            "place_ids": list(met.territories),
            "present": present["names"],
            "present_ids": present["ids"],
            "concerns": concerns["names"],
            "concern_ids": concerns["ids"],
            "decisions": [record.name for record in met.decisions],
            "decision_ids": [record.actor.id for record in met.decisions],
            "actions": [record.name for record in met.actions],
            "action_ids": [record.actor.id for record in met.actions],
            "next": met.next_on,
        }


def _proofs(met: Met) -> dict[str, tuple[str, ...]]:
    return {
        "on": met.claims,
        "present": tuple(dict.fromkeys(near.tie.claim for near in met.present)),
        "decisions": tuple(claim for record in met.decisions for claim in record.proof("name")),
        "actions": tuple(claim for record in met.actions for claim in record.proof("name")),
    }


@query(
    "rencontres",
    title="Réunions et rencontres",
    explain="Qui s'est réuni, quand, qui était présent et qu'a-t-on décidé ; quelles réunions viennent ?",
)
def list_meetings(
    view: View,
    when: Annotated[str, Param("Rencontres", "choice", choices=(BOTH, COMING, PAST))] = BOTH,
    territory: Annotated[str, Param("Territoire", "territory")] = "",
    actor: Annotated[str, Param("Organisation", "actor", explain="Présente, attendue ou dont on a parlé.")] = "",
    since: Annotated[str, Param("Depuis le", "date")] = "",
) -> Meetings:
    """List the meetings and the exchanges noted between two actors."""
    kept = [
        met for met in meetings(view)
        if (when == BOTH or met.to_come is (when == COMING))
        and (not territory or territory in met.territories)
        and (not actor or met.touches(actor))
        and (not since or met.on >= since[: len(met.on)] > "")
    ]  # fmt: skip
    undated = [met.name for met in kept if not met.on]
    return Meetings(
        title="Réunions et rencontres",
        sentence=_sentence(kept) if kept else _nothing(view),
        gaps=[f"Sans date : {listed(undated, most=5)}."] if undated else [],
        found=kept,
        places=short_names(view),
    )


def meetings(view: View) -> list[Met]:
    """Return every meeting that the viewer sees: those to come, the nearest first, then the latest."""
    return view.memo("meetings", lambda: sorted([*_held(view), *_exchanges(view)], key=_order))


def _order(met: Met) -> tuple[bool, str, str, str]:
    return not met.to_come, met.on if met.to_come else latest_first(met.on), met.name, met.id


def _when(view: View, on: str, planned: bool = False) -> str:
    """Return when a meeting is, seen from the date of the view; one that was planned and whose day is gone has to be confirmed."""
    if not on:
        return _TO_COME if planned else "sans date"
    if on > view.date.isoformat()[: len(on)]:
        return _TO_COME
    return "était prévue, à confirmer" if planned else _GONE


def _held(view: View) -> list[Met]:
    """Return the meetings that have a record of their own, with what they decided."""
    issued: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for kind in ("decision", "action"):
        for record in records(view, kind):
            if record.said("on") > view.date.isoformat():
                continue
            for near in record.linked(lambda n: n.actor.kind == "meeting"):
                issued[kind, near.actor.id].append(record)
    return [
        Met(
            record.actor.id,
            record.name,
            on := record.said("on"),
            _when(view, on),
            record.said("description"),
            record.territories,
            tuple(record.linked(lambda n: n.tie.kind == "attends")),
            tuple(record.linked(lambda n: n.tie.kind == "concerns" and n.actor.kind not in ("decision", "action"))),
            tuple(issued["decision", record.actor.id]),
            tuple(issued["action", record.actor.id]),
            record.said("due_on"),
            record.proof("on", "name"),
        )
        for record in records(view, "meeting")
    ]


def _exchanges(view: View) -> list[Met]:
    """Return the exchanges noted between two actors, but those that a sheet of meetings told with its meeting."""
    told = {fact.claim for record in records(view, "meeting") for fact in record.actor.facts("name")}
    ties = [tie for tie in (*view.ties(("met",)), *view.coming(kinds=("met",))) if tie.claim not in told]
    ends = view.get({end for tie in ties for end in (tie.start, tie.end)})
    demo, places = demo_sources(view), territory_bodies(view)
    found = []
    for tie in {tie.id: tie for tie in ties}.values():
        if tie.start in ends and tie.end in ends:
            both = [Linked(ends[end], tie) for end in dict.fromkeys((tie.start, tie.end))]
            found.append(_exchange(view, tie, both, places, tie.source in demo))
    return found


def _exchange(view: View, tie: Tie, both: Sequence[Linked], places: Mapping[str, Iterable[str]], demo: bool) -> Met:
    on = tie_day(tie)
    names = " – ".join(near.actor.name for near in both)
    where = tuple(place for place, bodies in places.items() if not {tie.start, tie.end}.isdisjoint(bodies))
    when, subject = _when(view, on, tie.planned), str(tie.fields.get("purpose") or tie.fields.get("detail") or "")
    return Met(both[0].actor.id, names + demo_note(demo), on, when, subject, where, tuple(both), claims=(tie.claim,))


def _sentence(found: Sequence[Met]) -> str:
    decided = sum(len(met.decisions) for met in found)
    return sentences([_counts(found), counted(decided, "décision notée") if decided else ""])


def _counts(found: Sequence[Met]) -> str:
    coming, past = sum(met.to_come for met in found), sum(met.when == _GONE for met in found)
    rest = len(found) - coming - past
    parts = [
        figured(coming, "rencontre à venir", "rencontres à venir") if coming else "",
        figured(past, "rencontre passée") if past else "",
        f"{figured(rest, 'rencontre')} sans jour sûr" if rest else "",
    ]
    return listed(part for part in parts if part)


def _nothing(view: View) -> str:
    if meetings(view):
        return "Aucune rencontre ne répond à ces choix."
    return sentences(["Aucune rencontre notée", "Importez vos réunions depuis Données, ou notez un échange depuis la fiche d'un acteur"])


def meetings_around(view: View, actor_id: str) -> str:
    """Return in words the meetings of an actor or of a territory, empty when there is none."""
    return _counts([met for met in meetings(view) if met.touches(actor_id)])


@watcher
def watch_coming(view: View) -> list[Watch]:
    """Return the meetings of the days to come, the nearest first."""
    near = [met for met in meetings(view) if met.to_come and (on := as_date(met.on)) and 0 <= (on - view.date).days <= _SOON]
    names = short_names(view)
    return [
        Watch(
            "Rencontre",
            met.name,
            " · ".join(part for part in (dated(met.on), met.subject, listed(names[place] for place in met.territories)) if part),
            "rencontres",
            tuple(dict.fromkeys((met.id, *met.territories, *(near.actor.id for near in met.present)))),
            met.claims,
        )
        for met in near
    ]
