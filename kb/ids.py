"""Identifiers of the field, checked and written one way, and the ids that derive from content alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from hashlib import blake2b

from kb.errors import KbError
from kb.text import fold, slug
from kb.words import NBSP, agree

_BLANKS = re.compile(r"[\s\u00a0\u202f\u2007\u2009'’`.\-]+")
_PREFIX = re.compile(r"^(?:n[°o]\s*)?(?:siret|siren)\s*:?\s*", re.IGNORECASE)
#: The schemes of the numbers that registers give organisations.
NUMBERS = ("siret", "siren", "rna")
#: The SIREN whose establishments follow a rule of their own.
_LA_POSTE = "356000000"
_RNA = re.compile(r"^W\d[A-Z\d]\d{7}$")


class BadIdentifier(KbError):
    """Raised when an identifier cannot be what it says; `reason` is a French phrase."""

    code, status = "SIRET_INVALID", 422

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _digits(raw: str, length: int, name: str) -> str:
    if len(raw) == length and raw.isascii() and raw.isdigit() and raw.strip("0"):
        return raw
    text = _PREFIX.sub("", raw.strip().lstrip("'’\"").rstrip("'’\""))
    if re.search(r"\d[.,]\d+[eE]\+?\d+$", text):
        raise BadIdentifier(f"{name} arrondi par le tableur (notation scientifique) : reprendre la valeur d'origine")
    if re.search(r"\d\.\d{1,2}$", text):
        raise BadIdentifier(f"{name} avec une décimale : la cellule a été traitée comme un nombre")
    if re.search(r"\d\s*[/;,|]\s*\d", text) or len(re.findall(r"\d{9,}", text)) > 1:
        raise BadIdentifier(f"plusieurs numéros dans la cellule : un seul {name} par ligne")
    if text.startswith("-"):
        raise BadIdentifier(f"{name} négatif : la cellule a été traitée comme un nombre")
    text = _BLANKS.sub("", text)
    foreign = [c for c in text if c.isdigit() and not c.isascii()]
    if foreign and all(unicodedata.east_asian_width(c) == "F" for c in foreign):
        text = unicodedata.normalize("NFKC", text)
    elif foreign:
        raise BadIdentifier(f"{name} écrit avec d'autres chiffres que 0 à 9")
    if not text.isascii() or not text.isdigit():
        raise BadIdentifier(f"{name} : {length} chiffres attendus, sans lettre")
    if len(text) != length:
        raise BadIdentifier(f"{name} de {len(text)} {agree(len(text), 'chiffre')} au lieu de {length}")
    if not text.strip("0"):
        raise BadIdentifier(f"{name} fait de zéros")
    return text


def _luhn(digits: str) -> int:
    """Return the sum of Luhn of some digits, 0 when their key is right: a dozen times as quick as python-stdnum's, once per row."""
    figures = digits.encode()
    return (sum(figures[::-2].translate(_FIGURE)) + sum(figures[-2::-2].translate(_DOUBLED))) % 10


_FIGURE = bytes.maketrans(b"0123456789", bytes(range(10)))
#: Each figure doubled, the two figures of what it makes added.
_DOUBLED = bytes.maketrans(b"0123456789", bytes([0, 2, 4, 6, 8, 1, 3, 5, 7, 9]))


def check_siret(raw: str) -> str:
    """Return the fourteen digits of a SIRET, however it is spaced.

    Raises `BadIdentifier` with its reason. La Poste's own rule is python-stdnum's.

    >>> check_siret("130 025 265 00013")
    '13002526500013'
    """
    from stdnum.fr import siret

    digits = _digits(raw, 14, "SIRET")
    if digits.endswith("00000"):
        raise BadIdentifier("SIRET arrondi par le tableur (il finit par 00000) : reprendre la valeur d'origine")
    # The two sums that nearly every SIRET passes are taken first: the whole rule cleans and counts its digits anew.
    if (_luhn(digits) or _luhn(digits[:9]) or digits.startswith(_LA_POSTE)) and not siret.is_valid(digits):
        raise BadIdentifier("clé de contrôle du SIRET fausse : un chiffre est sans doute erroné")
    return digits


def check_siren(raw: str) -> str:
    """Return the nine digits of a SIREN, however it is spaced; raises `BadIdentifier` with its reason.

    >>> check_siren("200 046 977")
    '200046977'
    """
    from stdnum.fr import siren

    digits = _digits(raw, 9, "SIREN")
    if not siren.is_valid(digits):
        raise BadIdentifier("clé de contrôle du SIREN fausse : un chiffre est sans doute erroné")
    return digits


def check_rna(raw: str) -> str:
    """Return an association's RNA number; raises `BadIdentifier` with its reason.

    >>> check_rna("w691 012 345")
    'W691012345'
    """
    text = re.sub(r"\s+", "", raw).upper()
    if not _RNA.match(text):
        raise BadIdentifier("RNA : un W suivi de neuf chiffres est attendu")
    return text


