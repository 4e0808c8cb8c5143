"""What a sheet calls the role of an organisation: another kind, a tie with the territory of its row, or words that are kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from importers.first_names import tells_anybody
from importers.row import Row
from importers.shared_texts import TOLD
from kb.errors import UnknownKind
from kb.kinds import KINDS, Kind, kind_named, tie_of_bearer

_NO_TERRITORY = (
    "Ce rôle ne se garde que sur un territoire, et la ligne n'en nomme aucun : il reste dans la ligne d'origine, sans effet. Complétez « Territoire »."
)
_PARTING = re.compile(r"\s*[,/+]\s*|\s+et\s+")


@dataclass(frozen=True, slots=True)
class Roles:
    """The other kinds that the roles of a row tell, the ties with its territories, and the words that are neither."""

    kinds: tuple[str, ...] = ()
    ties: tuple[str, ...] = ()
    words: str = ""


def read_roles(row: Row, kinds: Sequence[str]) -> Roles:
    """Return what the roles of a row tell of an organisation of some kinds; words that no territory of the row may hold are told."""
    main, told = KINDS[kinds[0]], [part for cell in row.listed("roles") for part in _parts(cell)]
    others = {role: kind.code for role in told if (kind := _kind(role)) and kind.family is main.family}
    ties = {role: tie.code for role in told if (tie := tie_of_bearer(role)) and not {main.code, main.family.value}.isdisjoint(tie.starts)}
    words = [role for role in dict.fromkeys(told) if role not in others and role not in ties]
    if any(map(tells_anybody, words)):
        # All read the words of a role: a name stays in the kept row, that few do.
        row.warn("roles", "PERSON_IN_TEXT", TOLD, "")
        words = [role for role in words if not tells_anybody(role)]
    if not row.listed("territory") and any(role not in others for role in told):
        row.warn("roles", "ROLE_WITHOUT_TERRITORY", _NO_TERRITORY)
    return Roles(tuple(code for code in dict.fromkeys(others.values()) if code not in kinds), tuple(dict.fromkeys(ties.values())), ", ".join(words))


def _parts(cell: str) -> list[str]:
    """Return the several roles of a cell, when all are known or when one of them is that of a tie; else the words as they are.

    >>> _parts("Collectivité porteuse, chef de file"), _parts("financeur et hébergeur"), _parts("insertion, accueil")
    (['Collectivité porteuse', 'chef de file'], ['financeur', 'hébergeur'], ['insertion, accueil'])
    """
    if _kind(cell) or tie_of_bearer(cell):
        return [cell]
    parts = [part for part in _PARTING.split(cell) if part]
    ties = [tie_of_bearer(part) for part in parts]
    return parts if any(ties) or all(tie or _kind(part) for part, tie in zip(parts, ties, strict=True)) else [cell]


def _kind(role: str) -> Kind | None:
    try:
        return kind_named(role)
    except UnknownKind:
        return None
