"""JSON and XML read by importers: the offices' own shape (organisations and relations), or a register's."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from importers.base import IMPORTERS, Importer, Reading
from importers.columns import forbidden_headers, header_form, personal_headers
from importers.counted import COUNTED_SAID, small_counts
from importers.first_names import is_called_as_one, tells_somebody
from importers.guarding import (
    guard_free_cells,
    hushing,
    masked,
    masked_excerpt,
    refuse_numbers,
    warn_of_formulas,
    without_addresses,
)
from importers.jobless import TOLD, status_columns, tell_jobless
from importers.members import (
    dropped_members,
    hides,
    mapping_of,
    members_of,
    repeatable,
    said_of_members,
    unknown_members,
)
from importers.reached import guard_entry
from importers.read.guard import mask_nir
from importers.read.json_document import WRONG_ITEMS, JsonDocument, JsonItem, printable_value, read_json
from importers.read.sniff import refuse_other, sniff
from importers.read.xml_document import read_xml
from importers.row import Row
from importers.shared_texts import may_not_be_called
from kb.ledger import canonical
from kb.problems import FileRefused, Problem, excerpt
from kb.said import RowSays
from kb.words import agree

#: Sections of the offices' own shape and the importer of each.
SECTIONS = {"organisations": "parties-prenantes", "relations": "liens", "activites": "activites",
    "financements": "financements",
            "territoires": "territoires"}  # fmt: skip

#: Members by which a file would set what only the base may set.
FORBIDDEN = frozenset({
    "id", "proprietaire", "owner", "sensibilite", "sensitivity", "auteur", "author", "version", "cree le",
    "created at", "modifie le",
    "updated at", "couche", "layer", "rev", "permissions", "droits", "rights", "admin", "is admin", "password", "mot de passe",
    "login",
})  # fmt: skip


#: Members that may be lists of texts, and those that may be numbers; the others are texts.
LISTS = frozenset({
    "aliases", "kind", "territory", "roles", "bodies", "themes", "services", "networks", "naf", "rome", "clientele",
    "service_type", "communes", "insee_codes", "contact_name", "funders", "instructors",
    "audiences", "aid_types", "categories", "signs", "siae", "zones", "modes", "form", "fees", "holder_id", "holder_scheme",
    "holder", "social",
})  # fmt: skip
NUMBERS = frozenset({
    "siret", "siren", "post_code", "workforce", "budget", "lat", "lon", "influence", "amount", "amount_paid", "year",
    "as_of", "opened_on", "valid_from", "valid_to", "on", "status_on", "population", "ppde_estimate", "capacity",
    "insee_codes", "share", "loan", "guarantee", "in_kind_value", "funder_id", "beneficiary_id", "start", "end",
    "funder",
    "beneficiary", "carrier", "employees", "hours", "weeks",
})  # fmt: skip
#: Members that may be true or false.
FLAGS = frozenset({"call"})


def is_xml(path: Path) -> bool:
    """Tell whether a file is XML: it says so first, or by its name when it is a text that begins by a tag."""
    return sniff(path) == "xml" or (path.suffix.lower() == ".xml" and sniff(path) == "csv")


def read_document(path: Path, chosen: list[Importer] | None, encoding: str | None = None) -> Reading:
    """Read a JSON file: the offices' own shape, or the one an importer recognises.

    Raises `FileRefused` when the document is neither, or when it holds what only the base may set.
    """
    written = is_xml(path)
    document = read_xml(path) if written else read_json(path, encoding=encoding)
    for importer in chosen or IMPORTERS.values():
        if importer.json_keys is not None and importer.json_fits(document.value):
            importer.refuse_document(document.value, path.name)
            prepared = importer.prepare_document(document.value, path.name)
            items = document.items(*_place_of(importer, document.value))
            said = _evidence(importer, items, "XML" if written else "JSON")
            unknown = unknown_members(importer, items, path) if importer.json_open else []
            warnings = [*said_of_members(document, [(importer, items)]), *prepared, *dropped_members(importer, items, path), *unknown]
            rows = importer.settle(hushing(_rows(importer, items, path, ""), warnings))
            return Reading(importer, path, said, [], rows, warnings, document.encoding, _list_of(importer, items))
    if written:
        raise refuse_other(path, "xml", "un document que nous savons lire")
    sections = _sections(document, path)
    counted = ", ".join(f"{len(items)} {agree(len(items), section[:-1])}" for section, items in sections.items())
    first = next(iter(sections), "organisations")
    importer = chosen[0] if chosen else IMPORTERS[SECTIONS[first]]
    read = [(IMPORTERS[SECTIONS[section]], items) for section, items in sections.items()]
    warnings = _once([*said_of_members(document, read), *_ignored_members(sections, path)])
    if not any(sections.values()):
        warnings.append(Problem("NO_ROWS", "Aucun élément dans ce document : rien à importer.", path.name))
    rows = (
        row for section, items in sections.items() for row in _rows(IMPORTERS[SECTIONS[section]], items, path, section)
    )
    said = f"Document JSON : {counted or 'aucun élément'}."
    return Reading(importer, path, said, [], hushing(rows, warnings), warnings, document.encoding)


def _evidence(importer: Importer, items: list[JsonItem], kind: str) -> str:
    """Return by what a document was recognised: the members of its first item that the importer takes."""
    said = f"{importer.title} : document {kind} reconnu par les membres de ses éléments"
    members = tuple(members_of(importer, items[0])) if items else ()
    taken = [members[index] for index in mapping_of(importer.name, members).taken]
    shown, rest = ", ".join(f"« {name} »" for name in taken[:6]), len(taken) - 6
    more = f" et {rest} {agree(rest, 'autre')}" if rest > 0 else ""
    return f"{said} ({shown}{more})." if taken else f"{said}."


def _list_of(importer: Importer, items: list[JsonItem]) -> str:
    """Return which of an importer's lists a document is, by the members of its first item."""
    taken = mapping_of(importer.name, tuple(members_of(importer, items[0]))).taken if items else {}
    return importer.list_of(frozenset(column.key for column in taken.values()))


