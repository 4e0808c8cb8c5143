"""Tables written as text: the separator is found, quotes read as a person would, lines counted as an editor does."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from importers.read.encodings import Choice, choose
from importers.read.guard import mask_nir
from importers.read.header import (
    Header,
    MayLookLikeHeader,
    Record,
    WaysOut,
    check_header,
    find_header,
    header_missing,
    remarks_above,
    too_many_columns,
)
from importers.read.limits import CELL, COLUMNS, HEAD, HEADER_WITHIN
from importers.read.quotes import column_of, tolerant_records, unclosed
from importers.read.rows import Rows, Shape
from importers.read.survey import Survey, open_text, survey
from importers.read.table import Table
from kb.problems import FileRefused, Problem, excerpt

SEPARATORS = (";", ",", "\t", "|")
_SEP_LINE = re.compile(r'\ufeff?"?sep=(.)"?$', re.IGNORECASE)

# The csv module's own limit is 131,072 characters; cells are measured in `cells`, lines in `survey`.
csv.field_size_limit(min(sys.maxsize, 2**31 - 1))


class Layout(NamedTuple):
    """How a text is cut into cells, and its header when it was recognised."""

    separator: str
    header: Header | None
    sample: Sequence[Record]


def read_delimited(path: Path, looks_like_header: MayLookLikeHeader, *, encoding: str | None, ways_out: WaysOut) -> Table:
    """Return the table of a text file; refuse a file whose header, quotes or width cannot be trusted."""
    choice = choose(path, encoding)
    layout = find_layout(path.name, _head(path, choice), looks_like_header)
    seen = survey(path, choice, layout.separator)
    if seen.blank:
        raise FileRefused("FILE_EMPTY", f"{path.name} est vide : rien n'a été importé. Vérifiez l'export d'origine.")
    if layout.header is None:
        raise header_missing(path.name, layout.sample, ways_out)
    check_header(path.name, layout.header)
    regular = not seen.stray and (not seen.quotes or _regular(path, seen, layout.separator, layout.header))
    stray = [] if regular else _stray_quotes(path, seen, layout.separator, layout.header)
    records = partial(_strict, path, seen, layout.separator)
    if not regular:
        records = partial(_tolerant, path, seen, layout.separator, layout.header.names)
    rows = Rows(records, _shape(path.name, layout.header, layout.separator, seen))
    warnings = [*choice.warnings, *remarks_above(path.name, "", layout.header), *stray]
    warnings += rows.remarks() if rows.shape.odd else []
    return Table(
        path.name,
        "",
        layout.header.names,
        layout.header.line,
        rows,
        warnings,
        seen.encoding.removesuffix("-sig"),
        "csv",
    )


def find_layout(file: str, lines: Sequence[str], looks_like_header: MayLookLikeHeader) -> Layout:
    """Return the separator under which a header is recognised and the rows have one width, and that header."""
    first = lines[0].strip() if lines else ""
    stated = _SEP_LINE.match(lines[0].strip(" ")) if lines else None
    candidates = (stated.group(1),) if stated else SEPARATORS
    best: Layout | None = None
    best_score: tuple[bool, bool, float, int] = (False, False, -1.0, 0)
    for separator in candidates:
        if first.count(separator) >= COLUMNS:
            raise too_many_columns(file, 1, first.count(separator) + 1)
        sample = _sample(lines, separator)[1 if stated else 0 :]
        header = find_header(sample, looks_like_header)
        width = len(header.names) if header else _usual_width(sample)
        score = (header is not None, width > 1, round(_same_width(sample, width), 1), width)
        if best is None or score > best_score:
            best, best_score = Layout(separator, header, sample), score
    return best or Layout(";", None, ())


def _head(path: Path, choice: Choice) -> list[str]:
    """Return the first lines of a file, the last one dropped when it may be cut."""
    with path.open(encoding=choice.encoding, errors=choice.errors, newline=None) as source:
        text = source.read(HEAD)
    lines = text.split("\n")
    if len(text) == HEAD and len(lines) > 1:
        lines.pop()
    return lines[: HEADER_WITHIN * 4]


def _sample(lines: Sequence[str], separator: str) -> list[Record]:
    reader = csv.reader((line + "\n" for line in lines), delimiter=separator)
    sample, line = [], 1
    for cells in islice(reader, HEADER_WITHIN * 3):
        sample.append(Record(line, cells))
        line = reader.line_num + 1
    return sample


def _usual_width(sample: Sequence[Record]) -> int:
    widths = [len(record.cells) for record in sample if any(record.cells)]
    return max(set(widths), key=lambda width: (widths.count(width), width)) if widths else 0


def _same_width(sample: Sequence[Record], width: int) -> float:
    widths = [len(record.cells) for record in sample if any(record.cells)]
    return widths.count(width) / len(widths) if widths else 0.0


def _shape(file: str, header: Header, separator: str, seen: Survey) -> Shape:
    odd = seen.odd or bool(seen.bad_lines)
    return Shape(file, "", header, True, odd, separator, seen.bad_lines, seen.cut_line)


def _strict(path: Path, seen: Survey, separator: str, strict: bool = False) -> Iterator[Record]:
    """Yield the records of a text whose quotes are regular, at the speed of the csv module."""
    with open_text(path, seen) as source:
        reader = csv.reader(source, delimiter=separator, strict=strict)
        line = 1
        for cells in reader:
            yield Record(line, cells)
            line = reader.line_num + 1


def _tolerant(path: Path, seen: Survey, separator: str, names: Sequence[str]) -> Iterator[Record]:
    with open_text(path, seen) as source:
        yield from tolerant_records(source, path.name, separator, names)


def _regular(path: Path, seen: Survey, separator: str, header: Header) -> bool:
    """Tell whether every quote opens or closes a cell; refuse a quoted cell that has swallowed whole rows.

    A cell of many short lines may be too long as well: the survey, which measures lines, has not seen it.
    """
    width, before = len(header.names), 0
    last: Sequence[str] = ()
    try:
        for line, cells, _ in _strict(path, seen, separator, strict=True):
            seen.odd = seen.odd or (line - before > 1 and _too_long(last))
            before, last = line, cells
            swallowing = [i for i, c in enumerate(cells) if "\n" in c and separator in c] if len(cells) != width and line > header.last else []
            if swallowing:
                raise unclosed(path.name, line, column_of(header.names, swallowing[0]))
    except csv.Error:
        return False
    seen.odd = seen.odd or _too_long(last)
    return True


def _too_long(cells: Sequence[str]) -> bool:
    return any(len(cell) > CELL for cell in cells)


def _stray_quotes(path: Path, seen: Survey, separator: str, header: Header) -> list[Problem]:
    """Return one warning per line where a quote was read as a letter; refuse the file when one is never closed."""
    found: list[Problem] = []

    def note(line: int, index: int, cell: str) -> None:
        message = "Guillemets au milieu d'une cellule : gardés comme des lettres. Vérifiez le nom lu."
        found.append(Problem("QUOTE_STRAY", message, path.name, "", line, column_of(header.names, index), excerpt(mask_nir(cell))))

    with open_text(path, seen) as source:
        for _, cells, _ in tolerant_records(source, path.name, separator, header.names, note):
            seen.odd = seen.odd or _too_long(cells)
    return found
