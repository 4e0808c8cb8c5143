"""Which actors of a base may be one: the queue a person answers, most useful question first.

Nothing is joined here. The rules of `kb.resolve` join what identifiers settle; what likeness suggests is proposed, and
becomes a judgement when a person says so. A *different* or a *related* silences its pair until it is taken back.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import combinations
from threading import Lock

from rapidfuzz import fuzz

from kb.graph import Actor
from kb.identity.asking import worth_asking
from kb.identity.lexicon import FORMS, SHORT, STOP
from kb.identity.matching import Matches, match_within
from kb.identity.party import Party, make_party
from kb.identity.place_names import KINDS_NAMED, one_place
from kb.identity.reasons import Reason
from kb.identity.scoring import Outcome
from kb.ids import digest
from kb.kinds import KINDS, Family
from kb.ledger import Judgement
from kb.other_names import operators
from kb.store.base import Store
from kb.text import fold
from kb.view import View

#: Above so many organisations, those that an identifier settles are only looked for, never the ones that look.
MANY = 20_000
#: A merge of more records than this is shown with a warning (identity reference, A.3 veto e).
MOST_RECORDS = 10
#: The score under which a pair of one base is not worth a question.
FLOOR = 0.0
#: From how alike two whole names are, out of a hundred, they are one name with a slip.
ALIKE = 90.0
#: From how alike two words are, out of a hundred, one may be a slip of the other.
SLIP = 60.0
#: Evidences that are a number in common.
_NUMBERS = frozenset({"siret", "rna"})
_NAMES = 8


def _spelled_alike(mine: str, theirs: str) -> bool:
    """Tell whether two folded names differ by a slip at most; a number, a short word that differs or a word more is no slip.

    >>> _spelled_alike("atelier du raccordement", "atelier du racordement"), _spelled_alike("germa ai", "germa etti")
    (True, False)
    >>> _spelled_alike("ville de saint fons", "ville de st fons"), _spelled_alike("ville de venissieux", "ville de venissieux dee")
    (True, False)
    """
    if fuzz.token_sort_ratio(mine, theirs) < ALIKE:
        return False
    left, right = (set(one.split()) - set(other.split()) for one, other in ((mine, theirs), (theirs, mine)))
    return not any(word.isdecimal() for word in left | right) and not _adds(left, right) and not _adds(right, left)


def _adds(words: set[str], others: set[str]) -> bool:
    """Tell whether some words of a name say more than the other's, however spelled: an article or a legal form says nothing."""
    spelled = {SHORT.get(word, word) for word in others}
    telling = {SHORT.get(word, word) for word in words if word not in STOP and word not in FORMS}
    return any(not any(word in o or o in word or fuzz.ratio(word, o) >= SLIP for o in spelled) for word in telling)


def _own_names(actor: Actor) -> set[str]:
    return {fold(actor.name), *(fold(str(fact.value)) for fact in actor.facts("name"))}


def merge_warning(a: Actor, b: Actor) -> str:
    """Return what a person has to confirm before two actors are joined, or nothing: two SIREN, or many records."""
    if a.siren and b.siren and a.siren != b.siren:
        return f"deux SIREN différents, {a.siren} et {b.siren}"
    count = len(a.records) + len(b.records)
    return f"{count} fiches seraient réunies en une" if count > MOST_RECORDS else ""


@dataclass(frozen=True)
class Proposal:
    """Two actors that may be one: how sure it is, why, what holds it back, and how many ties rest on the answer."""

    a: Actor
    b: Actor
    score: float
    outcome: Outcome
    veto: str
    why: tuple[Reason, ...]
    ties: int

    @property
    def records(self) -> tuple[str, str]:
        """Return the records by which the pair is named: the least of each actor."""
        return min(self.a.records), min(self.b.records)

    @property
    def key(self) -> str:
        """Return what names the pair from one page to the next."""
        return digest(*sorted(self.records))

    @property
    def warning(self) -> str:
        """Return what a person has to be told before joining the two, or nothing."""
        return self.veto or merge_warning(self.a, self.b)

    @property
    def sure(self) -> bool:
        """Tell whether the pair may be joined with others in one gesture: a number or the whole name says so, nothing less."""
        return self.outcome is Outcome.SAME and not self.warning and (self._one_number or self._one_name)

    @property
    def doubtful(self) -> bool:
        """Tell whether likeness alone proposes the pair: a tie from one to the other then says that they are two."""
        return self.outcome is Outcome.REVIEW and not self._one_number

    @property
    def _one_number(self) -> bool:
        return bool({reason.name for reason in self.why if reason.weight > 0} & _NUMBERS)

    @property
    def _one_name(self) -> bool:
        """Tell whether the own name of each is the same but for its spelling: its numbers and its short words included.

        An other name or initials in common are for a person: they may be those of somebody else.
        """
        return any(_spelled_alike(mine, theirs) for mine in _own_names(self.a) for theirs in _own_names(self.b))

    @property
    def worth(self) -> float:
        """Return how useful an answer is: how doubtful the pair, times how many ties rest on it."""
        chance = 1 / (1 + math.exp(-max(-30.0, min(30.0, self.score))))
        return (0.05 + chance * (1 - chance)) * (1 + math.log1p(self.ties))


