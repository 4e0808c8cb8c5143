"""What a person decided of a source's headers, kept beside the base and used again for its next edition."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from kb.clock import moment_text, now
from kb.errors import KbError
from kb.ledger import canonical
from kb.store import beside


class MappingsUnreadable(KbError):
    """Raised when the file of mappings holds a line that nobody can read."""

    code, status = "MAPPINGS_UNREADABLE", 409


@dataclass(frozen=True, slots=True)
class Kept:
    """What is remembered of one source read by one importer: since when, and what its headers are read as."""

    at: str
    columns: Mapping[str, str]


def kept_mappings(base: str, undone: Callable[[], Collection[str]] = tuple) -> dict[tuple[str, str], Kept]:
    """Return what is remembered, by source and importer: the last line written of each; an empty one forgets.

    What was decided in a batch that is undone since was never decided.
    """
    path = beside(base, "correspondances.jsonl")
    if path is None or not path.exists():
        return {}
    found: dict[tuple[str, str], Kept] = {}
    gone = undone()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            said = json.loads(line)
            if said.get("batch") in gone:
                continue
            found[str(said["source"]), str(said["importer"])] = Kept(str(said["at"]), dict(said["columns"]))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise MappingsUnreadable(f"Ligne {number} illisible dans {path.name} : retirez-la.") from error
    return {key: kept for key, kept in found.items() if kept.columns}


def keep_mapping(base: str, source: str, importer: str, columns: Mapping[str, str], batch: str = "") -> Path | None:
    """Remember what the headers of a source are read as; nothing forgets it. Returns the file it is kept in.

    `batch` is the one in which it was decided: undone, it takes that with it.
    """
    path = beside(base, "correspondances.jsonl")
    if path is None:
        return None
    said = {"at": moment_text(now()), "source": source, "importer": importer, "columns": dict(columns)}
    line = canonical({**said, "batch": batch} if batch else said)
    with path.open("a", encoding="utf-8") as kept:
        kept.write(line + "\n")
    return path
