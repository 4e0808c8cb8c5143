"""The ledger of solicitations: who asked whom, for what, when, with which answer, read from the ties of the base."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from kb.graph import Tie
from kb.text import fold
from kb.view import View
from queries.presence import demo_sources, territory_bodies, territory_said
from queries.stakeholders import stakeholders
from queries.ties import tie_day
from queries.words import as_date, dated, sentences

#: States a sheet writes, by what they mean.
_REFUSED = ("refus", "refuse", "refusee", "negatif", "negative", "non", "decline", "declinee", "sans suite")
_GRANTED = (
    "accord",
    "accordee",
    "accepte",
    "acceptee",
    "positif",
    "positive",
    "obtenu",
    "obtenue",
    "oui",
    "vote",
    "votee",
)
_SILENT = ("sans reponse", "pas de reponse", "non repondu", "non repondue", "sans retour", "pas de retour", "relance", "relancee")
_CLOSED = ("annule", "annulee", "abandonne", "abandonnee", "close", "clos", "termine", "terminee")
#: Words by which the nature of a request says that it is for money.
_MONEY = frozenset({"subvention", "financement", "cofinancement", "mecenat", "don", "pret", "aide", "dotation", "investissement"})
_EMPTY_WORDS = frozenset(
    {"de", "du", "des", "la", "le", "les", "l", "d", "un", "une", "et", "a", "au", "aux", "en", "pour", "sur"}
)


@dataclass(frozen=True, slots=True)
class Ask:
    """One solicitation: the territories that ask (through their CLE or EBE), the organisation asked, what and when.

    `silent` tells that its sheet says it got no answer, however recent it is; `money` that it asks for some.
    """

    tie: Tie
    asker: str
    asker_name: str
    places: tuple[str, ...]
    asked: str
    organisation: str
    day: str
    on: dt.date | None
    purpose: str
    scheme: str
    planned: bool
    refused: bool
    granted: bool
    closed: bool
    demo: bool
    overdue: bool = False
    silent: bool = False
    money: bool = False

    @property
    def pending(self) -> bool:
        """Tell whether the solicitation is still to be made: planned, for a day that is not past."""
        return self.planned and not self.overdue

    @property
    def answered(self) -> bool:
        """Tell whether the one asked has answered, or the asker given up."""
        return self.refused or self.granted or self.closed

    @property
    def text(self) -> str:
        """Return the solicitation in words, without the one asked: « Terres Neuves, locaux, le 3 novembre 2026 »."""
        verb = "prévoit de solliciter" if self.pending else "prévoyait de solliciter" if self.planned else "a sollicité"
        answer = "refus" if self.refused else "accord" if self.granted else "sans réponse" if self.silent else ""
        parts = [self.purpose, dated(self.day) or "sans date", answer, "démonstration" if self.demo else ""]
        return f"{self.asker_name} {verb} ({', '.join(part for part in parts if part)})"


def asks(view: View) -> list[Ask]:
    """Return the solicitations the viewer sees, the earliest first, the undated last."""
    return view.memo("asks", lambda: _asks(view))


def _asks(view: View) -> list[Ask]:
    ties = view.ties(("solicits",))
    actors = view.get({end for tie in ties for end in (tie.start, tie.end)})
    known, places = stakeholders(view), _places_of(view)
    found = []
    for tie in ties:
        asked, state = actors[tie.end], fold(str(tie.fields.get("state") or ""))
        siren = known[asked.id].siren if asked.id in known else None
        day = tie_day(tie)
        on, planned = as_date(day), tie.planned or day > view.date.isoformat()
        found.append(Ask(
            tie, tie.start, actors[tie.start].name, _askers(view, tie, places), asked.id,
            f"siren:{siren}" if siren else asked.id,
            day, on, str(tie.fields.get("purpose") or tie.fields.get("nature") or ""),
            str(tie.fields.get("scheme") or ""), planned, _means(state, _REFUSED),
            _means(state, _GRANTED), _means(state, _CLOSED), tie.source in demo_sources(view),
            planned and day[:10] < view.date.isoformat()[: len(day)], state in _SILENT, _asks_money(tie),
        ))  # fmt: skip
    return sorted(found, key=lambda ask: (ask.on or dt.date.max, ask.tie.id))


def _asks_money(tie: Tie) -> bool:
    return bool(tie.fields.get("amount")) or not _MONEY.isdisjoint(fold(str(tie.fields.get("nature") or "")).split())


def _places_of(view: View) -> dict[str, list[str]]:
    """Return, for each body, the territories it stands for."""
    found: dict[str, list[str]] = defaultdict(list)
    for place, bodies in territory_bodies(view).items():
        for body in bodies:
            found[body].append(place)
    return found


def _askers(view: View, tie: Tie, places: dict[str, list[str]]) -> tuple[str, ...]:
    """Return the territories behind a solicitation: those of its asker, else the one its row names, else the asker."""
    said = territory_said(view, tie)
    named = [said] if said in places else [f"territoire:{said}"] if f"territoire:{said}" in places else []
    return tuple(sorted(places.get(tie.start) or named or [tie.start]))


def _means(state: str, words: Sequence[str]) -> bool:
    # « non » alone is an answer; inside « non répondu » it is none.
    return state in words or any(word in words for word in state.split() if word not in {"non", "oui"})


def same_purpose(one: str, other: str) -> bool:
    """Tell whether two objects are about the same thing: the words that matter of the shorter are in the longer.

    >>> same_purpose("Locaux pour la laverie", "laverie, locaux"), same_purpose("Locaux", "Formation")
    (True, False)
    """
    a, b = (set(fold(text).split()) - _EMPTY_WORDS for text in (one, other))
    return bool(a and b) and (a <= b or b <= a)


def by_asked(found: Sequence[Ask]) -> dict[str, list[Ask]]:
    """Return solicitations by the organisation asked."""
    groups: dict[str, list[Ask]] = defaultdict(list)
    for ask in found:
        groups[ask.organisation].append(ask)
    return dict(groups)


def undated(found: Sequence[Ask]) -> str:
    """Return the sentence that counts solicitations without a date, empty when there is none."""
    count = sum(ask.on is None for ask in found)
    if not count:
        return ""
    verb = "sollicitation n'a" if count == 1 else "sollicitations n'ont"
    return sentences([f"{count} {verb} pas de date : aucune collision ne peut y être vue"])
