"""French words reduced to stems, the same way in the referential and in what people write."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from kb.text import fold

if TYPE_CHECKING:
    from snowballstemmer.french_stemmer import FrenchStemmer

#: Words of grammar: they are dropped before anything else.
_GRAMMAR = frozenset(
    fold(
        "le la les l un une des du de d au aux en à et ou où ni mais donc or car que qui quoi dont ce cet cette ces c "
        "se s sa son ses leur leurs ma mon mes ta ton tes notre nos votre vos je tu il elle on nous vous ils elles y "
        "ne n pas plus moins très par pour sur sous dans avec sans chez vers entre est sont être a ont avoir été "
        "qu jusqu afin ainsi aussi comme si bien tout tous toute toutes the of and"
    ).split()
)
#: Endings that Snowball leaves and that separate a verb from its noun (nettoyer, nettoyage; livrer, livraison).
_TAIL = re.compile(r"(?<=\w{4})(?:ag|aison|eur|euse|atric|ation)$")
#: Words that Snowball takes for another of the same stem, far in meaning (mobilier, mobilité ; laverie, lavage).
_APART = {"mobilier": "mobilier", "laverie": "laveri"}


@lru_cache(maxsize=1)
def _stemmer() -> FrenchStemmer:
    from snowballstemmer.french_stemmer import FrenchStemmer

    return FrenchStemmer()


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return the stem of one folded word: one for a verb, its noun and its trade, when the language allows.

    >>> [stem(word) for word in ("reparer", "reparation", "reparateurs", "velos", "nettoyage", "nettoyer")]
    ['repar', 'repar', 'repar', 'velo', 'nettoy', 'nettoy']
    """
    if len(word) < 4 or word[0].isdigit():
        return word
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    if word in _APART:
        return _APART[word]
    for _ in range(3):
        shorter: str = _stemmer().stemWord(word)
        if shorter == word:
            break
        word = shorter
    word = _TAIL.sub("", word)
    return word[:-2] + "oy" if word.endswith("oi") and len(word) > 4 else word


@lru_cache(maxsize=16384)
def words(text: str) -> tuple[str, ...]:
    """Return the folded words of a text that carry meaning, in order.

    >>> words("L'atelier du vélo, et la réparation")
    ('atelier', 'velo', 'reparation')
    """
    return tuple(word for word in fold(text).split() if word not in _GRAMMAR and (len(word) > 1 or word.isdigit()))


@lru_cache(maxsize=16384)
def stems(text: str) -> tuple[str, ...]:
    """Return the stems of a text, in order, words of grammar left out."""
    return tuple(stem(word) for word in words(text))


def grams(text: str, size: int = 3) -> set[str]:
    """Return the runs of `size` characters of a folded text, blanks at both ends included.

    >>> sorted(grams("vélo"))
    [' ve', 'elo', 'lo ', 'vel']
    """
    padded = f" {fold(text)} "
    return {padded[at : at + size] for at in range(len(padded) - size + 1)}
