"""A view on a server shows one state, whoever writes meanwhile; what is asked of the server is what the projection says."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator

import pytest
from neo4j import GraphDatabase

from kb.privacy import LOCAL, READER
from kb.store import Store, open_store
from kb.view import View
from kb.walk import shortest_path
from tests.bench.graph import make_sample
from tests.bench.writing import load
from tests.kb.samples import CARNET, actor, says, write
from tests.neo4j.servers import NEO4J, alone, password


@pytest.fixture
def server() -> Iterator[Store]:
    with alone() as url, open_store(url, create=True) as store:
        yield store


def test_what_the_server_walks_is_what_the_projection_and_the_shared_walk_say(server):
    sample = make_sample(300, 900)
    load(server, sample.rows)
    chance = random.Random(3)
    for viewer in (LOCAL, READER):
        with server.view(viewer) as view:
            projection = view.projection()
            for _ in range(60):
                one, other = chance.sample(sample.keys, 2)
                found = view.path(one, other)
                assert found == View.path(view, one, other)
                assert found == shortest_path(one, other, 6, projection.pairs)
                assert len(found) == len(projection.path(one, other))
                for steps in (1, 2, 3):
                    assert view.around([one, other], steps) == View.around(view, [one, other], steps)
                    assert view.around([one], steps) == projection.ego([one], steps)


def test_paths_too_many_to_be_listed_are_walked(server, monkeypatch):
    load(server, make_sample(300, 900).rows)
    monkeypatch.setattr("kb.store.neo4j.reader.PATHS", 0.000_001)
    keys = make_sample(300, 900).keys
    with server.view() as view:
        assert [view.path(keys[0], key) for key in keys[1:9]] == [View.path(view, keys[0], key) for key in keys[1:9]]


def test_a_view_keeps_its_state_while_others_write(server):
    write(server, says(CARNET, "1", actor("La Forge", town="Lyon")))
    with server.view() as view, server.view() as same:
        first = view.find().actors[0].id
        write(
            server, says(CARNET, "2", actor("Élan")), says(CARNET, "1", actor("La Forge", town="Lyon", website="a.fr"))
        )

        assert [a.name for a in view.actors()] == ["La Forge"]
        assert (view.find().total, view.actor(first).value("website"), len(view.batches())) == (1, None, 1)
        assert [a.name for a in same.search("elan")] == []
        assert (same.counts()["actors"], same.around([first]), same.path(first, first)) == (1, set(), [first])
    with server.view() as view:
        assert [a.name for a in view.actors()] == ["Élan", "La Forge"]


def test_readers_never_see_half_a_write(server):
    write(server, *_ten(0))
    seen: list[int] = []
    wrong: list[object] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            with server.view() as view:
                total, listed, ties = view.find(limit=1).total, list(view.actors()), view.ties()
                if total % 10 or len(listed) != total:
                    wrong.append((total, len(listed), len(ties)))
                seen.append(total)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()

    def turn(writer: int) -> None:
        for n in range(8):
            write(server, *_ten(10 * writer + n + 1))
            time.sleep(0.05)

    writers = [threading.Thread(target=turn, args=(n,)) for n in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    done.set()
    for reader in readers:
        reader.join()

    assert not wrong
    assert len(set(seen)) > 2
    with server.view() as view:
        assert (view.find().total, server.head()) == (330, 33)


def _ten(batch: int) -> list[object]:
    return [says(CARNET, f"{batch}-{n}", actor(f"Atelier {batch} {n}")) for n in range(10)]


def test_a_gate_left_shut_by_a_writer_that_died_is_opened(server):
    write(server, says(CARNET, "1", actor("La Forge")))
    with GraphDatabase.driver(NEO4J, auth=("neo4j", password())) as driver:
        driver.execute_query("MATCH (g:Gate) SET g.writing = 2")
    begun = time.monotonic()
    with server.view() as view:
        assert view.find().total == 1
    with GraphDatabase.driver(NEO4J, auth=("neo4j", password())) as driver:
        assert driver.execute_query("MATCH (g:Gate) RETURN g.writing").records[0][0] is None
    assert time.monotonic() - begun < 10
    write(server, says(CARNET, "2", actor("Élan")))


def test_only_the_closed_vocabulary_makes_labels_and_types(server):
    from kb.store.neo4j.schema import LABELS, TYPES

    load(server, make_sample(60, 200).rows)
    with GraphDatabase.driver(NEO4J, auth=("neo4j", password())) as driver:
        labels = {r[0] for r in driver.execute_query("MATCH (n:Actor) UNWIND labels(n) AS l RETURN DISTINCT l").records}
        types = {r[0] for r in driver.execute_query("MATCH ()-[r]->() RETURN DISTINCT type(r)").records}
        nameless = driver.execute_query("MATCH (n) WHERE n.name IS NULL RETURN count(n)").records[0][0]

    assert labels - {"Actor"} <= set(LABELS)
    assert types <= set(TYPES)
    assert nameless == 0
    own = {"Actor", "Slot", "Claim", "Judgement", "Source", "Batch", "Part", "Record", "Holder", "TieRecord", "Change", "Base",
           "Gate", "Pen"}  # fmt: skip
    assert own.isdisjoint(LABELS)
