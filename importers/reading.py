"""A file read with an importer: recognised when asked, guarded, mapped, then read row by row."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from collections.abc import Mapping as Dict
from dataclasses import dataclass
from functools import cache, partial
from itertools import islice
from pathlib import Path

from importers.base import IMPORTERS, Importer, Reading
from importers.choosing import NUMBERING, choose, may_be_header, nearest, required_missing, ways_out
from importers.columns import Mapping, forbidden_headers, header_form, personal_headers, unread, without_unsaid
from importers.corrections import check_asked, corrections_asked
from importers.counted import without_small_counts
from importers.guarding import (
    guard_free_cells,
    guard_header,
    guard_values,
    hushing,
    masked,
    masked_problem,
    refuse_named_sheets,
    said_of,
    set_aside,
    warn_of_formulas,
    without_addresses,
)
from importers.jobless import status_columns
from importers.reached import guard_entry
from importers.read import read_tables, sniff
from importers.read.ditto import Above
from importers.read.guard import find_nir
from importers.read.header import header_missing
from importers.read.table import RawRow, Table, taken_whole
from importers.returned import as_sent
from importers.returned_answers import refuse_answers
from importers.row import Row
from importers.undeclared import refuse_somebody
from importers.understood import headers_of, told_of_amounts, told_of_columns, year_told
from kb.errors import BadParameter
from kb.ledger import Rank
from kb.problems import FileRefused, Problem
from kb.said import Place, RowSays
from kb.words import agree, quoted

#: Joins the cells of a row to look at them at once; a cell that holds it is set aside before.
_BAR = "\0"
#: From how many bytes on a table is taken for a national one, whose rows nobody has chosen.
NATIONAL = 50 * 1024 * 1024
#: Rows given back that are looked at to know which source they left.
CORRECTED_LOOKED = 100
_JSON_NAMES = (".json", ".geojson", ".jsonl", ".ndjson")


def read_file(
    name: str,
    path: Path,
    *,
    encoding: str | None = None,
    most_rows: int | None = None,
    asked: Dict[str, str] | None = None,
    remembered: Dict[str, Dict[str, str]] | None = None,
    known: Callable[[], Collection[str]] | None = None,
    headless: bool = False,
) -> Reading:
    """Read a file with an importer, or with the one that `auto` recognises.

    `asked` says what some headers are to be read as; `remembered` says it too, for each importer, from an earlier edition.
    `headless` says that the first line is a row already: columns are then called by their letters.
    `known` gives the SIREN that the base knows: of a file as large as a national one, other legal units are left outside.
    Raises `FileRefused` for a file that cannot be understood, `BadParameter` for an unknown importer or header.
    """
    chosen = _named(name)
    if is_document(path):
        if asked:
            raise BadParameter("La correspondance des colonnes ne se corrige que pour un tableau : CSV ou classeur.")
        from importers.documents import read_document

        return read_document(path, chosen, encoding)
    candidates = _corrected(chosen or list(IMPORTERS.values()), asked or {}, remembered or {})
    if known is not None and path.stat().st_size > NATIONAL:
        candidates = [importer.narrowed(known) for importer in candidates]
    try:
        tables = read_tables(
            path,
            encoding=encoding,
            looks_like_header=None if headless else lambda cells: _is_header(cells, candidates),
            most_rows=most_rows,
            ways_out=partial(ways_out, candidates=candidates),
        )
    except FileRefused as refusal:
        if refusal.refusal == "HEADER_MISSING" and any(importer.quiet for importer in chosen or ()):
            # The first line may name a person: it is not shown.
            raise header_missing(path.name, (), partial(ways_out, candidates=candidates)) from None
        raise
    return _read_tables(path, tables, candidates, asked or {}, headless)


def is_document(path: Path) -> bool:
    """Tell whether a file is JSON or XML, whose members name themselves."""
    return sniff(path) in ("json", "xml") or path.suffix.lower() in (*_JSON_NAMES, ".xml")


def read_headers(
    name: str, path: Path, *, encoding: str | None = None, most_rows: int | None = None, headless: bool = False
) -> tuple[Importer | None, list[tuple[str, Sequence[str], Mapping]], list[Sequence[str]]]:
    """Return what a table that was not recognised seems to have for headers, and the importer that comes nearest; then its first row.

    The importer is None when several were possible and none knows any of these headers: somebody has to say. Raises `FileRefused` when no line looks like a header, or when what is there must not enter.
    """
    candidates = _named(name) or list(IMPORTERS.values())
    tables = read_tables(
        path,
        encoding=encoding,
        looks_like_header=None if headless else lambda cells: _is_header(cells, candidates) or may_be_header(cells),
        most_rows=most_rows,
    )
    for table in tables:
        guard_header((*table.header, table.sheet), path.name)
        guard_values(table)
        _refuse_table(table, None, candidates)
    near = [found for table in tables for found in nearest(table.header, candidates)[:1]]
    best = near[0] if near else candidates[0] if len(candidates) == 1 else None
    told: list[tuple[str, Sequence[str], Mapping]] = [(table.sheet, table.header, best.map(table.header) if best else unread(table.header)) for table in tables]
    shown = headless and not (best is not None and best.quiet)
    return best, told, [next((row.cells for row in table.rows), ()) if shown else () for table in tables]


def _corrected(
    importers: Sequence[Importer], asked: Dict[str, str], remembered: Dict[str, Dict[str, str]]
) -> list[Importer]:
    wanted = corrections_asked(importers, asked) if asked else {importer.name: {} for importer in importers}
    return [
        importer.corrected(_overlaid(remembered.get(importer.name, {}), wanted[importer.name]))
        for importer in importers
        if importer.name in wanted
    ]


def _overlaid(remembered: Dict[str, str], asked: Dict[str, str]) -> dict[str, str]:
    """Return what is remembered of headers under what is asked now: a column asked for leaves the header it had."""
    given = {key for key in asked.values() if key}
    return {**{header: key for header, key in remembered.items() if key not in given}, **asked}


def _named(name: str) -> list[Importer] | None:
    if name == "auto":
        return None
    if name not in IMPORTERS:
        raise BadParameter(f"Importeur {quoted(name)} inconnu. Importeurs : auto, {', '.join(IMPORTERS)}.")
    return [IMPORTERS[name]]


def _is_header(cells: Sequence[str], candidates: Iterable[Importer]) -> int:
    """Tell whether a line is a header: how many columns it feeds of the importer that knows most, 0 for a row of data."""
    filled = [cell for cell in cells if cell.strip()]
    if len(filled) > 1 and (personal_headers(filled) or forbidden_headers(filled)):
        return len(filled)
    given = any(importer.was_told(filled) for importer in candidates)
    first = next((index for index, cell in enumerate(filled) if header_form(cell) not in NUMBERING), 0)
    most = int(given)
    for importer in candidates:
        taken = list(importer.map(tuple(filled)).taken.items())
        # One known header may be a word of the data: it has to come first, and to be all that the importer requires.
        if given or len(taken) > 1 or (taken and taken[0][0] == first and importer.required == (taken[0][1],)):
            most = max(most, len(taken))
    return most


# -- tables -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Taken:
    """A table and the importer that reads it."""

    table: Table
    mapping: Mapping
    importer: Importer

    @property
    def dropped(self) -> set[int]:
        """Return which columns are left at the door."""
        return {index for index, column in self.mapping.taken.items() if column.drop}


def _read_tables(
    path: Path, tables: Sequence[Table], candidates: Sequence[Importer], asked: Dict[str, str], headless: bool
) -> Reading:
    sent: Sequence[Table] = [as_sent(table, path) for table in tables]
    for candidate in candidates:
        sent = candidate.gather(sent)
    if len(candidates) > 1:
        refuse_answers(sent)
    taken: list[_Taken] = []
    left: list[Problem] = []
    persons: set[str] = set()
    for table in sent:
        found = choose(table.header, candidates)
        declared = {table.header[i] for i in found.own_map(table.header).taken} if found else set()
        guard_header((*table.header, table.sheet), path.name, declared)
        guard_values(table)
        _refuse_table(table, found, candidates)
        if found is not None and (not taken or found.rank is taken[0].importer.rank):
            mapping = found.reads(table.header)
            mapping = mapping if found.published else without_small_counts(mapping, table)
            taken.append(_Taken(table, without_unsaid(mapping) if headless else mapping, found))
        else:
            left.append(_left_out(table, found))
    refuse_named_sheets(sent, nobody=any(one.importer.nobody for one in taken))
    check_asked(taken[0].importer if taken else candidates[0], [table.header for table in sent], asked)
    if not taken:
        raise required_missing(sent[0], candidates)
    warnings = [w for one in taken for w in (*said_of(one.table, one.dropped, quiet=one.importer.quiet, nobody=one.importer.nobody), *map(masked_problem, told_of_columns(one.table, one.mapping)), *told_of_amounts(one.table, one.mapping))]
    warnings += left
    return Reading(
        importer=taken[0].importer,
        file=path,
        evidence=" ".join(_evidence(one) for one in taken),
        mappings=[(one.table.sheet, one.table.header, one.mapping) for one in taken],
        rows=_rows(taken, warnings, persons),
        warnings=warnings,
        encoding=taken[0].table.encoding,
        list_name=taken[0].importer.list_of(frozenset(column.key for column in taken[0].mapping.taken.values())),
        corrects=_corrected_rows([one.table for one in taken]),
        persons=persons,
    )


def _corrected_rows(tables: Sequence[Table]) -> tuple[Place, ...] | None:
    """Return the first rows set aside that a file gives back; None unless all of it is such rows."""
    if not all(table.corrects for table in tables):
        return None
    return tuple(islice((row.corrects for table in tables for row in table.rows if row.corrects), CORRECTED_LOOKED))


def _rows(taken: Sequence[_Taken], warnings: list[Problem], persons: set[str]) -> Iterator[RowSays]:
    """Yield what the rows of each importer say, once it has looked at them together; then say how many it left outside."""
    for importer in {id(one.importer): one.importer for one in taken}.values():
        readers = [_TableReader(one, persons) for one in taken if one.importer is importer]
        yield from importer.settle(hushing((row for reader in readers for row in reader.rows()), warnings))
        warnings += [reader.told_outside() for reader in readers if reader.outside]
        warnings += [problem for reader in readers if reader.above for problem in reader.above.told()]


def _refuse_table(table: Table, found: Importer | None, candidates: Sequence[Importer]) -> None:
    """Let the importer of a table, or the only one that was asked, refuse what may not be read at all."""
    if reader := found or (candidates[0] if len(candidates) == 1 else None):
        taken, unread = reader.own_map(table.header).taken, reader.map(table.header).ignored
        if reader.nobody:
            refuse_somebody(table, unread)
        reader.refuse_table(table, [table.header[i] for i, column in taken.items() if column.drop], unread)


def _left_out(table: Table, found: Importer | None) -> Problem:
    why = f"elle se lit à part, avec l'importeur {found.name}" if found else "ses colonnes ne suffisent à aucun importeur"
    return Problem("SHEET_IGNORED", f"Feuille laissée de côté : {why}.", table.file, table.sheet, table.header_line)


def _evidence(one: _Taken) -> str:
    table, mapping = one.table, one.mapping
    shown = list(mapping.taken.items())[:6]
    pairs = ", ".join(f"« {table.header[i]} » → {'laissée à la porte' if c.drop else c.label}" for i, c in shown)
    rest = len(mapping.taken) - 6
    more = f" et {rest} {agree(rest, 'autre')}" if rest > 0 else ""
    filled = len([cell for cell in table.header if cell.strip()])
    return f"{one.importer.title} : {len(mapping.taken)} {agree(len(mapping.taken), 'colonne')} sur {filled} {agree(len(mapping.taken), 'reconnue')} ({pairs}{more})."


# -- rows -------------------------------------------------------------------------------------------------------------


def _place_of(raw: RawRow) -> tuple[Place, ...]:
    return (raw.corrects,) if raw.corrects else ()


class _TableReader:
    """Reads the rows of one table: what is the same for all of them is worked out once."""

    def __init__(self, taken: _Taken, persons: set[str]) -> None:
        header, mapping = taken.table.header, taken.mapping
        amounts = headers_of(taken.table, mapping)
        self.table, self.importer, self.persons = taken.table, taken.importer, persons
        keys = {i: f"{column.key} {i}" if column.drop else column.key for i, column in mapping.taken.items()}
        self.mapped = list(keys.items())
        self.headers = {**self.importer.labels, **{key: amounts[index] for index, key in self.mapped}}
        self.dropped = taken.dropped
        names = [(index, name or f"colonne {index + 1}") for index, name in enumerate(header)]
        self.kept = [(index, name) for index, name in names if index not in self.dropped]
        self.outside, self.columns = 0, tuple(name for index, name in self.kept if header[index])
        # A register writes each cell whole, and has too many to look at.
        own = not self.importer.published and self.importer.rank is Rank.IMPORT
        self.above = Above(taken.table, self.dropped, {i for i, c in mapping.taken.items() if c.money}) if own else None
        self.year_told = cache(lambda: year_told(taken.table, mapping) if own else "")
        self.looked = [(index, key) for index, key in self.mapped if " " not in key]
        self.status = status_columns(header, taken.importer.own_map(header).taken)
        self.free = [(index, name) for index, name in names if index in mapping.ignored]

    def rows(self) -> Iterator[RowSays]:
        """Yield what each row says; a row repeated to the letter is counted on its first."""
        seen: dict[bytes, RowSays] = {}
        keeps, person = self.importer.keeps, self.importer.person
        sent = taken_whole(self.table.rows) if self.importer.phrases else self.table.rows
        for raw in self.above.read(sent) if self.above else sent:
            if keeps and not raw.problems and not keeps(looked := {key: raw.cells[index] for index, key in self.looked}):
                self.outside += 1
                if person and (number := person(looked)):
                    self.persons.add(number)
                continue
            if raw.problems:
                kept, problems = set_aside(raw, self.table, self.dropped, quiet=self.importer.quiet)
                yield RowSays(line=raw.line, raw=kept, sheet=self.table.sheet, problems=problems, corrects=_place_of(raw), columns=self.columns)
                continue
            whole = _BAR.join(raw.cells)
            digest = hashlib.blake2b(whole.encode("utf-8", "surrogatepass"), digest_size=12).digest()
            first = seen.get(digest)
            if first is not None:
                first.repeats += 1
                first.corrects += _place_of(raw)
                continue
            seen[digest] = said = self.row(raw, bool(find_nir(whole)))
            said.corrects, said.columns = _place_of(raw), self.columns
            yield said

    def told_outside(self) -> Problem:
        """Return what is said of the rows that are no business of the base."""
        count = f"{self.outside:,}".replace(",", "\u202f")
        said = f"{count} {agree(self.outside, 'ligne')} {self.importer.outside} : ni {agree(self.outside, 'lue')}, ni {agree(self.outside, 'gardée')}."
        return Problem("ROWS_OUTSIDE", said, self.table.file, self.table.sheet, self.table.header_line)

    def row(self, raw: RawRow, suspect: bool) -> RowSays:
        """Return what one row says; `suspect` asks to look for numbers that must never enter, cell by cell."""
        cells = {key: raw.cells[index] for index, key in self.mapped}
        kept = {name: raw.cells[index] for index, name in self.kept if raw.cells[index]}
        if self.importer.published:
            kept = without_addresses(kept)
        row = Row(cells, self.headers, raw.line, self.table.sheet, self.table.file, self.importer.needed, self.importer.emptied, self.importer.commas)
        row.year_told = self.year_told
        if suspect:
            row.check_sensitive()
            guard_free_cells(row, ((name, raw.cells[index]) for index, name in self.free))
        if not row.problems:
            warn_of_formulas(row)
            self.importer.read(row)
        said = raw.cells
        guard_entry(row, ((name, said[index]) for index, name in self.status), ((name, said[index]) for index, name in self.free))
        return row.says(masked(kept) if row.problems else kept)
