"""Matching two lists of organisations: candidates, evidences, scores and verdicts, in one call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from kb.identity.aliases import Register, seed
from kb.identity.bounds import highest_first, name_excess
from kb.identity.candidates import Pairs, find_candidates
from kb.identity.evidence import EVIDENCES, Context, Meter, weigh
from kb.identity.names import one_is_part
from kb.identity.party import Party
from kb.identity.reasons import Compared, Reason, reasons
from kb.identity.scoring import Outcome, Weights, bodies, contributions, highest, scores, vetoed, weights
from kb.once import once

#: Under this likeness, two parties of one list that share no key are not worth weighing.
NEAR = 0.4
#: What sums made in another order may differ by.
_SLACK = 1e-6
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
    sides: tuple[Sequence[Party], Sequence[Party]]
    context: Context

    def why(self, line: int) -> list[tuple[str, float]]:
        """Return what each evidence brings to a pair, strongest first."""
        return contributions(self.table[line], self.using)

    @once
    def _meter(self) -> Meter:
        return Meter(self.context)

    def reasons(self, line: int) -> tuple[Reason, ...]:
        """Return the same as `why`, each evidence with the sentence that says it of this pair."""
        mine, theirs = (side[place[line]] for side, place in zip(self.sides, (self.pairs.rows, self.pairs.references), strict=True))
        values = dict(zip(EVIDENCES, self.table[line].tolist(), strict=True))
        return reasons(self.why(line), Compared(mine, theirs, values, self._meter))


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
    score = scores(using.first(table), pairs.rows, body, using)
    outcome, veto = _judged(rows, references, pairs, table, score, using)
    return Matches(pairs, score, outcome, veto, table, using, (rows, references), context)


def match_within(
    parties: Sequence[Party], asking: Sequence[int] | None = None, register: Register | None = None, least: float = -np.inf
) -> Matches:
    """Return the pairs of one list that may be one, each once, with the mean of what it scores seen from either side.

    `asking` gives the positions from which pairs are looked for, all of them by default. A pair that cannot score `least`
    is left out, most often before it is weighed. Two parties may be *same* without being each other's best: nothing is
    chosen here, pairs are shown. Three sheets of one organisation are no rivals of one another.
    """
    known = seed() if register is None else register
    places = np.arange(len(parties)) if asking is None else np.array(asking, dtype=np.int64)
    found = find_candidates([parties[place] for place in places], parties, known)
    rows = places[found.rows] if len(found.rows) else found.rows
    near = found.keyed | (np.maximum(found.by_name, found.by_whole) >= NEAR)
    pairs = replace(found, rows=rows)[np.flatnonzero((rows != found.references) & near)]
    using = weights()
    context = Context.of(parties, known, within=True)
    weighed = _Weighed(parties, pairs, context, using)
    weighed.sharpen(weighed.hopeful(least))
    weighed.weigh(weighed.hopeful(least))
    hopeful = weighed.hopeful(least)
    on = np.isin(pairs.rows, pairs.rows[hopeful])
    weighed.sharpen(on)
    # Rivals count when they are nearer than a stranger, or than what they are rivals of.
    weighed.weigh(on & (weighed.first > min(using.base, weighed.first[hopeful].min(initial=np.inf))))
    body = bodies(parties)[pairs.references] if len(pairs.references) else np.zeros(0)
    seen = np.zeros(len(on))
    seen[on] = scores(weighed.first[on], pairs.rows[on], body[on], using, one_of=False)
    sides = (parties, parties)
    return _each_once(parties, Matches(pairs[hopeful], seen[hopeful], [], [], weighed.table[hopeful], using, sides, context))


class _Weighed:
    """Pairs of one list, weighed as far as is asked: `first` are the log-odds of each, or what they cannot exceed."""

    def __init__(self, parties: Sequence[Party], pairs: Pairs, context: Context, using: Weights) -> None:
        self._parties, self._pairs, self._context, self._using = parties, pairs, context, using
        self.table = np.zeros((len(pairs.rows), len(EVIDENCES)))
        self.first = highest_first(parties, pairs, context.register, using)
        self._done, self._sharp = np.zeros((2, len(pairs.rows)), dtype=bool)

    def sharpen(self, lines: np.ndarray) -> None:
        """Lower what some pairs cannot exceed by how far apart, or how common, their names are."""
        here = np.flatnonzero(lines & ~self._done & ~self._sharp)
        self.first[here] += name_excess(self._parties, self._pairs[here], self._context, self._using)
        self._sharp[here] = True

    def weigh(self, lines: np.ndarray) -> None:
        """Weigh some pairs, those that are weighed already left aside."""
        here = np.flatnonzero(lines & ~self._done)
        self.table[here] = weigh(self._parties, self._parties, self._pairs[here], self._context)
        self.first[here] = self._using.first(self.table[here])
        self._done[here] = True

    def hopeful(self, least: float) -> np.ndarray:
        """Return the pairs that may score `least`, in the mean of their two sides."""
        rows, references = self._pairs.rows, self._pairs.references
        _, pair = np.unique(np.minimum(rows, references) * len(self._parties) + np.maximum(rows, references), return_inverse=True)
        most = highest(self.first, self._using)
        mean = np.bincount(pair, most) / np.maximum(np.bincount(pair), 1) if len(pair) else most
        return np.asarray(mean[pair] >= least - _SLACK)


def _each_once(parties: Sequence[Party], seen: Matches) -> Matches:
    sides: dict[tuple[int, int], list[int]] = {}
    for line, (a, b) in enumerate(zip(seen.pairs.rows.tolist(), seen.pairs.references.tolist(), strict=True)):
        sides.setdefault((min(a, b), max(a, b)), []).append(line)
    ordered = sorted(sides)
    lines = np.array([sides[pair][0] for pair in ordered], dtype=np.int64)
    score = np.array([float(np.mean(seen.score[sides[pair]])) for pair in ordered])
    left, right = (np.array([pair[side] for pair in ordered], dtype=np.int64) for side in (0, 1))
    pairs = replace(seen.pairs[lines], rows=left, references=right)
    table = seen.table[lines]
    outcome, veto = _judged(parties, parties, pairs, table, score, seen.using, choose=False)
    return replace(seen, pairs=pairs, score=score, outcome=outcome, veto=veto, table=table)


def _judged(
    rows: Sequence[Party], references: Sequence[Party], pairs: Pairs, table: np.ndarray, score: np.ndarray, using: Weights,
    choose: bool = True,
) -> tuple[list[Outcome], list[str]]:
    outcomes, vetoes = [], []
    best = _best(pairs.rows, score) if choose else set(range(len(score)))
    for line, (row, reference) in enumerate(zip(pairs.rows.tolist(), pairs.references.tolist(), strict=True)):
        said = table[line]
        placed = said[_COLUMN["postcode"]] + said[_COLUMN["town"]] + said[_COLUMN["siren"]] + said[_COLUMN["siret"]] > 0
        veto = vetoed(rows[row], references[reference], said[_COLUMN["common"]] > 0, placed)
        if not veto and score[line] >= using.review and not _numbered(said) and one_is_part(rows[row].names, references[reference].names):
            veto = "le nom de l'un est celui de l'autre et d'un de ses services"
        vetoes.append(veto)
        outcome = _outcome(said, float(score[line]), line in best, veto, using)
        outcomes.append(Outcome.REVIEW if outcome is Outcome.SAME and not choose and not _settled(said) else outcome)
    return outcomes, vetoes


def _numbered(said: np.ndarray) -> bool:
    """Tell whether a number speaks for a pair, be it mistyped."""
    return bool(said[_COLUMN["siret"]] + said[_COLUMN["siren"]] + said[_COLUMN["rna"]] + said[_COLUMN["slip"]])


def _settled(said: np.ndarray) -> bool:
    """Tell whether a pair nobody chose among others rests on a number, or on a whole name and a place."""
    name = said[_COLUMN["covered"]] >= 0.9 or said[_COLUMN["exact"]] or said[_COLUMN["alias"]]
    place = said[_COLUMN["postcode"]] + said[_COLUMN["town"]] + said[_COLUMN["street"]]
    return _numbered(said) or bool(name and place)


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


__all__ = ["Matches", "match", "match_within"]
