"""Who is present where: an actor is on a territory when it is tied to the territory, to its CLE or to its EBE.

Every question about territories rests on these two maps, computed once for a state of the base and a viewer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from kb.graph import Actor, Tie
from kb.ids import town_key
from kb.kinds import TIES
from kb.text import fold
from kb.view import View

#: Kinds of ties by which an actor is present where the other end is.
PRESENCE_TIES: tuple[str, ...] = tuple(code for code, kind in TIES.items() if kind.presence)
#: Kinds of ties by which somebody funds somebody.
MONEY: tuple[str, ...] = tuple(code for code, kind in TIES.items() if kind.money)
#: For each territory, what stands for it.
Bodies = Mapping[str, frozenset[str]]
#: For each actor, the ties that prove its presence, by territory.
Presence = Mapping[str, Mapping[str, list[Tie]]]


def territories(view: View) -> list[Actor]:
    """Return the territories, by name."""
    return view.memo("territories", lambda: list(view.actors(("territory",))))


def communes(place: Actor) -> list[str]:
    """Return the communes of a territory as keys of names, its own when no list says them."""
    keys = (town_key(str(name)) for name in place.value("communes") or [place.value("city") or ""])
    return [key for key in dict.fromkeys(keys) if key]


def territory_bodies(view: View) -> Bodies:
    """Return what stands for each territory: itself, its CLE, its EBE, and the activities these carry.

    Its CLE is the one tied to it, and the one that bears its name: a sheet of seats names CLEs alone.
    """
    return view.memo("territory_bodies", lambda: _bodies(view))


def _bodies(view: View) -> Bodies:
    ids = [place.id for place in territories(view)]
    found: dict[str, set[str]] = {place: {place} for place in ids}
    places_of: dict[str, set[str]] = defaultdict(set)
    for tie in view.expand(ids, ("governs", "operates_in"), "in", limit_per_node=None).ties:
        found[tie.end].add(tie.start)
        places_of[tie.start].add(tie.end)
    named = {f"cle:{place.partition(':')[2]}": place for place in ids}
    for body in view.get(named):
        found[named[body]].add(body)
    for tie in view.expand(places_of, ("runs",), "out", limit_per_node=None).ties:
        for place in places_of[tie.start]:
            found[place].add(tie.end)
    return {place: frozenset(bodies) for place, bodies in found.items()}


def presence(view: View) -> Presence:
    """Return the territories each actor is on, with the ties that prove it; a CLE and an EBE are on their own."""
    return view.memo("presence", lambda: _presence(view))


def _presence(view: View) -> Presence:
    reached = view.reach(territory_bodies(view), PRESENCE_TIES, least=1)
    found = {a: here for a, by in reached.items() if (here := {p: ties for p, ties in by.items() if _stands(ties)})}
    places = {place.id for place in territories(view)}
    for place, tie in _given_for(view, places):
        proofs = found.setdefault(tie.start, {}).setdefault(place, [])
        if all(known.id != tie.id for known in proofs):
            proofs.append(tie)
    for tie in view.expand(places, ("governs", "operates_in"), "in", limit_per_node=None).ties:
        found.setdefault(tie.start, {}).setdefault(tie.end, []).append(tie)
    for place in places:
        found.pop(place, None)
    return found


def territory_said(view: View, tie: Tie) -> str:
    """Return the territory that the row of a tie names, by the id under which it is known now: two of them may have been joined."""
    said = str(tie.fields.get("territory") or "")
    now: dict[str, str] = view.memo("territories said", dict)
    if said and said not in now:
        now[said] = found.id if (found := view.get([said]).get(said)) else said
    return now.get(said, "")


def _given_for(view: View, places: Collection[str]) -> Iterator[tuple[str, Tie]]:
    """Yield, with the territory, the money given for it to whoever receives it there, its town as often as not: its row names the territory."""
    for tie in view.ties(MONEY, stating="territory"):
        if (place := territory_said(view, tie)) in places and not tie.cancelled:
            yield place, tie


def _stands(ties: Iterable[Tie]) -> bool:
    """Tell whether some ties make a presence: what was only granted and taken back makes none."""
    return not all(tie.cancelled for tie in ties)


def territories_of(view: View, actor_id: str) -> list[str]:
    """Return the territories an actor stands for: itself, or those whose CLE, EBE or activity it is."""
    return [place for place, bodies in territory_bodies(view).items() if actor_id in bodies]


def platform(view: View) -> frozenset[str]:
    """Return the metropolitan platform itself, by which its officer may introduce a territory to anybody."""
    return view.memo(
        "platform", lambda: frozenset(a.id for a in view.actors(("support", "instance")) if _is_platform(a))
    )


def _is_platform(actor: Actor) -> bool:
    words = set(fold(actor.name).split())
    return "plateforme" in words and bool(words & {"tzcld", "tzc", "metropolitaine"})


def short_names(view: View) -> Mapping[str, str]:
    """Return the name of each territory, by id."""
    return {place.id: place.name for place in territories(view)}


def demo_sources(view: View) -> frozenset[str]:
    """Return the sources that bring demonstration facts."""
    return view.memo("demo_sources", lambda: frozenset(source.id for source in view.sources() if source.demo))
