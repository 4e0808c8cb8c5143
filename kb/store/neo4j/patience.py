"""How long a silent server is waited for: each call is watched, and cut when the server shows no sign of life.

The driver waits for ever on a connection whose server is frozen, and limits nothing but the opening of a connection. A
long statement on a living server is no reason to give up either. So a call that lasts is settled by asking, on a
connection of its own, whether the server still answers at all.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from itertools import count

#: How long a call lasts before the server is asked whether it lives, and how long that answer is waited for, in seconds.
PATIENCE, PROBE = 3.0, 2.0
#: How often the watch looks, and after how long without a call it ends, in seconds.
TICK, IDLE = 0.5, 30.0
#: How long people wait at most for a server that is away, from the first call that failed, in seconds.
LIMIT = 9.0
#: What one more try costs at worst once the server is known to be away: opening a connection, in seconds.
TRY = 2.5


class Watch:
    """Watches the calls in progress from one thread, which ends when there have been none for a while."""

    def __init__(self, alive: Callable[[], bool], cut: Callable[[], None]) -> None:
        self._alive, self._cut = alive, cut
        #: The calls in progress, each with the moment at which the server is asked whether it lives.
        self._calls: dict[int, float] = {}
        self._numbers = count()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    @contextmanager
    def over(self) -> Iterator[None]:
        """Watch what the block asks of the server."""
        number = next(self._numbers)
        with self._changed:
            self._calls[number] = time.monotonic() + PATIENCE
            if self._thread is None:
                self._thread = threading.Thread(target=self._look, name="maillage-neo4j", daemon=True)
                self._thread.start()
        try:
            yield
        finally:
            with self._changed:
                self._calls.pop(number, None)

    def _look(self) -> None:
        quiet_since = time.monotonic()
        while True:
            with self._changed:
                now = time.monotonic()
                if self._calls:
                    quiet_since = now
                elif now - quiet_since > IDLE:
                    self._thread = None
                    return
                late = [number for number, due in self._calls.items() if due <= now]
                if not late:
                    self._changed.wait(max(0.02, min([*self._calls.values(), now + TICK]) - now))
                    continue
            self._settle(late)

    def _settle(self, late: Collection[int]) -> None:
        lives = self.answers()
        with self._changed:
            still = [number for number in late if number in self._calls]
            for number in still:
                self._calls[number] = time.monotonic() + PATIENCE
        if still and not lives:
            self._cut()

    def answers(self) -> bool:
        """Ask the server whether it lives, and wait for its answer as long as `PROBE` says."""
        found: list[bool] = []
        probe = threading.Thread(target=lambda: found.append(self._alive()), name="maillage-neo4j-vie", daemon=True)
        probe.start()
        probe.join(PROBE)
        return bool(found and found[0])


class Tries:
    """The tries left to one demand once it failed, spaced out, within the time people may wait."""

    def __init__(self, since: float) -> None:
        """Count from when the first call that failed was made, or from when the watch began to doubt of it."""
        self.begun = max(since, time.monotonic() - PATIENCE - PROBE)
        self._pause = 0.05

    @property
    def left(self) -> float:
        """Return the seconds left before the demand has to be refused."""
        return LIMIT - (time.monotonic() - self.begun)

    def another(self) -> bool:
        """Wait a little and tell whether there is time for one more try."""
        if self.left < TRY + self._pause:
            return False
        time.sleep(self._pause)
        self._pause = min(2 * self._pause, 1.0)
        return True
