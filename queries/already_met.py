"""What is known of an organisation without anyone to introduce: its last exchange, its contacts, what it was asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from kb.privacy import PLATFORM
from kb.view import View
from queries.asks import Ask
from queries.presence import short_names
from queries.stakeholders import Stakeholder, as_known_then, is_planned
from queries.standings import AT_LARGE, by_place, place_name
from queries.walk import WARM_TIES
from queries.words import dated, listed

#: What is said, and the claims that say it.
Said = tuple[str, tuple[str, ...]]


def already_met(view: View, item: Stakeholder, territory: str, asked: Sequence[Ask]) -> Said | None:
    """Return how an organisation that nobody introduces is known already; None when it would be a first contact.

    A contact is counted, never named: the list is sent, and a person's name stays on the sheet.
    """
    found = _exchanges(view, item, territory)
    if contacts := _contacts(view).get(item.id):
        found.append((f"un contact sur sa fiche{_whose(view, contacts, territory)}", contacts))
    told = [ask for ask in asked if territory in ask.places and not ask.planned]
    if told:
        found.append((f"sollicitée {dated(told[-1].day)}".strip(), (told[-1].tie.claim,)))
    found += _own_ties(view, territory).get(item.id, ())
    if not found:
        return None
    return f"déjà en contact : {listed(said for said, _ in found)}", tuple(c for _, claims in found for c in claims)


def _exchanges(view: View, item: Stakeholder, territory: str) -> list[Said]:
    """Return the last exchange of the territory that asks, or else those of the others, which may introduce: each had its own."""
    actor = view.actor(item.id)
    facts = by_place(view, as_known_then(view, actor), "last_contact") if actor else {}
    facts = {place: fact for place, fact in facts.items() if not is_planned(view, fact)}
    own = [facts[place] for place in (territory, AT_LARGE) if place in facts]
    if own:
        fact = max(own, key=lambda one: str(one.value))
        return [(f"dernier échange {dated(str(fact.value))}", (fact.claim,))]
    return [(f"échange avec {place_name(view, place)} {dated(str(fact.value))}", (fact.claim,)) for place, fact in sorted(facts.items())]


def _whose(view: View, contacts: Sequence[str], territory: str) -> str:
    """Return in brackets the territories whose sheets name the contacts of an organisation, when none is of the one that asks."""
    owners = {origin.owner for origin in view.origins(contacts).values()}
    if not owners or owners & {PLATFORM, territory.removeprefix("territoire:")}:
        return ""
    names = sorted(place_name(view, f"territoire:{owner}") for owner in owners)
    return f" (noté par {listed(names)})"


def _contacts(view: View) -> Mapping[str, tuple[str, ...]]:
    """Return the ties to the contacts of each organisation, those who refuse to be contacted left out."""
    return view.memo("contacts by organisation", lambda: _read_contacts(view))


def _read_contacts(view: View) -> dict[str, tuple[str, ...]]:
    ties = view.ties(("contact_of",))
    people = view.get({tie.start for tie in ties})
    found: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for tie in ties:
        if tie.start in people and not people[tie.start].value("opposed"):
            found[tie.end] += (tie.claim,)
    return dict(found)


def _own_ties(view: View, territory: str) -> Mapping[str, Sequence[Said]]:
    """Return what ties each organisation to the territory itself, rather than to the bodies that introduce."""
    return view.memo(f"ties to {territory}", lambda: _read_own(view, territory))


def _read_own(view: View, territory: str) -> dict[str, list[Said]]:
    name = short_names(view)[territory]
    found: dict[str, list[Said]] = defaultdict(list)
    for tie in view.ties(WARM_TIES):
        if territory in (tie.start, tie.end) and not (tie.planned or tie.to_come):
            other = tie.other(territory)
            found[other].append((f"{tie.reading(other)} {name}", (tie.claim,)))
    return dict(found)
