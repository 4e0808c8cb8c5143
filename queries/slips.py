"""What a text that finds nothing may have meant: its usual abbreviations in full, a kind by its name, or names near it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from rapidfuzz import fuzz

from kb.errors import UnknownKind
from kb.graph import Actor
from kb.kinds import COUNTS, KINDS, kind_named
from kb.text import fold
from kb.view import View

#: Abbreviations of place names, which no name bears when it is written in full.
_IN_FULL = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_GLUED = re.compile(r"(?<=[^\W\d_])(?=\d)")
#: A slip is seldom in the first letters of a word; fewer than three find too much.
_LEAST = 3
#: Actors among which near names are looked for, and how near they are: two letters of a word of ten.
_LOOKED_AT, _NEAR = 300, 80.0
#: Near names that are worth showing.
NEAR_MOST = 8


#: What may be looked for: a count is no actor.
ACTORS = tuple(code for code in KINDS if code not in COUNTS)


def meant(view: View, text: str, kinds: Collection[str] = ACTORS) -> list[Actor]:
    """Return the actors that a text may mean when none bears its words, the nearest first; none for a text of nothing."""
    words = fold(_GLUED.sub(" ", text)).split()
    full = [_IN_FULL.get(word, word) for word in words]
    if full != fold(text).split() and (page := view.find(kinds=kinds, text=" ".join(full), limit=_LOOKED_AT)).total:
        return _nearest(" ".join(full), page.actors, least=0)
    return _of_kind(view, text, kinds) or _near(view, full, kinds)


def _of_kind(view: View, text: str, kinds: Collection[str]) -> list[Actor]:
    try:
        kind = kind_named(text)
    except UnknownKind:
        return []
    return list(view.find(kinds=[kind.code], limit=NEAR_MOST).actors) if kind.code in kinds else []


def _near(view: View, words: Sequence[str], kinds: Collection[str]) -> list[Actor]:
    begun = [_begun(view, word, kinds) for word in words]
    asked = " ".join(beginning for beginning in begun if beginning)
    if not asked:
        return []
    return _nearest(" ".join(words), view.find(kinds=kinds, text=asked, limit=_LOOKED_AT).actors, least=_NEAR)


def _nearest(text: str, actors: Iterable[Actor], *, least: float) -> list[Actor]:
    found = [(_likeness(text, actor), actor) for actor in actors]
    found.sort(key=lambda pair: (-pair[0], -fuzz.ratio(text, fold(pair[1].name)), pair[1].id))
    return [actor for likeness, actor in found if likeness >= least][:NEAR_MOST]


def _begun(view: View, word: str, kinds: Collection[str]) -> str:
    """Return the longest beginning of a word that something bears, empty when not even three letters of it are borne."""
    for length in range(len(word), _LEAST - 1, -1):
        if view.find(kinds=kinds, text=word[:length], limit=1).total:
            return word[:length]
    return ""


def _likeness(text: str, actor: Actor) -> float:
    """Return how near a text is to the nearest name of an actor, whole or in part, on a scale of 100."""
    return max((fuzz.partial_ratio(text, name) if len(text) <= len(name) else fuzz.ratio(text, name) for name in map(fold, actor.names)), default=0.0)
