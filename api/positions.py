"""Where the actors of a picture stand, kept beside the base so that a map does not jump between two openings."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from pathlib import Path

from api.files import UnwritableFile, write_whole
from kb.ledger import canonical

Positions = Mapping[str, tuple[float, float]]
#: Pictures kept; the oldest go first.
MOST = 200


class PositionBook:
    """The places of each picture's actors, in one small file that may be deleted at any time."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._pictures: dict[str, dict[str, tuple[float, float]]] = self._read()

    def _read(self) -> dict[str, dict[str, tuple[float, float]]]:
        if self._path is None or not self._path.exists():
            return {}
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            return {
                picture: {node: (float(x), float(y)) for node, (x, y) in places.items()}
                for picture, places in kept.items()
            }
        except (ValueError, TypeError, AttributeError):
            return {}  # a damaged book costs one redrawing, nothing else

    def of(self, picture: str) -> dict[str, tuple[float, float]]:
        """Return the kept places of a picture."""
        with self._lock:
            return dict(self._pictures.get(picture, {}))

    def keep(self, picture: str, places: Positions) -> None:
        """Keep the places of a picture when they are new; a folder that cannot be written keeps them for this run alone."""
        with self._lock:
            if self._pictures.get(picture) == dict(places):
                return
            self._pictures.pop(picture, None)
            self._pictures[picture] = dict(places)
            while len(self._pictures) > MOST:
                self._pictures.pop(next(iter(self._pictures)))
            if self._path is not None:
                self._write(self._path)

    def _write(self, path: Path) -> None:
        try:
            write_whole(path, canonical(self._pictures).encode())
        except UnwritableFile:
            self._path = None


def place(
    book: PositionBook | None, picture: str, nodes: list[str], pairs: list[tuple[str, str]]
) -> dict[str, tuple[float, float]]:
    """Return the places of a picture's actors, seeded from the last time, and keep them."""
    from api.layout import VERSION, layout

    kept = f"{VERSION}|{picture}"
    placed = layout(nodes, pairs, previous=book.of(kept) if book else None)
    if book:
        book.keep(kept, placed)
    return placed
