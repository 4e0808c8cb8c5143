"""The projection answers as NetworkX and the view do, on random graphs, and stays so while the base changes."""

from __future__ import annotations

import datetime as dt
import itertools
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.ledger import TieRecord
from kb.networks import to_networkx
from kb.privacy import LOCAL, READER, Viewer
from kb.projection import Projection, build_projection
from kb.store import Store, open_store
from kb.view import View
from tests.kb import test_histories as random
from tests.kb.samples import CARNET, actor, end, says, write

VIEWERS = [LOCAL, READER, Viewer("contributeur", frozenset({"lyon-8"}))]
PAIRS = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=30)


def lattice(store: Store, pairs: list[tuple[int, int]], name: str = "l") -> None:
    """Write twelve companies and one tie for each pair."""
    rows = [says(CARNET, f"a{n}", actor(f"Atelier {n}", siret=f"{n:014}")) for n in range(12)]
    rows += [
        says(CARNET, f"{name}{n}", ties=[TieRecord("client_of", f"siret:{a:014}", f"siret:{b:014}")])
        for n, (a, b) in enumerate(pairs)
    ]
    write(store, *rows)


def agree(projection: Projection, view: View) -> None:
    """Check every answer of a projection against NetworkX and against the view."""
    directed = to_networkx(view)
    graph = nx.MultiGraph()
    graph.add_nodes_from(directed)
    graph.add_edges_from(directed.edges(keys=True))
    ids = sorted(graph)
    assert sorted(projection.index) == ids
    assert (len(projection), projection.size) == (len(ids), graph.number_of_edges())
    assert len(projection.indices) == len(projection.kinds) == len(projection.weights) == 2 * projection.size
    for actor_id in ids:
        around = {other for tie in view.expand([actor_id], limit_per_node=None).ties for other in (tie.start, tie.end)}
        assert projection.neighbours(actor_id) == set(graph[actor_id]) == around - {actor_id}
        row = projection.indices[
            projection.indptr[projection.index[actor_id]] : projection.indptr[projection.index[actor_id] + 1]
        ]
        assert sorted(projection.ids[n] for n in row) == sorted(other for _, other in graph.edges(actor_id))
        ego = set(nx.single_source_shortest_path_length(graph, actor_id, cutoff=2)) - {actor_id}
        assert projection.ego([actor_id], 2) == ego == view.around([actor_id], steps=2)
    for a, b in zip(ids, ids[3:], strict=False):
        check_path(graph, projection.path(a, b), a, b)
        check_path(graph, view.path(a, b), a, b)
    assert projection.components() == sorted(
        (sorted(c) for c in nx.connected_components(graph)), key=lambda c: (-len(c), c[0])
    )
    if ids:
        assert projection.pagerank() == pytest.approx(nx.pagerank(graph, tol=1e-10, max_iter=500), abs=1e-7)


def check_path(graph: nx.MultiGraph, path: list[str], a: str, b: str) -> None:
    """Check that a path is one of the shortest, of at most six ties."""
    known = nx.has_path(graph, a, b) and nx.shortest_path_length(graph, a, b) <= 6
    if not known:
        assert path == []
        return
    assert (path[0], path[-1], len(path) - 1) == (a, b, nx.shortest_path_length(graph, a, b))
    assert all(graph.has_edge(one, other) for one, other in itertools.pairwise(path))


@given(PAIRS)
def test_it_answers_as_networkx_and_the_view_do(pairs):
    with open_store("memory:") as store:
        lattice(store, pairs)
        with store.view() as view:
            agree(build_projection(view), view)


@given(random.histories)
@random.calm
def test_it_follows_every_change_for_every_viewer_and_day(history):
    with random.bases() as stores:
        kept: dict[object, Projection] = {}
        for step in history:
            for store in stores:
                random.apply(store, step)
                for viewer in VIEWERS:
                    with store.view(viewer, dt.date(2025, 6, 1)) as view:
                        key = (id(store), viewer)
                        kept[key] = kept[key].follow(view) if key in kept else build_projection(view)
                        agree(kept[key], view)
                        whole = build_projection(view)
                        assert (sorted(kept[key].index), kept[key].size) == (sorted(whole.index), whole.size)
                        agree(view.projection(), view)


