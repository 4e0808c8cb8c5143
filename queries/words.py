"""French as the answers write it: counts, lists, amounts and days, said one way everywhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from kb.kinds import KINDS
from kb.naming import before as before
from kb.naming import joined as joined
from kb.naming import said_before as said_before
from kb.words import NBSP as NBSP
from kb.words import agree
from kb.words import capital as capital
from kb.words import day as day
from kb.words import money as money
from kb.words import number as number

_LETTERS = (
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze",
)  # fmt: skip


def in_letters(count: int, feminine: bool = False) -> str:
    """Return a small count in letters, a large one in figures.

    >>> in_letters(2), in_letters(1, feminine=True), in_letters(214)
    ('deux', 'une', '214')
    """
    if count == 1 and feminine:
        return "une"
    return _LETTERS[count] if 0 <= count < len(_LETTERS) else number(count)


def counted(count: int, noun: str, plural: str = "", feminine: bool = False) -> str:
    """Return a count and its noun; nothing is said as « aucun ».

    >>> counted(0, "acteur"), counted(1, "lien"), counted(3, "organisation", feminine=True)
    ('aucun acteur', '1 lien', '3 organisations')
    """
    if count == 0:
        return f"aucune {noun}" if feminine else f"aucun {noun}"
    return f"{number(count)} {agree(count, noun, plural)}"


def figured(count: int, noun: str, plural: str = "") -> str:
    """Return a count and its noun, zero in figures too: what sums are written with.

    >>> figured(0, "ligne lue"), figured(1, "modifiée"), figured(3, "ligne mise de côté")
    ('0 ligne lue', '1 modifiée', '3 lignes mises de côté')
    """
    return f"{number(count)} {agree(count, noun, plural)}"


def signed(points: int) -> str:
    """Return a number with its sign, a true minus rather than a hyphen.

    >>> signed(45), signed(-16)
    ('+45', '−16')
    """
    return f"{points:+d}".replace("-", "−")


def kind_noun(code: str, count: int = 1) -> str:
    """Return the name of a kind of actor inside a sentence.

    >>> kind_noun("funder", 2), kind_noun("siae")
    ('financeurs', 'SIAE')
    """
    return in_sentence(KINDS[code].label if count < 2 else KINDS[code].plural)


def in_sentence(label: str) -> str:
    """Return a label as it is written inside a sentence: an acronym keeps its capitals.

    >>> in_sentence("Fédérations de l'IAE"), in_sentence("SIAE")
    ("fédérations de l'IAE", 'SIAE')
    """
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def listed(names: Iterable[str], most: int = 0, link: str = "et") -> str:
    """Return some names as a sentence lists them; beyond `most` the rest is counted.

    >>> listed(["A", "B", "C"]), listed(["A", "B", "C", "D"], most=2)
    ('A, B et C', 'A, B et 2 autres')
    """
    items = list(names)
    if most and len(items) > most + 1:
        items = [*items[:most], f"{number(len(items) - most)} autres"]
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {link} {items[-1]}"


def dated(text: str | None) -> str:
    """Return when something happened, with the word French puts before it.

    >>> dated("2019"), dated("2017-03"), dated("2017-03-27"), dated(None)
    ('en 2019', 'en mars 2017', 'le 27 mars 2017', '')
    """
    if not text:
        return ""
    return f"{'le' if len(text) >= 10 and text[:4].isdigit() else 'en'} {day(text)}"


def days_between(first: str, last: dt.date) -> int | None:
    """Return the days from an ISO day (or the end of a month or year) to another; None when it is no date."""
    full = as_date(first)
    return None if full is None else (last - full).days


def as_date(text: str | None) -> dt.date | None:
    """Return the last day a text may speak of: an ISO day, the end of a month, the end of a year; None otherwise.

    >>> as_date("2019"), as_date("2024-02"), as_date("bientôt")
    (datetime.date(2019, 12, 31), datetime.date(2024, 2, 29), None)
    """
    try:
        parts = [int(part) for part in (text or "")[:10].split("-")]
        if len(parts) == 3:
            return dt.date(*parts)
        if len(parts) == 2:
            first = dt.date(parts[0], parts[1], 28) + dt.timedelta(days=4)
            return first.replace(day=1) - dt.timedelta(days=1)
        return dt.date(parts[0], 12, 31)
    except (ValueError, TypeError):  # what the source wrote is not a date: the caller says so
        return None


def sentences(parts: Sequence[str]) -> str:
    """Return sentences put one after the other, the empty ones left out, each closed by a full stop.

    >>> sentences(["deux acteurs", "", "Un lien."])
    'Deux acteurs. Un lien.'
    """
    kept = [capital(part.strip()) for part in parts if part.strip()]
    return " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in kept)
