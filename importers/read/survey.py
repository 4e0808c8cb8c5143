"""The first look at a text file, without its cells: its lines, its quotes, and whether any character needs a look."""

from __future__ import annotations

import codecs
import io
import re
from dataclasses import dataclass, field
from pathlib import Path

from importers.read.cells import holds_odd
from importers.read.encodings import Choice
from importers.read.limits import CELL, LINE
from importers.read.quotes import stray_quote
from kb.problems import FileRefused

_BLOCK = 1 << 20
#: What a file without any word may hold: blanks of any width, marks that nobody sees, and separators.
_BLANKS = "".join(map(chr, range(0x2000, 0x2010))) + "\ufeff \t\n\r\x00\xa0\xad\u2028\u2029\u202f\u205f\u2060\u3000;,|"


@dataclass(slots=True)
class Survey:
    """What is known of a text file before its first row is read.

    `odd` says that some character needs a look in its cell, `quotes` that the file quotes cells, `stray` that some
    quote neither opens nor closes a cell, `bad_lines` the byte offset of the first unreadable byte of each bad line,
    `cut_line` the line that the file's end cuts in a character.
    """

    encoding: str
    errors: str = "strict"
    lines: int = 0
    quotes: bool = False
    stray: bool = False
    odd: bool = False
    blank: bool = True
    bad_lines: dict[int, int] = field(default_factory=dict)
    cut_line: int | None = None
    stamp: tuple[int, int] = (0, 0)


def survey(path: Path, choice: Choice, separator: str) -> Survey:
    """Return what a text file is made of, reading it once by blocks."""
    stray = stray_quote(separator)
    seen = Survey(
        choice.encoding,
        errors=choice.errors,
        bad_lines=choice.bad_lines,
        cut_line=choice.cut_line,
        stamp=stamp(path),
    )
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(seen.encoding)(seen.errors), translate=True)
    carried = quotes = 0
    with path.open("rb") as source:
        while True:
            raw = source.read(_BLOCK)
            text = decoder.decode(raw, final=not raw)
            carried = _look(seen, text, carried, stray, path.name)
            quotes += text.count('"')
            if not raw:
                break
    seen.lines += 1 if carried else 0
    # One quote without its like: « Vis 3" » ends with one that nothing opens.
    seen.stray = seen.stray or quotes % 2 == 1
    seen.cut_line = seen.lines if seen.cut_line == 0 else seen.cut_line
    return seen


def open_text(path: Path, seen: Survey) -> io.TextIOWrapper:
    """Open a surveyed file as text with one kind of line end; refuse it when it changed since the survey."""
    if stamp(path) != seen.stamp:
        raise FileRefused("FILE_CHANGED", f"{path.name} a changé pendant sa lecture : relancez l'import.")
    return path.open(encoding=seen.encoding, errors=seen.errors, newline=None)


def stamp(path: Path) -> tuple[int, int]:
    """Return what changes when a file is written again."""
    state = path.stat()
    return state.st_size, state.st_mtime_ns


def _look(seen: Survey, text: str, carried: int, stray: re.Pattern[str], name: str) -> int:
    """Add one block to the survey and return the length of its last, unfinished line."""
    lines = text.split("\n")
    seen.lines += len(lines) - 1
    longest = max(map(len, lines))
    carried = carried + len(lines[0]) if len(lines) == 1 else len(lines[-1])
    if carried > LINE or longest > LINE:
        raise FileRefused(
            "NOT_A_TABLE",
            f"{name} contient une ligne de plus de {LINE // 1_000_000} millions de caractères (vers la ligne "
            f"{seen.lines + 1}) : ce n'est pas un tableau. Demandez un nouvel export.",
        )
    if '"' in text:
        seen.quotes = True
        seen.stray = seen.stray or stray.search(text) is not None
    seen.blank = seen.blank and not text.strip(_BLANKS)
    if not seen.odd:
        seen.odd = longest > CELL or holds_odd(text)
    return carried
