"""Names inside French sentences: what stands before them is elided, or contracted with their article."""

from __future__ import annotations

from kb.words import capital

_VOWELS = frozenset("aeiouyàâéèêëîïôöùœæ")
#: How the words begin whose h is not heard, among those that name organisations; before the others nothing is elided.
_MUTE_H = ("habi", "herb", "heur", "hist", "homme", "hôp", "hop", "hosp", "horiz", "hort", "hôt", "hot", "huma", "hydr", "hygi")
#: Words that begin the name of a body, which French says with its article: « siège au CLE ».
_BODIES = frozenset({"cle", "comité", "club", "cotech", "costrat", "fonds", "groupe"})
#: What « à » and « de » become with the article that begins a name.
_ARTICLES = {"le": ("au", "du"), "les": ("aux", "des")}


def before(reading: str, name: str) -> str:
    """Return a reading as it stands before a name: contracted before a body, elided before a vowel; see `joined`.

    >>> before("siège à", "CLE de Saint-Fons"), before("est l'EBE de", "Oullins"), before("est l'EBE de", "Givors")
    ('siège au', "est l'EBE d'", "est l'EBE de")
    """
    if name.split(" ")[0].lower() in _BODIES:
        return _contracted(reading, "au", "du")
    elided = reading.rpartition(" ")[2].lower() in ("de", "que") and _begins_with_vowel(name)
    return f"{reading[:-1]}'" if elided else reading


def joined(reading: str, name: str) -> str:
    """Return a reading that `before` gave and its name: a blank between them, unless the reading ends on an apostrophe."""
    return f"{reading}{name}" if reading.endswith("'") else f"{reading} {name}"


def said_before(reading: str, name: str) -> str:
    """Return a reading and the name that follows it, well joined: elided, or contracted with the article of the name.

    >>> said_before("autour de", "Envie Sud-Est"), said_before("à", "Le Centsept"), said_before("De", "Les Potagers")
    ("autour d'Envie Sud-Est", 'au Centsept', 'Des Potagers')
    >>> said_before("fiche de", "Habitat et Humanisme"), said_before("fiche de", "Handicap International")
    ("fiche d'Habitat et Humanisme", 'fiche de Handicap International')
    """
    article, _, rest = name.partition(" ")
    contracted = _contracted(reading, *_ARTICLES[article.lower()]) if article.lower() in _ARTICLES and rest else reading
    return f"{contracted} {rest}" if contracted != reading else joined(before(reading, name), name)


def _contracted(reading: str, at: str, of: str) -> str:
    start, blank, last = reading.rpartition(" ")
    word = {"à": at, "de": of}.get(last.lower())
    return f"{start}{blank}{capital(word) if last[:1].isupper() else word}" if word else reading


def _begins_with_vowel(name: str) -> bool:
    return name[:1].lower() in _VOWELS or name.lower().startswith(_MUTE_H)
