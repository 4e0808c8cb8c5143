"""Where an organisation is, as it can be compared: postcode, commune, street and number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from kb.identity.names import repaired
from kb.ids import town_key
from kb.text import fold

#: Ways and their abbreviations, by the one under which they are compared.
WAYS: dict[str, str] = {
    **dict.fromkeys(["avenue", "av", "ave", "aven"], "avenue"),
    **dict.fromkeys(["boulevard", "bd", "bld", "bvd", "blvd", "boul"], "boulevard"),
    **dict.fromkeys(["rue", "r"], "rue"), **dict.fromkeys(["place", "pl", "plc"], "place"),
    **dict.fromkeys(["chemin", "ch", "che", "chem"], "chemin"), **dict.fromkeys(["route", "rte"], "route"),
    **dict.fromkeys(["impasse", "imp"], "impasse"), **dict.fromkeys(["allee", "all", "allees", "al"], "allee"),
    **dict.fromkeys(["quai", "qu", "q"], "quai"), **dict.fromkeys(["cours", "crs", "cour"], "cours"),
    **dict.fromkeys(["square", "sq"], "square"), **dict.fromkeys(["faubourg", "fg", "fbg"], "faubourg"),
    **dict.fromkeys(["residence", "res", "resid"], "residence"), **dict.fromkeys(["lotissement", "lot"], "lotissement"),
    **dict.fromkeys(["zone", "zi", "za", "zac", "zae", "zup"], "zone"), **dict.fromkeys(["lieu", "lieudit", "ld"], "lieu"),
    **dict.fromkeys(["passage", "pas", "psg"], "passage"), **dict.fromkeys(["esplanade", "esp"], "esplanade"),
    **dict.fromkeys(["hameau", "ham"], "hameau"), **dict.fromkeys(["montee", "mte"], "montee"),
    **dict.fromkeys(["batiment", "bat"], "batiment"),
}  # fmt: skip
#: Titles within street names, shortened on envelopes.
_TITLES = {
    "st": "saint", "ste": "sainte", "gal": "general", "gen": "general", "mal": "marechal", "dr": "docteur",
    "pdt": "president", "pres": "president", "cdt": "commandant", "col": "colonel", "cap": "capitaine", "prof": "professeur",
    "pr": "professeur", "lt": "lieutenant", "nd": "notre dame", "gd": "grand", "gde": "grande", "fg": "faubourg",
    "mgr": "monseigneur", "republ": "republique", "rep": "republique",
}  # fmt: skip
_SMALL = frozenset(["de", "du", "des", "la", "le", "les", "l", "d", "a", "au", "aux", "et", "en"])
_ASIDE = re.compile(r"\b(?:cs|bp|tsa)\s*\d+\b|\bcedex\b.*$|\b(?:bat|batiment|etage|apt|appt|hall|esc|escalier)\s*\w{0,3}\b")
_HOUSE = re.compile(r"^(\d{1,4})\s*(bis|ter|quater|[a-d])?\b(?:\s*(?:[-/,aà]|et)\s*\d{1,4}\b)*")
_POSTCODE = re.compile(r"\b(\d{5})\b")


@dataclass(frozen=True, slots=True)
class Place:
    """A place as it can be compared; what is unknown is empty."""

    postcode: str
    town: str
    house: str
    street: tuple[str, ...]

    @property
    def department(self) -> str:
        """Return the département of the postcode, overseas ones in three digits."""
        return self.postcode[:3] if self.postcode[:2] in ("97", "98") else self.postcode[:2]


@lru_cache(maxsize=400_000)
def read_place(address: str, postcode: str, town: str) -> Place:
    """Return a place from its three cells, whatever is missing or swollen in them.

    >>> read_place("12, bd Général-de-Gaulle CS 12345", "1000", "Bourg-en-Bresse Cedex")
    Place(postcode='01000', town='bourg en bresse', house='12', street=('general', 'gaulle'))
    """
    folded = _ASIDE.sub(" ", fold(repaired(address)))
    code = _postcode(postcode) or _postcode_within(address)
    house, street = _street(folded, code)
    return Place(code, _town(repaired(town)), house, street)


def _postcode(raw: str) -> str:
    digits = re.sub(r"\D", "", raw.removesuffix(".0"))
    if len(digits) == 4:
        digits = "0" + digits
    return digits if len(digits) == 5 and digits != "00000" else ""


def _postcode_within(address: str) -> str:
    found = _POSTCODE.findall(address)
    return found[-1] if found else ""


def _town(raw: str) -> str:
    text = re.sub(r"\d{5}", " ", raw)
    return town_key(re.sub(r"\bs/\s*", "sur ", text, flags=re.IGNORECASE))


def _street(folded: str, code: str) -> tuple[str, tuple[str, ...]]:
    text = " ".join(folded.split())
    if code and code in text:
        text = text.split(code)[0].strip()
    house = _HOUSE.match(text)
    rest = text[house.end() :] if house else text
    words = [_TITLES.get(word, word) for word in rest.split()]
    kept = [word for word in " ".join(words).split() if word not in WAYS and word not in _SMALL]
    return (house[1] + (house[2] or "")[:1] if house else "", tuple(kept))


def same_town(a: str, b: str) -> bool:
    """Tell whether two names of communes are taken for one: the same commune's, or alike but for a slip.

    >>> same_town("lyon", "lyon 3"), same_town("vaulx en velin", "vaux en velin"), same_town("lyon 3", "lyon 8")
    (True, True, False)
    """
    return one_commune(a, b) or (not parted_by_district(a, b) and fuzz.ratio(a, b) >= 88)


def one_commune(a: str, b: str) -> bool:
    """Tell whether two names are one commune's: spaced otherwise, or one with its arrondissement and the other without.

    >>> one_commune("saint priest", "saintpriest"), one_commune("lyon", "lyon 3"), one_commune("saint priest", "saint prest")
    (True, True, False)
    """
    if a.replace(" ", "") == b.replace(" ", ""):
        return True
    return parted_by_district(a, b) and min(len(a.split()), len(b.split())) == 1


def parted_by_district(a: str, b: str) -> bool:
    """Tell whether two names of communes differ by their arrondissement alone.

    >>> parted_by_district("lyon 3", "lyon 8"), parted_by_district("lyon", "lyon 3"), parted_by_district("lyon", "bron")
    (True, True, False)
    """
    (mine, *my_rest), (theirs, *their_rest) = a.split(), b.split()
    return mine == theirs and my_rest != their_rest and all(word.isdigit() for word in (*my_rest, *their_rest))


def same_postcode_area(a: str, b: str) -> bool:
    """Tell whether two postcodes are of one place: equal, or one of them a CEDEX of the same office.

    >>> same_postcode_area("69100", "69100"), same_postcode_area("69613", "69100"), same_postcode_area("62005", "62000")
    (True, False, True)
    """
    return bool(a and b) and (a == b or (a[:3] == b[:3] and (a[3:] == "00" or b[3:] == "00") and a[:2] == b[:2]))