def _place_of(importer: Importer, value: object) -> tuple[str, ...]:
    """Return where the list of an importer's document is."""
    if importer.json_path is not None:
        return importer.json_path(value) or ()
    return importer.json_keys or () if isinstance(value, dict) else ()


def _sections(document: JsonDocument, path: Path) -> dict[str, list[JsonItem]]:
    if document.kind == "lines":
        _guard_members(document.items(), path)
        return {"organisations": document.items()}
    if document.kind == "geojson":
        raise FileRefused(
            "FILE_TYPE",
            f"{path.name} est une carte GeoJSON : importez-la avec l'importeur geo, ou laissez auto la reconnaître.",
        )
    if isinstance(document.value, list) and sum(not isinstance(item, dict) for item in document.value) > WRONG_ITEMS:
        document.items()  # refuses what holds so many other things than objects, by the place of each
    if not isinstance(document.value, dict):
        raise FileRefused("JSON_SHAPE", _nobody_reads(document.value, path))
    refuse_numbers(document.value, path.name)
    unknown = [name for name in document.value if name not in SECTIONS]
    if unknown:
        admitted = ", ".join(SECTIONS)
        raise FileRefused(
            "FIELD_FORBIDDEN",
            f"{path.name} : section{_called(unknown[0])} refusée. Sections admises : {admitted}.",
        )
    if wrong := [place for section in SECTIONS for place in _nulls(section, document.value.get(section, []))]:
        said = f"{path.name} n'a pas la forme attendue : null à la place de {', '.join(wrong[:10])}. Corrigez le document."
        raise FileRefused("JSON_SHAPE", said)
    sections = {}
    for section in SECTIONS:
        if section in document.value:
            empty = document.value[section] == []
            sections[section] = [] if empty else document.items(section)
            _guard_members(sections[section], path)
    return sections


