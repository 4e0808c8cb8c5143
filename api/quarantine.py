"""Rows that are set aside, kept beside the base as files that can be corrected and sent again."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from api.files import write_whole
from importers.returned import QUARANTINE
from kb.escape import escape_cell
from kb.plan import Plan
from kb.said import RowSays
from kb.store import beside
from kb.text import slug


def keep_aside(base: str, plan: Plan) -> Path | None:
    """Write the rows that are set aside beside the base, ready to be corrected and sent again; return where.

    A file is named from the source and the rows' digest: the same rows are kept once. Numbers that must never be kept
    are already masked in the rows. Rows of several sheets make one file each, so that each comes back as it left.
    """
    rows = list({id(row): row for row in plan.set_aside}.values())
    folder = beside(base, "quarantaine")
    if not rows or folder is None:
        return None
    sheets = dict.fromkeys(row.sheet for row in rows)
    written = [_write(folder, plan.source.name, [row for row in rows if row.sheet == sheet]) for sheet in sheets]
    return written[0] if len(written) == 1 else folder


def kept_aside(base: str) -> list[Path]:
    """Return the files of rows that were set aside and are still kept, the latest first."""
    folder = beside(base, "quarantaine")
    found = folder.glob("*.csv") if folder is not None and folder.is_dir() else ()
    return sorted(found, key=lambda path: (-path.stat().st_mtime, path.name))


def _write(folder: Path, source: str, rows: Sequence[RowSays]) -> Path:
    body = quarantine_bytes(rows)
    path = folder / f"{slug(source)[:40] or 'source'}-{hashlib.sha256(body).hexdigest()[:12]}.csv"
    if not path.exists():
        write_whole(path, body)
    return path


def quarantine_bytes(rows: Iterable[RowSays]) -> bytes:
    """Return rows that are set aside as a CSV file: their line, sheet, codes and reasons, then their own cells."""
    listed = list(rows)
    headers = list(dict.fromkeys(header for row in listed for header in row.raw))
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([*QUARANTINE, *map(escape_cell, headers)])
    for row in listed:
        codes = ", ".join(dict.fromkeys(problem.code for problem in row.problems))
        reasons = " ".join(dict.fromkeys(problem.message for problem in row.problems))
        told = (str(row.line), row.sheet, codes, reasons, *(row.raw.get(header, "") for header in headers))
        writer.writerow([escape_cell(cell) for cell in told])
    return out.getvalue().encode("utf-8-sig", "replace")
