"""How rows are linked to a reference: our figures beside others on one labelled set, in one run, and the time it takes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from kb.identity.matching import match
from tests.bench.timing import Line
from tests.identity import peers
from tests.identity.labelled import REGISTER, Labelled, make_labelled
from tests.identity.measures import Answer, Figures, judge
from tests.identity.train import best_of, parties, weighed

#: What is asked of the linking (identity reference, A.4): strict F1, recall at 99 % precision, completeness.
F1, AT_99, COMPLETE = 0.96, 0.85, 0.99


def measure_identity() -> Iterator[Line]:
    """Yield the quality and the time of the linking; prints the peers' figures, which have no target."""
    if not REGISTER.exists():
        print("identité : laissée de côté, pas de données partagées (../shared/data)")
        return
    labelled = make_labelled(11, part="report")
    ours, spent = _timed(labelled)
    each = weighed(labelled)
    print(f"       nous : {ours}  complétude {each.completeness():.4f}  {spent:.1f} s")
    best = 0.0
    for name, answer in _peers():
        begun = time.perf_counter()
        figures = judge(answer(labelled), labelled.truth, labelled.siblings)
        print(f"       {name} : {figures}  {time.perf_counter() - begun:.1f} s", flush=True)
        best = max(best, figures.f1)
    yield Line("A1", "rapprochement, F1 strict (le meilleur autre en référence)", ours.f1, None, F1, "", least=True)
    yield Line("A2", "rapprochement, rappel à 99 % de précision", ours.at_99, None, AT_99, "", least=True)
    yield Line("A4", "rapprochement, complétude des candidats", each.completeness(), None, COMPLETE, "", least=True)
    yield Line("A8", "rapprochement de 3 000 lignes", spent, None, 10, "s")


def _timed(labelled: Labelled) -> tuple[Figures, float]:
    begun = time.perf_counter()
    rows, references = parties(labelled.rows, "row"), parties(labelled.references, "id")
    found = match(rows, references)
    spent = time.perf_counter() - begun
    answers = best_of(rows, references, found.pairs, found.score)
    return judge(answers, labelled.truth, labelled.siblings), spent


def _peers() -> Iterator[tuple[str, Callable[[Labelled], list[Answer]]]]:
    yield "clé exacte", peers.exact
    yield "rapidfuzz WRatio", peers.weighted_ratio
    yield "TF-IDF nom, commune, code postal", lambda labelled: peers.tfidf(labelled, "name", "city", "post_code")
    if peers.has_splink():
        yield "splink", peers.splink
