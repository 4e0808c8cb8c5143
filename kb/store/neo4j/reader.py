"""The primitives on the server's latest state: one statement each, which also says whether the base moved meanwhile.

Nothing on a server gives several statements one state to read: each tells, in the same breath, the rev it read at and
whether a commit was appearing. `Moved` then sends the view to the ledger, which never changes, for what it still has to
read.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from kb.graph import Node, Tie
from kb.ledger import BatchInfo, Judgement, Known, Source, undescribed
from kb.privacy import Layer, Viewer
from kb.resolve import bare_name
from kb.store.base import Held
from kb.store.bodies import known_of
from kb.store.neo4j.ledger import BATCH
from kb.store.neo4j.rows import HELD, KEYS, NODE, TIE, asked, node_from, pieces, tie_from
from kb.store.neo4j.schema import KIND_OF_TYPE, LABELS, WORDS, label_of, short, type_of
from kb.store.neo4j.server import Row
from kb.store.origins import describe
from kb.view import SourceInfo, Told

if TYPE_CHECKING:
    from kb.store.neo4j.store import Neo4jStore

#: How many letters of one word the words' index looks up; the rest is compared on the actors found.
WORD = 200
#: For how long the server may look for paths before they are walked step by step, in seconds.
PATHS = 1.0
#: What every read ends with: its rows, then the state they were read in.
_STATE = " AS row WITH collect(row) AS rows MATCH (b:Base {id: 'base'}) MATCH (g:Gate {id: 'porte'}) RETURN rows, b.rev, g.writing"
STATE = "MATCH (b:Base {id: 'base'}) MATCH (g:Gate {id: 'porte'}) RETURN b.rev, g.writing"
#: The id of an actor, whole.
_ID = "coalesce({n}.long, {n}.id)"
_PATTERNS = {"out": "-[t{types}]->", "in": "<-[t{types}]-", "both": "-[t{types}]-"}


class Moved(Exception):
    """Raised when the base is not any more in the state that a view shows."""


class Head:
    """Reads the latest state of a store for one viewer and date; raises `Moved` when it is another than `rev`."""

    def __init__(self, store: Neo4jStore, viewer: Viewer, day: str, rev: int) -> None:
        self._store, self._viewer, self._day, self.rev = store, viewer, day, rev

    # -- asking ---------------------------------------------------------------------------------------------------

    def rows(self, text: str, columns: str, *, within: float | None = None, **values: Any) -> list[Row]:
        """Return the rows of a statement, all read in the view's state; raises `Moved`, `ServerSlow` past a limit."""
        while True:
            read = self._store.server.read(f"{text} WITH [{columns}]{_STATE}", values, within=within)
            rows, rev, writing = read[0]
            if self._stands(rev, writing):
                return list(rows)

    def many(self, text: str, columns: str, **values: Any) -> list[Row]:
        """Return rows by the thousands as the server streams them; raises `Moved`."""
        while True:
            rows = self._store.server.read(f"{text} RETURN {columns}", values)
            rev, writing = self._store.server.read(STATE)[0]
            if self._stands(rev, writing):
                return rows

    def _stands(self, rev: int, writing: int | None) -> bool:
        """Tell whether what was just read is of the view's state; waits while a commit is appearing."""
        if writing is not None:
            self._store.wait_for_gate()
            return False
        if rev != self.rev:
            raise Moved
        return True

    def _by_keys(self, text: str, columns: str, keys: Collection[str], **values: Any) -> Iterator[Row]:
        for piece in pieces(asked(keys), KEYS):
            yield from self.rows(text, columns, keys=piece, **values)

    # -- actors ---------------------------------------------------------------------------------------------------

    def nodes(self, ids: Collection[str]) -> dict[str, Node]:
        """Return nodes by their own id."""
        found = map(node_from, self._by_keys("MATCH (n:Actor) WHERE n.id IN $keys", NODE, ids))
        wanted = set(ids)
        return {node.id: node for node in found if node.id in wanted}

    def known(self, ids: Collection[str]) -> set[str]:
        """Return those of some ids that are actors' own."""
        rows = self._by_keys("MATCH (n:Actor) WHERE n.id IN $keys", _ID.format(n="n"), ids)
        return {row[0] for row in rows} & set(ids)

    def owners_of(self, ids: Collection[str]) -> dict[str, str]:
        """Return, for record ids and former ids, the id of the actor that holds them now."""
        rows = self._by_keys("MATCH (r:Record) WHERE r.id IN $keys", "r.id, r.actor", ids)
        records = {row[0]: row[1] for row in rows}
        keys = {short(i): i for i in ids if i not in records and not i.startswith(("nom:", "nu:"))}
        held: dict[str, str] = {}
        for key, actor in self._holders(keys):
            if key not in held or actor < held[key]:
                held[key] = actor
        return {**records, **{keys[key]: actor for key, actor in held.items()}}

    def _holders(self, keys: Collection[str]) -> Iterator[Row]:
        if not keys:
            return
        for column in ("identity", "named", "bare"):
            yield from self._by_keys(f"MATCH (r:Record) WHERE r.{column} IN $keys", f"r.{column}, r.actor", keys)
        text = "MATCH (h:Holder) WHERE h.key IN $keys MATCH (r:Record {id: h.record})"
        yield from self._by_keys(text, "h.key, r.actor", keys)

    def made_of(self, records: Collection[str]) -> tuple[list[Known], list[Judgement]]:
        """Return some records, and the judgements in force that name one of them."""
        known = self._by_keys("MATCH (r:Record) WHERE r.id IN $keys", "r.id, r.slot, r.body", records)
        said = self._by_keys("MATCH (j:Judgement) WHERE j.a IN $keys OR j.b IN $keys", "j.said", records)
        return [known_of(*row) for row in known], [Judgement.from_body(body) for body in sorted({row[0] for row in said})]

    def all_nodes(self, kinds: Collection[str]) -> list[Node]:
        """Return the nodes that have one of these roles (all of them when empty), ordered by folded name then id."""
        text = f"MATCH (n:Actor{_roles(kinds)}) WITH n ORDER BY n.folded, {_ID.format(n='n')}"
        return [node_from(row) for row in self.many(text, NODE)] if _exist(kinds) else []

    def find(
        self,
        kinds: Collection[str],
        near: Collection[str] | None,
        words: list[str],
        without: Collection[str],
        limit: int,
        offset: int,
    ) -> tuple[list[Node], int]:
        """Return one page of nodes ordered by folded name then id, and the total."""
        if not _exist(kinds):
            return [], 0
        text, values = _choice(kinds, near, words, without)
        plain = near is None and not words and not without
        pages = f" WITH n ORDER BY n.head, n.folded, {_ID.format(n='n')} SKIP $offset" + (
            " LIMIT $limit" if limit >= 0 else ""
        )
        if plain:
            # A list without a choice is counted once, then walked down in the order of its index.
            total = self._store.counted(self.rev, kinds, lambda: self._count(text, values))
            text += " WHERE n.head IS NOT NULL"
        elif limit >= 0 or offset:
            total = self._count(text, values)
        found = self.rows(text + pages, NODE, **values, limit=limit, offset=offset)
        return [node_from(row) for row in found], total if plain or limit >= 0 or offset else len(found)

    def _count(self, text: str, values: Mapping[str, Any]) -> int:
        return int(self.rows(f"{text} WITH count(*) AS total", "total", **values)[0][0])

    def all_ids(self) -> list[str]:
        """Return the ids of every actor."""
        return [row[0] for row in self.many("MATCH (n:Actor)", _ID.format(n="n"))]

    def bearing(self, bare: Collection[str]) -> Iterator[tuple[str, str, str]]:
        """Yield (folded name, name key, actor id) for the records that bear one of these folded names."""
        keys = [f"nu:{name}" for name in bare]
        for text in (
            "MATCH (r:Record) WHERE r.bare IN $keys",
            "MATCH (h:Holder) WHERE h.key IN $keys MATCH (r:Record {id: h.record})",
        ):
            for body, actor in self._by_keys(text, "r.body, r.actor", keys):
                for name in known_of("", "", body).record.names:
                    if bare_name(name) in bare:
                        yield bare_name(name), name, actor

    # -- ties -----------------------------------------------------------------------------------------------------

    def pairs(
        self, ids: Collection[str], kinds: Collection[str], to: Collection[str] | None = None
    ) -> Iterator[tuple[str, str]]:
        """Yield (one of these ids, its neighbour) for the ties of the date whose claim the viewer may see."""
        where, values = self.sees("t")
        among = " AND b.id IN $to" if to is not None else ""
        text = f"MATCH (a:Actor){_PATTERNS['both'].format(types=_types(kinds))}(b:Actor) WHERE a.id IN $keys AND {where}{among}"
        values["to"] = asked(to) if to is not None else None
        for row in self._by_keys(text, f"{_ID.format(n='a')}, {_ID.format(n='b')}", ids, **values):
            yield row[0], row[1]

    def around(
        self, ids: Collection[str], steps: int, kinds: Collection[str], hidden: Collection[str]
    ) -> tuple[set[str], set[str]]:
        """Return those of some ids that are actors' own, and the ids at most `steps` ties away from them, hidden ones left out."""
        where, values = self.sees("t")
        text = "MATCH (a:Actor) WHERE a.id IN $keys AND NOT a.id IN $hidden WITH collect(a) AS s0 "
        for step in range(steps):
            kept = ", ".join(f"s{n}" for n in range(step + 1))
            text += f"CALL (s{step}) {{ UNWIND s{step} AS a MATCH (a){_PATTERNS['both'].format(types=_types(kinds))}(b) WHERE {where} "
            # Asked after the walk: a planner with stale counts could else begin by every actor there is.
            text += f"WITH DISTINCT b WHERE b:Actor AND NOT b.id IN $hidden RETURN collect(b) AS s{step + 1} }} WITH {kept}, s{step + 1} "
        text += f"UNWIND s0 + {' + '.join(f's{n}' for n in range(1, steps + 1))} AS n WITH DISTINCT n, n IN s0 AS own"
        rows = self.rows(text, f"{_ID.format(n='n')}, own", keys=asked(ids), hidden=asked(hidden), **values)
        return {row[0] for row in rows if row[1]}, {row[0] for row in rows if not row[1]}

    def path(
        self, start: str, end: str, most: int, kinds: Collection[str], hidden: Collection[str]
    ) -> list[str] | None:
        """Return the first in order of the shortest paths between two actors' own ids; None when one is no actor's."""
        where, values = self.sees("r")
        ties = f"[{_types(kinds)}*..{int(most)}]"
        text = (
            "MATCH (a:Actor {id: $start}) MATCH (b:Actor {id: $end}) "
            f"OPTIONAL MATCH p = allShortestPaths((a)-{ties}-(b)) WHERE all(r IN relationships(p) WHERE {where}) "
            "AND none(n IN nodes(p) WHERE n.id IN $hidden) "
            f"WITH [n IN nodes(p) | {_ID.format(n='n')}] AS ids ORDER BY ids LIMIT 1"
        )
        values |= {"start": short(start), "end": short(end), "hidden": asked(hidden)}
        rows = self.rows(text, "ids", within=PATHS, **values)
        return list(rows[0][0] or []) if rows else None

    def sees(self, tie: str) -> tuple[str, dict[str, Any]]:
        """Return what a tie must satisfy to hold at the date and be seen, and the values that the text names."""
        clauses = [f"({tie}.from IS NULL OR {tie}.from <= $day)", f"({tie}.to IS NULL OR {tie}.to > $day)"]
        values: dict[str, Any] = {"day": self._day}
        viewer = self._viewer
        if not viewer.sees_all:
            mapped = f"{tie}.scope IS NULL" if Layer.CARTOGRAPHIE in viewer.layers else "false"
            owned = "true" if viewer.role == "local" else f"{tie}.scope IN $owners"
            engaged = f"{tie}.scope IS NOT NULL AND {owned}" if Layer.ENGAGEMENT in viewer.layers else "false"
            clauses.append(f"({mapped} OR ({engaged}))")
            values["owners"] = sorted(viewer.territories)
        return " AND ".join(clauses), values

    def ties_of(
        self, ids: Collection[str], kinds: Collection[str], direction: str, others: Collection[str] | None = None
    ) -> list[Tie]:
        """Return every tie that has one of these ids at an end, ordered by id."""
        among = " AND b.id IN $others" if others is not None else ""
        text = f"MATCH (a:Actor){_PATTERNS[direction].format(types=_types(kinds))}(b:Actor) WHERE a.id IN $keys{among} WITH DISTINCT t"
        rows = self._by_keys(text, TIE, ids, others=asked(others) if others is not None else None)
        found = {row[0]: row for row in rows}
        return [tie_from(found[tid]) for tid in sorted(found)]

    def edges(self, ids: Collection[str] | None) -> list[tuple[str, str, str, str]]:
        """Return (id, kind, start, end) of some ties, or of all, by id: those `pairs` walks along."""
        where, values = self.sees("t")
        columns = f"t.id, type(t), {_ID.format(n='a')}, {_ID.format(n='b')}"
        if ids is None:
            rows = self.many(f"MATCH (a:Actor)-[t]->(b:Actor) WHERE {where}", columns, **values)
        else:
            text = (
                "MATCH (r:TieRecord) WHERE r.id IN $keys AND r.start IS NOT NULL MATCH (a:Actor {id: r.start}) "
                f"MATCH (b:Actor {{id: r.end}}) MATCH (a)-[t]->(b) WHERE t.id = r.id AND {where}"
            )
            rows = list(self._by_keys(text, columns, ids, **values))
        return sorted((row[0], KIND_OF_TYPE[row[1]], row[2], row[3]) for row in rows)

    def all_ties(self, kinds: Collection[str]) -> list[Tie]:
        """Return every tie of these kinds (all when empty), ordered by id."""
        rows = self.many(f"MATCH (:Actor)-[t{_types(kinds)}]->(:Actor)", TIE)
        return [tie_from(row) for row in sorted(rows, key=lambda row: row[0])]

    # -- the ledger -----------------------------------------------------------------------------------------------

    def origins(self, claims: Collection[str]) -> dict[str, Told]:
        """Return where claims come from, with the cells as they were read, before any viewer."""
        text = "MATCH (s:Claim) WHERE s.id IN $keys AND s.body IS NOT NULL"
        found = {row[0]: Held(*row[1:]) for row in self._by_keys(text, f"s.id, {HELD}", claims)}
        sources = self._described({held.claim.source for held in found.values()})
        return {slot: describe(slot, held, sources[held.claim.source]) for slot, held in found.items()}

    def _described(self, ids: Collection[str]) -> dict[str, Any]:
        bodies = self.rows("MATCH (s:Source) WHERE s.body IS NOT NULL", "s.body")
        found = {source.id: source for source in (Source.from_body(row[0]) for row in bodies)}
        return {i: found.get(i) or undescribed(i) for i in ids}

    def sources(self) -> list[SourceInfo]:
        """Return the sources that have something in force, by name."""
        text = (
            "MATCH (s:Claim) WHERE s.source IS NOT NULL AND s.body IS NOT NULL WITH s.source AS source, count(*) AS claims, "
            "min(s.since) AS first, max(s.since) AS last, min(s.id) AS one MATCH (s:Slot {id: one})"
        )  # fmt: skip
        rows = {Held("", row[0], "").claim.source: row[1:] for row in self.rows(text, "s.body, claims, first, last")}
        described = self._described(rows.keys())
        return [
            SourceInfo(s.id, s.name, s.owner, s.title, s.rank, s.importer, s.demo, *rows[s.id])
            for s in (described[i] for i in sorted(rows))
        ]

    def batches(self, limit: int) -> list[BatchInfo]:
        """Return the journal, the latest batch first."""
        text = "MATCH (b:Batch) WITH b ORDER BY b.rev DESC LIMIT $limit"
        return [BatchInfo(*row) for row in self.rows(text, BATCH, limit=limit)]


