"""Who supports which territories: the matrix of the infographic, what to remember of it, and what moved."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

from kb.kinds import KINDS
from kb.stances import stance_of
from kb.view import View
from queries.answers import Answer, Column, Mark, Matrix, Moved, Table
from queries.base import Param, query
from queries.matrix import OWN, build_matrix, marks_of
from queries.organisations import Organisation, organisations
from queries.presence import short_names, territories
from queries.stakeholders import heard_on, stakeholders
from queries.words import capital, counted, day, in_letters, kind_noun, listed, number, said_before, sentences

#: Kinds whose absence from a territory is worth a sentence, the most telling first.
_WATCHED = ("company", "employment", "funder", "siae", "federation")
#: Lines of what moved that a page holds.
_MOVED_MOST = 8
#: Why those that are the territory itself have no row.
_AT_HOME = "CLE et EBE non dessinés : ils sont ceux du territoire"

_NAME = Column("name", "Acteur", link="id")
_KIND = Column("kind", "Type", codes=("kind_code",))
_PLACE = Column("territoire:", "Les liens avec ce territoire", each=True)
_REACH = Column("reach", "Territoires", "number")


@dataclass(frozen=True, kw_only=True)
class Infographic(Answer):
    """The matrix, and the same as a table: one row for each organisation, one column for each territory."""

    shapes = ((_NAME, _KIND, _PLACE, _REACH),)

    matrix: Matrix

    def table(self) -> Table:
        places = (Column(place.id, " ".join((place.name, place.sub)).strip()) for place in self.matrix.territories)
        columns = [_NAME, _KIND, *places, _REACH]
        rows, proofs = [], []
        for group in self.matrix.groups:
            for row in group.rows:
                cells = {place: marks_text(marks) for place, marks in row.cells.items()}
                told: dict[str, Any] = {"id": row.id, "name": row.name, "kind": KINDS[group.kind].label}
                rows.append({**told, "kind_code": group.kind, **cells, "reach": row.reach})
                proofs.append({p: tuple(c for mark in marks for c in mark.claims) for p, marks in row.cells.items()})
        return Table(columns, rows, proofs, self.title)

    def picture(self) -> Matrix:
        return self.matrix


def marks_text(marks: Sequence[Mark]) -> str:
    """Return the marks of one crossing in words."""
    return ", ".join(f"{mark.nature}{' (en projet)' if mark.planned else ''}" for mark in marks)


@query(
    "infographie",
    title="Qui soutient quels territoires ?",
    explain="D'un coup d'œil : quels acteurs sont présents sur quels territoires, et par quel lien ?",
)
def draw_infographic(
    view: View,
    kind: Annotated[list[str], Param("Types", "kind")] = [],  # noqa: B006
    least: Annotated[int, Param("Territoires au moins", "int", least=1, most=50)] = 1,
    since: Annotated[str, Param("Ce qui a bougé depuis", "moment")] = "",
    earlier: View | None = None,
) -> Infographic:
    """Return the matrix of the organisations on the territories; with `since`, what moved between the two moments."""
    chosen, against = _chosen(organisations(view).values(), kind, least), _opposed(view)
    matrix, whole = build_matrix(view, [_less(item, against.get(item.id, ())) for item in chosen]), not kind and least == 1
    moved = _moved(view, earlier, since, kind, least) if earlier is not None else None
    matrix = replace(matrix, remember=remember(view, matrix, every=whole), moved=moved)
    drawn = sum(len(group.rows) for group in matrix.groups)
    count = counted(drawn, "acteur lié à un territoire", "acteurs liés à un territoire")
    said = f"{count}, sur {number(len(stakeholders(view)))} suivis, {counted(len(matrix.territories), 'territoire')} de la métropole"
    return Infographic(
        title="Qui soutient quels territoires ?",
        sentence=sentences([said, "" if kind else _AT_HOME, *_against(view, chosen, against)]),
        gaps=_gaps(matrix, whole),
        matrix=matrix,
    )


def _chosen(items: Iterable[Organisation], kinds: Sequence[str], least: int) -> list[Organisation]:
    if kinds:
        return [item for item in items if len(item.ties) >= least and not item.roles.isdisjoint(kinds)]
    return [item for item in items if len(item.ties) >= least and item.kind not in OWN]


def _opposed(view: View) -> dict[str, list[str]]:
    """Return the territories on which each organisation is opposed, of those whose positions the viewer sees: it supports none of them."""
    found = {item.id: [place for place in item.ties if _is_opposed(item, place)] for item in organisations(view).values()}
    return {one: places for one, places in found.items() if places}


def _is_opposed(item: Organisation, place: str) -> bool:
    return any(stance_of(one.position) == "opposé" for one in heard_on(place, item.members))


def _less(item: Organisation, places: Collection[str]) -> Organisation:
    """Return an organisation without the territories on which it is opposed."""
    return replace(item, ties={place: ties for place, ties in item.ties.items() if place not in places}) if places else item


def _against(view: View, chosen: Iterable[Organisation], against: Mapping[str, Sequence[str]]) -> list[str]:
    """Return who is opposed and left out: everywhere, then on some territories alone."""
    names, known = short_names(view), [item for item in chosen if item.id in against]
    whole = [item.name for item in known if len(against[item.id]) == len(item.ties)]
    parts = [f"{item.name} (sur {listed(names[p] for p in against[item.id])})" for item in known if len(against[item.id]) < len(item.ties)]
    return [
        f"{listed(said, most=5)} : position opposée, {'non comptée' if len(said) == 1 else 'non comptées'}{where}"
        for said, where in ((whole, ""), (parts, " là")) if said
    ]  # fmt: skip


def _gaps(matrix: Matrix, whole: bool) -> list[str]:
    empty = [place.name for place in matrix.territories if not matrix.totals.get(place.id)]
    if not empty:
        return []
    if not whole:  # others, left out by what was chosen, may well be tied to them
        return [f"Parmi les acteurs choisis, aucun n'a de lien connu avec {listed(empty)}."]
    return [f"Aucun lien connu pour {listed(empty)} : à demander au territoire."]


# -- what to remember --------------------------------------------------------------------------------------------------


def remember(view: View, matrix: Matrix, every: bool = True) -> list[str]:
    """Return the sentences worth remembering: each is computed, and absent when it is not true.

    `every` tells that the matrix holds all who are present: only then may an absence be told.
    """
    absent = [_absent(view, matrix, kind) for kind in _WATCHED] if every else []
    told = [text for text in (_half(matrix), *absent) if text][:2]
    return [f"{capital(text)}." for text in (*told, _outside(view, matrix)) if text]


def _half(matrix: Matrix) -> str:
    """Return how few actors carry half of the ties, when they are less than a third of them."""
    counts = sorted((sum(map(len, row.cells.values())) for row in matrix.rows()), reverse=True)
    total, carried = sum(counts), 0
    for n, count in enumerate(counts, 1):
        carried += count
        if carried * 2 >= total:
            verb = "porte" if n == 1 else "portent"
            return (
                f"{in_letters(n)} acteur{'s' if n > 1 else ''} {verb} la moitié des liens"
                if n * 3 <= len(counts)
                else ""
            )
    return ""


def _absent(view: View, matrix: Matrix, kind: str) -> str:
    """Return the territories where nobody plays a role, be it their second, when there are some and not all."""
    known = [item for item in organisations(view).values() if kind in item.roles and item.kind not in OWN]
    without = [place for place in matrix.territories if not any(place.id in item.ties for item in known)]
    if not known or not without:
        return ""
    none = f"encore {'aucune' if kind in ('company', 'federation', 'siae') else 'aucun'} {kind_noun(kind)}"
    if len(without) <= 2:
        names = listed(" ".join((place.name, place.sub)).strip() for place in without)
        return f"{names} {'n’a' if len(without) == 1 else 'n’ont'} {none}".replace("’", "'")
    return f"{in_letters(len(without))} territoires n'ont {none}"


def _outside(view: View, matrix: Matrix) -> str:
    """Return how many SIAE are on a territory without any tie to a CLE."""
    shown = {row.id for row in matrix.rows()}
    cles = {actor.id for actor in view.actors(("cle",))}
    siae = [item for item in organisations(view).values() if item.id in shown and "siae" in item.roles]
    outside = sum(not any({tie.start, tie.end} & cles for ties in item.ties.values() for tie in ties) for item in siae)
    if not outside:
        return ""
    verb = "est présente" if outside == 1 else "sont présentes"
    return f"{in_letters(outside, True)} SIAE {verb} sans lien avec un CLE"


# -- what moved --------------------------------------------------------------------------------------------------------


def _moved(view: View, earlier: View, since: str, kinds: Sequence[str], least: int) -> Moved | None:
    """Return the crossings that appeared, were confirmed or ended since a moment, the newest states first."""
    now, then = _crossings(view, kinds, least), _crossings(earlier, kinds, least)
    renamed = {old: actor.id for old, actor in view.get({actor for actor, _, _ in then}).items()}
    # An organisation goes by one of its establishments, which may be another one today.
    whole = {member.id: item.id for item in organisations(view).values() for member in item.members}
    whole |= {old: whole.get(new, new) for old, new in renamed.items()}
    then = {(whole.get(actor, actor), place, letter): told for (actor, place, letter), told in then.items()}
    lines = [f"+ {_told(now[key])}" for key in sorted(now.keys() - then.keys())]
    lines += [f"+ {_told(now[k])} : confirmé" for k in sorted(now.keys() & then.keys()) if then[k][3] and not now[k][3]]
    lines += [f"− {_told(then[key])}" for key in sorted(then.keys() - now.keys())]
    if not lines:
        return Moved(f"Depuis le {day(since)}", ["Rien n'a bougé."])
    rest = len(lines) - _MOVED_MOST
    return Moved(
        f"Depuis le {day(since)}", lines[:_MOVED_MOST] + ([f"et {counted(rest, 'autre')}"] if rest > 0 else [])
    )


Crossing = tuple[str, str, str, bool]


def _crossings(view: View, kinds: Sequence[str], least: int) -> dict[tuple[str, str, str], Crossing]:
    names = {place.id: place for place in territories(view)}
    return {
        (item.id, place, mark.letter): (item.name, names[place].name, mark.nature, mark.planned)
        for item in _chosen(organisations(view).values(), kinds, least)
        for place, ties in item.ties.items()
        for mark in marks_of(ties)
    }


def _told(crossing: Crossing) -> str:
    name, place, nature, planned = crossing
    said = said_before(f"{name}, {nature} à", place)
    return said + (" (en projet)" if planned else "")
