"""Other ways of linking, run on the same labelled set: an exact key, rapidfuzz, TF-IDF, and splink when it is installed."""

from __future__ import annotations

import numpy as np
from rapidfuzz import fuzz, process, utils
from sparse_dot_topn import sp_matmul_topn

from kb.identity.candidates import Grams
from kb.text import fold
from tests.identity.labelled import Labelled
from tests.identity.measures import Answer


def exact(labelled: Labelled) -> list[Answer]:
    """Answer by the SIRET, else by the folded name and the postcode."""
    by_siret = {r["siret"]: r["id"] for r in labelled.references}
    by_name = {(fold(r["name"]), r["post_code"]): r["id"] for r in labelled.references}
    found = []
    for row in labelled.rows:
        siret = row["siret"].replace(" ", "")
        if siret in by_siret:
            found.append((row["row"], by_siret[siret], 2.0))
        elif (fold(row["name"]), row["post_code"]) in by_name:
            found.append((row["row"], by_name[fold(row["name"]), row["post_code"]], 1.0))
    return found


def weighted_ratio(labelled: Labelled) -> list[Answer]:
    """Answer by rapidfuzz's WRatio on the name, all pairs."""
    names = [r["name"] for r in labelled.references]
    asked = [r["name"] for r in labelled.rows]
    scores = process.cdist(asked, names, scorer=fuzz.WRatio, processor=utils.default_process, workers=2)
    return _best(labelled, scores)


def tfidf(labelled: Labelled, *fields: str) -> list[Answer]:
    """Answer by TF-IDF of character trigrams on some cells, folded."""
    grams = Grams([fold(" ".join(r[f] for f in fields)) for r in labelled.references])
    rows = grams.of([fold(" ".join(r[f] for f in fields)) for r in labelled.rows])
    near = sp_matmul_topn(rows, grams.matrix.T.tocsr(), top_n=1, sort=True)
    found = []
    for line, row in enumerate(labelled.rows):
        for place in range(near.indptr[line], near.indptr[line + 1]):
            found.append((row["row"], labelled.references[near.indices[place]]["id"], float(near.data[place])))
    return found


def _best(labelled: Labelled, scores: np.ndarray) -> list[Answer]:
    tops = scores.argmax(axis=1)
    return [(row["row"], labelled.references[top]["id"], float(scores[line, top]))
            for line, (row, top) in enumerate(zip(labelled.rows, tops.tolist(), strict=True))]  # fmt: skip
