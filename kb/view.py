"""What questions hold: the graph at a date, as believed at a moment, for a viewer.

What the viewer may not see does not exist in a view: not in lists, counts, neighbours, paths or exports. Engines
implement the primitives whose names begin with an underscore; rights and dates are decided here, once.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from kb.errors import UnknownActor
from kb.found import Bearer, Expansion, MadeOf, Origin, Page, SourceInfo, Told, begins, plain
from kb.graph import Actor, Node, Tie
from kb.hearing import batches_heard, changes_heard, ends_said, heard, held, readable, records_heard, sources_heard
from kb.kinds import TIES, Layer
from kb.ledger import BatchInfo, changed
from kb.primitives import Primitives
from kb.privacy import Viewer
from kb.retention import KEPT_KINDS, has_term, objections
from kb.text import fold, sought, writable

if TYPE_CHECKING:
    import networkx

    from kb.projection import Projection

T = TypeVar("T")


class View(Primitives):
    """The graph for one viewer, at one date, as recorded at one moment; use it as a context manager."""

    def __init__(self, viewer: Viewer, date: dt.date, rev: int) -> None:
        self.viewer = viewer
        self.date = date
        self.rev = rev
        self._day = date.isoformat()
        #: What outlives one state of the base: a projection, which follows the next states by their changes.
        self._kept: dict[object, Any] = {}
        #: How a view of another day or moment reads the latest state, today: what must not be told any more is asked there.
        self._today: Callable[[], View] | None = None

    def __enter__(self) -> View:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give back what the view holds; a closed view must not be read."""

    # -- reading --------------------------------------------------------------------------------------------------

    def get(self, ids: Iterable[str]) -> dict[str, Actor]:
        """Return the visible actors by the id that was asked; former ids and record ids resolve."""
        asked = _keepable(ids)
        nodes = self._nodes(asked)
        missing = [i for i in asked if i not in nodes]
        owners = held(self, missing) if missing else {}
        more = self._nodes(set(owners.values())) if owners else {}
        seen = {actor.id: actor for actor in self._seen({**nodes, **more}.values())}
        by = {i: i if i in nodes else owners.get(i, "") for i in asked}
        return {i: seen[now] for i, now in by.items() if now in seen}

    def actor(self, actor_id: str) -> Actor:
        """Return one actor; raises `UnknownActor` when absent or hidden, told alike."""
        found = self.get([actor_id]).get(actor_id)
        if found is None:
            raise UnknownActor(actor_id)
        return found

    def made_of(self, *actors: Actor) -> MadeOf:
        """Return the records some actors are made of, with the fields the viewer may see, and what was said of two of them."""
        known, said = self._made_of([record for actor in actors for record in actor.records])
        records = {k.id: k for k in readable(self.viewer, known) if k.record.fields}
        within = {j.slot: j for j in said if j.a in records and j.b in records}
        return MadeOf(records, within, {j.slot: j for j in said if j.slot not in within})

    def find(
        self,
        kinds: Collection[str] = (),
        touching: Collection[str] | None = None,
        text: str = "",
        limit: int = 50,
        offset: int = 0,
    ) -> Page:
        """Return one page of actors ordered by name: of some kinds, tied to some others, matching some words."""
        words = sought(text)
        known = _keepable(kinds)
        if (text.strip() and not words) or (kinds and not known):
            return Page([], 0)
        near = None if touching is None else self._touching(touching)
        nodes, total = self._find(known, near, words, self._without(words), limit, offset)
        return Page(self._seen(nodes), total)

    def _touching(self, anchors: Iterable[str]) -> set[str]:
        resolved = set(self._resolve(anchors).values()) - self._hidden()
        return {other for _, other in self._pairs(resolved, ())} if resolved else set()

    def _without(self, words: list[str]) -> Collection[str]:
        # A contact is found by the names this viewer may read, never by those another team gives it.
        if self.viewer.sees_all or not words:
            return self._hidden()
        known = self._engaged().items()
        return {i for i, actor in known if actor is None or not begins(actor, words)}

    def search(self, text: str, kinds: Collection[str] = (), limit: int = 20) -> list[Actor]:
        """Return actors whose words begin as the text's do, accents and ligatures aside, best first."""
        return self.find(kinds=kinds, text=text, limit=limit).actors if fold(text) else []

    def bearers(self, names: Collection[str]) -> dict[str, list[Bearer]]:
        """Return the visible actors that bear exactly some folded names, by name.

        An actor with an identifier is held by it; another by its name and commune.
        """
        rows = sorted(self._bearing(_keepable(names)))
        actors = self.get({actor for _, _, actor in rows})
        found: dict[str, dict[str, Bearer]] = defaultdict(dict)
        for name, key, actor_id in rows:
            actor = actors.get(actor_id)
            if actor and actor_id not in found[name]:
                held = key if actor_id.startswith("r:") else actor_id
                found[name][actor_id] = Bearer(actor_id, held, actor.kind, key.partition("|")[2])
        return {name: list(by.values()) for name, by in found.items()}

    def actors(self, kinds: Collection[str] = ()) -> Iterator[Actor]:
        """Yield the visible actors of some kinds, ordered by name."""
        nodes = iter(self._all_nodes(kinds))
        while some := list(islice(nodes, _AT_ONCE)):
            yield from self._seen(some)

    def ties(self, kinds: Collection[str] = (), stating: str = "") -> list[Tie]:
        """Return every visible tie of some kinds that holds at the view's date, ordered by id; with `stating`, of those that say this field."""
        return self._visible(list(self._all_ties(kinds, stating)))

    def expand(
        self,
        ids: Iterable[str],
        kinds: Collection[str] = (),
        direction: str = "both",
        limit_per_node: int | None = 500,
    ) -> Expansion:
        """Return the ties around a set of actors: the one traversal primitive.

        `direction` is `out`, `in` or `both`. At most `limit_per_node` ties are kept for each actor, those of least id;
        what was cut is told in `truncated`.
        """
        resolved = set(self._resolve(ids).values())
        if not resolved:
            return Expansion([], {})
        ties = self._visible(list(self._ties_of(resolved, kinds, direction)))
        if limit_per_node is None:
            return Expansion(ties, {})
        count: dict[str, int] = defaultdict(int)
        kept: dict[str, Tie] = {}
        for tie in ties:
            for end in {tie.start, tie.end} & resolved:
                count[end] += 1
                if count[end] <= limit_per_node:
                    kept[tie.id] = tie
        return Expansion(list(kept.values()), {i: n for i, n in count.items() if n > limit_per_node})

    def ended(self, ids: Iterable[str], kinds: Collection[str] = ()) -> list[Tie]:
        """Return the visible ties around a set of actors that held once and no longer do at the view's date, by id."""
        return self._shown([tie for tie in self._every_tie_of(ids, kinds) if tie.ended_by(self._day)])

    def coming(self, ids: Iterable[str] | None = None, kinds: Collection[str] = ()) -> list[Tie]:
        """Return the visible ties whose first day is still to come at the view's date, by id: all, or those around some actors."""
        ties = self._all_ties(kinds) if ids is None else self._every_tie_of(ids, kinds)
        return [changed(tie, to_come=True) for tie in self._shown([t for t in ties if self._day < (t.valid_from or "")])]

    def _every_tie_of(self, ids: Iterable[str], kinds: Collection[str]) -> Iterable[Tie]:
        resolved = set(self._resolve(ids).values())
        return self._ties_of(resolved, kinds, "both") if resolved else ()

    def around(self, ids: Iterable[str], steps: int = 1, kinds: Collection[str] = ()) -> set[str]:
        """Return the ids of the actors at most `steps` ties away from some actors, these left out."""
        start = set(self._resolve(ids).values()) - self._hidden()
        seen, frontier = set(start), start
        for _ in range(steps):
            frontier = self._step(frontier, kinds) - seen
            if not frontier:
                break
            seen |= frontier
        return seen - start

    def _step(self, frontier: Collection[str], kinds: Collection[str]) -> set[str]:
        return {other for _, other in self._pairs(frontier, kinds)}.difference(self._hidden())

    def path(self, start: str, end: str, most: int = 6, kinds: Collection[str] = ()) -> list[str]:
        """Return the ids along one shortest path of at most `most` ties, both ends included; empty when none is."""
        from kb.walk import shortest_path

        hidden, ends = self._hidden(), self._resolve([start, end])
        if len(ends) < len({start, end}) or not set(ends.values()).isdisjoint(hidden):
            return []

        def pairs(ids: Collection[str], to: Collection[str] | None = None) -> Iterator[tuple[str, str]]:
            return self._pairs(ids, kinds, to)

        return shortest_path(ends[start], ends[end], most, pairs, hidden)

    def reach(
        self, groups: Mapping[str, Collection[str]], kinds: Collection[str] = (), least: int = 2
    ) -> dict[str, dict[str, list[Tie]]]:
        """Return the actors tied to the anchors of at least `least` groups, with the ties that prove it, by group."""
        now = self._resolve({anchor for anchors in groups.values() for anchor in anchors})
        members = {group: {now[anchor] for anchor in anchors if anchor in now} for group, anchors in groups.items()}
        group_of: dict[str, set[str]] = defaultdict(set)
        for group, anchors in members.items():
            for anchor in set(anchors) - self._hidden():
                group_of[anchor].add(group)
        touched: dict[str, set[str]] = defaultdict(set)
        for anchor, other in self._pairs(group_of, kinds):
            touched[other].update(group for group in group_of[anchor] if other not in members[group])
        # Ties are read for those who count alone: most actors touch one group.
        reached = {actor for actor, groups_of in touched.items() if len(groups_of) >= least} - self._hidden()
        found: dict[str, dict[str, list[Tie]]] = {actor: defaultdict(list) for actor in sorted(reached)}
        between = self._ties_of(reached, kinds, "both", group_of) if reached else ()
        for tie in self._visible(list(between)):
            for anchor, other in ((tie.start, tie.end), (tie.end, tie.start)):
                for group in group_of.get(anchor, ()):
                    if other in reached and other not in members[group]:
                        found[other][group].append(tie)
        return {actor: dict(sorted(by.items())) for actor, by in found.items()}

    def origins(self, claims: Iterable[str]) -> dict[str, Origin]:
        """Return where claims come from, those that say nothing this viewer may see left out as if they were not."""
        return heard(self, self._origins(_keepable(claims)))

    def origin(self, claim: str) -> Origin:
        """Return where one claim comes from; raises `UnknownActor` when it is absent or hidden."""
        found = self.origins([claim]).get(claim)
        if found is None:
            raise UnknownActor(claim)
        return found

    def ends_said(self, ties: Iterable[Tie]) -> dict[str, str]:
        """Return the claim that says the last day of each of some ties: a person's when theirs came first, else its own."""
        return ends_said(self, ties)

    def sources(self) -> list[SourceInfo]:
        """Return the sources of what this viewer sees, by id, with how many claims they see something of."""
        found = self._sources()
        return found if self.viewer.sees_all else self.memo("sources", lambda: sources_heard(self, found))

    def batches(self, limit: int = 50) -> list[BatchInfo]:
        """Return the journal, the latest batch first; of it, a viewer reads the files they see something of."""
        return self._batches(limit) if self.viewer.sees_all else batches_heard(self, limit)

    def changes(self, since: int, limit: int = 10_000) -> list[tuple[int, str, str, str]]:
        """Return what changed after a sequence number: (seq, op, what, id); what is gone is told to who sees all."""
        return self._changes(since, limit) if self.viewer.sees_all else changes_heard(self, since, limit)

    def counts(self) -> dict[str, int]:
        """Return how many actors, ties, facts and sources this viewer sees."""
        return self.memo("counts", self._count)

    def _count(self) -> dict[str, int]:
        actors = list(self.actors())
        facts = sum(len(actor.facts(name)) for actor in actors for name in actor.fields())
        ties = self.ties()
        return {"actors": len(actors), "ties": len(ties), "facts": facts + len(ties), "sources": len(self.sources())}

    def to_networkx(self, kinds: Collection[str] = ()) -> networkx.MultiDiGraph[str]:
        """Return the visible graph for analysts: actors with their winning values, ties keyed by id."""
        from kb.networks import to_networkx

        return to_networkx(self, kinds)

    def projection(self) -> Projection:
        """Return the visible graph as sparse arrays, for paths and rankings; kept, and brought up to date."""
        return self.memo("projection", self._project)

    def _project(self) -> Projection:
        from kb.projection import build_projection

        key = ("projection", self.date, self.viewer)
        with _KEEPING:
            before: Projection | None = self._kept.pop(key, None)
        after = before.follow(self) if before else build_projection(self)
        with _KEEPING:
            while len(self._kept) >= _MOST_KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[key] = after
        return after

    def _visible_ids(self) -> set[str]:
        return set(self._all_ids()) - self._hidden()

    # -- rights and dates, decided once ---------------------------------------------------------------------------

    def _seen(self, nodes: Iterable[Node]) -> list[Actor]:
        listed = list(nodes)
        objecting = objections(self) if any(map(has_term, listed)) else {}
        seen = [actor for node in listed if (actor := node.seen_by(self.viewer, self._day, objecting))]
        return seen if self.viewer.sees_all else records_heard(self, seen)

    def _resolve(self, ids: Iterable[str]) -> dict[str, str]:
        # The ids asked, former ids and record ids included, to the ids that answer now.
        asked = _keepable(ids)
        known = self._known(asked)
        rest = [i for i in asked if i not in known]
        return {**{i: i for i in asked if i in known}, **(held(self, rest) if rest else {})}

    def _visible(self, ties: list[Tie]) -> list[Tie]:
        return self._shown([tie for tie in ties if tie.holds_on(self._day)])

    def _shown(self, found: list[Tie]) -> list[Tie]:
        hidden = self._hidden()
        ties = [tie.seen_on(self._day) if tie.kind in _EVENTS else tie for tie in found]
        if self.viewer.sees_all and not hidden:
            return ties
        return [
            tie.seen_by(self.viewer) for tie in ties
            if self.viewer.may_see(Layer(tie.layer), tie.owner) and tie.start not in hidden and tie.end not in hidden
        ]  # fmt: skip

    def _hidden(self) -> frozenset[str]:
        # Only what is engagement alone (contacts) can be hidden whole, or past its term: a few actors of a large base.
        return self.memo("hidden", lambda: frozenset(i for i, actor in self._engaged().items() if actor is None))

    def _engaged(self) -> Mapping[str, Actor | None]:
        return self.memo("engaged", lambda: {
            node.id: node.seen_by(self.viewer, self._day, objections(self))
            for node in self._all_nodes(KEPT_KINDS) if has_term(node)
        })  # fmt: skip


#: Kinds of ties that read otherwise while their day is still to come.
_EVENTS = frozenset(code for code, kind in TIES.items() if kind.coming)
#: Actors read at once.
_AT_ONCE = 1_000
#: How many projections (one for each date and viewer) are kept at once.
_MOST_KEPT = 4
#: Views of several threads keep theirs in one place.
_KEEPING = threading.Lock()


def _keepable(texts: Iterable[str]) -> list[str]:
    # What no base can hold is not asked of an engine, some of which would rather fail than answer "nothing".
    return [text for text in dict.fromkeys(texts) if writable(text)]


__all__ = ["Bearer", "Expansion", "MadeOf", "Origin", "Page", "SourceInfo", "Told", "View", "plain"]
