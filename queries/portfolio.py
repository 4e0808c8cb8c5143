"""The portfolio of activities: what is done, by whom, where, for whom; and beside each, those it meets elsewhere."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from kb.text import fold
from kb.view import View
from queries.activities import STOPPED, Activity, activities, facts_of
from queries.answers import Answer, Column, Table
from queries.base import Param, query
from queries.overlaps import AGREED, DEGREES, TO_EXAMINE, TO_EXPLORE, TO_REVIEW, Pair, all_pairs
from queries.presence import short_names
from queries.words import counted, listed, number, sentences

#: What one may keep of the portfolio.
ALL, MEETING, ALONE = "toutes", "à examiner avec une autre", "sans rapprochement connu"
UNKNOWN = "service inconnu"
#: The columns that name the other side of a pair, by where the pair stands.
_FLAGS = {TO_EXAMINE: "examine", TO_EXPLORE: "explore", TO_REVIEW: "review", AGREED: "agreed"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One activity of the portfolio: its services, whether a source states them, and the pairs it is in."""

    activity: Activity
    services: tuple[str, ...]
    stated: bool
    pairs: tuple[Pair, ...]

    def met(self, status: str) -> list[Activity]:
        """Return the activities it meets in pairs that stand so, the surest first."""
        mine = [pair for pair in self.pairs if pair.status == status]
        return [pair.other if pair.one is self.activity else pair.one for pair in mine]

    @property
    def degree(self) -> str:
        """Return the highest degree of what is to examine, empty when nothing is."""
        found = {pair.degree for pair in self.pairs if pair.status == TO_EXAMINE}
        return next((name for name in DEGREES if name in found), "")

    @property
    def told(self) -> str:
        """Return the services in words; what no source states is only suggested by the words of the activity."""
        said = ", ".join(self.services) or UNKNOWN
        return said if self.stated or not self.services else f"{said} (suggéré)"


_COLUMNS = (
    Column("name", "Activité", link="id"),
    Column("service", "Service"),
    Column("carriers", "Porteur", "list", link="carrier_ids"),
    Column("territories", "Territoires", "list", link="territory_ids"),
    Column("examine", "À examiner avec", "list", link="examine_ids", shown=3),
    Column("degree", "Degré"),
    Column("explore", "Complémentaire de", "list", link="explore_ids", shown=3),
    Column("review", "À revoir avec", "list", link="review_ids", shown=3, aside=True),
    Column("agreed", "Déjà convenu avec", "list", link="agreed_ids", shown=3),
    Column("stage", "Stade"),
    Column("clientele", "Clientèle", "list"),
    Column("capacity", "Capacité", aside=True),
    Column("city", "Commune", aside=True),
)


@dataclass(frozen=True, kw_only=True)
class Portfolio(Answer):
    """The activities, territory after territory and service after service, and how many there are of each service."""

    shapes = (_COLUMNS,)

    entries: Sequence[Entry]
    places: Mapping[str, str]

    def table(self) -> Table:
        rows = [self._row(entry) for entry in self.entries]
        return Table(_COLUMNS, rows, [_proofs(entry) for entry in self.entries], self.title)

    def _row(self, entry: Entry) -> dict[str, Any]:
        activity, actor = entry.activity, entry.activity.actor
        met = {key: entry.met(status) for status, key in _FLAGS.items()}
        return {
            "id": actor.id,
            "name": actor.name,
            "service": entry.told,
            "carriers": [carrier.name for carrier in activity.carriers],
            "carrier_ids": [carrier.id for carrier in activity.carriers],
            "territories": [self.places.get(place, place) for place in activity.territories],
            "territory_ids": list(activity.territories),
            **{key: [other.name for other in others] for key, others in met.items()},
            **{f"{key}_ids": [other.actor.id for other in others] for key, others in met.items()},
            "degree": entry.degree,
            **{name: actor.value(name) for name in ("stage", "clientele", "capacity", "city")},
        }

    def beside(self) -> list[Table]:
        """Return how many activities there are of each service, where, and how many have one to examine."""
        columns = [Column("service", "Service"), Column("count", "Activités", "number"), Column("territories", "Territoires", "list"),
                   Column("examine", "À examiner", "number")]  # fmt: skip
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.entries:
            for service in entry.services or (UNKNOWN,):
                found[service].append(entry)
        order = sorted(found, key=lambda service: (-len(found[service]), fold(service)))
        rows = [{"service": service, **self._sum(found[service])} for service in order]
        proofs = [{"count": tuple(claim for entry in found[service] for claim in entry.activity.claims())} for service in order]
        return [Table(columns, rows, proofs, "Par service")] if rows else []

    def _sum(self, entries: Sequence[Entry]) -> dict[str, Any]:
        where = Counter(place for entry in entries for place in entry.activity.territories)
        return {
            "count": len(entries),
            "territories": [f"{self.places.get(place, place)} ({number(count)})" for place, count in sorted(where.items())],
            "examine": sum(bool(entry.degree) for entry in entries),
        }


