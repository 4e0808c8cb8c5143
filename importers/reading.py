"""A file read with an importer: recognised when asked, guarded, mapped, then read row by row."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from importers.base import IMPORTERS, Importer, Reading
from importers.columns import Mapping, forbidden_headers, map_header, personal_headers
from importers.read import read_tables, sniff
from importers.read.guard import mask_nir
from importers.read.table import RawRow, Table
from importers.row import Row
from kb.errors import BadParameter
from kb.problems import FileRefused, Problem
from kb.said import RowSays

#: Longest part of a formula-like text that a warning repeats is `excerpt`'s; these signs begin one.
_FORMULA = ("=", "+", "-", "@")


def read_file(name: str, path: Path, *, encoding: str | None = None, most_rows: int | None = None) -> Reading:
    """Read a file with an importer, or with the one that `auto` recognises.

    Raises `FileRefused` for a file that cannot be understood, `BadParameter` for an unknown importer.
    """
    chosen = _named(name)
    if sniff(path) == "json" or path.suffix.lower() in (".json", ".geojson", ".jsonl", ".ndjson"):
        from importers.documents import read_document

        return read_document(path, chosen, encoding)
    candidates = chosen or list(IMPORTERS.values())
    tables = read_tables(
        path, encoding=encoding, looks_like_header=lambda cells: _is_header(cells, candidates), most_rows=most_rows,
        expected=_expected(candidates),
    )  # fmt: skip
    return _read_tables(path, tables, candidates)


def _named(name: str) -> list[Importer] | None:
    if name == "auto":
        return None
    if name not in IMPORTERS:
        raise BadParameter(f"Importeur {name!r} inconnu. Importeurs : auto, {', '.join(IMPORTERS)}.")
    return [IMPORTERS[name]]


def _expected(candidates: Sequence[Importer]) -> str:
    if len(candidates) == 1:
        return ", ".join(column.label for column in candidates[0].columns[:12])
    return " ; ".join(f"{i.name} : {', '.join(c.label for c in i.required)}" for i in candidates)


def _is_header(cells: Sequence[str], candidates: Iterable[Importer]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    most = max((len(map_header(tuple(cells), i.columns).taken) for i in candidates), default=0)
    return most >= 2 or (most == 1 and len(filled) <= 3) or bool(personal_headers(filled) and len(filled) > 1)


def choose(header: Sequence[str], candidates: Sequence[Importer]) -> Importer | None:
    """Return the importer a header fits best, None when none does."""
    scored = sorted(((i.fits(tuple(header)), -n, i) for n, i in enumerate(candidates)), key=lambda s: s[:2], reverse=True)
    return scored[0][2] if scored and scored[0][0] > 0 else None


def _read_tables(path: Path, tables: list[Table], candidates: Sequence[Importer]) -> Reading:
    chosen: Importer | None = None
    kept: list[tuple[Table, Mapping]] = []
    warnings: list[Problem] = []
    for table in tables:
        guard_header(table.header, path.name)
        found = choose(table.header, candidates)
        if found is None or (chosen is not None and found is not chosen):
            if found is None and not kept and table is tables[-1]:
                _refuse_missing(table, candidates)
            continue
        chosen = found
        kept.append((table, found.map(table.header)))
        warnings += table.warnings
    if chosen is None:
        _refuse_missing(tables[0], candidates)
        raise AssertionError
    warnings += [w for table, mapping in kept for w in _ignored(table, mapping)]
    evidence = _evidence(kept, chosen)
    rows = (row for table, mapping in kept for row in _read_rows(table, mapping, chosen))
    mappings = [(table.sheet, table.header, mapping) for table, mapping in kept]
    return Reading(chosen, path, evidence, mappings, rows, warnings, kept[0][0].encoding)


def guard_header(header: Sequence[str], file: str) -> None:
    """Refuse a file whose header sets what only the base may set, or announces a list of persons."""
    persons = personal_headers(header)
    if persons:
        named = ", ".join(f"« {cell} »" for cell in persons)
        raise FileRefused("SENSITIVE_DATA", f"Ce fichier décrit des personnes (colonnes {named}) : Maillage ne reçoit jamais de liste de "
                          "personnes. Retirez ces colonnes, ou envoyez des effectifs par tranche ; demandez au délégué à la protection des données.")  # fmt: skip
    forbidden = forbidden_headers(header)
    if forbidden:
        named = ", ".join(f"« {cell} »" for cell in forbidden)
        raise FileRefused("COLUMN_FORBIDDEN", f"Colonnes réservées à la base : {named}. Retirez-les de {file} et recommencez.")


def _refuse_missing(table: Table, candidates: Sequence[Importer]) -> None:
    best = max(candidates, key=lambda i: len(i.map(table.header).taken))
    lacking = ", ".join(f"« {c.label} »" for c in best.map(table.header).missing(best.columns))
    seen = ", ".join(f"« {cell} »" for cell in table.header if cell.strip())
    raise FileRefused("COLUMN_REQUIRED", f"Colonne obligatoire absente : {lacking} (importeur {best.name}). En-têtes lus : {seen}. "
                      "Renommez la colonne ou téléchargez le modèle.")  # fmt: skip


def _ignored(table: Table, mapping: Mapping) -> list[Problem]:
    return [
        Problem("COLUMN_IGNORED", f"Colonne « {cell or f'n° {index + 1}'} » non reconnue : gardée dans la ligne d'origine, sans effet.",
                table.file, table.sheet, table.header_line, cell)
        for index, cell in mapping.ignored.items() if cell.strip()
    ]  # fmt: skip


def _evidence(kept: list[tuple[Table, Mapping]], chosen: Importer) -> str:
    table, mapping = kept[0]
    pairs = ", ".join(f"« {table.header[i]} » → {c.label}" for i, c in list(mapping.taken.items())[:6])
    more = f" et {len(mapping.taken) - 6} autres" if len(mapping.taken) > 6 else ""
    return f"{chosen.title} : {len(mapping.taken)} colonnes sur {len([h for h in table.header if h.strip()])} reconnues ({pairs}{more})."


def _read_rows(table: Table, mapping: Mapping, chosen: Importer) -> Iterator[RowSays]:
    headers = {column.key: table.header[index] for index, column in mapping.taken.items()}
    seen: dict[bytes, RowSays] = {}
    for raw in table.rows:
        if raw.problems:
            yield _set_aside(raw, table)
            continue
        digest = hashlib.blake2b("\x1f".join(raw.cells).encode("utf-8", "surrogatepass"), digest_size=12).digest()
        first = seen.get(digest)
        if first is not None:
            first.repeats += 1
            continue
        said = _read_row(raw, table, mapping, headers, chosen)
        seen[digest] = said
        yield said


def _read_row(raw: RawRow, table: Table, mapping: Mapping, headers: dict[str, str], chosen: Importer) -> RowSays:
    cells = {column.key: raw.cells[index] for index, column in mapping.taken.items()}
    row = Row(cells, headers, raw.line, table.sheet, table.file)
    row.check_sensitive()
    kept = kept_cells(table.header, raw.cells, mapping)
    if not row.problems:
        guard_free_cells(row, kept, mapping)
        chosen.read_row(row)
    return row.says({k: mask_nir(v) for k, v in kept.items()} if row.problems else kept)


def kept_cells(header: Sequence[str], cells: Sequence[str], mapping: Mapping) -> dict[str, str]:
    """Return the raw cells less what the importer drops at the door; nameless columns go by their number."""
    dropped = {index for index, column in mapping.taken.items() if column.drop}
    return {
        header[index] or f"colonne {index + 1}": cell
        for index, cell in enumerate(cells)
        if cell and index not in dropped and index < len(header)
    }


def guard_free_cells(row: Row, kept: dict[str, str], mapping: Mapping) -> None:
    """Look at the cells nobody maps too: a number that must never enter sets the row aside wherever it hides."""
    from importers.read.guard import find_nir

    taken = set(mapping.ignored.values())
    for header, value in kept.items():
        if header in taken and find_nir(value):
            row.problems.append(Problem("SENSITIVE_DATA", "Un numéro de sécurité sociale se trouve dans cette cellule : retirez-le.",
                                        row.file, row.sheet, row.line, header, mask_nir(value)))  # fmt: skip
    for key in ("name", "notes", "description"):
        text = row.text(key)
        if text.startswith(_FORMULA) and len(text) > 1 and not text[1:2].isspace():
            row.warn(key, "FORMULA_LIKE_TEXT", "Texte qui ressemble à une formule : gardé tel quel, neutralisé dans les fichiers produits.")


def _set_aside(raw: RawRow, table: Table) -> RowSays:
    kept = {table.header[i] if i < len(table.header) else f"colonne {i + 1}": mask_nir(c) for i, c in enumerate(raw.cells) if c}
    placed = [p.at(file=p.file or table.file, sheet=p.sheet or table.sheet, line=p.line or raw.line) for p in raw.problems]
    return RowSays(line=raw.line, raw=kept, sheet=table.sheet, problems=placed)
