"""Where the partners of a hub stand: kinds one under the other, in columns on both sides, at the largest size that holds them.

The outermost columns have their whole height; the others leave a free band in the middle, along which the hub's line
goes out. Names and words are wrapped, never cut; what no size holds is counted under its kind.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from api.outputs.fonts import text_width, wrap
from api.outputs.page import MARGIN, WIDTH

#: The free band in the middle, the width of the hub, and what stands between two columns.
BAND, HUB, GUTTER = 56.0, 230.0, 46.0
#: Sizes of the names, the largest first; the words under a name are a little smaller, and still read on paper.
SIZES, SMALL = (28.0, 25.0, 22.5, 20.0, 18.0, 16.5, 15.0, 14.0, 13.0, 12.0, 11.0), 0.86
_SIDE_MOST, _WIDEST, _STRETCH_MOST, _TURNS = 4, 600.0, 44.0, 12


@dataclass(frozen=True, slots=True)
class Partner:
    """One actor around the hub: `nature` says in words what ties it to the hub."""

    id: str
    name: str
    nature: str = ""
    money: bool = False


@dataclass(frozen=True, slots=True)
class Circle:
    """The partners of one kind; `hidden` counts those that are not drawn."""

    kind: str
    label: str
    partners: Sequence[Partner]
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """One column: where it stands, how wide, where the hub's line runs beside it and where those between partners do."""

    x: float
    width: float
    gutter: float
    outer: float
    whole: bool  # no line of the hub has to cross it


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing of a column, on its place: the heading of a kind, a partner, or the count of those not drawn."""

    circle: Circle
    column: Column
    size: float
    height: float
    y: float = 0.0
    partner: Partner | None = None
    heading: str = ""
    rest: str = ""

    @property
    def middle(self) -> float:
        """Return the height on the page of its middle."""
        return self.y + self.height / 2

    @property
    def pad(self) -> float:
        """Return what stands between the edge of a box and its words."""
        return self.size * 0.5

    def names(self) -> list[str]:
        """Return the lines of the partner's name."""
        return wrap(self.partner.name, _room(self.column, self.size), self.size, 600) if self.partner else []

    def natures(self) -> list[str]:
        """Return the lines that say what ties it to the hub."""
        if self.partner is None or not self.partner.nature:
            return []
        return wrap(self.partner.nature, _room(self.column, self.size), self.size * SMALL)


