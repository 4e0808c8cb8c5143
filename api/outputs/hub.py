"""The second picture: who works with whom around the platform, in columns by kind on either side of a hub.

Lines run in the gutters between the columns, so that none crosses a name: from the hub along one free band, then down
each column; ties between two partners are dashed, and go round below the columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from api.outputs.drawing import render
from api.outputs.fonts import text_width, wrap
from api.outputs.page import INK, MARGIN, PAGE, SOFT, WIDTH, Text, foot_texts, paragraph, title_texts
from api.signs import sign_path
from kb.errors import BadParameter
from kb.kinds import KINDS
from kb.naming import joined, said_before
from kb.text import cut

#: Most kinds around one hub, and most dashed lines that stay readable.
MOST_COLUMNS, MOST_BETWEEN = 10, 8
_GUTTER, _BAND, _HUB, _LANE = 46.0, 56.0, 190.0, 7.0
_PAD, _GAP = 8.0, 9.0
#: Sizes of the names, the first that holds every partner and every word; the widest a column is.
_SIZES, _WIDEST = (20.0, 18.0, 16.0, 15.0, 14.0, 13.0, 12.0, 11.0), 320.0


@dataclass(frozen=True, slots=True)
class Partner:
    """One actor around the hub: `nature` says in words what ties it to the hub."""

    id: str
    name: str
    nature: str = ""
    money: bool = False


@dataclass(frozen=True, slots=True)
class Circle:
    """The partners of one kind; `hidden` counts those the question left out already."""

    kind: str
    label: str
    partners: Sequence[Partner]
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class Between:
    """One tie between two partners, by their ids."""

    start: str
    end: str
    label: str


@dataclass(frozen=True, slots=True)
class Hub:
    """Everything the page says; `name` is the actor in the middle and `kind` its kind."""

    title: str
    subtitle: str
    name: str
    kind: str
    circles: Sequence[Circle]
    between: Sequence[Between] = ()
    foot: str = ""


@dataclass(frozen=True, slots=True)
class _Box:
    """One partner's place on the page."""

    partner: Partner
    kind: str
    x: float
    y: float
    width: float
    height: float
    size: float

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class _Column:
    """One kind's place: where it stands, how wide, and on which side of it the hub's line runs."""

    circle: Circle
    x: float
    width: float
    gutter: float  # the line from the hub
    outer: float  # the lines between partners


def hub_svg(hub: Hub) -> str:
    """Return the page as an A3 SVG whose text is text; the same hub gives the same bytes.

    Partners that do not fit are counted at the foot of their column. Raises `BadParameter` without partners, or with
    more kinds than a page holds.
    """
    circles = [circle for circle in hub.circles if circle.partners or circle.hidden]
    if not circles:
        raise BadParameter("Aucun partenaire à dessiner autour de cet acteur : élargissez le filtre.")
    if len(circles) > MOST_COLUMNS:
        raise BadParameter(f"Une page tient {MOST_COLUMNS} types d'acteurs au plus : choisissez-en moins.")
    title, top = title_texts(hub.title, hub.subtitle)
    foot, bottom = foot_texts(hub.foot)
    known = {partner.id for circle in circles for partner in circle.partners}
    asked = [tie for tie in hub.between if tie.start in known and tie.end in known and tie.start != tie.end]
    lanes = _LANE * min(len(asked), MOST_BETWEEN)
    columns, top, bottom = _columns(circles), top + 60, bottom - 50 - lanes
    axis = (top + bottom) / 2
    boxes, rest = _placed(columns, top, axis, bottom)
    first = min([box.y for box in boxes], default=axis - _BAND)
    last = max([box.y + box.height for box in boxes], default=axis + _BAND) + (22 if rest else 0)
    ties, more = _between(asked, boxes, columns, last)
    key = foot[0].y - 28
    return render(
        "hub.svg.j2",
        page=PAGE,
        title=hub.title,
        description=_description(hub, circles),
        texts=[*title, *foot, *rest, *_note(more, len(ties), key)],
        heads=list(_heads(columns, first)),
        hub=_middle(hub, WIDTH / 2, axis),
        trunk=(min(column.gutter for column in columns), max(column.gutter for column in columns), axis),
        branches=list(_branches(hub, columns, boxes, axis)),
        boxes=[_drawn(box) for box in boxes],
        between=ties,
        key_y=key - 5,
        key=bool(ties),
    )


