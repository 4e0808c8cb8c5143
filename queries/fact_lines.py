"""One field of a sheet as a line: each value that somebody states, of which day and territory, and how many disagree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kb.endings import ENTRY
from kb.facts import Fact, told_together
from kb.graph import Actor
from kb.kinds import FieldCard, Layer
from kb.text import fold
from kb.view import View
from queries.marks import Marks
from queries.stakeholders import is_planned
from queries.standings import place_name, places_of, standings
from queries.ties import TieLine
from queries.values import DAYS, value_text
from queries.words import dated, in_letters, listed

#: Fields whose value is only true for a time.
_MOVING = ("workforce", "budget", "population", "status", "ppde_estimate", "seats")


@dataclass(frozen=True, slots=True)
class SaidValue:
    """One value of a field, when it speaks of, and the numbers of the sources that state it."""

    text: str
    when: str
    marks: tuple[int, ...]
    claims: tuple[str, ...]
    retained: bool = False


@dataclass(frozen=True, slots=True)
class FactLine:
    """One field: every value that somebody states, the retained one first; `note` says how many disagree.

    Of a `local` one, each territory has its own value retained, told with the territory and the day of the exchange.
    """

    field: str
    label: str
    layer: Layer
    values: tuple[SaidValue, ...]
    note: str = ""
    local: bool = False

    @property
    def text(self) -> str:
        """Return the line as one text: « environ 80 personnes en 2020 ; 49 en 2018 · deux sources, deux dates »."""
        said = " ; ".join(f"{value.text} {value.when}".strip() for value in self.values)
        return f"{said} · {self.note}" if self.note else said


def fact_line(
    view: View, actor: Actor, name: str, card: FieldCard, marks: Marks, met: TieLine | None
) -> FactLine | None:
    """Return one field of the sheet, its disagreeing values side by side; None when there is nothing to show.

    Whoever `met` the actor since its last exchange was noted is the last exchange.
    """
    met = met if name == "last_contact" else None
    if not card.shown or not (actor.facts(name) or met) or (name == "name" and not renamed(actor)):
        return None
    grouped: dict[str, list[Fact]] = {}
    for fact in told_together(actor.facts(name)):
        grouped.setdefault(fold(value_text(fact.value, card)) or value_text(fact.value, card), []).append(fact)
    if name in DAYS:
        grouped = _finest(grouped)
    several = len(grouped) > 1
    bare = replace(card, unit="")
    values = tuple(_said(facts, bare if n else card, several) for n, facts in enumerate(grouped.values()))
    planned: set[str] = set()
    if name == "last_contact":
        planned = {fact.claim for fact in actor.facts(name) if is_planned(view, fact)}
        values = tuple(v if planned.isdisjoint(v.claims) else replace(v, text=f"{v.text}, prévu") for v in values)
    if met and met.day > max((str(f.value) for f in actor.facts(name) if f.claim not in planned), default=""):
        values = (SaidValue(value_text(met.day, card), "", (), met.claims), *values)
    local = card.local and any(places_of(view, fact) for fact in actor.facts(name))
    if local:
        values = _by_place(view, actor, name, values)
    numbered = tuple(replace(v, marks=marks.all_of(v.claims), retained=v.retained if local else not n) for n, v in enumerate(values))
    note = _disagreement(view, list(grouped.values())) if several else ""
    return FactLine(name, card.label, card.layer, numbered, note, local)


def _by_place(view: View, actor: Actor, name: str, values: Sequence[SaidValue]) -> tuple[SaidValue, ...]:
    """Return the values of a field that each territory has its own of: where each is said, and at which exchange."""
    held = {fact.claim for fact in standings(view, actor, name).values()}
    days = {fact.claim: str(fact.value) for fact in actor.facts("last_contact")} if name != "last_contact" else {}
    said: dict[str, dict[str, str]] = {}
    for fact in actor.facts(name):
        where = listed(f"sur {place_name(view, place)}" for place in places_of(view, fact)) or "sans territoire"
        told = ", ".join(text for text in (where, dated(days.get(fact.claim))) if text)
        said.setdefault(fact.claim, {})[told] = ""
    return tuple(
        replace(v, when=" ; ".join(dict.fromkeys(text for claim in v.claims for text in said.get(claim, ()))),
                retained=not held.isdisjoint(v.claims))
        for v in values
    )  # fmt: skip


def _finest(grouped: Mapping[str, list[Fact]]) -> dict[str, list[Fact]]:
    """Return the days that some facts say: a year or a month joins the first finer day that agrees with it."""
    found: dict[str, list[Fact]] = {}
    said = {key: str(facts[0].value) for key, facts in grouped.items()}
    for key, facts in grouped.items():
        finest = max((other for other in said if said[other].startswith(said[key])), key=lambda other: len(said[other]))
        found.setdefault(finest, []).extend(facts)
    return {key: sorted(facts, key=lambda fact: -len(str(fact.value))) for key, facts in found.items()}


def renamed(actor: Actor) -> bool:
    """Tell whether a person typed another name than the one shown: it then stands beside it."""
    return any(fact.source == ENTRY.id and fact.value != actor.name for fact in actor.facts("name"))


def _said(facts: Sequence[Fact], card: FieldCard | None, several: bool) -> SaidValue:
    """Return one value; when it speaks of is told beside another value, or when it moves from year to year."""
    at = next((fact.as_of for fact in facts if fact.as_of), "") or ""
    moves = several or facts[0].field in _MOVING
    when = dated(at.removesuffix("-01-01")) if moves else ""
    return SaidValue(value_text(facts[0].value, card), when, (), tuple(dict.fromkeys(fact.claim for fact in facts)))


def _disagreement(view: View, groups: Sequence[Sequence[Fact]]) -> str:
    """Return how many sources, as the marks name them, say different values, and at how many dates."""
    origins = view.origins({fact.claim for facts in groups for fact in facts})
    sources = len({(origin.stated or origin.title, origin.owner) for origin in origins.values()})
    files = len({origin.file for origin in origins.values() if origin.file})
    dates = len({fact.as_of for facts in groups for fact in facts if fact.as_of})
    said = f"{in_letters(sources, feminine=True)} source{'s' if sources > 1 else ''}"
    if files > 1 == sources:
        said += f", {in_letters(files)} fichiers"
    if dates:
        said += f", {in_letters(dates, feminine=True)} date{'s' if dates > 1 else ''}"
    return said
