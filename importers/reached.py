"""Names that hold a telephone or an e-mail address: a name is shared by all, and how somebody is reached never is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from importers.jobless import guard_jobless
from importers.read.reach import reaches_somebody
from importers.row import Row
from importers.shared_texts import cut_shared_texts
from kb.kinds import layer_of
from kb.privacy import Layer
from kb.said import Named

#: Fields of an actor that are names of it.
_NAMES = ("name", "acronym", "aliases")
_TOLD = (
    "Un téléphone ou une adresse électronique se trouve dans un nom, que tous peuvent lire : rien de la ligne n'est gardé. Écrivez le "
    "nom seul, et le reste dans la colonne du téléphone, du courriel ou du contact."
)


def guard_entry(row: Row, cells: Iterable[tuple[str, str]] = (), free: Iterable[tuple[str, str]] = ()) -> None:
    """Set aside a row, once read, that would let enter what may not: a person out of work, or how somebody is reached as a name.

    Of a row that enters, the texts that all may read are cut of whom they name and of how to reach them.
    `cells` are those of the columns that may tell somebody's status, `free` those of the columns that nothing reads.
    """
    guard_jobless(row, cells, free)
    names = list(_names(row))
    if reaches_somebody("\n".join(names)):  # one look for all of them: nearly no row has any
        for key in dict.fromkeys(_where(row, name) for name in names if reaches_somebody(name)):
            row.withhold(key, "SENSITIVE_DATA", _TOLD)
    cut_shared_texts(row)


def _names(row: Row) -> Iterator[str]:
    """Yield the names that a row gives and that may be shared; a person's own are kept with their contact."""
    if not row.holds("post"):
        yield from map(row.text, _NAMES)
    for actor in (*row.actors, *row.shared):
        for key in _NAMES:
            if (said := actor.fields.get(key)) and layer_of(actor.kind, key) is Layer.CARTOGRAPHIE:
                yield from map(str, said if isinstance(said, list) else [said])
    yield from (end.text for tie in row.ties for end in (tie.start, tie.end) if isinstance(end, Named))


def _where(row: Row, name: str) -> str:
    """Return the column under which a name is written."""
    return next((key for key, cell in row.read() if name in cell), "name")
