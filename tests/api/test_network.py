"""What the network's engine room promises: verified files, places that stay put, data without ids."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import api.network as module
from api.layout import layout
from api.network import AssetChanged, network_data, vis_assets
from api.outputs.ego import Box
from api.outputs.graph import Edge, Network, Node, is_dashed
from api.outputs.network_html import network_html
from kb.errors import BadParameter

ROOT = Path(module.__file__).parents[1]
WHEEL = [f"n{n}" for n in range(12)]
SPOKES = [("n0", node) for node in WHEEL[1:]]


def test_the_two_files_of_vis_network_are_those_that_were_tested() -> None:
    assert sorted(path.name for path in vis_assets().values()) == ["vis-network.css", "vis-network.min.js"]


def test_a_changed_file_is_refused_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "VIS_FILES", {**module.VIS_FILES, "vis-network.css": "0" * 64})
    vis_assets.cache_clear()

    with pytest.raises(AssetChanged, match=r"vis-network\.css"):
        vis_assets()

    vis_assets.cache_clear()


def test_pyvis_is_imported_nowhere_else() -> None:
    folder = Path(module.__file__).parent
    importing = [path.name for path in folder.rglob("*.py") if "import pyvis" in path.read_text("utf-8")]
    importing += [path.name for path in folder.rglob("*.py") if "from pyvis" in path.read_text("utf-8")]

    assert importing == ["network.py"]


@pytest.mark.parametrize("count", [12, 320])
def test_the_same_network_is_drawn_in_the_same_places(count: int) -> None:
    nodes = [f"n{n}" for n in range(count)]
    edges = [("n0", node) for node in nodes[1:]]

    places = layout(nodes, edges)

    assert places == layout(nodes[::-1], edges[::-1])
    assert len(set(places.values())) == count
    assert all(abs(x) <= 1 and abs(y) <= 1 for x, y in places.values())


def test_actors_already_placed_do_not_move_when_one_arrives() -> None:
    before = layout(WHEEL, SPOKES)

    after = layout([*WHEEL, "nouveau"], [*SPOKES, ("n3", "nouveau")], previous=before)

    assert {node: after[node] for node in WHEEL} == before
    assert after["nouveau"] not in before.values()


def test_actors_without_ties_stand_on_a_shelf_below() -> None:
    places = layout([*WHEEL, "seul", "seule"], SPOKES)

    assert places["seul"][1] == places["seule"][1] > max(places[node][1] for node in WHEEL)


def test_an_empty_network_has_no_places() -> None:
    assert layout([], []) == {}


def test_more_than_a_thousand_actors_are_not_drawn() -> None:
    with pytest.raises(BadParameter, match="1001 acteurs"):
        layout([str(n) for n in range(1001)], [])


def test_parallel_ties_are_kept_and_ids_stay_home() -> None:
    nodes = [Node("siret:12345678900011", "Fonds", "funder"), Node("ebe:x", "Fabrique", "ebe")]
    edges = [
        Edge("siret:12345678900011", "ebe:x", "finance", "est financé par", "140 000 €", money=True),
        Edge("siret:12345678900011", "ebe:x", "est partenaire de", directed=False),
        Edge("siret:12345678900011", "ailleurs", "finance"),
    ]

    data = network_data(nodes, edges, {node.id: (0.5, -0.5) for node in nodes})

    assert data["edges"] == {"from": [0, 0], "to": [1, 1], "tie": [0, 1], "note": ["140 000 €", ""]}
    assert data["options"]["physics"] == {"enabled": False}
    assert "siret" not in json.dumps(data)


def test_a_name_no_file_can_hold_is_cleaned() -> None:
    data = network_data([Node("a", "nul\x00\ud800fin", "siae")], [], {"a": (0, 0)})

    assert data["nodes"]["label"] == ["nul  fin"]


def test_a_pair_apart_does_not_crush_the_others() -> None:
    pair = [("seul", "seule")]

    alone, beside = layout(WHEEL, SPOKES), layout([*WHEEL, "seul", "seule"], [*SPOKES, *pair])

    def spread(places: dict[str, tuple[float, float]]) -> float:
        return max(places[n][0] for n in WHEEL) - min(places[n][0] for n in WHEEL)

    assert spread(beside) > 0.8 * spread(alone)
    assert beside["seul"][1] > max(beside[node][1] for node in WHEEL)


def test_parts_of_a_drawing_do_not_lie_on_each_other() -> None:
    parts = [[f"{name}{n}" for n in range(size)] for name, size in (("a", 30), ("b", 9), ("c", 4), ("d", 4), ("e", 2))]
    edges = [(part[0], node) for part in parts for node in part[1:]]

    places = layout([node for part in parts for node in part], edges)

    def box(part: list[str]) -> Box:
        xs, ys = [places[n][0] for n in part], [places[n][1] for n in part]
        return Box(min(xs), min(ys), max(xs), max(ys))

    boxes = [box(part) for part in parts]
    assert [one.overlap(other) for n, one in enumerate(boxes) for other in boxes[n + 1 :] if one.overlap(other)] == []


@pytest.mark.parametrize("count", [40, 150])
def test_no_two_actors_are_drawn_in_one_place(count: int) -> None:
    nodes = [f"n{n}" for n in range(count)]
    edges = [(f"n{n // 7}", f"n{n}") for n in range(1, count)]

    places = layout(nodes, edges)

    room = 2 / count**0.5
    near = [
        (a, b)
        for n, a in enumerate(nodes)
        for b in nodes[n + 1 :]
        if abs(places[a][0] - places[b][0]) < 0.2 * room and abs(places[a][1] - places[b][1]) < 0.2 * room
    ]
    assert near == []


def test_a_drawing_is_the_same_in_any_run() -> None:
    code = (
        "from api.layout import layout\n"
        "nodes = [f'n{n}' for n in range(40)]\n"
        "edges = [('n0', node) for node in nodes[1:30]] + [(nodes[n], nodes[n + 1]) for n in range(30, 39, 3)]\n"
        "print(layout(nodes, edges))"
    )

    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={"PYTHONHASHSEED": str(seed), "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in (1, 2, 3)
    }

    assert len(runs) == 1


def test_a_dashed_line_is_told_alike_on_the_page_and_in_the_file_that_travels(client: TestClient) -> None:
    page = client.get("/reseau", params={"centre": "La Fabrique"}).text
    names = [Node("a", "Aa", "association"), Node("b", "Bb", "funder")]
    asked = Edge("a", "b", "sollicite", dashed=is_dashed("solicits", planned=False))
    sent = network_html(Network("Réseau", names, [asked], {"a": (0.0, 0.0), "b": (1.0, 1.0)}))

    assert all("lien en projet ou sollicité" in text for text in (page, sent))
    assert (is_dashed("partner", planned=True), is_dashed("partner", planned=False)) == (True, False)
