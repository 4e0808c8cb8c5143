"""Which doubtful pairs deserve a person's time: those that something holds together besides common words and a commune."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz

from kb.identity.names import Name
from kb.identity.party import Party

#: Evidences that hold a pair together by themselves, whatever the names.
HOLDING = frozenset({
    "siret", "siren", "rounded", "slip", "rna", "exact", "initials", "alias", "street", "house", "contact",
})  # fmt: skip
#: Those that say where, not who: a street holds many bodies, and holds no pair whose names share nothing.
PLACES = frozenset({"street", "house"})
#: Words that alone name nobody.
BARE = frozenset({"reseau", "association", "union", "federation", "groupe", "groupement", "region", "metropole", "antenne"})
#: From how alike two words are, out of a hundred, one is the other with a slip.
SLIP = 82.0


def worth_asking(mine: Party, theirs: Party, why: Iterable[tuple[str, float]]) -> bool:
    """Tell whether a doubtful pair is a question: a number, an address or a sigle in common, or one name within the other.

    A place in common is enough only for two names that share a word. « Est Métropole Habitat » and « Lyon Métropole Habitat » share two common words, and each has one of its own.
    """
    holding = {name for name, value in why if value > 0} & HOLDING
    if holding - PLACES or (holding and _share_a_word(mine, theirs)):
        return True
    return any(_within(a, b) or _within(b, a) for a in mine.forms for b in theirs.forms)


def _share_a_word(mine: Party, theirs: Party) -> bool:
    """Tell whether a word of one is in the other, but for a slip."""
    words = {word for name in theirs.forms for word in name.words}
    return any(word in words or any(fuzz.ratio(word, other) >= SLIP for other in words) for name in mine.forms for word in name.words)


def _within(short: Name, long: Name) -> bool:
    """Tell whether every word of a name is in another, but for a slip."""
    if BARE.issuperset(short.words):
        return False
    return all(any(word == other or fuzz.ratio(word, other) >= SLIP for other in long.words) for word in short.words)
