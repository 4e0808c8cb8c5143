"""What an importer is: one declaration from which the command, the page, the mapping and the template are drawn."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from collections.abc import Mapping as Dict
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from importers.columns import UNDECLARED, Column, Mapping, map_header, without_persons, without_unsaid
from importers.corrections import corrected, heard
from importers.read.table import Table
from importers.remote import Interface
from importers.row import Row
from importers.usual import Usual, warn_of_unusual
from kb.ledger import Rank
from kb.problems import Problem
from kb.said import Place, RowSays

#: Reads one row into what it says; problems are kept on the row.
ReadRow = Callable[[Row], None]


def _as_written(header: tuple[str, ...]) -> tuple[str, ...]:
    return header


def _as_they_are(tables: Sequence[Table]) -> Sequence[Table]:
    return tables


def _the_only_one(taken: frozenset[str]) -> str:
    return ""


def _as_given(table: Table, dropped: Iterable[str], unread: Collection[int]) -> None:
    """Refuse nothing of a table."""


def _as_it_is(document: Any, file: str) -> None:
    """Refuse nothing of a document."""


def _as_found(document: Any, file: str) -> Sequence[Problem]:
    """Leave a document as it was found."""
    return ()


def _as_said(rows: Iterable[RowSays]) -> Iterable[RowSays]:
    return rows


@dataclass(frozen=True)
class Importer:
    """One importer: its name, its columns, how a row is read, and what it weighs against other sources.

    `json_keys` leads to the list of a JSON document, or is None when the importer reads tables alone; `json_fits` tells
    whether a document is this importer's; `json_wrapped` says that items hold their members under « fields ».
    `json_path` finds the list when it may lie at several places; `json_members` picks what is taken of an item, and all that
    it leaves out is never kept.
    `any_of` are groups of columns of which one at least is needed; `gather` puts together the sheets of a workbook that name each
    other's rows by a code; `settle` looks at all the rows a file says, for what no row tells alone. `corrections` are what a
    person has decided of some headers, for one file or for all the editions of a source.
    `keeps` tells which rows of a national file are the base's business, by their cells; the others are counted as `outside`
    what it says, and are neither read nor kept; `person` gives the SIREN of those that speak of a natural person, nothing of others. `known_by` gives the SIREN by which a row of a file too large for anybody to have
    chosen its rows is the base's business only when the base knows it; nothing for a row that is in any case.
    `list_of` names which of an importer's lists a file is, by the columns it takes: an edition is compared with its own list
    alone, so that what another file of the same source says is not taken for gone.
    `shape` says how its rows are to lie when a table that lacks its columns may hold them the other way.
    `interface` is the public one from which its files may be fetched. `quiet` is for files that may name persons: what could not
    be understood is then never repeated.
    `refuse_document` raises for a JSON document that may not be read at all; `prepare_document` puts one in the shape in which
    its items are read, and returns what is to be said of that; `json_open` names the members that an item has
    and that the importer does not know, as a table's headers are.
    `published` says that its files are a register's: what is under an unknown header that tells a person is left at the door, and
    so are e-mail addresses wherever they stand.
    `spelled` is how the table of its publication is headed, to the letter: a header that holds it all is of that publication.
    `refuse_table` raises for a table that may not be read at all, given the headers that the importer drops and which columns
    nothing reads. `phrases` says that its rows are phrases: one alone on its row is no heading for the way it begins. `nobody` says that its files name nobody: all that stands under a header it does not know is left at the door.
    """

    name: str
    title: str
    explain: str
    columns: tuple[Column, ...]
    read_row: ReadRow
    rank: Rank = Rank.IMPORT
    json_keys: tuple[str, ...] | None = None
    json_fits: Callable[[Any], bool] = lambda document: False
    json_wrapped: bool = False
    json_path: Callable[[Any], tuple[str, ...] | None] | None = None
    json_members: Callable[[Dict[str, Any]], dict[str, Any]] | None = None
    signature: tuple[str, ...] = ()
    adjust: Callable[[tuple[str, ...]], tuple[str, ...]] = _as_written
    any_of: tuple[tuple[str, ...], ...] = ()
    gather: Callable[[Sequence[Table]], Sequence[Table]] = _as_they_are
    settle: Callable[[Iterable[RowSays]], Iterable[RowSays]] = _as_said
    refuse_table: Callable[[Table, Iterable[str], Collection[int]], None] = _as_given
    phrases: bool = False
    nobody: bool = False
    refuse_document: Callable[[Any, str], None] = _as_it_is
    prepare_document: Callable[[Any, str], Sequence[Problem]] = _as_found
    json_open: bool = False
    corrections: tuple[tuple[str, str], ...] = ()
    keeps: Callable[[Dict[str, str]], bool] | None = None
    known_by: Callable[[Dict[str, str]], str] | None = None
    person: Callable[[Dict[str, str]], str] | None = None
    outside: str = ""
    list_of: Callable[[frozenset[str]], str] = _the_only_one
    interface: Interface | None = None
    quiet: bool = False
    shape: str = ""
    published: bool = False
    spelled: tuple[str, ...] = ()

    @property
    def required(self) -> tuple[Column, ...]:
        """Return the columns without which a file cannot be this importer's."""
        return tuple(column for column in self.columns if column.required)

    @cached_property
    def needed(self) -> frozenset[str]:
        """Return the keys of those columns: what a row may not leave unknown."""
        return frozenset(column.key for column in self.required)

    @cached_property
    def emptied(self) -> frozenset[str]:
        """Return the keys of the columns where « NC » or « à définir » is an empty cell; a register's words are its own."""
        return frozenset() if self.published else frozenset(c.key for c in self.columns if not (c.as_written or c.drop))

    @cached_property
    def commas(self) -> frozenset[str]:
        """Return the keys of the columns whose words a comma parts too."""
        return frozenset(column.key for column in self.columns if column.commas)

    @cached_property
    def labels(self) -> Dict[str, str]:
        """Return how each column is called for people: what is said of one that the file does not have."""
        return {column.key: column.label for column in self.columns}

    def lacking(self, mapping: Mapping) -> list[Column]:
        """Return the columns without which a header cannot be this importer's, and that it does not feed."""
        present = {column.key for column in mapping.taken.values()}
        firsts = {group[0] for group in self.any_of if present.isdisjoint(group)}
        return [*mapping.missing(self.columns), *(column for column in self.columns if column.key in firsts)]

    def map(self, header: Sequence[str]) -> Mapping:
        """Return which columns a header feeds, once corrected by a person."""
        return corrected(self.own_map(header), header, self.columns, dict(self.corrections))

    def reads(self, header: Sequence[str]) -> Mapping:
        """Return which columns a header feeds once the file is this importer's: a register's persons are dropped, and what may be one."""
        mapping = self.map(header)
        if self.nobody:
            return without_unsaid(mapping, UNDECLARED)
        return without_persons(mapping, header) if self.published else mapping

    def own_map(self, header: Sequence[str]) -> Mapping:
        """Return which columns a header feeds by its names alone."""
        return map_header(self.adjust(tuple(header)), self.columns)

    def corrected(self, corrections: Dict[str, str]) -> Importer:
        """Return the same importer, some headers being read as a person decided."""
        return replace(self, corrections=tuple(sorted(corrections.items()))) if corrections else self

    def was_told(self, header: Sequence[str]) -> bool:
        """Tell whether a person has said which column one of these very headers is: what was said of another file's proves nothing."""
        given = {said for said, key in self.corrections if key}
        return bool(given) and any(heard(cell) in given for cell in header if cell.strip())

    def read(self, row: Row) -> None:
        """Read one row into what it says, and tell what is unusual in its cells."""
        self.read_row(row)
        if not row.problems:
            warn_of_unusual(row, *self.watched)

    @cached_property
    def watched(self) -> tuple[tuple[str, ...], Dict[str, Usual]]:
        """Return the keys of the columns that declare a usual shape, and these shapes."""
        usual = {column.key: column.usual for column in self.columns if column.usual}
        return tuple(usual), usual

    def narrowed(self, known: Callable[[], Collection[str]]) -> Importer:
        """Return the same importer, leaving outside the rows that `known_by` names and nobody knows."""
        named, keeps = self.known_by, self.keeps
        if named is None:
            return self
        numbers = cache(known)

        def wanted(cells: Dict[str, str]) -> bool:
            if keeps is not None and not keeps(cells):
                return False
            number = named(cells)
            return not number or number in numbers()

        said = self.person
        if said is None:
            return replace(self, keeps=wanted)
        return replace(self, keeps=wanted, person=lambda cells: number if (number := said(cells)) in numbers() else "")

    def fits(self, header: Sequence[str]) -> float:
        """Return how well a header is this importer's, from 0 (not at all) to above 1."""
        mapping = self.map(header)
        if self.lacking(mapping):
            return 0.0
        filled = [cell for cell in header if cell.strip()]
        keys = {column.key for column in mapping.taken.values()}
        signed = sum(1 for key in self.signature if key in keys)
        return len(mapping.taken) / max(1, len(filled)) + signed / max(1, len(self.signature) or 1)

    def template(self) -> list[str]:
        """Return the header of the empty template."""
        return [column.label for column in self.columns if not column.drop]


