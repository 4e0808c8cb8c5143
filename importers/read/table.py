"""What reading a file gives: a table whose rows are aligned on its header, or set aside with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from kb.problems import Problem
from kb.said import Place


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row of a source, as written.

    When `problems` is empty, `cells` has one cell per column of the header; otherwise the row is to be set aside, and
    `cells` holds what could be read of it. `line` counts from 1 as a text editor (or the sheet) does. `corrects` is the row
    of an earlier file that this one gives back, once corrected. `worded` says that the words of its only cell alone set it aside,
    as a heading or a remark: an importer whose rows are phrases takes it.
    """

    line: int
    cells: tuple[str, ...]
    problems: tuple[Problem, ...] = ()
    corrects: Place | None = None
    worded: bool = False


def taken_whole(rows: Iterable[RawRow]) -> Iterator[RawRow]:
    """Yield rows that are phrases: the words of none set it aside."""
    for row in rows:
        yield replace(row, problems=()) if row.worded else row


@dataclass
class Table:
    """One table of a file: its header, its rows, and what has to be said of it as a whole.

    `rows` may be iterated several times; each time it reads the source anew, so that a large file is never held whole.
    `corrects` tells a table of rows that were set aside, sent again once corrected.
    """

    file: str
    sheet: str
    header: tuple[str, ...]
    header_line: int
    rows: Iterable[RawRow]
    warnings: list[Problem] = field(default_factory=list)
    encoding: str = ""
    format: str = "csv"
    corrects: bool = False
