"""French as refusals and differences write it: words that agree with a number, amounts, days as a reader says them."""

from __future__ import annotations

#: The space that never breaks a line, between a number and its unit.
NBSP = "\u00a0"
#: Spaces that are no trick though they are not printed: that one, and the thin one before « ; » or « ? ».
UNBREAKABLE = NBSP + "\u202f"
#: Words from which what follows a noun no longer agrees with it.
_NOT_AGREEING = frozenset({"de", "du", "des", "d'appui", "à", "au", "en", "sur", "par", "dans", "avec", "depuis"})
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def agree(count: int, noun: str, plural: str = "") -> str:
    """Return a noun as French writes it after a count: zero and one are singular.

    >>> agree(1, "autre lien"), agree(2, "autre lien"), agree(0, "ligne"), agree(2, "travail", "travaux")
    ('autre lien', 'autres liens', 'ligne', 'travaux')
    """
    return noun if abs(count) < 2 else plural or plural_of(noun)


def plural_of(noun: str) -> str:
    """Return the plural of a noun and of the words that follow it when they agree.

    >>> plural_of("acteur suivi"), plural_of("réseau"), plural_of("SIAE"), plural_of("fait de démonstration")
    ('acteurs suivis', 'réseaux', 'SIAE', 'faits de démonstration')
    """
    first, *rest = noun.split(" ")
    agreeing = [first]
    while rest and rest[0] not in _NOT_AGREEING:
        agreeing.append(rest.pop(0))
    return " ".join([_one_plural(word) for word in agreeing] + rest)


def _one_plural(word: str) -> str:
    if word.isupper() or word.endswith(("s", "x", "z")):
        return word
    return word + ("x" if word.endswith(("au", "eu")) else "s")


def day(text: str | None) -> str:
    """Return an ISO day, month or year as a reader says it; anything else stays as written.

    >>> day("2017-03-27"), day("2017-03"), day("2019"), day("2026-11-01"), day("printemps 2023")
    ('27 mars 2017', 'mars 2017', '2019', '1er novembre 2026', 'printemps 2023')
    """
    if not text:
        return ""
    parts = text[:10].split("-")
    if not all(part.isdigit() for part in parts) or len(parts[0]) != 4:
        return text
    if len(parts) > 1 and not 1 <= int(parts[1]) <= 12:
        return text
    if len(parts) == 3:
        return f"{'1er' if int(parts[2]) == 1 else int(parts[2])} {_MONTHS[int(parts[1]) - 1]} {parts[0]}"
    return f"{_MONTHS[int(parts[1]) - 1]} {parts[0]}" if len(parts) == 2 else parts[0]


def number(value: float) -> str:
    """Return a number as French writes it, its thousands apart.

    >>> number(140000).replace(NBSP, "~"), number(12.5)
    ('140~000', '12,5')
    """
    if isinstance(value, float) and not value.is_integer():
        whole, _, rest = f"{value:,.2f}".partition(".")
        rest = rest.rstrip("0")
        return whole.replace(",", NBSP) + (f",{rest}" if rest else "")
    return f"{int(value):,}".replace(",", NBSP)


def money(value: float) -> str:
    """Return an amount in euros.

    >>> money(140000).replace(NBSP, "~")
    '140~000~€'
    """
    return f"{number(value)}{NBSP}€"
