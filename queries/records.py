"""The records of follow-up as lists read them: a meeting, an action or a decision, who is tied to it, on which territory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.graph import Actor, Tie
from kb.ids import territory_id
from kb.view import View
from queries.marks import demo_note
from queries.presence import demo_sources, short_names, territory_bodies

#: What a record is tied by: who answers for it or came, what it concerns, where it takes place.
_TIES = ("carries", "attends", "concerns", "takes_place_in")


@dataclass(frozen=True, slots=True)
class Linked:
    """One actor tied to a record, with the tie that says how."""

    actor: Actor
    tie: Tie


@dataclass(frozen=True, slots=True)
class Record:
    """One record: itself, the actors tied to it by name, and the territories it is on."""

    actor: Actor
    around: tuple[Linked, ...]
    territories: tuple[str, ...]
    demo: bool

    @property
    def name(self) -> str:
        """Return the name of the record, a demonstration one said to be."""
        return self.actor.name + demo_note(self.demo)

    def said(self, field: str) -> str:
        """Return one of its values as text, empty when nobody says it."""
        return str(self.actor.value(field) or "")

    def proof(self, *fields: str) -> tuple[str, ...]:
        """Return the claims behind some of its values."""
        return tuple(dict.fromkeys(fact.claim for field in fields for fact in self.actor.facts(field)[:1]))

    def linked(self, wanted: Callable[[Linked], bool]) -> list[Linked]:
        """Return the actors tied to it in some way, each once."""
        return list({near.actor.id: near for near in self.around if wanted(near)}.values())

    def touches(self, actor_id: str) -> bool:
        """Tell whether an actor is tied to the record, or is a territory it is on."""
        return actor_id in self.territories or any(near.actor.id == actor_id for near in self.around)


def records(view: View, kind: str) -> list[Record]:
    """Return every record of a kind that the viewer sees, those to come included, by name."""
    return view.memo(f"records:{kind}", lambda: _read(view, kind))


def _read(view: View, kind: str) -> list[Record]:
    found = list(view.actors((kind,)))
    around = _around(view, [actor.id for actor in found])
    demo, on = demo_sources(view), _territories(view)
    return [
        Record(a, near, on(a, near), any(fact.source in demo for fact in a.facts("name")))
        for a in found
        for near in [around.get(a.id, ())]
    ]


def _around(view: View, ids: Sequence[str]) -> Mapping[str, tuple[Linked, ...]]:
    """Return who is tied to some records, by record: who will attend a meeting to come is tied from its day on."""
    ties = [*view.expand(ids, _TIES, limit_per_node=None).ties, *view.coming(ids, _TIES)]
    ends, wanted = view.get({end for tie in ties for end in (tie.start, tie.end)}), set(ids)
    found: dict[str, list[Linked]] = defaultdict(list)
    for tie in ties:
        for record in {tie.start, tie.end} & wanted:
            if tie.other(record) in ends:
                found[record].append(Linked(ends[tie.other(record)], tie))
    return {record: tuple(sorted(near, key=lambda n: (n.actor.name, n.tie.id))) for record, near in found.items()}


def _territories(view: View) -> Callable[[Actor, Iterable[Linked]], tuple[str, ...]]:
    """Return what tells the territories of a record: those it names, else those of its CLE, else that of its file."""
    names = short_names(view)
    of_body: dict[str, list[str]] = defaultdict(list)
    for place, bodies in territory_bodies(view).items():
        for body in bodies:
            of_body[body].append(place)

    def on(record: Actor, near: Iterable[Linked]) -> tuple[str, ...]:
        around = list(near)
        said = [n.actor.id for n in around if n.actor.id in names]
        by_cle = [place for n in around if n.actor.kind == "cle" for place in of_body[n.actor.id]]
        by_file = [place for fact in record.facts("name") if (place := territory_id(fact.owner)) in names]
        return tuple(dict.fromkeys(said or by_cle or by_file))

    return on


def named(found: Iterable[Linked]) -> dict[str, list[str]]:
    """Return actors as the cells of a list that lead to their sheets: names and ids, side by side."""
    listed = list(found)
    return {"names": [near.actor.name for near in listed], "ids": [near.actor.id for near in listed]}
