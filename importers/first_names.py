"""First names given in France: a word of one beside another with a capital may be a person, where no title says so."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from importers.somebody import CIVILITY, NAME_ALONE, names_a_body, names_a_place
from kb.text import fold

#: How a person is written with a title or an initial; « Code INSEE » is written as a name in capitals is.
_NAMED = re.compile(rf"\b(?:{CIVILITY})\s+[A-ZÀ-Ý]|\b[A-ZÀ-Ý][a-zà-ÿ]+(?:-[A-ZÀ-Ý][a-zà-ÿ]+)?\s[A-ZÀ-Ý]\.")
_APART = re.compile(r"[(\[)\],;:/|–—]|\s-\s")

#: A first name and a surname, side by side: capitals alone may be a commune's.
_BARE = re.compile(
    r"(?<![\w'’-])(?P<first>[A-ZÀ-Ý][a-zà-ÿ]+(?:-[A-ZÀ-Ý][a-zà-ÿ]+)?)[ \u00a0](?P<surname>(?:(?:de|du|d['’]|ben|el|le|la)\s?)?[A-ZÀ-Ý][\w'’-]*\w)"
)
#: What stands somewhere before the name of a street or of a public place, in the same sentence.
_STREET = re.compile(r"\b(?:rue|r\.|av(?:enue)?\.?|pl(?:ace)?\.?|quai|b(?:oulevar|v)?d|all[ée]e|impasse|square|cours|chemin|traverse|passage|esplanade|route|lyc[ée]e|coll[èe]ge|[ée]cole|"
                     r"cr[èe]che|ehpad|r[ée]sidence|stade|gymnase|salle|parc|h[ôo]pital|ESAT|foyer|m[ée]diath[èe]que|universit[ée]|"
                     r"(?:[ée]co-?)?quartier|ZAC|[îi]lot|m[ée]tro|tram(?:way)?|arr[êe]t|station|march[ée]|loi|prix|secteur|cit[ée]|tour|domaine|pont|fort|halle|maison)\b[^.;\n]*$", re.IGNORECASE)  # fmt: skip
_NEAR = 60
#: Words after which a name is a person's, though a body is named before.
_LINKS = frozenset({"avec", "par", "dont", "et", "contact", "chez", "a", "est", "monsieur", "madame", "president", "presidente", "directeur", "directrice"})


@cache
def first_names() -> frozenset[str]:
    """Return the first names most given in France since 1900, folded, less those that are words of every day."""
    return frozenset((files("importers") / "codes" / "prenoms.csv").read_text(encoding="utf-8").split())


def may_be_somebody(text: str) -> bool:
    """Tell whether a text that stands alone, a title or a name, may be that of a person: it has a first name or is written as one is named, and no word of a place or of a body.

    >>> may_be_somebody("Fatima"), may_be_somebody("Suivi Fatima B."), may_be_somebody("BENALI Fatima"), may_be_somebody("sami-karim")
    (True, True, True, True)
    >>> may_be_somebody("Villeurbanne Saint-Jean"), may_be_somebody("Mission locale Jean Moulin"), may_be_somebody("Suivi 2026")
    (False, False, False)
    """
    if names_a_body(text) or names_a_place(text) or _STREET.search(text):
        return False
    return not first_names().isdisjoint(fold(text).split()) or bool(_NAMED.search(text))


def is_called_as_one(text: str) -> bool:
    """Tell whether a text that is one of a list may be a person's name: so do two words with a capital, of no place and no body.

    >>> is_called_as_one("Zbigniew Exemple"), is_called_as_one("Fatima"), is_called_as_one("vert"), is_called_as_one("Mission locale")
    (True, True, False, False)
    """
    return tells_somebody(text) or bool(NAME_ALONE.fullmatch(text.strip()) and not names_a_body(text) and not names_a_place(text))


def tells_somebody(title: str) -> bool:
    """Tell whether a part of a title, of a sheet or of a table, may be the name of a person.

    >>> tells_somebody("CLE de Val-Fleuri - référente : Fatima B."), tells_somebody("Composition du CLE de Saint-Fons")
    (True, False)
    """
    return any(map(may_be_somebody, _APART.split(title)))


def tells_anybody(said: str) -> bool:
    """Tell whether a part of a short text that all may read may be the name of a person, be its first name a rare one.

    >>> tells_anybody("présidence : Zbigniew Exemple"), tells_anybody("chef de file"), tells_anybody("Pilote du CLE")
    (True, False, False)
    """
    return any(map(is_called_as_one, _APART.split(said)))


def bare_names(text: str) -> list[tuple[int, int]]:
    """Return where a text names somebody by a first name and a surname alone; a street, a place or a body may be called after somebody.

    >>> text = "Projet porté par Fatima Benali, centre social Gisèle Halimi, 12 rue du Docteur Paul Casalis"
    >>> [text[start:end] for start, end in bare_names(text)]
    ['Fatima Benali']
    """
    return [found.span() for found in _BARE.finditer(text) if _is_bare(found, text)]


def _is_bare(found: re.Match[str], text: str) -> bool:
    surname, before = found["surname"], text[max(0, found.start() - _NEAR) : found.start()]
    words = fold(before).split()[-2:]
    called = bool(words) and words[-1] not in _LINKS and names_a_body(" ".join(words))
    known = first_names().issuperset(fold(found["first"]).split())
    return known and not (called or _STREET.search(before) or names_a_body(surname) or names_a_place(surname))
