"""What bears some words, whatever it is: actors, activities, territories, contacts and records alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from kb.graph import Actor
from kb.kinds import KINDS
from kb.text import fold
from kb.view import View
from queries.answers import Answer, Column, Table
from queries.base import EVERYTHING, Param, query
from queries.slips import ACTORS, meant
from queries.stakeholders import sub_line
from queries.words import counted, number, sentences

#: Results that are put in order; beyond, those who come first by name are.
RANKED = 300

_COLUMNS = (Column("name", "Nom", link="id"), Column("kind", "Type", codes=("kind_code",)), Column("sub", "Précision"))


@dataclass(frozen=True, kw_only=True)
class Found(Answer):
    """The first actors found, the likeliest first, and how many there are."""

    shapes = (_COLUMNS,)

    actors: Sequence[Actor]
    total: int

    def table(self) -> Table:
        proofs = [{"name": tuple(fact.claim for fact in actor.facts("name")[:1])} for actor in self.actors]
        return Table(_COLUMNS, [_row(actor) for actor in self.actors], proofs, self.title)

    def whole(self) -> int:
        return self.total


def _row(actor: Actor) -> dict[str, Any]:
    kind = KINDS[actor.kind]
    return {"id": actor.id, "name": actor.name, "kind": kind.label, "kind_code": actor.kind, "sub": sub_line(actor)}


def _most_likely(actor: Actor, words: Sequence[str]) -> tuple[bool, int, str, str]:
    """Return what orders the results: those whose name bears the words first, places before what is found in them."""
    named = {f" {part}" for name in actor.names for part in fold(name).split()}
    by_name = all(any(part.startswith(f" {word}") for part in named) for word in words)
    return not by_name, list(KINDS).index(actor.kind), fold(actor.name), actor.id


@query("recherche", title="Recherche", explain="Qui, ou quoi, porte ces mots : acteur, activité, territoire, contact ?")
def search_everything(
    view: View,
    text: Annotated[str, Param("Recherche", explain="Le début de mots du nom, de la commune, ou un SIRET.")],
    kinds: Annotated[list[str], Param("Types", kind="kind")] = [],  # noqa: B006
    most: Annotated[int, Param("Lignes au plus", kind="int", least=1, most=EVERYTHING, limits=True)] = 50,
) -> Found:
    """List whatever bears every word of a text, of some kinds or of all, the likeliest first; when nothing does, what it may mean."""
    page = view.find(kinds=kinds or ACTORS, text=text, limit=max(most, RANKED))
    if not page.total and (near := meant(view, text, kinds or ACTORS)[:most]):
        said = f"Rien ne porte « {text} » à la lettre ; {counted(len(near), 'nom proche', 'noms proches')}"
        return Found(title=f"Recherche : {text}", sentence=sentences([said]), gaps=[], actors=near, total=len(near))
    words = fold(text).split()
    found = sorted(page.actors, key=lambda actor: _most_likely(actor, words))[:most]
    rest = page.total - len(found)
    return Found(
        title=f"Recherche : {text}",
        sentence=sentences([f"{counted(page.total, 'résultat')} pour « {text} »"]),
        gaps=[f"{number(rest)} de plus : précisez la recherche."] if rest else [],
        actors=found,
        total=page.total,
    )
