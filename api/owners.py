"""Which territory sends a file: one the base knows, one of the brochure, or one that the sheet itself brings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kb.errors import BadParameter
from kb.privacy import PLATFORM
from kb.said import RowSays
from kb.store import Store
from kb.territories import USUAL_NAMES, canonical_slug
from kb.text import fold
from kb.view import View
from kb.words import quoted
from queries.presence import short_names
from queries.words import listed

#: How an id says that an actor is a territory.
_PREFIX = "territoire:"
#: Who sends a file that no territory sends.
EVERYBODY = "La plateforme"


class Stated:
    """The territories that the rows of a sheet describe, noted while the rows go by."""

    def __init__(self, rows: Iterable[RowSays]) -> None:
        self._rows = rows
        self.slugs: set[str] = set()

    def __iter__(self) -> Iterator[RowSays]:
        for row in self._rows:
            keys = (
                ()
                if row.problems
                else (actor.identity for actor in row.actors if actor.kind == "territory" and not actor.mention)
            )
            self.slugs.update(key.removeprefix(_PREFIX) for key in keys)
            yield row


def owner_named(store: Store, name: str) -> tuple[str, bool]:
    """Return the slug of the territory a name speaks of, and whether it is known before the file is read."""
    slug = canonical_slug(name)
    known = _known(store)
    if slug in known or slug in USUAL_NAMES:
        return slug, True
    named = [code for code, names in known.items() if fold(name) in map(fold, names)]
    return (named[0], True) if len(named) == 1 else (slug, False)


def owner_label(view: View, owner: str) -> str:
    """Return who a source speaks for, in the words of the import form."""
    if owner == PLATFORM:
        return EVERYBODY
    return short_names(view).get(_PREFIX + owner) or next(iter(USUAL_NAMES.get(owner, ())), owner)


def unknown_owner(store: Store, name: str) -> BadParameter:
    """Return the refusal of a territory that nobody knows, with those that are known."""
    names = {code: usual[0] for code, usual in USUAL_NAMES.items()}
    names |= {code: found[0] for code, found in _known(store).items()}
    known = listed(sorted(names.values(), key=fold), most=20)
    return BadParameter(
        f"Territoire {quoted(name)} inconnu. Territoires possibles : {known}. "
        "Un nouveau territoire s'ajoute par la feuille des territoires (importeur « territoires »)."
    )


def _known(store: Store) -> dict[str, tuple[str, ...]]:
    with store.view() as view:
        return {place.id.removeprefix(_PREFIX): tuple(place.names) for place in view.actors(("territory",))}
