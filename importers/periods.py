"""Days told without their year, and periods in the words of offices: « 14/09 », « courant mars », « S12 2027 », « avant l'été »."""

from __future__ import annotations

import datetime as dt
import re

from importers.dates import date_proposed, parse_date
from importers.day_words import bare_day
from kb.days import first_day_after, last_day
from kb.parts_of_year import parse_part_of_year
from kb.text import fold

#: Words that lead to a period and say nothing of it.
_LEADING = re.compile(r"(?:(?:pour|courant|dans|en|vers|au plus tard|d ici|jusqu|cours|mois|a|au|le|la|l|de|d|du)\s+)*")
_BEFORE = re.compile(r"(?:au plus tard\s+)?avant\s+|d ici\s+(?=(?:l|la|le)?\s*(?:printemps|ete|automne|rentree)\b)")
_YEAR = re.compile(r"(?P<first>(?:19|20)\d\d)\s+(?P<after>.+)|(?P<before>.+?)\s+(?:de\s+)?(?P<last>(?:19|20)\d\d)")
_WEEK = re.compile(r"(?:s|sem|semaine)\s?(?:n\s?|no\s?|numero\s?)?(\d{1,2})")
_WEEK_OF = re.compile(r"(?:sem|semaine)\s+du\s+(.+)")
_ABOUT = re.compile(r"(debut|mi|fin)\s+(?:de\s+|d\s+)?(\w+)")
_NTH = {"premier": "1er", "deuxieme": "2e", "second": "2e", "troisieme": "3e", "quatrieme": "4e", "dernier": "4e"}
#: What has the same first and last days each year; « rentrée » is the month of September.
_SEASONS = {"printemps": ("-03-20", "-06-20"), "ete": ("-06-21", "-09-22"), "automne": ("-09-23", "-12-20"), "rentree": ("-09", "-09"),
            "rentree scolaire": ("-09", "-09"), "fin annee": ("-10", "-12"), "fin d annee": ("-10", "-12"), "fin de l annee": ("-10", "-12")}  # fmt: skip
#: The days of a month that are its beginning, its middle and its end.
_THIRDS = {"debut": ("-01", "-10"), "mi": ("-11", "-20"), "fin": ("-21", "")}

#: A date in figures, however badly it is written.
_FIGURES = re.compile(r"\d{1,4}[-/.]\d{1,4}|\d{5}")
#: How long a day is, once read.
_WHOLE = len("2026-09-14")

Span = tuple[str, str]


def says_year(raw: str) -> bool:
    """Tell whether a text says its year.

    >>> says_year("S12 2027"), says_year("avant le 15/03/2027"), says_year("courant mars")
    (True, True, False)
    """
    return re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", raw) is not None


def in_words(raw: str) -> bool:
    """Tell whether a text is words and no date in figures, well or badly written: « courant mars », not « 31/02/2026 » nor « mars 26 ».

    >>> in_words("dès que possible"), in_words("S12"), in_words("31/02/2026"), in_words("46000"), in_words("lundi 12/05/26"), in_words("mars 26")
    (True, True, False, False, False, False)
    """
    bare = bare_day(raw)
    return any(c.isalpha() for c in bare) and _FIGURES.search(bare) is None and not date_proposed(raw)


def parse_period(raw: str, since: str = "") -> Span | None:
    """Return the first and the last day, or month, of what a text tells; None when it tells none, or its year is not known.

    `since` gives the year of a text that says none: a year is its own, after a day it is the next time that it comes.

    >>> parse_period("fin janvier 2027"), parse_period("S12 2027"), parse_period("2e trimestre 2027"), parse_period("rentrée 2027")
    (('2027-01-21', '2027-01-31'), ('2027-03-22', '2027-03-28'), ('2027-04', '2027-06'), ('2027-09', '2027-09'))
    >>> parse_period("courant mars", "2027"), parse_period("avant l'été", "2026-05-12"), parse_period("avant l'été", "2026-09-01")
    (('2027-03', '2027-03'), ('2026-06-20', '2026-06-20'), ('2027-06-20', '2027-06-20'))
    >>> parse_period("14/09", "2026"), parse_period("mi-février", "2026-12"), parse_period("courant mars"), parse_period("dès que possible", "2026")
    (('2026-09-14', '2026-09-14'), ('2027-02-11', '2027-02-20'), None, None)
    """
    if whole := parse_part_of_year(raw):
        return whole
    told = "/".join(map(fold, bare_day(raw).split("/")))
    before = _BEFORE.match(told)
    said = _LEADING.sub("", told[before.end() :] if before else told, count=1)
    if (week := _WEEK_OF.fullmatch(said)) and len(day := parse_date(week[1]) or "") == _WHOLE:
        return _seven_days(day)
    if says_year(said):
        found = _YEAR.fullmatch(said)
        return _of_year(found["after"] or found["before"], found["first"] or found["last"], said, bool(before)) if found else _alone(said, bool(before))
    if not since or not said:
        return None
    span = _of_year(said, since[:4], "", bool(before))
    past = span is not None and len(since) > len("2026") and first_day_after(span[1]) <= since
    return _of_year(said, f"{int(since[:4]) + 1:04d}", "", bool(before)) if past else span


