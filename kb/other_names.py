"""Other names of an organisation, each with what it is and when it was borne, kept as one readable text.

« Pôle emploi (ancien nom, 2008-12-19/2023-12-31) » is typed and dated; « Pôle emploi » alone is another name, and no more
is known. A sigle, a brand and a former name name the same organisation; an operator is another one that acts for it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from kb.text import fold
from kb.words import day

#: The form of a field that holds other names, and what helps who types them.
OTHER_NAMES = "names"
OTHER_NAMES_HELP = (
    "Le genre et les dates entre parenthèses quand on les sait : « Pôle emploi (ancien nom, jusqu'au 31/12/2023) ». "
    "Genres : sigle, ancien nom, marque, opérateur."
)


class AliasKind(StrEnum):
    """What another name is to the name it stands for."""

    ACRONYM = "sigle"
    FORMER = "ancien nom"
    BRAND = "marque"
    OPERATOR = "opérateur"


_DAY = r"\d{1,2}/\d{1,2}/\d{4}|\d{1,2}/\d{4}|\d{4}(?:-\d{2}){0,2}"
_TYPED = re.compile(r"^(?P<name>.*\S)\s*\((?P<kind>[^(),]+)(?:,\s*(?P<days>[^()]*))?\)$")
_WORDS = {
    **{fold(kind): kind for kind in AliasKind},
    "anciennement": AliasKind.FORMER, "ex": AliasKind.FORMER, "acronyme": AliasKind.ACRONYM,
    "enseigne": AliasKind.BRAND, "nom commercial": AliasKind.BRAND,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class OtherName:
    """Another name, its kind when it is known, and its first and last days, ISO or empty."""

    name: str
    kind: AliasKind | None = None
    valid_from: str = ""
    valid_to: str = ""

    @property
    def written(self) -> str:
        """Return the text the base keeps."""
        if self.kind is None:
            return self.name
        days = f", {self.valid_from}/{self.valid_to}" if self.valid_from or self.valid_to else ""
        return f"{self.name} ({self.kind}{days})"

    @property
    def typed(self) -> str:
        """Return the text as a person types it: « Pôle emploi (ancien nom, jusqu'au 31/12/2023) »."""
        if self.kind is None:
            return self.name
        first, last = ("/".join(reversed(text.split("-"))) for text in (self.valid_from, self.valid_to))
        said = [str(self.kind), f"depuis {first}" if first else "", f"jusqu'au {last}" if last else ""]
        return f"{self.name} ({', '.join(filter(None, said))})"

    @property
    def words(self) -> str:
        """Return the name as people read it: « Pôle emploi (ancien nom, jusqu'au 31 décembre 2023) »."""
        if self.kind is None:
            return self.name
        said = [f"depuis {'le ' if len(self.valid_from) > 7 else ''}{day(self.valid_from)}"] if self.valid_from else []
        if self.valid_to:
            said.append(f"jusqu'{'au' if len(self.valid_to) > 7 else 'en'} {day(self.valid_to)}")
        return f"{self.name} ({', '.join([str(self.kind), *said])})"


def kind_named(text: str) -> AliasKind | None:
    """Return the kind that a word names, None when it names none.

    >>> str(kind_named("Ancien nom")), str(kind_named("enseigne")), kind_named("surnom")
    ('ancien nom', 'marque', None)
    """
    return _WORDS.get(fold(text))


@lru_cache(maxsize=50_000)
def read_other_name(text: str) -> OtherName:
    """Return what a text says of another name; one that is not written so is a name, whole.

    >>> read_other_name("Pôle emploi (ancien nom, du 19/12/2008 au 31/12/2023)").written
    'Pôle emploi (ancien nom, 2008-12-19/2023-12-31)'
    >>> read_other_name("ENVIE (marque, depuis 1984)").valid_from, read_other_name("Le Relais (Bron)").name
    ('1984', 'Le Relais (Bron)')
    """
    found = _TYPED.match(text)
    kind = kind_named(found["kind"]) if found else None
    days = _days(found["days"] or "") if found else None
    if not found or kind is None or days is None:
        return OtherName(text)
    return OtherName(found["name"], kind, *days)


def _days(text: str) -> tuple[str, str] | None:
    """Return the first and last days that words state; None when they cannot be told."""
    found = [_iso(part) for part in re.findall(_DAY, text)]
    if not text.strip():
        return ("", "")
    if "" in found:
        return None
    if len(found) == 2 and found[0] <= found[1]:
        return (found[0], found[1])
    if len(found) != 1:
        return None
    ends = re.search(r"^\s*(?:/|jusqu|avant)", text, re.IGNORECASE)
    starts = re.search(r"/\s*$|depuis|à partir|dès", text, re.IGNORECASE)
    return ("", found[0]) if ends else (found[0], "") if starts else None


def _iso(text: str) -> str:
    """Return a day, a month or a year as ISO writes it; empty when there is no such day."""
    parts = text.split("/")[::-1] if "/" in text else text.split("-")
    whole = [int(part) for part in parts] + [1, 1]
    try:
        dt.date(*whole[:3])
    except ValueError:
        return ""
    return "-".join(f"{int(part):0{4 if n == 0 else 2}}" for n, part in enumerate(parts))


def borne(texts: Iterable[str]) -> list[str]:
    """Return the bare names by which an organisation itself goes, among other names: an operator is somebody else.

    >>> borne(["Pôle emploi (ancien nom)", "Alpha Gestion (opérateur)", "FT"])
    ['Pôle emploi', 'FT']
    """
    read = map(read_other_name, texts)
    return [other.name for other in read if other.kind is not AliasKind.OPERATOR]


def operators(texts: Iterable[str]) -> list[str]:
    """Return the names of those who act for an organisation, among its other names."""
    return [other.name for other in map(read_other_name, texts) if other.kind is AliasKind.OPERATOR]
