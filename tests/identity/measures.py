"""How a linking method is judged: one best reference per row, one threshold for all rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: One answer per row: the row, the best reference, its score.
Answer = tuple[str, str, float]


@dataclass(frozen=True)
class Figures:
    """The figures of one method: the best F1 and its precision and recall, and recall at 99 % precision."""

    f1: float
    precision: float
    recall: float
    at_99: float

    def __str__(self) -> str:
        return f"P {self.precision:.3f}  R {self.recall:.3f}  F1 {self.f1:.3f}  R à P99 {self.at_99:.3f}"


def judge(
    answers: Sequence[Answer], truth: Mapping[str, frozenset[str]], siblings: Mapping[str, frozenset[str]]
) -> Figures:
    """Return the figures of one method; F1 is strict, recall at 99 % precision accepts an establishment of the same SIREN."""
    wanted = sum(1 for ids in truth.values() if ids)
    ordered = sorted(answers, key=lambda a: -a[2])
    best, at_99 = (0.0, 0.0, 0.0), 0.0
    right = close = 0
    for count, (row, reference, score) in enumerate(ordered, 1):
        right += reference in truth[row]
        close += reference in siblings[row] or reference in truth[row]
        if count < len(ordered) and ordered[count][2] == score:
            continue
        precision, recall = right / count, right / wanted
        f1 = 2 * precision * recall / (precision + recall) if right else 0.0
        best = max(best, (f1, precision, recall))
        if close / count >= 0.99:
            at_99 = max(at_99, right / wanted)
    return Figures(best[0], best[1], best[2], at_99)