def lost_zeros(raw: str, check: Callable[[str], str]) -> str:
    """Return the proposal of an identifier whose leading zeros a spreadsheet took, when its key agrees."""
    digits = re.sub(r"\s", "", raw)
    length = 14 if check is check_siret else 9 if check is check_siren else 0
    if not digits.isdigit() or not digits.isascii() or not 0 < length - len(digits) <= 3:
        return ""
    try:
        proposed = check(digits.zfill(length))
    except BadIdentifier:
        return ""
    return f" Zéro initial perdu ? {proposed} a une clé juste : vérifiez-le, puis corrigez la cellule."


def siret_id(raw: str) -> str:
    """Return the id of an establishment from its SIRET, however it is spaced.

    >>> siret_id("130 025 265 00013")
    'siret:13002526500013'
    """
    return f"siret:{check_siret(raw)}"


def siren_id(raw: str) -> str:
    """Return the id of a legal unit from its SIREN.

    >>> siren_id("200 046 977")
    'siren:200046977'
    """
    return f"siren:{check_siren(raw)}"


def territory_id(name: str) -> str:
    """Return the id of a territory from any of its usual names.

    >>> territory_id("Villeurbanne St-Jean"), territory_id("Lyon 8")
    ('territoire:villeurbanne-saint-jean', 'territoire:lyon-8-plaine-santy')
    """
    from kb.territories import canonical_slug

    return f"territoire:{canonical_slug(name)}"


def cle_id(name: str) -> str:
    """Return the id of a CLE from its territory's name or its own.

    >>> cle_id("CLE de Saint-Fons")
    'cle:saint-fons'
    """
    from kb.territories import canonical_slug

    words = fold(name).split()
    while words and words[0] in {"cle", "comite", "local", "pour", "l", "emploi", "de", "du", "d", "des"}:
        words.pop(0)
    return f"cle:{canonical_slug(' '.join(words))}"


def name_key(name: str, town: str = "") -> str:
    """Return the key that stands for an organisation without identifier: its name and its commune.

    >>> name_key("Bross'Up", "Villeurbanne")
    'nom:bross up|villeurbanne'
    """
    return f"nom:{fold(name)}|{town_key(town)}"


@lru_cache(maxsize=4_096)
def town_key(town: str) -> str:
    """Return the comparable form of a commune's name, whatever its usual abbreviations.

    >>> town_key("ST FONS") == town_key("Saint-Fons"), town_key("LYON 08") == town_key("Lyon 8e Arrondissement")
    (True, True)
    """
    words = [{"st": "saint", "ste": "sainte"}.get(word, word) for word in fold(town).split()]
    if "cedex" in words:
        words = words[: words.index("cedex")]
    words = [word for word in words if word not in {"arrondissement", "arr"}]
    if len(words) > 1 and words[0] in {"lyon", "paris", "marseille"}:
        words[1] = words[1].lstrip("0").removesuffix("eme").removesuffix("er").removesuffix("e") or words[1]
    return " ".join(words)


def digest(*parts: str, size: int = 8) -> str:
    """Return the hexadecimal digest of some texts, the separator of which no text can forge."""
    # A copy is quicker than a digest set up anew, and an import makes three for each row.
    made = _EMPTY.copy() if size == 8 else blake2b(digest_size=size)
    made.update("\x1f".join(parts).encode("utf-8", "surrogatepass"))
    return made.hexdigest()


_EMPTY = blake2b(digest_size=8)


def slot_id(source: str, key: str) -> str:
    """Return the id of the place a claim holds in the ledger: its source and its row key."""
    return f"d:{digest(source, key)}"


def record_id(slot: str, part: str) -> str:
    """Return the id of one record of a claim, which derives from (source, row key) alone."""
    return f"r:{digest(slot, part)}"


def batch_id(rev: int, contents: Iterable[str]) -> str:
    """Return the id of a batch, which derives from its content and its rev alone."""
    return f"lot-{rev}-{digest(str(rev), *contents, size=4)}"


__all__ = [
    "BadIdentifier", "batch_id", "check_rna", "check_siren", "check_siret", "cle_id", "digest", "name_key", "record_id",
    "siren_id", "siret_id", "slot_id", "slug", "territory_id", "town_key",
]  # fmt: skip


def nameless(actor_id: str) -> str:
    """Return what an actor that nobody names is called: its number, as people write it.

    >>> nameless("siret:13002526500013").replace(NBSP, " "), nameless("rna:W691234567").replace(NBSP, " ")
    ('SIRET 130 025 265 00013', 'RNA W691234567')
    >>> nameless("cle:saint-fons")
    'cle:saint-fons'
    """
    kind, _, number = actor_id.partition(":")
    if kind not in NUMBERS:
        return actor_id
    parts = [number] if kind == "rna" else [number[:3], number[3:6], number[6:9], number[9:]]
    return NBSP.join([kind.upper(), *filter(None, parts)])
