"""Quotes that the rules of CSV do not foresee, read as a person would: `Le "Relais" de Givors` is one name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from importers.read.guard import mask_nir
from importers.read.header import Record
from kb.problems import EXCERPT, FileRefused, excerpt

#: How many lines a quoted cell may take before its quote is said never to be closed.
WITHIN = 200


def stray_quote(separator: str) -> re.Pattern[str]:
    """Return what finds a quote that neither opens nor closes a cell."""
    edge = re.escape(separator)
    return re.compile(f'"(?<=[^{edge}\n"\ufeff]")[^{edge}\n"]')


def unclosed(file: str, line: int, text: str) -> FileRefused:
    """Return the refusal of a file one of whose quotes swallows the rows that follow."""
    return FileRefused(
        "QUOTE_UNCLOSED",
        f"{file}, ligne {line} : un guillemet s'ouvre et ne se ferme pas (« {excerpt(mask_nir(text[: EXCERPT * 4]))} »), les lignes suivantes "
        "seraient avalées. Fermez-le ou retirez-le.",
    )


def tolerant_records(
    lines: Iterable[str], file: str, separator: str, width: int, on_stray: Callable[[int, str], None] | None = None
) -> Iterator[Record]:
    """Yield the records of a text whose quotes are not all regular; refuse it when one is never closed."""
    closed = re.compile(rf' *"((?:[^"]|"")*)" *(?={re.escape(separator)}|\Z)')
    numbered = enumerate(lines, start=1)
    for start, raw in numbered:
        text = raw.rstrip("\n")
        if '"' not in text:
            yield Record(start, text.split(separator))
            continue
        cells, stray = _split(text, separator, closed)
        if cells is None:
            for number, more in numbered:
                text += "\n" + more.rstrip("\n")
                if '"' in more:
                    cells, stray = _split(text, separator, closed)
                    if cells is not None and len(cells) == width:
                        break
                if number - start >= WITHIN:
                    raise unclosed(file, start, text)
            else:
                raise unclosed(file, start, text)
        if stray and on_stray:
            on_stray(start, text)
        yield Record(start, cells or [])


def _split(text: str, separator: str, closed: re.Pattern[str]) -> tuple[list[str] | None, bool]:
    """Return the cells of one record and whether a quote was read as a letter; no cells when one stays open."""
    cells: list[str] = []
    position, stray = 0, False
    while True:
        if found := closed.match(text, position):
            cells.append(found.group(1).replace('""', '"'))
            end = found.end()
        else:
            end = text.find(separator, position)
            end = len(text) if end < 0 else end
            piece = text[position:end]
            if piece.lstrip(" \ufeff").startswith('"') and piece.count('"') % 2:
                return None, stray
            stray = stray or '"' in piece
            cells.append(piece)
        if end >= len(text):
            return cells, stray
        position = end + len(separator)
