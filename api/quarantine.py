"""Rows that are set aside, kept beside the base as files that can be corrected and sent again."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.files import write_whole
from api.lines import add_lines, read_lines
from importers.returned import QUARANTINE
from kb.escape import escape_cell, unescape_cell
from kb.ids import digest
from kb.ledger import ActorRecord
from kb.plan import Plan
from kb.said import Place, RowSays
from kb.store import beside
from kb.store.address import ASIDE, ASIDE_INDEX
from kb.text import slug

#: The lines that are named of a file of rows set aside; the others are counted.
LINES_SHOWN = 5
#: Codes of the rows whose key says nothing of who they are: another holds it, or it must not be kept.
_NO_KEY = frozenset({"DUPLICATE_IN_FILE", "SENSITIVE_DATA"})


@dataclass(frozen=True)
class Aside:
    """A file of rows set aside: the file they came from, their first lines in it, how many more, and in which batches."""

    path: Path
    file: str
    lines: tuple[str, ...]
    more: int
    batches: tuple[str, ...] = ()


def keep_aside(base: str, plan: Plan, file: str = "") -> dict[Path, list[RowSays]]:
    """Write the rows that are set aside beside the base, ready to be corrected and sent again; return which in which files.

    A file is named from the source and the rows' digest: the same rows are kept once. Numbers that must never be kept
    are already masked in the rows. Rows of several sheets make one file each, so that each comes back as it left.
    """
    rows = list({id(row): row for row in plan.set_aside}.values())
    folder = beside(base, ASIDE)
    if not rows or folder is None:
        return {}
    sheets: dict[str, list[RowSays]] = {}
    for row in rows:
        sheets.setdefault(row.sheet, []).append(row)
    return {_write(folder, plan.source.name, same, file): same for same in sheets.values()}


def link_aside(base: str, files: Mapping[Path, Sequence[RowSays]], batch: str, source: str = "") -> None:
    """Remember the source of some rows, what names them, and the batch that took the others: undone, it takes these with it."""
    index = aside_index(base)
    if not files or index is None:
        return
    named = {path.name: [sorted(_keys_of_row(row)) for row in rows] for path, rows in files.items()}
    add_lines(index, ({"file": name, "batch": batch, "source": source, "keys": keys} for name, keys in named.items()))


def aside_index(base: str) -> Path | None:
    """Return the file that remembers which batches set aside the rows of each file, and which took some of them since.

    A line each; None for a base of the memory.
    """
    return beside(base, ASIDE_INDEX)


def aside_lines(base: str) -> Iterator[dict[str, Any]]:
    """Yield what is remembered of the files of rows set aside, in the order it was written."""
    return read_lines(aside_index(base), "file", "batch")


def batches_aside(base: str) -> dict[str, tuple[str, ...]]:
    """Return the batches that set aside the rows of each file, by its name, the first one first."""
    found: dict[str, tuple[str, ...]] = {}
    for said in aside_lines(base):
        file, batch = str(said["file"]), str(said["batch"])
        if batch and "corrected" not in said:
            found[file] = tuple(dict.fromkeys((*found.get(file, ()), batch)))
    return found


def keys_of(base: str) -> dict[str, Sequence[Collection[str]]]:
    """Return the digests of what names each row of the files of rows set aside."""
    return {str(said["file"]): said["keys"] for said in aside_lines(base) if "keys" in said}


def named_keys(key: str | None, actors: Sequence[ActorRecord]) -> frozenset[str]:
    """Return the digests of what names a row: its own key, and those of its first actor."""
    named = {key or "", *((actors[0].identity, *actors[0].names) if actors else ())}
    return frozenset(digest(name) for name in named if name)


def _keys_of_row(row: RowSays) -> frozenset[str]:
    untold = any(problem.code in _NO_KEY for problem in row.problems)
    return frozenset() if untold or not row.raw else named_keys(row.key, row.actors)


def drop_aside(base: str, undone: Collection[str]) -> None:
    """Remove the files of rows that only batches taken back set aside."""
    batches = batches_aside(base)
    for path in kept_aside(base):
        if path.name in batches and set(batches[path.name]) <= set(undone):
            path.unlink(missing_ok=True)


def kept_aside(base: str) -> list[Path]:
    """Return the files of rows that were set aside and are still kept, the latest first."""
    folder = beside(base, ASIDE)
    found = folder.glob("*.csv") if folder is not None and folder.is_dir() else ()
    return sorted(found, key=lambda path: (-path.stat().st_mtime, path.name))


def aside_of(path: Path, batches: tuple[str, ...] = (), corrected: Collection[int] = ()) -> Aside:
    """Return what a kept file of rows set aside says of where they came from, less those that came in since."""
    left = [place for number, (place, _) in enumerate(rows_aside(path)) if number not in corrected]
    file = next((place.file for place in left if place.file), path.name)
    return Aside(path, file, tuple(place.line for place in left[:LINES_SHOWN]), len(left[LINES_SHOWN:]), batches)


def rows_aside(path: Path) -> Iterator[tuple[Place, list[str]]]:
    """Yield the rows of a kept file: where each came from, and its own filled cells."""
    with path.open(encoding="utf-8-sig", newline="") as source:
        rows = csv.reader(source, delimiter=";")
        skip = 1 if next(rows, [""])[0] == QUARANTINE[0] else 0  # before files were named, the line came first
        for row in rows:
            file, line, sheet = (*[""][skip:], *map(unescape_cell, row[: 2 + skip]), "", "")[:3]
            yield Place(file, sheet, line), [unescape_cell(cell) for cell in row[len(QUARANTINE) - 1 + skip :] if cell]


def without_rows(path: Path, corrected: Collection[int]) -> bytes:
    """Return a kept file less the rows that came in since."""
    body = path.read_bytes()
    if not corrected:
        return body
    header, *rows = csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=";")
    return _csv([header, *(row for number, row in enumerate(rows) if number not in corrected)])


def _write(folder: Path, source: str, rows: Sequence[RowSays], file: str) -> Path:
    body = quarantine_bytes(rows, file)
    path = folder / f"{slug(source)[:40] or 'source'}-{hashlib.sha256(body).hexdigest()[:12]}.csv"
    if not path.exists():
        write_whole(path, body)
    return path


def quarantine_bytes(rows: Iterable[RowSays], file: str = "") -> bytes:
    """Return rows that are set aside as a CSV file: their file, line, sheet, codes and reasons, then their own cells."""
    listed = list(rows)
    headers = list(dict.fromkeys(header for row in listed for header in (*row.columns, *row.raw)))
    table = [[*QUARANTINE, *map(escape_cell, headers)]]
    for row in listed:
        codes = ", ".join(dict.fromkeys(problem.code for problem in row.problems))
        reasons = " ".join(dict.fromkeys(problem.message for problem in row.problems))
        place = row.corrects[0] if row.corrects else Place(file, row.sheet, str(row.line))
        told = (place.file, place.line, place.sheet, codes, reasons, *(row.raw.get(header, "") for header in headers))
        table.append([escape_cell(cell) for cell in told])
    return _csv(table)


def _csv(table: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(table)
    return out.getvalue().encode("utf-8-sig", "replace")
