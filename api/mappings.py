"""What a person decided of a source's headers, kept beside the base and used again for its next edition."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from api.lines import add_lines, read_lines
from kb.clock import moment_text, now
from kb.store import beside
from kb.store.address import MAPPINGS


@dataclass(frozen=True, slots=True)
class Kept:
    """What is remembered of one source read by one importer: since when, and what its headers are read as."""

    at: str
    columns: Mapping[str, str]


def kept_mappings(base: str, undone: Callable[[], Collection[str]] = tuple) -> dict[tuple[str, str], Kept]:
    """Return what is remembered, by source and importer: the last line written of each; an empty one forgets.

    What was decided in a batch that is undone since was never decided.
    """
    lines = list(read_lines(beside(base, MAPPINGS), "at", "source", "importer", "columns"))
    gone = undone() if lines else ()
    found: dict[tuple[str, str], Kept] = {}
    for said in lines:
        if said.get("batch") not in gone:
            found[str(said["source"]), str(said["importer"])] = Kept(str(said["at"]), dict(said["columns"]))
    return {key: kept for key, kept in found.items() if kept.columns}


def keep_mapping(base: str, source: str, importer: str, columns: Mapping[str, str], batch: str = "") -> Path | None:
    """Remember what the headers of a source are read as; nothing forgets it. Returns the file it is kept in.

    `batch` is the one in which it was decided: undone, it takes that with it.
    """
    path = beside(base, MAPPINGS)
    if path is None:
        return None
    said = {"at": moment_text(now()), "source": source, "importer": importer, "columns": dict(columns)}
    add_lines(path, [{**said, "batch": batch} if batch else said])
    return path
