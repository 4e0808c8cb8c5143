"""The register of other names: what each organisation is also called, of what kind, from when to when, and who says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kb.graph import Actor
from kb.identity.aliases import seed
from kb.kinds import KINDS, Family
from kb.other_names import AliasKind, OtherName, read_other_name
from kb.text import fold
from kb.view import View
from queries.answers import Answer, Column, Table
from queries.base import query
from queries.words import counted, sentences

#: The columns are those the importer of the same name reads: what is downloaded, corrected and sent again is understood.
_COLUMNS = (
    Column("alias", "Autre nom"),
    Column("name", "Organisation", link="id"),
    Column("siret", "SIRET"),
    Column("city", "Commune"),
    Column("kind", "Genre"),
    Column("valid_from", "Depuis", "date"),
    Column("valid_to", "Jusqu'à", "date"),
    Column("origin", "Origine"),
)
#: The field in which each kind of name stands when no parenthesis says it.
_SAID = {"aliases": "", "acronym": AliasKind.ACRONYM.value, "name": ""}


@dataclass(frozen=True, slots=True)
class KnownName:
    """One other name of an actor, or of an organisation of the whole field when `actor` is None."""

    other: OtherName
    name: str
    kind: str
    actor: Actor | None = None
    claim: str = ""
    origin: str = ""


@dataclass(frozen=True, kw_only=True)
class NameRegister(Answer):
    """Every other name, those nobody has qualified first."""

    shapes = (_COLUMNS,)

    names: Sequence[KnownName]

    def table(self) -> Table:
        proofs = [{"alias": (known.claim,)} if known.claim else {} for known in self.names]
        return Table(_COLUMNS, [_row(known) for known in self.names], proofs, self.title)


def _row(known: KnownName) -> dict[str, Any]:
    actor = known.actor
    return {
        "alias": known.other.name,
        "name": known.name,
        "id": actor.id if actor else "",
        "siret": (actor.value("siret") if actor else None) or "",
        "city": (actor.value("city") if actor else None) or "",
        "kind": known.kind,
        "valid_from": known.other.valid_from,
        "valid_to": known.other.valid_to,
        "origin": known.origin,
    }


@query(
    "autres-noms",
    title="Sous quels autres noms sont-ils connus ?",
    explain="Sigles, anciens noms, marques et opérateurs : de qui, de quand à quand, et qui le dit ?",
)
def list_names(view: View) -> NameRegister:
    """Return the other names of the base's organisations, then those of the field's own register."""
    mine = [
        known for actor in view.actors() if KINDS[actor.kind].family is Family.ORGANISATION
        for known in other_names(actor)
    ]  # fmt: skip
    mine.sort(key=lambda known: (bool(known.kind), fold(known.name), fold(known.other.name)))
    field = [
        KnownName(OtherName(a.alias, a.kind, a.valid_from, a.valid_to), a.name, a.kind.value, origin=a.source)
        for a in seed().aliases
    ]
    bare = sum(not known.kind for known in mine)
    return NameRegister(
        title="Autres noms",
        sentence=sentences([
            f"{counted(len(mine), 'autre nom', 'autres noms')} dans cette base, et {len(field)} du registre du champ",
        ]),
        names=[*mine, *field],
        gaps=[f"{counted(bare, 'nom')} sans genre : sigle, ancien nom, marque ou opérateur ?"] if bare else [],
    )  # fmt: skip


def other_names(actor: Actor) -> Iterator[KnownName]:
    """Yield the other names of an actor, once each: those typed as such, its acronyms, and those that merged records bear."""
    seen = {fold(actor.name)}
    for name, kind in _SAID.items():
        for fact in actor.facts(name):
            for text in fact.value if isinstance(fact.value, list) else [fact.value]:
                other = read_other_name(str(text))
                if fold(other.name) not in seen:
                    seen.add(fold(other.name))
                    yield KnownName(other, actor.name, str(other.kind or kind), actor, fact.claim)


def names_beside_the_sigle(actor: Actor) -> Iterator[KnownName]:
    """Yield the other names of an actor but its sigle, which has a column or a line of its own."""
    sigles = {fold(str(fact.value)) for fact in actor.facts("acronym")}
    return (known for known in other_names(actor) if fold(known.other.name) not in sigles)
