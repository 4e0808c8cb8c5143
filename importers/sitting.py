"""Who sits for those out of work: a seat is kept without a name; whoever is named beside it is one of them, and never enters."""

from __future__ import annotations

import re
import unicodedata

from importers.somebody import names_a_body, names_a_place
from kb.text import fold

#: How a word is made feminine, plural, or both.
_E = r"(?:[.·/(-]?(?:nes?|es?|s)\)?){0,2}"
_PUBLIC = (
    rf"(?:p\W?p\W?d\W?e\b|deld\b|chomeu(?:r|se)s?\b|demandeu(?:r|se)s?{_E}\s+d\W?\s?emploi\b"
    rf"|(?:durablement\s+)?prive{_E}\s+(?:durablement\s+)?d\W?\s?emploi\b)(?:\s+(?:de\s+)?longue\s+duree)?"
)
_MEMBERS = rf"(?:personne|habitant|citoyen|volontaire){_E}\s+"
_ROLES = r"(?:representant|delegue|porte[\s-]parole|titulaire|suppleant|administrat(?:eur|rice)|membre|habitant|citoyen|volontaire|college)"
#: A role held for those out of work, or the status that somebody had; what a professional does for them is neither.
_HELD = (
    rf"\s+(?:(?:elu|titulaire|suppleant){_E}\s+)?[(:,-]?\s*(?:des?\s+|du\s+|d\W|pour\s+les\s+)?(?:college\s+(?:des?\s+|d\W)?)?(?:{_MEMBERS})?{_PUBLIC}"
)
SEAT = rf"(?:{_ROLES}{_E}{_HELD}|(?:\bex[\s-]+|ancien{_E}\s+){_PUBLIC})"
#: The same held by one.
ONE_SEAT = rf"(?:{_ROLES}(?:[.·/(-]?e\)?)?{_HELD}|(?:\bex[\s-]+|ancien(?:ne)?\s+){_PUBLIC})"
_SEAT = re.compile(rf"\b{SEAT}")
_SAYS_PUBLIC = re.compile(rf"\b{_PUBLIC}")
#: A status at the end of a name, as « Jean Martin PPDE »; before, it may be a place's: « PPDE Plaine Santy ».
_STATUS_ALONE = re.compile(r"\bp\W?p\W?d\W?e\W*$")
_PROFESSIONAL = re.compile(r"referent|charge|responsable|conseill|accompagn|coordinat|animat|direct|chef|mission|service|emploi|solidai|quartier")
_PLURAL = re.compile(rf"{_ROLES}(?:[.·/(-]?(?:nes?|es?)\)?)?[.·/(-]?s\b")
#: The place or the body whose seat it is: « de Val-Fleuri », « au CLE de Bron ».
_PLACE = re.compile(r"\s+(?:du|de|des|d'|au|aux|a\s+la|sur|dans)\b[^(),;:|]*$")
_CIVILITY = re.compile(r"\b(?:m\.|(?:mr|mme|mlle|monsieur|madame|mademoiselle)\b)")
#: Words that tell a seat, how many or by whom it is not held: none of them is a person's name.
_UNNAMED = re.compile(
    rf"(?:{_ROLES}|representation|personne|siege|place|poste|vacant|designe|pourvu|nomme|elu|homme|femme|invite|usager|anonyme){_E}"
    r"|a|an?|les?|la|des?|du|d|l|au|aux|et|ou|en|non|sans|nom|cle|pas|encore|un|une|deux|trois|quatre|cinq|n|no|numero|designer|pourvoir|nommer"
    r"|elire|confirmer|preciser|definir|venir|attente|cours|\d+(?:er|ere|e|eme)?|[a-f]"
)


def is_seat(name: str) -> bool:
    """Tell whether a name is only that of a seat of those out of work, held by nobody who is named.

    >>> is_seat("Représentante des PPDE"), is_seat("PPDE (siège vacant)"), is_seat("Collège PPDE de Val-Fleuri")
    (True, True, True)
    >>> is_seat("Représentant PPDE (Jean Martin)"), is_seat("Collectif PPDE"), is_seat("Habitants")
    (False, False, False)
    """
    found, beside = _beside(name)
    return found and all(map(_UNNAMED.fullmatch, fold(beside).split()))


def names_holder(name: str) -> bool:
    """Tell whether a name says, besides a seat of those out of work, who may hold it.

    >>> names_holder("représentante des PPDE Jeanne Martin"), names_holder("Jean Martin représentant PPDE"), names_holder("Jean Martin PPDE")
    (True, True, True)
    >>> names_holder("Représentante PPDE Camille"), names_holder("Camille (PPDE, représentante des PPDE)")
    (True, True)
    >>> names_holder("Représentants PPDE de Val-Fleuri"), names_holder("référente PPDE Jeanne Martin"), names_holder("Représentant PPDE Bron")
    (False, False, False)
    """
    found, beside = _beside(name)
    if not found:
        return False
    bare = plain(name)
    words = [word for word in beside.split() if not all(map(_UNNAMED.fullmatch, fold(word).split()))]
    seat = _SEAT.search(bare)
    if _CIVILITY.search(bare) and words:
        return True
    if seat is None:
        alone = _STATUS_ALONE.search(bare) and not any(map(_PROFESSIONAL.match, words))
        return bool(alone) and len(words) == 2 and all(word.istitle() or word.isupper() for word in _as_written(name, words))
    if len(words) == 1 and not _PLURAL.match(seat.group()) and not seat.group().startswith("college"):
        (word,) = words
        told = next((written.strip("(),;:") for written in name.split() if plain(written) == word), "")
        return told[:1].isupper() and not names_a_place(told) and not names_a_body(told)
    return len(words) > 1 and not (_PLURAL.match(seat.group()) and not re.search(r"[(:,;|–—]", bare))


def is_held(post: str) -> bool:
    """Tell whether what is given as somebody's post begins with a seat of those out of work.

    >>> is_held("représentante élue des PPDE"), is_held("membre du collège PPDE"), is_held("ex-PPDE")
    (True, True, True)
    >>> is_held("référente PPDE"), is_held("accompagnement des habitants PPDE")
    (False, False)
    """
    return _SEAT.match(plain(post).strip()) is not None


def plain(text: str) -> str:
    """Return a text in small letters, without accents, its punctuation kept."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.replace("’", "'").lower()) if not unicodedata.combining(c))


def besides(name: str) -> str:
    """Return the words of a name, folded, that are neither a seat of those out of work nor those who hold one."""
    return fold(_beside(name)[1])


def _beside(name: str) -> tuple[bool, str]:
    """Return whether a name tells a seat or those who hold one, and what it says besides; the place of the seat is left out."""
    bare = plain(name)
    told = _SEAT.search(bare) or _SAYS_PUBLIC.search(bare)
    if told is None:
        return False, bare
    return True, f"{bare[: told.start()]} {_PLACE.sub('', bare[told.end() :], count=1)}"


def _as_written(name: str, words: list[str]) -> list[str]:
    return [word for word in name.split() if plain(word) in words]
