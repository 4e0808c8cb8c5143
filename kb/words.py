"""French as refusals and differences write it: words that agree with a number, amounts, days as a reader says them."""

from __future__ import annotations

import errno
import re

#: The space that never breaks a line, between a number and its unit; and the thin one before « ; » or « ? ».
NBSP, NARROW = "\u00a0", "\u202f"
#: Spaces that are no trick though they are not printed.
UNBREAKABLE = NBSP + NARROW
_KEPT = re.compile(r"(?<=«) | (?=[:;?!%»])")
_THIN = frozenset(";?!%")
#: Words from which what follows a noun no longer agrees with it.
_NOT_AGREEING = frozenset({"de", "du", "des", "d'appui", "à", "au", "en", "sur", "par", "dans", "avec", "depuis"})
#: What a system refuses, in French whatever the machine's language.
_REASONS = {
    errno.ENOSPC: "disque plein", errno.EDQUOT: "quota de disque atteint", errno.EFBIG: "fichier trop grand pour ce disque",
    errno.EACCES: "accès refusé", errno.EPERM: "accès refusé", errno.EROFS: "disque en lecture seule",
    errno.ENOENT: "dossier introuvable", errno.ENOTDIR: "ce n'est pas un dossier", errno.EISDIR: "c'est un dossier",
    errno.ENAMETOOLONG: "nom trop long", errno.EMFILE: "trop de fichiers ouverts", errno.EIO: "disque défaillant",
}  # fmt: skip
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def system_reason(error: OSError) -> str:
    """Return in a few French words why a system refused something, its number when they are not known.

    >>> system_reason(OSError(errno.ENOSPC, "No space left on device")), system_reason(OSError(9999, ""))
    ('disque plein', 'erreur 9999')
    """
    return _REASONS.get(error.errno or 0) or f"erreur {error.errno or 'inconnue'}"


def spaced(text: str) -> str:
    """Return a text whose double signs stay with their word: no line of it begins with « ? » or ends with an opening quote.

    >>> spaced("Qui ? « Elle » : 12 %").replace(NBSP, "~").replace(NARROW, "'")
    "Qui'? «~Elle~»~: 12'%"
    """
    return _KEPT.sub(lambda found: NARROW if text[found.end() : found.end() + 1] in _THIN else NBSP, text)


def quoted(value: object) -> str:
    """Return a value between French quotes, as a terminal can print it without harm.

    >>> quoted("a" + chr(27) + "[31m")
    '« a\\\\x1b[31m »'
    """
    return f"« {harmless(str(value))} »"


def harmless(text: str) -> str:
    """Return a text that stays on its line and plays no trick on a terminal, whatever a file wrote in it.

    >>> harmless("nom" + chr(27) + "[31m"), harmless("140" + NBSP + "000") == "140" + NBSP + "000"
    ('nom\\\\x1b[31m', True)
    """
    return "".join(
        c if c.isprintable() or c in UNBREAKABLE else c.encode("unicode_escape").decode("ascii") for c in text
    )


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

    >>> day("2017-03-27"), day("2017-03"), day("2019"), day("2026-11-01"), day("printemps 2023"), day("2023-1²")
    ('27 mars 2017', 'mars 2017', '2019', '1er novembre 2026', 'printemps 2023', '2023-1²')
    """
    if not text:
        return ""
    parts = text[:10].split("-")
    if not all(part.isdecimal() for part in parts) or len(parts[0]) != 4:
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
    """Return an amount in euros: two decimals, or none.

    >>> money(140000).replace(NBSP, "~"), money(92245.4).replace(NBSP, "~")
    ('140~000~€', '92~245,40~€')
    """
    if round(value, 2) == round(value):
        return f"{number(round(value))}{NBSP}€"
    return f"{value:,.2f}".replace(",", NBSP).replace(".", ",") + f"{NBSP}€"


def capital(text: str) -> str:
    """Return a text whose first letter is a capital, the others as they are.

    >>> capital("aucun acteur")
    'Aucun acteur'
    """
    return text[:1].upper() + text[1:]