IMPORTERS: dict[str, Importer] = {}


def importer(
    name: str, *, title: str, explain: str, columns: Sequence[Column], rank: Rank = Rank.IMPORT, **more: Any
) -> Callable[[ReadRow], ReadRow]:
    """Declare an importer around the function that reads one of its rows."""

    def declare(read_row: ReadRow) -> ReadRow:
        IMPORTERS[name] = Importer(name, title, explain, tuple(columns), read_row, rank, **more)
        return read_row

    return declare


@dataclass
class Reading:
    """What a file gave: which importer read it, on what evidence, how headers were taken, and its rows.

    `persons` are the SIREN that its rows, once read, have told to be natural persons'.
    `corrects` is None but for a file of rows that were set aside, sent again: the first of those it gives back.
    """

    importer: Importer
    file: Path
    evidence: str
    mappings: list[tuple[str, Sequence[str], Mapping]]
    rows: Iterable[RowSays]
    warnings: list[Problem]
    encoding: str = ""
    list_name: str = ""
    corrects: tuple[Place, ...] | None = None
    persons: Collection[str] = ()

    @property
    def scope(self) -> str:
        """Return what begins the keys of its rows: its importer, and which of its lists it is when there are several."""
        return "-".join(filter(None, (self.importer.name, self.list_name)))

    @property
    def headers(self) -> Dict[str, str]:
        """Return how the file calls each column that it feeds."""
        return {column.key: header[index] for _, header, mapping in self.mappings for index, column in mapping.taken.items()}
