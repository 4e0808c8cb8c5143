"""Fits the weights of the evidences on the tuning part of the labelled set: `python -m tests.identity.train`."""

from __future__ import annotations

import sys
import time

import numpy as np

from kb.identity.aliases import seed
from kb.identity.candidates import find_candidates
from kb.identity.evidence import EVIDENCES, Context, weigh
from kb.identity.party import Party, make_party
from kb.identity.scoring import bodies, rivalry, scores, weights
from tests.identity.labelled import Cells, Labelled, make_labelled
from tests.identity.measures import judge


def parties(cells: list[Cells], key: str) -> list[Party]:
    """Return the parties of a table."""
    return [make_party(c[key], (c["name"], c.get("brand", "")), address=c["address"], postcode=c["post_code"], town=c["city"],
                       siret=c["siret"], naf=c["naf"], kind=c.get("kind", "")) for c in cells]  # fmt: skip


def evidences(labelled: Labelled):
    rows, references = parties(labelled.rows, "row"), parties(labelled.references, "id")
    register = seed()
    t = time.time()
    pairs = find_candidates(rows, references, register)
    t1 = time.time()
    table = weigh(rows, references, pairs, Context.of(references, register))
    print(f"candidats {t1 - t:.1f} s, preuves {time.time() - t1:.1f} s, {len(pairs.rows) / len(rows):.1f} par ligne", file=sys.stderr)
    true = np.array([references[j].id in labelled.truth[rows[i].id] for i, j in zip(pairs.rows, pairs.references)])
    found = {int(i) for i, ok in zip(pairs.rows, true) if ok}
    wanted = [i for i, r in enumerate(rows) if labelled.truth[r.id]]
    print(f"complétude {sum(1 for i in wanted if i in found) / len(wanted):.4f}", file=sys.stderr)
    return rows, references, pairs, table, true


def fit(x: np.ndarray, y: np.ndarray, ridge: float = 1.0, steps: int = 40) -> np.ndarray:
    """Return the logistic weights of some columns, by Newton's method with a ridge."""
    w = np.zeros(x.shape[1])
    pen = np.full(x.shape[1], ridge)
    pen[0] = 1e-3
    for _ in range(steps):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        g = x.T @ (p - y) + pen * w
        h = (x * (p * (1 - p))[:, None]).T @ x + np.diag(pen)
        d = np.linalg.solve(h, g)
        w -= d
        if np.abs(d).max() < 1e-6:
            break
    return w


def answers(rows, references, pairs, score):
    best = {}
    for line, (i, j) in enumerate(zip(pairs.rows.tolist(), pairs.references.tolist())):
        if i not in best or score[line] > best[i][1]:
            best[i] = (j, score[line])
    return [(rows[i].id, references[j].id, float(s)) for i, (j, s) in best.items()]


def main() -> int:
    sets = [make_labelled(s, part="tune") for s in (1, 2, 3)]
    data = [evidences(s) for s in sets]
    names = ["base", *EVIDENCES]
    x = np.vstack([np.column_stack([np.ones(len(d[3])), d[3]]) for d in data])
    y = np.concatenate([d[4] for d in data]).astype(float)
    w = fit(x, y)
    extra = []
    for d in data:
        first = np.column_stack([np.ones(len(d[3])), d[3]]) @ w
        ahead = rivalry(first, d[2].rows, bodies(d[1])[d[2].references])
        extra.append(np.column_stack([first, np.maximum(ahead, 0), np.minimum(ahead, 0)]))
    x2 = np.vstack(extra)
    w2 = fit(np.column_stack([np.ones(len(x2)), x2]), y, 0.01)
    scale = w2[1]
    print("second", w2)
    for n, v in sorted(zip(names, w), key=lambda p: p[1]):
        print(f"{n} = {v:.2f}")
    for part, seeds in (("tune", (1,)), ("report", (11, 12))):
        for s in seeds:
            l = make_labelled(s, part=part)
            rows, refs, pairs, table, true = evidences(l)
            first = np.column_stack([np.ones(len(table)), table]) @ w
            ahead = rivalry(first, pairs.rows, bodies(refs)[pairs.references])
            final = w2[0] + first * w2[1] + np.maximum(ahead, 0) * w2[2] + np.minimum(ahead, 0) * w2[3]
            print(part, s, "appris", judge(answers(rows, refs, pairs, final), l.truth, l.siblings))
            using = weights()
            print(part, s, "main  ", judge(answers(rows, refs, pairs, scores(table, pairs.rows, bodies(refs)[pairs.references], using)), l.truth, l.siblings))
    np.save("/tmp/w.npy", np.concatenate([w, w2]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
