"""Tables of organisations to be linked: a reference and messy rows, read as any file is, without a base."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from importers.columns import Column, Mapping, map_header
from importers.parties_prenantes import COLUMNS as STAKEHOLDERS
from importers.read import RawRow, Table, read_tables
from kb.identity.party import Party, make_party
from kb.problems import FileRefused, Problem, excerpt

_KNOWN = {column.key: column for column in STAKEHOLDERS}


def _as(key: str, *same: str, more: tuple[str, ...] = (), required: bool = False) -> Column:
    """Return the column of a table to be linked: its own name first, then the usual headers of what stakeholder sheets call so."""
    usual = [name for of in same for name in (_KNOWN[of].label, *_KNOWN[of].names)]
    return Column(key, key, (*usual, *more), required=required, leads=True)


_SHARED = (
    _as("name", "name", required=True),
    _as("brand", "aliases", "acronym", more=("nom usuel", "nom commercial")),
    _as("address", "address"),
    _as("post_code", "post_code", more=("postcode",)),
    _as("city", "city"),
    _as("siret", "siret", "siren", more=("siret siren",)),
    _as("naf", "naf", more=("code naf ape", "ape naf")),
    _as("kind", "kind"),
)
_NUMBERED = ("identifiant", "id", "reference", "ref", "numero", "n", "code", "cle")
#: What a reference and what rows are made of (identity reference, section 0): their key, then what is compared.
REFERENCE = (_as("id", more=("ref id", *_NUMBERED), required=True), *_SHARED)
ROWS = (_as("row", more=("ligne", "n ligne", "numero de ligne", *_NUMBERED), required=True), *_SHARED)


@dataclass
class Parties:
    """The organisations of a table, in its order, what has to be said of the rows that could not be read, and of keys given twice."""

    listed: list[Party]
    problems: list[Problem]
    repeated: list[Problem]


def read_parties(path: Path, columns: Sequence[Column], *, encoding: str | None = None) -> Parties:
    """Return the organisations of a CSV file or a workbook.

    Raises `FileRefused` when no table of the file has the key and the name.
    """
    tables = read_tables(path, encoding=encoding, ways_out=lambda lines: (_wanted(columns), ""),
                         looks_like_header=lambda cells: len(map_header(cells, columns).taken) > 1)  # fmt: skip
    found = Parties([], [], [])
    table = next((t for t in tables if not map_header(t.header, columns).missing(columns)), None)
    if table is None:
        raise _without(path.name, tables[0].header, columns)
    mapping = map_header(table.header, columns)
    key, seen = columns[0].key, dict[str, int]()
    for cells, raw in _cells(table, mapping, found.problems):
        if not cells.get(key):
            said = "Ligne sans identifiant : laissée de côté."
            found.problems.append(Problem("KEY_MISSING", said, table.file, table.sheet, raw.line, key))
            continue
        if not cells.get("name") and not cells.get("brand") and not cells.get("siret"):
            said = "Ligne sans nom ni SIRET : rien à rapprocher, laissée de côté."
            found.problems.append(Problem("NAME_MISSING", said, table.file, table.sheet, raw.line, "name"))
            continue
        if seen.setdefault(cells[key], raw.line) != raw.line:
            said = f"Identifiant déjà donné ligne {seen[cells[key]]} : rien ne distingue leurs paires, qui sont écrites ensemble. Donnez-en un à chaque ligne."
            found.repeated.append(Problem("DUPLICATE_IN_FILE", said, table.file, table.sheet, raw.line, key, excerpt(cells[key])))
        found.listed.append(
            make_party(cells[key], (cells.get("name", ""), cells.get("brand", "")), address=cells.get("address", ""),
                       postcode=cells.get("post_code", ""), town=cells.get("city", ""), siret=cells.get("siret", ""),
                       naf=cells.get("naf", ""), kind=cells.get("kind", ""))
        )  # fmt: skip
    return found


def _wanted(columns: Sequence[Column]) -> str:
    key, known = columns[0].key, ", ".join(column.key for column in columns[2:])
    return (
        f"Il faut une colonne d'identifiants ({key}, « Identifiant », « Référence » ou « N° ») et une colonne de noms (name, « Nom » ou "
        f"« Raison sociale »). Sont comprises aussi : {known}, ou leur nom français."
    )


def _without(file: str, header: Sequence[str], columns: Sequence[Column]) -> FileRefused:
    """Return the refusal of a table that lacks its key or its name: which, and what to do."""
    lacks = {column.key for column in map_header(header, columns).missing(columns)}
    named = "name" not in lacks
    what, remedy = ("la colonne des identifiants", "numérotez les lignes") if named else ("la colonne des noms", "donnez-lui l'en-tête « Nom »")
    said = f"{file} : il manque {what} ; {remedy}. Colonnes lues : {', '.join(cell for cell in header if cell.strip())}. {_wanted(columns)}"
    return FileRefused("COLUMN_REQUIRED", said)


def _cells(table: Table, mapping: Mapping, problems: list[Problem]) -> Iterator[tuple[dict[str, str], RawRow]]:
    for raw in table.rows:
        if len(raw.cells) != len(table.header):
            problems += raw.problems
            continue
        yield {column.key: raw.cells[index].strip() for index, column in mapping.taken.items()}, raw
