"""Tables of organisations to be linked: a reference and messy rows, read as any file is, without a base."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from importers.columns import Column, Mapping, map_header
from importers.read import RawRow, Table, read_tables
from kb.identity.party import Party, make_party
from kb.problems import FileRefused, Problem, excerpt

_SHARED = (
    Column("name", "name", ("nom", "raison sociale", "denomination", "organisme", "structure"), required=True),
    Column("brand", "brand", ("enseigne", "sigle", "nom usuel")),
    Column("address", "address", ("adresse", "rue")),
    Column("post_code", "post_code", ("code postal", "cp", "postcode")),
    Column("city", "city", ("ville", "commune")),
    Column("siret", "siret", ("siren", "siret siren", "n siret")),
    Column("naf", "naf", ("code naf", "ape", "code ape")),
    Column("kind", "kind", ("type",)),
)
#: What a reference and what rows are made of (identity reference, section 0): their key, then what is compared.
REFERENCE = (Column("id", "id", ("identifiant", "ref id"), required=True), *_SHARED)
ROWS = (Column("row", "row", ("ligne", "id", "n"), required=True), *_SHARED)


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
    expected = f"Colonnes attendues dans {path.name} : {', '.join(column.key for column in columns)}."
    tables = read_tables(path, encoding=encoding, ways_out=lambda lines: (expected, ""),
                         looks_like_header=lambda cells: not map_header(cells, columns).missing(columns))  # fmt: skip
    found = Parties([], [], [])
    table = next((t for t in tables if not map_header(t.header, columns).missing(columns)), None)
    if table is None:
        raise FileRefused("COLUMN_REQUIRED", expected)
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


def _cells(table: Table, mapping: Mapping, problems: list[Problem]) -> Iterator[tuple[dict[str, str], RawRow]]:
    for raw in table.rows:
        if len(raw.cells) != len(table.header):
            problems += raw.problems
            continue
        yield {column.key: raw.cells[index].strip() for index, column in mapping.taken.items()}, raw