def test_it_is_the_same_object_while_nothing_changes(store):
    lattice(store, [(0, 1), (1, 2)])
    with store.view() as view:
        first = view.projection()
    with store.view() as view:
        assert view.projection() is first
    write(store, end(says(CARNET, "l1")))
    with store.view() as view:
        after = view.projection()
        assert after.base is first.base
        assert (first.size, after.size) == (2, 1)
        assert after.follow(view) is after


def test_it_is_built_again_when_too_much_changed(store, monkeypatch):
    monkeypatch.setattr("kb.projection.LEAST_REBUILT", 3)
    lattice(store, [(n, n + 1) for n in range(11)])
    with store.view() as view:
        first = view.projection()
    write(store, *(end(says(CARNET, f"l{n}")) for n in range(5)))
    with store.view() as view:
        assert view.projection().base is not first.base
        agree(view.projection(), view)


def test_an_earlier_view_never_sees_later_changes(store):
    lattice(store, [(0, 1)])
    early = store.view()
    lattice(store, [(0, 1), (1, 2)])
    with store.view() as late:
        assert late.projection().size == 2
    assert early.projection().size == 1
    early.close()


def test_networkx_holds_winning_values_and_keeps_tie_ids(store):
    lattice(store, [(0, 1), (0, 1), (2, 3)])
    with store.view() as view:
        whole, some = view.to_networkx(), view.to_networkx(["client_of"])
        assert set(whole.edges(keys=True)) == {(tie.start, tie.end, tie.id) for tie in view.ties()}
    assert whole.nodes["siret:00000000000000"] == {
        "name": "Atelier 0", "kind": "company", "roles": ["company"], "siret": "00000000000000"}  # fmt: skip
    assert (len(whole), len(some), some.number_of_edges("siret:00000000000000", "siret:00000000000001")) == (12, 4, 2)
    assert {data["kind"] for *_, data in some.edges(data=True)} == {"client_of"}


def test_the_networkx_graph_is_the_one_its_own_methods_make(store):
    lattice(store, [(0, 1), (0, 1), (1, 0), (2, 3)])
    with store.view() as view:
        graph, public = view.to_networkx(), nx.MultiDiGraph()
    public.add_nodes_from(graph.nodes(data=True))
    public.add_edges_from(graph.edges(keys=True, data=True))
    assert nx.utils.graphs_equal(graph, public)
    assert {end: dict(keyed) for end, keyed in graph.pred["siret:00000000000001"].items()} == {
        end: dict(keyed) for end, keyed in public.pred["siret:00000000000001"].items()
    }
    graph.remove_node("siret:00000000000001")
    assert graph.number_of_edges() == 1


def test_nothing_heavy_is_imported_to_open_a_base():
    code = "import sys, kb.store.sqlite, kb.export, kb.plan, kb.frames; print([m for m in ('numpy', 'scipy', 'networkx', 'pandas') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_views_of_several_threads_each_show_one_state_while_the_base_changes(store: Store) -> None:
    write(store, *(says(CARNET, f"a{n}", actor(f"Atelier {n}", siret=f"{n:014}")) for n in range(12)))
    end_of_day = time.monotonic() + 2

    def read(seed: int) -> int:
        looks = 0
        for day in itertools.cycle(range(1, 10)):
            if time.monotonic() > end_of_day:
                return looks
            with store.view([LOCAL, READER][seed % 2], dt.date(2026, 1, day)) as view:
                projection = view.projection()
                assert set(projection.index) == {found.id for found in view.actors()}
                assert projection.size == len(view.ties())
            looks += 1
        return looks

    def change() -> None:
        for n in itertools.count():
            if time.monotonic() > end_of_day:
                return
            tie = TieRecord("client_of", f"siret:{n % 12:014}", f"siret:{(n + 1) % 12:014}")
            write(store, says(CARNET, f"t{n}", actor(f"Nouveau {n}"), ties=[tie]))

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(5) as pool:
            writing = pool.submit(change)
            assert all(pool.map(read, range(4)))
            writing.result()
    finally:
        sys.setswitchinterval(before)
