"""A base on a server beside hand-written Cypher through the same driver, on the server of MAILLAGE_TEST_NEO4J."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from neo4j import GraphDatabase, Session

from kb.store import Store, open_store
from kb.store.neo4j.fill import LAID, Fill
from kb.store.neo4j.schema import type_of
from kb.view import View
from tests.bench.graph import Sample
from tests.bench.timing import Line, at, by_turns, each
from tests.bench.writing import load
from tests.neo4j.servers import NEO4J, alone, empty, password

ASKED = 100
Said = list[tuple[str, Mapping[str, Any]]]

NEAR = "MATCH (a:Actor {id: $id})--(b:Actor) RETURN DISTINCT b.id"
NEAR_TWO = "MATCH (a:Actor {id: $id})-[*1..2]-(b:Actor) WHERE b <> a RETURN DISTINCT b.id"
#: The same question by hand: the ties of the day, the first in order of the shortest paths; and any path, undated.
PATH_SAME = (
    "MATCH p = allShortestPaths((:Actor {id: $a})-[*..6]-(:Actor {id: $b})) WHERE all(r IN relationships(p) WHERE "
    "(r.from IS NULL OR r.from <= $day) AND (r.to IS NULL OR r.to > $day)) "
    "WITH [n IN nodes(p) | n.id] AS ids ORDER BY ids LIMIT 1 RETURN ids"
)
PATH = "MATCH p = shortestPath((:Actor {id: $a})-[*..6]-(:Actor {id: $b})) RETURN [n IN nodes(p) | n.id]"


def measure_server(sample: Sample) -> Iterator[Line]:
    """Yield N1 to N4: the import, the neighbourhood, the path, the sheet."""
    if not NEO4J:
        return
    with alone():
        said = _recorded(sample)
        with GraphDatabase.driver(NEO4J, auth=("neo4j", password())) as driver, driver.session() as session:
            ours, bare = by_turns(lambda: _import(sample), lambda: _bare(session, said), 3)
            yield Line("N1", "import / mêmes nœuds et relations par UNWIND nu", ours, bare, 0.5, least=True)
            yield Line(
                "N1b",
                "import / acteurs et liens seuls, sans preuve ni historique",
                ours,
                _lean(session, sample),
                0.5,
                least=True,
            )
            _import(sample)
            with open_store(NEO4J) as store:
                yield from _reading(store, session, sample)


def _import(sample: Sample) -> float:
    empty(NEO4J)
    with open_store(NEO4J, create=True) as store:
        return _spent(lambda: load(store, sample.rows))


def _spent(run: Callable[[], object]) -> float:
    # The server's time counts as well as ours: the clock, not the processor.
    begun = time.perf_counter()
    run()
    return (time.perf_counter() - begun) * 1_000


def _recorded(sample: Sample) -> Said:
    """Return what an import says to the server, to be said again by hand."""
    said: Said = []

    class Recorder(Fill):
        def write(self, text: str, values: Mapping[str, Any]) -> None:
            said.append((text, values))
            super().write(text, values)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kb.store.neo4j.change.Fill", Recorder)
        patch.setattr("kb.store.neo4j.change.FILL", 1)
        _import(sample)
    return said


def _bare(session: Session, said: Said) -> float:
    empty(NEO4J)
    return _spent(lambda: _say(session, said))


def _say(session: Session, said: Said) -> None:
    tx, rows = session.begin_transaction(), 0
    for text, values in said:
        tx.run(text, dict(values)).consume()
        rows += len(values.get("rows", ()))
        if rows >= LAID:
            tx.commit()
            tx, rows = session.begin_transaction(), 0
    tx.commit()


def _lean(session: Session, sample: Sample) -> float:
    actors = [[r["id"], r["name"], r["city"], r["naf"]] for r in sample.rows if "id" in r]
    said: Said = [("UNWIND $rows AS r CREATE (:Actor {id: r[0], name: r[1], city: r[2], naf: r[3]})", {"rows": actors})]
    for kind in sorted({r["tie"] for r in sample.rows}):
        rows = [[r["start"], r["end"], r["year"]] for r in sample.rows if r["tie"] == kind]
        text = f"UNWIND $rows AS r MATCH (a:Actor {{id: r[0]}}) MATCH (b:Actor {{id: r[1]}}) CREATE (a)-[:{type_of(kind)} {{year: r[2]}}]->(b)"
        said.append((text, {"rows": rows}))
    empty(NEO4J)
    return _spent(lambda: _say(session, said))


def _reading(store: Store, session: Session, sample: Sample) -> Iterator[Line]:
    chance = random.Random(11)
    keys, others = chance.choices(sample.keys, k=ASKED), chance.choices(sample.keys, k=ASKED)
    ends = dict(zip(keys, others, strict=True))

    def ask(text: str, **values: object) -> list[Any]:
        return [record[0] for record in session.run(text, values)]  # type: ignore[arg-type]

    with store.view() as view:
        for key in keys[:20]:
            assert view.around([key], 2) == set(ask(NEAR_TWO, id=key))
            said = ask(PATH_SAME, a=key, b=ends[key], day=view.date.isoformat())
            assert view.path(key, ends[key]) == (said[0] if said else [])
        for steps, text in ((1, NEAR), (2, NEAR_TWO)):
            ours, hand = by_turns(
                lambda steps=steps: at(each(lambda k: view.around([k], steps), keys), 0.5),  # type: ignore[misc]
                lambda text=text: at(each(lambda k: ask(text, id=k), keys), 0.5),  # type: ignore[misc]
                3,
            )
            yield Line("N2", f"voisins à {steps} pas / Cypher à la main, médiane", ours, hand, 1.5)
        yield _paths(view, ask, ends, PATH_SAME, "N3", "la même question en Cypher à la main")
        yield _paths(view, ask, ends, PATH, "N3b", "shortestPath seul, sans date ni ordre")
        sheet = each(lambda k: (view.actor(k), view.get(t.other(k) for t in view.expand([k]).ties)), keys)
        yield Line("N4", "fiche d'un acteur, ses liens, leurs bouts, p95", at(sheet, 0.95), None, 50)


def _paths(
    view: View, ask: Callable[..., list[Any]], ends: Mapping[str, str], text: str, code: str, beside: str
) -> Line:
    day = view.date.isoformat()
    ours, hand = by_turns(
        lambda: at(each(lambda k: view.path(k, ends[k]), ends), 0.5),
        lambda: at(each(lambda k: ask(text, a=k, b=ends[k], day=day), ends), 0.5),
        5,
    )
    return Line(code, f"plus court chemin / {beside}, médiane", ours, hand, 1.5)
