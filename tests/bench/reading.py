"""Reading: pages, neighbours, paths, words, a cold start, and NetworkX for analysts."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import networkx as nx

from kb.store import Store, open_store
from tests.bench.engines import engines
from tests.bench.graph import LAST, Sample
from tests.bench.timing import Line, at, by_turns, each, spent

ASKED = 200


def measure_reading(store: Store, sample: Sample) -> Iterator[Line]:
    """Yield T4 to T6, T8 to T10, T13, and the pages' own figures."""
    chance = random.Random(11)
    keys = chance.choices(sample.keys, k=ASKED)
    yield from _pages(store, keys)
    yield from _walks(store, keys, chance.choices(sample.keys, k=ASKED))
    yield from _words(store, chance)
    yield from _whole(store)
    yield from _beside(store, keys, chance.choices(sample.keys, k=ASKED))
    cold = sorted(spent(partial(_cold, Path(store.url), key)) for key in keys[:20])
    yield Line("T10", "ouverture à froid et première lecture, médiane", at(cold, 0.5), None, 5)


def _pages(store: Store, keys: list[str]) -> Iterator[Line]:
    with store.view() as view:
        yield Line(
            "get", "un acteur par son identifiant, médiane", at(each(lambda k: view.get([k]), keys), 0.5), None, 1
        )
        sheet = each(lambda k: (view.actor(k), view.get(t.other(k) for t in view.expand([k]).ties)), keys)
        yield Line("fiche", "un acteur, ses liens, leurs bouts, p95", at(sheet, 0.95), None, 50)
        kinds = ["company", "siae", "association", "funder"] * 10
        yield Line(
            "liste", "une page d'un type, médiane", at(each(lambda k: view.find(kinds=[k]), kinds), 0.5), None, 10
        )
        yield Line("liste", "une page sans filtre, médiane", at(each(lambda _: view.find(), kinds), 0.5), None, 10)
        near = each(lambda k: view.find(kinds=["company"], touching=[k]), keys)
        yield Line("liste", "une page des voisins d'un acteur, p95", at(near, 0.95), None, 10)


def _walks(store: Store, keys: list[str], others: list[str]) -> Iterator[Line]:
    with store.view() as view:
        projection = view.projection()
        graph = nx.Graph()
        graph.add_edges_from((tie.start, tie.end) for tie in view.ties())
        ends = dict(zip(keys, others, strict=True))
        for key in keys[:20]:
            assert view.around([key], 2) == projection.ego([key], 2)
            assert len(view.path(key, ends[key])) == len(projection.path(key, ends[key]))
        sql, arrays = by_turns(
            lambda: at(each(lambda k: view.around([k], 2), keys), 0.5),
            lambda: at(each(lambda k: projection.ego([k], 2), keys), 0.5),
        )
        yield Line("T4", "voisins à deux pas, SQL / CSR, médiane", sql, arrays, 4)
        known = [k for k in keys if k in graph and ends[k] in graph]
        walk, warm = by_turns(
            lambda: at(each(lambda k: view.path(k, ends[k]), known), 0.5),
            lambda: at(each(lambda k: _nx_path(graph, k, ends[k]), known), 0.5),
        )
        yield Line("T5", "plus court chemin, SQL / NetworkX, médiane", walk, warm, 5)
        walk, warm = by_turns(
            lambda: at(each(lambda k: projection.path(k, ends[k]), known), 0.95),
            lambda: at(each(lambda k: _nx_path(graph, k, ends[k]), known), 0.95),
        )
        yield Line("T6", "plus court chemin, CSR / NetworkX, p95", walk, warm, 0.1)


def _nx_path(graph: nx.Graph[str], start: str, end: str) -> list[str]:
    try:
        return nx.bidirectional_shortest_path(graph, start, end)
    except nx.NetworkXNoPath:
        return []


def _words(store: Store, chance: random.Random) -> Iterator[Line]:
    texts = [f"{word[: chance.randrange(2, 6)]}" for word in chance.choices(LAST, k=ASKED // 2)]
    texts += [f"oeuvre {chance.randrange(10_000)}"[: chance.randrange(6, 11)] for _ in range(ASKED // 2)]
    with store.view() as view:
        found = each(lambda text: view.search(text), texts)
    yield Line("T9", "recherche par début de mot, 20 premiers, p95", at(found, 0.95), None, 15)


def _whole(store: Store) -> Iterator[Line]:
    with store.view() as view:
        nodes = [(a.id, {n: a.value(n) for n in a.fields()}) for a in view.actors()]
        edges = [(t.start, t.end, t.id, dict(t.fields)) for t in view.ties()]

        def bare() -> None:
            graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
            graph.add_nodes_from(nodes)
            graph.add_edges_from(edges)

    ours, reference = by_turns(lambda: spent(partial(_exported, store)), lambda: spent(bare))
    yield Line("T13", "graphe NetworkX d'une vue neuve / construction nue", ours, reference, 1.3)


def _exported(store: Store) -> None:
    with store.view() as view:
        view.to_networkx()


def _beside(store: Store, keys: list[str], others: list[str]) -> Iterator[Line]:
    # The same answers from other engines; ours bring the ties that prove them along.
    folder = Path(store.url).parent
    with store.view() as view, engines(view, folder) as peers:
        if peers is None:
            return
        groups = {a.id: [a.id] for a in view.actors(["territory"])}
        assert view.reach(groups).keys() - groups.keys() == peers.present() - groups.keys()
        ours, duck = by_turns(
            lambda: at(each(lambda _: view.reach(groups), "12345"), 0.5),
            lambda: at(each(lambda _: peers.present(), "12345"), 0.5),
        )
        yield Line("T8", "présents sur deux territoires, avec preuves / duckdb, sans", ours, duck, 2.5)
        ends = {key: other for key, other in zip(keys, others, strict=True) if 1 < len(view.path(key, other)) < 8}
        for key, other in list(ends.items())[:20]:
            assert len(view.path(key, other)) - 1 == peers.steps(key, other)
        ours, graph = by_turns(
            lambda: at(each(lambda key: view.path(key, ends[key]), ends), 0.5),
            lambda: at(each(lambda key: peers.steps(key, ends[key]), ends), 0.5),
        )
        yield Line("T5", "plus court chemin, SQL / ladybug, médiane", ours, graph, 0.05)


def _cold(path: Path, key: str) -> None:
    with open_store(path) as store, store.view() as view:
        view.get([key])
