"""Numbers that must never enter: a French social security number is found however it is spaced, and masked."""

from __future__ import annotations

import re
import unicodedata

from stdnum.fr import nir

# What may stand between two figures of a number, seen or not: a few blanks, or one sign.
_GAP = r"(?:[\s\u00ad\u200b-\u200f\u2060\ufeff]{1,3}|[._/-])?"
# What may also stand before its key: « / », « clé », a bracket.
_KEY = r"\s{0,3}(?:[._/:(\[-]\s{0,3}|,\s{0,3}(?=[Cc]))?(?:[Cc][Ll](?:[Éé]|[Ee]\u0301?)[Ff]?\s{0,3}[:=.]?\s{0,3})?"
_FIGURES = rf"(?:{_GAP}[0-9]){{4}}{_GAP}(?:[0-9]{_GAP}[0-9]|2\s?[ABab])(?:{_GAP}[0-9]){{6}}"
# Sex, year, month, department (Corsica has letters), commune, order, key: thirteen characters and a key of two.
# A right key is proof enough for a word to touch it (« dossier170… »); a few capitals before it make a reference of it
# (« FR76… »), « NIR » and « NSS » excepted.
# What stands before the first figure is looked at after it, which is many times faster.
_SHAPE = re.compile(
    r"[123478](?<![0-9].)(?:(?<![A-Z].)|(?<=[Nn][Ii][Rr].)|(?<=[Nn][Ss][Ss].)|(?<=[A-Z]{5}.))(?<![0-9][.,].)"
    rf"{_FIGURES}{_KEY}[0-9]{_GAP}[0-9](?![0-9])"
)
# The same, mistyped or made up: in the groups of a card, or said to be one.
_CARD = re.compile(
    r"[12](?<![0-9A-Za-z].)([ .])\1{0,2}[0-9]{2}\1{1,3}(?:0[1-9]|1[0-2])\1{1,3}(?:[0-9]{2}|2[ABab])\1{1,3}[0-9]{3}\1{1,3}[0-9]{3}"
    r"(?:\1{1,3}[0-9]{2})?(?![0-9A-Za-z])"
)
_SAID = re.compile(
    r"(?:\b(?:NIR|NSS|s[ée]cu)|s[ée]curit[ée]\s+sociale)(?![a-zà-ÿ])[^0-9\n]{0,20}"
    rf"([12]{_FIGURES}(?:{_KEY}[0-9]{_GAP}[0-9]|(?:{_GAP}[0-9]){{0,2}}))(?![0-9A-Za-z])",
    re.IGNORECASE,
)
#: A figure of another writing (full width, Arabic…), a dash or a blank of another width.
_OTHER = re.compile(r"(?![0-9])\d|[\u2010-\u2015\u2212\u00a0\u2000-\u200a\u202f]")
#: What such a sign is among, and no accented letter is: looked for first.
_RARE = re.compile(r"[^\x00-\x9f\u00a1-\u065f]")
#: What every such announcement holds: looked for first, since nearly no text does.
_ANNOUNCED = ("nir", "nss", "écu", "ecu")
_NO_PART = re.compile(r"[^0-9AB]")
#: What takes the place of a number.
MASK = "[numéro masqué]"


def find_nir(text: str) -> list[tuple[int, int]]:
    """Return where social security numbers stand in a text: start and end of each.

    The key is right, or the number is written in the groups of a card, or it is said to be one.

    >>> find_nir("NIR 2 55 08 14 168 025 38, à rappeler")
    [(4, 25)]
    >>> find_nir("1841276451089 clé 46"), find_nir("NIR184127645108946")
    ([(0, 20)], [(3, 18)])
    >>> find_nir("SIRET 13002526500013")
    []
    """
    text = _plain(text)
    found = [m.span() for m in _SHAPE.finditer(text) if _is_nir(_NO_PART.sub("", m.group().upper()))]
    found += [m.span() for m in _CARD.finditer(text)]
    lower = text.lower()
    if any(word in lower for word in _ANNOUNCED):
        found += [m.span(1) for m in _SAID.finditer(text)]
    return apart(found) if len(found) > 1 else found


def _plain(text: str) -> str:
    """Return a text of the same length whose digits, dashes and blanks are those that a number is looked for with."""
    if text.isascii() or not _RARE.search(text):
        return text
    return _OTHER.sub(lambda found: _plain_sign(found.group()), text)


def _plain_sign(sign: str) -> str:
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    return " " if sign.isspace() else "-"


def apart(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
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
