"""One import from a file to the base, for every door: read, plan, apply, report, and keep what is set aside."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from api.corrected import note_corrected, source_of_rows
from api.import_request import Request as Request
from api.known import joined_by_name, named_otherwise, source_alike
from api.mappings import Kept, keep_mapping, kept_mappings
from api.owners import Stated, owner_named, unknown_owner
from api.quarantine import keep_aside, kept_aside, link_aside
from api.renamed import renamed_columns
from api.report import Report as Report
from importers import Reading, read_file
from importers.base import IMPORTERS, Importer
from importers.corrections import heard
from importers.read.sniff import unreadable
from importers.shared_texts import may_not_be_called
from kb.clock import moment_text, now
from kb.endings import ENTRY
from kb.errors import BadParameter, BaseMoved
from kb.ledger import Rank, Source, canonical
from kb.pause import collector_paused
from kb.plan import ReplaceRefused, apply_plan, make_plan, write_plan
from kb.privacy import PLATFORM
from kb.problems import FileRefused, Problem, excerpt
from kb.said import RowSays
from kb.store import Store, beside, is_server, open_store, there_is_a_base
from kb.store.address import JOURNAL
from kb.territories import canonical_slug
from kb.text import clean, slug

#: How many times a plan is made again when the base changes under it, and how many of these without holding the pen.
TRIES, OPEN_TRIES = 8, 2
#: Longest name of a source or of a territory.
LONGEST_NAME = 200

_WRITING = threading.Lock()
_CALLED = (
    "Le nom du fichier, de la source ou du territoire dit un numéro de sécurité sociale, une naissance, un téléphone, une adresse électronique ou "
    "le nom d'une personne, et tous peuvent le lire à côté de chaque valeur : renommez, puis recommencez."
)

Tick = Callable[[str, int], None]
_COUNTED = ("outcome", "batch", "source", "read", "created", "updated", "unchanged", "set_aside")


def source_of(request: Request, importer: Importer, owner: str) -> Source:
    """Return the source of an import: its name, the importer's by default, and its owner, the platform by default.

    Raises `BadParameter` for a name that nobody could read.
    """
    given = _readable(request.source, "Nom de source")
    name = given or importer.name
    if slug(name) == ENTRY.name:
        raise BadParameter("« saisie » est le nom de ce qui se tape dans les pages : donnez un autre nom à ce fichier.")
    demo = slug(name).startswith("demonstration")
    return Source(name, owner or PLATFORM, given or importer.title, importer.rank.value, demo=demo)


def _owner(store: Store, request: Request, importer: Importer) -> tuple[str, bool]:
    """Return the slug of the territory that sends a file, and whether it is known yet: its own sheet may bring it.

    Raises `BadParameter` for a name that nobody could read, that holds no word, or that names no territory.
    """
    name = _readable(request.territory, "Territoire")
    if request.territory and not canonical_slug(name):
        raise BadParameter("Le territoire indiqué ne contient aucun mot.")
    if canonical_slug(name) in ("", PLATFORM):
        return "", True
    owner, known = owner_named(store, name)
    if not known and importer.name != "territoires":
        raise unknown_owner(store, name)
    return owner, known


def _readable(text: str, what: str) -> str:
    found = clean(text)
    if len(found) > LONGEST_NAME or not found.isprintable():
        raise BadParameter(f"{what} : {LONGEST_NAME} caractères lisibles au plus.")
    return found


@collector_paused()
def run_import(base: str, request: Request, tick: Tick | None = None) -> Report:
    """Read a file and plan it against a base; with `write`, apply the plan. A refused file changes nothing.

    No base is made where there was none unless something is written. Raises `KbError` for wrong use.
    """
    # One import writes at a time in this process: two that start together are planned one after the other.
    with _WRITING if request.write else nullcontext():
        return _run(base, Report(request), tick)


def _run(base: str, report: Report, tick: Tick | None) -> Report:
    request = report.request
    present = there_is_a_base(base)
    with open_store(base if present else "memory:") as store:
        _plan(base, store, report, tick)
        if report.refused or not request.write or report.plan is None:
            return report
        aside = keep_aside(base, report.plan, report.request.file)
        report.kept_at = next((path.parent if len(aside) > 1 else path for path in aside), None)
        if present:
            _apply(base, store, report, tick)
    if not present and report.plan.writes:
        with open_store(base, create=True) as store:
            _apply(base, store, report, tick)
    if report.refused or report.plan is None:
        # The base moved meanwhile, and the plan made again is refused; what was kept beside it stays, nothing is lost.
        return report
    _note_in_journal(base, report)
    _keep_mapping(base, report)
    _note_aside(base, report, aside)
    return report


def _note_aside(base: str, report: Report, aside: Mapping[Path, Sequence[RowSays]]) -> None:
    """Remember what rows a written import set aside, and which of those set aside before came in with it."""
    assert report.plan is not None
    batch = report.batch.id if report.batch else ""
    link_aside(base, aside, batch, report.plan.source.id)
    if kept_aside(base) and there_is_a_base(base):
        with open_store(base) as store:
            note_corrected(base, report.plan, batch, aside, list(store.journal()))


def _keep_mapping(base: str, report: Report) -> None:
    # An edition read by what was remembered says it again: it is then remembered whatever earlier batch is undone.
    asked = report.request.columns or report.request.afresh or (report.kept and report.batch)
    if asked and report.reading and report.plan and there_is_a_base(base):
        importer, batch = report.reading.importer, report.batch.id if report.batch else ""
        keep_mapping(base, report.plan.source.id, importer.name, dict(importer.corrections), batch)


def _remembered(base: str, store: Store, request: Request) -> dict[str, Kept]:
    """Return what is remembered of the source of an import, by importer."""
    kept = {} if request.afresh else kept_mappings(base, lambda: {b.id for b in store.journal() if b.undone_by is not None})
    if not kept:
        return {}
    owner = owner_named(store, clean(request.territory))[0] if canonical_slug(clean(request.territory)) else ""
    found = {name: (f"{clean(request.source) or name}@{owner or PLATFORM}", name) for name in IMPORTERS}
    return {name: kept[key] for name, key in found.items() if key in kept}


def _kept_of(reading: Reading, remembered: Mapping[str, Kept]) -> Kept | None:
    """Return what was remembered of a source, when a header of its new edition is read so."""
    kept = remembered.get(reading.importer.name)
    seen = {heard(cell) for _, header, _ in reading.mappings for cell in header}
    used = {h: c for h, c in kept.columns.items() if h in seen} if kept else {}
    return Kept(kept.at, used) if kept and used else None


def _plan(base: str, store: Store, report: Report, tick: Tick | None) -> None:
    _make_plan(base, store, report, tick)
    if report.request.path.name != report.request.file:
        _name_as_sent(report)


def _name_as_sent(report: Report) -> None:
    """Say the name a file was sent under wherever a message says the one it is kept under."""
    kept, sent = report.request.path.name, report.request.file

    def told(problems: list[Problem]) -> list[Problem]:
        return [p.at(file=sent if p.file == kept else p.file, message=p.message.replace(kept, sent)) for p in problems]

    if report.refused:
        report.refused = FileRefused(report.refused.refusal, str(report.refused).replace(kept, sent), report.refused.typed)
    if report.plan:
        report.plan.problems, report.plan.warnings = told(report.plan.problems), told(report.plan.warnings)
        for row in report.plan.set_aside:
            row.problems[:] = told(row.problems)


def _make_plan(base: str, store: Store, report: Report, tick: Tick | None) -> None:
    request = report.request
    if any(map(may_not_be_called, (request.file, request.source, request.territory))):
        report.refused = FileRefused("SENSITIVE_DATA", _CALLED)
        # Nor is it repeated: what is reported is of a file without a name.
        report.request = replace(request, shown_name="fichier", source="", territory="")
        return
    if _unreadable(request.path):
        report.refused = unreadable(request.path)
        return
    try:
        # Rows are read as they are planned: what was unpacked has to be there until then.
        with request.opened() as path:
            _read_and_plan(base, store, report, path, tick)
    except FileRefused as refusal:
        report.refused, report.plan = refusal, None
    except ReplaceRefused as refusal:
        report.refused, report.plan = FileRefused(refusal.code, str(refusal)), None
    except OSError:
        if not _unreadable(request.path):
            raise
        report.refused, report.plan = unreadable(request.path), None


def _read(base: str, store: Store, report: Report, path: Path) -> Reading:
    """Read a file; rows set aside that come back without a word of their source go to the one they left."""
    request = report.request
    remembered = _remembered(base, store, request)
    reading = read_file(
        request.name,
        path,
        encoding=request.encoding,
        most_rows=request.most_rows,
        asked=request.columns,
        remembered={name: kept.columns for name, kept in remembered.items()},
        known=lambda: _sirens(store),
        headless=request.headless,
    )
    if reading.corrects and not (request.source or request.territory):
        name, owner = source_of_rows(base, reading.corrects, store.journal()) or ("", PLATFORM)
        said = replace(request, source="" if name == reading.importer.name else name, territory="" if owner == PLATFORM else owner)
        if said != request:
            report.request = said
            return _read(base, store, report, path)
    report.kept = _kept_of(reading, remembered)
    return reading


def _read_and_plan(base: str, store: Store, report: Report, path: Path, tick: Tick | None) -> None:
    reading = report.reading = _read(base, store, report, path)
    request = report.request
    said = (lambda n: tick("lignes lues", n)) if tick else None
    owner, known = _owner(store, request, reading.importer)
    rows = reading.rows if known else Stated(reading.rows)
    report.plan = make_plan(
        store,
        source_of(request, reading.importer, owner),
        rows,
        scope=reading.scope,
        file=request.file,
        warnings=reading.warnings,
        header=[cell for _, header, _ in reading.mappings for cell in header],
        replace=request.replace,
        completes=reading.corrects is not None,
        persons=reading.persons,
        tick=said,
    )
    if not request.write:
        report.plan.warnings = [*report.plan.gone, *report.plan.warnings]
    report.joined = joined_by_name(store, report.plan)
    report.renamed = renamed_columns(report.plan, reading)
    report.plan.warnings = [*(one.problem for one in report.renamed), *report.plan.warnings]
    if report.plan.source.rank == Rank.IMPORT.value:  # a register's numbers are its own
        report.plan.warnings = [*named_otherwise(store, report.plan, reading.headers), *report.plan.warnings]
    if alike := source_alike(store, report.plan.source):
        report.plan.warnings.insert(0, alike)
    if isinstance(rows, Stated) and owner not in rows.slugs:
        raise unknown_owner(store, request.territory)


def _sirens(store: Store) -> frozenset[str]:
    """Return the SIREN of every actor of the base that has one."""
    with store.view() as view:
        return frozenset(actor.siren for actor in view.actors() if actor.siren)


def _unreadable(path: Path) -> bool:
    """Tell whether a path leads to no file that can be read: absent, a folder, a device, or no rights."""
    try:
        if not path.is_file():
            return True
        with path.open("rb") as source:
            source.read(1)
    except (OSError, ValueError):
        return True
    return False


def _apply(base: str, store: Store, report: Report, tick: Tick | None) -> None:
    assert report.plan is not None
    if tick:
        tick("faits à écrire", len(report.plan.assertions))
    for attempt in range(TRIES):
        try:
            if attempt < OPEN_TRIES:
                _apply_in_turn(base, store, report)
            else:
                # Others that write quicker would win each time: this plan is made while nobody else may write.
                with store.writer() as writer:
                    _plan(base, store, report, None)
                    report.batch = write_plan(writer, report.plan) if report.plan else None
            return
        except BaseMoved:
            if attempt == TRIES - 1:
                raise
            time.sleep(0.03 * (attempt + 1))


def _apply_in_turn(base: str, store: Store, report: Report) -> None:
    if report.plan and store.head() != report.plan.head:
        _plan(base, store, report, None)
    if report.plan:
        report.batch = apply_plan(store, report.plan)


def _note_in_journal(base: str, report: Report) -> None:
    # Kept beside the base, not in it: an import that changes nothing writes nothing in the base.
    journal = beside(base, JOURNAL)
    if journal is None or report.plan is None or not (is_server(base) or Path(base).exists()):
        return
    told = report.as_dict()
    counts = {name: told[name] for name in _COUNTED}
    read = {
        "sha256": _digest(report.request.path),
        "size": report.request.path.stat().st_size,
        "encoding": report.reading.encoding if report.reading else "",
        "mapping": _mapping(report.reading) if report.reading else {},
    }
    line = canonical({"at": moment_text(now()), "file": excerpt(report.request.file), **read, **counts})
    with journal.open("a", encoding="utf-8", errors="backslashreplace") as kept:
        kept.write(line + "\n")


def _digest(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _mapping(reading: Reading) -> dict[str, str]:
    return {header[i]: column.key for _, header, mapping in reading.mappings for i, column in mapping.taken.items()}