def stacked(circles: Sequence[Circle], top: float, bottom: float) -> list[Piece]:
    """Return every piece at the largest size that holds them all; else the smallest, the largest kinds shortened and counted."""
    for size in SIZES:
        for many in range(1, _SIDE_MOST + 1):
            found = _held(circles, _columns(many), size, top, bottom)
            if found:
                return found
    columns, shorter = _columns(_SIDE_MOST), list(circles)
    while not (found := _held(shorter, columns, SIZES[-1], top, bottom, whole_words=False)):
        n = max(range(len(shorter)), key=lambda at: len(shorter[at].partners))
        circle = shorter[n]
        if not circle.partners:
            break
        less = max(1, len(circle.partners) // 12)
        shorter[n] = replace(circle, partners=circle.partners[:-less], hidden=circle.hidden + less)
    return found


def _columns(many: int) -> list[Column]:
    """Return as many columns on each side of the hub, from left to right."""
    side = (WIDTH - 2 * MARGIN - HUB) / 2
    width = min(side / many - GUTTER, _WIDEST)
    step = width + GUTTER
    left = [WIDTH / 2 - HUB / 2 - (many - n) * step for n in range(many)]
    right = [WIDTH / 2 + HUB / 2 + GUTTER + n * step for n in range(many)]
    beside = GUTTER * 0.3
    return [
        *(Column(x, width, x + width + beside, x - beside, n == 0) for n, x in enumerate(left)),
        *(Column(x, width, x - beside, x + width + beside, n == many - 1) for n, x in enumerate(right)),
    ]


def _held(
    circles: Sequence[Circle], columns: Sequence[Column], size: float, top: float, bottom: float, whole_words: bool = True
) -> list[Piece]:
    """Return the pieces on their places, columns filled alike; nothing when they do not hold at this size."""
    half = (bottom - top - BAND) / 2
    bins = [
        (column, start, room)
        for column in columns
        for start, room in ([(top, bottom - top)] if column.whole else [(top, half), (bottom - half, half)])
    ]
    count = sum(len(circle.partners) for circle in circles)
    if count * size * 3 > sum(room for *_, room in bins) or (whole_words and not _holds_words(circles, columns[0], size)):
        return []
    made = _made(circles, columns[0], size)
    found = _poured(made, [room for *_, room in bins])
    low, high = 0.0, 1.0
    for _ in range(_TURNS if found else 0):
        share = (low + high) / 2
        closer = _poured(made, [room * share for *_, room in bins])
        found, low, high = (closer, low, share) if closer else (found, share, high)
    return [
        replace(piece, column=column, y=y)
        for (column, start, room), pieces in zip(bins, found, strict=False)
        for piece, y in _spread(pieces, start, room, column.whole)
    ]


def _holds_words(circles: Sequence[Circle], column: Column, size: float) -> bool:
    """Tell whether no word of a heading or of a name has to be broken at this size."""
    heads = (word for circle in circles for word in circle.label.split())
    names = (word for circle in circles for partner in circle.partners for word in partner.name.split())
    natures = (word for circle in circles for partner in circle.partners for word in partner.nature.split())
    return (
        all(text_width(word, head_size(size), 700) <= column.width - head_size(size) * 1.6 for word in heads)
        and all(text_width(word, size, 600) <= _room(column, size) for word in names)
        and all(text_width(word, size * SMALL) <= _room(column, size) for word in natures)
    )


def head_size(size: float) -> float:
    """Return the size of a kind's name above partners of a size."""
    return max(13.0, size * 0.86)


def _room(column: Column, size: float) -> float:
    return column.width - size - 4


def _made(circles: Sequence[Circle], column: Column, size: float) -> list[list[Piece]]:
    """Return the pieces of each kind, its heading first, at their heights; all columns have the same width."""
    made = []
    for circle in circles:
        lines = len(wrap(circle.label, column.width - head_size(size) * 1.6, head_size(size), 700))
        pieces = [Piece(circle, column, size, head_size(size) * (1.15 * lines + 0.2), heading=circle.label)]
        for partner in circle.partners:
            piece = Piece(circle, column, size, 0.0, partner=partner)
            words = size * 1.15 * len(piece.names()) + size * SMALL * 1.15 * len(piece.natures())
            pieces.append(replace(piece, height=2 * piece.pad + words))
        if circle.hidden:
            said = f"… et {circle.hidden} autre{'s' if circle.hidden > 1 else ''}"
            pieces.append(Piece(circle, column, size, max(13.0, size) * 1.2, rest=said))
        made.append(pieces)
    return made


def _gap(piece: Piece, first: bool) -> float:
    """Return what stands above a piece: a kind is set apart from the one before."""
    return 0.0 if first else piece.size * (1.3 if piece.heading else 0.5)


def _poured(kinds: Sequence[Sequence[Piece]], rooms: Sequence[float]) -> list[list[Piece]]:
    """Return what each room holds, in order, kinds whole when they can be; nothing when all do not hold."""
    bins: list[list[Piece]] = [[]]

    def fits(pieces: Sequence[Piece], at: int) -> bool:
        if at >= len(rooms):
            return False
        kept = [*(bins[at] if at < len(bins) else []), *pieces]
        return sum(piece.height + _gap(piece, n == 0) for n, piece in enumerate(kept)) <= rooms[at]

    for head, *pieces in kinds:
        if not fits([head, *pieces], len(bins) - 1) and fits([head, *pieces], len(bins)):
            bins.append([])
        lead = [head]
        for piece in pieces:
            while not fits([*lead, piece], len(bins) - 1):
                if len(bins) == len(rooms):
                    return []
                bins.append([])
                lead = [head]
            bins[-1] += [*lead, piece]
            lead = []
    return bins


def _spread(pieces: Sequence[Piece], start: float, room: float, whole: bool) -> Iterator[tuple[Piece, float]]:
    """Yield pieces with their heights on the page, what room is left shared between them."""
    gaps = [_gap(piece, n == 0) for n, piece in enumerate(pieces)]
    left = room - sum(piece.height for piece in pieces) - sum(gaps)
    loose = sum(gap > 0 and not pieces[n - 1].heading for n, gap in enumerate(gaps))
    more = min(left / (loose + 1), _STRETCH_MOST)
    y = start + (left - more * loose) / 2
    for n, (piece, gap) in enumerate(zip(pieces, gaps, strict=True)):
        y += gap + (more if gap and not pieces[n - 1].heading else 0)
        yield piece, y
        y += piece.height
