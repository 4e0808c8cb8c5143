"""Quotes that the rules of CSV do not foresee, read as a person would: `Le "Relais" de Givors` is one name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from importers.read.guard import mask_nir
from importers.read.header import Record
from kb.problems import FileRefused

#: How many lines a quoted cell may take before its quote is said never to be closed.
WITHIN = 200


def stray_quote(separator: str) -> re.Pattern[str]:
    """Return what finds a quote that neither opens nor closes a cell."""
    edge = re.escape(separator)
    return re.compile(f'"(?<=[^{edge}\n"\ufeff]")[^{edge}\n"]')


def unclosed(file: str, line: int, column: str) -> FileRefused:
    """Return the refusal of a file one of whose quotes swallows the rows that follow; what they say is not repeated."""
    return FileRefused(
        "QUOTE_UNCLOSED",
        f"{file}, ligne {line} : un guillemet s'ouvre et ne se ferme pas (colonne « {mask_nir(column)} »), les lignes suivantes seraient avalées. "
        "Fermez-le ou retirez-le.",
    )


def column_of(names: Sequence[str], index: int) -> str:
    """Return the name of a column, or its place when it has none."""
    return (names[index] if index < len(names) else "") or f"colonne {index + 1}"


def tolerant_records(
    lines: Iterable[str], file: str, separator: str, names: Sequence[str], on_stray: Callable[[int, int, str], None] | None = None
) -> Iterator[Record]:
    """Yield the records of a text whose quotes are not all regular; refuse it when one is never closed.

    `on_stray` is told the line, the place and the words of the first cell in which a quote is read as a letter.
    """
    closed = re.compile(rf' *"((?:[^"]|"")*)" *(?={re.escape(separator)}|\Z)')
    numbered = enumerate(lines, start=1)
    for start, raw in numbered:
        text = raw.rstrip("\n")
        if '"' not in text:
            yield Record(start, text.split(separator))
            continue
        cells, stray, whole = _split(text, separator, closed)
        opened = column_of(names, len(cells))
        if not whole:
            for number, more in numbered:
                text += "\n" + more.rstrip("\n")
                if '"' in more:
                    cells, stray, whole = _split(text, separator, closed)
                    if whole and len(cells) == len(names):
                        break
                if number - start >= WITHIN:
                    raise unclosed(file, start, opened)
            else:
                raise unclosed(file, start, opened)
        if stray >= 0 and on_stray:
            on_stray(start, stray, cells[stray])
        yield Record(start, cells)


def _split(text: str, separator: str, closed: re.Pattern[str]) -> tuple[list[str], int, bool]:
    """Return the cells of one record, the first in which a quote was read as a letter (-1 for none), and whether none stays open.

    When one does, the cells are those before it.
    """
    cells: list[str] = []
    position, stray = 0, -1
    while True:
        if found := closed.match(text, position):
            cells.append(found.group(1).replace('""', '"'))
            end = found.end()
        else:
            end = text.find(separator, position)
            end = len(text) if end < 0 else end
            piece = text[position:end]
            if piece.lstrip(" \ufeff").startswith('"') and piece.count('"') % 2:
                return cells, stray, False
            stray = len(cells) if stray < 0 and '"' in piece else stray
            cells.append(piece)
        if end >= len(text):
            return cells, stray, True
        position = end + len(separator)
