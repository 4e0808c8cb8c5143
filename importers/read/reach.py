"""How somebody is reached: a telephone or an e-mail address, found in a text that should only be a name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from importers.read.guard import apart

_GAP = r"[\s.\u00a0\u202f/_-]{0,2}"
#: French numbers, with or without their country, and those of other countries said by « + » or « 00 ».
_PHONE = re.compile(
    rf"(?<![0-9A-Za-z])(?:(?:\+|00)\s?33{_GAP}(?:\(0\){_GAP})?|0)[1-9](?:{_GAP}[0-9]{{2}}){{4}}(?![0-9])"
    rf"|(?<![0-9A-Za-z])(?:\+|00)\s?[1-9](?:{_GAP}[0-9]){{8,13}}(?![0-9])"
)
_DAY = r"(?:0[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0[1-9]|1[0-2])"
_HOUR = r"(?:[01]\d|2[0-3])[\s:.]?(?:00|15|30|45)"
#: What ten figures may be that are no telephone: a day and what follows it under another sign, hours from one to another, months.
_TIMES = re.compile(
    rf"{_DAY}(?P<sign>[./_-]){_MONTH}(?P=sign)(?:(?:19|20)\d\d|\d\d(?!(?P=sign)))(?![0-9])|{_DAY} {_MONTH} (?:19|20)\d\d(?![0-9])|{_HOUR}\s?[-–]\s?{_HOUR}(?![0-9])"
    r"|\d\d(?: \d\d){2,9} (?:mois|ans|jours|semaines|heures)\b"
)
_MAIL = re.compile(r"[^\s@<>()\"',;:/=]\s?(?:@|[(\[]\s?(?:at|arobase)\s?[)\]])\s?[A-Za-z0-9-]+\.[A-Za-z]{2,}")


#: The rest of a domain of several parts: « ville.metropole.example ».
_MORE = re.compile(r"[A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)*")
#: What stands in no address, and so begins one.
_OUTSIDE = frozenset(" \t\n\r\u00a0\u202f@<>()[]\"',;:/=«»")


def reaching(text: str) -> list[tuple[int, int]]:
    """Return where the telephones and the e-mail addresses stand in a text: start and end of each, in order.

    >>> reaching("ou c.exemple@asso.example, ou 06 00 00 00 00")
    [(3, 25), (30, 44)]
    """
    return apart([*_phones(text), *(_whole(text, mail) for mail in _MAIL.finditer(text))])


def _whole(text: str, mail: re.Match[str]) -> tuple[int, int]:
    """Return where an address stands that was found by its last letter before the sign."""
    start, end = mail.start(), mail.end()
    while start and text[start - 1] not in _OUTSIDE:
        start -= 1
    rest = _MORE.match(text, end)
    return start, rest.end() if rest else end


def reaches_somebody(text: str) -> bool:
    """Tell whether a text holds a telephone or an e-mail address.

    >>> reaches_somebody("S. Benali 06 00 00 00 00"), reaches_somebody("Régie (accueil@regie.example)")
    (True, True)
    >>> reaches_somebody("Club 2026"), reaches_somebody("SIRET 130 025 265 00013"), reaches_somebody("Écoute 3919")
    (False, False, False)
    >>> reaches_somebody("Comité 06.11.26 10.30"), reaches_somebody("ouvert 09 00-12 00 14 00-18 00"), reaches_somebody("le 01.04.2026 06.12.34.56.78")
    (False, False, True)
    """
    return next(_phones(text), None) is not None or _MAIL.search(text) is not None


def _phones(text: str) -> Iterator[tuple[int, int]]:
    """Yield where telephones stand in a text, days and hours left out: « du 01.04.2026 au… », « 09 00-12 00 14 00 »."""
    at = 0
    while found := _PHONE.search(text, at):
        if tells_time := _TIMES.match(text, found.start()):
            at = tells_time.end()
            continue
        yield found.span()
        at = found.end()
