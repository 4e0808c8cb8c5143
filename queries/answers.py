"""What a question returns: a typed answer that renders as a table, a picture and a sentence that agree.

Every value shown leads to the rows it comes from: `proofs` gives, beside each row, the claims behind its values.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from kb.privacy import Layer

ColumnKind = Literal["text", "number", "money", "date", "link", "list"]
#: The claims behind some values, by the key of their column.
Proofs = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: the key of its values, its French label, and how they read.

    `link` is the key that holds, in the same row, the id of the actor the value leads to (of a list, one for each); `codes` are those that hold what
    a program reads in the place of words, likewise; `shown` is how many values of a list a screen names before it counts the others (none: all of them);
    `aside` is read and filtered on a screen, and not printed, nor does it take a place side by side on a page too narrow for all; `words` is a number
    that may be said in words; `each` declares one column for each territory, whose key begins so.
    """

    key: str
    label: str
    kind: ColumnKind = "text"
    layer: Layer = Layer.CARTOGRAPHIE
    link: str = ""
    shown: int = 0
    aside: bool = False
    codes: tuple[str, ...] = ()
    words: bool = False
    each: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows read through the columns' keys (they may hold more), and beside each row its proofs."""

    columns: Sequence[Column]
    rows: Sequence[Mapping[str, Any]]
    proofs: Sequence[Proofs] = ()
    title: str = ""

    def __post_init__(self) -> None:
        if self.proofs and len(self.proofs) != len(self.rows):
            raise ValueError("a table has the proofs of each of its rows, or none")

    def claims(self) -> list[str]:
        """Return every claim the table rests on, in the order of the rows."""
        return list(dict.fromkeys(claim for row in self.proofs for claims in row.values() for claim in claims))


@dataclass(frozen=True, slots=True)
class NetNode:
    """One actor of a drawing; `count` is above one when it stands for several."""

    id: str
    label: str
    kind: str
    sub: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True)
class NetEdge:
    """One tie of a drawing, with its readings from start to end and back."""

    id: str
    start: str
    end: str
    kind: str
    label: str
    planned: bool = False
    demo: bool = False
    money: bool = False
    claim: str = ""
    backward: str = ""


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes and ties to draw, around a centre when there is one."""

    nodes: Sequence[NetNode]
    edges: Sequence[NetEdge]
    centre: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """One nature of tie at a crossing: its letter, its words, and whether the tie is only planned."""

    letter: str
    nature: str
    planned: bool = False
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """One column of a matrix: a territory, its name and what tells it from others of that name."""

    id: str
    name: str
    sub: str = ""


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One row of a matrix: an actor, its marks by territory id, and on how many territories it is."""

    id: str
    name: str
    cells: Mapping[str, Sequence[Mark]]
    reach: int


@dataclass(frozen=True, slots=True)
class MatrixGroup:
    """Rows of one kind of actor, the most shared first."""

    kind: str
    label: str
    rows: Sequence[MatrixRow]


@dataclass(frozen=True, slots=True)
class Moved:
    """What moved since a stated moment: lines that open with + or −."""

    label: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Territories as columns, actors as rows grouped by kind, letters at the crossings, sums on both margins."""

    territories: Sequence[Place]
    groups: Sequence[MatrixGroup]
    totals: Mapping[str, int]
    remember: Sequence[str] = ()
    moved: Moved | None = None

    def rows(self) -> Iterable[MatrixRow]:
        """Yield every row, group after group."""
        for group in self.groups:
            yield from group.rows


Picture = Network | Matrix


@dataclass(frozen=True, kw_only=True)
class Answer(ABC):
    """An answer: a title, sentences that say it, a table, sometimes a picture, and what it does not know (`gaps`).

    `shapes` are the columns that its table may have: one list, or one for each form that the answer takes.
    """

    shapes: ClassVar[Sequence[Sequence[Column]]] = ()
    title: str
    sentence: str
    gaps: Sequence[str] = field(default=())

    @abstractmethod
    def table(self) -> Table:
        """Return the answer as one table."""

    def beside(self) -> list[Table]:
        """Return the tables that stand beside the answer's own where there is room: a terminal, a workbook."""
        return []

    def whole(self) -> int:
        """Return how many lines the answer has, those its table leaves out included."""
        return len(self.table().rows)

    def picture(self) -> Picture | None:
        """Return what can be drawn of the answer, or None when it has no picture."""
        return None

    def claims(self) -> list[str]:
        """Return the ids of the claims the answer rests on."""
        return self.table().claims()


@dataclass(frozen=True, kw_only=True)
class Told(Answer):
    """An answer put together from what is already at hand: one table, and a picture when there is one."""

    rows: Table
    drawing: Picture | None = None

    def table(self) -> Table:
        return self.rows

    def picture(self) -> Picture | None:
        return self.drawing
