"""The names of a base that a name nobody bears may mean, for the person who corrects the file."""

from __future__ import annotations

from kb.kinds import KINDS, Family
from kb.problems import Problem, excerpt
from kb.resolve import prefix_of
from kb.said import Named
from kb.store.base import Store
from kb.words import quoted

#: Unknown names of a file for which near ones are looked for.
_MOST = 20


class NearNames:
    """The names of the base that unknown ones may mean: told to the person who corrects the file, they join nothing."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._told: dict[Named, str] = {}

    def told(self, problem: Problem, end: Named) -> Problem:
        """Return the problem of an unknown end with the names that are near it, for the first ends of a file."""
        if problem.code != "RELATION_END_UNKNOWN" or prefix_of(end.text) in ("siret", "siren"):
            return problem
        if end not in self._told and len(self._told) < _MOST:
            self._told[end] = self._look(end)
        return problem.at(message=problem.message + self._told.get(end, ""))

    def _look(self, end: Named) -> str:
        from kb.identity.lookalikes import near_names  # brings numpy and scipy along

        kinds = [kind for kind in KINDS if KINDS[kind].family is Family.ORGANISATION and end.admits(kind)]
        with self._store.view() as view:
            names = near_names(view, end.text, kinds) if kinds else []
        return f" Nom proche : {' ou '.join(quoted(excerpt(name)) for name in names)} ?" if names else ""
