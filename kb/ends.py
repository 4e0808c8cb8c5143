"""Which actor the end of a tie speaks of: by identifier, by slug, else by a name that only one actor bears."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

from kb.ids import cle_id, territory_id, town_key
from kb.kinds import KINDS, TIES, Family
from kb.ledger import ActorRecord
from kb.near_names import NearNames
from kb.problems import Problem, excerpt
from kb.resolve import bare_name, is_network, prefix_of
from kb.said import DraftTie, End, Named, RowSays
from kb.several_ends import part_known, parts_of
from kb.store.base import Store
from kb.text import fold
from kb.without_ends import go_without
from kb.words import quoted

#: What offices put between two names, and how it is called; a name may hold it too.
_PARTING = {",": "une virgule", " / ": "une barre oblique"}


class _Found(NamedTuple):
    key: str
    kind: str
    town: str


def find_ends(store: Store, said: Sequence[RowSays]) -> None:
    """Give each tie the keys of its ends; a row one end of which is unknown is set aside.

    An end may be stated by another row of the file: when that row is set aside, those that hang on it wait with it.
    """
    pending = [row for row in said if not row.problems and any(_ends(row))]
    # A row set aside for something else may name a person all the same.
    refused = [row for row in said if row.problems and any(end.unsaid for end in _ends(row))]
    if not pending and not refused:
        return
    looked = (one for rows in (pending, refused) for row in rows for end in _ends(row) for one in (end, *chain(*parts_of(end))))
    finder = EndFinder(store, (row for row in said if not row.problems), looked)
    for row in pending:
        part_known(row, finder.answer)
    users: dict[Named, list[RowSays]] = defaultdict(list)
    for row in pending:
        for end in dict.fromkeys(_ends(row)):
            users[end].append(row)
    near = NearNames(store)
    unknown = [end for end in users if isinstance(finder.answer(end), Problem)]
    for row in pending:
        if looped := next((tie for tie in row.ties if finder.loops(tie)), None):
            row.problems.append(_looped(looped, row))
            unknown += finder.forget(row)
    while unknown:
        end = unknown.pop()
        problem = finder.answer(end)
        assert isinstance(problem, Problem)
        problem = near.told(problem, end)
        for row in users[end]:
            if go_without(row, end, problem, finder.answer):
                continue
            first = not row.problems
            row.problems.append(problem.at(sheet=row.sheet, line=row.line))
            if first:
                unknown += finder.forget(row)
    for row in (*pending, *refused):
        _withhold_unsaid(row, finder)
    for row in pending:
        if not row.problems:
            row.ties = [_with_keys(tie, finder) for tie in row.ties]


def _withhold_unsaid(row: RowSays, finder: EndFinder) -> None:
    """Keep nothing of a row set aside one end of which may be a person, and let nothing else be told of that end."""
    told = [answer for end in _ends(row) if end.unsaid and isinstance(answer := finder.answer(end), Problem) and answer.code == "SENSITIVE_DATA"]
    if told:
        row.problems[:] = [problem.at(sheet=row.sheet, line=row.line) for problem in dict.fromkeys(told)]
        row.keep_nothing()


def _ends(row: RowSays) -> list[Named]:
    return [end for tie in row.ties for end in (tie.start, tie.end) if isinstance(end, Named)]


def _looped(tie: DraftTie, row: RowSays) -> Problem:
    end = next(end for end in (tie.end, tie.start) if isinstance(end, Named))
    said = "Un lien va d'un acteur à un autre : les deux extrémités désignent le même. Corrigez l'une des deux."
    value = excerpt(called(end.text))
    return Problem("RELATION_END_UNKNOWN", said, sheet=row.sheet, line=row.line, column=end.column, value=value)


def _with_keys(tie: DraftTie, finder: EndFinder) -> DraftTie:
    start, end = finder.key(tie.start), finder.key(tie.end)
    return DraftTie(tie.kind, start, end, tie.fields, tie.part, tie.valid_from, tie.valid_to)


class EndFinder:
    """Finds ends among the actors of the base and those of the file being read."""

    def __init__(self, store: Store, rows: Iterable[RowSays], ends: Iterable[Named]) -> None:
        wanted = list(dict.fromkeys(ends))
        self._stated: Counter[str] = Counter()
        self._in_file: dict[str, dict[str, _Found]] = defaultdict(dict)
        for row in rows:
            for record in (*row.actors, *row.shared):
                self._know(record)
        with store.view() as view:
            known = view.get({key for end in wanted for key in (*_exact_keys(end), *_exact_keys(_anyone(end)))})
            self._known = {key: town_key(str(actor.value("city") or "")) for key, actor in known.items()}
            self._ids = {key: actor.id for key, actor in known.items()}
            self._kinds = {key: actor.kind for key, actor in known.items()}
            bearers = view.bearers({fold(end.text) for end in wanted})
        self._in_base = {name: [(b.actor, _Found(b.key, b.kind, b.town)) for b in by] for name, by in bearers.items()}
        self._answers: dict[Named, str | Problem] = {}
        self._named: dict[Named, str] = {}
        self._answered: dict[str, list[Named]] = defaultdict(list)
        for end in wanted:
            self._settle(end)

    def _know(self, record: ActorRecord) -> None:
        self._stated[record.identity] += 1
        for name in record.names:
            town = name.partition("|")[2]
            self._in_file[bare_name(name)][record.identity] = _Found(record.identity, record.kind, town)

    def _settle(self, end: Named) -> None:
        answer = self._answers[end] = self._answer(end)
        if isinstance(answer, str):
            self._answered[answer].append(end)

    def answer(self, end: Named) -> str | Problem:
        """Return the key of an end, or what is wrong with it."""
        return self._answers[end]

    def key(self, end: End) -> str:
        """Return the key of an end that was found."""
        if isinstance(end, str):
            return end
        answer = self._answers[end]
        assert isinstance(answer, str)
        return self._named.get(end, answer)

    def bearing(self, end: Named) -> list[str]:
        """Return the keys of all the actors that an end may mean."""
        exact = [key for key in _exact_keys(end) if key in self._known]
        return exact or [f.key for f in self._bearing(fold(end.text)) if end.admits(f.kind)]

    def town(self, end: Named, key: str) -> str:
        """Return the commune of the actor that a key names, as keys write it, empty when unknown."""
        found = (bearer.town for bearer in self._bearing(fold(end.text)) if bearer.key == key)
        return self._known.get(key) or next(found, "")

    def actor(self, end: Named, key: str) -> str:
        """Return the id of the actor of the base that a key names, the key itself when nothing else is known."""
        held = self._in_base.get(fold(end.text), [])
        return self._ids.get(key) or next((actor for actor, found in held if found.key == key), key)

    def loops(self, tie: DraftTie) -> bool:
        """Tell whether a tie that names an end leads to the actor it starts from."""
        if not isinstance(tie.start, Named) and not isinstance(tie.end, Named):
            return False
        start, end = (self._answers[e] if isinstance(e, Named) else e for e in (tie.start, tie.end))
        return isinstance(start, str) and start == end

    def forget(self, row: RowSays) -> list[Named]:
        """Take back what a row states, since it is set aside; return the ends that are not found any more."""
        lost = []
        for record in (*row.actors, *row.shared):
            self._stated[record.identity] -= 1
            if self._stated[record.identity] == 0:
                for name in record.names:
                    self._in_file[bare_name(name)].pop(record.identity, None)
                lost += self._answered.pop(record.identity, [])
        for end in lost:
            self._settle(end)
        return [end for end in lost if isinstance(self._answers[end], Problem)]

    def _answer(self, end: Named) -> str | Problem:
        self._named.pop(end, None)
        for key in _exact_keys(end):
            if key in self._known or self._stated[key] > 0:
                return key
        if prefix_of(end.text) in ("siret", "siren"):
            return self._unknown(end)
        found = [f for f in self._bearing(fold(end.text)) if end.admits(f.kind)]
        # A row that gave a name keeps that name, not the identifier somebody else gave: its tie then stands on what it
        # said, whatever is undone around it.
        if len(found) > 1 and end.town:
            found = [f for f in found if f.town == town_key(end.town)] or found
            if len(found) == 1:
                self._named[end] = f"nom:{fold(end.text)}|{town_key(end.town)}"
        if len(found) > 1:
            whole = [f for f in found if prefix_of(f.key) != "nom"]
            found = whole if len(whole) == 1 else self._once_joined(fold(end.text), found)
        if len(found) == 1:
            self._named.setdefault(end, f"nu:{fold(end.text)}")
            return found[0].key
        if found or not end.unsaid:
            return self._several(end, found) if found else self._of_another_kind(end) or self._unknown(end)
        return Problem("SENSITIVE_DATA", end.unsaid, column=end.column)

    def _once_joined(self, name: str, found: list[_Found]) -> list[_Found]:
        """Return the one actor that a name will mean once a row that gives no commune has joined the only other of its name."""
        placed = [f for f in found if f.town]
        known = {f.key for _, f in self._in_base.get(name, [])}
        apart = is_network(name) or len({KINDS[f.kind].family for f in found}) > 1 or all(f.key in known for f in found)
        return placed if len(placed) == 1 and not apart else found

    def _bearing(self, name: str) -> list[_Found]:
        # The file's own statement of an actor and the base's are one when they share a key.
        held = self._in_base.get(name, [])
        same = {key for actor, found in held for key in (actor, found.key)}
        return [f for key, f in self._in_file.get(name, {}).items() if key not in same] + [f for _, f in held]

    def _of_another_kind(self, end: Named) -> Problem | None:
        """Return what is said of a name that only actors of families the end does not admit bear, None when nobody bears it."""
        kinds = {f.kind for f in self._bearing(fold(end.text))}.union(self._kinds[key] for key in _exact_keys(_anyone(end)) if key in self._kinds)
        if not kinds:
            return None
        said = f"« {excerpt(end.text)} » est connu comme {quoted(KINDS[min(kinds, key=lambda code: (KINDS[code].rank, code))].label)} : "
        tie = TIES.get(end.relation)
        said += f"{quoted(tie.forward)} va d'{_one_of(tie.starts)} vers {_one_of(tie.ends)}." if tie else f"il faut ici {_one_of(end.families)}."
        return Problem("RELATION_END_UNKNOWN", said, column=end.column, value=excerpt(end.text))

    def _unknown(self, end: Named) -> Problem:
        name = excerpt(called(end.text))
        said = f"Aucun acteur connu ne répond à « {name} » : importez-le d'abord, ou corrigez le nom."
        if mark := next((told for sign, told in _PARTING.items() if sign in name), ""):
            said += f" Plusieurs noms dans la cellule ? Séparez-les par une barre |, pas par {mark}."
        return Problem("RELATION_END_UNKNOWN", said, column=end.column, value=name)

    def _several(self, end: Named, found: list[_Found]) -> Problem:
        towns = ", ".join(sorted({f.town or "sans commune" for f in found})[:5])
        said = f"Plusieurs acteurs portent le nom « {excerpt(end.text)} » ({towns}) : indiquez le SIRET."
        return Problem("RELATION_END_AMBIGUOUS", said, column=end.column, value=excerpt(end.text))


def _one_of(families: Sequence[str]) -> str:
    """Return the words that ask for an actor of one of some families."""
    *others, last = (Family(code).one for code in families)
    return f"{', '.join(others)} ou {last}" if others else last


def called(text: str) -> str:
    """Return an end as a file wrote it: a number without the scheme it is looked for under.

    >>> called("siret:13002526500013"), called("Le Moulin")
    ('13002526500013', 'Le Moulin')
    """
    return text.partition(":")[2] if prefix_of(text) in ("siret", "siren") else text


def _anyone(end: Named) -> Named:
    return Named(end.text)


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
