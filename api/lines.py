"""Small files beside the base, one JSON object a line, added to and never rewritten."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from kb.errors import KbError
from kb.ledger import canonical


class LinesUnreadable(KbError):
    """Raised when a line of a file beside the base says nothing that can be read: it was changed by hand."""

    code, status = "LINE_UNREADABLE", 409


def read_lines(path: Path | None, *members: str) -> Iterator[dict[str, Any]]:
    """Yield what each line of a file says, with the members it must have; nothing for a file that is not there.

    Raises `LinesUnreadable`, which names the line.
    A last line without its end was cut by a stop in the middle of writing: nobody was told that it was kept.
    """
    if path is None or not path.exists():
        return
    whole, _, _ = path.read_bytes().rpartition(b"\n")
    for number, line in enumerate(whole.splitlines(), 1):
        try:
            said = json.loads(line)
            if not isinstance(said, dict) or not said.keys() >= set(members):
                raise ValueError(line)
        except ValueError as error:
            raise LinesUnreadable(f"Ligne {number} illisible dans {path.name} : retirez-la.") from error
        yield said


def add_lines(path: Path, values: Iterable[Mapping[str, Any]]) -> None:
    """Add a line for each value, and see it on the disk; what a stop left of a line is taken away first."""
    text = "".join(canonical(dict(value)) + "\n" for value in values)
    with path.open("a+b") as kept:
        kept.seek(0)
        content = kept.read()
        whole = content.rfind(b"\n") + 1
        if whole < len(content):  # and only then: what another process adds meanwhile is left alone
            kept.truncate(whole)
        kept.write(text.encode())
        kept.flush()
        os.fsync(kept.fileno())
