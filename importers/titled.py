"""A CLE that only the title above a sheet of seats tells: « Composition du CLE de Saint-Fons » is the CLE of each of its rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from importers.columns import Column, map_header
from importers.first_names import may_be_somebody
from importers.read.table import RawRow, Table
from kb.problems import Problem
from kb.territories import USUAL_NAMES, canonical_slug
from kb.words import quoted

#: The header that the title stands for: no cell of the file says it.
HEADER = "CLE du titre"
_NAMED = re.compile(r"\bCLE\s+(?i:de\s+la\s+|de\s+|du\s+|des\s+|d['’]\s*)?([A-ZÀ-Ý][^,:;()|…]*)")
#: What follows a name in a title: a dash, a date.
_AFTER = re.compile(r"\s+(?:[-–—]\s|(?i:(?:au|en|le|du)\s+)?(?:(?:19|20)\d\d|\d{1,2}(?:/|er\b|\s+[a-zéû]+\s+20\d\d))).*")
#: What goes on with the name of another place: « Saint-Jean de Bournay » is not Saint-Jean.
_GOES_ON = re.compile(r"\s+(?i:des?|du|en|sur|sous|l[eèa]s?|aux?|à|et)\b|\s+[dl]['’]")


def cle_of_title(title: str) -> str:
    """Return the territory whose CLE a title names, the longest usual name that it begins with if any; empty when it names none.

    >>> cle_of_title("Composition du CLE de Saint-Fons au 12/03/2026"), cle_of_title("CLE Lyon 8 – sièges"), cle_of_title("Sièges du CLE")
    ('Saint-Fons', 'Lyon 8', '')
    >>> cle_of_title("Membres du CLE SAINT-FONS Liste des sièges"), cle_of_title("CLE de Vaulx en Velin"), cle_of_title("CLE Saint-Jean de Bournay")
    ('SAINT-FONS', 'Vaulx en Velin', 'Saint-Jean de Bournay')
    """
    found = _NAMED.search(title)
    said = _AFTER.sub("", found[1]).strip() if found else ""
    words = reversed(list(re.finditer(r"\s*\S+", said)))
    ends = [word.end() for word in words if not any(map(_GOES_ON.match, (word[0], said[word.end() :])))]
    known = (said[:end] for end in ends if canonical_slug(said[:end]) in USUAL_NAMES)
    return next(known, said)


def with_cle_of_title(tables: Sequence[Table], columns: Sequence[Column]) -> Sequence[Table]:
    """Return the tables, a column added to those of seats that lack their CLE alone and whose title names one."""
    return [_completed(table, columns) for table in tables]


def _completed(table: Table, columns: Sequence[Column]) -> Table:
    mapping = map_header(table.header, columns)
    held = {column.key for column in mapping.taken.values()}
    strange = any(cell.strip() for cell in mapping.ignored.values())
    if strange or "college" not in held or [column.key for column in mapping.missing(columns)] != ["body"]:
        return table
    told = {name: warning for warning in table.warnings if warning.code == "HEADER_NOT_FIRST" and (name := cle_of_title(warning.value))}
    if len(told) != 1 or may_be_somebody(next(iter(told))):
        return table
    ((name, title),) = told.items()
    said = f"Pas de colonne « CLE » : le titre nomme le CLE de {quoted(name)}, chaque ligne est un siège de ce CLE."
    warning = Problem("CLE_TOLD", said, table.file, table.sheet, title.line, value=title.value)
    rows = _Rows(table.rows, name)
    return replace(table, header=(*table.header, HEADER), rows=rows, warnings=[*(w for w in table.warnings if w is not title), warning])


class _Rows:
    """The rows of a table with one more cell, as often as they are asked for."""

    def __init__(self, rows: Iterable[RawRow], cell: str) -> None:
        self._rows, self._cell = rows, cell

    def __iter__(self) -> Iterator[RawRow]:
        """Yield each row with its cell; one that is set aside stays as it was read."""
        for row in self._rows:
            yield row if row.problems else replace(row, cells=(*row.cells, self._cell))
