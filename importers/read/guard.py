"""Numbers that must never enter: a French social security number is found however it is spaced, and masked."""

from __future__ import annotations

import re

from stdnum.fr import nir

# Sex, year, month, department (Corsica has letters), commune, order, key: thirteen characters and a key of two.
_SHAPE = re.compile(
    r"(?<![0-9A-Za-z])(?<![0-9][.,])[123478](?:[\s.\u00a0\u202f_/-]?[0-9]){4}[\s.\u00a0\u202f_/-]?(?:[0-9][\s.\u00a0\u202f_/-]?[0-9]|2[\s]?[ABab])"
    r"(?:[\s.\u00a0\u202f_/-]?[0-9]){8}(?![0-9A-Za-z])"
)
_BETWEEN = re.compile(r"[\s.\u00a0\u202f_/-]")
#: What takes the place of a number.
MASK = "[numéro masqué]"


def find_nir(text: str) -> list[tuple[int, int]]:
    """Return where social security numbers stand in a text: start and end of each, whose key is right.

    >>> find_nir("NIR 2 55 08 14 168 025 38, à rappeler")
    [(4, 25)]
    >>> find_nir("SIRET 13002526500013")
    []
    """
    return [m.span() for m in _SHAPE.finditer(text) if _is_nir(_BETWEEN.sub("", m.group()).upper())]


def mask_nir(text: str) -> str:
    """Return a text whose social security numbers are masked, for a message or a log.

    >>> mask_nir("NIR 255081416802538.")
    'NIR [numéro masqué].'
    """
    for start, end in reversed(find_nir(text)):
        text = text[:start] + MASK + text[end:]
    return text


def _is_nir(number: str) -> bool:
    month = int(number[3:5])
    return (1 <= month <= 12 or 20 <= month <= 42 or month >= 50) and bool(nir.is_valid(number))
