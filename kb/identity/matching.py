"""Matching two lists of organisations: candidates, evidences, scores and verdicts, in one call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kb.identity.aliases import Register, seed
from kb.identity.candidates import Pairs, find_candidates
from kb.identity.evidence import EVIDENCES, Context, weigh
from kb.identity.party import Party
from kb.identity.scoring import Outcome, Weights, bodies, contributions, rivalry, scores, vetoed, weights

_COLUMN = {name: place for place, name in enumerate(EVIDENCES)}


@dataclass(frozen=True)
class Matches:
    """Every pair considered, as aligned columns: positions, scores, verdicts, vetoes, and the evidences behind them."""

    pairs: Pairs
    score: np.ndarray
    outcome: list[Outcome]
    veto: list[str]
    table: np.ndarray
    using: Weights

    def why(self, line: int) -> list[tuple[str, float]]:
        """Return what each evidence brings to a pair, strongest first."""
        return contributions(self.table[line], self.using)


def match(rows: Sequence[Party], references: Sequence[Party], register: Register | None = None) -> Matches:
    """Return every pair worth looking at between two lists, with its score and what is said of it.

    The result does not depend on the order of either list.
    """
    known = seed() if register is None else register
    context = Context.of(references, known)
    pairs = find_candidates(rows, references, known)
    table = weigh(rows, references, pairs, context)
    using = weights()
    body = bodies(references)[pairs.references] if len(pairs.references) else np.zeros(0)
    score = scores(table, pairs.rows, body, using)
    outcome, veto = _judged(rows, references, pairs, table, score, using)
    return Matches(pairs, score, outcome, veto, table, using)


def _judged(
    rows: Sequence[Party], references: Sequence[Party], pairs: Pairs, table: np.ndarray, score: np.ndarray, using: Weights
) -> tuple[list[Outcome], list[str]]:
    outcomes, vetoes = [], []
    best = _best(pairs.rows, score)
    for line, (row, reference) in enumerate(zip(pairs.rows.tolist(), pairs.references.tolist(), strict=True)):
        said = table[line]
        placed = said[_COLUMN["postcode"]] + said[_COLUMN["town"]] + said[_COLUMN["siren"]] + said[_COLUMN["siret"]] > 0
        veto = vetoed(rows[row], references[reference], said[_COLUMN["common"]] > 0, placed)
        vetoes.append(veto)
        outcomes.append(_outcome(said, float(score[line]), line in best, veto, using))
    return outcomes, vetoes


def _best(rows: np.ndarray, score: np.ndarray) -> set[int]:
    """Return the lines that no other line of their row surpasses."""
    tops: dict[int, float] = {}
    for row, value in zip(rows.tolist(), score.tolist(), strict=True):
        tops[row] = max(value, tops.get(row, -np.inf))
    return {line for line, row in enumerate(rows.tolist()) if score[line] == tops[row]}


def _outcome(said: np.ndarray, score: float, best: bool, veto: str, using: Weights) -> Outcome:
    if veto:
        return Outcome.REVIEW if score >= using.review else Outcome.DIFFERENT
    if said[_COLUMN["other_nic"]]:
        return Outcome.RELATED
    if best and score >= using.same:
        return Outcome.SAME
    if said[_COLUMN["siren"]] and not best:
        return Outcome.RELATED
    return Outcome.REVIEW if score >= using.review else Outcome.DIFFERENT


__all__ = ["Matches", "match", "rivalry"]
