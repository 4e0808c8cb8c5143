"""Rows that are set aside, kept beside the base as files that can be corrected and sent again."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from api.files import write_whole
from api.lines import add_lines, read_lines
from importers.returned import QUARANTINE
from kb.escape import escape_cell, unescape_cell
from kb.plan import Plan
from kb.said import RowSays
from kb.store import beside
from kb.text import slug

#: The lines that are named of a file of rows set aside; the others are counted.
LINES_SHOWN = 5
#: Which batches set aside the rows of each file, a line each; beside their folder.
_BATCHES = "quarantaine.jsonl"


@dataclass(frozen=True)
class Aside:
    """A file of rows set aside: the file they came from, their first lines in it, how many more, and in which batches."""

    path: Path
    file: str
    lines: tuple[str, ...]
    more: int
    batches: tuple[str, ...] = ()


def keep_aside(base: str, plan: Plan, file: str = "") -> list[Path]:
    """Write the rows that are set aside beside the base, ready to be corrected and sent again; return in which files.

    A file is named from the source and the rows' digest: the same rows are kept once. Numbers that must never be kept
    are already masked in the rows. Rows of several sheets make one file each, so that each comes back as it left.
    """
    rows = list({id(row): row for row in plan.set_aside}.values())
    folder = beside(base, "quarantaine")
    if not rows or folder is None:
        return []
    sheets = dict.fromkeys(row.sheet for row in rows)
    return [_write(folder, plan.source.name, [row for row in rows if row.sheet == sheet], file) for sheet in sheets]


def link_aside(base: str, files: Sequence[Path], batch: str) -> None:
    """Remember the batch that took the other rows of some files: undone, it takes these with it."""
    index = beside(base, _BATCHES)
    if files and index is not None:
        add_lines(index, ({"file": path.name, "batch": batch} for path in files))


def batches_aside(base: str) -> dict[str, tuple[str, ...]]:
    """Return the batches that set aside the rows of each file, by its name, the first one first."""
    index = beside(base, _BATCHES)
    found: dict[str, tuple[str, ...]] = {}
    for said in read_lines(index, "file", "batch"):
        file, batch = str(said["file"]), str(said["batch"])
        found[file] = tuple(dict.fromkeys((*found.get(file, ()), batch)))
    return found


def drop_aside(base: str, undone: Collection[str]) -> None:
    """Remove the files of rows that only batches taken back set aside."""
    batches = batches_aside(base)
    for path in kept_aside(base):
        if path.name in batches and set(batches[path.name]) <= set(undone):
            path.unlink(missing_ok=True)


def kept_aside(base: str) -> list[Path]:
    """Return the files of rows that were set aside and are still kept, the latest first."""
    folder = beside(base, "quarantaine")
    found = folder.glob("*.csv") if folder is not None and folder.is_dir() else ()
    return sorted(found, key=lambda path: (-path.stat().st_mtime, path.name))


def aside_of(path: Path, batches: tuple[str, ...] = ()) -> Aside:
    """Return what a kept file of rows set aside says of where they came from."""
    with path.open(encoding="utf-8-sig", newline="") as source:
        rows = csv.DictReader(source, delimiter=";", restval="")
        first = list(islice(rows, LINES_SHOWN))
        more = sum(1 for _ in rows)
    file = next((row["fichier"] for row in first if row.get("fichier")), "")
    lines = tuple(row.get("ligne") or "" for row in first)
    return Aside(path, unescape_cell(file) or path.name, lines, more, batches)


def _write(folder: Path, source: str, rows: Sequence[RowSays], file: str) -> Path:
    body = quarantine_bytes(rows, file)
    path = folder / f"{slug(source)[:40] or 'source'}-{hashlib.sha256(body).hexdigest()[:12]}.csv"
    if not path.exists():
        write_whole(path, body)
    return path


def quarantine_bytes(rows: Iterable[RowSays], file: str = "") -> bytes:
    """Return rows that are set aside as a CSV file: their file, line, sheet, codes and reasons, then their own cells."""
    listed = list(rows)
    headers = list(dict.fromkeys(header for row in listed for header in row.raw))
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([*QUARANTINE, *map(escape_cell, headers)])
    for row in listed:
        codes = ", ".join(dict.fromkeys(problem.code for problem in row.problems))
        reasons = " ".join(dict.fromkeys(problem.message for problem in row.problems))
        told = (file, str(row.line), row.sheet, codes, reasons, *(row.raw.get(header, "") for header in headers))
        writer.writerow([escape_cell(cell) for cell in told])
    return out.getvalue().encode("utf-8-sig", "replace")
