"""How fast the machine is at the moment: limits are stated for one machine, and the same one is not as fast all day."""

from __future__ import annotations

import json
import time

#: Seconds of processor that the plain work took on the machine for which the limits of the tests were stated.
STATED = 0.012


def within(seconds: float, most: float) -> bool:
    """Tell whether work that took some seconds of processor keeps to a limit, this machine being as slow as it is.

    The limit grows with the time that a fixed piece of plain work takes beside it, and never shrinks. Nothing is
    measured for what keeps to the limit as it is, so that thousands of tests may ask.
    """
    return seconds < most or seconds < most * max(plain_work() for _ in range(3)) / STATED


def plain_work() -> float:
    """Return the seconds of processor that a fixed piece of work takes: dictionaries, texts, sorting and JSON."""
    begun = time.process_time()
    words = {f"{number:x}": str(number * number) for number in range(30_000)}
    lines = sorted(f"{key}:{value.casefold()[::-1]}" for key, value in words.items())
    json.loads(json.dumps(lines))
    return time.process_time() - begun
