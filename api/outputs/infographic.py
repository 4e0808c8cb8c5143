"""The infographic: who supports which territories, on one A3 page that reads at arm's length.

A matrix rather than a web of lines: letters in discs carry the meaning, so that it survives black and white. Text is
measured with the shipped font and wrapped, never clipped; the same matrix gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from api.outputs.drawing import render
from api.outputs.fonts import longest_piece, text_width, wrap, wrap_evenly
from api.outputs.matrix import KindGroup, MatrixPage, checked, legend_of, less_rows
from api.outputs.page import INK, MARGIN, PAGE, SOFT, WIDTH, Text, foot_texts, side_panel, title_texts
from api.signs import sign_path
from kb.kinds import KINDS
from kb.words import agree
from queries.answers import Mark, MatrixRow
from queries.words import in_sentence

#: Sizes of the rows' text and heights of a row, the airiest first; the last is the smallest that reads on paper. A page
#: takes the first that holds its rows, a third of the way between two of them when it can.
SCALES = (
    (25.0, 46.0), (21.0, 37.0), (18.5, 31.0), (16.5, 27.0), (15.0, 23.5), (14.0, 21.5), (13.0, 19.5), (12.0, 17.5),
    (11.2, 15.5), (10.4, 13.8), (9.6, 12.0),
)  # fmt: skip
#: Size of the letters that still reads on paper (6 points), and the most of its disc that a letter takes.
_LETTER_LEAST, _LETTER_MOST = 8.6, 1.72
#: Kinds that lend their colour to a letter; the letter alone carries the meaning.
_LETTER_KINDS = {"€": "funder", "S": "cle", "P": "territory", "C": "company"}
_SIGN, _PANEL, _LABEL_MOST = 28, 238, 420


@dataclass(frozen=True, slots=True)
class _Scale:
    """The measures of one attempt at holding the page."""

    size: float
    pitch: float
    label: float  # width of the actors' names
    column: float  # width of a territory

    @property
    def left(self) -> float:
        return MARGIN + _SIGN

    def middle(self, column: int) -> float:
        """Return where the axis of a column is."""
        return self.left + self.label + 16 + self.column * (column + 0.5)

    def sums(self, columns: int) -> float:
        """Return where the sums of the rows are."""
        return self.middle(columns - 1) + self.column / 2 + 44

    def names(self, row: MatrixRow) -> list[str]:
        return wrap(row.name, self.label, self.size)

    def height(self, row: MatrixRow) -> float:
        return self.pitch + (len(self.names(row)) - 1) * self.size * 1.12


def infographic_svg(matrix: MatrixPage) -> str:
    """Return the page as an SVG of 420 by 297 mm whose text is text.

    Rows that do not fit are the least shared ones: they are counted in a last row per kind. Raises `BadParameter`
    without territories, or with more than a page holds.
    """
    matrix = checked(matrix)
    title, y = title_texts(matrix.title, matrix.subtitle)
    foot, bottom = foot_texts(matrix.foot)
    bottom -= 22 + 28.0 * len(_legend_lines(legend_of(matrix.groups)))
    scale, groups, top = _fitted(matrix, y, bottom)
    rows, end = _rows(matrix, groups, scale, top)
    moved = (matrix.moved.label, matrix.moved.lines) if matrix.moved else None
    sums = scale.sums(len(matrix.territories))
    return render(
        "infographic.svg.j2",
        page=PAGE,
        title=matrix.title,
        description=_description(matrix, groups),
        texts=[*title, *foot],
        heads=list(_heads(matrix, scale, top)),
        reach_label=Text(sums, top - 20, matrix.reach_label, 13, ink=SOFT, anchor="middle"),
        axes=[{"x": scale.middle(n), "top": top, "end": end} for n in range(len(matrix.territories))],
        rows=rows,
        rule_end=sums + 30,
        totals=_totals(matrix, scale, end + 38),
        panel=side_panel(moved, matrix.remember, sums + 62, top - 14, bottom),
        legend=list(_legend(groups, bottom)),
    )


def _fitted(matrix: MatrixPage, y: float, bottom: float) -> tuple[_Scale, Sequence[KindGroup], float]:
    """Return the airiest measures that hold every row, or the smallest with the least shared rows left out."""
    groups = matrix.groups
    for size, pitch in _scales():
        scale = _scale(matrix, size, pitch)
        top = y + _heads_height(matrix, scale)
        if top + _groups_height(groups, scale) <= bottom - 56:
            return scale, groups, top
    while top + _groups_height(groups, scale) > bottom - 56:
        less = less_rows(groups)
        if less is None:
            break
        groups = less
    return scale, groups, top


def _scales() -> Iterator[tuple[float, float]]:
    for (size, pitch), (small, close) in pairwise(SCALES):
        yield from ((size + (small - size) * n / 3, pitch + (close - pitch) * n / 3) for n in range(3))
    yield SCALES[-1]


def _scale(matrix: MatrixPage, size: float, pitch: float) -> _Scale:
    columns = len(matrix.territories)
    panel = _PANEL + 62 if matrix.moved or matrix.remember else 0
    room = WIDTH - 2 * MARGIN - _SIGN - 16 - 44 - 34 - panel
    wanted = max((text_width(row.name, size) for group in matrix.groups for row in group.rows), default=0) + 14
    least = min(max(longest_piece(place.name, 600) for place in matrix.territories) * 11.5 + 8, 96)
    label = min(max(wanted, text_width(matrix.totals_label, 14, 700) + 14, 180), _LABEL_MOST, room - columns * least)
    label = max(label, 150)
    return _Scale(size, pitch, label, min((room - label) / columns, 190))


def _heads(matrix: MatrixPage, scale: _Scale, top: float) -> Iterator[dict[str, Any]]:
    """Yield the sign, name and precision of each territory, standing on the same line."""
    size, small = _head_sizes(matrix, scale)
    height, gap = _heads_height(matrix, scale), _heads_gap(scale)
    for n, place in enumerate(matrix.territories):
        x, y = scale.middle(n), top - height + gap + 14 + size * 1.3
        names = wrap_evenly(place.name, scale.column - 6, size, 600)
        texts = [Text(x, y + size * 1.15 * i, line, size, 600, INK, "middle") for i, line in enumerate(names)]
        y += size * 1.15 * (len(names) - 1) + small * 1.35
        subs = wrap_evenly(place.sub, scale.column - 6, small) if place.sub else []
        texts += [Text(x, y + small * 1.2 * i, line, small, 400, SOFT, "middle") for i, line in enumerate(subs)]
        yield {
            "x": x,
            "y": top - height + gap,
            "path": sign_path("hexagon", 18),
            "ink": KINDS["territory"].sign.light,
            "texts": texts,
        }


def _head_sizes(matrix: MatrixPage, scale: _Scale) -> tuple[float, float]:
    """Return sizes at which no word of a territory's name has to be broken, if they can be read."""
    longest = max(longest_piece(place.name, 600) for place in matrix.territories)
    size = min(15.5, max(10.5, (scale.column - 6) / longest if longest else 15.5))
    return size, max(10.0, size * 0.85)


