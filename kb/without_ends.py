"""Rows that go in without an end that nobody knows: a meeting of five organisations is kept when one of their names is not known."""

from __future__ import annotations

from collections.abc import Callable

from kb.problems import Problem
from kb.said import DraftTie, Named, RowSays

#: What takes the place of the name in the cells that are kept: it may be a person's.
LEFT_OUT = "[inconnu]"
_TOLD = " La ligne est prise sans ce nom, qui n'est pas gardé : renvoyez le fichier une fois corrigé."


def go_without(row: RowSays, end: Named, problem: Problem, answer: Callable[[Named], str | Problem]) -> bool:
    """Take an unknown end out of a row, and say so, when the row can do without it and one of its likes is known; tell whether it was done."""
    likes = [e for tie in row.ties for e in _named(tie) if e.spared and e.column == end.column]
    if not end.spared or row.problems or problem.code == "SENSITIVE_DATA" or not any(isinstance(answer(like), str) for like in likes):
        return False
    row.ties = [tie for tie in row.ties if end not in _named(tie)]
    cell = row.raw.get(end.column, "")
    row.raw = {**row.raw, end.column: cell.replace(end.text, LEFT_OUT) if end.text in cell else LEFT_OUT}
    row.warnings.append(problem.at(message=problem.message + _TOLD, sheet=row.sheet, line=row.line))
    return True


def _named(tie: DraftTie) -> list[Named]:
    return [end for end in (tie.start, tie.end) if isinstance(end, Named)]
