"""The empty table of each importer, ready to fill: its headers, and on a second sheet what each column holds."""

from __future__ import annotations

from datetime import datetime

from api.outputs.csv_out import csv_bytes
from api.outputs.table import Column, Sheet, Workbook
from api.outputs.xlsx import xlsx_bytes
from importers.base import Importer


def template_csv(importer: Importer) -> bytes:
    """Return the template as CSV: one line, the headers."""
    return csv_bytes(_empty(importer))


def template_xlsx(importer: Importer, at: datetime) -> bytes:
    """Return the template as a workbook: an empty table, then what each column holds."""
    help_columns = [
        Column("label", "Colonne"),
        Column("required", "Obligatoire"),
        Column("explain", "Ce qu'elle contient"),
        Column("example", "Exemple"),
        Column("names", "En-têtes aussi reconnus"),
    ]
    rows = [
        {
            "label": c.label,
            "required": "oui" if c.required else "",
            "explain": c.explain,
            "example": c.example,
            "names": ", ".join(c.names),
        }
        for c in importer.columns
        if not c.drop
    ]
    book = Workbook(
        f"Modèle : {importer.title}",
        [_empty(importer), Sheet("Mode d'emploi", help_columns, rows)],
        [("À quoi il sert", importer.explain)],
    )
    return xlsx_bytes(book, at)


def _empty(importer: Importer) -> Sheet:
    return Sheet(importer.title, [Column(c.key, c.label) for c in importer.columns if not c.drop], [])
