"""Solicitations that collide: two territories that ask the same organisation, told before it feels it (R5).

The output proposes and never accuses: a joint ask, an organisation to leave in peace until a day, an answer awaited.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Annotated, Any

from kb.errors import BadParameter
from kb.graph import Actor
from kb.kinds import Layer
from kb.view import View
from queries.answers import Answer, Column, NetNode, Network, Table
from queries.asks import Ask, asks, by_asked, same_purpose, undated
from queries.base import Param, query
from queries.drawing import edge_of
from queries.marks import demo_note
from queries.presence import short_names
from queries.stakeholders import sees_engagement
from queries.ties import latest_first
from queries.watch import Watch, watcher
from queries.words import capital, counted, day, in_letters, listed, said_before, sentences

#: Weeks within which two solicitations meet.
WEEKS = 8
#: Classes of collision, the most pressing first, with what a reader sees.
CLASSES = {
    "same_ask": "même demande",
    "competing": "demandes sur une même enveloppe",
    "unanswered": "demande restée sans réponse",
    "same_window": "même période",
}


@dataclass(frozen=True, slots=True)
class Collision:
    """Two solicitations of one organisation by two territories: their class, what they say and what is proposed."""

    code: str
    organisation: str
    name: str
    kind: str
    asks: tuple[Ask, Ask]
    askers: tuple[str, str]
    proposal: str
    quiet_until: str

    @property
    def demo(self) -> bool:
        """Tell whether the collision rests on a demonstration fact."""
        return any(ask.demo for ask in self.asks)

    @property
    def sentence(self) -> str:
        """Return the collision in one sentence."""
        said = f"{self.name} : {CLASSES[self.code]} pour {listed(self.askers)}"
        return said + (" (fait de démonstration)" if self.demo else "")

_COLUMNS = (
    Column("name", "Organisation sollicitée", link="id", codes=("kind_code",)),
    Column("class", "Ce qui se croise", codes=("class_code",)),
    Column("askers", "Territoires", "list"),
    Column("asks", "Demandes", "list", Layer.ENGAGEMENT),
    Column("proposal", "Proposition"),
    Column("quiet_until", "Ne pas redemander avant", "date"),
)


@dataclass(frozen=True, kw_only=True)
class Collisions(Answer):
    """The collisions found, the most pressing first."""

    shapes = (_COLUMNS,)

    found: Sequence[Collision]
    network: Network

    def table(self) -> Table:
        proofs = [dict.fromkeys(("asks", "class"), tuple(ask.tie.claim for ask in c.asks)) for c in self.found]
        return Table(_COLUMNS, [self._row(c) for c in self.found], proofs, self.title)

    def _row(self, collision: Collision) -> dict[str, Any]:
        return {
            "id": collision.organisation,
            "kind_code": collision.kind,
            "name": collision.name,
            "class_code": collision.code,
            "class": CLASSES[collision.code] + demo_note(collision.demo),
            "askers": list(collision.askers),
            "asks": [ask.text for ask in collision.asks],
            "proposal": collision.proposal,
            "quiet_until": collision.quiet_until,
        }

    def picture(self) -> Network | None:
        return self.network if self.found else None


@query(
    "collisions",
    title="Collisions de sollicitations",
    explain="Quelles organisations sont sollicitées par deux territoires à la fois, et que proposer ?",
)
def find_collisions(
    view: View,
    weeks: Annotated[int, Param("Semaines", "int", least=1, most=104, explain="Écart entre deux demandes.")] = WEEKS,
    territory: Annotated[str, Param("Territoire", kind="territory")] = "",
    past: Annotated[bool, Param("Montrer les anciennes", kind="bool")] = False,
) -> Collisions:
    """List the pairs of solicitations that collide, the most pressing first, those long past left out."""
    if not sees_engagement(view):
        raise BadParameter("Les sollicitations relèvent du plan d'engagement : cette question n'est pas offerte ici.")
    found = [c for c in all_collisions(view, weeks, past) if not territory or _concerns(c, territory)]
    everything = asks(view)
    return Collisions(
        title="Collisions de sollicitations",
        sentence=_sentence(found, everything, weeks),
        gaps=[text for text in (undated(everything), _demo_gap(found)) if text],
        found=found,
        network=_network(view, found),
    )


def _concerns(collision: Collision, territory: str) -> bool:
    return any(territory in ask.places for ask in collision.asks)


def all_collisions(view: View, weeks: int = WEEKS, past: bool = False) -> list[Collision]:
    """Return every collision the viewer sees, one for each pair of territories and organisation, the worst of each."""
    return view.memo(f"collisions:{weeks}:{past}", lambda: _collide(view, weeks, past))


def _collide(view: View, weeks: int, past: bool) -> list[Collision]:
    groups = {
        org: found for org, found in by_asked(asks(view)).items() if len({p for a in found for p in a.places}) > 1
    }
    actors = view.get({ask.asked for found in groups.values() for ask in found})
    names = {**short_names(view), **{ask.asker: ask.asker_name for found in groups.values() for ask in found}}
    worst: dict[tuple[str, ...], Collision] = {}
    for organisation, found in groups.items():
        for one, other in combinations(found, 2):
            code = classify(one, other, weeks, view.date)
            if code and (past or _still_matters(one, other, weeks, view.date)):
                made = _made(code, actors[other.asked], one, other, names, weeks, view.date)
                key = (organisation, *sorted(" ".join(ask.places) for ask in (one, other)))
                if key not in worst or _pressing(made) < _pressing(worst[key]):
                    worst[key] = made
    return sorted(worst.values(), key=_pressing)


def classify(one: Ask, other: Ask, weeks: int, today: dt.date) -> str:
    """Return the class of two solicitations of one organisation, empty when they do not collide.

    `one` comes first in time. Two requests of the same territory never collide, nor those given up.
    """
    if set(one.places) & set(other.places) or one.on is None or other.on is None or one.closed or other.closed:
        return ""
    near = abs((other.on - one.on).days) <= weeks * 7
    if near and same_purpose(one.purpose, other.purpose):
        return "same_ask"
    if one.scheme and same_purpose(one.scheme, other.scheme) and (near or (one.planned and other.planned)):
        return "competing"
    if not one.answered and not one.planned and (one.silent or not near) and (today - other.on).days <= weeks * 7:
        return "unanswered"
    return "same_window" if near else ""


def _still_matters(one: Ask, other: Ask, weeks: int, today: dt.date) -> bool:
    last = max(ask.on for ask in (one, other) if ask.on is not None)
    return one.pending or other.pending or (today - last).days <= weeks * 7


def _made(
    code: str, found: Actor, one: Ask, other: Ask, names: Mapping[str, str], weeks: int, today: dt.date
) -> Collision:
    askers = (_called(one, names), _called(other, names))
    days = [ask.on for ask in (one, other) if ask.on is not None and not ask.planned]
    quiet = max(days) + dt.timedelta(weeks=weeks) if days else None
    until = quiet.isoformat() if quiet and quiet > today else ""
    proposal = _proposal(code, found.name, one, other, askers, until)
    return Collision(code, found.id, found.name, found.kind, (one, other), askers, proposal, until)


def _called(ask: Ask, names: Mapping[str, str]) -> str:
    return listed(names.get(place, ask.asker_name) for place in ask.places)


def _proposal(code: str, name: str, one: Ask, other: Ask, askers: tuple[str, str], until: str) -> str:
    wait = f" ; sinon attendre le {day(until)}" if until else ""
    pair = ((one, askers[0]), (other, askers[1]))
    if refused := [(ask, asker) for ask, asker in pair if ask.refused]:
        refusals = listed(f"{said_before('à', asker)} ({day(ask.day)})" for ask, asker in refused)
        return f"Tirer les leçons {'du refus fait' if len(refused) == 1 else 'des refus faits'} {refusals} avant toute nouvelle demande{wait}"
    if granted := [(ask, asker) for ask, asker in pair if ask.granted]:
        agreed = listed(f"{said_before('à', asker)} ({day(ask.day)})" for ask, asker in granted)
        return f"Remercier, et s'appuyer sur {'l’accord donné' if len(granted) == 1 else 'les accords donnés'} {agreed} avant toute nouvelle demande{wait}".replace("’", "'")
    if code == "unanswered":
        relaunch = said_before("Relancer d'abord la demande de", askers[0])
        return f"{relaunch} ({day(one.day)}), puis proposer une demande commune{wait}"
    about = f" sur « {one.purpose} »" if code == "same_ask" and one.purpose else ""
    if code == "competing":
        about = f" à « {one.scheme} », avec une clé de répartition"
    return f"{said_before('Demande commune de', listed(askers))} {said_before('à', name)}{about}{wait}"


def _pressing(collision: Collision) -> tuple[int, str, str, str]:
    latest = latest_first(max(ask.day for ask in collision.asks))
    return (list(CLASSES).index(collision.code), latest, collision.name, collision.asks[0].tie.id)


def _sentence(found: Sequence[Collision], everything: Sequence[Ask], weeks: int) -> str:
    if not everything:
        return sentences(["Aucune sollicitation n'est encore notée : aucune collision ne peut être vue"])
    window = f"à {in_letters(weeks)} semaines près" if weeks > 1 else "à une semaine près"
    if not found:
        return sentences([f"Aucune collision parmi {counted(len(everything), 'sollicitation notée')}, {window}"])
    organisations = len({c.organisation for c in found})
    said = counted(len(found), "collision", feminine=True)
    return sentences([f"{said} auprès de {counted(organisations, 'organisation', feminine=True)}, {window}"])


def _demo_gap(found: Sequence[Collision]) -> str:
    count = sum(c.demo for c in found)
    return f"{capital(counted(count, 'collision'))} sur des faits de démonstration." if count else ""


def _network(view: View, found: Sequence[Collision]) -> Network:
    ties = {ask.tie.id: ask.tie for c in found for ask in c.asks}
    actors = view.get({end for tie in ties.values() for end in (tie.start, tie.end)})
    nodes = [NetNode(a.id, a.name, a.kind) for a in sorted(actors.values(), key=lambda a: (a.name, a.id))]
    return Network(nodes, [edge_of(view, tie) for tie in ties.values()])


@watcher
def watch_collisions(view: View) -> list[Watch]:
    """Return the collisions as things to watch."""
    return [_watch(c) for c in all_collisions(view)] if sees_engagement(view) else []


def _watch(collision: Collision) -> Watch:
    actors: Iterable[str] = (collision.organisation, *(a for ask in collision.asks for a in (ask.asker, *ask.places)))
    claims = tuple(ask.tie.claim for ask in collision.asks)
    return Watch(
        "Collision", collision.sentence, collision.proposal, "collisions", tuple(dict.fromkeys(actors)), claims
    )
