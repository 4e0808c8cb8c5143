"""The matrix of the infographic: territories as columns, organisations as rows, a letter for each nature of tie."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from kb.graph import Actor, Tie
from kb.kinds import KINDS, TIES
from kb.text import fold
from kb.view import View
from queries.answers import Mark, Matrix, MatrixGroup, MatrixRow, Place
from queries.organisations import Organisation
from queries.presence import territories

#: Order of the groups: money, employment, inclusion, companies, support, then the others by rank.
GROUPS = ("funder", "national", "authority", "employment", "federation", "siae", "company", "support")
#: Kinds that are the territory itself: a row for them would only say that each is at home.
OWN = frozenset({"territory", "cle", "ebe"})
_LETTERS = "€SPCD•"
_PRESENT = TIES["present_in"].letter


def marks_of(ties: Iterable[Tie]) -> tuple[Mark, ...]:
    """Return one mark for each letter among some ties: planned when every tie of that letter is."""
    by_letter: dict[str, list[Tie]] = {}
    for tie in ties:
        by_letter.setdefault(TIES[tie.kind].letter, []).append(tie)
    order = sorted(by_letter, key=lambda letter: (_LETTERS.find(letter) % 9, letter))
    return tuple(_mark(letter, by_letter[letter]) for letter in order)


def _mark(letter: str, ties: Sequence[Tie]) -> Mark:
    natures = dict.fromkeys(TIES[tie.kind].nature for tie in ties)
    planned = all(tie.planned for tie in ties)
    return Mark(letter, next(iter(natures)), planned, tuple(dict.fromkeys(tie.claim for tie in ties)))


def matrix_row(organisation: Organisation, only: Sequence[str]) -> MatrixRow:
    """Return the row of an organisation over some territories."""
    cells = {place: marks_of(organisation.ties[place]) for place in only if place in organisation.ties}
    return MatrixRow(organisation.id, organisation.name, cells, len(cells))


def build_matrix(view: View, rows: Iterable[Organisation], places: Sequence[Actor] = ()) -> Matrix:
    """Return the matrix of some organisations over some territories (all of them by default)."""
    columns = [place_of(place) for place in places or territories(view)]
    only = [column.id for column in columns]
    groups: dict[str, list[MatrixRow]] = {}
    for organisation in rows:
        row = matrix_row(organisation, only)
        if row.cells:
            groups.setdefault(organisation.kind, []).append(row)
    ordered = [
        MatrixGroup(kind, KINDS[kind].plural, sorted(groups[kind], key=_shared_first))
        for kind in sorted(groups, key=group_rank)
    ]
    return Matrix(columns, ordered, _totals(only, ordered))


def _shared_first(row: MatrixRow) -> tuple[int, int, str, str]:
    # When a sheet is too small for all, those that sit or give come before those that are only there.
    held = sum(mark.letter != _PRESENT and not mark.planned for marks in row.cells.values() for mark in marks)
    return -row.reach, -held, fold(row.name), row.id


def group_rank(kind: str) -> tuple[int, int, str]:
    """Return what orders the groups of a picture: those a reader looks for first, then the others by rank."""
    return (GROUPS.index(kind) if kind in GROUPS else len(GROUPS), KINDS[kind].rank, kind)


def _totals(places: Sequence[str], groups: Sequence[MatrixGroup]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for group in groups:
        for row in group.rows:
            counts.update({place: len(marks) for place, marks in row.cells.items()})
    return {place: counts[place] for place in places}


def place_of(territory: Actor) -> Place:
    """Return the column of a territory: its commune apart from its quarter, when its name says both."""
    city = str(territory.value("city") or "")
    if city and fold(territory.name).startswith(f"{fold(city)} "):
        return Place(territory.id, territory.name[: len(city)], territory.name[len(city) :].strip(" ,-–"))
    return Place(territory.id, territory.name)
