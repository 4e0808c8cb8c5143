"""Questions on the network, each declared once; importing this package declares them all."""

from __future__ import annotations

from queries import (
    actions,
    changes,
    clauses,
    collisions,
    fiche,
    home,
    infographic,
    known_names,
    meetings,
    missing,
    mobilise,
    network,
    outdated,
    overlaps,
    parties_prenantes,
    paths,
    portfolio,
    search,
    shared,
)
from queries.answers import Answer, Column, Matrix, Network, Table
from queries.base import QUESTIONS, Param, Question, ask, query, question, uncut

#: The modules that declare the questions.
MODULES = (
    home, parties_prenantes, search, fiche, network, paths, shared, infographic, collisions, overlaps, portfolio,
    mobilise, missing, actions, meetings, changes, clauses, known_names, outdated,
)  # fmt: skip

__all__ = [
    "MODULES", "QUESTIONS", "Answer", "Column", "Matrix", "Network", "Param", "Question", "Table", "ask", "query",
    "question", "uncut",
]  # fmt: skip
