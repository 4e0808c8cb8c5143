"""The referential of service types: a file that anyone may edit, read once and refused when it contradicts itself."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from kb.errors import KbError
from kb.services.words import stems
from kb.text import clean

#: Distance, in kilometres, at which a service has lost half of its customers.
REACH_KM: Mapping[str, float] = {"local": 3.0, "metropolitan": 15.0, "industrial": 60.0}


class ReferentialRefused(KbError):
    """Raised when the referential cannot be used; `reasons` says in French each thing to correct."""

    code, status = "REFERENTIAL_REFUSED", 422

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("Le référentiel des types de service est à corriger : " + " ; ".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class ServiceType:
    """One type of service, with the words, wordings and codes that point to it."""

    code: str
    group: str
    family: str
    label: str
    definition: str
    reach: str
    terms: tuple[str, ...]
    examples: tuple[str, ...]
    excluded: tuple[str, ...]
    naf: Mapping[str, float]
    rome: Mapping[str, float]
    shared: Mapping[str, str]
    source: str
    replaced_by: str

    @property
    def scale_km(self) -> float:
        """Return the distance at which this service has lost half of its customers."""
        return REACH_KM[self.reach]


@dataclass(frozen=True, slots=True)
class Complement:
    """One reason why two types complete each other: `giver` brings something to `taker`."""

    giver: str
    taker: str
    reason: str
    direction: str
    example: str


@dataclass(frozen=True, slots=True)
class Referential:
    """The types, their tree, the chains between them and the codes that mean nothing."""

    version: str
    licence: str
    families: Mapping[str, str]
    groups: Mapping[str, str]
    types: Mapping[str, ServiceType]
    complements: Mapping[tuple[str, str], Complement]
    catch_all_naf: frozenset[str]
    catch_all_rome: frozenset[str]
    common: frozenset[str]
    publics: Mapping[str, str]
    thresholds: Mapping[str, float]

    def current(self, code: str) -> str:
        """Return the code in force behind one that was renamed or merged; an unknown code stays as it is."""
        seen: set[str] = set()
        while code in self.types and self.types[code].replaced_by and code not in seen:
            seen.add(code)
            code = self.types[code].replaced_by
        return code

    def active(self) -> Iterator[ServiceType]:
        """Yield the types in force, in the order of the file."""
        return (kind for kind in self.types.values() if not kind.replaced_by)

    def siblings(self, code: str) -> tuple[str, ...]:
        """Return the other types of the same group."""
        group = self.types[code].group
        return tuple(kind.code for kind in self.active() if kind.group == group and kind.code != code)

    def chain(self, one: str, other: str) -> Complement | None:
        """Return the reason why two types complete each other, whichever brings to the other."""
        return self.complements.get((one, other)) or self.complements.get((other, one))

    def specific_naf(self, code: str) -> str:
        """Return a NAF code as five characters, or nothing when it only tells the status of its holder.

        >>> referential().specific_naf("95.29Z"), referential().specific_naf("94.99Z")
        ('9529Z', '')
        """
        plain = naf_code(code)
        return "" if plain in self.catch_all_naf else plain

    def specific_rome(self, code: str) -> str:
        """Return a ROME code, or nothing when people who do unrelated things hold it."""
        plain = code.strip().upper()
        return "" if plain in self.catch_all_rome else plain


def naf_code(raw: str) -> str:
    """Return a NAF code without its dot, in capitals, so that the two spellings are one.

    >>> naf_code(" 95.29z")
    '9529Z'
    """
    return raw.replace(".", "").strip().upper()


@lru_cache(maxsize=1)
def referential() -> Referential:
    """Return the referential that ships with Maillage, read once."""
    text = resources.files(__package__).joinpath("referential.toml").read_text(encoding="utf-8")
    return read_referential(text)


def read_referential(text: str) -> Referential:
    """Return the referential written in a text, or raise `ReferentialRefused` with everything to correct."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ReferentialRefused([f"le fichier ne se lit pas ({error})"]) from error
    from kb.services.validate import faults

    reasons = faults(data)
    if reasons:
        raise ReferentialRefused(reasons)
    return _built(data)


def listed(text: str) -> tuple[str, ...]:
    """Return the items of a list written with commas.

    >>> listed("vélo, bicyclette ,")
    ('vélo', 'bicyclette')
    """
    return tuple(item for item in (clean(part) for part in text.split(",")) if item)


def _built(data: Mapping[str, Any]) -> Referential:
    groups = {group["code"]: group for group in data["group"]}
    types = {entry["code"]: _type(entry, groups, data["meta"]["source"]) for entry in data["type"]}
    chains = (_chains(entry) for entry in data.get("complement", ()))
    publics = data.get("publics", {})
    return Referential(
        version=data["meta"]["version"],
        licence=data["meta"]["licence"],
        families={family["code"]: family["label"] for family in data["family"]},
        groups={code: group["label"] for code, group in groups.items()},
        types=types,
        complements={(chain.giver, chain.taker): chain for several in chains for chain in several},
        catch_all_naf=frozenset(naf_code(code) for code in data["catch_all"]["naf"].split()),
        catch_all_rome=frozenset(data["catch_all"]["rome"].split()),
        common=frozenset(stems(data["common"]["words"])),
        publics={" ".join(stems(part)): whole for whole, parts in publics.items() for part in (*listed(parts), whole)},
        thresholds=dict(data["thresholds"]),
    )


def _type(entry: Mapping[str, Any], groups: Mapping[str, Any], source: str) -> ServiceType:
    return ServiceType(
        code=entry["code"],
        group=entry["parent"],
        family=groups[entry["parent"]]["parent"],
        label=entry["label"],
        definition=entry["definition"],
        reach=entry["reach"],
        terms=listed(entry["terms"]),
        examples=tuple(clean(line) for line in entry["examples"].splitlines() if line.strip()),
        excluded=listed(entry.get("excluded", "")),
        naf={naf_code(code): float(force) for code, force in entry.get("naf", {}).items()},
        rome={code: float(force) for code, force in entry.get("rome", {}).items()},
        shared=entry.get("shared", {}),
        source=entry.get("source", source),
        replaced_by=entry.get("replaced_by", ""),
    )


def _chains(entry: Mapping[str, Any]) -> Iterator[Complement]:
    for taker in entry["to"]:
        yield Complement(entry["from"], taker, entry["reason"], entry["direction"], entry.get("example", ""))
