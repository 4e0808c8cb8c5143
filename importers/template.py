"""The empty table of an importer, ready to fill: which columns, and what each of them holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from importers.base import Importer
from importers.columns import Column

#: Header of the explanation; a sheet of this name is never read as data (`importers.read.workbook.EXPLANATIONS`).
EXPLAINED = ("Colonne", "Obligatoire", "Ce qu'elle contient", "Exemple", "En-têtes aussi reconnus")
EXPLANATION_SHEET = "Mode d'emploi"


@dataclass(frozen=True, slots=True)
class Template:
    """A header to fill, and one explanation per column under `EXPLAINED`."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def template_columns(importer: Importer) -> Sequence[Column]:
    """Return the columns that a template offers: all but those that are left at the door."""
    return [column for column in importer.columns if not column.drop]


def template_table(importer: Importer) -> Template:
    """Return the header of an importer's empty table, and what each column holds, in French."""
    columns = template_columns(importer)
    rows = (
        (c.label, "oui" if c.required else "non", c.explain, c.example, ", ".join(dict.fromkeys(c.names)))
        for c in columns
    )
    return Template(tuple(c.label for c in columns), tuple(rows))
