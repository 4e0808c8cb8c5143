"""The common shape of every table that leaves the house, whatever the format it is written in."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from kb.privacy import Layer

ColumnKind = Literal["text", "number", "money", "date", "link", "list"]
#: What a writer meets in a cell once `cell_value` has read it.
Cell = str | int | float | Decimal | date | None

#: Between the values of a list cell.
LIST_SEPARATOR = " ; "
#: Shown for a figure that has no value, such as a division by zero.
NOT_A_NUMBER = "non défini"

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the `key` of its values in the rows, and how they read.

    `width` is in characters (fitted to the content when absent); `choices` become a validation list in a workbook;
    `layer` says whether the column belongs to the map of roles or to the engagement plan; `aside` is left out of a print.
    """

    key: str
    label: str
    kind: ColumnKind = "text"
    width: float | None = None
    layer: Layer = Layer.CARTOGRAPHIE
    choices: tuple[str, ...] = ()
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: rows are mappings read through the columns' keys, `notes` are sentences about the table."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Mapping[str, object]]
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Workbook:
    """Tables that travel together, with the `facts` a reader needs to trust them: date, sources, gaps, filter.

    `told` is the layer of what the rows tell, whatever their columns announce.
    """

    title: str
    sheets: Sequence[Sheet]
    facts: Sequence[tuple[str, str]] = ()
    told: Layer = Layer.CARTOGRAPHIE

    @property
    def layer(self) -> Layer:
        """The most restricted layer met among the columns and in what the rows tell."""
        engaged = any(column.layer is Layer.ENGAGEMENT for sheet in self.sheets for column in sheet.columns)
        return Layer.ENGAGEMENT if engaged else self.told


def classification(book: Workbook) -> str:
    """Return the sentence that tells who may receive a workbook."""
    if book.layer is Layer.ENGAGEMENT:
        return "Plan d'engagement : diffusion restreinte à l'équipe concernée"
    return "Cartographie : diffusion possible, sans donnée du plan d'engagement"


def cell_value(value: object, kind: ColumnKind) -> Cell:
    """Return a raw value as what its column says it is; a value that does not fit stays the text it was.

    >>> cell_value("1250,5", "money"), cell_value("environ 80", "number"), cell_value(["a", "b"], "list")
    (Decimal('1250.5'), 'environ 80', 'a ; b')
    >>> cell_value("2026-11-24", "date"), cell_value("2019", "date")
    (datetime.date(2026, 11, 24), '2019')
    """
    if value is None or isinstance(value, date):
        return value
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, int | float | Decimal):
        return value if math.isfinite(value) else NOT_A_NUMBER
    if isinstance(value, list | tuple | set | frozenset):
        parts = sorted(map(str, value)) if isinstance(value, set | frozenset) else map(str, value)
        return LIST_SEPARATOR.join(parts)
    text = str(value)
    if kind in ("number", "money") and _NUMBER.fullmatch(text):
        return Decimal(text.replace(",", "."))
    return _day(text) if kind == "date" and _DAY.fullmatch(text) else text


def _day(text: str) -> date | str:
    try:
        return date.fromisoformat(text)
    except ValueError:  # such as 2026-02-30: what the source wrote stays visible
        return text


def day_label(at: date) -> str:
    """Return a day as a French document prints it.

    >>> day_label(date(2026, 11, 4))
    '04/11/2026'
    """
    return at.strftime("%d/%m/%Y")