def until_open(ask: Any, settle: Any, within: float = 2.0) -> None:
    """Wait until no commit is appearing; a gate that stays shut is settled under the pen."""
    end = time.monotonic() + within
    while ask():
        if time.monotonic() > end:
            settle()
            return
        time.sleep(0.02)


def _exist(kinds: Collection[str]) -> bool:
    return not kinds or any(_label(kind) for kind in kinds)


def _label(kind: str) -> str | None:
    try:
        return label_of(kind)
    except KeyError:
        return None


def _roles(kinds: Collection[str]) -> str:
    labels = [label for kind in sorted(kinds) if (label := _label(kind)) in LABELS]
    return "&(" + "|".join(str(label) for label in labels) + ")" if labels else ""


def _types(kinds: Collection[str]) -> str:
    from kb.kinds import TIES

    known = [type_of(kind) for kind in sorted(kinds) if kind in TIES]
    # Kinds nobody declared have no tie: a type that is never written stands for them.
    return ":" + "|".join(known or ["AUCUN"]) if kinds else ""


def _choice(
    kinds: Collection[str], near: Collection[str] | None, words: list[str], without: Collection[str]
) -> tuple[str, dict[str, Any]]:
    """Return the statement that chooses the actors `n` of a list, and its values."""
    values: dict[str, Any] = {}
    clauses = []
    if words:
        values["query"] = " AND ".join(f"{word[:WORD]}*" for word in words)
        values["words"] = [f" {word}" for word in words]
        text = f"CALL db.index.fulltext.queryNodes('{WORDS}', $query) YIELD node AS n"
        clauses.append("all(w IN $words WHERE (' ' + n.search) CONTAINS w)")
        if kinds:
            clauses.append(f"n:{_roles(kinds)[2:-1]}")
    else:
        text = f"MATCH (n:Actor{_roles(kinds)})"
    if near is not None:
        values["near"] = asked(near)
        clauses.append("n.id IN $near")
    if without:
        values["without"] = asked(without)
        clauses.append("NOT n.id IN $without")
    if not clauses:
        return text, values
    if words:
        text += " WITH n"
    return f"{text} WHERE {' AND '.join(clauses)}", values
