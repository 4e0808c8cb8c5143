"""What each territory says of an organisation: its position there is its own, else the one said of the organisation at large.

A territory's own word is that of its own sheets, and of the rows and entries that name it; then comes what another territory
says of it, then what nobody says of a territory in particular. Within each, facts keep their order: the latest exchange first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.facts import Fact
from kb.graph import Actor
from kb.privacy import PLATFORM
from kb.stances import stance_of
from kb.territories import USUAL_NAMES
from kb.view import View
from queries.presence import demo_sources, short_names
from queries.words import listed

#: What is said of no territory in particular.
AT_LARGE = ""
#: Position shown for those nobody has recorded.
UNKNOWN_POSITION = "inconnue"
#: Whose word is nearest to a territory: its own first; then what another territory says of it, or it says of others alone.
_OWN, _ELSEWHERE = range(2)
_PREFIX = "territoire:"


@dataclass(frozen=True, slots=True)
class Standing:
    """One position: the territory it is of, its name, the claim that says it, and whether it is invented."""

    place: str
    name: str
    position: str
    claim: str
    demo: bool = False

    @property
    def text(self) -> str:
        """Return the position with its territory: « opposé sur Saint-Fons »."""
        return f"{self.position} sur {self.name}" if self.place else self.position


@dataclass(frozen=True, slots=True)
class Step:
    """One next step: its words, the claims that say it, and whether it is invented."""

    text: str
    claims: tuple[str, ...]
    demo: bool = False


def standings(view: View, actor: Actor, name: str) -> dict[str, Fact]:
    """Return the fact that holds of an actor on each territory of which one is said, and at large, under `AT_LARGE`."""
    found: dict[str, dict[int, Fact]] = {}
    for fact in actor.facts(name):
        for place, near in _places(view, fact).items():
            found.setdefault(place, {}).setdefault(near, fact)
    held = {place: known for place, said in found.items() if (known := _known(said))}
    return {place: held[place] for place in sorted(held, key=lambda place: (place_name(view, place), place))}


def standings_of(view: View, actor: Actor) -> dict[str, Standing]:
    """Return the positions of an actor by territory, that said at large under `AT_LARGE`."""
    return {
        place: Standing(place, place_name(view, place), str(fact.value), fact.claim, fact.source in demo_sources(view))
        for place, fact in standings(view, actor, "position").items()
    }


def position_said(stand: Sequence[Standing], said: str) -> str:
    """Return the position shown of an actor when no territory is asked about: those that differ are told each with its territory."""
    if len({stance_of(one.position) or one.position for one in stand}) > 1:
        return listed(one.text for one in stand)
    return stand[0].position if stand else said


def by_place(view: View, actor: Actor, name: str) -> dict[str, Fact]:
    """Return the fact that is retained of an actor on each territory that rows speak of, and at large, under `AT_LARGE`."""
    found: dict[str, Fact] = {}
    for fact in actor.facts(name):
        for place in places_of(view, fact) or (AT_LARGE,):
            found.setdefault(place, fact)
    return found


def at_large(actor: Actor, name: str) -> Fact | None:
    """Return what is said of a field of no territory in particular, the latest exchange first; None when nobody says it so."""
    return next((fact for fact in actor.facts(name) if not fact.places and fact.owner == PLATFORM), None)


def places_of(view: View, fact: Fact) -> tuple[str, ...]:
    """Return the territories of which a fact is said: those its row names, else the one its source is of; none when it is said at large."""
    named = fact.places or ((_PREFIX + fact.owner,) if fact.owner != PLATFORM else ())
    return tuple(dict.fromkeys(_now(view, place) for place in named))


def place_name(view: View, place: str) -> str:
    """Return the name of a territory, be it one of which the base knows the sheets alone."""
    slug = place.removeprefix(_PREFIX)
    return short_names(view).get(place) or next(iter(USUAL_NAMES.get(slug, ())), slug)


def _places(view: View, fact: Fact) -> Mapping[str, int]:
    own = _now(view, _PREFIX + fact.owner) if fact.owner != PLATFORM else ""
    found = {place: _OWN if own in ("", place) else _ELSEWHERE for place in places_of(view, fact)}
    if own:
        found.setdefault(own, _ELSEWHERE)
    return found or {AT_LARGE: _OWN}


def _known(said: Mapping[int, Fact]) -> Fact | None:
    """Return the nearest word that says something: a position noted as unknown leaves the next one to speak."""
    facts = [said[near] for near in sorted(said)]
    return next((fact for fact in facts if fact.field != "position" or stance_of(str(fact.value)) != UNKNOWN_POSITION), None)


def _now(view: View, place: str) -> str:
    """Return the id by which a territory goes now."""
    known: dict[str, str] = view.memo("places by former id", dict)
    if place not in known:
        known[place] = place if place in short_names(view) else next((a.id for a in view.get([place]).values()), place)
    return known[place]
