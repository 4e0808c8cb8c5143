"""What networks share: the ties among some actors, and a tie as an edge."""

from __future__ import annotations

from collections.abc import Iterable

from kb.graph import Tie
from kb.kinds import TIES
from kb.view import View
from queries.answers import NetEdge
from queries.presence import demo_sources
from queries.ties import told_once


def among(view: View, ids: Iterable[str]) -> list[Tie]:
    """Return the ties that have both ends among some actors; one that several sources tell is there once."""
    return [tie for tie, *_ in told_among(view, ids)]


def told_among(view: View, ids: Iterable[str]) -> list[tuple[Tie, ...]]:
    """Return the ties that have both ends among some actors, those that say the same together."""
    wanted = set(ids)
    ties = view.expand(wanted, direction="out", limit_per_node=None).ties
    return told_once(tie for tie in ties if tie.start in wanted and tie.end in wanted)


def edge_of(view: View, tie: Tie) -> NetEdge:
    """Return a tie as networks draw it."""
    kind = TIES[tie.kind]
    demo = tie.source in demo_sources(view)
    planned = tie.planned or tie.to_come
    readings = tie.reading(tie.start), tie.reading(tie.end)
    return NetEdge(tie.id, tie.start, tie.end, tie.kind, readings[0], planned, demo, kind.money, tie.claim, readings[1])
