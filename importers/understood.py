"""What a sheet says once: which columns are read, kept or left at the door; the unit and the year of amounts; the year of days that say none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as Dict

from importers.columns import Column, Mapping
from importers.dates import parse_date
from importers.read.table import RawRow, Table
from importers.row import Row
from importers.units import CALLED, parted, says_no_unit, unit_named_in, unit_of, unit_of_title, year_of
from importers.usual import RECENT
from kb.problems import Problem
from kb.words import money

#: The columns by which a row tells its year itself.
_OF_THE_ROW = frozenset({"year", "on"})
_A_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)", re.ASCII)
_UNSURE = "Une ligne de titre parle de {0} sans le dire de tous les montants : ceux-ci sont lus en euros. Sinon, écrivez l'unité dans l'en-tête : « {1} ({0}) »."


def headers_of(table: Table, mapping: Mapping) -> tuple[str, ...]:
    """Return the header of a table, with the unit that its title alone says (« montants en k€ ») beside each column of amounts."""
    said = {unit for title in _titles(table) if (unit := unit_of_title(title))}
    if len(said) != 1:
        return tuple(table.header)
    (unit,) = said
    bare = _without_unit(table, mapping)
    return tuple(f"{cell} ({unit})" if i in bare else cell for i, cell in enumerate(table.header))


def _titles(table: Table) -> list[str]:
    return [warning.value for warning in table.warnings if warning.code == "HEADER_NOT_FIRST"]


def _without_unit(table: Table, mapping: Mapping) -> list[int]:
    return [i for i, column in mapping.taken.items() if column.money and says_no_unit(table.header[i])]


def told_of_amounts(table: Table, mapping: Mapping) -> Iterator[Problem]:
    """Yield how the amounts of each column were understood, with the first one as an example."""
    columns = {index: column for index, column in mapping.taken.items() if column.money}
    headers = headers_of(table, mapping) if columns else ()
    if headers == tuple(table.header) and (named := next(filter(None, map(unit_named_in, _titles(table))), "")):
        for index in _without_unit(table, mapping):
            yield Problem("AMOUNT_UNIT", _UNSURE.format(named, table.header[index]), table.file, table.sheet, table.header_line, table.header[index])
    units = _units_told(table, columns, headers)
    for index in columns:
        if said := units.get(index):
            yield Problem("AMOUNT_UNIT", said, table.file, table.sheet, table.header_line, table.header[index])
        if said := _year_told(table, index, mapping):
            yield Problem("YEAR_TOLD", said, table.file, table.sheet, table.header_line, table.header[index])


def _units_told(table: Table, columns: Dict[int, Column], headers: Sequence[str]) -> dict[int, str]:
    """Return the unit of each column and its first amount read by it; nothing of one whose amounts are plain euros.

    The rows are read anew for it, once for all the columns: of a large file that is a good part of reading it.
    """
    found: dict[int, str] = {}
    waiting = {index: (column, CALLED.get(unit_of(headers[index]), "")) for index, column in columns.items()}
    for raw in table.rows if waiting else ():
        for index in [i for i, (_, called) in waiting.items() if _may_tell_unit(raw, i, called)]:
            (column, called), header, cell = waiting[index], headers[index], raw.cells[index].strip()
            if parted(cell, header)[1] == 1:
                continue
            if (read := Row({column.key: cell}, {column.key: header}, raw.line).number(column.key)) is not None:
                found[index] = f"Colonne « {header} » {f'en {called} ' if called else ''}: {cell} lu {money(read)}."
                del waiting[index]
        if not waiting:
            break
    return found


def _may_tell_unit(raw: RawRow, index: int, called: str) -> bool:
    cell = raw.cells[index] if index < len(raw.cells) else ""
    return bool(cell) and not (cell.isspace() or (not called and cell[-1].isdigit()))


def _year_told(table: Table, index: int, mapping: Mapping) -> str:
    """Return for which rows the year of a header is theirs; nothing when there are none."""
    header, column = table.header[index], mapping.taken[index]
    year = year_of(header) if column.yearly else ""
    several = column.key.endswith(f" {year}")
    own = [] if several else [i for i, other in mapping.taken.items() if other.key in _OF_THE_ROW]
    if not year or not any(_filled(raw, index) and not any(_filled(raw, i) for i in own) for raw in table.rows):
        return ""
    rows = "chaque ligne remplie y est un financement de cette année" if several else "celui des lignes qui n'ont ni exercice ni date"
    return f"Colonne « {header} », exercice {year} : {rows}."


def year_told(table: Table, mapping: Mapping) -> str:
    """Return the one year that the titles of a sheet tell, or when they tell none, the one of all its days; empty otherwise."""
    titles = (table.sheet, *(w.value for w in table.warnings if w.code == "HEADER_NOT_FIRST"))
    told = {year for title in titles for year in _A_YEAR.findall(title)}
    days = [i for i, column in mapping.taken.items() if column.usual is RECENT]
    cells = (raw.cells[i] for raw in table.rows for i in days if i < len(raw.cells))
    own = {day[:4] for cell in cells if cell and (day := parse_date(cell))}
    # A title may name the year of a law: it is believed when no day of the sheet says otherwise.
    told = told & own if told and own else told or own
    return told.pop() if len(told) == 1 else ""


def _filled(raw: RawRow, index: int) -> bool:
    return index < len(raw.cells) and bool(raw.cells[index].strip())


def told_of_columns(table: Table, mapping: Mapping) -> Iterator[Problem]:
    """Yield which columns are read by nothing, and which are left at the door."""
    for index, cell in mapping.ignored.items():
        if cell.strip() and cell != f"colonne {index + 1}":
            said = f"Colonne « {cell} » non reconnue : gardée dans la ligne d'origine, sans effet."
            yield Problem("COLUMN_IGNORED", said, table.file, table.sheet, table.header_line, cell)
    for index in _nameless(table, mapping.ignored):
        said = f"Colonne {index + 1} sans nom : gardée dans la ligne d'origine, sans effet. Donnez-lui un en-tête."
        yield Problem("COLUMN_IGNORED", said, table.file, table.sheet, table.header_line, f"colonne {index + 1}")
    dropped = {index: column for index, column in mapping.taken.items() if column.drop}
    nameless = _nameless(table, dropped)
    for index, column in dropped.items():
        if table.header[index].strip() or index in nameless:
            name = table.header[index].strip() or f"colonne {index + 1}"
            said = f"Colonne « {name} » laissée à la porte : {column.why}, rien n'est gardé."
            yield Problem("COLUMN_DROPPED", said, table.file, table.sheet, table.header_line, name)


def _nameless(table: Table, columns: Iterable[int]) -> list[int]:
    """Return those of some columns that have no name, and under which something is written."""
    waiting = {index for index in columns if not table.header[index].strip()}
    found: list[int] = []
    for row in table.rows if waiting else ():
        found += [index for index in waiting if index < len(row.cells) and row.cells[index].strip()]
        waiting.difference_update(found)
        if not waiting:
            break
    return sorted(found)
