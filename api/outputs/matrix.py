"""What the infographic shows: territories as columns, actors as rows, a mark for each nature of tie at a crossing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from kb.errors import BadParameter
from kb.text import fold
from queries.answers import Mark, MatrixRow, Moved, Place

#: Most territories side by side on one page.
MOST_TERRITORIES = 16


@dataclass(frozen=True, slots=True)
class KindGroup:
    """Rows of one kind of actor; `hidden_rows` counts those the question left out already."""

    kind: str
    label: str
    rows: Sequence[MatrixRow]
    hidden_rows: int = 0


@dataclass(frozen=True, slots=True)
class MatrixPage:
    """Everything one page of infographic says; `totals` counts ties by territory id, `remember` holds sentences."""

    title: str
    subtitle: str
    territories: Sequence[Place]
    groups: Sequence[KindGroup]
    totals: Mapping[str, int] = field(default_factory=dict)
    moved: Moved | None = None
    remember: Sequence[str] = ()
    foot: str = ""
    totals_label: str = "Liens par territoire"
    reach_label: str = "territoires"


def checked(matrix: MatrixPage) -> MatrixPage:
    """Return a matrix a page can hold, its rows by reach; raises `BadParameter` with too many columns or none."""
    if not matrix.territories:
        raise BadParameter("Aucun territoire à dessiner : élargissez le filtre.")
    if len(matrix.territories) > MOST_TERRITORIES:
        raise BadParameter(
            f"Une page tient {MOST_TERRITORIES} territoires au plus, {len(matrix.territories)} sont demandés : "
            "choisissez-en moins, ou prenez le tableau."
        )
    groups = [replace(group, rows=sorted(group.rows, key=_shared_first)) for group in matrix.groups]
    return replace(matrix, groups=[group for group in groups if group.rows or group.hidden_rows])


def _shared_first(row: MatrixRow) -> tuple[int, str, str]:
    return -row.reach, fold(row.name), row.id


def less_rows(groups: Sequence[KindGroup]) -> list[KindGroup] | None:
    """Return the groups without their least shared row, counted as hidden; None when each is down to one row.

    Among equals, the longest group gives way, then the last one. The first time, two rows leave a group: one alone
    would give its place to the line that counts it.
    """
    able = [n for n, group in enumerate(groups) if len(group.rows) > 1]
    if not able:
        return None
    chosen = min(able, key=lambda n: (groups[n].rows[-1].reach, -len(groups[n].rows), -n))
    group = groups[chosen]
    gone = 1 if group.hidden_rows or len(group.rows) == 2 else 2
    less = replace(group, rows=group.rows[:-gone], hidden_rows=group.hidden_rows + gone)
    return [less if n == chosen else group for n, group in enumerate(groups)]


def legend_of(groups: Sequence[KindGroup]) -> list[Mark]:
    """Return one mark for each letter met, in the order of the rows, then one planned mark when there is any."""
    marks = [mark for group in groups for row in group.rows for cell in row.cells.values() for mark in cell]
    natures: dict[str, list[str]] = {}
    for mark in marks:
        said = natures.setdefault(mark.letter, [])
        if mark.nature not in said:
            said.append(mark.nature)
    legend = [Mark(letter, ", ".join(said)) for letter, said in natures.items()]
    planned = next((mark.letter for mark in marks if mark.planned), None)
    return [*legend, Mark(planned, "lien en projet", planned=True)] if planned else legend
