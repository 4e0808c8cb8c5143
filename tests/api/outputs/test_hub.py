"""What the second picture promises: columns by kind, lines that cross no name, nothing lost without being counted."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from api.outputs.ego import Box
from api.outputs.fonts import text_width
from api.outputs.hub import Between, Hub, hub_svg
from api.outputs.page import HEIGHT, WIDTH
from api.outputs.stacks import Circle, Partner
from kb.errors import BadParameter

_SVG = "{http://www.w3.org/2000/svg}"
KINDS = ["funder", "employment", "federation", "siae", "company", "support", "ebe", "cle", "national", "training"]


def a_hub(kinds: int, partners: int, name: str = "Mission locale du Plateau de l'Est {n}") -> Hub:
    circles = [
        Circle(
            kind, f"Type {kind}", [Partner(f"{kind}{n}", name.format(n=n), "finance", n == 0) for n in range(partners)]
        )
        for kind in KINDS[:kinds]
    ]
    ids = [partner.id for circle in circles for partner in circle.partners]
    between = [Between(a, b, "est partenaire de") for a, b in zip(ids, reversed(ids), strict=True) if a < b]
    return Hub("Qui travaille avec qui ?", "Sous-titre", "Plateforme d'exemple", "support", circles, between, "Pied")


def texts(svg: str) -> list[tuple[str, Box]]:
    found = []
    for text in ET.fromstring(svg).iter(f"{_SVG}text"):
        size = float(text.get("font-size", 0))
        width = text_width(text.text or "", size, int(text.get("font-weight", 400)))
        x = float(text.get("x", 0)) - (width / 2 if text.get("text-anchor") == "middle" else 0)
        y = float(text.get("y", 0))
        found.append((text.text or "", Box(x, y - size * 0.7, x + width, y + size * 0.15)))
    return found


def lines(svg: str) -> list[Box]:
    """Return each straight piece of each line, as a thin rectangle."""
    pieces = []
    for element in ET.fromstring(svg).iter(f"{_SVG}polyline"):
        points = [tuple(map(float, point.split(","))) for point in element.get("points", "").split()]
        for (x1, y1), (x2, y2) in pairwise(points):
            pieces.append(Box(min(x1, x2) - 0.5, min(y1, y2) - 0.5, max(x1, x2) + 0.5, max(y1, y2) + 0.5))
    for element in ET.fromstring(svg).iter(f"{_SVG}path"):
        if found := re.fullmatch(r"M([\d.]+) ([\d.]+)V([\d.]+)H([\d.]+)", element.get("d", "")):
            x, y, down, across = map(float, found.groups())
            pieces.append(Box(x - 0.5, min(y, down), x + 0.5, max(y, down)))
            pieces.append(Box(min(x, across), down - 0.5, max(x, across), down + 0.5))
    return pieces


@pytest.mark.parametrize(("kinds", "partners"), [(1, 1), (2, 3), (6, 6), (10, 12)])
def test_no_line_crosses_a_text_and_every_text_is_inside(kinds: int, partners: int) -> None:
    svg = hub_svg(a_hub(kinds, partners))

    crossed = [said for said, box in texts(svg) for line in lines(svg) if box.overlap(line)]
    outside = [said for said, b in texts(svg) if b.left < 0 or b.top < 0 or b.right > WIDTH or b.bottom > HEIGHT]

    assert len(lines(svg)) >= kinds * min(partners, 3)
    assert (crossed, outside) == ([], [])


def test_partners_that_do_not_fit_are_counted() -> None:
    svg = hub_svg(a_hub(4, 60, "Atelier {n}"))

    drawn = sum(1 for said, _ in texts(svg) if said.startswith("Atelier"))
    counted = sum(int(said.split()[2]) for said, _ in texts(svg) if said.startswith("… et"))

    assert drawn + counted == 240
    assert counted > 0


def test_each_line_says_what_it_is() -> None:
    titles = [title.text for title in ET.fromstring(hub_svg(a_hub(2, 2, "Atelier {n}"))).iter(f"{_SVG}title")]

    assert "Plateforme d'exemple · Atelier 0 : finance" in titles
    assert "Atelier 1 est partenaire de Atelier 0" in titles


def test_the_same_hub_gives_the_same_bytes_and_names_stay_text() -> None:
    svg = hub_svg(a_hub(3, 3, "</text><script>{n}</script>"))

    assert svg == hub_svg(a_hub(3, 3, "</text><script>{n}</script>"))
    assert not list(ET.fromstring(svg).iter(f"{_SVG}script"))


def test_a_hub_without_partners_or_with_too_many_kinds_is_refused() -> None:
    with pytest.raises(BadParameter, match="Aucun partenaire"):
        hub_svg(a_hub(3, 0))
    with pytest.raises(BadParameter, match="10 types"):
        hub_svg(Hub("T", "", "H", "support", [Circle(k, k, [Partner(k, k)]) for k in [*KINDS, "authority"]]))


def test_few_partners_fill_the_sheet_in_letters_that_read_at_arm_s_length() -> None:
    found = [(said, box) for said, box in texts(hub_svg(a_hub(6, 2))) if said == "finance" or "Plateau" in said]

    top, bottom = min(box.top for _, box in found), max(box.bottom for _, box in found)

    assert bottom - top > HEIGHT * 0.6
    assert min(box.bottom - box.top for _, box in found) > 12  # of 4 to a millimetre


def test_the_names_of_many_kinds_lie_on_nothing_and_no_word_of_them_is_broken() -> None:
    label = "Collectivités et services publics"
    circles = [Circle(kind, label, [Partner(kind, "Préfecture", "porte le projet de territoire " * 3)]) for kind in KINDS]
    found = texts(hub_svg(Hub("Qui travaille avec qui ?", "14 partenaires de 10 types.", "Plaine", "territory", circles)))

    laid = [(a, b) for n, (a, one) in enumerate(found) for b, other in found[n + 1 :] if one.overlap(other)]
    heads = " ".join(said for said, _ in found if said in label)

    assert laid == []
    assert heads.count(label) >= len(KINDS)


def test_the_key_tells_every_sort_of_line_that_is_drawn() -> None:
    said = {text for text, _ in texts(hub_svg(a_hub(2, 2)))}

    assert {"lien avec Plateforme d'exemple", "financement", "lien entre deux partenaires"} <= said
