"""Workbooks, read at arm's length: the archive is checked here, the cells are parsed in a process that may die."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import psutil

from importers.read.archive import check_archive
from importers.read.cells import visible
from importers.read.header import (
    Header,
    MayLookLikeHeader,
    Record,
    WaysOut,
    check_header,
    find_header,
    header_missing,
    remarks_above,
    too_many_columns,
)
from importers.read.limits import (
    CELL,
    CHILD_IDLE,
    CHILD_OUTPUT,
    CHILD_WALL,
    COLUMNS,
    HEADER_WITHIN,
    LONG_CELLS,
    REPEATED_CELLS,
)
from importers.read.merged import Downward, Merge, titles
from importers.read.rows import Rows, Shape
from importers.read.table import Table
from kb.problems import FileRefused, Problem
from kb.text import fold
from kb.words import agree

#: Sheets that explain the others and hold no data: those of our templates and exports, and what people call their own.
EXPLANATIONS = frozenset({"mode d emploi", "notice", "lisez moi", "explications", "legende", "aide", "readme", "a propos"})
_ROOT = Path(__file__).resolve().parents[2]
#: Run by its path, not as a module: Python would load every importer before it.
_CHILD = Path(__file__).resolve().with_name("child.py")


@dataclass(slots=True)
class Sheet:
    """One sheet as the parsing process told it: its rows are kept as JSON lines, decoded when iterated."""

    name: str
    state: str
    lines: list[bytes] = field(default_factory=list)
    notes: dict[str, tuple[list[str], int]] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    read: bool = True

    def records(self) -> Iterator[Record]:
        """Yield the records of the sheet, anew each time."""
        for line in self.lines:
            number, cells, faults = json.loads(line)
            yield Record(number, cells, [(index, code, message) for index, code, message in faults])


def read_workbook(path: Path, kind: str, looks_like_header: MayLookLikeHeader, *, ways_out: WaysOut) -> list[Table]:
    """Return one table per visible sheet (per sheet when none shows anything) whose header is recognised; refuse a workbook that has none.

    A sheet that explains the others is never looked at, whatever its first lines seem to be.
    """
    check_archive(path, kind)
    sheets = _sheets(path, parse(path, kind))
    if not sheets:
        raise FileRefused("NO_SHEET", f"{path.name} ne contient aucune feuille de calcul : rien n'a été importé.")
    # A workbook that shows nothing is read for what it hides, and says so: its author sent it for something.
    shows = any(sheet.state == "visible" and _filled(sheet) for sheet in sheets)
    for sheet in sheets:
        sheet.read = not shows or sheet.state == "visible"
    tables = [table for sheet in sheets if (table := _table(path.name, kind, sheet, looks_like_header)) is not None]
    if not tables:
        raise _none_recognised(path.name, sheets, ways_out)
    tables[0].warnings += [_hidden_sheet(path.name, sheet) for sheet in sheets if sheet.state != "visible"]
    taken = {table.sheet for table in tables}
    tables[0].warnings += [_headless(path.name, sheet) for sheet in sheets if sheet.name not in taken and _may_hold_data(sheet) and _has_rows(sheet)]
    return tables


def _filled(sheet: Sheet) -> bool:
    return any(visible(cell) for record in sheet.records() for cell in record.cells)


def _has_rows(sheet: Sheet) -> bool:
    """Tell whether a sheet has rows of several cells, as no cover page has."""
    return sum(1 for record in _first(sheet) if sum(bool(visible(cell)) for cell in record.cells) > 1) > 1


def parse(path: Path, kind: str) -> bytearray:
    """Return the JSON lines that a bounded process writes about a workbook; refuse the file when it does not finish."""
    command = [sys.executable, "-P", str(_CHILD), kind, str(path.resolve())]
    environment = {**os.environ, "PYTHONPATH": str(_ROOT), "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    ) as process:
        output = _bounded(process)
        if process.wait() != 0 or not output.endswith(b'{"end":true}\n'):
            raise FileRefused(
                "WORKBOOK_UNREADABLE",
                f"{path.name} n'a pas pu être lu dans les limites de temps et de mémoire, ou son contenu est abîmé : "
                "copiez la feuille utile dans un nouveau classeur, ou enregistrez-la au format CSV UTF-8.",
            )
    return output


def _bounded(process: subprocess.Popen[bytes]) -> bytearray:
    """Return what a process writes, ending it when it takes too long or writes too much."""
    output = bytearray()
    over = threading.Event()
    threading.Thread(target=_watch, args=(process, over), daemon=True).start()
    try:
        assert process.stdout is not None
        while block := process.stdout.read1(1 << 16):  # type: ignore[attr-defined]
            output += block
            if len(output) > CHILD_OUTPUT:
                process.kill()
                break
    finally:
        over.set()
    return output


def _watch(process: subprocess.Popen[bytes], over: threading.Event) -> None:
    """End a process that takes too long, or that has stopped working without having ended."""
    begun = idle = time.monotonic()
    worked = -1.0
    while not over.wait(0.5):
        with suppress(psutil.Error):  # it has just ended: its output says how
            spent = sum(psutil.Process(process.pid).cpu_times()[:2])
            worked, idle = (spent, time.monotonic()) if spent > worked else (worked, idle)
        if time.monotonic() - begun > CHILD_WALL or time.monotonic() - idle > CHILD_IDLE:
            process.kill()
            return


def _sheets(path: Path, output: bytearray) -> list[Sheet]:
    sheets: list[Sheet] = []
    for line in bytes(output).splitlines():
        if line.startswith(b"["):
            sheets[-1].lines.append(line)
            continue
        event: dict[str, Any] = json.loads(line)
        if "extent" in event:
            raise FileRefused(
                "SHEET_EXTENT",
                f"{path.name} : une cellule isolée, très loin du tableau, étend la feuille à des millions de cellules vides. "
                "Effacez-la dans le tableur, ou copiez le tableau dans un nouveau classeur.",
            )
        if "repeated" in event:
            raise FileRefused(
                "SHEET_EXTENT",
                f"{path.name}, ligne {event['repeated']} : une ligne est répétée jusqu'à remplir plus de {REPEATED_CELLS} "
                "cellules. Supprimez ses répétitions dans le tableur, ou copiez le tableau dans un nouveau classeur.",
            )
        if "sheet" in event:
            sheets.append(Sheet(event["sheet"], event["state"]))
        elif "notes" in event:
            sheets[-1].notes = {kind: (values, count) for kind, (values, count) in event["notes"].items()}
            sheets[-1].merges = [Merge(*found) for found in event["merged"]]
        elif "wide" in event:
            raise too_many_columns(f"{path.name}, feuille « {sheets[-1].name} »", event["wide"], event["count"])
        elif "long" in event:
            raise FileRefused(
                "FIELD_TOO_LONG",
                f"{path.name}, feuille « {sheets[-1].name} », ligne {event['long']} : plus de {LONG_CELLS} cellules "
                f"dépassent {CELL} caractères. Raccourcissez-les.",
            )
    return sheets


def _table(file: str, kind: str, sheet: Sheet, looks_like_header: MayLookLikeHeader) -> Table | None:
    if not _may_hold_data(sheet):
        return None
    sample = _first(sheet)
    header = find_header(sample, looks_like_header)
    if header is None:
        return None
    header = _widened(header, sheet)
    check_header(file, header, sheet.name)
    down = Downward(sheet.merges, header.last)
    merged = titles(sheet.merges, header.last, lambda: sum(1 for r in sheet.records() if r.line > header.last and any(map(str.strip, r.cells))))
    rows = Rows(partial(down.fill, sheet.records), Shape(file, sheet.name, header, exact=False, odd=True, merged=merged))
    warnings = [*remarks_above(file, sheet.name, header), *_noted(file, sheet), *down.told(sheet.records, file, sheet.name), *rows.remarks()]
    return Table(file, sheet.name, header.names, header.line, rows, warnings, "utf-8", kind)


def _may_hold_data(sheet: Sheet) -> bool:
    return sheet.read and fold(sheet.name) not in EXPLANATIONS


def _first(sheet: Sheet) -> Sequence[Record]:
    taken = []
    for record in sheet.records():
        taken.append(record)
        if len(taken) >= HEADER_WITHIN * 2:
            break
    return taken


def _widened(header: Header, sheet: Sheet) -> Header:
    """Return the header with a nameless column for each cell found beyond it: they are kept, and told."""
    width = max((len(r.cells) for r in sheet.records() if r.line > header.last), default=0)
    return header._replace(names=header.names + ("",) * (min(width, COLUMNS) - len(header.names)))


def _noted(file: str, sheet: Sheet) -> Iterator[Problem]:
    sentences = {
        "hidden_rows": (
            "HIDDEN_CONTENT",
            "Lignes masquées, lues comme les autres : {}. Retirez-les si elles sont de trop.",
        ),
        "hidden_columns": ("HIDDEN_CONTENT", "Colonnes masquées, lues comme les autres : {}."),
        "far": ("SHEET_EXTENT", "Cellules isolées loin du tableau, non lues : {}. Effacez-les dans le tableur."),
        "external": (
            "FORMULA_IGNORED",
            "Formules vers un autre classeur ou un programme, jamais suivies, valeur enregistrée gardée : {}.",
        ),
    }
    for kind, (code, sentence) in sentences.items():
        values, count = sheet.notes.get(kind, ([], 0))
        if count:
            more = f" et {count - len(values)} {agree(count - len(values), 'autre')}" if count > len(values) else ""
            yield Problem(code, sentence.format(", ".join(values) + more), file, sheet.name)


def _hidden_sheet(file: str, sheet: Sheet) -> Problem:
    said = "Feuille masquée, non lue : affichez-la dans le tableur si elle doit être importée."
    if sheet.read:
        said = "Feuille masquée, lue quand même : le classeur ne montre aucune autre donnée. Vérifiez que c'est bien elle."
    return Problem("HIDDEN_CONTENT", said, file, sheet.name)


def _headless(file: str, sheet: Sheet) -> Problem:
    said = "Feuille non lue : aucune ligne d'en-tête n'y est reconnue. Si elle doit être importée, donnez-lui l'en-tête d'un modèle."
    return Problem("SHEET_IGNORED", said, file, sheet.name)


def _none_recognised(file: str, sheets: Sequence[Sheet], ways_out: WaysOut) -> FileRefused:
    filled = [sheet for sheet in sheets if _filled(sheet)]
    if not filled:
        return FileRefused("FILE_EMPTY", f"{file} : toutes les feuilles sont vides, rien n'a été importé.")
    shown = [sheet for sheet in filled if _may_hold_data(sheet)]
    names = ", ".join(f"« {sheet.name} »" for sheet in shown) or "aucune"
    hidden = ", ".join(f"« {sheet.name} »" for sheet in sheets if not sheet.read)
    detail = f" Feuilles lues : {names}." + (f" Feuilles masquées non lues : {hidden}." if hidden else "")
    return header_missing(file, _first(shown[0]) if shown else (), ways_out, detail)