def _heads_height(matrix: MatrixPage, scale: _Scale) -> float:
    size, small = _head_sizes(matrix, scale)
    tallest = 0.0
    for place in matrix.territories:
        names = len(wrap(place.name, scale.column - 6, size, 600))
        subs = len(wrap(place.sub, scale.column - 6, small)) if place.sub else 0
        tallest = max(tallest, size * 1.15 * names + small * 1.2 * subs)
    return _heads_gap(scale) + 14 + size * 0.6 + tallest + (22 if scale.size >= 13 else 12)


def _heads_gap(scale: _Scale) -> float:
    """Return the blank above the territories' signs: pages with many rows have less of it."""
    return 38 if scale.size >= 13 else 12


def _groups_height(groups: Sequence[KindGroup], scale: _Scale) -> float:
    rows = sum(scale.height(row) for group in groups for row in group.rows)
    rest = sum(scale.pitch for group in groups if group.hidden_rows)
    return rows + rest + len(groups) * (_group_gap(scale) + _group_head(scale))


def _group_gap(scale: _Scale) -> float:
    return scale.pitch * 0.45


def _group_head(scale: _Scale) -> float:
    return scale.pitch * 1.05


def _rows(
    matrix: MatrixPage, groups: Sequence[KindGroup], scale: _Scale, top: float
) -> tuple[list[dict[str, Any]], float]:
    """Return what each line of the matrix draws, from top to bottom, and where the last one ends."""
    drawn: list[dict[str, Any]] = []
    y = top
    for group in groups:
        y += _group_gap(scale)
        drawn.append(_heading(group, scale, y))
        y += _group_head(scale)
        for row in group.rows:
            drawn.append(_row(matrix, group, row, scale, y))
            y += scale.height(row)
        if group.hidden_rows:
            drawn.append(_rest(group, scale, y))
            y += scale.pitch
    return drawn, y + 4


def _heading(group: KindGroup, scale: _Scale, y: float) -> dict[str, Any]:
    sign, size = KINDS[group.kind].sign, min(scale.size * 1.1, scale.pitch * 0.85)
    middle = y + _group_head(scale) / 2
    text = Text(scale.left, middle + size * 0.35, group.label, size, 700, sign.light)
    return {
        "kind": "head",
        "texts": [text],
        "x": MARGIN + 9,
        "y": middle,
        "path": sign_path(sign.shape, size * 0.95),
        "ink": sign.light,
    }


def _rest(group: KindGroup, scale: _Scale, y: float) -> dict[str, Any]:
    text = f"… et {group.hidden_rows} autre{'s' if group.hidden_rows > 1 else ''}"
    return {
        "kind": "rest",
        "texts": [Text(scale.left, y + scale.pitch / 2 + scale.size * 0.34, text, scale.size, ink=SOFT)],
    }


