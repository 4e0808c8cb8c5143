"""Why now: the dated fact that makes a moment good for a request; without a recent one, the last that is known, with its age."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from kb.days import last_day
from kb.graph import Actor, Tie
from kb.kinds import TIES
from kb.view import View
from queries.marks import demo_note
from queries.presence import demo_sources
from queries.ties import latest_first, tie_age, tie_amount, tie_day
from queries.words import as_date, dated, day, figured, said_before

#: Days before an end, and after a fact, during which it makes a moment.
AHEAD, BEHIND = 183, 400
#: Ties that only record exchanges and requests: they are told elsewhere.
_NOT_MOMENTS = frozenset({"solicits", "met", "contact_of", "concerns", "contests"})
#: What presses, the most pressing first.
_ENDS, _OPENED, _MONEY, _PLANNED, _NEW, _OLD = range(6)
#: Ties to records, and the records that stay open until a day.
_RECORD_TIES = frozenset({"offers", "carries", "signatory", "needs"})
_OPEN = ("programme", "offer", "partnership", "need")


@dataclass(frozen=True, slots=True)
class Moment:
    """One dated fact: the sentence, its day, its claims; `rank` orders what presses most first."""

    text: str
    day: str
    claims: tuple[str, ...]
    rank: int

    @property
    def recent(self) -> bool:
        """Tell whether it makes this moment a good one: an old fact only says how far back what is known goes."""
        return self.rank < _OLD


def moments(view: View, ids: Collection[str]) -> dict[str, Moment]:
    """Return, for each actor that has one, the dated fact that presses most, else the latest of old."""
    wanted, today = set(ids), view.date
    ties = [tie for tie in view.expand(wanted, limit_per_node=None).ties if tie.kind not in _NOT_MOMENTS and not tie.cancelled]
    best: dict[str, tuple[tuple[int, str, str], Tie]] = {}
    for tie in ties:
        if (rank := _rank(tie, today)) is not None:
            key = (*_order(rank, last_day(tie.valid_to) if rank == _ENDS else tie_day(tie)), tie.id)
            for actor in {tie.start, tie.end} & wanted:
                if actor not in best or key < best[actor][0]:
                    best[actor] = (key, tie)
    records = [tie for tie in ties if tie.kind in _RECORD_TIES]
    ends = view.get({end for tie in [*records, *(tie for _, tie in best.values())] for end in (tie.start, tie.end)})
    found: dict[str, list[Moment]] = defaultdict(list)
    for actor, (key, tie) in best.items():
        found[actor].append(
            _of_tie(tie, actor, ends[tie.other(actor)], key[0], tie.source in demo_sources(view), today)
        )
    for tie in records:
        for actor in {tie.start, tie.end} & wanted:
            found[actor] += _of_record(ends[tie.other(actor)], tie, today)
    return {actor: min(said, key=lambda m: (*_order(m.rank, m.day), m.text)) for actor, said in found.items() if said}


def _rank(tie: Tie, today: dt.date) -> int | None:
    """Return how much a tie presses: it ends soon, money was given, it is planned, it is new, it is old; None without a date."""
    end, at = as_date(last_day(tie.valid_to)), as_date(tie_day(tie))
    if end is not None and 0 <= (end - today).days <= AHEAD:
        return _ENDS
    if at is None or ((old := (today - at).days > BEHIND) and tie.planned):
        return None
    if old:
        return _OLD
    if tie.planned or tie.to_come:
        return _PLANNED
    return _MONEY if TIES[tie.kind].money else _NEW


def _order(rank: int, at: str) -> tuple[int, str]:
    # What ends or closes: the nearest first; what happened: the latest first.
    return (rank, at if rank < _MONEY else latest_first(at))


def _of_tie(tie: Tie, actor: str, other: Actor, rank: int, demo: bool, today: dt.date) -> Moment:
    reading, at = said_before(tie.reading(actor), other.name), tie_day(tie)
    if rank == _ENDS:
        said, at = f"{reading} : prend fin {dated(last_day(tie.valid_to))}", last_day(tie.valid_to)
    elif rank == _PLANNED:
        past = bool(at) and at < today.isoformat()[: len(at)]
        amount = f", {tie_amount(tie)}," if tie_amount(tie) and not tie.planned else ""
        state = "à venir" if not tie.planned else "était prévu" if past else "en projet"
        said = f"{state} : {reading}{amount} {dated(at)}"
    else:
        amount = f", {tie_amount(tie)}" if tie_amount(tie) else ""
        since = f"depuis {'le ' if len(at) >= 10 else ''}{day(at)}"
        said = f"{reading}{amount}, {since if tie.valid_from else dated(at)}"
    if rank == _OLD:
        years = (today.year - int(at) if len(at) == 4 else tie_age(tie, today)) or 1
        said = f"dernier fait daté : {said} (il y a {'un an' if years == 1 else figured(years, 'an')})"
    return Moment(said + demo_note(demo), at, (tie.claim,), rank)


def _of_record(record: Actor, tie: Tie, today: dt.date) -> list[Moment]:
    """Return the moment a record makes while it is open: an appeal, an offer, an agreement to renew."""
    due = str(record.value("due_on") or "")
    at = as_date(due)
    if record.kind not in _OPEN or at is None or (at - today).days < 0:
        return []
    said = f"« {record.name} » à renouveler avant {day(due)}" if record.kind == "partnership" else ""
    said = said or f"« {record.name} » ouvert jusqu'au {day(due)}"
    claims: Sequence[str] = [fact.claim for fact in record.facts("due_on")[:1]]
    return [Moment(said, due, (*claims, tie.claim), _OPENED)]
