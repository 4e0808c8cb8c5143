"""Periods as French offices write them: a part of a year, and the one key of a period that is written in several ways."""

from __future__ import annotations

import re

from kb.text import fold

#: The months by their names, folded.
MONTHS = {m: n for n, m in enumerate(
    ("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre",
    "decembre"), 1
)}  # fmt: skip
#: How a month is cut short (« nov. 2026 »).
MONTHS |= {"janv": 1, "jan": 1, "fevr": 2, "fev": 2, "avr": 4, "juil": 7, "sept": 9, "oct": 10, "nov": 11, "dec": 12}
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_PART = r"(?:(?P<letter>[ts]) ?(?P<rank>[1-4])|(?P<nth>[1-4]) ?(?:er|ere|e|eme|nd|nde)? ?(?P<word>trim(?:estre)?|sem(?:estre)?|[ts]))"
#: The beginning, the middle or the end of a year, by its months: « fin 2026 ».
_ABOUT = {"debut": ("01", "03"), "mi": ("06", "07"), "fin": ("10", "12")}
_ABOUT_YEAR = re.compile(rf"(?P<about>{'|'.join(_ABOUT)}) {_YEAR}")
#: A quarter or a half of a year, folded: « T1 2025 », « 2025-T1 », « 1T2025 », « 2e sem. 2025 ».
_PART_OF_YEAR = (re.compile(f"{_PART} ?(?:de )?{_YEAR}"), re.compile(f"{_YEAR} ?{_PART}"))
#: What stands before a period and changes nothing of it, folded: « au 31 décembre 2026 », « exercice 2026 ».
_BEFORE = re.compile(r"^(?:(?:au|le|du|en|de|d|mois|annee|exercice) )+")
#: A year and a month without a sign between them: « 202603 ».
_PACKED = re.compile(r"(20\d\d)(0[1-9]|1[0-2])", re.ASCII)


def parse_part_of_year(raw: str) -> tuple[str, str] | None:
    """Return the first and the last month of a quarter, of a half-year, or of the beginning, middle or end of a year; None for anything else.

    >>> parse_part_of_year("T1 2025"), parse_part_of_year("2025-S2"), parse_part_of_year("3e trimestre 2026"), parse_part_of_year("S3 2025")
    (('2025-01', '2025-03'), ('2025-07', '2025-12'), ('2026-07', '2026-09'), None)
    >>> parse_part_of_year("fin 2026"), parse_part_of_year("mi-2026")
    (('2026-10', '2026-12'), ('2026-06', '2026-07'))
    >>> parse_part_of_year("1T2026"), parse_part_of_year("2026T1"), parse_part_of_year("2e sem. 2026")
    (('2026-01', '2026-03'), ('2026-01', '2026-03'), ('2026-07', '2026-12'))
    """
    told = fold(raw)
    if about := _ABOUT_YEAR.fullmatch(told):
        first, last_one = _ABOUT[about["about"]]
        return f"{about['year']}-{first}", f"{about['year']}-{last_one}"
    found = next((match for form in _PART_OF_YEAR if (match := form.fullmatch(told))), None)
    if found is None:
        return None
    months = 3 if (found["letter"] or found["word"][0]) == "t" else 6
    last = int(found["rank"] or found["nth"]) * months
    return (f"{found['year']}-{last - months + 1:02d}", f"{found['year']}-{last:02d}") if last <= 12 else None


def period_key(text: str) -> str:
    """Return the same for a period however it is written; what is no period is folded.

    >>> [period_key(text) for text in ("2026-T1", "1er trimestre 2026", "31/12/2026", "au 31 décembre 2026", "mars 2026", "202603", "vague 2")]
    ['2026-01/2026-03', '2026-01/2026-03', '2026-12-31', '2026-12-31', '2026-03', '2026-03', 'vague 2']
    """
    if months := parse_part_of_year(text):
        return "/".join(months)
    told = _BEFORE.sub("", fold(text))
    if packed := _PACKED.fullmatch(told):
        return f"{packed[1]}-{packed[2]}"
    parts = [str(MONTHS.get(word, word)) for word in told.replace("1er ", "1 ").split()]
    if not parts or not all(part.isdigit() and part.isascii() for part in parts):
        return told
    return "-".join(part.zfill(2) for part in (parts if len(parts[0]) == 4 else reversed(parts)))
