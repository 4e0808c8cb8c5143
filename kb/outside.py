"""What is said of the rows that speak of no actor of the base: they are neither counted nor kept."""

from __future__ import annotations

from kb.ends import called
from kb.problems import Problem, excerpt
from kb.said import RowSays
from kb.words import agree, number


def told_outside(outside: list[RowSays]) -> list[Problem]:
    """Return what is said of the rows that speak of no actor of the base."""
    if not outside:
        return []
    count = sum(1 + row.repeats for row in outside)
    named = ", ".join(dict.fromkeys(f"« {excerpt(called(row.about[0].names[0].text))} »" for row in outside[:3]))
    said = (
        f"{number(count)} {agree(count, 'ligne')} sur des acteurs que la base ne connaît pas ({named}{'…' if count > 3 else ''}) : "
        f"ni {agree(count, 'comptée')}, ni {agree(count, 'gardée')}. Importez d'abord ces acteurs s'ils la concernent."
    )
    return [Problem("ROWS_OUTSIDE", said, line=outside[0].line, sheet=outside[0].sheet)]