def _row(matrix: MatrixPage, group: KindGroup, row: MatrixRow, scale: _Scale, y: float) -> dict[str, Any]:
    names, height = scale.names(row), scale.height(row)
    middle = y + height / 2
    first = middle - (len(names) - 1) * scale.size * 0.56 + scale.size * 0.34
    texts = [Text(scale.left, first + n * scale.size * 1.12, line, scale.size) for n, line in enumerate(names)]
    shared = row.reach > 2
    sum_text = Text(
        scale.sums(len(matrix.territories)), middle + scale.size * 0.34, str(row.reach), scale.size,
        700 if shared else 400, INK if shared else SOFT, "middle",
    )  # fmt: skip
    crossed = [n for n, place in enumerate(matrix.territories) if row.cells.get(place.id)]
    return {
        "kind": "row",
        "texts": [*texts, sum_text],
        "y": middle,
        "rule": y + height,
        "ink": KINDS[group.kind].sign.light,
        "join": (scale.middle(crossed[0]), scale.middle(crossed[-1])) if len(crossed) > 1 else None,
        "marks": [mark for n in crossed for mark in _marks(matrix, row, n, scale, middle)],
    }


def _marks(matrix: MatrixPage, row: MatrixRow, column: int, scale: _Scale, y: float) -> Iterator[dict[str, Any]]:
    """Yield the discs of one crossing, side by side, smaller when they are many."""
    place = matrix.territories[column]
    marks = row.cells[place.id]
    radius = min(max(8.8, scale.pitch * 0.34), scale.pitch * 0.44, (scale.column - 6) / len(marks) / 2.16)
    first = scale.middle(column) - radius * 1.08 * (len(marks) - 1)
    where = " ".join(filter(None, (place.name, place.sub)))
    for n, mark in enumerate(marks):
        said = f"{row.name} · {where} : {mark.nature}{' (en projet)' if mark.planned else ''}"
        yield _disc(mark, first + n * radius * 2.16, y, radius, said)


def _disc(mark: Mark, x: float, y: float, radius: float, title: str = "") -> dict[str, Any]:
    ink = KINDS[_LETTER_KINDS[mark.letter]].sign.light if mark.letter in _LETTER_KINDS else SOFT
    size = max(radius * 1.36, min(_LETTER_LEAST, radius * _LETTER_MOST))
    return {
        "x": x, "y": y, "radius": radius - (0.7 if mark.planned else 0), "ink": ink,
        "planned": mark.planned, "title": title,
        "text": Text(x, y + size * 0.34, mark.letter, size, 700, ink if mark.planned else "#FFFFFF", "middle"),
    }  # fmt: skip


def _totals(matrix: MatrixPage, scale: _Scale, y: float) -> dict[str, Any]:
    boxes = []
    for n, place in enumerate(matrix.territories):
        text = Text(
            scale.middle(n), y, str(matrix.totals.get(place.id, 0)), 15, 700, KINDS["territory"].sign.light, "middle"
        )
        width = max(40.0, text_width(text.text, 15, 700) + 16)
        boxes.append({"x": text.x - width / 2, "y": y - 16.5, "width": width, "height": 23.0, "text": text})
    return {"label": Text(scale.left, y, matrix.totals_label, 14, 700), "boxes": boxes if matrix.totals else []}


def _legend(groups: Sequence[KindGroup], bottom: float) -> Iterator[dict[str, Any]]:
    """Yield the letters met and what they say, on as many lines as it takes."""
    for n, line in enumerate(_legend_lines(legend_of(groups))):
        y = bottom + 14 + 28.0 * n
        for x, mark in line:
            disc = _disc(mark, x + 8.8, y, 8.8)
            yield {**disc, "label": Text(x + 26, y + 5.2, mark.nature, 15)}


def _legend_lines(legend: Sequence[Mark]) -> list[list[tuple[float, Mark]]]:
    lines: list[list[tuple[float, Mark]]] = []
    x = float(WIDTH)
    for mark in legend:
        width = 26 + text_width(mark.nature, 15) + 34
        if x + width > WIDTH - MARGIN or not lines:
            lines.append([])
            x = MARGIN
        lines[-1].append((x, mark))
        x += width
    return lines


def _description(matrix: MatrixPage, groups: Sequence[KindGroup]) -> str:
    rows = sum(len(group.rows) for group in groups)
    hidden = sum(group.hidden_rows for group in groups)
    kinds = ", ".join(in_sentence(group.label) for group in groups)
    places = len(matrix.territories)
    said = f"{rows} {agree(rows, 'acteur')} ({kinds}), avec leurs liens sur {places} {agree(places, 'territoire')}."
    more = f"{hidden} {agree(hidden, 'autre')} en plus, non dessiné{'s' if hidden > 1 else ''}."
    return " ".join([said, *([more] if hidden else []), *matrix.remember])
