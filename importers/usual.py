"""What the cells of a column usually hold: declared on the column, and said of a cell that holds something else."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from importers.dates import parse_date
from kb.clock import today
from kb.scores import score_of
from kb.text import fold

if TYPE_CHECKING:
    from importers.row import Row

#: A day that is no end of times and lies further than this many years ahead is sooner a wrong figure.
AHEAD = 30
#: What « 9999 » and its like stand for: no end.
_NO_END = 9999


@dataclass(frozen=True, slots=True)
class Usual:
    """A shape of cell: whether one has it, and what to write instead."""

    holds: Callable[[str], bool]
    wanted: str


def _written(pattern: str) -> Callable[[str], bool]:
    form = re.compile(pattern, re.IGNORECASE)
    return lambda cell: form.fullmatch(cell) is not None


def _folded(pattern: str) -> Callable[[str], bool]:
    form = re.compile(pattern)
    return lambda cell: form.fullmatch(fold(cell)) is not None


def _from(first: int) -> Callable[[str], bool]:
    """Return what tells a day of a year from this one on: a day that cannot be read is told elsewhere."""

    @lru_cache(maxsize=4_096)
    def plausible(cell: str) -> bool:
        year = int((parse_date(cell) or str(first))[:4])
        return first <= year <= today().year + AHEAD or year == _NO_END

    return plausible


def _is_count(cell: str) -> bool:
    """Tell whether a cell counts: a number that is not negative, or a few words.

    >>> _is_count("80"), _is_count("environ 80"), _is_count("une dizaine"), _is_count("abc"), _is_count("-3")
    (True, True, True, False, False)
    """
    negative = re.match(r"[-\u2212]\s*\d", cell)
    return not negative and (any(c.isdigit() for c in cell) or len(cell.split()) > 1)


POST_CODE = Usual(_written(r"(?:\d\s?){4,5}"), "un code postal a 5 chiffres, par exemple 69100")
NAF = Usual(_written(r"(?:0[1-9]|[1-9]\d)(?:\.?\d{1,2}\s?[A-Z]?)?(?:\W.*)?"), "un code NAF a 4 chiffres et une lettre, par exemple 88.99B")
ROME = Usual(_written(r"[A-N]\d{4}(?:\W.*)?"), "un code ROME a une lettre et 4 chiffres, par exemple I1607")
SCORE = Usual(lambda cell: score_of(cell) > 0, "de 1 à 5")
CONFIDENCE = Usual(_folded(r"h|m|l|haute|moyenne|a confirmer"), "H, M ou L")
COUNT = Usual(_is_count, "un nombre de zéro ou plus")
#: Something that was founded may be centuries old; what an office does is not.
FOUNDED = Usual(_from(1500), "une année possible, par exemple 1998")
RECENT = Usual(_from(1950), "une année possible, par exemple 2026")
STATUS = Usual(
    _folded(r"(?:en |projet )?(?:interet|adhesion|adherent|emergen|fabrique|candidat|instruction|avis|habilit|renouvel|retire|refus|sorti|arret|abandon|prepar).*"),
    "émergent, candidat ou habilité",
)


def warn_of_unusual(row: Row, watched: tuple[str, ...], usual: Mapping[str, Usual]) -> None:
    """Say of each cell that has not the shape its column declares, unless something is said of it already; it is kept as it is written.

    `watched` are the keys of the columns that declare one: a sheet has few of them, and pays for those alone.
    """
    told = {warning.column for warning in row.warnings} if row.warnings else ()
    for key in row.filled(watched):
        if told and row.header(key) in told:
            continue
        for cell in row.listed(key):
            if not usual[key].holds(cell):
                said = f"Valeur inhabituelle, gardée telle quelle : {usual[key].wanted}. Vérifiez la cellule."
                row.warn(key, "VALUE_UNUSUAL", said, cell)
