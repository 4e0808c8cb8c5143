"""One import from a file to the base, for every door: read, plan, apply, report, and keep what is set aside."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from importers import Reading, read_file
from importers.base import Importer
from kb.clock import moment_text, now
from kb.errors import KbError
from kb.ledger import BatchInfo, Source, canonical
from kb.plan import BaseMoved, Plan, apply_plan, make_plan
from kb.privacy import PLATFORM
from kb.problems import FileRefused
from kb.store import Store, open_store
from kb.territories import canonical_slug
from kb.text import slug

#: How many times a plan is made again when the base changes under it.
TRIES = 5

Tick = Callable[[str, int], None]


@dataclass(frozen=True)
class Request:
    """What is asked of an import: the importer (or auto), the file, and how to take it."""

    name: str
    path: Path
    write: bool = False
    source: str = ""
    territory: str = ""
    encoding: str | None = None
    replace: int = 0
    shown_name: str = ""
    most_rows: int | None = None

    @property
    def file(self) -> str:
        """Return the file's name as messages show it."""
        return self.shown_name or self.path.name


@dataclass
class Report:
    """What an import did or would do, in the shape `import --json` prints."""

    request: Request
    reading: Reading | None = None
    plan: Plan | None = None
    batch: BatchInfo | None = None
    refused: FileRefused | None = None
    kept_at: Path | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def outcome(self) -> str:
        """Return reject, partial, warn or accept."""
        return "reject" if self.refused else self.plan.outcome if self.plan else "accept"

    def as_dict(self) -> dict[str, Any]:
        """Return the report as `import --json` prints it."""
        plan = self.plan
        return {
            "outcome": self.outcome,
            "batch": self.batch.id if self.batch else None,
            "source": plan.source.id if plan else self.request.source or None,
            "read": plan.read if plan else 0,
            "created": plan.created if plan else 0,
            "updated": plan.updated if plan else 0,
            "unchanged": plan.unchanged if plan else 0,
            "set_aside": len(plan.set_aside) if plan else 0,
            "problems": [p.as_dict() for p in plan.problems] if plan else [],
            "warnings": [p.at(file=p.file or self.request.file).as_dict() for p in plan.warnings] if plan else [],
            "refused": {"code": self.refused.refusal, "message": str(self.refused)} if self.refused else None,
        }


def source_of(request: Request, importer: Importer) -> Source:
    """Return the source of an import: its name and its owner, the importer's and the platform's by default."""
    name = request.source or importer.name
    owner = canonical_slug(request.territory) if request.territory else PLATFORM
    title = request.source or importer.title
    return Source(name, owner, title, importer.rank.value, demo=slug(name).startswith("demonstration"))


def run_import(base: str, request: Request, tick: Tick | None = None) -> Report:
    """Read a file and plan it against a base; with `write`, apply the plan. A refused file changes nothing.

    No base is made where there was none unless something is written. Raises `KbError` for wrong use.
    """
    report = Report(request)
    present = base == "memory:" or Path(base).exists()
    with open_store(base if present else "memory:") as store:
        _plan(store, report, tick)
        if report.refused or not request.write or report.plan is None:
            return report
        report.kept_at = keep_aside(base, report.plan)
        if present:
            _apply(store, report, tick)
    if not present and report.plan.writes:
        with open_store(base, create=True) as store:
            _apply(store, report, tick)
    _note_in_journal(base, report)
    return report


def _plan(store: Store, report: Report, tick: Tick | None) -> None:
    request = report.request
    try:
        reading = read_file(request.name, request.path, encoding=request.encoding, most_rows=request.most_rows)
        report.reading = reading
        said = (lambda n: tick("lignes lues", n)) if tick else None
        report.plan = make_plan(
            store, source_of(request, reading.importer), reading.rows, scope=reading.importer.name, file=request.file,
            warnings=reading.warnings, replace=request.replace, tick=said,
        )  # fmt: skip
    except FileRefused as refusal:
        report.refused, report.plan = refusal, None
    except OSError as error:
        raise UnreadableFile(request.file) from error


class UnreadableFile(KbError):
    """Raised when a file is absent or cannot be opened."""

    code, status = "FILE_UNREADABLE", 404

    def __init__(self, name: str) -> None:
        super().__init__(f"Le fichier {name} est introuvable ou ne peut pas être ouvert. Vérifiez le chemin et vos droits.")


def _apply(store: Store, report: Report, tick: Tick | None) -> None:
    for attempt in range(TRIES):
        assert report.plan is not None
        try:
            if tick:
                tick("faits à écrire", len(report.plan.assertions))
            if store.head() != report.plan.head:
                _plan(store, report, None)
                if report.plan is None:
                    return
            report.batch = apply_plan(store, report.plan)
            return
        except BaseMoved:
            if attempt == TRIES - 1:
                raise


def keep_aside(base: str, plan: Plan) -> Path | None:
    """Write the rows that are set aside beside the base, ready to be corrected and sent again; return the file.

    The file is named from the source and the rows' digest: the same rows are kept once. Numbers that must never be kept are
    already masked in the rows.
    """
    if not plan.set_aside:
        return None
    import csv
    import io

    headers = list(dict.fromkeys(header for row in plan.set_aside for header in row.raw))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(["ligne", "feuille", "code", "motif", *headers])
    for row in plan.set_aside:
        codes = ", ".join(dict.fromkeys(p.code for p in row.problems))
        reasons = " ".join(dict.fromkeys(p.message for p in row.problems))
        writer.writerow([row.line, row.sheet, codes, reasons, *(row.raw.get(header, "") for header in headers)])
    body = "\ufeff".encode() + out.getvalue().encode("utf-8", "replace")
    folder = Path(f"{base}-quarantaine")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{slug(plan.source.name)[:40]}-{hashlib.sha256(body).hexdigest()[:12]}.csv"
    path.write_bytes(body)
    return path


def _note_in_journal(base: str, report: Report) -> None:
    # Kept beside the base, not in it: an import that changes nothing writes nothing in the base.
    if not Path(base).exists() or report.plan is None:
        return
    digest = hashlib.sha256(report.request.path.read_bytes()).hexdigest()
    counts = {k: v for k, v in report.as_dict().items() if k in ("outcome", "batch", "source", "read", "created", "updated", "unchanged", "set_aside")}
    line = canonical({"at": moment_text(now()), "file": report.request.file, "sha256": digest, **counts})
    with Path(f"{base}-journal.jsonl").open("a", encoding="utf-8") as journal:
        journal.write(line + "\n")
