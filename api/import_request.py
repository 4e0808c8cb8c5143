"""What is asked of an import, the same from every door."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from importers.base import Importer
from importers.corrections import asked_columns, column_named, heard
from importers.read import unpacked
from importers.read.encodings import ACCEPTED, codec_named
from importers.read.limits import STOCK, STOCK_SENT
from kb.errors import BadParameter
from kb.problems import excerpt
from kb.words import quoted


@dataclass(frozen=True)
class Request:
    """What is asked of an import: the importer (or auto), the file, and how to take it.

    `columns` says what some headers are to be read as; it is remembered for the source once written. `afresh` leaves aside
    what was remembered, and forgets it once written. `headless` says that the first line is a row already.
    """

    name: str
    path: Path
    write: bool = False
    source: str = ""
    territory: str = ""
    encoding: str | None = None
    replace: int = 0
    shown_name: str = ""
    most_rows: int | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    afresh: bool = False
    headless: bool = False

    def columns_of(self, importer: Importer) -> dict[str, str]:
        """Return what is asked of the headers, in the columns of an importer; nothing when it does not know them all."""
        named = {header: column_named(importer.columns, name) for header, name in self.columns.items() if name}
        if not all(named.values()):
            return {}
        return {heard(header): column.key if (column := named.get(header)) else "" for header in self.columns}

    def opened(self) -> AbstractContextManager[Path]:
        """Return the file as it is to be read, unpacked for the time of a block when it was sent compressed."""
        return unpacked(self.path, self.file, STOCK_SENT if self.most_rows else STOCK)

    @property
    def file(self) -> str:
        """Return the file's name as messages show it, whatever bytes it is made of."""
        name = self.shown_name or self.path.name
        return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def request_of(name: str, path: Path, asked: Mapping[str, Any], shown_name: str = "", most_rows: int | None = None) -> Request:
    """Return what is asked of an import by the options of `api.import_options`, whatever door they came by.

    Raises `BadParameter` for an encoding or a mapping that says nothing.
    """
    encoding = asked["encoding"]
    if encoding and not codec_named(encoding):
        raise BadParameter(f"Le codage {quoted(excerpt(encoding))} n'est pas accepté. Choisissez parmi : {', '.join(ACCEPTED)}.")
    return Request(
        name,
        path,
        write=asked["write"],
        source=asked["source"],
        territory=asked["territory"],
        encoding=encoding or None,
        replace=asked["replace"],
        shown_name=shown_name,
        most_rows=most_rows,
        columns=asked_columns(asked["map"]),
        afresh=asked["forget_map"],
        headless=asked["no_header"],
    )
