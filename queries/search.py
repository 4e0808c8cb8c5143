"""What bears some words, whatever it is: actors, activities, territories, contacts and records alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from kb.graph import Actor
from kb.kinds import KINDS
from kb.view import View
from queries.answers import Answer, Column, Table
from queries.base import Param, query
from queries.stakeholders import sub_line
from queries.words import counted, number, sentences


@dataclass(frozen=True, kw_only=True)
class Found(Answer):
    """The first actors found, by name, and how many there are."""

    actors: Sequence[Actor]
    total: int

    def table(self) -> Table:
        columns = [Column("name", "Nom", link="id"), Column("kind", "Type"), Column("sub", "Précision")]
        proofs = [{"name": tuple(fact.claim for fact in actor.facts("name")[:1])} for actor in self.actors]
        return Table(columns, [_row(actor) for actor in self.actors], proofs, self.title)


def _row(actor: Actor) -> dict[str, Any]:
    kind = KINDS[actor.kind]
    return {"id": actor.id, "name": actor.name, "kind": kind.label, "kind_code": actor.kind, "sub": sub_line(actor)}


@query("recherche", title="Recherche", explain="Qui, ou quoi, porte ces mots : acteur, activité, territoire, contact ?")
def search_everything(
    view: View,
    text: Annotated[str, Param("Recherche", explain="Le début de mots du nom, de la commune, ou un SIRET.")],
    kinds: Annotated[list[str], Param("Types", kind="kind")] = [],  # noqa: B006
    most: Annotated[int, Param("Lignes au plus", kind="int", least=1, most=1_000)] = 50,
) -> Found:
    """List whatever bears every word of a text, by name, of some kinds or of all."""
    page = view.find(kinds=kinds, text=text, limit=most)
    rest = page.total - len(page.actors)
    return Found(
        title=f"Recherche : {text}",
        sentence=sentences([f"{counted(page.total, 'résultat')} pour « {text} »"]),
        gaps=[f"{number(rest)} de plus : précisez la recherche."] if rest else [],
        actors=page.actors,
        total=page.total,
    )
