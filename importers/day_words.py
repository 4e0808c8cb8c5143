"""What offices write around a day: its weekday before, its hour after; neither changes the day."""

from __future__ import annotations

import datetime as dt
import re

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_CUT_SHORT = {day[:3]: number for number, day in enumerate(WEEKDAYS)} | {day: number for number, day in enumerate(WEEKDAYS)}
#: Most days have nothing around them.
_FIGURES = re.compile(r"[\d/.-]*", re.ASCII)
#: A weekday before its day, whole or cut short: « lundi 14/09 », « lun. 14 ».
_WEEKDAY = re.compile(rf"(?:le\s+)?({'|'.join(sorted(_CUT_SHORT, key=len, reverse=True))})\b\.?,?\s+(?=\d{{1,2}}(?!\d))")
_HOUR = r"(?:\d{1,2}\s?h(?:eures?)?(?:\s?\d{2})?|\d{1,2}:\d{2}(?::\d{2})?)"
_TO = r"\s*(?:-|–|à|a|/)\s*"
#: The hour after a day, or the two between which it lasts, in brackets or not: « à 14h », « de 14h à 16h30 », « 14h-16h », « matin ».
_HOURS = re.compile(
    rf"\s*(?:[-–,;]|\bà|\ba)?\s*\(?\s*(?:(?<!\d)(?:de\s+)?{_HOUR}(?:{_TO}{_HOUR})?|\b(?:le\s+|en\s+)?(?:matin(?:ée)?|après[\s-]midi|soir(?:ée)?|midi))\s*\)?$"
)


def bare_day(raw: str) -> str:
    """Return a text in small letters, without the weekday it begins with, nor the hours it ends with.

    >>> bare_day("Lundi 14/09/2026 de 14h à 16h"), bare_day("le mardi 15 septembre 2026, 9h30"), bare_day("14/09/2026 (matin)")
    ('14/09/2026', '15 septembre 2026', '14/09/2026')
    """
    text = raw.strip().lower()
    if _FIGURES.fullmatch(text):
        return text
    return _HOURS.sub("", _WEEKDAY.sub("", text, count=1) if _WEEKDAY.match(text) else text)


def wrong_weekday(raw: str, day: str) -> str:
    """Return the weekday that a day (YYYY-MM-DD) truly is when a text tells another one; empty otherwise.

    >>> wrong_weekday("mercredi 14/09/2026", "2026-09-14"), wrong_weekday("lundi 14/09/2026", "2026-09-14"), wrong_weekday("14/09/2026", "2026-09-14")
    ('lundi', '', '')
    """
    told = _WEEKDAY.match(raw.strip().lower())
    if told is None or len(day) != len("2026-09-14"):
        return ""
    true = dt.date.fromisoformat(day).weekday()
    return "" if _CUT_SHORT[told[1]] == true else WEEKDAYS[true]
