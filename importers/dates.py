"""Days as French offices write them, and what a day that cannot be read may be."""

from __future__ import annotations

import datetime as dt
import re

from importers.day_words import bare_day
from kb.clock import today
from kb.parts_of_year import MONTHS, parse_part_of_year
from kb.text import fold

#: Years ahead that a year cut short may still be of this century.
_AHEAD = 20
#: What a cell says before a period: « Mandat : », « du ».
_BEFORE = re.compile(r"(?:(?:mandats?|p[ée]riode|dur[ée]e)\s*:?\s+)?(?:du\s+|de\s+|depuis\s+(?:le\s+)?|entre\s+(?:le\s+)?)?")
#: A year alone, whatever words are around it: « Exercice 2026 », « budget 2026 ».
_ONE_YEAR = re.compile(r"\D*((?:19|20)\d\d)\D*", re.ASCII)
#: A second year cut short: « 2024-25 ».
_SHORT_YEARS = re.compile(r"(\d\d)(\d\d)\s*[-–/]\s*(\d\d)", re.ASCII)
_YEARS = re.compile(r"((?:19|20)\d\d)\s*(?:[-–—/→]|à|a|au)\s*((?:19|20)\d\d)")
_BOTH = re.compile(r"(.+?)(?:\s+(?:au|à|a|et(?:\s+le)?|jusqu['’]\s?(?:au|à|en)|[-–—→])\s+|(?<=\d{4})\s*[-–—→]\s*(?=\d\d?/))(.+)")
_LAST_ONLY = re.compile(r"(?:mandats?\s*:?\s+)?jusqu['’]\s?(?:au|à|en)\s+(.+)")


def parse_date(raw: str) -> str | None:
    """Return a day as YYYY-MM-DD from the ways French offices write it, or None.

    A year alone stays a year and a month a month: nothing is made more precise than it was written, and such texts sort
    as days do. Two-digit years and bare serial numbers are refused.

    >>> parse_date("1er février 2023"), parse_date("nov. 2025"), parse_date("2019"), parse_date("31/02/2023")
    ('2023-02-01', '2025-11', '2019', None)
    >>> parse_date("14 octobre 2026 - 14h30"), parse_date("20261015"), parse_date("lundi 14/09/2026 à 14h")
    ('2026-10-14', '2026-10-15', '2026-09-14')
    """
    text = (
        raw.strip().lower().split("t")[0] if re.match(r"\d{4}-\d\d-\d\dt", raw.strip().lower()) else raw.strip().lower()
    )
    text = bare_day(text)
    parts = _date_parts(text)
    if parts is None or re.search(r"(?<!\d)0{1,2}(?!\d)", text):
        return None
    try:
        day = dt.date(parts[0], parts[1] or 1, parts[2] or 1).isoformat()
    except ValueError:
        return None
    return day if parts[2] else day[:7] if parts[1] else day[:4]


def parse_span(raw: str) -> tuple[str, str] | None:
    """Return the first and the last day of a period as offices write it, either empty when it is not said, or None.

    >>> parse_span("Mandat 2026-2028"), parse_span("du 01/09/2026 au 31/08/2028"), parse_span("jusqu'au 31/12/2026")
    (('2026', '2028'), ('2026-09-01', '2028-08-31'), ('', '2026-12-31'))
    >>> parse_span("depuis mars 2025"), parse_span("trois ans")
    (('2025-03', ''), None)
    """
    text = raw.strip().lower()
    if found := _LAST_ONLY.fullmatch(text):
        last = parse_date(found[1])
        return None if last is None else ("", last)
    text = text[_BEFORE.match(text).end() :]  # type: ignore[union-attr]  # it may match nothing, and always matches
    if found := _YEARS.fullmatch(text):
        return found[1], found[2]
    if (alone := parse_date(text)) is not None:
        return alone, ""
    if found := _BOTH.fullmatch(text):
        since, last = parse_date(found[1]), parse_date(found[2])
        return None if since is None or last is None else (since, last)
    return None


