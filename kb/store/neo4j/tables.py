"""The graph on a server: records, judgements, actors and ties, from which the touched part is computed again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from kb.graph import Node, claim_ties
from kb.ledger import Judgement, Known, Source
from kb.store.bodies import known_of
from kb.store.neo4j.change import Change
from kb.store.neo4j.ledger import LedgerNodes
from kb.store.neo4j.rows import (
    KEYS,
    NODE,
    ROWS,
    SET_NODE,
    asked,
    known_row,
    node_from,
    node_labels,
    node_row,
    other_keys,
    pieces,
    record_row,
    relation_row,
)
from kb.store.neo4j.schema import LABELS, short, type_of
from kb.store.refresh import Ends, PendingTie, Tables
from kb.store.standing import LedgerSources

_RECORD = "r.id, r.slot, r.body"
_HOLDING = (
    *(f"MATCH (r:Record) WHERE r.{key} IN $keys RETURN {_RECORD}" for key in ("identity", "named", "bare")),
    f"MATCH (h:Holder) WHERE h.key IN $keys MATCH (r:Record {{id: h.record}}) RETURN {_RECORD}",
)
_PUT_RECORD = (
    "UNWIND $rows AS r CREATE (:Record {id: r[0], slot: r[1], actor: r[2], body: r[3], name: r[4], identity: r[5], "
    "named: r[6], bare: r[7]})"
)
#: A tie record is named after its kind; what it says is read in its claim.
_TIE_RECORD = "t.id, t.slot, t.name, t.start_key, t.end_key, t.said, t.start, t.end"
_SET_TIE = tuple(name[2:] for name in _TIE_RECORD.split(", "))[1:]
_NODE_PROPS = ", ".join(f"n.{name} = r[{place}]" for place, name in enumerate(SET_NODE, 1))
_ALL_LABELS = "".join(f":{label}" for label in LABELS)
_PUT_RELATION = (
    "UNWIND $rows AS r MATCH (a:Actor {{id: r[0]}}) MATCH (b:Actor {{id: r[1]}}) CREATE (a)-[:{type} {{id: r[2], "
    "claim: r[3], body: r[4], scope: r[5], from: r[6], to: r[7], valid_from: r[8], valid_to: r[9]}}]->(b)"
)
_END_RELATION = (
    "UNWIND $rows AS r MATCH (a:Actor {{id: r[0]}}) MATCH (b:Actor {{id: r[1]}}) MATCH (a)-[t:{type} {{id: r[2]}}]->(b) "
    "DELETE t"
)
#: How many ids one entry of the change log lists.
LOGGED = 5_000


class GraphNodes(LedgerSources, Tables):
    """What `refresh` asks of the engine, inside one change and for one rev of the change log."""

    def __init__(self, change: Change, ledger: LedgerNodes, rev: int) -> None:
        super().__init__(ledger)
        self.change, self.rev = change, rev

    def _ask(self, text: str, keys: Collection[str]) -> Iterable[Sequence[Any]]:
        for piece in pieces(asked(keys), KEYS):
            yield from self.change.read(text, {"keys": piece})

    def _say(self, text: str, rows: Collection[Any], **more: Any) -> None:
        for piece in pieces(rows, ROWS):
            self.change.write(text, {"rows": piece, **more})

    # -- reading --------------------------------------------------------------------------------------------------

    def is_empty(self) -> bool:
        if self.change.filling:
            return True
        return not self.change.read("RETURN EXISTS {(:Record)} OR EXISTS {(:TieRecord)}")[0][0]

    def sources_described(self, slots: Collection[str]) -> set[str]:
        text = (
            "MATCH (s:Source) WHERE s.id IN $keys "
            "RETURN coalesce(s.body, s.others[0])"
        )  # fmt: skip
        return {Source.from_body(row[0]).id for row in self._ask(text, slots) if row[0] is not None}

    def records_of_slots(self, slots: Collection[str]) -> dict[str, Known]:
        return self._known(self._ask(f"MATCH (r:Record) WHERE r.slot IN $keys RETURN {_RECORD}", slots))

    def records_holding(self, keys: Collection[str]) -> dict[str, Known]:
        return self._known(row for text in _HOLDING for row in self._ask(text, keys))

    def records(self, ids: Collection[str]) -> dict[str, Known]:
        return self._known(self._ask(f"MATCH (r:Record) WHERE r.id IN $keys RETURN {_RECORD}", ids))

    def _known(self, rows: Iterable[Sequence[Any]]) -> dict[str, Known]:
        # A record met by several of its keys is read once.
        return {rid: known_of(*row) for rid, row in {row[0]: row for row in rows}.items()}

    def judgements_on(self, records: Collection[str]) -> list[Judgement]:
        bodies = {row[0] for end in ("a", "b") for row in self._ask(
            f"MATCH (j:Judgement) WHERE j.{end} IN $keys RETURN j.said", records
        )}  # fmt: skip
        return [Judgement.from_body(body) for body in sorted(bodies)]

    def owners(self, records: Collection[str]) -> dict[str, str]:
        rows = self._ask("MATCH (r:Record) WHERE r.id IN $keys RETURN r.id, r.actor", records)
        return {row[0]: row[1] for row in rows}

    def ties_of_slots(self, slots: Collection[str]) -> dict[str, Ends]:
        text = "MATCH (t:TieRecord) WHERE t.slot IN $keys RETURN t.id, t.start_key, t.end_key"
        return {row[0]: (row[1], row[2]) for row in self._ask(text, slots)}

    def ties_on(self, keys: Collection[str]) -> dict[str, PendingTie]:
        slots: dict[str, str] = {}
        for end in ("start_key", "end_key"):
            rows = self._ask(f"MATCH (t:TieRecord) WHERE t.{end} IN $keys RETURN t.id, t.slot", keys)
            slots.update((row[0], row[1]) for row in rows)
        held = self.held(set(slots.values()))
        found: dict[str, PendingTie] = {}
        for slot in sorted(held.keys()):
            claim = held[slot].claim
            source = self.source(claim.source)
            for tid, record in claim_ties(claim).items():
                if tid in slots:
                    found[tid] = PendingTie(tid, slot, source, held[slot].since, record)
        return found

    # -- writing --------------------------------------------------------------------------------------------------

    def put_judgements(self, put: Mapping[str, Judgement], gone: Collection[str]) -> list[Judgement]:
        touched = sorted({*put, *gone})
        rows = self._ask("MATCH (j:Judgement) WHERE j.id IN $keys AND j.said IS NOT NULL RETURN j.said", touched)
        before = [Judgement.from_body(row[0]) for row in rows]
        said = {slot: [j.pair[0], j.pair[1], j.body] for slot, j in put.items()}
        self._say(
            "UNWIND $rows AS r MATCH (j:Judgement {id: r[0]}) SET j.a = r[1], j.b = r[2], j.said = r[3]",
            [[slot, *said.get(slot, [None, None, None])] for slot in touched],
        )
        return before

    def put_records(self, put: Iterable[Known], owners: Mapping[str, str], existing: Mapping[str, Known]) -> None:
        gone = sorted(existing)
        self._say("UNWIND $rows AS id MATCH (r:Record {id: id}) DELETE r", gone)
        self._say("UNWIND $rows AS id MATCH (h:Holder {record: id}) DELETE h", gone)
        listed = sorted(put, key=lambda known: known.id)
        rows = [known_row(known, owners[known.id]) for known in listed]
        self._say(_PUT_RECORD, rows)
        others = [pair for known, row in zip(listed, rows, strict=True) for pair in other_keys(known, row)]
        self._say("UNWIND $rows AS r CREATE (:Holder {key: r[0], record: r[1], name: r[0]})", others)

    def put_owners(self, owners: Mapping[str, str]) -> None:
        self._say("UNWIND $rows AS r MATCH (n:Record {id: r[0]}) SET n.actor = r[1]", [list(o) for o in owners.items()])

    def put_nodes(self, nodes: Collection[Node], existing: Collection[str]) -> None:
        rows = self._ask(f"MATCH (n:Actor) WHERE n.id IN $keys RETURN {NODE}", existing) if existing else ()
        before = {node.id: node for node in map(node_from, rows)}
        made: dict[str, list[list[Any]]] = defaultdict(list)
        changed: dict[str, list[list[Any]]] = defaultdict(list)
        inserted: list[str] = []
        updated: list[str] = []
        for node in sorted(nodes, key=lambda n: n.id):
            was = before.pop(node.id, None)
            if was == node:
                continue
            (inserted if was is None else updated).append(node.id)
            (made if was is None else changed)[node_labels(node.roles)].append(node_row(node))
        for labels, listed in sorted(made.items()):
            self._say(f"UNWIND $rows AS r CREATE (n:Actor{labels} {{id: r[0]}}) SET {_NODE_PROPS}", listed)
        for labels, listed in sorted(changed.items()):
            text = (
                f"UNWIND $rows AS r MATCH (n:Actor {{id: r[0]}}) REMOVE n{_ALL_LABELS} SET n{labels} SET {_NODE_PROPS}"
            )
            self._say(text, listed)
        gone = sorted(before)
        self._say("UNWIND $rows AS id MATCH (n:Actor {id: id}) DETACH DELETE n", [short(key) for key in gone])
        self._log("actor", inserted, updated, gone)

    def put_ties(self, pending: Mapping[str, PendingTie], ends: Mapping[str, Ends], existing: Collection[str]) -> None:
        rows = self._ask(f"MATCH (t:TieRecord) WHERE t.id IN $keys RETURN {_TIE_RECORD}", existing) if existing else ()
        before = {row[0]: list(row) for row in rows}
        now = {tid: record_row(pending[tid], ends.get(tid)) for tid in sorted(pending)}
        fresh = {tid: row for tid, row in now.items() if before.get(tid) != row}
        gone = sorted(before.keys() - now.keys())
        self._end_relations([before[tid] for tid in (*gone, *(fresh.keys() & before.keys())) if before[tid][6]])
        self._say("UNWIND $rows AS id MATCH (t:TieRecord {id: id}) DELETE t", gone)
        made, put = [row for tid, row in fresh.items() if tid not in before], ", ".join(
            f"{name}: r[{place}]" for place, name in enumerate(_SET_TIE, 1)
        )  # fmt: skip
        self._say(f"UNWIND $rows AS r CREATE (t:TieRecord {{id: r[0], {put}}})", made)
        put = ", ".join(f"t.{name} = r[{place}]" for place, name in enumerate(_SET_TIE, 1))
        changed = [row for tid, row in fresh.items() if tid in before]
        self._say(f"UNWIND $rows AS r MATCH (t:TieRecord {{id: r[0]}}) SET {put}", changed)
        self._put_relations([relation_row(pending[tid], ends[tid]) for tid in fresh if tid in ends], pending)
        # Only what a reader sees is logged: not the keys, nor a tie whose ends are not known.
        was = {tid: row[:3] + row[5:] for tid, row in before.items() if row[6] is not None}
        shown = {tid: row[:3] + row[5:] for tid, row in now.items() if row[6] is not None}
        inserted = [tid for tid in shown if tid not in was]
        updated = sorted(tid for tid in shown.keys() & was.keys() if shown[tid] != was[tid])
        self._log("tie", inserted, updated, sorted(was.keys() - shown.keys()))

    def _put_relations(self, rows: Iterable[list[Any]], pending: Mapping[str, PendingTie]) -> None:
        by_type: dict[str, list[list[Any]]] = defaultdict(list)
        for row in rows:
            by_type[type_of(pending[row[2]].record.kind)].append(row)
        for kind, listed in sorted(by_type.items()):
            self._say(_PUT_RELATION.format(type=kind), listed)

    def _end_relations(self, rows: Iterable[Sequence[Any]]) -> None:
        by_type: dict[str, list[list[Any]]] = defaultdict(list)
        for row in rows:
            by_type[type_of(row[2])].append([row[6], row[7], row[0]])
        for kind, listed in sorted(by_type.items()):
            self._say(_END_RELATION.format(type=kind), listed)

    def _log(self, what: str, inserted: Iterable[str], updated: Iterable[str], deleted: Iterable[str]) -> None:
        rows: list[list[Any]] = []
        seq = 0
        for op, ids in (("insert", inserted), ("update", updated), ("delete", deleted)):
            for piece in pieces(list(ids), LOGGED):
                rows.append([seq + 1, seq + len(piece), op, piece])
                seq += len(piece)
        if not rows:
            return
        first = self.change.seq
        self._say(
            "UNWIND $rows AS r CREATE (:Change {seq: r[0], last: r[1], rev: $rev, op: r[2], what: $what, ids: r[3], "
            "name: r[2] + ' ' + $what})",
            [[first + row[0], first + row[1], *row[2:]] for row in rows], rev=self.rev, what=what,
        )  # fmt: skip
        self.change.seq = first + seq
