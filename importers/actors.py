"""How importers state actors: one identity rule for all of them, and mentions that only say an actor exists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from importers.row import Row
from kb.clock import today
from kb.ids import cle_id, digest, name_key, territory_id
from kb.kinds import KINDS, Family
from kb.ledger import ActorRecord, Value
from kb.other_names import borne, read_other_name
from kb.text import clean, fold, slug


def without_gaps(fields: Mapping[str, Any]) -> dict[str, Value]:
    """Return the fields that say something."""
    return {name: value for name, value in fields.items() if value or value not in (None, "", [], ())}


def identity_of(kind: str, name: str, town: str = "", siret: str = "", siren: str = "", rna: str = "") -> str:
    """Return the best key of an actor: its own slug, its SIRET, its SIREN, its RNA, else its name and commune.

    >>> identity_of("siae", "Envie", siret="48060811600020"), identity_of("cle", "CLE de Saint-Fons")
    ('siret:48060811600020', 'cle:saint-fons')
    """
    family = KINDS[kind].family
    if kind == "territory":
        return territory_id(name)
    if kind == "cle":
        return cle_id(name)
    if family is not Family.ORGANISATION:
        return f"{family.value}:{slug(name)}"
    if siret:
        return f"siret:{siret}"
    if siren:
        return f"siren:{siren}"
    return f"rna:{rna}" if rna else name_key(name, town)


def organisation(
    kind: str,
    name: str,
    *,
    town: str = "",
    as_of: str | None = None,
    mention: bool = False,
    part: str = "",
    places: Iterable[str] = (),
    **fields: Any,
) -> ActorRecord:
    """Return what a row says of an organisation, a body or a place; empty fields are left out.

    `places` are the territories it names: they are kept when it says anything that each territory has its own of.
    """
    identity = identity_of(
        kind, name, town, str(fields.get("siret") or ""), str(fields.get("siren") or ""), str(fields.get("rna") or "")
    )
    allowed, said = _declared(kind), {"name": clean(name), "city": town, **fields}
    kept = without_gaps({key: value for key, value in said.items() if key in allowed})
    if isinstance(others := kept.get("aliases"), list):
        kept["aliases"] = [read_other_name(text).written for text in others]
    names, of = tuple(dict.fromkeys(_names(kind, name, town, kept))), tuple(places) if kept.keys() & _local(kind) else ()
    return ActorRecord(kind, identity, names, kept, part, as_of, mention, places=of)


@cache
def _declared(kind: str) -> frozenset[str]:
    return frozenset(KINDS[kind].fields)


@cache
def _local(kind: str) -> frozenset[str]:
    return frozenset(name for name, card in KINDS[kind].fields.items() if card.local)


def _names(kind: str, name: str, town: str, fields: Mapping[str, Any]) -> list[str]:
    if KINDS[kind].family is not Family.ORGANISATION:
        return []
    others = [str(fields.get("acronym") or ""), *borne(fields.get("aliases") or [])]
    return [name_key(n, town) for n in (name, *others) if fold(n)]


def told_on(row: Row, key: str, day: str) -> str | None:
    """Return the day a row speaks of, None when it says none or one to come, which is told: its facts would be hidden until then."""
    if not day or day <= today().isoformat():
        return day or None
    row.warn(key, "DATE_FUTURE", "Jour à venir : la ligne est prise comme dite aujourd'hui. Corrigez l'année, ou laissez la cellule vide.")
    return None


def row_key(prefix: str, *parts: str) -> str:
    """Return the key of a row that no identifier names, from what makes it the same row in the next edition.

    >>> row_key("lien", "Bross'Up", "partner", "SFAIRE") == row_key("lien", "BROSS'UP", "partner", "Sfaire")
    True
    """
    return f"{prefix}:{digest(*map(fold, parts))}"


def territory_mention(name: str) -> ActorRecord:
    """Return the record that says a territory exists, under the name a row gives it."""
    return ActorRecord("territory", territory_id(name), (), {"name": clean(name)}, mention=True)


def body_mention(kind: str, name: str) -> ActorRecord:
    """Return the record that says a CLE or another body exists."""
    return ActorRecord(kind, identity_of(kind, name), (), {"name": clean(name)}, mention=True)