def _nobody_reads(value: object, path: Path) -> str:
    """Return what is said of a list that no importer recognises: what its first item holds, and what is read."""
    first = value[0] if isinstance(value, list) and value else None
    members = ", ".join(f"« {mask_nir(excerpt(name))} »" for name in list(first)[:6] if not _may_name(name)) if isinstance(first, dict) else ""
    seen = f" (membres de son premier élément : {members})" if members else ""
    read = ", ".join(importer.name for importer in IMPORTERS.values() if importer.json_keys is not None)
    return (
        f"{path.name} est une liste qu'aucun importeur ne reconnaît{seen}. Documents reconnus : {read}. Vérifiez que c'est le "
        'bon fichier ; un document à vous est un objet {"organisations": […], "relations": […]}.'
    )


def _nulls(section: str, value: object) -> list[str]:
    """Return the path of each null that stands for a section or for one of its items."""
    if value is None:
        return [section]
    return [f"{section}[{i}]" for i, item in enumerate(value) if item is None] if isinstance(value, list) else []


def _guard_members(items: list[JsonItem], path: Path) -> None:
    refuse_numbers({member for item in items for member in item.value}, path.name)
    for item in items:
        held = [m for m in item.value if header_form(m.strip("_")) in FORBIDDEN or m.startswith("_")]
        held = held or [m for m in forbidden_headers(list(item.value)) if m not in held]
        if held:
            said = f"{path.name} : membre réservé à la base{_called(held[0])} dans {item.path}. Retirez-le."
            raise FileRefused("FIELD_FORBIDDEN", said)
        persons = personal_headers(list(item.value))
        if persons:
            raise FileRefused(
                "SENSITIVE_DATA",
                f"{path.name} décrit des personnes (« {persons[0]} » dans {item.path}) : Maillage ne reçoit jamais de "
                "liste de personnes. Retirez ces membres, ou envoyez des effectifs par tranche.",
            )


def _once(warnings: list[Problem]) -> list[Problem]:
    return list(dict.fromkeys(warnings))


def _ignored_members(sections: dict[str, list[JsonItem]], path: Path) -> list[Problem]:
    said: dict[tuple[str, str], Problem] = {}
    for section, items in sections.items():
        for item in items:
            unread = list(mapping_of(SECTIONS[section], tuple(item.value)).ignored.values())
            # What is told of a count that is not kept is told with its item.
            small = small_counts({name: [_as_text(item.value[name])] for name in unread if item.value[name] not in (None, "")})
            for member in unread:
                if (section, member) not in said and member not in small:
                    told = f"Membre{_called(member)} non reconnu dans « {section} » : "
                    left = _stays_outside(member, item.value[member])
                    told += "laissé à la porte, il peut décrire une personne." if left else "gardé, sans effet."
                    shown = "" if _may_name(member) else member
                    said[section, member] = Problem("COLUMN_DROPPED" if left else "COLUMN_IGNORED", told, path.name, section, item.line, shown)
    return list(said.values())


def _rows(importer: Importer, items: list[JsonItem], path: Path, section: str) -> Iterator[RowSays]:
    """Yield what each item says; one repeated to the letter is counted on its first."""
    seen: dict[bytes, RowSays] = {}
    for item in items:
        # Written in plain ASCII: half a character anywhere in it is no obstacle.
        digest = b"" if item.problems else hashlib.blake2b(json.dumps(item.value).encode(), digest_size=12).digest()
        if first := seen.get(digest):
            first.repeats += 1
            continue
        said = _read_item(importer, item, members_of(importer, item), path, section)
        if digest:
            seen[digest] = said
        yield said


