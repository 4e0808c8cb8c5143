"""Births: the day or the year in which somebody is born tells a person, whatever column says it; an organisation is created."""

from __future__ import annotations

import re
import unicodedata

from importers.sitting import plain
from importers.somebody import AS_A_PERSON, COLLECTIVE, NAMED, names_one
from kb.text import fold

#: What is said of a row that gives the birth of somebody.
TOLD_BIRTH = (
    "Cette cellule semble donner la naissance d'une personne : Maillage n'en reçoit aucune, rien de la ligne n'est gardé. Retirez-la "
    "du fichier ; pour une organisation, écrivez « créée le »."
)
#: What every mention of a birth holds, however its accents are written.
_BIRTHS = ("né le", "née le", "né en", "née en", "nee le", "nee en", "né(e", "ne(e", "né.e", "né·e", "ne\u0301")
#: The day of a birth, in plain small letters.
BORN = re.compile(r"\bne(?:e|\W?e\)?)?\s+le\s+\d{1,2}(?:er)?(?:[/.-]\d|\s+(?:[a-z]{3,9}\.?|\d\d?)\s+(?:19|20)\d\d)")
_BORN_IN = re.compile(r"[\s,(:;–—/-]{0,3}(?:est\s)?ne(?:e|\W?e\)?)?\s+en\s+(?:19|20)\d\d\b")
#: The same of two words that may be a name: who is of age was born by then, what an organisation is called begins by no article.
_OF_AGE = re.compile(r"[\s,(:;–—/-]{0,3}(?:est\s)?ne(?:e|\W?e\)?)?\s+en\s+(?:19\d\d|200\d|2010)\b")
_BEFORE_NAME = re.compile(r"\bne(?:e|\W?e\)?)?\s+en\s+(?:19\d\d|200\d|2010)[\s,():;–—/-]{1,3}$")
_SMALL_LETTERS = re.compile(r"^[a-zà-ÿ'’-]+\s[a-zà-ÿ'’-]+(?=[\s,(:;]+née?\b)")
_ARTICLES = frozenset({"le", "la", "les", "l", "un", "une", "des", "ces", "cette", "notre", "nos", "depuis", "chez", "avec"})
#: How far of a name its birth is looked for.
_NEAR = 120


def tells_birth(text: str) -> bool:
    """Tell whether a text gives the day on which a person is born, or the year of one it names; an organisation's is its creation.

    >>> tells_birth("né(e) le 12/03/1979"), tells_birth("Mme Exemple, née en 1970"), tells_birth("Camille Exemple née en 1970")
    (True, True, True)
    >>> tells_birth("Association née le 12 mars 2019"), tells_birth("Les Jardins, née en 2015"), tells_birth("créée le 12/03/1979")
    (False, False, False)
    """
    if not may_tell_birth(text.lower()):
        return False
    text = unicodedata.normalize("NFC", text)
    bare = plain(text)
    if any(COLLECTIVE.isdisjoint(fold(re.split(r"[.;\n]\s", bare[: born.start()])[-1]).split()) for born in BORN.finditer(bare)):
        return True
    if any(_BORN_IN.match(_after(text, named)) for named in re.finditer(NAMED, text) if names_one(named)):
        return True
    likely = [*AS_A_PERSON.finditer(text), *_SMALL_LETTERS.finditer(text)]
    return any(_is_of_age(text, named) for named in likely if names_one(named) and fold(named.group()).split()[0] not in _ARTICLES)


def _after(text: str, named: re.Match[str]) -> str:
    return plain(text[named.end() :][:_NEAR])


def _is_of_age(text: str, named: re.Match[str]) -> bool:
    return bool(_OF_AGE.match(_after(text, named)) or _BEFORE_NAME.search(plain(text[: named.start()][-_NEAR:])))


def may_tell_birth(lower: str) -> bool:
    """Tell whether a text in small letters may give a birth: plain words, since nearly none does."""
    for hint in _BIRTHS:  # noqa: SIM110 - run for each row of every file: `any` takes half as long again
        if hint in lower:
            return True
    return False