def _columns(circles: Sequence[Circle]) -> list[_Column]:
    """Return the columns, shared between the two sides of the hub, the hub's gutter always on the hub's side."""
    left = circles[: (len(circles) + 1) // 2]
    right = circles[len(left) :]
    side = (WIDTH - 2 * MARGIN - _HUB) / 2
    columns = []
    width = min(side / len(left) - _GUTTER, _WIDEST)
    for n, circle in enumerate(left):
        x = WIDTH / 2 - _HUB / 2 - (len(left) - n) * (width + _GUTTER)
        columns.append(_Column(circle, x, width, x + width + _GUTTER * 0.3, x - _GUTTER * 0.3))
    width = min(side / max(len(right), 1) - _GUTTER, _WIDEST)
    for n, circle in enumerate(right):
        x = WIDTH / 2 + _HUB / 2 + _GUTTER + n * (width + _GUTTER)
        columns.append(_Column(circle, x, width, x - _GUTTER * 0.3, x + width + _GUTTER * 0.3))
    return columns


def _placed(columns: Sequence[_Column], top: float, axis: float, bottom: float) -> tuple[list[_Box], list[Text]]:
    """Return every partner's box, above or below the hub's band, at the largest size that holds them all."""
    for size in _SIZES:
        filled = [_filled(column, size, top, axis, bottom) for column in columns]
        if not any(hidden for _, hidden in filled) and all(_holds_words(column, size) for column in columns):
            break
    boxes: list[_Box] = []
    rest: list[Text] = []
    for column, (made, hidden) in zip(columns, filled, strict=True):
        boxes += made
        count = hidden + column.circle.hidden
        if count:
            y = max((box.y + box.height for box in made), default=axis + _BAND / 2) + 17
            rest.append(Text(column.x + _PAD, y, f"… et {count} autre{'s' if count > 1 else ''}", 13, ink=SOFT))
    return boxes, rest


def _holds_words(column: _Column, size: float) -> bool:
    """Tell whether no word of a column's names has to be broken at this size."""
    words = (word for partner in column.circle.partners for word in partner.name.split())
    return all(text_width(word, size, 600) <= column.width - 2 * _PAD - 4 for word in words)


def _filled(column: _Column, size: float, top: float, axis: float, bottom: float) -> tuple[list[_Box], int]:
    """Return the boxes of one column at a size, and how many partners did not fit."""
    made = [_box(column, partner, size) for partner in column.circle.partners]
    bottom -= 22
    above: list[_Box] = []
    half = sum(box.height + _GAP for box in made) / 2
    room = axis - _BAND / 2 - top
    for box in made:
        used = sum(other.height + _GAP for other in above)
        if used >= half or used + box.height > room:
            break
        above.append(box)
    boxes: list[_Box] = []
    y = axis - _BAND / 2 - sum(box.height + _GAP for box in above) + _GAP
    for n, box in enumerate(made):
        if n == len(above):
            y = axis + _BAND / 2
        if n >= len(above) and y + box.height > bottom:
            return boxes, len(made) - n
        boxes.append(replace(box, y=y))
        y += box.height + _GAP
    return boxes, 0


def _box(column: _Column, partner: Partner, size: float) -> _Box:
    lines = len(wrap(partner.name, column.width - 2 * _PAD - 4, size, 600))
    small = len(_nature(partner, column.width, size))
    height = 2 * _PAD + size * 1.15 * lines + size * 0.86 * 1.15 * small - 3
    return _Box(partner, column.circle.kind, column.x, 0, column.width, height, size)


def _nature(partner: Partner, width: float, size: float) -> list[str]:
    return wrap(partner.nature, width - 2 * _PAD - 4, size * 0.86) if partner.nature else []


def _heads(columns: Sequence[_Column], top: float) -> Iterator[dict[str, Any]]:
    for column in columns:
        sign = KINDS[column.circle.kind].sign
        lines = wrap(column.circle.label, column.width - 26, 16, 700)
        y = top - 26 - 18 * (len(lines) - 1)
        texts = list(paragraph(column.x + 26, y, lines, 16, 18, sign.light, 700))
        yield {"x": column.x + 10, "y": y - 5.5, "path": sign_path(sign.shape, 17), "ink": sign.light, "texts": texts}


def _middle(hub: Hub, x: float, y: float) -> dict[str, Any]:
    """Return the box of the hub, its name in white."""
    width = _HUB - 2 * 18
    lines = wrap(hub.name, width - 24, 18, 700)
    height = 44 + 22.0 * len(lines)
    texts = [Text(x, y - height / 2 + 36 + 22 * n, line, 18, 700, "#FFFFFF", "middle") for n, line in enumerate(lines)]
    return {"x": x - width / 2, "y": y - height / 2, "width": width, "height": height, "ink": "#0B5C63", "texts": texts}


def _branches(hub: Hub, columns: Sequence[_Column], boxes: Sequence[_Box], axis: float) -> Iterator[dict[str, Any]]:
    """Yield, for each partner, the short line from its column's gutter, and the part of the gutter it needs."""
    gutters = {column.circle.kind: column for column in columns}
    for box in boxes:
        column = gutters[box.kind]
        edge = box.x if column.gutter < box.x else box.x + box.width
        nature = f" : {box.partner.nature}" if box.partner.nature else ""
        yield {
            "axis": axis,
            "gutter": column.gutter,
            "edge": edge,
            "y": box.middle,
            "money": box.partner.money,
            "ink": KINDS["funder"].sign.light,
            "title": f"{hub.name} · {box.partner.name}{nature}",
        }


def _drawn(box: _Box) -> dict[str, Any]:
    lines = wrap(box.partner.name, box.width - 2 * _PAD - 4, box.size, 600)
    y = box.y + _PAD + box.size * 0.85
    texts = list(paragraph(box.x + _PAD + 4, y, lines, box.size, box.size * 1.15, INK, 600))
    small = box.size * 0.86
    y += box.size * 1.15 * (len(lines) - 1) + small * 1.25
    texts += paragraph(box.x + _PAD + 4, y, _nature(box.partner, box.width, box.size), small, small * 1.15, SOFT)
    return {
        "x": box.x, "y": box.y, "width": box.width, "height": box.height,
        "ink": KINDS[box.kind].sign.light, "texts": texts,
    }  # fmt: skip


def _between(
    asked: Sequence[Between], boxes: Sequence[_Box], columns: Sequence[_Column], bottom: float
) -> tuple[list[dict[str, Any]], int]:
    """Return the dashed lines, each in its own lane below the columns, and how many could not be drawn."""
    places = {box.partner.id: box for box in boxes}
    outer = {column.circle.kind: column for column in columns}
    able = [tie for tie in asked if tie.start in places and tie.end in places]
    drawn = []
    for n, tie in enumerate(able[:MOST_BETWEEN]):
        first, last = places[tie.start], places[tie.end]
        shift, lane = 2.2 * (n % 6), bottom + 16 + _LANE * n
        (x1, edge1), (x2, edge2) = (_outer(box, outer[box.kind], shift) for box in (first, last))
        points = [
            (edge1, first.middle),
            (x1, first.middle),
            (x1, lane),
            (x2, lane),
            (x2, last.middle),
            (edge2, last.middle),
        ]
        if x1 == x2:
            points = [points[0], points[1], points[4], points[5]]
        said = f"{first.partner.name} {joined(tie.label, last.partner.name)}"
        drawn.append({"points": " ".join(f"{x:.2f},{y:.2f}" for x, y in points), "title": said})
    return drawn, len(asked) - len(drawn)


def _outer(box: _Box, column: _Column, shift: float) -> tuple[float, float]:
    """Return where a dashed line runs beside a box, and the edge of the box it touches."""
    if column.outer < box.x:
        return column.outer + shift - 6, box.x
    return column.outer - shift + 6, box.x + box.width


def _note(more: int, drawn: int, y: float) -> Iterator[Text]:
    """Yield the key of the dashed lines, and the count of those left to the table."""
    others = f"{more} autre{'s' if more > 1 else ''} lien{'s' if more > 1 else ''} entre partenaires, dans le tableau"
    if drawn:
        yield Text(MARGIN + 46, y, "lien entre deux partenaires" + (f" (et {others})" if more else ""), 15)
    elif more:
        yield Text(MARGIN, y, others, 15)


def _description(hub: Hub, circles: Sequence[Circle]) -> str:
    said = (f"{circle.label} : {', '.join(partner.name for partner in circle.partners)}" for circle in circles)
    return cut(f"{said_before('Autour de', hub.name)}. {'. '.join(said)}.", 1500)
