"""Numbers that must never enter: a French social security number is found however it is spaced, and masked."""

from __future__ import annotations

import re
import unicodedata

from stdnum.fr import nir

# What may stand between two figures of a number, seen or not.
_GAP = r"[\s.\u00a0\u202f_/\u00ad\u200b-\u200f\u2060\ufeff-]"
# Sex, year, month, department (Corsica has letters), commune, order, key: thirteen characters and a key of two.
_SHAPE = re.compile(
    rf"(?<![0-9A-Za-z])(?<![0-9][.,])[123478](?:{_GAP}?[0-9]){{4}}{_GAP}?(?:[0-9]{_GAP}?[0-9]|2[\s]?[ABab])"
    rf"(?:{_GAP}?[0-9]){{8}}(?![0-9A-Za-z])"
)
# The same, mistyped or made up: in the groups of a card, or said to be one.
_CARD = re.compile(
    r"(?<![0-9A-Za-z])[12]([ .\u00a0\u202f])[0-9]{2}\1(?:0[1-9]|1[0-2])\1(?:[0-9]{2}|2[ABab])\1[0-9]{3}\1[0-9]{3}"
    r"(?:\1[0-9]{2})?(?![0-9A-Za-z])"
)
_SAID = re.compile(
    r"(?:\bNIR\b|s[ée]curit[ée]\s+sociale|\bs[ée]cu\b|\bNSS\b)[^0-9\n]{0,20}"
    rf"([12](?:{_GAP}?[0-9]){{4}}{_GAP}?(?:[0-9]{{2}}|2[ABab])(?:{_GAP}?[0-9]){{6}}(?:{_GAP}?[0-9]){{0,2}})(?![0-9A-Za-z])",
    re.IGNORECASE,
)
#: A figure of another writing: full width, Arabic…
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
#: What every such announcement holds: looked for first, since nearly no text does.
_ANNOUNCED = ("nir", "nss", "écu", "ecu")
_BETWEEN = re.compile(_GAP)
#: What takes the place of a number.
MASK = "[numéro masqué]"


def find_nir(text: str) -> list[tuple[int, int]]:
    """Return where social security numbers stand in a text: start and end of each.

    The key is right, or the number is written in the groups of a card, or it is said to be one.

    >>> find_nir("NIR 2 55 08 14 168 025 38, à rappeler")
    [(4, 25)]
    >>> find_nir("SIRET 13002526500013")
    []
    """
    text = _with_plain_digits(text)
    found = [m.span() for m in _SHAPE.finditer(text) if _is_nir(_BETWEEN.sub("", m.group()).upper())]
    found += [m.span() for m in _CARD.finditer(text)]
    lower = text.lower()
    if any(word in lower for word in _ANNOUNCED):
        found += [m.span(1) for m in _SAID.finditer(text)]
    return _apart(found) if len(found) > 1 else found


def _with_plain_digits(text: str) -> str:
    """Return a text of the same length whose digits of any writing are those that a number is looked for with."""
    if text.isascii() or not _OTHER_DIGIT.search(text):
        return text
    return _OTHER_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit.group())), text)


def _apart(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans in order, those that overlap made one."""
    apart: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart


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
