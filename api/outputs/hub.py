"""The second picture: who works with whom around the platform, in columns on either side of a hub.

Lines run in the gutters between the columns, so that none crosses a name: from the hub along one free band, then down
each column; ties between two partners are dashed, and go round below the columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from api.outputs.drawing import render
from api.outputs.fonts import longest_piece, text_width, wrap, wrap_evenly
from api.outputs.page import INK, MARGIN, PAGE, SOFT, WIDTH, Text, foot_texts, paragraph, title_texts
from api.outputs.stacks import HUB, SMALL, Circle, Partner, Piece, head_size, stacked
from api.signs import sign_path
from kb.errors import BadParameter
from kb.kinds import KINDS
from kb.naming import joined, said_before
from kb.text import cut

#: Most kinds around one hub, and most dashed lines that stay readable.
MOST_COLUMNS, MOST_BETWEEN = 10, 8
_LANE = 7.0


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
    top, bottom = top + 26, foot[0].y - 70 - lanes
    pieces = stacked(circles, top, bottom)
    boxes = [piece for piece in pieces if piece.partner]
    axis = (top + bottom) / 2
    gutters = [piece.column.gutter for piece in boxes]
    ties, more = _between(asked, boxes, max(piece.y + piece.height for piece in pieces))
    key = foot[0].y - 28
    return render(
        "hub.svg.j2",
        page=PAGE,
        title=hub.title,
        description=_description(hub, circles),
        texts=[*title, *foot, *_rests(pieces)],
        heads=[_head(piece) for piece in pieces if piece.heading],
        hub=_middle(hub, WIDTH / 2, axis),
        trunk=(min(gutters, default=WIDTH / 2), max(gutters, default=WIDTH / 2), axis),
        branches=list(_branches(hub, boxes, axis)),
        boxes=[_drawn(box) for box in boxes],
        between=ties,
        keys=list(_keys(hub, boxes, ties, more, key)),
    )


def _rests(pieces: Sequence[Piece]) -> Iterator[Text]:
    for piece in pieces:
        if piece.rest:
            size = max(13.0, piece.size)
            yield Text(piece.column.x + piece.pad + 4, piece.y + size * 0.9, piece.rest, size, ink=SOFT)


def _head(piece: Piece) -> dict[str, Any]:
    """Return the sign and the name of a kind, above its partners."""
    sign, size, x = KINDS[piece.circle.kind].sign, head_size(piece.size), piece.column.x
    lines = wrap(piece.heading, piece.column.width - size * 1.6, size, 700)
    texts = list(paragraph(x + size * 1.5, piece.y + size, lines, size, size * 1.15, sign.light, 700))
    return {"x": x + size * 0.55, "y": piece.y + size * 0.66, "path": sign_path(sign.shape, size), "ink": sign.light, "texts": texts}


def _middle(hub: Hub, x: float, y: float) -> dict[str, Any]:
    """Return the box of the hub, its name in white."""
    width = HUB - 2 * 18
    size = max(13.0, min(24.0, (width - 24) / longest_piece(hub.name, 700)))
    lines = wrap_evenly(hub.name, width - 24, size, 700)
    height = size * (2 + 1.2 * len(lines))
    first = y - height / 2 + size * 1.95
    texts = [Text(x, first + size * 1.2 * n, line, size, 700, "#FFFFFF", "middle") for n, line in enumerate(lines)]
    return {"x": x - width / 2, "y": y - height / 2, "width": width, "height": height, "ink": "#0B5C63", "texts": texts}


def _branches(hub: Hub, boxes: Sequence[Piece], axis: float) -> Iterator[dict[str, Any]]:
    """Yield, for each partner, the short line from its column's gutter, and the part of the gutter it needs."""
    for box, partner in _partners(boxes):
        column = box.column
        edge = column.x if column.gutter < column.x else column.x + column.width
        nature = f" : {partner.nature}" if partner.nature else ""
        yield {
            "axis": axis,
            "gutter": column.gutter,
            "edge": edge,
            "y": box.middle,
            "money": partner.money,
            "ink": KINDS["funder"].sign.light,
            "title": f"{hub.name} · {partner.name}{nature}",
        }


def _partners(boxes: Sequence[Piece]) -> Iterator[tuple[Piece, Partner]]:
    for box in boxes:
        if box.partner:
            yield box, box.partner


def _drawn(box: Piece) -> dict[str, Any]:
    lines, small, x = box.names(), box.size * SMALL, box.column.x + box.pad + 4
    y = box.y + box.pad + box.size * 0.9
    texts = list(paragraph(x, y, lines, box.size, box.size * 1.15, INK, 600))
    y += box.size * 1.15 * (len(lines) - 1) + small * 1.25
    texts += paragraph(x, y, box.natures(), small, small * 1.15, SOFT)
    return {
        "x": box.column.x, "y": box.y, "width": box.column.width, "height": box.height,
        "ink": KINDS[box.circle.kind].sign.light, "texts": texts,
    }  # fmt: skip


def _between(asked: Sequence[Between], boxes: Sequence[Piece], bottom: float) -> tuple[list[dict[str, Any]], int]:
    """Return the dashed lines, each in its own lane below the columns, and how many could not be drawn."""
    places = {partner.id: (box, partner.name) for box, partner in _partners(boxes)}
    able = [tie for tie in asked if tie.start in places and tie.end in places]
    drawn = []
    for n, tie in enumerate(able[:MOST_BETWEEN]):
        (first, name), (last, other) = places[tie.start], places[tie.end]
        shift, lane = 2.2 * (n % 6), bottom + 16 + _LANE * n
        (x1, edge1), (x2, edge2) = (_outer(box, shift) for box in (first, last))
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
        said = f"{name} {joined(tie.label, other)}"
        drawn.append({"points": " ".join(f"{x:.2f},{y:.2f}" for x, y in points), "title": said})
    return drawn, len(asked) - len(drawn)


def _outer(box: Piece, shift: float) -> tuple[float, float]:
    """Return where a dashed line runs beside a box, and the edge of the box it touches."""
    column = box.column
    if column.outer < column.x:
        return column.outer + shift - 6, column.x
    return column.outer - shift + 6, column.x + column.width


def _keys(hub: Hub, boxes: Sequence[Piece], ties: Sequence[object], more: int, y: float) -> Iterator[dict[str, Any]]:
    """Yield what each sort of line says, those drawn only, and the count of the ties left to the table."""
    others = f"{more} autre{'s' if more > 1 else ''} lien{'s' if more > 1 else ''} entre partenaires, dans le tableau"
    said = [("plain", f"lien avec {hub.name}")]
    if any(partner.money for _, partner in _partners(boxes)):
        said.append(("money", "financement"))
    if ties:
        said.append(("dashed", "lien entre deux partenaires" + (f" (et {others})" if more else "")))
    elif more:
        said.append(("", others))
    x = float(MARGIN)
    for sort, words in said:
        yield {"sort": sort, "x": x, "y": y - 5, "ink": KINDS["funder"].sign.light, "text": Text(x + (46 if sort else 0), y, words, 15)}
        x += (46 if sort else 0) + text_width(words, 15) + 40


def _description(hub: Hub, circles: Sequence[Circle]) -> str:
    said = (f"{circle.label} : {', '.join(partner.name for partner in circle.partners)}" for circle in circles)
    return cut(f"{said_before('Autour de', hub.name)}. {'. '.join(said)}.", 1500)
