"""What is told of one row: why it is set aside, what is said beside it, and which of its cells are never kept."""

from __future__ import annotations

from collections.abc import Mapping

from importers.read.guard import mask_nir
from kb.problems import EXCERPT, Problem, excerpt


class Told:
    """The cells of one row by column key; every problem met is kept, so that a refused row is told whole."""

    def __init__(self, cells: Mapping[str, str], headers: Mapping[str, str], line: int, sheet: str = "", file: str = "") -> None:
        self._cells = cells
        self._headers = headers
        self.line, self.sheet, self.file = line, sheet, file
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.hidden: set[str] = set()
        self.withheld = False

    def refuse(self, key: str, code: str, message: str, value: str | None = None) -> None:
        """Set the row aside because of one cell, saying why and what to do; the same is said once."""
        problem = self._problem(key, code, message, self._cells.get(key, "") if value is None else value)
        if problem not in self.problems:
            self.problems.append(problem)

    def withhold(self, key: str, code: str, message: str) -> None:
        """Set the row aside because of one cell, and keep or repeat nothing of any of its cells."""
        self.refuse(key, code, message, "")
        self.withheld = True
        self.problems = [problem.at(value="") for problem in self.problems]
        self.warnings = [warning.at(value="") for warning in self.warnings]

    def warn(self, key: str, code: str, message: str, value: str | None = None) -> None:
        """Say something of one cell; the row goes in all the same."""
        problem = self._problem(key, code, message, self._cells.get(key, "") if value is None else value)
        if problem not in self.warnings:
            self.warnings.append(problem)

    def header(self, key: str) -> str:
        """Return how the file calls a column."""
        return self._headers.get(key, key)

    def hide(self, *keys: str) -> None:
        """Leave some cells out of the kept row: nothing of them may be stored."""
        self.hidden.update(self._headers[key] for key in keys if key in self._headers)

    def hides(self, key: str) -> bool:
        """Tell whether a cell is left out of what is kept."""
        return self._headers.get(key, key) in self.hidden

    def _problem(self, key: str, code: str, message: str, value: str) -> Problem:
        return Problem(code, message, self.file, self.sheet, self.line, self._headers.get(key, key), _shown(value))


def _shown(value: str) -> str:
    # Masked before it is cut, so that no cut leaves half a number.
    return excerpt(mask_nir(value[: EXCERPT * 4]))