def _proofs(entry: Entry) -> dict[str, tuple[str, ...]]:
    runs = tuple(tie.claim for tie in entry.activity.ties)
    flags = {key: tuple(claim for other in entry.met(status) for claim in other.claims()) for status, key in _FLAGS.items()}
    return {"name": entry.activity.claims(), "carriers": runs, **flags}


@query(
    "activites",
    title="Les activités des territoires",
    explain="Qui fait quoi, où, pour qui, et quelles activités d'ailleurs rendent le même service ou le complètent ?",
)
def list_activities(
    view: View,
    territory: Annotated[str, Param("Territoire", "territory")] = "",
    service: Annotated[str, Param("Service ou activité", explain="Par exemple : couture, vélo, maraîchage.")] = "",
    keep: Annotated[str, Param("Montrer", "choice", choices=(ALL, MEETING, ALONE))] = ALL,
) -> Portfolio:
    """List the activities that are not stopped, by territory then service, each with those it meets."""
    places = short_names(view)
    kept = [entry for entry in _entries(view) if _asked(entry, territory, service, keep)]
    kept.sort(key=lambda entry: _order(entry, places))
    stopped = sum(fold(str(actor.value("stage") or "")) == STOPPED for actor in view.actors(("activity",)))
    return Portfolio(
        title="Les activités des territoires",
        sentence=_sentence(kept, places),
        gaps=_gaps(kept, stopped),
        entries=kept,
        places=places,
    )


def _entries(view: View) -> list[Entry]:
    return view.memo("portfolio", lambda: _read_entries(view))


def _read_entries(view: View) -> list[Entry]:
    described = [activity for activity in activities(view).values() if not activity.offer]
    if not described:
        return []
    from kb.services.index import shipped_index
    from kb.services.profile import profile

    pairs: dict[str, list[Pair]] = defaultdict(list)
    for pair in all_pairs(view):
        for side in (pair.one, pair.other):
            pairs[side.actor.id].append(pair)
    index = shipped_index()
    known, entries = index.referential, []
    for activity in described:
        read = profile(facts_of(activity, known, str(activity.actor.value("description") or "")), index)
        codes = [code for code, _ in (read.types if read.confirmed else read.types[:1])]
        services = tuple(known.types[code].label for code in codes)
        entries.append(Entry(activity, services, read.confirmed, tuple(pairs[activity.actor.id])))
    return entries


def _asked(entry: Entry, territory: str, service: str, keep: str) -> bool:
    if territory and territory not in entry.activity.territories:
        return False
    if (keep == MEETING and not entry.degree) or (keep == ALONE and any(entry.met(status) for status in _FLAGS)):
        return False
    return fold(service) in fold(" ".join((entry.activity.actor.name, *entry.services)))


def _order(entry: Entry, places: Mapping[str, str]) -> tuple[bool, str, str, str, str]:
    where = next((places.get(place, place) for place in entry.activity.territories), "")
    return not where, fold(where), fold(entry.told), fold(entry.activity.actor.name), entry.activity.actor.id


def _sentence(entries: Sequence[Entry], places: Mapping[str, str]) -> str:
    if not entries:
        return sentences(["Aucune activité à montrer : importez le tableau des activités, ou élargissez la question"])
    carriers = {carrier.id for entry in entries for carrier in entry.activity.carriers}
    where = Counter(place for entry in entries for place in entry.activity.territories)
    by_place = sorted(where.items(), key=lambda item: (-item[1], places.get(item[0], item[0])))
    meeting = sum(bool(entry.degree) for entry in entries)
    return sentences([
        f"{counted(len(entries), 'activité', feminine=True)} de {counted(len(carriers), 'porteur')} sur {counted(len(where), 'territoire')}",
        listed([f"{places.get(place, place)} : {number(count)}" for place, count in by_place], most=len(by_place)),
        f"{number(meeting)} à examiner avec une autre par les CLE" if meeting else "Aucune n'est à examiner avec une autre",
    ])  # fmt: skip


def _gaps(entries: Iterable[Entry], stopped: int) -> list[str]:
    kept, gaps = list(entries), []
    for missing, words in (
        ([e for e in kept if not e.stated], "service non confirmé par une source"),
        ([e for e in kept if not e.activity.territories], "territoire inconnu"),
        ([e for e in kept if not e.activity.carriers], "porteur inconnu"),
    ):
        if missing:
            names = listed([entry.activity.actor.name for entry in missing], most=4)
            gaps.append(f"{counted(len(missing), 'activité', feminine=True)} : {words} ({names}).")
    if stopped:
        gaps.append(f"{counted(stopped, 'activité arrêtée', 'activités arrêtées', feminine=True)}, non {'listée' if stopped == 1 else 'listées'}.")
    return gaps
