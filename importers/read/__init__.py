"""From a source's file to clean rows: what a file is, how it is written, and which of its rows can be trusted.

Nothing here knows the field, but for the kinds that a heading names: the caller says what a header looks like, gives each
column its meaning, and writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from importers.read.header import MayLookLikeHeader, WaysOut
from importers.read.json_document import JsonDocument, JsonItem, read_json
from importers.read.packed import unpacked
from importers.read.sniff import refuse_other, sniff
from importers.read.table import RawRow, Table
from kb.problems import FileRefused, Problem, capped

__all__ = ["JsonDocument", "JsonItem", "RawRow", "Table", "read_json", "read_tables", "sniff", "unpacked"]

_TEXT_NAMES = (".csv", ".txt", ".tsv", ".tab")
_SHEET_NAMES = (".xlsx", ".xlsm", ".xltx", ".xls", ".ods", ".ots")


def _unsaid(lines: Sequence[Sequence[str]]) -> tuple[str, str]:
    return "", ""


def read_tables(
    path: Path,
    *,
    encoding: str | None = None,
    looks_like_header: MayLookLikeHeader,
    most_rows: int | None = None,
    ways_out: WaysOut = _unsaid,
) -> list[Table]:
    """Return the tables of a text file or of a workbook: those whose header the caller recognises.

    Raises `FileRefused(code, French message)` for a file that cannot be understood; nothing of it is then returned.
    Without `looks_like_header`, the first line is a row already, and columns are called by their letters. `ways_out` says what to do of a table without any known header; `most_rows` is a limit refused by name.
    """
    kind = sniff(path)
    suffix = path.suffix.lower()
    if kind == "csv" and suffix not in _SHEET_NAMES:
        from importers.read.delimited import read_delimited

        tables = [read_delimited(path, looks_like_header, encoding=encoding, ways_out=ways_out)]
    elif kind in ("xlsx", "ods") and suffix not in _TEXT_NAMES:
        from importers.read.workbook import read_workbook

        tables = read_workbook(path, kind, looks_like_header, ways_out=ways_out)
    else:
        wanted = "un classeur" if suffix in _SHEET_NAMES else "un tableau"
        raise refuse_other(path, kind, wanted)
    for table in tables:
        _count(table, most_rows)
    return tables


def _count(table: Table, most_rows: int | None) -> None:
    """Say that a table has no row, refuse one that has too many, and keep its warnings to a readable number."""
    rows = 0
    for rows, _ in enumerate(table.rows, start=1):
        if most_rows is None or rows > most_rows:
            break
    if not rows:
        said = "Aucune ligne sous l'en-tête : rien à importer, rien n'est retiré."
        table.warnings.append(Problem("NO_ROWS", said, table.file, table.sheet, table.header_line))
    if most_rows is not None and rows > most_rows:
        raise FileRefused(
            "TOO_MANY_ROWS",
            f"{table.file} compte plus de {most_rows} lignes : importez-le par la ligne de commande, "
            "ou en plusieurs fois.",
        )
    table.warnings = capped(table.warnings)
