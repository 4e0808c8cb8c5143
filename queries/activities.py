"""Activities as the comparison of services reads them: what is done, by whom, where; and the offer of the SIAE."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kb.clock import today
from kb.communes import centre_of
from kb.days import last_day
from kb.graph import Actor, Tie
from kb.text import fold
from kb.view import View
from queries.presence import territories_of
from queries.words import as_date

if TYPE_CHECKING:
    from kb.services.facts import ActivityFacts
    from kb.services.load import Referential

#: From this many activities on, one sentence is a formula of the sheet.
_FORMULA = 3
#: What an activity that no longer runs is called.
STOPPED = "arretee"
#: The stages of an activity that does not run yet, folded.
_AHEAD = frozenset({"idee", "en projet"})
#: The ties by which an activity is carried and placed.
_AROUND = ("runs", "takes_place_in")


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity and what surrounds it: its carriers, its territories, the ties that say so.

    `offer` is true for what a SIAE is known to do, when no activity of its own is described.
    """

    actor: Actor
    carriers: tuple[Actor, ...]
    territories: tuple[str, ...]
    ties: tuple[Tie, ...]
    offer: bool = False

    @property
    def name(self) -> str:
        """Return the activity with its carrier, « Réparation de vélos (SFAIRE) », or the SIAE whose offer it is."""
        if self.offer:
            return self.actor.name
        who = ", ".join(carrier.name for carrier in self.carriers)
        return f"{self.actor.name} ({who})" if who else self.actor.name

    @property
    def planned(self) -> bool:
        """Tell whether it does not run yet: its stage says so, or all who carry it begin later."""
        carried = [tie.to_come for tie in self.ties if tie.kind == "runs"]
        return fold(str(self.actor.value("stage") or "")) in _AHEAD or (bool(carried) and all(carried))

    def claims(self) -> tuple[str, ...]:
        """Return the claims that describe it and say who carries it."""
        said = [
            fact.claim
            for name in ("name", "service_type", "description", "themes")
            for fact in self.actor.facts(name)[:1]
        ]
        return tuple(dict.fromkeys([*said, *(tie.claim for tie in self.ties)]))


def activities(view: View) -> dict[str, Activity]:
    """Return the activities that are not stopped, and the offers of the SIAE that describe none, by id."""
    return view.memo("activities", lambda: _activities(view))


def _activities(view: View) -> dict[str, Activity]:
    running = [actor for actor in view.actors(("activity",)) if fold(str(actor.value("stage") or "")) != STOPPED]
    around: dict[str, list[Tie]] = defaultdict(list)
    ids = {actor.id for actor in running}
    # What starts later has its carrier and its places from now on; a view of the past does not foresee them.
    later = [] if view.date < today() else view.coming(ids, _AROUND)
    for tie in (*view.expand(ids, _AROUND, limit_per_node=None).ties, *later):
        around[tie.end if tie.kind == "runs" else tie.start].append(tie)
    carriers = view.get({tie.start for ties in around.values() for tie in ties if tie.kind == "runs"})
    found = {actor.id: _activity(view, actor, around[actor.id], carriers) for actor in running}
    busy = {carrier.id for activity in found.values() for carrier in activity.carriers}
    found |= {offer.actor.id: offer for offer in _offers(view, busy)}
    return found


def _activity(view: View, actor: Actor, ties: Sequence[Tie], carriers: dict[str, Actor]) -> Activity:
    # Several sources may say that one carrier runs it.
    running = dict.fromkeys(tie.start for tie in ties if tie.kind == "runs" and tie.start in carriers)
    who = tuple(carriers[carrier] for carrier in running)
    places = [tie.end for tie in ties if tie.kind == "takes_place_in"]
    places += [place for carrier in who for place in territories_of(view, carrier.id)]
    return Activity(actor, who, tuple(dict.fromkeys(places)), tuple(ties))


def _offers(view: View, busy: Iterable[str]) -> Iterable[Activity]:
    described = set(busy)
    for actor in view.actors(("siae",)):
        if actor.id not in described and (actor.value("services") or actor.value("themes")):
            yield Activity(actor, (actor,), tuple(territories_of(view, actor.id)), (), offer=True)


def comparable(view: View) -> list[ActivityFacts]:
    """Return every activity as `kb.services` compares it; a sentence that many repeat tells nothing of any."""
    from kb.services.load import referential

    found, known = activities(view).values(), referential()
    told = Counter(said for item in found for said in set(_sentences(item)))
    return [facts_of(item, known, " ".join(s for s in _sentences(item) if told[s] < _FORMULA)) for item in found]


def _sentences(activity: Activity) -> list[str]:
    if activity.offer:
        return []
    text = str(activity.actor.value("description") or "")
    return [part.strip() for part in re.split(r"(?<=[.;!?])\s+", text) if part.strip()]


def facts_of(activity: Activity, known: Referential, description: str) -> ActivityFacts:
    """Return an activity as `kb.services` compares it; an address that is only its carrier's is said to be."""
    from kb.services.facts import ActivityFacts

    actor, carrier = activity.actor, next(iter(activity.carriers), None)
    commune = str(actor.value("city") or (carrier.value("city") if carrier else "") or "")
    lat, lon, place = _point(activity, commune)
    what = _texts(actor.value("services")) + _texts(actor.value("themes"))
    return ActivityFacts(
        id=actor.id,
        title=" ; ".join(what) if activity.offer else actor.name,
        description=description,
        territory=next(iter(activity.territories), ""),
        commune=commune,
        lat=lat,
        lon=lon,
        place=place,
        carrier=carrier.id if carrier else str(actor.value("carrier") or ""),
        carrier_kind=carrier.kind if carrier else "",
        naf=tuple(_texts(actor.value("naf"))),
        rome=tuple(_texts(actor.value("rome"))),
        clientele=tuple(_texts(actor.value("clientele"))),
        stage=str(actor.value("stage") or ""),
        confirmed_types=tuple(confirmed_types(actor, known)),
        period=_period(activity),
    )


def confirmed_types(actor: Actor, known: Referential) -> list[str]:
    """Return the types of service the sources state, by their code: they replace any guess."""
    names = {fold(kind.label): kind.code for kind in known.active()}
    said = [names.get(fold(text), known.current(text)) for text in _texts(actor.value("service_type"))]
    return [code for code in dict.fromkeys(said) if code in known.types]


def _texts(value: Any) -> list[str]:
    if value is None or value == "":
        return []
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]


def _point(activity: Activity, commune: str) -> tuple[float | None, float | None, str]:
    """Return where an activity is, and what the place stands for; territories rarely write degrees, and nearly always a commune."""
    for actor, place in [
        (activity.actor, "adresse"),
        *((carrier, "adresse du porteur") for carrier in activity.carriers),
    ]:
        lat, lon = actor.value("lat"), actor.value("lon")
        if isinstance(lat, int | float) and isinstance(lon, int | float):
            return float(lat), float(lon), "adresse" if activity.offer else place
    if middle := centre_of(commune):
        return *middle, "le centre de la commune"
    return None, None, "adresse"


def _period(activity: Activity) -> tuple[str, str]:
    """Return the first and last day an activity is known to run, as its carrier's tie says."""
    for tie in activity.ties:
        if tie.kind == "runs":
            first, last = tie.valid_from or "", last_day(tie.valid_to)
            return (first if as_date(first) and len(first) == 10 else ""), (last if len(last) == 10 else "")
    return "", ""
