"""Influence on a scale of five, said by a figure or by the words offices use for it: the one list of them."""

from __future__ import annotations

from kb.text import fold

_WORDS = {"tres faible": 1, "faible": 2, "moyen": 3, "moyenne": 3, "eleve": 4, "elevee": 4, "fort": 4, "forte": 4}
_WORDS |= {f"tres {word}": 5 for word, score in _WORDS.items() if score == 4}
_SCORES = {**{str(score): score for score in range(1, 6)}, **_WORDS}


def score_of(text: str) -> int:
    """Return the place on a scale of 1 to 5 that a figure or a word gives, 0 for anything else.

    >>> score_of("4"), score_of("moyenne"), score_of("Très fort"), score_of("12"), score_of("")
    (4, 3, 5, 0, 0)
    """
    return _SCORES.get(fold(text), 0)
