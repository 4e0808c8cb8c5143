"""Columns as offices write them: each declared once with its usual headers, and matched loosely."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from kb.text import fold

#: Headers by which a sheet would set what only the base may set (reliability reference, section 8, rights).
FORBIDDEN = frozenset({
    "id interne", "identifiant interne", "proprietaire", "owner", "sensibilite", "sensitivity", "auteur", "author", "version",
    "cree le", "created at", "modifie le", "updated at", "couche", "layer", "rev", "lot",
})  # fmt: skip

#: Headers that announce a list of persons: such a file is refused whole, before anything is read of its rows.
PERSONAL = frozenset({
    "date de naissance", "ne le", "nee le", "naissance", "lieu de naissance", "nir", "n securite sociale", "numero nir",
    "numero de securite sociale", "no securite sociale", "securite sociale", "n ss", "num secu", "nss", "nationalite",
    "situation familiale", "pathologie", "sante", "problemes de sante", "handicap", "date naissance", "birthdate", "birth date",
    "nom de naissance", "nom jeune fille", "numero allocataire", "numero caf",
})  # fmt: skip

_SMALL = {"de", "du", "des", "la", "le", "les", "l", "d", "n", "no", "num", "numero", "et", "ou", "en", "a", "au"}
_BRACKETS = re.compile(r"\([^)]*\)|\*")


@dataclass(frozen=True, slots=True)
class Column:
    """One column an importer takes: its key in code, its header in the template, its other usual headers.

    `example` fills the documentation, never the template. `drop` names a column taken off at the door: read, not kept.
    """

    key: str
    label: str
    names: tuple[str, ...] = ()
    required: bool = False
    explain: str = ""
    example: str = ""
    drop: bool = False


@cache
def header_form(header: str) -> str:
    """Return the comparable form of a header: folded, brackets and asterisks aside, camel case parted.

    >>> header_form("N° SIRET (fusion)*"), header_form("nomBeneficiaire"), header_form("NOM_BENEFICIAIRE")
    ('n siret', 'nom beneficiaire', 'nom beneficiaire')
    """
    text = _BRACKETS.sub(" ", header).replace("\ufffd", "e").replace("_", " ")
    return fold(re.sub(r"(?<=[a-zà-ÿ])(?=[A-Z])", " ", text))


@cache
def loose_form(header: str) -> str:
    """Return a looser form: small words left out, plurals without their s.

    >>> loose_form("Date(s) de la convention"), loose_form("Date convention")
    ('date convention', 'date convention')
    """
    words = [word for word in header_form(header).split() if word not in _SMALL]
    return " ".join(word[:-1] if len(word) > 3 and word.endswith("s") else word for word in words)


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which cell of the header feeds which column: shown before anything is written."""

    taken: dict[int, Column]
    ignored: dict[int, str]

    def missing(self, columns: Iterable[Column]) -> list[Column]:
        """Return the required columns no header feeds."""
        present = {column.key for column in self.taken.values()}
        return [column for column in columns if column.required and column.key not in present]


def map_header(header: Sequence[str], columns: Sequence[Column]) -> Mapping:
    """Return which columns a header feeds: exact names first, then loose ones; each column is fed once."""
    taken: dict[int, Column] = {}
    used: set[str] = set()
    for form in (header_form, loose_form):
        names = {form(name): column for column in reversed(columns) for name in (column.key, *column.names, column.label)}
        for index, cell in enumerate(header):
            column = names.get(form(cell)) if cell.strip() and index not in taken else None
            if column and column.key not in used:
                taken[index] = column
                used.add(column.key)
    ignored = {i: cell for i, cell in enumerate(header) if i not in taken}
    return Mapping(dict(sorted(taken.items())), ignored)


def forbidden_headers(header: Sequence[str]) -> list[str]:
    """Return the headers that set what only the base may set; a lone « id » is somebody's own number."""
    found = [cell for cell in header if header_form(cell.strip("_ ")) in FORBIDDEN]
    lone = [cell for cell in header if header_form(cell) in {"id", "identifiant"}]
    return found + lone if found else []


def personal_headers(header: Sequence[str]) -> list[str]:
    """Return the headers that announce a list of persons."""
    return [cell for cell in header if header_form(cell) in PERSONAL]
