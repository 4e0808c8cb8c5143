"""What a store keeps of what it computed: for the latest state, a few dates and viewers; and the last past states."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")

#: Dates and viewers whose computed values are kept at once.
FACES_KEPT = 4
#: Past states kept at once.
PAST_KEPT = 2
_ABSENT = object()


class Kept:
    """Values computed from one state of the base, forgotten as the base moves on; shared by the threads of a process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._values: dict[tuple[Any, ...], Any] = {}
        self._past: dict[tuple[int, int], Any] = {}

    def value(self, rev: int, name: str, face: tuple[Any, ...], compute: Callable[[], T]) -> T:
        """Return a value computed once for a state, a date and a viewer (its face)."""
        key = (rev, name, *face)
        found = self._values.get(key, _ABSENT)
        if found is _ABSENT:
            found = compute()
            self._remember(rev, key, found)
        return found  # type: ignore[no-any-return]

    def _remember(self, rev: int, key: tuple[Any, ...], value: object) -> None:
        with self._lock:
            kept = {k: held for k, held in self._values.items() if k[0] >= rev}
            kept[key] = value
            # Each date and viewer costs as much as the first: a few are kept, the latest asked.
            faces = list(dict.fromkeys(k[2:] for k in reversed(kept)))[:FACES_KEPT]
            self._values = {k: held for k, held in kept.items() if k[2:] in faces}

    def past(self, head: int, rev: int, compute: Callable[[], T]) -> T:
        """Return what was computed of a past state; the last ones asked are kept until something is written."""
        with self._lock:
            found = self._past.get((head, rev), _ABSENT)
        if found is _ABSENT:
            found = compute()
            with self._lock:
                kept = [(key, held) for key, held in self._past.items() if key[0] == head][-(PAST_KEPT - 1) :]
                self._past = {**dict(kept), (head, rev): found}
        return found  # type: ignore[no-any-return]
