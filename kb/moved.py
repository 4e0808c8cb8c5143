"""Rows that another file placed on another territory: the sheet of a second territory would take them from the first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.differences import name_of
from kb.ledger import Claim
from kb.problems import Problem, excerpt
from kb.said import RowSays
from kb.store import Store
from kb.words import agree, number

#: How the id of a territory begins.
_TERRITORY = "territoire:"
#: Names shown of the rows that would move.
_NAMED_MOST = 3


@dataclass(frozen=True, slots=True)
class Moved:
    """A row that an earlier file placed on other territories only: what it says now, which file that was, and which they are."""

    row: RowSays
    name: str
    file: str
    left: frozenset[str]
    found: frozenset[str]


def moved_row(row: RowSays, before: Claim, now: Claim, files: tuple[str, str]) -> Moved | None:
    """Return a row that its new version, read in another file, places on none of the territories it was on."""
    earlier, file = files
    if not earlier or earlier == file:
        return None
    left, found = _territories(before), _territories(now)
    if not left or not found or left & found:
        return None
    return Moved(row, name_of(now), earlier, left, found)


def _territories(claim: Claim) -> frozenset[str]:
    return frozenset(end for tie in claim.ties for end in (tie.start, tie.end) if end.startswith(_TERRITORY))


def told_of_moved(store: Store, moved: Iterable[Moved]) -> list[Problem]:
    """Return what is said of the rows that a file takes from the territories of another: one sentence for each earlier file."""
    files: dict[str, list[Moved]] = {}
    for one in moved:
        files.setdefault(one.file, []).append(one)
    if not files:
        return []
    with store.view() as view:
        keys = {key for rows in files.values() for one in rows for key in one.left | one.found}
        names = {key: actor.name for key, actor in view.get(keys).items()}
    return [_told(file, rows, names) for file, rows in files.items()]


def _told(file: str, rows: Sequence[Moved], names: Mapping[str, str]) -> Problem:
    def called(territories: Iterable[str]) -> str:
        return ", ".join(sorted({names.get(key, key.removeprefix(_TERRITORY)) for key in territories}))

    count, one = len(rows), rows[0]
    shown = ", ".join(f"« {excerpt(row.name)} »" for row in rows[:_NAMED_MOST]) + ("…" if count > _NAMED_MOST else "")
    left, found = called(key for row in rows for key in row.left), called(key for row in rows for key in row.found)
    said = (
        f"{number(count)} {agree(count, 'organisation')} de « {excerpt(file)} » ({shown}) {agree(count, 'quitterait', 'quitteraient')} {left} pour "
        f"{found}, avec ce que ce fichier en disait. Si c'est une autre liste, donnez-lui son propre nom de source (--source NOM, ou « Nom de la "
        "source » à l'écran) : les deux se complètent alors."
    )
    return Problem("TERRITORY_LEFT", said, sheet=one.row.sheet, line=one.row.line, value=one.name)
