"""Where a table begins: its header is looked for below titles and blank lines, and refused when it would mislead."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from importers.read.cells import UNSEEN, letter_of, printable
from importers.read.guard import mask_nir
from importers.read.limits import COLUMNS, HEADER_WITHIN
from importers.read.reach import reaches_somebody
from kb.problems import FileRefused, Problem, excerpt
from kb.text import clean, fold

#: Says whether a line is a header, or how many of its names are known: the reading of two lines that knows most is kept.
LooksLikeHeader = Callable[[Sequence[str]], int]
#: The same, or None for a table whose first line is a row already: its columns are called by their letters.
MayLookLikeHeader = LooksLikeHeader | None
#: Says, from the first lines of a table that has no known header, what it may be and how it may enter: from any door, then
#: what may be typed at a terminal.
WaysOut = Callable[[Sequence[Sequence[str]]], tuple[str, str]]


#: A year in the second line of a header, below « Montants »: all that begins with a figure there is a row of data otherwise.
_YEAR = re.compile(r"\s*(?:19|20)\d\d\s*(?:\(?\s*(?:k?€|k?euros?)\s*\)?)?\s*", re.ASCII | re.IGNORECASE)
#: Stands between the two lines of a header: « Contact › Téléphone ».
UNDER = " › "


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

    Headers on two lines are common in workbooks: « Bénéficiaire » merged above « Nom » and « SIRET ». They are read as one
    when more is known of them so than of either line. A word alone on its line, « Structures », is a title when a header
    follows.
    """
    rows = [record for record in records if any(cell.strip() for cell in record.cells)][:HEADER_WITHIN]
    if looks_like_header is None:
        return _lettered(rows)
    lone: Header | None = None
    for index, record in enumerate(rows):
        below = rows[index + 1] if index + 1 < len(rows) and rows[index + 1].line == record.line + 1 else None
        names = header_names(record.cells)
        known = looks_like_header(names)
        if below and _may_be_two_lines(record.cells, below.cells, known, looks_like_header):
            found = Header(_joined(record.cells, below.cells), record.line, below.line, tuple(rows[:index]))
        elif known:
            found = Header(names, record.line, record.line, tuple(rows[:index]))
        else:
            continue
        if len(_filled(record.cells)) > 1:
            return found
        lone = lone or found
    return lone


def _lettered(rows: Sequence[Record]) -> Header | None:
    """Return the header that a table lacks: « Colonne A », « Colonne B »…, as many as most of its rows have cells."""
    if not rows:
        return None
    width, above = Counter(len(row.cells) for row in rows).most_common(1)[0][0], rows[0].line - 1
    return Header(tuple(f"Colonne {letter_of(index)}" for index in range(width)), above, above, ())


def halves(name: str) -> tuple[str, str]:
    """Return the upper and the lower part of a name; nothing above for a name on one line.

    >>> halves("Contact › Téléphone"), halves("Téléphone")
    (('Contact', 'Téléphone'), ('', 'Téléphone'))
    """
    upper, _, lower = name.rpartition(UNDER)
    return upper, lower


def header_names(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the names of a header line: composed letters, one blank between words, nothing that nobody sees.

    A byte that could not be read is shown as `\\xNN`: names are kept with each row, and what is kept can be written.
    """
    return tuple(clean(UNSEEN.sub("", printable(cell))) for cell in cells)


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
            value=_title(record),
        )
        for record in header.above
    ]


def _title(record: Record) -> str:
    """Return what a line above a header says, nothing of one by which somebody is reached."""
    text = " ".join(cell for cell in record.cells if cell.strip())
    return "" if reaches_somebody(text) else excerpt(text)


def _filled(cells: Sequence[str]) -> set[int]:
    return {index for index, cell in enumerate(cells) if cell.strip()}


def _may_be_two_lines(above: Sequence[str], below: Sequence[str], known: int, looks_like_header: LooksLikeHeader) -> bool:
    """Tell whether a line and the next are best read as one header: words that fill what the first leaves blank."""
    upper, lower = _filled(above), _filled(below)
    gaps = lower - upper
    if not gaps or not upper or any(cell[:1].isdigit() for cell in below if not _YEAR.fullmatch(cell)):
        return False
    joined = _joined(above, below)
    both = looks_like_header(joined)
    if known:
        fills = all(index in gaps or index + 1 in gaps for index in lower)
        return both > known or (fills and both == known)
    under = header_names(below)
    titled = len(upper) == 1 and min(upper) <= min(lower)
    return not titled and both > 0 and (both > looks_like_header(under) or (_repeats(under) and not _repeats(joined)))


def _repeats(names: Sequence[str]) -> bool:
    forms = [fold(name) for name in names if name]
    return len(set(forms)) < len(forms)


def _joined(above: Sequence[str], below: Sequence[str]) -> tuple[str, ...]:
    width = max(len(above), len(below))
    upper, lower = [*above, *[""] * (width - len(above))], [*below, *[""] * (width - len(below))]
    names, last = [], ""
    for over, under in zip(upper, lower, strict=True):
        last = over if over.strip() else (last if under.strip() else "")
        names.append(UNDER.join(filter(str.strip, (last, under))) if under.strip() else over)
    return header_names(names)


def _listed(positions: Sequence[int]) -> str:
    return ", ".join(str(position) for position in positions)
