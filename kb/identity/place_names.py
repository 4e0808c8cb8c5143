"""Territories and CLEs entered under two names: the words of one are among those of the other, and the platform's list does not tell them apart."""

from __future__ import annotations

import re

from kb.graph import Actor
from kb.territories import USUAL_NAMES
from kb.text import fold
from kb.words import quoted

KINDS_NAMED = ("territory", "cle")
#: Words of a name that tell no place.
_SAYS_NOTHING = frozenset({"cle", "comite", "local", "pour", "l", "emploi", "territoire", "tzcld", "quartier", "qpv", "de", "du", "des", "la", "le", "les", "d", "et"})
_NTH = re.compile(r"\b(\d+)(?:eme|ere|er|e)\b")


def one_place(a: Actor, b: Actor) -> str:
    """Return, in words, why two territories or two CLEs may be one; empty when nothing says so."""
    if a.kind != b.kind or a.kind not in KINDS_NAMED or (_usual(a) and _usual(b)):
        return ""
    for mine in a.names:
        for theirs in b.names:
            left, right = told_words(mine), told_words(theirs)
            if left and right and (left <= right or right <= left):
                return f"les mots d'un nom sont dans l'autre : {quoted(mine)}, {quoted(theirs)}"
    return ""


def told_words(name: str) -> frozenset[str]:
    """Return the words of a name by which it tells a place, a rank as its number.

    >>> sorted(told_words("CLE de Lyon 8e Mermoz")), sorted(told_words("Lyon 8ème"))
    (['8', 'lyon', 'mermoz'], ['8', 'lyon'])
    """
    words = (_NTH.sub(r"\1", word) for word in fold(name).split())
    return frozenset({"st": "saint", "ste": "sainte"}.get(word, word) for word in words if word not in _SAYS_NOTHING)


def _usual(actor: Actor) -> bool:
    return actor.id.partition(":")[2] in USUAL_NAMES
