"""JSON read by importers: the offices' own shape (organisations and relations), or a register's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from importers.base import IMPORTERS, Importer, Reading
from importers.columns import header_form, map_header, personal_headers
from importers.read.json_document import JsonDocument, JsonItem, read_json
from importers.read.guard import mask_nir
from importers.reading import guard_free_cells
from importers.row import Row
from kb.ledger import canonical
from kb.problems import FileRefused, Problem, excerpt
from kb.said import RowSays

#: Sections of the offices' own shape and the importer of each.
SECTIONS = {"organisations": "parties-prenantes", "relations": "liens", "activites": "activites", "financements": "financements",
            "territoires": "territoires"}  # fmt: skip

#: Members by which a file would set what only the base may set.
FORBIDDEN = frozenset({
    "id", "proprietaire", "owner", "sensibilite", "sensitivity", "auteur", "author", "version", "cree le", "created at", "modifie le",
    "updated at", "couche", "layer", "rev", "droits", "rights", "admin", "is admin", "password", "mot de passe", "login",
})  # fmt: skip


def read_document(path: Path, chosen: list[Importer] | None, encoding: str | None = None) -> Reading:
    """Read a JSON file: the offices' own shape, or the one an importer recognises.

    Raises `FileRefused` when the document is neither, or when it holds what only the base may set.
    """
    document = read_json(path, encoding=encoding)
    for importer in chosen or IMPORTERS.values():
        if importer.json_keys is not None and importer.json_fits(document.value):
            said = f"{importer.title} : document JSON reconnu par les membres de ses éléments."
            rows = _rows(importer, document.items(*_present(importer.json_keys, document.value)), path, "")
            return Reading(importer, path, said, [], rows, document.warnings, document.encoding)
    sections = _sections(document, path)
    counted = ", ".join(f"{len(items)} {section}" for section, items in sections.items())
    first = next(iter(sections), "organisations")
    importer = chosen[0] if chosen else IMPORTERS[SECTIONS[first]]
    warnings = [*document.warnings, *_ignored_members(sections, path)]
    if not any(sections.values()):
        warnings.append(Problem("NO_ROWS", "Aucun élément dans ce document : rien à importer.", path.name))
    rows = (row for section, items in sections.items() for row in _rows(IMPORTERS[SECTIONS[section]], items, path, section))
    return Reading(importer, path, f"Document JSON : {counted or 'aucun élément'}.", [], rows, _once(warnings), document.encoding)


def _present(keys: tuple[str, ...], value: object) -> tuple[str, ...]:
    return keys if isinstance(value, dict) else ()


def _sections(document: JsonDocument, path: Path) -> dict[str, list[JsonItem]]:
    if document.kind == "lines":
        return {"organisations": document.items()}
    if document.kind == "geojson":
        raise FileRefused("FILE_TYPE", f"{path.name} est une carte GeoJSON : cet import attend des organisations et des relations.")
    if not isinstance(document.value, dict):
        raise FileRefused("JSON_SHAPE", f"{path.name} : un objet {{\"organisations\": […], \"relations\": […]}} est attendu à la racine.")
    unknown = [name for name in document.value if name not in SECTIONS]
    if unknown:
        admitted = ", ".join(SECTIONS)
        raise FileRefused("FIELD_FORBIDDEN", f"{path.name} : section « {excerpt(unknown[0])} » refusée. Sections admises : {admitted}.")
    sections = {}
    for section in SECTIONS:
        if section in document.value:
            empty = document.value[section] == []
            sections[section] = [] if empty else document.items(section)
            _guard_members(sections[section], path)
    return sections


def _guard_members(items: list[JsonItem], path: Path) -> None:
    for item in items:
        held = [name for name in item.value if header_form(name.strip("_")) in FORBIDDEN or name.startswith("_")]
        if held:
            raise FileRefused("FIELD_FORBIDDEN", f"{path.name} : membre réservé à la base « {excerpt(held[0])} » dans {item.path}. Retirez-le.")
        persons = personal_headers(list(item.value))
        if persons:
            raise FileRefused("SENSITIVE_DATA", f"{path.name} décrit des personnes (« {persons[0]} » dans {item.path}) : Maillage ne reçoit "
                              "jamais de liste de personnes. Retirez ces membres, ou envoyez des effectifs par tranche.")  # fmt: skip


def _once(warnings: list[Problem]) -> list[Problem]:
    return list(dict.fromkeys(warnings))


def _ignored_members(sections: dict[str, list[JsonItem]], path: Path) -> list[Problem]:
    said: dict[str, Problem] = {}
    for section, items in sections.items():
        for item in items:
            for member in map_header(tuple(item.value), IMPORTERS[SECTIONS[section]].columns).ignored.values():
                said.setdefault(f"{section}.{member}", Problem(
                    "COLUMN_IGNORED", f"Membre « {excerpt(member)} » non reconnu dans « {section} » : gardé dans la ligne d'origine, sans effet.",
                    path.name, section, item.line, member))  # fmt: skip
    return list(said.values())


def _rows(importer: Importer, items: list[JsonItem], path: Path, section: str) -> Iterator[RowSays]:
    for item in items:
        fields = item.value.get("fields") if importer.json_wrapped else None
        yield _read_item(importer, item, fields if isinstance(fields, dict) else item.value, path, section)


def _read_item(importer: Importer, item: JsonItem, members: dict[str, Any], path: Path, section: str) -> RowSays:
    mapping = map_header(tuple(members), importer.columns)
    names = list(members)
    headers = {column.key: names[i] for i, column in mapping.taken.items()}
    dropped = {headers[c.key] for c in mapping.taken.values() if c.drop}
    raw = {name: _as_text(value) for name, value in members.items() if name not in dropped and value not in (None, "")}
    if item.raw:
        raw = {"ligne": item.raw}
    wrong = [p.at(file=path.name, sheet=section) for p in item.problems]
    texts = {}
    for key, name in headers.items():
        value = members[name]
        if _odd(value) and not wrong:
            wrong.append(Problem("TYPE_MISMATCH", f"{item.path}.{name} : un texte, un nombre ou une liste de textes est attendu.",
                                 path.name, section, item.line, name, excerpt(value)))  # fmt: skip
        texts[key] = _as_text(value)
    row = Row(texts, headers, item.line, section, path.name)
    row.problems += wrong
    row.check_sensitive()
    if not row.problems:
        guard_free_cells(row, raw, mapping)
    if not row.problems:
        importer.read_row(row)
    return row.says({k: mask_nir(v) for k, v in raw.items()} if row.problems else raw)


def _odd(value: Any) -> bool:
    if isinstance(value, list):
        return any(not isinstance(v, str | int | float) for v in value)
    return isinstance(value, bool | dict)


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return " | ".join(_as_text(v) for v in value)
    return canonical(value) if isinstance(value, dict) else str(value)
