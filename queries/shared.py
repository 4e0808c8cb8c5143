"""Who several territories have in common: the ones to approach together rather than one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from kb.graph import Tie
from kb.kinds import KINDS, TIES
from kb.view import View
from queries.answers import Answer, Column, Matrix, Table
from queries.base import Param, query
from queries.funding import Total, total_of
from queries.matrix import OWN, build_matrix, marks_of
from queries.organisations import Organisation, shared_organisations
from queries.presence import demo_sources, short_names
from queries.words import counted, figured, in_letters, kind_noun, listed, money, sentences

_COLUMNS = (
    Column("name", "Acteur", link="id"),
    Column("kind", "Type", codes=("kind_code",)),
    Column("reach", "Nombre de territoires", "number"),
    Column("territories", "Territoires", "list"),
    Column("natures", "Liens", "list"),
    Column("amount", "Montants connus", "money"),
    Column("note", "À savoir"),
)


@dataclass(frozen=True, kw_only=True)
class SharedActors(Answer):
    """Organisations on several territories, the most shared first, and the matrix that shows them."""

    shapes = (_COLUMNS,)

    rows: Sequence[Organisation]
    places: Mapping[str, str]
    matrix: Matrix
    demo: frozenset[str]

    def table(self) -> Table:
        proofs = [
            {"territories": row.claims(), "natures": row.claims(), "amount": _money_claims(row)} for row in self.rows
        ]
        return Table(_COLUMNS, [self._row(row) for row in self.rows], proofs, self.title)

    def _row(self, row: Organisation) -> dict[str, Any]:
        return {
            "id": row.id,
            "kind_code": row.kind,
            "name": row.name,
            "kind": KINDS[row.kind].label,
            "reach": len(row.ties),
            "territories": [self.places[place] for place in row.ties],
            "natures": [f"{self.places[place]} : {natures(ties)}" for place, ties in row.ties.items()],
            "amount": _total(row, planned=False).amount,
            "note": self._note(row),
        }

    def _note(self, row: Organisation) -> str:
        ties = _distinct(tie for found in row.ties.values() for tie in found)
        said = []
        if len(row.members) > 1:
            said.append(f"{in_letters(len(row.members))} établissements")
        planned = [self.places[p] for p, found in row.ties.items() if all(tie.planned for tie in found)]
        if planned:
            said.append(f"en projet : {listed(planned)}")
        said += _total(row, planned=False).notes
        prepared = _total(row, planned=True)
        if prepared.amount:
            said += [f"{money(prepared.amount)} en projet", *prepared.notes]
        demo = sum(tie.source in self.demo for tie in ties)
        if demo:
            said.append(f"dont {counted(demo, 'lien')} de démonstration")
        return " · ".join(said)

    def picture(self) -> Matrix:
        return self.matrix


def natures(ties: Sequence[Tie]) -> str:
    """Return the natures of some ties in words, the planned ones told."""
    return listed(f"{mark.nature}{' (en projet)' if mark.planned else ''}" for mark in marks_of(ties))


def _distinct(ties: Iterable[Tie]) -> list[Tie]:
    return list({tie.id: tie for tie in ties}.values())


def money_ties(row: Organisation) -> list[Tie]:
    """Return the funding an organisation gives on its territories, each once though it may serve several."""
    ids = {member.id for member in row.members}
    ties = _distinct(tie for found in row.ties.values() for tie in found)
    return [tie for tie in ties if TIES[tie.kind].money and tie.start in ids]


def _total(row: Organisation, *, planned: bool) -> Total:
    return total_of((tie for tie in money_ties(row) if tie.planned is planned), funder=row.id)


def _money_claims(row: Organisation) -> tuple[str, ...]:
    return tuple(tie.claim for tie in money_ties(row))


@query(
    "financeurs-communs",
    title="Financeurs et entreprises communs",
    explain="Quels financeurs et quelles entreprises sont partagés par deux territoires ou plus ?",
)
def list_shared_funders(
    view: View,
    kind: Annotated[list[str], Param("Types", kind="kind", explain="Financeurs et entreprises, sauf autre choix.")] = [  # noqa: B006
        "funder",
        "company",
    ],
    least: Annotated[int, Param("Territoires au moins", kind="int", least=2, most=50)] = 2,
) -> SharedActors:
    """List the funders and companies tied to at least `least` territories, their CLE or their EBE."""
    rows = shared_organisations(view, kind, least)
    nouns = " ou ".join(kind_noun(code) for code in kind), " et ".join(kind_noun(code, 2) for code in kind)
    return _answer(view, "Financeurs et entreprises communs", rows, nouns, least)


@query(
    "presents-plusieurs-territoires",
    title="Présents sur plusieurs territoires",
    explain="Quelles organisations sont présentes sur deux territoires ou plus, établissements regroupés ?",
)
def list_on_several_territories(
    view: View,
    kind: Annotated[str, Param("Type", kind="kind")] = "",
    least: Annotated[int, Param("Territoires au moins", kind="int", least=2, most=50)] = 2,
) -> SharedActors:
    """List the organisations on at least `least` territories; establishments of one SIREN count as one."""
    rows = [row for row in shared_organisations(view, [kind] if kind else (), least) if kind or row.kind not in OWN]
    nouns = (kind_noun(kind), kind_noun(kind, 2)) if kind else ("organisation", "organisations")
    return _answer(view, "Présents sur plusieurs territoires", rows, nouns, least)


def _answer(view: View, title: str, rows: Sequence[Organisation], nouns: tuple[str, str], least: int) -> SharedActors:
    places = short_names(view)
    return SharedActors(
        title=title,
        sentence=_sentence(rows, nouns, least, len(places)),
        gaps=_gaps(rows),
        rows=rows,
        places=places,
        matrix=build_matrix(view, rows),
        demo=demo_sources(view),
    )


def _sentence(rows: Sequence[Organisation], nouns: tuple[str, str], least: int, places: int) -> str:
    where = f"sur {in_letters(least)} territoires ou plus"
    if not rows:
        return sentences([f"Aucun acteur de ce type n'est présent {where}"])
    said = f"{counted(len(rows), *nouns)} {where}, parmi {figured(places, 'territoire suivi')}"
    first = [row for row in rows if len(row.ties) == len(rows[0].ties)]
    most = len(rows[0].ties)
    verb = "va" if len(first) == 1 else "vont"
    top = f"{listed([row.name for row in first], most=3)} {verb} le plus loin : {in_letters(most)} territoires"
    return sentences([said, top])


def _gaps(rows: Sequence[Organisation]) -> list[str]:
    unknown = [row.name for row in rows if not row.siren]
    if not unknown:
        return []
    return [f"SIREN inconnu pour {listed(unknown, most=5)} : des établissements peuvent être comptés à part."]
