"""Words as people compare them: one folding for search, sorting and keys, the same on every engine."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ẞ": "ss", "ø": "o", "Ø": "o"})


class _Bare(dict[int, str | int | None]):
    """What each letter becomes once accents are apart: marks that combine go; learned letter by letter, then looked up."""

    def __missing__(self, letter: int) -> int | None:
        found = self[letter] = None if unicodedata.combining(chr(letter)) else letter
        return found


_BARE = _Bare(_LIGATURES)
#: The marks of French and its neighbours, which go sooner than letter by letter; what is left of others goes that way.
_ACCENT = re.compile("[\u0300-\u034e\u0350-\u036f]+")
#: A longer text is not worth keeping: it seldom comes twice.
_SHORT = 80
_NOT_WORD = re.compile(r"[\W_]+")
_JOINER = "\u200d"


def fold(text: str) -> str:
    """Return a text lower-cased, without accents, ligatures or punctuation, single-spaced.

    The same folding is applied on write and on query, so that every engine answers alike.

    >>> fold("L'Œuvre  d’Été – Straße")
    'l oeuvre d ete strasse'
    >>> fold(fold("Bross'Up")) == fold("Bross'Up")
    True
    """
    # A commune or a name is folded again and again within an import.
    return _kept(text) if len(text) <= _SHORT else _folded(text)


def _folded(text: str) -> str:
    if not text.isascii():
        text = _ACCENT.sub("", unicodedata.normalize("NFKD", text.casefold()))
        text = text if text.isascii() else text.translate(_BARE)
    return _NOT_WORD.sub(" ", text.lower()).strip()


_kept = lru_cache(maxsize=20_000)(_folded)


def writable(text: str) -> bool:
    """Tell whether a text can be kept: half a character cannot, so that nothing kept is ever equal to it.

    >>> writable("Œuvre"), writable("\\ud800")
    (True, False)
    """
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def slug(text: str) -> str:
    """Return a text as the readable part of an id or of a file name.

    >>> slug("Givors et Grigny")
    'givors-et-grigny'
    """
    return fold(text).replace(" ", "-")


def sought(text: str) -> list[str]:
    """Return the words a text asks for, folded; a SIREN or a SIRET written in groups of digits is one.

    >>> sought("200 046 977 00019"), sought("Lyon 8")
    (['20004697700019'], ['lyon', '8'])
    """
    words = fold(text).split()
    joined = "".join(words)
    return [joined] if joined.isdecimal() and len(joined) in (9, 14) else words


def clean(text: str) -> str:
    """Return a text in Unicode's composed form (NFC), outer blanks and doubled inner blanks removed.

    Only the spelling of blanks and accents changes: what a reader sees stays.

    >>> clean("  Atelier\\u00a0  des Possibles ")
    'Atelier des Possibles'
    """
    # A cell is taken by all who look at its row: it is cleaned at the first.
    return _kept_clean(text) if len(text) <= _SHORT else _cleaned(text)


def _cleaned(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.split())


_kept_clean = lru_cache(maxsize=4_096)(_cleaned)


def cut(text: str, most: int) -> str:
    """Return a text of at most `most` characters, never cut inside an emoji or under an accent.

    >>> cut("Atelier des Possibles", 10)
    'Atelier d…'
    """
    if len(text) <= most:
        return text
    end = most - 1
    while end > 0 and (unicodedata.combining(text[end]) or _JOINER in (text[end], text[end - 1])):
        end -= 1
    return text[:end].rstrip() + "…"


def cut_at_word(text: str, most: int) -> str:
    """Return a text of at most `most` characters that ends with a whole part when it is made of some, else with a whole word.

    A last word of half of the room is cut too.

    >>> cut_at_word("date de la convention non trouvée", 30), cut_at_word("Atelier", 4)
    ('date de la convention non…', 'Ate…')
    >>> cut_at_word("conventionnée par le Fonds ; date de la convention non trouvée", 56)
    'conventionnée par le Fonds…'
    """
    short = cut(text, most)
    part = text[:most].rpartition(" ; ")[0].rstrip()
    if short != text and part:
        return part + "…"
    if short == text or text[len(short) - 1 : len(short)] == " ":
        return short
    whole = short[:-1].rpartition(" ")[0].rstrip(" ,;:(–-")
    return whole + "…" if len(whole) > most // 2 else short
