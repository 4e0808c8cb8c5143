"""Members of the items of a document: which are taken, which are kept as they came, which are left at the door."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from importers.base import IMPORTERS, Importer
from importers.columns import Mapping
from importers.guarding import masked_problem
from importers.read.json_document import JsonDocument, JsonItem
from kb.problems import Problem, excerpt

#: The name of a member, in a line of JSON that cannot be read.
_NAME = re.compile(r'"([^"]*)"\s*:')


def members_of(importer: Importer, item: JsonItem) -> dict[str, Any]:
    """Return the members of an item that its importer looks at."""
    fields = item.value.get("fields") if importer.json_wrapped else None
    found = fields if isinstance(fields, dict) else item.value
    return importer.json_members(found) if importer.json_members else found


@lru_cache(maxsize=512)
def mapping_of(importer: str, members: tuple[str, ...]) -> Mapping:
    """Return which columns the members of an item feed."""
    return IMPORTERS[importer].reads(members)


def _kept(importer: Importer, item: JsonItem) -> frozenset[str]:
    """Return the members of an item of which something is kept."""
    names = tuple(members_of(importer, item))
    mapping = mapping_of(importer.name, names)
    free = () if importer.published else mapping.ignored.values()
    return frozenset([*(names[i] for i, column in mapping.taken.items() if not column.drop), *free])


def _member(path: str, *, wrapped: bool) -> str:
    """Return the member of an item that a path leads into.

    >>> _member("contact[0].nom", wrapped=False), _member("fields.nom", wrapped=True)
    ('contact', 'nom')
    """
    return re.split(r"[.\[]", path.removeprefix("fields.") if wrapped else path, maxsplit=1)[0]


def said_of_members(document: JsonDocument, read: list[tuple[Importer, list[JsonItem]]]) -> list[Problem]:
    """Return what reading said of the members that are kept: nothing of the others is repeated."""
    kept = {name for importer, items in read for item in items for name in _kept(importer, item)} if document.warnings else set()
    wrapped = any(importer.json_wrapped for importer, _ in read)
    return [masked_problem(w) for w in document.warnings if not w.column or _member(w.column, wrapped=wrapped) in kept]


def repeatable(importer: Importer, item: JsonItem) -> Iterator[Problem]:
    """Yield what is wrong with an item, its values repeated when they are kept."""
    kept = _kept(importer, item) if item.problems else frozenset()
    for problem in map(masked_problem, item.problems):
        away = problem.column and _member(problem.column, wrapped=importer.json_wrapped) not in kept
        yield problem.at(value="") if away or (item.raw and hides(importer, item.raw)) else problem


def hides(importer: Importer, raw: str) -> bool:
    """Tell whether a line that cannot be read names a member that is dropped at the door."""
    names = tuple(dict.fromkeys(_NAME.findall(raw)))
    return importer.published or any(column.drop for column in mapping_of(importer.name, names).taken.values())


def dropped_members(importer: Importer, items: list[JsonItem], path: Path) -> list[Problem]:
    """Return what is said once of each member that is left at the door."""
    said: dict[str, Problem] = {}
    for item in items:
        members = members_of(importer, item)
        names = list(members)
        for index, column in mapping_of(importer.name, tuple(members)).taken.items():
            if column.drop and names[index] not in said and members[names[index]]:
                told = f"Membre « {names[index]} » laissé à la porte, rien n'en est gardé. {column.explain}"
                said[names[index]] = Problem("COLUMN_DROPPED", told, path.name, "", item.line, names[index])
    return list(said.values())


def unknown_members(importer: Importer, items: list[JsonItem], path: Path) -> list[Problem]:
    """Return what is said once of each member that no column takes."""
    said: dict[str, Problem] = {}
    for item in items:
        for name in mapping_of(importer.name, tuple(members_of(importer, item))).ignored.values():
            if name not in said:
                told = f"Membre « {excerpt(name)} » non reconnu : gardé dans la ligne d'origine, sans effet."
                said[name] = Problem("COLUMN_IGNORED", told, path.name, "", item.line, name)
    return list(said.values())
