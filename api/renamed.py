"""A column that an edition calls otherwise: the one that is not recognised is asked about beside the one that went, before anything is lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from importers import Reading
from importers.columns import Column
from importers.corrections import heard
from kb.ledger import Claim
from kb.plan import Plan
from kb.problems import Problem, excerpt
from kb.text import fold

#: From which share of its cells on, found under another header, a column is sooner renamed than gone; and how alike two headers then are.
CELLS_ALIKE, NAMES_ALIKE = 0.5, 80.0
#: The code of what is asked: the page asks it with a button, and does not repeat it.
RENAMED = "COLUMN_RENAMED"


@dataclass(frozen=True, slots=True)
class Renamed:
    """A header that nothing reads, the one that held the same in the last edition, and the column which that one fed."""

    header: str
    was: str
    column: Column

    @property
    def question(self) -> str:
        """Return what is asked of it."""
        was = f"« {excerpt(self.was)} »" + ("" if fold(self.was) == fold(self.column.label) else f" (lue comme {self.column.label})")
        return f"La colonne « {excerpt(self.header)} » n'est pas reconnue et {was} a disparu : est-ce la même ?"

    @property
    def problem(self) -> Problem:
        """Return the question with its answer, as every door tells it."""
        way = f'--map "{excerpt(self.header)}={self.column.label}", ou le bouton de l\'aperçu. Sinon, ses valeurs sont retirées.'
        return Problem(RENAMED, f"{self.question} Si oui : {way}", column=excerpt(self.header))


def renamed_columns(plan: Plan, reading: Reading) -> list[Renamed]:
    """Return the headers of a file that seem new names of columns its source had, the nearest of each."""
    said = dict(reading.importer.corrections)
    now = {cell for _, header, _ in reading.mappings for cell in header}
    fed = {column.key for _, _, mapping in reading.mappings for column in mapping.taken.values()}
    unread = [cell for _, _, mapping in reading.mappings for cell in mapping.ignored.values() if cell.strip() and heard(cell) not in said]
    before = list(dict.fromkeys(name for _, held, _ in plan.changes for name in held.raw))
    if not unread or now.issuperset(before):
        return []
    lost = reading.importer.map(before).taken.items()
    gone = [(before[i], column) for i, column in lost if not (column.drop or column.key in fed or before[i] in now)]
    versions = [(held, claim) for _, held, claim in plan.changes]
    return list(_paired(gone, unread, versions))


def _paired(gone: Iterable[tuple[str, Column]], unread: list[str], versions: Sequence[tuple[Claim, Claim]]) -> Iterator[Renamed]:
    """Yield each column that went with the unread header most like it, one header being the new name of one column."""
    likely = sorted(
        ((share, was, header, column) for was, column in gone for header in unread if (share := _likeness(was, header, versions))),
        key=lambda found: (-found[0], found[1], found[2]),
    )
    done: set[str] = set()
    for _, was, header, column in likely:
        if was not in done and header not in done:
            done |= {was, header}
            yield Renamed(header, was, column)


def _likeness(was: str, header: str, versions: Sequence[tuple[Claim, Claim]]) -> float:
    """Return how much of what a column held is found under another header, row by row or among its words; 0 when it is too little."""
    before = [fold(held.raw.get(was, "")) for held, _ in versions]
    after = [fold(claim.raw.get(header, "")) for _, claim in versions]
    filled = [cell for cell in after if cell]
    if not filled or not any(before):
        return 0.0
    words = set(before)
    same = sum(a == b for a, b in zip(before, after, strict=True) if a and b) / len(filled)
    known = sum(cell in words for cell in filled) / len(filled)
    share = max(same, known)
    if share < CELLS_ALIKE and fuzz.ratio(fold(was), fold(header)) < NAMES_ALIKE:
        return 0.0
    return 1.0 + same + known
