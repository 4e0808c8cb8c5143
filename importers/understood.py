"""What is said once of a column of amounts: the unit its header or its cells tell."""

from __future__ import annotations

from collections.abc import Iterator

from importers.columns import Column, Mapping
from importers.read.table import Table
from importers.row import Row
from importers.units import CALLED, parted, unit_of
from kb.problems import Problem
from kb.words import money


def told_of_amounts(table: Table, mapping: Mapping) -> Iterator[Problem]:
    """Yield how the amounts of each column were understood, with the first one as an example."""
    columns = {index: column for index, column in mapping.taken.items() if column.money}
    for index, column in columns.items():
        if said := _unit_told(table, index, column):
            yield Problem("AMOUNT_UNIT", said, table.file, table.sheet, table.header_line, table.header[index])


def _unit_told(table: Table, index: int, column: Column) -> str:
    """Return the unit of a column and its first amount read by it; nothing when all are plain euros."""
    header = table.header[index]
    called = CALLED.get(unit_of(header), "")
    for raw in table.rows:
        cell = raw.cells[index].strip() if index < len(raw.cells) else ""
        if not cell or (not called and cell[-1].isdigit()) or parted(cell, header)[1] == 1:
            continue
        if (read := Row({column.key: cell}, {column.key: header}, raw.line).number(column.key)) is not None:
            return f"Colonne « {header} » {f'en {called} ' if called else ''}: {cell} lu {money(read)}."
    return ""
