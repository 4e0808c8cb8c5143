"""Which of the names an actor was given is shown, when its sources do not spell it alike or do not name one organisation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from itertools import permutations
from typing import TYPE_CHECKING

from kb.identity.aliases import Register, seed
from kb.identity.names import read_name
from kb.ledger import RANKS, Rank
from kb.other_names import AliasKind, borne, read_other_name
from kb.text import fold

if TYPE_CHECKING:
    from kb.facts import Fact


def name_forms(names: Iterable[str], towns: Collection[str] = ()) -> frozenset[str]:
    """Return by what some names may be recognised: telling words, towns and legal forms apart, and initials.

    >>> sorted(name_forms(["Association Lyon Régie Plurielles"], ["Lyon"]))
    ['alrp', 'lrp', 'plurielles', 'regie']
    """
    away = {word for town in towns for word in fold(town).split()}
    found: set[str] = set()
    for name in map(read_name, names):
        words = [word for word in name.words if word not in away] or name.words
        found.update(name.initials, (word for word in words if len(word) > 2), (name.squeezed,) if len(words) < 2 else ())
    return frozenset(found)


def no_word_shared(names: Iterable[str], others: Iterable[str], towns: Collection[str] = ()) -> bool:
    """Tell whether some names and some others are wholly other words; initials are no other words.

    >>> no_word_shared(["Régie Plurielles"], ["Plurielles"]), no_word_shared(["Régie Plurielles"], ["Le Fournil"])
    (False, True)
    """
    return name_forms(names, towns).isdisjoint(name_forms(others, towns))


def yielding_names(facts: Iterable[Fact]) -> frozenset[str]:
    """Return, folded, the names that are never shown while another is there: former names and sigles, and strangers'.

    So do names that the field knows for former ones, beside the name that took their place. A stranger's name shares nothing with the one that is known: a number copied from the line above brings it. A register
    knows best; else the name that most sources give, else the first one given. Mentions prove nothing against a row.
    """
    facts = list(facts)
    # A row that uses a former name or a sigle speaks of the organisation; it does not rename it.
    otherwise = {fold(o.name) for o in map(read_other_name, _texts(facts, "aliases")) if o.kind is not None}
    named = [f for f in facts if f.field == "name" and fold(str(f.value)) not in otherwise]
    if len({fold(str(f.value)) for f in named}) < 2:
        return frozenset(otherwise)
    otherwise |= _former(named, facts)
    named = [f for f in named if fold(str(f.value)) not in otherwise]
    groups = _alike(named, facts)
    if len(groups) < 2:
        return frozenset(otherwise)
    known = min(groups, key=_known_best)
    return frozenset(otherwise.union(fold(str(f.value)) for group in groups if group is not known for f in group))


#: Names of one actor that are compared two by two: a few rows spell it otherwise, never dozens.
_MOST_NAMES = 20


@cache
def _register() -> Register:
    return seed()


def _former(named: Sequence[Fact], facts: Sequence[Fact]) -> set[str]:
    """Return, folded, the names that hold what an organisation of the field was called before, when another holds what it is called.

    « Pôle emploi République » is no more the name of « France Travail République », whichever file came last.
    """
    towns = frozenset(word for town in _texts(facts, "city") for word in fold(town).split())
    names = list(dict.fromkeys(str(f.value) for f in named))[:_MOST_NAMES]
    found = set()
    for name, other in permutations(names, 2):
        alias = _register().link(name, other, towns)
        if alias and alias.kind is AliasKind.FORMER and set(read_name(alias.alias).words) <= set(read_name(name).words):
            found.add(fold(name))
    return found if len(found) < len({fold(name) for name in names}) else set()


def best_typed_first(facts: list[Fact]) -> list[Fact]:
    """Return facts in survivorship order, the best typed spelling of the shown name before the hasty ones.

    Spellings of one name have the same telling words, towns and legal forms apart, and the same weight: a later « ASSOC REGIE
    PLURIELLES LYON » changes nothing of « Régie Plurielles ». Another name, or one of another weight, keeps its place.
    """
    names = [f for f in facts if f.field == "name"]
    if len({f.value for f in names}) < 2:
        return facts
    shown, away = names[0], {word for town in _texts(facts, "city") for word in fold(town).split()}
    told = _telling(shown, away)
    alike = [f for f in names if f.rank == shown.rank and _telling(f, away) == told]
    best = max(alike, key=_care)  # of several as good, the first
    if len(told) < 2 or _care(best) == _care(shown):
        return facts
    place = facts.index(shown)
    return [*facts[:place], best, *(f for f in facts[place:] if f is not best)]


def _telling(fact: Fact, away: Collection[str]) -> list[str]:
    return sorted(word for word in read_name(str(fact.value)).words if word not in away)


def _care(fact: Fact) -> tuple[bool, int]:
    """Return how well a name is typed: in small letters mostly, then with how many accents."""
    text = str(fact.value)
    small = sum(letter.islower() for letter in text) > sum(letter.isupper() for letter in text)
    return small, sum(not letter.isascii() and letter.isalpha() for letter in text)


def _texts(facts: Iterable[Fact], field: str) -> list[str]:
    return [str(text) for f in facts if f.field == field for text in (f.value if isinstance(f.value, list) else [f.value])]


def _alike(named: Sequence[Fact], facts: Sequence[Fact]) -> list[list[Fact]]:
    """Return the names in groups that share something: a word, initials, or another name that their rows give."""
    towns = frozenset(_texts(facts, "city"))
    others: dict[str, list[str]] = defaultdict(list)
    for fact in facts:
        if fact.field in ("acronym", "aliases"):
            others[fact.claim] += borne(_texts([fact], fact.field))
    groups: list[tuple[set[str], list[Fact]]] = []
    for fact in named:
        forms, group = set(name_forms([str(fact.value), *others[fact.claim]], towns)), [fact]
        apart = []
        for shared, members in groups:
            if forms & shared:
                forms, group = forms | shared, [*members, *group]
            else:
                apart.append((shared, members))
        groups = [*apart, (forms, group)]
    return [group for _, group in groups]


def _known_best(group: Sequence[Fact]) -> tuple[int, int, str, int, str]:
    """Return what tells the known name from a stranger's, least first, whatever the order rows came in."""
    best = min(fact.rank for fact in group)
    weight = 0 if best == RANKS[Rank.REGISTER] else 2 if best == RANKS[Rank.MENTION] else 1
    sources, claims = {f.source for f in group}, {f.claim for f in group}
    return weight, -len(sources), min(f.since for f in group), -len(claims), min(f.claim for f in group)