def told_of_period(raw: str, span: Span, which: int) -> str:
    """Return what is said of a text read as the first (0) or the last (-1) day of a period.

    >>> told_of_period("T2 2027", ("2027-04", "2027-06"), -1)
    "Lu 06/2027, le dernier mois de cette période. Écrivez le jour s'il est connu."
    >>> told_of_period("14/09", ("2026-09-14", "2026-09-14"), 0)
    "Lu 14/09/2026 : l'année est celle que disent la feuille ou ses autres dates. Écrivez-la."
    """
    found = span[which]
    shown = "/".join(reversed(found.split("-")))
    year = "" if says_year(raw) else " : l'année est celle que disent la feuille ou ses autres dates. Écrivez-la"
    if span[0] == span[1] and len(found) == _WHOLE:
        return f"Lu {shown}{year}."
    unit = {4: "l'année entière", 7: "mois"}.get(len(found), "jour")
    whole = "le mois entier" if unit == "mois" and span[0] == span[1] else f"le {'premier' if which == 0 else 'dernier'} {unit} de cette période"
    return f"Lu {shown}, {unit if len(found) == 4 else whole}{year}. Écrivez le jour s'il est connu."


def _of_year(said: str, year: str, whole: str, before: bool) -> Span | None:
    """Return the first and the last day of what some words tell of a year; what is to be done before it ends the day before it begins."""
    if day := parse_date(whole or _with_year(said, year)):
        return (day, day) if len(day) == _WHOLE or not before else _eve(day)
    if (about := _ABOUT.fullmatch(said)) and said not in _SEASONS:
        month = parse_date(f"{about[2]} {year}")
        return _third(month, about[1]) if month else None
    words = said.split()
    span = parse_part_of_year(" ".join([_NTH.get(words[0], words[0]), *words[1:], year])) or _week(said, year)
    if said in _SEASONS:
        span = year + _SEASONS[said][0], year + _SEASONS[said][1]
    return _eve(span[0]) if span and before and not said.startswith("fin") else span


def _alone(said: str, before: bool) -> Span | None:
    day = parse_date(said)
    return None if day is None else _of_year("", "", said, before)


def _with_year(said: str, year: str) -> str:
    return f"{said}{'/' if '/' in said else ' '}{year}"


def _third(month: str, about: str) -> Span:
    first, last = _THIRDS[about]
    return month + first, month + last if last else last_day(first_day_after(month))


def _seven_days(day: str) -> Span:
    return day, (dt.date.fromisoformat(day) + dt.timedelta(days=6)).isoformat()


def _week(said: str, year: str) -> Span | None:
    if (found := _WEEK_OF.fullmatch(said)) and len(day := parse_date(_with_year(found[1], year)) or "") == _WHOLE:
        return _seven_days(day)
    found = _WEEK.fullmatch(said)
    if found is None:
        return None
    try:
        return tuple(dt.date.fromisocalendar(int(year), int(found[1]), n).isoformat() for n in (1, 7))  # type: ignore[return-value]
    except ValueError:  # no such week in this year
        return None


def _eve(first: str) -> Span:
    """Return the day before the first one of a day, a month or a year, as a period."""
    day = last_day(f"{first}-01-01"[: _WHOLE] if len(first) == len("2026") else f"{first}-01"[: _WHOLE])
    return day, day
