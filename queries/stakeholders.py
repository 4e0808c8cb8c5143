"""The stakeholders as lists read them: one light record each, computed once for a state of the base and a viewer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kb.clock import today
from kb.facts import Fact
from kb.graph import SEARCHED, Actor
from kb.kinds import KINDS, STAKEHOLDERS, FieldCard, Layer
from kb.scores import score_of
from kb.text import fold
from kb.view import View
from queries.presence import demo_sources, presence, short_names
from queries.standings import (
    AT_LARGE,
    UNKNOWN_POSITION,
    Standing,
    Step,
    places_of,
    position_said,
    standings,
    standings_of,
)
from queries.ties import tie_day
from queries.words import as_date, dated, days_between

_SUB_FIELDS = ("siae_kinds", "legal_form", "scope")


@dataclass(frozen=True, slots=True)
class Gap:
    """One field nobody states, and the action that fills it."""

    field: str
    label: str
    action: str


@dataclass(frozen=True, slots=True)
class Stakeholder:
    """What lists, counts and facets need of one actor; `words` is searched, `proofs` gives claims by column.

    `demo` names the values of the engagement plan that rest on a demonstration source. `standings` are the positions by territory,
    that said at large under `AT_LARGE`; `position` is theirs when they agree, and tells who says which when they do not. `steps`
    are the next steps by territory.
    """

    id: str
    name: str
    kind: str
    roles: tuple[str, ...]
    siren: str | None
    sub: str
    territories: tuple[str, ...]
    themes: tuple[str, ...]
    position: str
    influence: str
    last_contact: str
    next_step: str
    gaps: tuple[Gap, ...]
    words: str
    proofs: Mapping[str, tuple[str, ...]]
    closed: str = ""
    demo: frozenset[str] = frozenset()
    scale: str = ""
    standings: Mapping[str, Standing] = field(default_factory=dict)
    steps: Mapping[str, Step] = field(default_factory=dict)

    def on(self, place: str) -> Stakeholder:
        """Return the actor as a territory knows it: with its own position and next step alone, else what is said at large, else none that is known."""
        if not (self.standings.keys() | self.steps.keys()) - {AT_LARGE}:
            return self
        held = self.standings.get(place) or self.standings.get(AT_LARGE)
        next_one = self.steps.get(place) or self.steps.get(AT_LARGE) or Step("", ())
        proofs = {**self.proofs, "position": (held.claim,) if held else (), "next_step": next_one.claims}
        invented = {"position": held is not None and held.demo, "next_step": next_one.demo}
        position, kept = (held.position, {held.place: held}) if held else (UNKNOWN_POSITION, {})
        return replace(
            self, position=position, next_step=next_one.text, proofs=proofs, standings=kept,
            demo=(self.demo - invented.keys()) | {name for name, demo in invented.items() if demo},
        )  # fmt: skip

    @property
    def stances(self) -> frozenset[str]:
        """Return the positions of the actor: several when territories have different ones."""
        return frozenset(one.position for one in self.standings.values()) or frozenset({self.position} - {""})

    def speaks_on(self, place: str) -> bool:
        """Tell whether a position of its own is known on a territory."""
        return place in self.standings

    @property
    def score(self) -> int:
        """Return the influence as a number from 1 to 5, words included; 0 for what is out of the scale."""
        return score_of(self.influence)

    @property
    def organisation(self) -> str:
        """Return what its establishments share: the SIREN, or the id of one that has none."""
        return f"siren:{self.siren}" if self.siren else self.id

    @property
    def has_position(self) -> bool:
        """Tell whether somebody recorded a position, be it on one territory."""
        return self.position not in ("", UNKNOWN_POSITION)


def stakeholders(view: View) -> dict[str, Stakeholder]:
    """Return every stakeholder the viewer sees, by id, ordered by name."""
    return view.memo("stakeholders", lambda: _compute(view))


@dataclass(frozen=True, slots=True)
class Positions:
    """How many actors may take a position, how many have one, and how many instances and places take none."""

    asked: int
    known: int
    apart: int

    @property
    def unknown(self) -> int:
        """Return how many may take a position and have none that is known."""
        return self.asked - self.known


def positions(items: Iterable[Stakeholder]) -> Positions:
    """Count the positions of some actors: the one definition that every page and file tells."""
    found = list(items)
    asked = [item for item in found if takes_position(item)]
    return Positions(len(asked), sum(item.has_position for item in asked), len(found) - len(asked))


def takes_position(item: Stakeholder) -> bool:
    """Tell whether an actor is one that may take a position: an organisation, not an instance."""
    return "position" in cards_of_kind(item.kind)


def heard_on(place: str, ones: Sequence[Stakeholder]) -> list[Stakeholder]:
    """Return, of one organisation's establishments, those whose position decides on a territory, as it knows them.

    What one of them said to the territory itself speaks before what another one says at large.
    """
    return [one.on(place) for one in ones if one.speaks_on(place)] or [one.on(place) for one in ones]


def unheard_for(view: View, item: Stakeholder, days: int) -> bool:
    """Tell whether an organisation was not heard of for so many days, or never; an instance is not waited for."""
    if not takes_position(item):
        return False
    since = days_between(item.last_contact, view.date)
    return since is None or since > days


def sees_engagement(view: View) -> bool:
    """Tell whether the viewer has the engagement plan: without it, no position, contact or next step exists."""
    return Layer.ENGAGEMENT in view.viewer.layers


def _compute(view: View) -> dict[str, Stakeholder]:
    places, near = short_names(view), presence(view)
    met = _last_meetings(view) if sees_engagement(view) else {}
    found = {}
    for actor in view.actors(STAKEHOLDERS):
        ties = near.get(actor.id, {})
        on = tuple(place for place in places if place in ties)
        proofs = {"presence": tuple(ties[place][0].claim for place in on)}
        proofs["territories"] = proofs["presence"]
        found[actor.id] = _stakeholder(view, actor, on, proofs, met.get(actor.id))
    return found


def _last_meetings(view: View) -> dict[str, tuple[str, str, str]]:
    """Return the last dated meeting of each actor: its day, its claim and its source."""
    last: dict[str, tuple[str, str, str]] = {}
    for tie in view.ties(("met",)):
        day = tie_day(tie)
        if day and not tie.planned and day <= view.date.isoformat():
            for end in (tie.start, tie.end):
                last[end] = max(last.get(end, ("", "", "")), (day, tie.claim, tie.source))
    return last


def _stakeholder(
    view: View, actor: Actor, on: tuple[str, ...], proofs: dict[str, tuple[str, ...]], met: tuple[str, str, str] | None
) -> Stakeholder:
    actor = as_known_then(view, actor)
    said = {name: next(iter(actor.facts(name)), None) for name in ("position", "influence", "last_contact", "next_step")}
    stand = standings_of(view, actor)
    said["last_contact"] = next((fact for fact in actor.facts("last_contact") if not is_planned(view, fact)), None)
    planned = next((fact for fact in actor.facts("last_contact") if is_planned(view, fact)), None)
    proofs |= {name: (fact.claim,) for name, fact in said.items() if fact is not None}
    sources = {name: fact.source for name, fact in said.items() if fact is not None}
    for name in ("name", "themes"):
        proofs[name] = _first_claim(actor, name)
    proofs["kind"] = proofs["name"]
    proofs["sub"] = tuple(dict.fromkeys(claim for name in _sub_fields(actor) for claim in _first_claim(actor, name)))
    last = _text(said["last_contact"])
    if met is not None and met[0] > last:
        last, proofs["last_contact"], sources["last_contact"] = met[0], (met[1],), met[2]
    step = _text(said["next_step"])
    if planned is not None:
        step, proofs["next_step"] = _with_planned(step, planned), (planned.claim, *proofs.get("next_step", ()))
        sources.setdefault("next_step", planned.source)
    gaps = tuple(gaps_of(view, actor, last_contact=last))
    position = position_said(list(stand.values()), _text(said["position"])) or (UNKNOWN_POSITION if "position" in cards_of_kind(actor.kind) else "")
    proofs |= {"position": tuple(dict.fromkeys(one.claim for one in stand.values()))} if stand else {}
    themes = actor.value("themes") or []
    return Stakeholder(
        actor.id, actor.name, actor.kind, actor.roles, actor.siren, sub_line(actor), on,
        tuple(str(theme) for theme in (themes if isinstance(themes, list) else [themes])),
        position if sees_engagement(view) else "", _text(said["influence"]), last, step,
        gaps, _words(actor), proofs, _closed(view, actor, proofs),
        frozenset(name for name, source in sources.items() if source in demo_sources(view)),
        str(actor.value("scale") or ""), stand, _steps(view, actor),
    )  # fmt: skip


def _steps(view: View, actor: Actor) -> dict[str, Step]:
    """Return the next steps of an actor by territory: an exchange planned there, then what is to be done."""
    said, planned = standings(view, actor, "next_step"), dict[str, Fact]()
    for fact in actor.facts("last_contact"):
        for place in places_of(view, fact) or (AT_LARGE,) if is_planned(view, fact) else ():
            planned.setdefault(place, fact)
    found = {}
    for place in said.keys() | planned.keys():
        facts = [fact for fact in (planned.get(place), said.get(place)) if fact]
        step = _text(said.get(place))
        step = _with_planned(step, planned[place]) if place in planned else step
        demo = all(fact.source in demo_sources(view) for fact in facts)
        found[place] = Step(step, tuple(fact.claim for fact in facts), demo)
    return found


def is_planned(view: View, fact: Fact) -> bool:
    """Tell whether a last exchange is of a day to come: planned, it has not taken place."""
    return as_date(_text(fact)) is not None and _text(fact) > view.date.isoformat()


def _with_planned(step: str, fact: Fact) -> str:
    """Return a next step that tells the exchange planned, once."""
    said = f"échange prévu {dated(_text(fact))}"
    return step if said in step else f"{said} ; {step}" if step else said


def as_known_then(view: View, actor: Actor) -> Actor:
    """Return an actor without what was said at an exchange after the date of the view, when that date is past."""
    day = view.date.isoformat()
    if day >= (now := today().isoformat()):
        return actor
    later = {fact.claim for fact in actor.facts("last_contact") if day < str(fact.value) <= now}
    if not later:
        return actor
    dated = {name for name, card in cards_of(actor).items() if card.dated_by == "last_contact"}
    facts = {
        name: [fact for fact in actor.facts(name) if name not in dated or fact.claim not in later]
        for name in actor.fields()
    }
    return replace(actor, _facts={name: said for name, said in facts.items() if said})


def _closed(view: View, actor: Actor, proofs: dict[str, tuple[str, ...]]) -> str:
    """Return when an actor closed, as its source says it, noting who says so; empty for one that is not, or not yet."""
    fact = next(iter(actor.facts("closed_on")), None)
    said, on = _text(fact), as_date(_text(fact))
    if fact is None or not said or (on is not None and on > view.date):
        return ""
    proofs["closed"] = (fact.claim,)
    return said


def _text(fact: Fact | None) -> str:
    return "" if fact is None or fact.value is None else str(fact.value)


def cards_of_kind(kind: str) -> Mapping[str, FieldCard]:
    """Return the cards of the fields of a kind, read once."""
    if kind not in _CARDS:
        _CARDS[kind] = KINDS[kind].fields
    return _CARDS[kind]


_CARDS: dict[str, Mapping[str, FieldCard]] = {}


def cards_of(actor: Actor) -> dict[str, FieldCard]:
    """Return the cards of the fields an actor may have, through all its roles, in the order they are declared."""
    return {name: card for kind in (actor.kind, *actor.roles) for name, card in cards_of_kind(kind).items()}


def gaps_of(view: View, actor: Actor, last_contact: str = "") -> list[Gap]:
    """Return what nobody says of an actor and should, among what this viewer may see.

    A SIREN is enough to know an organisation: its SIRET is asked for only when it has neither.
    """
    missing = []
    for name, card in cards_of(actor).items():
        if not card.gap or actor.value(name) or card.layer not in view.viewer.layers:
            continue
        known = {"siren": True, "siret": bool(actor.siren), "last_contact": bool(last_contact)}.get(name, False)
        if known:
            continue
        missing.append(Gap(name, card.label, card.gap))
    return missing


def sub_line(actor: Actor) -> str:
    """Return the small line under a name: its form, its town or post code."""
    said = [actor.value(name) for name in _sub_fields(actor)]
    # A territory that spans two towns has the post codes of both, parted as its sheet parts them.
    return " · ".join(", ".join(part) if isinstance(part, list) else str(part).replace("|", ", ") for part in said)


def _sub_fields(actor: Actor) -> list[str]:
    """Return the fields that the small line shows."""
    told = (next((name for name in names if actor.value(name)), "") for names in (_SUB_FIELDS, ("city", "post_code")))
    return [name for name in told if name]


def _first_claim(actor: Actor, name: str) -> tuple[str, ...]:
    return tuple(fact.claim for fact in actor.facts(name)[:1])


def _words(actor: Actor) -> str:
    """Return the words that find an actor in the list: the same fields as the search of the base."""
    words: dict[str, None] = {}
    for name in SEARCHED:
        for fact in actor.facts(name):
            if fact.layer == Layer.CARTOGRAPHIE.value or name == "name":
                for value in fact.value if isinstance(fact.value, list) else [fact.value]:
                    words.update(dict.fromkeys(fold(str(value)).split()))
    return " " + " ".join(words)


def by_organisation(items: Iterable[Stakeholder]) -> dict[str, list[Stakeholder]]:
    """Return stakeholders by legal unit: establishments of one SIREN are one organisation, others stand alone."""
    groups: dict[str, list[Stakeholder]] = defaultdict(list)
    for item in items:
        groups[item.organisation].append(item)
    return dict(groups)
