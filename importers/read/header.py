"""Where a table begins: its header is looked for below titles and blank lines, and refused when it would mislead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from importers.read.cells import printable
from importers.read.guard import mask_nir
from importers.read.limits import COLUMNS, HEADER_WITHIN
from kb.problems import FileRefused, Problem, excerpt
from kb.text import clean, fold

LooksLikeHeader = Callable[[Sequence[str]], bool]
#: The same, or None for a table whose first line is a row already: its columns are called by their letters.
MayLookLikeHeader = LooksLikeHeader | None
#: Says, from the first lines of a table that has no known header, what it may be and how it may enter: from any door, then
#: what may be typed at a terminal.
WaysOut = Callable[[Sequence[Sequence[str]]], tuple[str, str]]


class Record(NamedTuple):
    """One row before its header is known: where it starts, its cells, and what reading it already found wrong.

    A fault is the index of a cell (or -1 for the row), a code and a French sentence.
    """

    line: int
    cells: Sequence[str]
    faults: Sequence[tuple[int, str, str]] = ()


class Header(NamedTuple):
    """A header found: its names, its line, the last line it takes, and the records above it."""

    names: tuple[str, ...]
    line: int
    last: int
    above: tuple[Record, ...]


def find_header(records: Sequence[Record], looks_like_header: MayLookLikeHeader) -> Header | None:
    """Return the first record that the caller recognises as a header, alone or joined with the next one.

    Headers on two lines are common in workbooks: « Bénéficiaire » merged above « Nom » and « SIRET ».
    """
    rows = [record for record in records if any(cell.strip() for cell in record.cells)][:HEADER_WITHIN]
    if looks_like_header is None:
        return _lettered(rows)
    for index, record in enumerate(rows):
        below = rows[index + 1] if index + 1 < len(rows) and rows[index + 1].line == record.line + 1 else None
        names = header_names(record.cells)
        if looks_like_header(names):
            if below and _completes(record.cells, below.cells):
                return Header(_joined(record.cells, below.cells), record.line, below.line, tuple(rows[:index]))
            return Header(names, record.line, record.line, tuple(rows[:index]))
        if below and _spans(record.cells, below.cells) and not looks_like_header(header_names(below.cells)):
            joined = _joined(record.cells, below.cells)
            if looks_like_header(joined):
                return Header(joined, record.line, below.line, tuple(rows[:index]))
    return None


def _lettered(rows: Sequence[Record]) -> Header | None:
    """Return the header that a table lacks: « Colonne A », « Colonne B »…, as many as most of its rows have cells."""
    if not rows:
        return None
    width, above = Counter(len(row.cells) for row in rows).most_common(1)[0][0], rows[0].line - 1
    return Header(tuple(f"Colonne {letter_of(index)}" for index in range(width)), above, above, ())


def letter_of(index: int) -> str:
    """Return how a spreadsheet calls a column.

    >>> letter_of(0), letter_of(25), letter_of(26)
    ('A', 'Z', 'AA')
    """
    before, last = divmod(index, 26)
    return (letter_of(before - 1) if before else "") + chr(ord("A") + last)


def header_names(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the names of a header line: composed letters, one blank between words, no byte order mark.

    A byte that could not be read is shown as `\\xNN`: names are kept with each row, and what is kept can be written.
    """
    return tuple(clean(printable(cell).replace("\ufeff", "").replace("\u200b", "")) for cell in cells)


def check_header(file: str, header: Header, sheet: str = "") -> None:
    """Refuse a header that has too many columns, or twice the same."""
    place = f"{file}, feuille « {sheet} »" if sheet else file
    if len(header.names) > COLUMNS:
        raise too_many_columns(place, header.line, len(header.names))
    seen: dict[str, list[int]] = {}
    for position, name in enumerate(header.names, start=1):
        if name:
            seen.setdefault(fold(name) or name, []).append(position)
    twice = {header.names[positions[0] - 1]: positions for positions in seen.values() if len(positions) > 1}
    if twice:
        said = " ; ".join(f"« {name} » (colonnes {_listed(positions)})" for name, positions in list(twice.items())[:10])
        raise FileRefused(
            "HEADER_DUPLICATE",
            f"{place}, ligne {header.line} : le même nom de colonne revient plusieurs fois : {said}. "
            "Renommez ou retirez les colonnes en trop.",
        )


def too_many_columns(place: str, line: int, count: int) -> FileRefused:
    """Return the refusal of a table that is too wide."""
    return FileRefused(
        "TOO_MANY_COLUMNS",
        f"{place}, ligne {line} : {count} colonnes, {COLUMNS} au plus. Gardez seulement les colonnes utiles.",
    )


def header_missing(file: str, records: Sequence[Record], ways_out: WaysOut, detail: str = "") -> FileRefused:
    """Return the refusal of a file whose header is not recognised, with its first line and what the caller proposes."""
    filled = [record.cells for record in records if any(cell.strip() for cell in record.cells)][:HEADER_WITHIN]
    shown = f" Première ligne lue : « {excerpt(mask_nir(' | '.join(filled[0])))} »." if filled else ""
    said, typed = ways_out([header_names(cells) for cells in filled])
    return FileRefused(
        "HEADER_MISSING",
        f"{file} : aucune ligne d'en-tête reconnue dans les {HEADER_WITHIN} premières lignes.{detail}{shown} "
        f"S'il n'en a pas, ajoutez une première ligne avec le nom des colonnes. {said}".rstrip(),
        typed,
    )


def remarks_above(file: str, sheet: str, header: Header) -> list[Problem]:
    """Return one warning per line found above the header: it is told, and not taken for data."""
    return [
        Problem(
            "HEADER_NOT_FIRST",
            f"Ligne au-dessus de l'en-tête (trouvé ligne {header.line}) : lue comme un titre, pas comme une donnée.",
            file=file,
            sheet=sheet,
            line=record.line,
            value=excerpt(" ".join(cell for cell in record.cells if cell.strip())),
        )
        for record in header.above
    ]


def _filled(cells: Sequence[str]) -> set[int]:
    return {index for index, cell in enumerate(cells) if cell.strip()}


def _spans(above: Sequence[str], below: Sequence[str]) -> bool:
    """Tell whether a line may be the upper half of a header: fewer words than the one below, which holds words only."""
    upper, lower = _filled(above), _filled(below)
    return 1 < len(upper) < len(upper | lower) and all(not cell[:1].isdigit() for cell in below)


def _completes(above: Sequence[str], below: Sequence[str]) -> bool:
    """Tell whether the next line only fills what a recognised header leaves blank, merged cells included."""
    upper, lower = _filled(above), _filled(below)
    gaps = lower - upper
    if not gaps or not all(not cell[:1].isdigit() for cell in below):
        return False
    return all(index in gaps or index + 1 in gaps for index in lower)


def _joined(above: Sequence[str], below: Sequence[str]) -> tuple[str, ...]:
    width = max(len(above), len(below))
    upper, lower = [*above, *[""] * (width - len(above))], [*below, *[""] * (width - len(below))]
    names, last = [], ""
    for over, under in zip(upper, lower, strict=True):
        last = over if over.strip() else (last if under.strip() else "")
        names.append(f"{last} {under}" if under.strip() else over)
    return header_names(names)


def _listed(positions: Sequence[int]) -> str:
    return ", ".join(str(position) for position in positions)