def party_of(actor: Actor) -> Party:
    """Return an actor as it is compared."""
    def text(name: str) -> str:
        value = actor.value(name)
        return "" if value is None else str(value)

    return make_party(
        actor.id, actor.names[:_NAMES], address=text("address"), postcode=text("post_code"), town=text("city"),
        siret=text("siret") or text("siren"), rna=text("rna"), naf=text("naf"), kind=actor.kind, phone=text("phone"),
        email=text("email"),
    )  # fmt: skip


def proposals(store: Store, view: View) -> list[Proposal]:
    """Return the pairs of organisations, territories or CLEs worth an answer, the most useful first; computed once per state of the base."""
    queue = view.memo(_QUEUE, _Queue)
    with queue.held:
        if queue.found is None:
            ties = view.ties()
            found = _among([*view.actors()], partial(_judged, store), Counter(end for tie in ties for end in (tie.start, tie.end)))
            tied = {frozenset((tie.start, tie.end)) for tie in ties}
            asked = (p for p in found if not p.doubtful or frozenset((p.a.id, p.b.id)) not in tied)
            queue.found = sorted(asked, key=lambda p: (-p.worth, p.key))
        return queue.found


def proposal_of(store: Store, view: View, a: Actor, b: Actor) -> Proposal | None:
    """Return what is proposed of two actors, None when nothing is: without the whole queue, unless it is there already."""
    ready, pair = view.memo(_QUEUE, _Queue).found, {a.id, b.id}
    found = _among([*view.actors()], partial(_judged, store), Counter(), pair) if ready is None else ready
    return next((p for p in found if {p.a.id, p.b.id} == pair), None)


_QUEUE = "identity proposals"


@dataclass(slots=True)
class _Queue:
    """The queue of one state of the base, None until it is asked for."""

    found: list[Proposal] | None = None
    held: Lock = field(default_factory=Lock)


def pending_among(view: View, ids: Iterable[str]) -> list[Proposal]:
    """Return the pairs worth an answer among a few actors; those on which somebody had a word are left out.

    Among a few, every word looks rare: what seems likely there is weighed again against all the others, as the queue does.
    """
    some = {actor.id: actor for actor in view.get(sorted(ids)).values()}
    silence = partial(_told_apart, view)
    likely = {end for p in _among(some.values(), silence, Counter()) for end in (p.a.id, p.b.id)}
    if not likely:
        return []
    found = [p for p in _among([*view.actors()], silence, Counter(), likely) if some.keys() >= {p.a.id, p.b.id}]
    return sorted(found, key=lambda p: (-p.worth, p.key))


def _told_apart(view: View, pairs: Sequence[tuple[Actor, Actor]]) -> set[tuple[str, str]]:
    """Return the pairs of which a judgement names a record of each."""
    found = set()
    for a, b in pairs:
        sides = set(a.records), set(b.records)
        if any(all({j.a, j.b} & side for side in sides) for j in view.made_of(a, b).said.values()):
            found.add((a.id, b.id))
    return found


_Silence = Callable[[Sequence[tuple[Actor, Actor]]], set[tuple[str, str]]]


