"""Territories that rows name, and CLEs after them: a base that knows its territories makes no other out of a misspelled cell."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from difflib import get_close_matches

from kb.ledger import ActorRecord
from kb.problems import Problem, excerpt
from kb.said import RowSays
from kb.store.base import Store
from kb.territories import USUAL_NAMES
from kb.text import fold
from kb.words import quoted

#: Territories proposed for a name that no base knows.
NEAR_MOST = 3

_SAID = (
    "Territoire inconnu de cette base : corrigez le nom, ou importez d'abord sa ligne avec l'importeur « territoires ». "
    "La ligne attend, rien n'en est écrit."
)
_SAID_OF_CLE = (
    "CLE d'aucun territoire connu, alors que d'autres lignes en nomment un : corrigez le nom, ou importez d'abord ce CLE avec "
    "l'importeur « parties-prenantes » (Type : CLE). La ligne attend, rien n'en est écrit."
)
_SAID_OF_TITLE = (
    "Le titre de la feuille nomme un CLE que cette base ne connaît pas : ajoutez une colonne « CLE » qui nomme celui de chaque siège, ou "
    "importez d'abord son territoire. La ligne attend, rien n'en est écrit."
)


def set_unknown_territories_aside(store: Store, said: Sequence[RowSays]) -> None:
    """Set aside the rows that name a territory nobody has stated: the base, the file itself, or the platform's own list.

    A base without any territory takes those that its first sheets name.
    """
    named = {record.identity for row in said if not row.problems for record in _mentions(row)}
    stated = {
        r.identity for row in said if not row.problems for r in row.actors if r.kind == "territory" and not r.mention
    }
    asked = named - stated - {f"territoire:{slug}" for slug in USUAL_NAMES}
    if not asked:
        return
    with store.view() as view:
        known = {actor.id: actor.name for actor in view.actors(("territory",))}
        # A name that somebody has joined to another territory still leads to it.
        unknown = asked - known.keys() - view.get(asked).keys()
    _withhold_unsaid(said, unknown)
    if not known or not unknown:
        return
    for row in said:
        for record in _mentions(row) if not row.problems else ():
            if record.identity in unknown:
                row.problems.append(_told(_SAID, str(record.fields.get("name", "")), known.values(), row))


def set_unknown_cles_aside(store: Store, said: Sequence[RowSays]) -> None:
    """Set aside the rows that name a CLE nobody has stated and of no known territory, when others of the file name one that is or no cell of theirs does."""
    named = {record.identity for row in said if not row.problems for record in _mentions(row, "cle")}
    if not named:
        return
    stated = {r.identity for row in said if not row.problems for r in row.actors if not r.mention}
    with store.view() as view:
        known = {actor.id: actor.name for actor in view.actors(("territory",))}
        stated |= {*known, *view.get([*named, *(f"territoire:{_slug(key)}" for key in named)]), *(f"territoire:{slug}" for slug in USUAL_NAMES)}
    unknown = {key for key in named if key not in stated and f"territoire:{_slug(key)}" not in stated}
    _withhold_unsaid(said, unknown)
    first = not known or unknown == named
    for row in said:
        for record in _mentions(row, "cle") if not row.problems else ():
            if record.identity in unknown and record.identity in row.assumed:
                row.problems.append(Problem("COLUMN_REQUIRED", _SAID_OF_TITLE, "", row.sheet, row.line, "CLE", excerpt(_slug(record.identity).replace("-", " "))))
            elif record.identity in unknown and not first:
                row.problems.append(_told(_SAID_OF_CLE, _slug(record.identity).replace("-", " "), known.values(), row))


def _withhold_unsaid(said: Sequence[RowSays], unknown: Collection[str]) -> None:
    """Keep nothing of the rows that name, as a place nobody knows, what may be a person."""
    for row in said:
        told = [message for identity, message in row.unsaid.items() if identity in unknown] if not row.problems else []
        if told:
            row.problems += [Problem("SENSITIVE_DATA", message, "", row.sheet, row.line) for message in told]
            row.keep_nothing()


def _slug(key: str) -> str:
    return key.partition(":")[2]


def _told(said: str, name: str, known: Iterable[str], row: RowSays) -> Problem:
    near, column = _near(name, known), _column_of(name, row)
    told = said + (f" Nom proche : {' ou '.join(map(quoted, near))}." if near else "")
    return Problem("TERRITORY_FORBIDDEN", told, "", row.sheet, row.line, column, excerpt(name))


def _near(name: str, known: Iterable[str]) -> list[str]:
    """Return the territories that a name may mean: those it is a part of or that are part of it, else those spelled nearly so.

    >>> _near("Minguettes", ["Vénissieux Minguettes", "Lyon 8"]), _near("Venisieux", ["Vénissieux"]), _near("Ailleurs", ["Lyon 8"])
    (['Vénissieux Minguettes'], ['Vénissieux'], [])
    """
    words = {other: set(fold(other).split()) for other in known}
    asked = set(fold(name).split())
    part = [other for other, has in words.items() if asked and (asked <= has or has <= asked)]
    spelled = {fold(other): other for other in words}
    return sorted(part or [spelled[form] for form in get_close_matches(fold(name), spelled, NEAR_MOST, 0.8)])[:NEAR_MOST]


def _column_of(name: str, row: RowSays) -> str:
    """Return the header of the cell that names a territory, that of a column of territories first."""
    holding = [header for header, cell in row.raw.items() if fold(name) in fold(cell)]
    return min(holding, key=lambda header: "territoire" not in fold(header), default="")


def _mentions(row: RowSays, kind: str = "territory") -> Iterable[ActorRecord]:
    return (record for record in row.shared if record.kind == kind and record.mention)
