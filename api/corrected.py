"""Rows set aside that come in after all: they leave the list by themselves, and come back if that import is undone.

A row is taken by the file that gives it back, or by a later file of its source that holds it: under the same key, or on the
same line of a file of the same name, with half of its cells at least. Set aside anew, it is listed once, as it last came.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from api.lines import add_lines
from api.quarantine import aside_index, aside_lines, kept_aside, keys_of, named_keys, rows_aside
from kb.ledger import BatchInfo
from kb.plan import Plan
from kb.said import Place


@dataclass(frozen=True, slots=True)
class _Row:
    """A row that was read: where it stood, its cells, and the digests of what names it."""

    place: Place
    cells: Counter[str]
    keys: frozenset[str]

    def is_in(self, other: _Row) -> bool:
        """Tell whether another row, read later, is this one."""
        same = self.place == other.place or self.keys & other.keys
        return bool(same and self.cells) and 2 * (self.cells & other.cells).total() >= self.cells.total()


def note_corrected(base: str, plan: Plan, batch: str, written: Collection[Path], journal: Collection[BatchInfo]) -> None:
    """Remember which rows set aside earlier an import took, or set aside anew in the files just `written`."""
    sources = _sources(base, journal)
    files = [path for path in kept_aside(base) if path not in written and sources.get(path.name) == plan.source.id]
    index = aside_index(base)
    if index is None or not files:
        return
    done = corrected_rows(base, journal)
    found = _given_back(plan, files, done) if plan.completes else _held_again(base, plan, files)
    # What a file says again without changing the base rests on the last batch of its source.
    last = [b.id for b in journal if b.source == plan.source.id and b.kind == "import" and b.undone_by is None]
    fresh = {name: sorted(rows - done.get(name, set())) for name, rows in found.items()}
    lines = [{"file": name, "batch": batch or "".join(last[-1:]), "corrected": rows} for name, rows in fresh.items() if rows]
    if lines:
        add_lines(index, lines)


def corrected_rows(base: str, journal: Iterable[BatchInfo]) -> dict[str, set[int]]:
    """Return the rows of each file that came in after all, the first being 0; those of a batch undone since did not.

    A file that is set aside again as it was is listed again.
    """
    undone = {batch.id for batch in journal if batch.undone_by is not None}
    found: dict[str, set[int]] = {}
    for said in aside_lines(base):
        if said["batch"] in undone:
            continue
        name = str(said["file"])
        if "corrected" in said:
            found.setdefault(name, set()).update(said["corrected"])
        else:
            found.pop(name, None)
    return found


def source_of_rows(base: str, places: Iterable[Place], journal: Iterable[BatchInfo]) -> tuple[str, str] | None:
    """Return the name and the owner of the source that some rows set aside came from; None when no kept file holds them."""
    asked = set(places)
    sources = _sources(base, journal)
    shared = {path.name: sum(row.place in asked for row in _rows(path)) for path in kept_aside(base) if path.name in sources}
    best = max(shared, key=lambda name: shared[name], default="")
    if not shared.get(best):
        return None
    name, _, owner = sources[best].rpartition("@")
    return name, owner


def _sources(base: str, journal: Iterable[BatchInfo]) -> dict[str, str]:
    """Return the source of each file of rows set aside; one written before sources were noted says its batch."""
    batches = {batch.id: batch.source for batch in journal}
    found = {str(said["file"]): str(said.get("source") or batches.get(said["batch"], "")) for said in aside_lines(base) if "corrected" not in said}
    return {name: source for name, source in found.items() if source}


def _given_back(plan: Plan, files: Iterable[Path], done: Mapping[str, set[int]]) -> dict[str, set[int]]:
    """Return the rows that a file of corrected rows gives back, each in the latest file that waits for it."""
    back = {*plan.corrected, *(place for row in plan.set_aside for place in row.corrects)}
    found: dict[str, set[int]] = {}
    for path in files:
        here = {number: row.place for number, row in enumerate(_rows(path)) if row.place in back}
        waiting = here.keys() - done.get(path.name, set())
        found[path.name] = set(waiting)
        back -= {here[number] for number in waiting}
    return found


def _held_again(base: str, plan: Plan, files: Iterable[Path]) -> dict[str, set[int]]:
    """Return the rows that another file of the source holds, taken or set aside anew."""
    keys = keys_of(base)
    asked = {path.name: list(_rows(path, keys.get(path.name, ()))) for path in files}
    places = {row.place for rows in asked.values() for row in rows}
    named = {key for rows in asked.values() for row in rows for key in row.keys}
    near = [row for row in _read(plan) if row.place in places or not named.isdisjoint(row.keys)]
    return {name: {n for n, row in enumerate(rows) if any(map(row.is_in, near))} for name, rows in asked.items()}


def _rows(path: Path, keys: Iterable[Collection[str]] = ()) -> Iterator[_Row]:
    told = list(keys)
    for number, (place, cells) in enumerate(rows_aside(path)):
        yield _Row(place, Counter(cells), frozenset(told[number] if number < len(told) else ()))


def _read(plan: Plan) -> Iterator[_Row]:
    """Yield the rows of an import: those that are written, and those that are set aside."""
    for said in plan.assertions:
        if (claim := said.claim) is not None and said.line is not None:
            place = Place(plan.file, said.sheet, str(said.line))
            yield _Row(place, Counter(filter(None, claim.raw.values())), named_keys(claim.key.partition("|")[2], claim.actors))
    for row in plan.set_aside:
        place = Place(plan.file, row.sheet, str(row.line))
        yield _Row(place, Counter(filter(None, row.raw.values())), named_keys(row.key, row.actors))
