"""From evidences to a score, and from scores to a verdict: weights that add up, vetoes that stand above them.

The score is in log-odds, so that one threshold serves every row of every file. A candidate's rivals count: the nearest
of two homonyms is surer when the other is far behind.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import pairwise

import numpy as np

from kb.identity.evidence import EVIDENCES
from kb.identity.party import Party

#: How far ahead of its rivals a candidate counts, in log-odds.
FURTHEST = 8.0


class Outcome(StrEnum):
    """What is said of two parties."""

    SAME = "same"
    RELATED = "related"
    DIFFERENT = "different"
    REVIEW = "review"


@dataclass(frozen=True)
class Weights:
    """A version of the weights: how much each evidence adds, what rivals leave of it, where the verdicts change.

    A pair's own log-odds are `base` and the sum of its evidences; its score is `rest` and a share of them, and of how far
    it is ahead of its rivals or behind.
    """

    version: str
    base: float
    each: np.ndarray
    rest: float
    share: float
    lead: float
    trail: float
    same: float
    review: float

    def first(self, table: np.ndarray) -> np.ndarray:
        """Return the log-odds of each pair by its own evidences."""
        return np.asarray(table @ self.each) + self.base


@cache
def weights() -> Weights:
    """Return the weights in force."""
    with (files("kb.identity") / "weights.toml").open("rb") as table:
        read = tomllib.load(table)
    each = np.array([float(read["evidences"][name]) for name in EVIDENCES])
    numbers = {name: float(read[name]) for name in ("base", "rest", "share", "lead", "trail", "same", "review")}
    return Weights(version=read["version"], each=each, **numbers)


def rivalry(
    first: np.ndarray, rows: np.ndarray, same_body: np.ndarray, stranger: float, likely: float = np.inf
) -> np.ndarray:
    """Return how far each pair is ahead of (above 0) or behind the best other candidate of its row.

    `rows` is sorted; `same_body` numbers the references so that two records of one establishment are no rivals. A row without
    any other candidate has a `stranger` for rival, the log-odds of two parties of which nothing is known: being alone is
    no merit. Candidates above `likely` may all be one with the row: none is a rival of another.
    """
    ahead = np.full(len(first), FURTHEST)
    bounds = np.flatnonzero(np.diff(rows, prepend=-1, append=-1))
    for start, end in pairwise(bounds.tolist()):
        scores, bodies = first[start:end], same_body[start:end]
        best = int(np.argmax(scores))
        together = (bodies == bodies[best]) | (scores > likely)
        others = scores[~together]
        second = max(float(others.max()), stranger) if len(others) else stranger
        top = float(scores[best])
        ahead[start:end] = np.where(together, scores - second, scores - top)
    return np.asarray(np.clip(ahead, -FURTHEST, FURTHEST))


def highest(first: np.ndarray, using: Weights) -> np.ndarray:
    """Return the score that pairs of some log-odds cannot exceed, whatever their rivals: none is nearer than a stranger."""
    return np.asarray(using.rest + using.share * first + using.lead * np.clip(first - using.base, 0, FURTHEST))


def scores(first: np.ndarray, rows: np.ndarray, same_body: np.ndarray, using: Weights, one_of: bool = True) -> np.ndarray:
    """Return the score of each pair: the log-odds of its own evidences, and what its rivals leave of them.

    A row that need not be `one_of` its candidates alone may be several: those that are sooner it than not are no rivals.
    """
    ahead = rivalry(first, rows, same_body, using.base, np.inf if one_of else 0.0)
    led = using.lead * np.maximum(ahead, 0) + using.trail * np.minimum(ahead, 0)
    return np.asarray(using.rest + using.share * first + led)


def contributions(line: np.ndarray, using: Weights) -> list[tuple[str, float]]:
    """Return what each evidence brings to a pair, strongest first."""
    said = [(name, float(value * weight)) for name, value, weight in zip(EVIDENCES, line, using.each, strict=True)]
    return sorted((pair for pair in said if abs(pair[1]) >= 0.05), key=lambda pair: (-abs(pair[1]), pair[0]))


def vetoed(row: Party, reference: Party, homonym: bool, placed: bool) -> str:
    """Return why two parties are never one without a person's word, or nothing."""
    mine, theirs = row.number.siren, reference.number.siren
    if mine and theirs and mine != theirs:
        return "deux SIREN différents"
    if homonym and not placed:
        return "plusieurs organisations portent ce nom, entier ou en partie, et ni la commune ni le code postal ne disent que c'est la même"
    return ""


def bodies(references: Sequence[Party]) -> np.ndarray:
    """Return one number per establishment: references that hold one SIRET are one body."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(r.number.siret or f"id {place}", len(numbers))
                     for place, r in enumerate(references)])  # fmt: skip
