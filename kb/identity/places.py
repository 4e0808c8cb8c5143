"""Where an organisation is, as it can be compared: postcode, commune, street and number."""

from __future__ import annotations

import re
from collections.abc import Sequence
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
#: Numbers that are no house's: of a postbox, a room, a plot, a floor.
_INSIDE = re.compile(
    r"\b(?:boite(?: postale)?|b p|c s|case|local|lot|bureaux?|bur|porte|cellule|box|ilot|niveau|appartement|salle)\s*\d+[a-z]?\b"
    r"|\b\d+(?:er|ere|e|eme|nd|nde)\s+etage\b"
)
_NUMBER_AND_LETTER = re.compile(r"\b(\d{1,4})(?:bis|ter|quater|[a-d])\b")
#: What may stand between the number of a house and its street, or between two numbers of one house.
_AFTER_NUMBER = frozenset(["bis", "ter", "quater", "a", "b", "c", "d", "et", "au"])
#: Two numbers of one street no further apart are next doors, which one organisation may hold.
_NEXT_DOOR = 2
#: From how alike two streets are, out of a hundred, they may be one.
_STREETS_ALIKE = 75.0
#: What is longer, or has more houses, is a text and no address.
_LONGEST, _MOST_DOORS = 300, 3
#: Most places that the addresses of one name are parted into: what comes after stays with the last.
_MOST_PLACES = 30


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
    return (house[1] + (house[2] or "")[:1] if house else "", _telling(rest.split()))


def _telling(words: Sequence[str]) -> tuple[str, ...]:
    """Return the words by which a street is told from another, its titles in full."""
    whole = " ".join(_TITLES.get(word, word) for word in words).split()
    return tuple(word for word in whole if word not in WAYS and word not in _SMALL)


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


# -- two addresses ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Door:
    """One numbered house of an address: its least and greatest number, and the words of its street."""

    low: int
    high: int
    street: tuple[str, ...]


def elsewhere(a: str, b: str) -> bool:
    """Tell whether two addresses of one commune are certainly two places: numbered houses that cannot be one.

    Ways written short, a missing number, a postbox, an area or the next door leave a doubt, and are no other place.

    >>> elsewhere("12, av. Jean-Jaurès", "45 boulevard du Gal de Gaulle"), elsewhere("12 rue Hénon", "98 r. Hénon")
    (True, True)
    >>> elsewhere("12, av. Jean-Jaurès", "Bât. B - 12 AVENUE JEAN JAURES 69007 Lyon"), elsewhere("rue Hénon", "98 rue Hénon")
    (False, False)
    >>> elsewhere("12-16 rue Hénon", "14 rue Hénon"), elsewhere("BP 12", "98 rue Hénon"), elsewhere("", "98 rue Hénon")
    (False, False, False)
    """
    mine, theirs = _doors(a), _doors(b)
    return bool(mine and theirs) and all(_apart(one, other) for one in mine for other in theirs)


def house_of(address: str) -> str:
    """Return the street and number of the first house that an address names, as one text that its spelling does not change.

    >>> house_of("98, r. Hénon") == house_of("98 RUE HENON, bât. B"), house_of("rue Hénon")
    (True, '')
    """
    return next((f"{' '.join(door.street)} {door.low:04}" for door in _doors(address)), "")


def by_place(addresses: Sequence[str], days: Sequence[str] = ()) -> list[list[int]]:
    """Return where each place of some addresses stands among them; what is certainly nowhere else stays with the first.

    `days` are those the addresses speak of: nobody is in two places for having moved since an earlier one.

    >>> by_place(["rue Hénon", "98 rue Hénon", "12 cours Vitton", "98, r. Hénon"])
    [[0, 1, 3], [2]]
    >>> by_place(["98 rue Hénon", "12 cours Vitton"], ["2018-01-01", "2024-01-01"])
    [[0, 1]]
    """
    latest = max(days, default="")
    if any(days) and len(by_place([a for a, day in zip(addresses, days, strict=True) if day in ("", latest)])) < 2:
        return [list(range(len(addresses)))]
    found: list[list[int]] = []
    left = list(range(len(addresses)))
    while left:
        # A place is told by an address that names a house: the others are compared with it.
        head = next((n for n in left if _doors(addresses[n])), left[0])
        last = len(found) == _MOST_PLACES - 1
        found.append([n for n in left if last or not elsewhere(addresses[head], addresses[n])])
        taken = set(found[-1])
        left = [n for n in left if n not in taken]
    return found


def _apart(one: _Door, other: _Door) -> bool:
    alike = _may_be_one_street(one.street, other.street)
    near = _NEXT_DOOR if alike else 0
    met = one.low <= other.high + near and other.low <= one.high + near
    return not met or not (alike or set(one.street) & set(other.street))


def _may_be_one_street(mine: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    return not mine or not theirs or fuzz.token_set_ratio(" ".join(mine), " ".join(theirs)) >= _STREETS_ALIKE


def _doors(address: str) -> tuple[_Door, ...]:
    """Return the numbered houses that an address names, none when it names a street, an area or a postbox alone."""
    found = _read_doors(address) if len(address) <= _LONGEST else ()
    return found if len(found) <= _MOST_DOORS else ()


@lru_cache(maxsize=20_000)
def _read_doors(address: str) -> tuple[_Door, ...]:
    text = _ASIDE.sub(" ", _INSIDE.sub(" ", fold(repaired(address))))
    text = _NUMBER_AND_LETTER.sub(r"\1", _POSTCODE.split(text)[0])
    found: list[tuple[list[int], list[str]]] = []
    numbers: list[int] = []
    begun = False
    for word in text.split():
        if word.isdecimal() and len(word) <= 4:
            numbers.append(int(word))
            continue
        if numbers and word in _AFTER_NUMBER:
            continue
        # Within a name, a number that no way follows is a part of it: « rue du 8 mai 1945 ».
        if numbers and (word in WAYS or not begun):
            found.append((numbers, []))
        if found:
            found[-1][1].append(word)
        numbers, begun = [], True
    return tuple(_Door(min(held), max(held), _telling(words) or tuple(words)) for held, words in found)
