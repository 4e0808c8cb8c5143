"""How things are timed: by turns in one run, medians of the repeats, ratios rather than seconds."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

REPEATS = 5


@dataclass(frozen=True)
class Line:
    """One line of the table: ours, the reference in the same unit, their ratio or figure, and the target."""

    code: str
    name: str
    ours: float
    reference: float | None
    target: float
    unit: str = "ms"
    least: bool = False

    @property
    def figure(self) -> float:
        """Return what the target speaks of: the ratio, or the time itself without a reference."""
        if self.reference is None:
            return self.ours
        return self.reference / self.ours if self.least else self.ours / self.reference

    @property
    def reached(self) -> bool:
        """Tell whether the target is reached."""
        return self.figure >= self.target if self.least else self.figure <= self.target

    def __str__(self) -> str:
        reference = "" if self.reference is None else f"{self.reference:.3f}"
        sign = "≥" if self.least else "≤"
        return (f"{self.code:<7}{self.name:<58}{self.ours:>11.3f}{reference:>12} {self.unit:<3}{self.figure:>9.4f}"
                f"  {sign} {self.target:<8g}{'oui' if self.reached else 'NON'}")  # fmt: skip


HEAD = f"{'':<7}{'mesure':<58}{'nous':>11}{'référence':>12} {'':<3}{'figure':>9}  cible"


def spent(run: Callable[[], object]) -> float:
    """Return the processor time of one run in milliseconds: steadier than the clock on a shared machine."""
    begun = time.process_time()
    run()
    return (time.process_time() - begun) * 1_000


def in_a_process(program: str, *words: object) -> tuple[float, ...]:
    """Return the numbers a program prints, run in an interpreter of its own so that its memory is its own."""
    asked = [sys.executable, "-c", program, *map(str, words)]
    done = subprocess.run(asked, capture_output=True, text=True, check=True)
    return tuple(map(float, done.stdout.split()))


def by_turns(ours: Callable[[], float], reference: Callable[[], float], repeats: int = REPEATS) -> tuple[float, float]:
    """Return the medians of two measures taken by turns."""
    pairs = [(ours(), reference()) for _ in range(repeats)]
    return statistics.median(p[0] for p in pairs), statistics.median(p[1] for p in pairs)


def each(ask: Callable[[str], object], asked: Iterable[str]) -> list[float]:
    """Return the time of each question of a list, in milliseconds, sorted."""
    times = []
    for one in asked:
        begun = time.perf_counter()
        ask(one)
        times.append((time.perf_counter() - begun) * 1_000)
    return sorted(times)


def at(times: list[float], share: float) -> float:
    """Return a percentile of sorted times."""
    return times[min(len(times) - 1, int(len(times) * share))]


def calm() -> bool:
    """Tell whether the machine is quiet enough for its figures to mean something."""
    return os.getloadavg()[0] <= 1.5 * (os.cpu_count() or 1)
