"""The time line of one actor: its own dates, what happened with others, and the ends of its ties."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kb.clock import today
from kb.days import last_day
from kb.graph import Actor
from kb.view import View
from queries.marks import Marks, demo_note, says_demo
from queries.stakeholders import cards_of
from queries.ties import TieLine

#: Fields that say when something happened.
DATES = ("opened_on", "created_on", "status_on", "on", "due_on")


@dataclass(frozen=True, slots=True)
class Event:
    """One dated fact of an actor's time line."""

    day: str
    text: str
    claim: str
    mark: int


def events_of(view: View, actor: Actor, lines: Iterable[TieLine], marks: Marks, most: int = 12) -> list[Event]:
    """Return the dated facts and ties of an actor, the latest first."""
    cards = cards_of(actor)
    found = [
        (str(fact.value), cards[name].label, fact.claim)
        for name in DATES if name in cards
        for fact in actor.facts(name)[:1]
    ]  # fmt: skip
    found += [(line.day, _told(line), line.tie.claim) for line in lines if line.day]
    found += _ends(view, lines)
    if view.date < today():
        found = [item for item in found if item[0] <= view.date.isoformat()]
    found.sort(key=lambda item: item[0], reverse=True)
    return [Event(when, text, claim, marks.of(claim)) for when, text, claim in found[:most]]


def _told(line: TieLine) -> str:
    return line.sentence + demo_note(line.demo and not says_demo(line.sentence))


def _ends(view: View, lines: Iterable[TieLine]) -> list[tuple[str, str, str]]:
    """Return the ends of the ties that are over, each with the claim that says it: a person's when it is their day."""
    over = [line for line in lines if line.tie.ended_by(view.date.isoformat())]
    said = view.ends_said(line.tie for line in over)
    return [(last_day(line.tie.valid_to), f"fin du lien : {line.short}", said[line.tie.id]) for line in over]
