"""The unit an amount is given in, said by its cell or by its header: thousands or millions of euros."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

_EUROS = r"(?:€|eur(?:os?)?(?![^\W\d_]))"
_OF_EUROS = r"(?:\s+d\s*['’]?\s*euros?)"
_K = rf"(?:(?<![^\W\d_])k\s?{_EUROS}|kilo-?euros?|(?<![^\W\d_])(?:milliers?|mille){_OF_EUROS}|(?<![^\W\d_])mille\s+euros)"
_M = rf"(?:(?<![^\W\d_])m\s?{_EUROS}|(?<![^\W\d_])millions?{_OF_EUROS})"
_UNIT = re.compile(rf"(?:(?<![^\W\d_])en\s+)?(?:(?P<k>{_K}|(?<=en )milliers\b)|(?P<m>{_M}|(?<=en )millions\b))", re.IGNORECASE)
_CELL = re.compile(rf"(?P<number>[-+\u2212]?\d[\d\s.,]*?)\s*(?:(?P<k>{_K})|(?P<m>{_M}))\s*", re.IGNORECASE | re.DOTALL)
#: In a title: « en k€ », or in brackets; « plus de 23 k€ » is an amount.
_TITLE = re.compile(rf"(?:\(|(?<![^\W\d_])en\s)\s*(?:(?P<k>{_K}|milliers\b)|(?P<m>{_M}|millions\b))", re.IGNORECASE)
#: Said there of every amount: in brackets that say nothing after it, after « montants », or after a mark at the end.
_ANY = rf"(?:{_K}|milliers\b|{_M}|millions\b)"
_OF_ALL = re.compile(
    rf"\((?:[^()]*(?<![^\W\d_])en\s+)?{_ANY}\s*\)|\bmontants?\b[^,;:.()]*\sen\s+{_ANY}(?=\s*(?:[-–—,;:.()]|$))|[-–—,;:]\s*en\s+{_ANY}\s*\.?\s*$",
    re.IGNORECASE,
)
_OWN = re.compile(r"€|(?<![^\W\d_])eur(?:os?)?(?![^\W\d_])", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)", re.ASCII)
#: A number with its unit is no longer than this.
_LONGEST = 60
#: How a unit is called, by how many euros it is.
CALLED = {1_000: "milliers d'euros", 1_000_000: "millions d'euros"}


@lru_cache(maxsize=1_024)
def unit_of(header: str) -> int:
    """Return how many euros one of a column is worth, as its header says; 1 when it says nothing.

    >>> unit_of("Montant demandé (k€)"), unit_of("Budget en millions d'euros"), unit_of("Montant"), unit_of("Lieu (Mérignac)")
    (1000, 1000000, 1, 1)
    """
    found = _UNIT.search(header)
    return 1 if found is None else 1_000 if found["k"] else 1_000_000


def unit_of_title(title: str) -> str:
    """Return the unit that a title gives all the amounts below it, as a header says it; empty when it says none, two, or an amount.

    >>> unit_of_title("Budget 2026 (montants en k€)"), unit_of_title("Aides (M€)"), unit_of_title("Subventions de plus de 23 k€")
    ('k€', 'M€', '')
    >>> unit_of_title("Rappel : montants en k€, en € depuis 2024"), unit_of_title("Subventions en millions d'euros de la Métropole")
    ('', '')
    """
    return unit_named_in(title) if _OF_ALL.search(title) and not _names_two(title) else ""


def unit_named_in(title: str) -> str:
    """Return the first unit that a title names, be it that of all the amounts below or not.

    >>> unit_named_in("Subventions en millions d'euros de la Métropole"), unit_named_in("Subventions de plus de 23 k€")
    ('M€', '')
    """
    found = _TITLE.search(title)
    return "" if found is None else "k€" if found["k"] else "M€"


def _names_two(title: str) -> bool:
    named = {"k€" if found["k"] else "M€" for found in (*_UNIT.finditer(title), *_TITLE.finditer(title))}
    return len(named) > 1 or _OWN.search(_UNIT.sub("", title)) is not None


def says_no_unit(header: str) -> bool:
    """Tell whether a header says neither euros nor thousands of them.

    >>> says_no_unit("Montant"), says_no_unit("Montant (€)"), says_no_unit("Montant (k€)"), says_no_unit("Montant du financeur")
    (True, False, False, True)
    """
    return unit_of(header) == 1 and not _OWN.search(header)


def without_unit(header: str) -> str:
    """Return a header less the unit it says, by which no column is told from another.

    >>> without_unit("Montant en k€"), without_unit("Montant voté KEUR")
    ('Montant ', 'Montant voté ')
    """
    return _UNIT.sub("", header) if "€" in header or "eur" in header.lower() or "milli" in header.lower() else header


def parted(cell: str, header: str) -> tuple[str, int]:
    """Return the number of a cell as written, and what it counts: the cell's own unit goes before its header's.

    >>> parted("12,5 k€", "Montant"), parted("15", "Montant (k€)"), parted("15 000 €", "Montant (k€)")
    (('12,5', 1000), ('15', 1000), ('15 000 €', 1))
    """
    found = _CELL.fullmatch(cell) if len(cell) <= _LONGEST else None
    if found:
        return found["number"], 1_000 if found["k"] else 1_000_000
    return cell, 1 if _OWN.search(cell) else unit_of(header)


def times(number: str, unit: int) -> str:
    """Return a plain number multiplied to the last decimal.

    >>> times("187.5", 1000), times("12.50", 1), times("0.1", 1000000)
    ('187500.0', '12.50', '100000.0')
    """
    return number if unit == 1 else format(Decimal(number) * unit, "f")


def year_of(header: str) -> str:
    """Return the only year a header of amounts names, empty when it names none or several.

    >>> year_of("Montant 2027"), year_of("Montant voté"), year_of("Montant 2026-2027")
    ('2027', '', '')
    """
    found = _YEAR.findall(header)
    return found[0] if len(found) == 1 else ""


def without_year(header: str) -> str:
    """Return a header less the years it names.

    >>> without_year("Montant 2027"), without_year("2025 (€)")
    ('Montant  ', '  (€)')
    """
    return _YEAR.sub(" ", header)
