"""Which actor of the base a statement speaks of, when a row tells something of actors that must be known already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from kb.ends import EndFinder, called
from kb.ids import name_key
from kb.ledger import changed
from kb.near_names import NearNames
from kb.problems import Problem, excerpt
from kb.said import About, Named, RowSays
from kb.store.base import Store
from kb.text import fold


def find_subjects(store: Store, said: Sequence[RowSays]) -> list[RowSays]:
    """Give each statement on an actor of the base its identity; return the rows that speak of none.

    A name that several actors bear sets its row aside, unless the statement is on all of them.
    """
    pending = [row for row in said if row.about and not row.problems]
    if not pending:
        return []
    finder = EndFinder(store, (), (name for row in pending for about in row.about for name in about.names))
    called_so = _CalledSo(store, {other for row in pending for about in row.about for other in about.bears})
    near = NearNames(store)
    outside = []
    for row in pending:
        for about in row.about:
            _speak_of(row, about, finder, called_so, near)
        if not (row.actors or row.problems):
            outside.append(row)
    _say_together([row for row in pending if any(about.every for about in row.about)])
    return outside


def _say_together(rows: Sequence[RowSays]) -> None:
    """Let the rows that speak of all who bear a name say the same lists of each: a territory of two communes has both."""
    lists: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for row in rows:
        for record in row.actors:
            for name, value in record.fields.items():
                if isinstance(value, list):
                    lists[record.identity, name] |= dict.fromkeys(map(str, value))
    for row in rows:
        for index, record in enumerate(row.actors):
            whole = {
                name: sorted(lists[record.identity, name])
                for name in record.fields
                if lists.get((record.identity, name))
            }
            row.actors[index] = changed(record, fields={**record.fields, **whole})


class _CalledSo:
    """The actors of the base whose own name is one that a row gives to another: it leads to them, and joins nobody."""

    def __init__(self, store: Store, others: Collection[str]) -> None:
        with store.view() as view:
            bearers = view.bearers({fold(other) for other in others})
            actors = view.get({bearer.actor for held in bearers.values() for bearer in held})
        self._held = {
            name: [b for b in held if any(fold(str(f.value)) == name for f in actors[b.actor].facts("name"))]
            for name, held in bearers.items()
        }

    def but(self, actor: str, other: str, town: str) -> bool:
        """Tell whether a name is that of another actor, of the commune or of none that is known."""
        held = (b for b in self._held.get(fold(other), []) if b.actor != actor)
        return any(not (b.town and town) or b.town == town for b in held)


def _speak_of(row: RowSays, about: About, finder: EndFinder, called_so: _CalledSo, near: NearNames) -> None:
    for name in about.names:
        if about.every:
            keys = finder.bearing(name)
        else:
            answer = finder.answer(name)
            keys = [answer] if isinstance(answer, str) else []
            if isinstance(answer, Problem) and (about.must or answer.code == "RELATION_END_AMBIGUOUS"):
                row.problems.append(near.told(answer, name).at(sheet=row.sheet, line=row.line))
                return
        for n, key in enumerate(sorted(keys)):
            town = finder.town(name, key)
            taken = [other for other in about.bears if called_so.but(finder.actor(name, key), other, town)]
            row.warnings += [_name_of_another(other, name, row) for other in taken]
            names = tuple(name_key(other, town) for other in about.bears if other not in taken)
            part = f"{about.record.part}{n or ''}"
            row.actors.append(changed(about.record, identity=key, names=names, part=part))
        if keys:
            return


def _name_of_another(other: str, name: Named, row: RowSays) -> Problem:
    said = (
        f"« {excerpt(other)} » est déjà le nom d'un autre acteur de la base : il est noté sur la fiche de « {excerpt(called(name.text))} », "
        "sans réunir les deux. S'ils ne sont qu'un, répondez « Même acteur » dans Rapprochements."
    )
    return Problem("NAME_OF_ANOTHER", said, sheet=row.sheet, line=row.line, value=excerpt(other))
