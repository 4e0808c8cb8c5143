"""What the infographic promises: everything inside the page, wrapped rather than clipped, alike at each run."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest

from api.outputs.fonts import text_width, wrap
from api.outputs.infographic import infographic_svg
from api.outputs.matrix import KindGroup, MatrixPage
from api.outputs.page import HEIGHT, WIDTH
from kb.errors import BadParameter
from queries.answers import Mark, MatrixRow, Moved, Place

FINANCE, SEAT, PARTNER = Mark("€", "finance"), Mark("S", "siège au CLE"), Mark("P", "partenaire", planned=True)
LONG = "Groupement intercommunal pour l'emploi et la coopération des ateliers de la vallée, antenne du plateau"
PAYLOADS = ["</text><script>alert(1)</script>", "<img onerror=alert(1)>", "{{ 7*7 }}", "a & b < c", "nul\x00\ud800fin"]
_SVG = "{http://www.w3.org/2000/svg}"


def a_matrix(columns: int = 7, rows: int = 8, name: str = "Acteur {n}", **changes: object) -> MatrixPage:
    """Return a matrix of two kinds, with every mark at least once."""
    places = [Place(f"t{n}", f"Commune-sur-Rivière {n}", "quartier des Roses") for n in range(columns)]
    made = [
        MatrixRow(
            f"a{n}", name.format(n=n), {p.id: [(FINANCE, SEAT, PARTNER)[n % 3]] for p in places[: n % 7 + 1]}, n % 7 + 1
        )
        for n in range(rows)
    ]
    groups = [KindGroup("funder", "Financeurs", made[::2]), KindGroup("siae", "SIAE", made[1::2])]
    totals = {place.id: 3 for place in places}
    matrix = MatrixPage(
        "Qui soutient quels territoires ?", "Sous-titre", places, groups, totals, foot="Données au 24/11/2026"
    )
    return replace(matrix, **changes)  # type: ignore[arg-type]


def texts(svg: str) -> Iterator[tuple[str, float, float, float]]:
    """Yield each drawn text with its left, its right and its baseline."""
    for element in ET.fromstring(svg).iter(f"{_SVG}text"):
        said, size = element.text or "", float(element.get("font-size", 0))
        width = text_width(said, size, int(element.get("font-weight", 400)))
        x = float(element.get("x", 0)) - (width / 2 if element.get("text-anchor") == "middle" else 0)
        yield said, x, x + width, float(element.get("y", 0))


@pytest.mark.parametrize(
    ("territories", "rows", "name"),
    [(3, 4, "Acteur {n}"), (7, 26, LONG + " {n}"), (12, 60, "Acteur {n}"), (16, 200, LONG)],
)
def test_every_text_is_inside_the_page(territories: int, rows: int, name: str) -> None:
    moved = Moved("Depuis le mois dernier", [f"+ {LONG}"] * 40)
    svg = infographic_svg(a_matrix(territories, rows, name, moved=moved, remember=[f"{LONG}."] * 3))

    outside = [t for t in texts(svg) if t[1] < 0 or t[2] > WIDTH or not 0 < t[3] < HEIGHT]

    assert not outside


def test_a_long_name_is_wrapped_and_said_whole() -> None:
    drawn = [said for said, *_ in texts(infographic_svg(a_matrix(rows=2, name=LONG)))]

    lines = [said for said in drawn if said and said in LONG]

    assert " ".join(lines[: len(lines) // 2]) == LONG
    assert len(lines) >= 4


def test_sixty_rows_hold_on_a_page_of_seven_territories() -> None:
    drawn = {said for said, *_ in texts(infographic_svg(a_matrix(7, 60)))}

    assert {f"Acteur {n}" for n in range(60)} <= drawn


def test_rows_that_do_not_fit_are_the_least_shared_and_are_counted() -> None:
    matrix = a_matrix(7, 150)
    drawn = [said for said, *_ in texts(infographic_svg(matrix))]

    shown = {row.id: row for group in matrix.groups for row in group.rows if row.name in drawn}
    left = [row for group in matrix.groups for row in group.rows if row.id not in shown]
    counted = sum(int(said.split()[2]) for said in drawn if said.startswith("… et "))

    assert counted == len(left) > 0
    assert min(row.reach for row in shown.values()) >= max(row.reach for row in left) - 1


def test_rows_hidden_by_the_question_are_counted_too() -> None:
    groups = [KindGroup("siae", "SIAE", [MatrixRow("a", "Atelier", {}, 0)], hidden_rows=12)]

    assert "… et 12 autres" in [said for said, *_ in texts(infographic_svg(a_matrix(groups=groups)))]


def test_the_same_matrix_gives_the_same_bytes() -> None:
    assert infographic_svg(a_matrix(9, 33)) == infographic_svg(a_matrix(9, 33))


def test_each_mark_says_who_what_and_where() -> None:
    svg = infographic_svg(a_matrix(3, 3))

    titles = [element.text for element in ET.fromstring(svg).iter(f"{_SVG}title")]

    assert "Acteur 0 · Commune-sur-Rivière 0 quartier des Roses : finance" in titles
    assert "Acteur 2 · Commune-sur-Rivière 1 quartier des Roses : partenaire (en projet)" in titles


def test_several_marks_of_one_crossing_stand_side_by_side() -> None:
    marks = [Mark(letter, letter) for letter in "€SPCAE"]
    groups = [KindGroup("funder", "Financeurs", [MatrixRow("a", "Fonds", {"t0": marks}, 1)])]
    root = ET.fromstring(infographic_svg(a_matrix(16, groups=groups)))

    discs = [[float(e.get(k, 0)) for k in ("cx", "r")] for e in root.iter(f"{_SVG}circle")][: len(marks)]

    assert all(right[0] - left[0] >= left[1] + right[1] for left, right in pairwise(discs))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_names_stay_text(payload: str) -> None:
    matrix = a_matrix(
        title=payload, subtitle=payload, foot=payload, remember=[payload], moved=Moved(payload, [payload]),
        territories=[Place("t0", payload, payload)],
        groups=[KindGroup("funder", payload, [MatrixRow("a", payload, {"t0": [Mark("€", payload)]}, 1)])],
    )  # fmt: skip

    root = ET.fromstring(infographic_svg(matrix))

    assert {element.tag.removeprefix(_SVG) for element in root.iter()} <= {
        "svg", "title", "desc", "rect", "text", "g", "line", "path", "circle",
    }  # fmt: skip
    assert not any(name.startswith("on") or name.endswith("href") for element in root.iter() for name in element.attrib)


def test_a_page_without_territory_or_with_too_many_is_refused() -> None:
    with pytest.raises(BadParameter, match="Aucun territoire"):
        infographic_svg(a_matrix(0))
    with pytest.raises(BadParameter, match="16 territoires au plus"):
        infographic_svg(a_matrix(17))


@pytest.mark.parametrize("width", [20, 45, 90, 300])
def test_a_wrapped_text_fits_and_loses_nothing(width: float) -> None:
    lines = wrap(LONG, width, 12)

    assert "".join(lines).replace(" ", "") == LONG.replace(" ", "")
    assert all(text_width(line, 12) <= width or len(line) == 1 for line in lines)


def test_french_punctuation_does_not_begin_a_line() -> None:
    lines = wrap("un lien arrivé à terme : Atelier « les Possibles » en 2026 !", 92, 15)

    assert not any(line[0] in ":»!" for line in lines)
    assert not any(line.endswith("«") for line in lines)


def test_the_drawing_is_described_with_acronyms_as_they_are_written() -> None:
    group = replace(a_matrix().groups[0], label="SIAE")

    svg = infographic_svg(replace(a_matrix(), groups=[group, replace(group, label="Fédérations de l'IAE")]))

    assert "(SIAE, fédérations de l&#39;IAE)" in svg


def test_the_smallest_letter_of_a_full_page_still_reads_on_paper() -> None:
    for rows in (3, 60, 150):
        sizes = [float(e.get("font-size", 0)) for e in ET.fromstring(infographic_svg(a_matrix(7, rows))).iter(f"{_SVG}text")]

        assert min(sizes) / 4 / 25.4 * 72 >= 6, rows


def test_rows_fill_their_page_with_letters_as_large_as_it_holds() -> None:
    largest, lowest = {}, {}
    for rows in (8, 16, 34, 50):
        rowed = [t for t in texts(infographic_svg(a_matrix(7, rows))) if t[0].startswith("Acteur")]
        drawn = ET.fromstring(infographic_svg(a_matrix(7, rows))).iter(f"{_SVG}text")
        largest[rows] = max(float(e.get("font-size", 0)) for e in drawn if (e.text or "").startswith("Acteur"))
        lowest[rows] = max(y for *_, y in rowed)

    assert list(largest.values()) == sorted(largest.values(), reverse=True)
    assert largest[8] > 20
    assert min(lowest[rows] for rows in (16, 34, 50)) > HEIGHT * 0.72
