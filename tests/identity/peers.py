"""Other ways of linking, run on the same labelled set: an exact key, rapidfuzz, TF-IDF, and splink when it is installed."""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np
from rapidfuzz import fuzz, process, utils
from sparse_dot_topn import sp_matmul_topn

from kb.identity.candidates import Grams
from kb.identity.names import read_name
from kb.identity.numbers import read_number
from kb.identity.places import read_place
from kb.text import fold
from tests.identity.labelled import Cells, Labelled
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


def has_splink() -> bool:
    """Tell whether splink is installed; it is no dependency of the project: `pip install splink` beside it to compare."""
    return find_spec("splink") is not None


def splink(labelled: Labelled) -> list[Answer]:
    """Answer by splink, unsupervised, on our own cleaned fields: five blocking rules and six comparisons."""
    import pandas as pd
    import splink.comparison_library as compare
    from splink import Linker, SettingsCreator, block_on
    from splink.backends.duckdb import DuckDBAPI

    comparisons = [
        compare.JaroWinklerAtThresholds("name", [0.95, 0.88, 0.75]), compare.ExactMatch("siren"),
        compare.ExactMatch("postcode"), compare.JaroWinklerAtThresholds("town", [0.92]),
        compare.JaroWinklerAtThresholds("street", [0.95, 0.85]), compare.ExactMatch("naf"),
    ]  # fmt: skip
    blocks = [block_on("siren"), block_on("postcode"), block_on("town"), block_on("substr(name,1,6)"), block_on("street")]
    settings = SettingsCreator(link_type="link_only", comparisons=comparisons, blocking_rules_to_generate_predictions=blocks)
    api = DuckDBAPI()
    frames = [api.register(pd.DataFrame(_cleaned(cells, key)), dataset_display_name=key)
              for cells, key in ((labelled.rows, "row"), (labelled.references, "id"))]  # fmt: skip
    linker = Linker(frames, settings, log_level="ERROR")
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in (block_on("siren"), block_on("postcode", "town")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_weight=-5).as_pandas_dataframe()
    best: dict[str, tuple[str, float]] = {}
    for left, right, weight in zip(found["unique_id_l"], found["unique_id_r"], found["match_weight"], strict=True):
        row, reference = (left, right) if left.startswith("L") else (right, left)
        if row not in best or weight > best[row][1]:
            best[row] = (reference, float(weight))
    return [(row, reference, weight) for row, (reference, weight) in best.items()]


def _cleaned(cells: list[Cells], key: str) -> list[dict[str, str | None]]:
    found: list[dict[str, str | None]] = []
    for one in cells:
        place = read_place(one["address"], one["post_code"], one["city"])
        said = {"name": read_name(one["name"]).text, "siren": read_number(one["siret"]).siren, "postcode": place.postcode,
                "town": place.town, "street": " ".join((place.house, *place.street)).strip(), "naf": one["naf"].replace(".", "")}  # fmt: skip
        found.append({"unique_id": one[key], **{name: text or None for name, text in said.items()}})
    return found
