"""Why an organisation may answer a purpose: what it did, what it says it does, what its role is; each proved."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from kb.graph import Tie
from kb.kinds import TIES
from kb.text import fold
from kb.view import View
from queries.activities import activities, comparable
from queries.presence import demo_sources, territory_bodies
from queries.purposes import Purpose
from queries.stakeholders import Stakeholder
from queries.ties import OLD_YEARS, latest_first, tie_age, tie_amount, tie_day, tie_detail
from queries.words import kind_noun, said_before

#: Points of a reason: done here, for another territory, a service next to it, elsewhere, said, role; an old fact loses some.
HERE, TERRITORY, NEIGHBOUR, ELSEWHERE, SAID, ROLE, OLD = 40, 36, 28, 22, 24, 10, 8
#: The kind of a reason that no tie gives: being, on the territory, of the trade that answers.
TRADE = "trade"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: the sentence, the day it speaks of, the claims that prove it, what it weighs, the kind of its tie.

    `here` tells what was done for the territory that asks, or for its bodies.
    """

    text: str
    day: str
    claims: tuple[str, ...]
    points: int
    kind: str = ""
    here: bool = False


#: What is said of an activity, and of an offer that no activity describes, by what they are to the service asked.
_NEARNESS = {
    "same": ("", "propose le même service", HERE),
    "neighbour": (", service voisin", "propose un service voisin", NEIGHBOUR),
    "complementary": (", qui complète ce service", "propose un service qui complète celui-ci", SAID),
    "review": (", proche de ce service", "propose un service proche", SAID),
}


def tie_reasons(view: View, purpose: Purpose, territory: str) -> dict[str, list[Reason]]:
    """Return what organisations already did that answers a purpose, the strongest first, by the one who did it."""
    return view.memo(f"reasons:{purpose.code}:{territory}", lambda: _tie_reasons(view, purpose, territory))


def _tie_reasons(view: View, purpose: Purpose, territory: str) -> dict[str, list[Reason]]:
    own = territory_bodies(view).get(territory, frozenset())
    every = {body for bodies in territory_bodies(view).values() for body in bodies}
    found: dict[str, list[Reason]] = defaultdict(list)
    ties = [tie for tie in answering_ties(view, purpose) if not (tie.planned or tie.cancelled)]
    names = {actor.id: actor.name for actor in view.get({end for tie in ties for end in (tie.start, tie.end)}).values()}
    for tie in ties:
        for doer in _doers(tie, purpose):
            other = tie.other(doer)
            points = HERE if other in own else TERRITORY if other in every else ELSEWHERE
            age = tie_age(tie, view.date)
            points -= OLD if age is not None and age >= OLD_YEARS else 0
            said = _did(tie, doer, names[other]) + (" [démonstration]" if tie.source in demo_sources(view) else "")
            found[doer].append(Reason(said, tie_day(tie), (tie.claim,), points, tie.kind, other in own))
    return {doer: sorted(said, key=_strongest) for doer, said in found.items()}


def answering_ties(view: View, purpose: Purpose) -> list[Tie]:
    """Return the ties of the kinds that prove a purpose was answered."""
    return view.memo(f"answering:{purpose.code}", lambda: view.ties((*purpose.ties, *purpose.received)))


def _doers(tie: Tie, purpose: Purpose) -> tuple[str, ...]:
    if TIES[tie.kind].symmetric:
        return (tie.start, tie.end)
    return (tie.end,) if tie.kind in purpose.received else (tie.start,)


def _did(tie: Tie, doer: str, other: str) -> str:
    more = ", ".join(part for part in (tie_amount(tie), tie_detail(tie, short=True)) if part)
    said = said_before(tie.reading(doer), other)
    return f"{said} ({more})" if more else said


def _strongest(reason: Reason) -> tuple[int, str, str]:
    return (-reason.points, latest_first(reason.day), reason.text)


def service_reasons(view: View, service: str) -> dict[str, list[Reason]]:
    """Return who already does a service, or one that completes it, in whatever words it is described."""
    known = activities(view)
    if not service.strip() or not known:
        return {}
    from kb.services.overlap import LEAST_SCORE, pairs_of
    from kb.services.wish import wish

    asked = wish(service)
    found: dict[str, list[Reason]] = defaultdict(list)
    for pair in pairs_of(asked, comparable(view), everywhere=True, least=0):
        activity = known[pair.b if pair.a == asked.id else pair.a]
        near = "neighbour" if pair.neighbours else pair.verdict
        if near == "unrelated" or (near != "neighbour" and pair.score < LEAST_SCORE):
            continue
        more, offered, points = _NEARNESS[near]
        said = offered if activity.offer else f"{'prépare' if activity.planned else 'porte'} l'activité « {activity.actor.name} »{more}"
        day = next((tie_day(tie) for tie in activity.ties if tie.kind == "runs"), "")
        for carrier in activity.carriers:
            found[carrier.id].append(Reason(said, day, activity.claims(), points))
    return {who: sorted(said, key=_strongest) for who, said in found.items()}


def said_reasons(item: Stakeholder, purpose: Purpose, territory: str, service: str) -> list[Reason]:
    """Return what an actor says of itself that answers a purpose or names a service, then what its role is."""
    found = []
    for theme in item.themes:
        if _announces(theme, purpose, service):
            found.append(Reason(f"domaine : {theme}", "", item.proofs.get("themes", ()), SAID))
    roles = [kind for kind in purpose.kinds if kind in item.roles]
    trades = [kind for kind in roles if kind in purpose.trade and territory in item.territories and not service.strip()]
    if trades:
        found.append(Reason(f"{kind_noun(trades[0])} du territoire", "", (item.proofs["presence"][item.territories.index(territory)],), SAID, TRADE))
    elif roles:
        said = f"{kind_noun(roles[0])}, sans fait connu sur ce sujet"
        found.append(Reason(said, "", item.proofs.get("name", ()), ROLE))
    return found


@lru_cache(maxsize=4096)
def _announces(theme: str, purpose: Purpose, service: str) -> bool:
    from kb.services.wish import wished

    said, asked = f" {fold(theme)}", [wished(part) for part in service.split(";")]
    return any(f" {fold(word)}" in said for word in (*purpose.words, *asked) if word.strip())
