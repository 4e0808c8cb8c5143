"""Which actor the end of a tie speaks of: by identifier, by slug, else by a name that only one actor bears."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from kb.ids import cle_id, territory_id, town_key
from kb.kinds import KINDS, Family
from kb.ledger import ActorRecord
from kb.problems import Problem, excerpt
from kb.resolve import bare_name, prefix_of
from kb.said import End, Named, RowSays
from kb.store.base import Store
from kb.text import fold
from kb.view import Bearer, View


class _Found(NamedTuple):
    key: str
    kind: str
    town: str
    actor: str


class EndFinder:
    """Finds ends among the actors of the base and those of the file being read."""

    def __init__(self, store: Store, rows: Iterable[RowSays], pending: Iterable[RowSays]) -> None:
        wanted = {end for row in pending for tie in row.ties for end in (tie.start, tie.end) if isinstance(end, Named)}
        self._identities: set[str] = set()
        self._names: dict[str, dict[str, _Found]] = defaultdict(dict)
        for row in rows:
            for record in (*row.actors, *row.shared):
                self._know(record)
        with store.view() as view:
            self._read_base(view, wanted)
        self._answers: dict[Named, str | Problem] = {end: self._answer(end) for end in wanted}

    def _know(self, record: ActorRecord) -> None:
        self._identities.add(record.identity)
        for name in record.names:
            town = name.partition("|")[2]
            self._names[bare_name(name)][record.identity] = _Found(record.identity, record.kind, town, record.identity)

    def _read_base(self, view: View, wanted: Iterable[Named]) -> None:
        listed = list(wanted)
        keys = {key for end in listed for key in _exact_keys(end)}
        self._identities |= set(view.get(keys))
        for name, bearers in view.bearers({fold(end.text) for end in listed}).items():
            for bearer in bearers:
                self._add(name, bearer)

    def _add(self, name: str, bearer: Bearer) -> None:
        known = self._names[name]
        # The file's own statement of an actor and the base's are one when they share a key.
        for key in [key for key, found in known.items() if key in (bearer.key, bearer.actor)]:
            del known[key]
        known[bearer.actor] = _Found(bearer.key, bearer.kind, bearer.town, bearer.actor)

    def key(self, end: End) -> str:
        """Return the key of an end that was found."""
        if isinstance(end, str):
            return end
        answer = self._answers[end]
        assert isinstance(answer, str)
        return answer

    def problem(self, end: End, row: RowSays) -> Problem | None:
        """Return what is wrong with an end, placed at its row; None when it was found."""
        answer = self._answers[end] if isinstance(end, Named) else ""
        if isinstance(answer, str):
            return None
        return answer.at(sheet=row.sheet, line=row.line)

    def _answer(self, end: Named) -> str | Problem:
        for key in _exact_keys(end):
            if key in self._identities:
                return key
        if prefix_of(end.text) in ("siret", "siren"):
            return self._unknown(end)
        found = [f for f in self._names.get(fold(end.text), {}).values() if _admitted(f.kind, end.families)]
        if len(found) > 1 and end.town:
            found = [f for f in found if f.town == town_key(end.town)] or found
        if len(found) > 1:
            whole = [f for f in found if prefix_of(f.key) != "nom"]
            found = whole if len(whole) == 1 else found
        if len(found) == 1:
            return found[0].key
        return self._several(end, found) if found else self._unknown(end)

    def _unknown(self, end: Named) -> Problem:
        name = end.text.partition(":")[2] if prefix_of(end.text) in ("siret", "siren") else end.text
        return Problem("RELATION_END_UNKNOWN", f"Aucun acteur connu ne répond à « {excerpt(name)} » : importez-le d'abord, ou corrigez le nom.",
                       column=end.column, value=excerpt(name))  # fmt: skip

    def _several(self, end: Named, found: list[_Found]) -> Problem:
        towns = ", ".join(sorted({f.town or "sans commune" for f in found})[:5])
        return Problem("RELATION_END_AMBIGUOUS", f"Plusieurs acteurs portent le nom « {excerpt(end.text)} » ({towns}) : indiquez le SIRET.",
                       column=end.column, value=excerpt(end.text))  # fmt: skip


def _exact_keys(end: Named) -> list[str]:
    if prefix_of(end.text) in ("siret", "siren"):
        return [end.text]
    keys = []
    first = fold(end.text).split(" ")[0]
    if first in ("cle", "comite"):
        keys.append(cle_id(end.text))
    if not end.families or Family.PLACE.value in end.families or "territory" in end.families:
        keys.append(territory_id(end.text))
    if not end.families or Family.BODY.value in end.families:
        keys.append(f"instance:{'-'.join(fold(end.text).split())}")
    return keys


def _admitted(kind: str, families: tuple[str, ...]) -> bool:
    return not families or kind in families or KINDS[kind].family.value in families