def _read_item(importer: Importer, item: JsonItem, members: dict[str, Any], path: Path, section: str) -> RowSays:
    mapping = mapping_of(importer.name, tuple(members))
    names = list(members)
    written = {column.key: names[i] for i, column in mapping.taken.items()}
    headers = {**importer.labels, **written}
    dropped = {names[i] for i, column in mapping.taken.items() if column.drop}
    free = {name: _as_text(members[name]) for name in mapping.ignored.values() if members[name] not in (None, "")}
    raw = {name: _as_text(value) for name, value in members.items() if name not in dropped and value not in (None, "")}
    small = small_counts({name: [cell] for name, cell in free.items()})
    free, raw = ({name: cell for name, cell in cells.items() if name not in small} for cells in (free, raw))
    if section:
        unknown = set(mapping.ignored.values())
        raw = {name: cell for name, cell in raw.items() if not (_stays_outside(name, members[name]) if name in unknown else _is_nested(members[name]))}
    if importer.published:
        # Nobody is told of the other members of a register: nothing of them is kept.
        raw = without_addresses({name: cell for name, cell in raw.items() if name not in free})
    if item.raw:
        raw = {} if hides(importer, item.raw) else {"texte de la ligne": item.raw}
    row = Row({key: _as_text(members[name]) for key, name in written.items()}, headers, item.line, section, path.name, importer.needed, importer.emptied)
    row.item = item.path
    row.warnings += [Problem("COUNT_SMALL", COUNTED_SAID, path.name, section, item.line, name, "…") for name in sorted(small)]
    row.problems += [p.at(file=path.name, sheet=section) for p in repeatable(importer, item)]
    if not row.problems:
        _check_types(row, item, {name: (key, members[name]) for key, name in written.items() if name not in dropped})
    row.check_sensitive()
    guard_free_cells(row, free.items())
    if not row.problems:
        warn_of_formulas(row)
        importer.read(row)
    guard_entry(row, ((name, free[name]) for _, name in status_columns(names) if name in free), free.items())
    if item.problems and tell_jobless(("", text) for text in (*item.raw.split('"'), *(p.value for p in item.problems))):
        row.withhold("", "SENSITIVE_DATA", TOLD)
    return row.says(masked(raw) if row.problems else raw)


def _check_types(row: Row, item: JsonItem, members: dict[str, tuple[str, Any]]) -> None:
    for name, (key, value) in members.items():
        if not _fits(key, value):
            wanted = (
                "une liste de textes ou un texte" if key in LISTS else "un nombre" if key in NUMBERS else "un texte"
            )
            said = f"{item.path}.{name} : {wanted} est attendu. Corrigez ce membre."
            shown = "" if isinstance(value, list | dict) else masked_excerpt(_as_text(value))
            place = Problem("TYPE_MISMATCH", said, row.file, row.sheet, item.line, name, shown)
            row.problems.append(place)
            if isinstance(value, list):
                row.hide(key)


def _fits(key: str, value: Any) -> bool:
    if value is None or isinstance(value, str):
        return True
    if isinstance(value, list):
        return key in LISTS and all(isinstance(v, str) or (key in NUMBERS and type(v) is int) for v in value)
    if isinstance(value, bool):
        return key in FLAGS
    return key in NUMBERS and isinstance(value, int | float)


def _is_nested(value: Any) -> bool:
    """Tell whether a value holds an object: a row of a table has none, and it may describe a person."""
    return isinstance(value, dict) or (isinstance(value, list) and any(map(_is_nested, value)))


def _stays_outside(member: str, value: Any) -> bool:
    """Tell whether a member that nobody knows is left at the door: an object, a list of what may be persons, or one that is called as they are."""
    listed = _as_text(value).split(" | ") if isinstance(value, list) else []
    return _is_nested(value) or _may_name(member) or any(map(is_called_as_one, listed))


def _may_name(member: str) -> bool:
    return tells_somebody(member) or may_not_be_called(member)


def _called(member: str) -> str:
    """Return how a message calls a member or a section, nothing when it may be somebody's name."""
    return "" if _may_name(member) else f" « {excerpt(member)} »"


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return " | ".join(_as_text(v) for v in value)
    return canonical(printable_value(value)) if isinstance(value, dict) else str(value)