def _among(
    some: Iterable[Actor], silenced_by: _Silence, ties: Counter[str], pair: Collection[str] = ()
) -> Iterator[Proposal]:
    """Yield the pairs worth an answer among some actors: all of them, or one `pair` alone, weighed against all the others."""
    everyone = [*some]
    yield from _places(everyone, silenced_by, ties, pair)
    actors = [a for a in everyone if KINDS[a.kind].family is Family.ORGANISATION]
    if len(actors) < 2:
        return
    parties = tuple(party_of(actor) for actor in actors)
    asking = [n for n, actor in enumerate(actors) if actor.id in pair]
    matches = match_within(parties, asking, least=FLOOR) if pair else _matched(parties)
    lines = [line for line, outcome in enumerate(matches.outcome) if outcome in (Outcome.SAME, Outcome.REVIEW)
             and matches.score[line] >= FLOOR]
    pairs = [(actors[matches.pairs.rows[n]], actors[matches.pairs.references[n]]) for n in lines]
    silenced = silenced_by(pairs)
    for line, (a, b) in zip(lines, pairs, strict=True):
        mine, theirs = (parties[int(place[line])] for place in (matches.pairs.rows, matches.pairs.references))
        if (a.id, b.id) in silenced or _one_unit(mine, theirs):
            continue
        if _acts_for(a, b) or _acts_for(b, a):
            continue
        why = tuple(matches.why(line))
        if "institutions" in dict(why) and not _NUMBERS & dict(why).keys():
            # A mission locale and France Travail in one town: two institutions that share the town's name, and no more.
            continue
        if matches.outcome[line] is Outcome.REVIEW and not worth_asking(mine, theirs, why):
            continue
        yield Proposal(a, b, round(float(matches.score[line]), 4), matches.outcome[line], matches.veto[line],
                       matches.reasons(line), min(ties[a.id], ties[b.id]))  # fmt: skip


def _places(some: Iterable[Actor], silenced_by: _Silence, ties: Counter[str], pair: Collection[str]) -> Iterator[Proposal]:
    """Yield the territories and the CLEs that may have been entered under two names: always for a person to say."""
    named = [actor for actor in some if actor.kind in KINDS_NAMED]
    why = {(a.id, b.id): (a, b, said) for a, b in combinations(named, 2) if (not pair or {a.id, b.id} & {*pair}) and (said := one_place(a, b))}
    silenced = silenced_by([(a, b) for a, b, _ in why.values()]) if why else set()
    for ids, (a, b, said) in why.items():
        if ids not in silenced:
            yield Proposal(a, b, 0.0, Outcome.REVIEW, "", (Reason("name", 0.0, said),), min(ties[a.id], ties[b.id]))


@lru_cache(maxsize=4)
def _matched(parties: tuple[Party, ...]) -> Matches:
    # Kept for the parties themselves: an answer that joins nobody leaves them as they were.
    asking = None if len(parties) <= MANY else [n for n, p in enumerate(parties) if not p.number.siren]
    return match_within(parties, asking, least=FLOOR)


def _one_unit(a: Party, b: Party) -> bool:
    """Tell whether two parties are a legal unit and its establishment, or two establishments: never one record."""
    mine, theirs = a.number, b.number
    return bool(mine.siren) and mine.siren == theirs.siren and mine.digits != theirs.digits


def one_unit(a: Actor, b: Actor) -> bool:
    """Tell whether two actors are a legal unit and its establishment, or two of its establishments: tied, and never one."""
    return _one_unit(party_of(a), party_of(b))


def _acts_for(operator: Actor, other: Actor) -> bool:
    """Tell whether an organisation is known as the operator of another: related, and never one."""
    said = operators(str(text) for fact in other.facts("aliases") for text in fact.value)
    return bool(said) and not {fold(name) for name in said}.isdisjoint(map(fold, operator.names))


def _judged(store: Store, pairs: Sequence[tuple[Actor, Actor]]) -> set[tuple[str, str]]:
    """Return the pairs on which somebody has had a word."""
    asked: dict[str, tuple[str, str]] = {}
    for a, b in pairs:
        for mine in a.records:
            for theirs in b.records:
                asked[Judgement("", mine, theirs, "").slot] = (a.id, b.id)
    return {asked[slot] for slot in store.held(list(asked))} if asked else set()


def told(why: Sequence[Reason], most: int = 6) -> str:
    """Return the evidences of a pair as a French sentence, strongest first.

    >>> told([Reason("siren", 5.12, "même SIREN"), Reason("far", -0.84, "autre département")])
    'même SIREN (+5,1) ; autre département (−0,8)'
    """
    return " ; ".join(f"{reason.said} ({_signed(reason.weight)})" for reason in why[:most])


def _signed(value: float) -> str:
    return ("+" if value > 0 else "−") + f"{abs(value):.1f}".replace(".", ",")
