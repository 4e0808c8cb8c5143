"""Fits the weights of the evidences on the tuning part of the labelled set: `python -m tests.identity.train`."""

from __future__ import annotations

import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kb.identity.aliases import seed
from kb.identity.candidates import Pairs, find_candidates
from kb.identity.evidence import EVIDENCES, Context, weigh
from kb.identity.party import Party, make_party
from kb.identity.scoring import bodies, rivalry, scores, weights
from tests.identity.labelled import Cells, Labelled, make_labelled
from tests.identity.measures import Answer, judge

WEIGHTS = Path(__file__).resolve().parents[2] / "kb" / "identity" / "weights.toml"
HEAD = """# How much each evidence adds to the score of a pair, in log-odds; fitted by `python -m tests.identity.train` on the tuning
# part of the labelled set, but for the evidences that such a set cannot weigh, which are set there by hand."""
#: What a set made from one register cannot say, set by hand: identifiers decide, and context only inclines.
BY_HAND = {
    "siret": 10.0, "rna": 8.0, "slip": 6.0, "rounded": 4.0, "siren": 3.5, "alias": 3.5, "contact": 2.5, "naf": 0.9,
    "institution": 0.0, "other_naf": -0.9, "numbers": -1.0, "form": -1.2, "institutions": -2.0,
}  # fmt: skip
#: Evidences that can only speak against a pair; the others can only speak for it.
AGAINST = {"conflict", "extra", "strange", "institutions", "numbers", "common", "far", "other_town", "other_street",
           "other_naf", "other_nic", "form"}  # fmt: skip


@dataclass(frozen=True)
class Weighed:
    """A labelled set with the evidences of its candidate pairs, and which of them are true."""

    labelled: Labelled
    rows: list[Party]
    references: list[Party]
    pairs: Pairs
    table: np.ndarray
    true: np.ndarray

    def columns(self) -> np.ndarray:
        """Return the evidences with a leading column of ones."""
        return np.column_stack([np.ones(len(self.table)), self.table])

    def completeness(self) -> float:
        """Return the share of rows whose true reference is among their candidates."""
        found = {int(row) for row, ok in zip(self.pairs.rows, self.true, strict=True) if ok}
        wanted = [place for place, row in enumerate(self.rows) if self.labelled.truth[row.id]]
        return sum(1 for place in wanted if place in found) / len(wanted)

    def answers(self, score: np.ndarray) -> list[Answer]:
        """Return the best reference of each row."""
        return best_of(self.rows, self.references, self.pairs, score)

    def ahead(self, first: np.ndarray, stranger: float) -> np.ndarray:
        """Return how far each pair is ahead of its rivals."""
        return rivalry(first, self.pairs.rows, bodies(self.references)[self.pairs.references], stranger)


def best_of(rows: list[Party], references: list[Party], pairs: Pairs, score: np.ndarray) -> list[Answer]:
    """Return the best reference of each row, with its score."""
    best: dict[int, tuple[int, float]] = {}
    for row, reference, value in zip(pairs.rows.tolist(), pairs.references.tolist(), score.tolist(), strict=True):
        if row not in best or value > best[row][1]:
            best[row] = (reference, value)
    return [(rows[row].id, references[reference].id, value) for row, (reference, value) in best.items()]


def parties(cells: list[Cells], key: str) -> list[Party]:
    """Return the parties of a table."""
    return [make_party(c[key], (c["name"], c.get("brand", "")), address=c["address"], postcode=c["post_code"], town=c["city"],
                       siret=c["siret"], naf=c["naf"], kind=c.get("kind", "")) for c in cells]  # fmt: skip


def weighed(labelled: Labelled) -> Weighed:
    """Return a labelled set with its candidates' evidences."""
    rows, references, register = parties(labelled.rows, "row"), parties(labelled.references, "id"), seed()
    pairs = find_candidates(rows, references, register)
    table = weigh(rows, references, pairs, Context.of(references, register))
    true = np.array([references[j].id in labelled.truth[rows[i].id]
                     for i, j in zip(pairs.rows, pairs.references, strict=True)])  # fmt: skip
    return Weighed(labelled, rows, references, pairs, table, true)


def fit(x: np.ndarray, y: np.ndarray, ridge: float = 1.0, offset: np.ndarray | float = 0.0) -> np.ndarray:
    """Return the logistic weights of some columns, by Newton's method with a ridge on all but the first."""
    w, penalty = np.zeros(x.shape[1]), np.full(x.shape[1], ridge)
    penalty[0] = 1e-3
    for _ in range(40):
        p = 1 / (1 + np.exp(-np.clip(x @ w + offset, -30, 30)))
        slope = x.T @ (p - y) + penalty * w
        curve = (x * (p * (1 - p))[:, None]).T @ x + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        w -= step
        if np.abs(step).max() < 1e-6:
            break
    return w


def fit_all(sets: list[Weighed]) -> tuple[np.ndarray, np.ndarray]:
    """Return the weights of the evidences, their base first, and those of what rivals leave of them."""
    names = ["base", *EVIDENCES]
    x, y = np.vstack([s.columns() for s in sets]), np.concatenate([s.true for s in sets]).astype(float)
    held = dict(BY_HAND)
    while True:
        hand = [names.index(name) for name in held]
        free = [place for place in range(len(names)) if place not in hand]
        w = np.zeros(len(names))
        w[hand] = list(held.values())
        w[free] = fit(x[:, free], y, offset=x[:, hand] @ w[hand])
        # Two evidences that go together may share a weight with opposite signs: a reader would take the second amiss.
        odd = [names[place] for place in free if place and w[place] * (-1 if names[place] in AGAINST else 1) < 0]
        if not odd:
            break
        held |= dict.fromkeys(odd, 0.0)
    second = []
    for each in sets:
        first = each.columns() @ w
        ahead = each.ahead(first, float(w[0]))
        second.append(np.column_stack([np.ones(len(first)), first, np.maximum(ahead, 0), np.minimum(ahead, 0)]))
    return w, fit(np.vstack(second), y, 0.01)


def _write(w: np.ndarray, second: np.ndarray) -> None:
    read = tomllib.loads(WEIGHTS.read_text(encoding="utf-8"))
    lines = [HEAD, f'version = "{read["version"]}"', f"base = {w[0]:.2f}"]
    lines += [f"{name} = {value:.3f}" for name, value in zip(("rest", "share", "lead", "trail"), second, strict=True)]
    lines += [f"same = {read['same']}", f"review = {read['review']}", "", "[evidences]"]
    lines += [f"{name} = {value:.2f}" for name, value in zip(EVIDENCES, w[1:], strict=True)]
    WEIGHTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> int:
    """Fit the weights, write them, and print what they give on both parts."""
    _write(*fit_all([weighed(make_labelled(number)) for number in (1, 2, 3)]))
    weights.cache_clear()
    for part, number in (("tune", 1), ("report", 11), ("report", 12)):
        each = weighed(make_labelled(number, part=part))
        body = bodies(each.references)[each.pairs.references]
        figures = judge(each.answers(scores(weights().first(each.table), each.pairs.rows, body, weights())), each.labelled.truth, each.labelled.siblings)
        print(f"{part} {number} : {figures}  complétude {each.completeness():.4f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