def parse_year(raw: str) -> str | None:
    """Return the financial year of a cell, the two years of one that lasts several, or None; a date is of its year.

    >>> parse_year("Exercice 2026"), parse_year("15/03/2026"), parse_year("2024-2026"), parse_year("2024/25"), parse_year("T1 2025")
    ('2026', '2026', '2024-2026', '2024-2025', '2025')
    >>> parse_year("banane"), parse_year("20245"), parse_year("31/02/2024"), parse_year("2024/2023"), parse_year("0")
    (None, None, None, None, None)
    """
    text = raw.strip().lower()
    if day := parse_date(text):
        return day[:4] if day[:2] in ("19", "20") else None
    if months := parse_part_of_year(text):
        return months[0][:4]
    told = _YEARS.search(text) if len(re.findall(r"\d+", text)) == 2 else None
    first, last = (told[1], told[2]) if told else ("", "")
    if short := _SHORT_YEARS.fullmatch(text):
        first, last = short[1] + short[2], short[1] + short[3]
    if first or last:
        return f"{first}-{last}" if first < last and first[:2] in ("19", "20") else None
    # A whole column of years is often saved as decimals: « 2024.0 ».
    alone = _ONE_YEAR.fullmatch(re.sub(r"[.,]0+$", "", text))
    return alone[1] if alone else None


def ends_before(since: str, last: str) -> bool:
    """Tell whether what begins on a day is said to end before it; a year or a month lasts until its end.

    >>> ends_before("2025-01-01", "2024"), ends_before("2024-05-12", "2024"), ends_before("2025", "")
    (True, False, False)
    """
    return bool(since and last) and last < since[: len(last)]


def _date_parts(text: str) -> tuple[int, int, int] | None:
    """Return the year, month and day of a date; 0 for what it does not say."""
    if re.fullmatch(r"(1[89]|2\d|99)\d\d|9999", text):
        return int(text), 0, 0
    if found := re.fullmatch(r"(\d{4})[-/](\d{1,2})(?:[-/](\d{1,2}))?", text):
        return int(found[1]), int(found[2]), int(found[3] or 0)
    if found := re.fullmatch(r"((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])", text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := re.fullmatch(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})", text):
        return int(found[3]), int(found[2]), int(found[1])
    if found := re.fullmatch(r"(\d{1,2})/(\d{4})", text):
        return int(found[2]), int(found[1]), 0
    words = fold(text).split()
    if words and words[0] in {"le", "depuis", "en"}:
        words = words[1:]
    if len(words) == 3 and words[1] in MONTHS and words[2].isdigit() and len(words[2]) == 4:
        day = re.sub(r"\D", "", words[0])
        return (int(words[2]), MONTHS[words[1]], int(day)) if day else None
    if len(words) == 2 and words[0] in MONTHS and words[1].isdigit() and len(words[1]) == 4:
        return int(words[1]), MONTHS[words[0]], 0
    return None


def date_proposed(raw: str) -> str:
    """Return what a date that cannot be read may be: a spreadsheet's serial number, or a year cut short.

    >>> date_proposed("15/01/26"), date_proposed("15/01/87"), date_proposed("demain")
    (' Année sur quatre chiffres : 15/01/2026.', ' Année sur quatre chiffres : 15/01/1987.', '')
    """
    if re.fullmatch(r"[1-9]\d{4}(?:[.,]0+)?", raw, re.ASCII):
        day = dt.date(1899, 12, 30) + dt.timedelta(days=int(raw[:5]))
        return f" Numéro de série d'un tableur ? Ce serait le {day:%d/%m/%Y}."
    if found := re.fullmatch(r"(\d{1,2}[-/.]\d{1,2}[-/.])(\d{2})", raw, re.ASCII):
        # Nobody asks whether an exchange of « 15/01/26 » took place in 1926: only a year too far ahead may be of the other century.
        century = "20" if 2000 + int(found[2]) <= today().year + _AHEAD else "19"
        return f" Année sur quatre chiffres : {found[1]}{century}{found[2]}."
    if (found := re.fullmatch(r"([^\W\d_]+)\.?[-/. ]'?(\d{2})", raw.strip())) and fold(found[1]) in MONTHS:
        return f" Année sur quatre chiffres : {found[1]} 20{found[2]} ?"
    return ""
