"""What an import has to say about a file: one problem per place, or one refusal for the whole file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace

from kb.errors import KbError
from kb.words import agree
from kb.words import harmless as harmless

#: Longest excerpt of a source value repeated in a message.
EXCERPT = 80


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to say about one place of a file: a stable `code`, and a French sentence that tells what to do.

    `line` counts from 1 as a text editor does (for a workbook, the row of the sheet).
    """

    code: str
    message: str
    file: str = ""
    sheet: str = ""
    line: int | None = None
    column: str = ""
    value: str = ""

    def as_dict(self) -> dict[str, str | int | None]:
        """Return the seven members that `import --json` prints."""
        return asdict(self)

    def at(self, **place: str | int | None) -> Problem:
        """Return the same problem with its place completed."""
        return replace(self, **place)  # type: ignore[arg-type]


class FileRefused(KbError):
    """Raised when a file cannot be understood: nothing of it enters, the base stays byte-identical.

    The message is of any door; `typed` says what more may be typed at a terminal, which the pages have forms for.
    """

    status = 422

    def __init__(self, code: str, message: str, typed: str = "") -> None:
        super().__init__(message)
        self.code = self.refusal = code
        self.typed = typed

    @property
    def at_a_terminal(self) -> str:
        """Return the whole of what is said to a person at a terminal."""
        return " ".join(filter(None, (str(self), self.typed)))


def excerpt(value: object) -> str:
    """Return a value as one short line that a terminal can print without harm.

    >>> excerpt("a" + chr(27) + "[31m" + "b" * 100)[:12]
    'a\\\\x1b[31mbbb'
    """
    text = str(value)
    shown = harmless(text[: EXCERPT * 2])
    return shown if len(shown) <= EXCERPT else shown[: EXCERPT - 1] + "…"


def capped(problems: Iterable[Problem], most: int = 100) -> list[Problem]:
    """Return at most `most` problems per code, the rest counted in one last problem of that code.

    >>> [p.message for p in capped([Problem("X", str(n)) for n in range(4)], most=2)]
    ['0', '1', '… et 2 autres cas semblables dans ce fichier.']
    """
    kept: list[Problem] = []
    seen: dict[str, int] = {}
    for problem in problems:
        seen[problem.code] = seen.get(problem.code, 0) + 1
        if seen[problem.code] <= most:
            kept.append(problem)
    for code, count in seen.items():
        if (more := count - most) > 0:
            first = next(p for p in kept if p.code == code)
            kept.append(
                Problem(code, f"… et {more} {agree(more, 'autre cas semblable')} dans ce fichier.", file=first.file)
            )
    return kept
