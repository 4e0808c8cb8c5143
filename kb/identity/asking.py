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
#: Words that alone name nobody.
BARE = frozenset({"reseau", "association", "union", "federation", "groupe", "groupement", "region", "metropole", "antenne"})
#: From how alike two words are, out of a hundred, one is the other with a slip.
SLIP = 82.0


def worth_asking(mine: Party, theirs: Party, why: Iterable[tuple[str, float]]) -> bool:
    """Tell whether a doubtful pair is a question: a number, an address or a sigle in common, or one name within the other.

    « Est Métropole Habitat » and « Lyon Métropole Habitat » share two common words, and each has one of its own.
    """
    if any(value > 0 and name in HOLDING for name, value in why):
        return True
    return any(_within(a, b) or _within(b, a) for a in mine.forms for b in theirs.forms)


def _within(short: Name, long: Name) -> bool:
    """Tell whether every word of a name is in another, but for a slip."""
    if BARE.issuperset(short.words):
        return False
    return all(any(word == other or fuzz.ratio(word, other) >= SLIP for other in long.words) for word in short.words)
