"""From records to rows: each aligned on the header, or set aside with its line, its column and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from importers.read.cells import holds_odd, printable, remarks_on
from importers.read.guard import mask_nir
from importers.read.header import Header, Record, header_names
from importers.read.limits import CELL
from importers.read.no_data import NoData, no_data
from importers.read.table import RawRow
from kb.problems import EXCERPT, Problem, excerpt
from kb.words import agree


@dataclass(slots=True)
class Shape:
    """How the records of one table become rows.

    `exact` wants as many cells as the header (text files); otherwise short rows are completed (sheets). `odd` says that
    cells must be looked at one by one. `offsets` gives the byte offset of unreadable lines,
    `merged` the lines on which a cell is merged over several columns.
    """

    file: str
    sheet: str
    header: Header
    exact: bool = True
    odd: bool = True
    separator: str = ""
    offsets: dict[int, int] = field(default_factory=dict)
    cut_line: int | None = None
    merged: frozenset[int] = frozenset()


@dataclass(slots=True)
class Rows:
    """The rows of a table, read anew from their records each time they are iterated."""

    records: Callable[[], Iterable[Record]]
    shape: Shape

    def __iter__(self) -> Iterator[RawRow]:
        return shaped(self.records(), self.shape, None)

    def remarks(self) -> list[Problem]:
        """Return what must be said of cells that are kept: read once, before the rows are given out."""
        said: list[Problem] = []
        for _ in shaped(self.records(), self.shape, said):
            pass
        return said


def shaped(records: Iterable[Record], shape: Shape, said: list[Problem] | None) -> Iterator[RawRow]:
    """Yield the rows below the header; remarks on cells that are kept are added to `said` when it is given."""
    names = shape.header.names
    width, last = len(names), shape.header.last
    first_name = names[0].casefold() if names else ""
    plain = not shape.odd
    for record in records:
        line, cells, faults = record
        if line <= last:
            continue
        if not faults and len(cells) == width and (plain or _nothing_odd(cells)):
            first = cells[0].strip()
            usual = first and first.casefold() != first_name and first[:1] not in "TtSs"
            if usual and (width == 1 or cells[1].strip() or any(map(str.strip, cells[2:]))):
                yield RawRow(line, tuple(cells))
                continue
        row = _row(record, shape, said)
        if row is not None:
            yield row


def _nothing_odd(cells: Sequence[str]) -> bool:
    text = "\t".join(cells)
    return len(text) <= CELL and not holds_odd(text)


def _row(record: Record, shape: Shape, said: list[Problem] | None) -> RawRow | None:
    """Return one row looked at closely, or None when it is blank."""
    cells = list(record.cells)
    if not record.faults and not any(cell.strip() for cell in cells) and record.line != shape.cut_line:
        return None
    width = len(shape.header.names)
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    if not shape.exact:
        cells += [""] * (width - len(cells))
    told = no_data(cells, width, merged=record.line in shape.merged)
    problems = [*_known(record, shape), *_aside(record.line, cells, shape, told)]
    if shape.odd and not any(problem.code == "SENSITIVE_DATA" for problem in problems):
        problems += _odd(record.line, cells, shape, said)
    if not problems and len(cells) != width:
        problems.append(_length(record.line, cells, shape))
    worded = told is not None and told.worded and len(problems) == 1 and len(cells) == width
    return RawRow(record.line, tuple(map(printable, cells)), tuple(problems), worded=worded)


def _known(record: Record, shape: Shape) -> Iterator[Problem]:
    for index, code, message in record.faults:
        value = record.cells[index] if 0 <= index < len(record.cells) else ""
        yield _problem(shape, record.line, code, message, index, value)


def _aside(line: int, cells: Sequence[str], shape: Shape, told: NoData | None) -> Iterator[Problem]:
    """Yield why a row that reads well is no data: the header again, a total, the end of a cut file."""
    if line == shape.cut_line:
        yield _problem(
            shape, line, "FILE_TRUNCATED", "Le fichier semble coupé au milieu de cette ligne : redemandez-le entier."
        )
    if told:
        yield _problem(shape, line, told.code, told.message, told.at, cells[told.at] if told.shown else "")
    if _is_header(cells, shape):
        yield _problem(
            shape,
            line,
            "HEADER_REPEATED",
            f"L'en-tête de la ligne {shape.header.line} revient ici : plusieurs fichiers semblent collés bout à bout. "
            "Ligne mise de côté.",
        )
    elif any("\ufeff" in cell and _is_header((cell.rpartition("\ufeff")[2], *cells[i + 1 :]), shape) for i, cell in enumerate(cells)):
        yield _problem(
            shape, line, "HEADER_REPEATED", "Un second fichier, en-tête compris, est collé au bout de cette ligne : séparez-les."
        )


def _is_header(cells: Sequence[str], shape: Shape) -> bool:
    """Tell whether cells are the names of the columns again."""
    names = [name.casefold() for name in header_names(cells)]
    return any(names) and names == [name.casefold() for name in shape.header.names]


def _length(line: int, cells: Sequence[str], shape: Shape) -> Problem:
    width, found = len(shape.header.names), len(cells)
    counts = f"{found} {agree(found, 'cellule trouvée')}, {width} {agree(width, 'attendue')}"
    message = f"{counts} : corrigez la ligne, rien n'est décalé ni effacé."
    if found < width:
        message = f"{counts} : complétez la ligne, elle semble coupée."
    elif not shape.exact:
        message = f"{counts} : des cellules dépassent l'en-tête."
    elif shape.separator == "," and found == width + 1:
        message = (
            f"{counts} : sans doute un nombre à virgule sans guillemets "
            "(« 27 000,00 ») dans un fichier séparé par des virgules. Mettez-le entre guillemets."
        )
    return _problem(shape, line, "ROW_LENGTH", message, -1, shape.separator.join(cells))


def _odd(line: int, cells: Sequence[str], shape: Shape, said: list[Problem] | None) -> Iterator[Problem]:
    for index, cell in enumerate(cells):
        for code, message, refuse in remarks_on(cell):
            if code == "LINE_NOT_UTF8":
                if line == shape.cut_line:
                    continue
                message = f"{message[:-1]} (octet {shape.offsets.get(line, 0)} du fichier)."
            problem = _problem(shape, line, code, message, index, cell)
            if refuse:
                yield problem
            elif said is not None:
                said.append(problem)


def _problem(shape: Shape, line: int, code: str, message: str, index: int = -1, value: str = "") -> Problem:
    names = shape.header.names
    column = names[index] or f"colonne {index + 1}" if 0 <= index < len(names) else ""
    return Problem(code, message, shape.file, shape.sheet, line, column, excerpt(mask_nir(printable(value[: EXCERPT * 4]))))
