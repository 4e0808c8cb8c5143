"""What the small drawing of a sheet promises: names that can be read, kinds by shape, no style written inside."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from api.layout import layout
from api.outputs.ego import Box, ego_svg, spread
from api.outputs.fonts import FAMILY, text_width
from api.outputs.graph import Edge, Node
from kb.errors import BadParameter

_SVG = "{http://www.w3.org/2000/svg}"
NAMES = ["Fabrique", "Métropole de l'Exemple", "Fonds", "CLE du Plateau", "Mission locale du sud-est", "Eau du Val"]


def a_drawing(names: list[str], href: str = "/parties-prenantes/x") -> str:
    kinds = ("ebe", "funder", "funder", "cle", "employment", "company")
    nodes = [Node(f"n{n}", name, kinds[n % 6], href=href if n else "") for n, name in enumerate(names)]
    edges = [
        Edge("n0", node.id, "est financé par", detail="2019", money=n % 2 == 0) for n, node in enumerate(nodes[1:])
    ]
    places = layout([node.id for node in nodes], [(edge.start, edge.end) for edge in edges])
    return ego_svg("n0", nodes, edges, places)


def labels(svg: str) -> list[Box]:
    """Return the rectangle of each drawn line of text."""
    boxes = []
    for text in ET.fromstring(svg).iter(f"{_SVG}text"):
        width = text_width(text.text or "", 13, int(text.get("font-weight", 400)))
        x, y = float(text.get("x", 0)), float(text.get("y", 0))
        left = x - {"middle": width / 2, "end": width}.get(text.get("text-anchor", ""), 0)
        boxes.append(Box(left, y - 10, left + width, y + 2))
    return boxes


@pytest.mark.parametrize("count", [1, 6, 24, 60])
def test_names_stay_inside_and_do_not_hide_one_another(count: int) -> None:
    svg = a_drawing([f"{NAMES[n % 6]} {n}" for n in range(count)])
    root, boxes = ET.fromstring(svg), labels(svg)

    covered = sum(one.overlap(other) for n, one in enumerate(boxes) for other in boxes[n + 1 :])
    surface = sum((box.right - box.left) * (box.bottom - box.top) for box in boxes)

    assert covered <= surface * 0.02
    assert min(box.left for box in boxes) >= 0
    assert max(box.right for box in boxes) <= float(root.get("width", 0))
    assert max(box.bottom for box in boxes) <= float(root.get("height", 0))


LONG = ["Direction Insertion et Emploi de la Métropole de l'Exemple", "Collecte de mégots avec Ecomégot", "Fonds",
        "Comité local pour l'emploi du Plateau", "Confection de sacs pour Eau du Grand Val"]  # fmt: skip


@pytest.mark.parametrize("count", [2, 3, 9, 14, 16])
def test_around_one_actor_no_name_hides_a_name_nor_a_sign(count: int) -> None:
    svg = a_drawing([f"{LONG[n % 5]} {n}" for n in range(count)])
    root, boxes = ET.fromstring(svg), labels(svg)

    signs = [
        Box(x - 10, y - 10, x + 10, y + 10)
        for path in root.iter(f"{_SVG}path")
        for x, y in [map(float, path.get("transform", "")[10:-1].split())]
    ]

    assert not [1 for n, one in enumerate(boxes) for other in boxes[n + 1 :] if one.overlap(other)]
    assert not [1 for box in boxes for sign in signs if box.overlap(sign)]
    assert min(box.left for box in boxes) >= 0
    assert max(box.right for box in boxes) <= float(root.get("width", 0))
    assert max(box.bottom for box in boxes) <= float(root.get("height", 0))


def test_a_page_can_give_every_colour_its_dark_twin() -> None:
    root = ET.fromstring(a_drawing(NAMES))

    signs = [path.get("class") for path in root.iter(f"{_SVG}path")]

    assert signs == ["signe-ebe", "signe-funder", "signe-funder", "signe-cle", "signe-employment", "signe-company"]
    assert not any("style" in element.attrib for element in root.iter())
    assert {path.get("fill") for path in root.iter(f"{_SVG}path")} == {"currentColor"}


def test_each_line_says_its_sentence() -> None:
    titles = [title.text for title in ET.fromstring(a_drawing(NAMES)).iter(f"{_SVG}title")]

    assert "Fabrique est financé par Fonds, 2019" in titles


@pytest.mark.parametrize("href", ["javascript:alert(1)", "//ailleurs.test", "https://ailleurs.test"])
def test_only_pages_of_the_house_are_linked(href: str) -> None:
    assert not list(ET.fromstring(a_drawing(NAMES, href)).iter(f"{_SVG}a"))
    assert len(list(ET.fromstring(a_drawing(NAMES)).iter(f"{_SVG}a"))) == 5


def test_names_stay_text() -> None:
    root = ET.fromstring(a_drawing(["<script>alert(1)</script>", 'a" onload="x', "nul\x00fin"]))

    assert {element.tag.removeprefix(_SVG) for element in root.iter()} == {
        "svg", "title", "desc", "line", "path", "text", "a", "g",
    }  # fmt: skip
    assert not [name for element in root.iter() for name in element.attrib if name.startswith("on")]


def test_the_same_actors_give_the_same_bytes() -> None:
    assert a_drawing(NAMES * 4) == a_drawing(NAMES * 4)


def test_actors_at_one_place_are_moved_apart() -> None:
    places = spread({str(n): (0.0, 0.0) for n in range(8)}, (460, 340))

    assert len(set(places.values())) == 8


def test_more_actors_than_it_holds_are_refused() -> None:
    with pytest.raises(BadParameter, match="60 acteurs au plus"):
        a_drawing(["x"] * 61)


def test_the_word_of_a_name_in_the_middle_is_not_cut() -> None:
    drawn = [text.text for text in ET.fromstring(a_drawing(["AIJE Hommes et Environnement", "Vénissieux"])).iter(f"{_SVG}text")]

    assert drawn[:2] == ["AIJE Hommes et", "Environnement"]


@pytest.mark.browser
def test_no_name_is_wider_than_its_place_where_the_font_is_missing(browser: Any, tmp_path: Path) -> None:
    drawing = a_drawing(NAMES)
    (tmp_path / "page.svg").write_text(drawing.replace(f"{FAMILY}, sans-serif", "monospace"), "utf-8")
    page = browser.new_page()

    page.goto((tmp_path / "page.svg").as_uri())
    texts = page.evaluate(
        "[...document.querySelectorAll('text')].map(t => [t.textContent, t.getAttribute('font-weight'), t.getBBox().width])"
    )
    page.close()

    assert len(texts) >= len(NAMES)
    for text, weight, wide in texts:
        assert wide == pytest.approx(text_width(text, 13, int(weight or 400)), abs=1.5)
