"""How somebody is reached: a telephone or an e-mail address, found in a text that should only be a name."""

from __future__ import annotations

import re

from importers.read.guard import apart

_GAP = r"[\s.\u00a0\u202f/_-]{0,2}"
#: French numbers, with or without their country, and those of other countries said by « + » or « 00 ».
_PHONE = re.compile(
    rf"(?<![0-9A-Za-z])(?:(?:\+|00)\s?33{_GAP}(?:\(0\){_GAP})?|0)[1-9](?:{_GAP}[0-9]{{2}}){{4}}(?![0-9])"
    rf"|(?<![0-9A-Za-z])(?:\+|00)\s?[1-9](?:{_GAP}[0-9]){{8,13}}(?![0-9])"
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
    return apart([*(phone.span() for phone in _PHONE.finditer(text)), *(_whole(text, mail) for mail in _MAIL.finditer(text))])


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
    """
    return _PHONE.search(text) is not None or _MAIL.search(text) is not None
