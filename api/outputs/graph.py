"""What a drawn network is made of: actors as nodes, ties as edges, both read as sentences in its table twin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kb.kinds.ties import SOLICITS

#: What a dashed line says, wherever a network is drawn.
DASHED = "lien en projet ou sollicité"
Positions = Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Node:
    """One actor: `kind` is its main kind, `note` what tells it apart, `href` its sheet when there is one to open."""

    id: str
    name: str
    kind: str
    note: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """One tie, read from `start`: « finance », with what makes it precise (« 140 000 €, 2019 »).

    `backward` is the reading from `end`; `money` and `dashed` (solicited, planned) change the line, never alone.
    """

    start: str
    end: str
    label: str
    backward: str = ""
    detail: str = ""
    money: bool = False
    dashed: bool = False
    directed: bool = True


def is_dashed(kind: str, planned: bool) -> bool:
    """Tell whether a tie of a kind is drawn with a dashed line: it is only planned, or only asked for."""
    return planned or kind == SOLICITS.code


@dataclass(frozen=True, slots=True)
class Network:
    """A network that travels: its title, its actors, its ties, their places, and what a reader needs to trust it."""

    title: str
    nodes: Sequence[Node]
    edges: Sequence[Edge]
    positions: Positions
    summary: str = ""
    facts: Sequence[tuple[str, str]] = field(default_factory=tuple)
