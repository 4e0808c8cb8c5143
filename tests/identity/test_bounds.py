"""What is not weighed is nothing that would have been proposed: the bound holds for every pair, whatever is wrong in its cells."""

from __future__ import annotations

import numpy as np
import pytest

from kb.identity.aliases import seed
from kb.identity.bounds import highest_first, name_excess
from kb.identity.candidates import find_candidates
from kb.identity.evidence import Context, weigh
from kb.identity.matching import NEAR, match_within
from kb.identity.party import Party
from kb.identity.scoring import weights
from tests.identity.labelled import make_labelled
from tests.identity.train import weighed

#: How many of the rows and of their references make one list.
SOME = 700


@pytest.fixture(scope="module")
def parties(shared_data) -> list[Party]:
    made = weighed(make_labelled(11, part="report"))
    return [*made.rows[:SOME], *made.references[:SOME]]


def test_no_pair_has_more_for_it_than_it_was_given_credit_for(parties):
    known, using = seed(), weights()
    context, found = Context.of(parties, known), find_candidates(parties, parties, known)
    pairs = found[np.flatnonzero(found.keyed | (np.maximum(found.by_name, found.by_whole) >= NEAR))]

    most = highest_first(parties, pairs, known, using)
    sharper = most + name_excess(parties, pairs, context, using)
    first = using.first(weigh(parties, parties, pairs, context))

    assert len(first) > 10_000
    assert (first <= sharper + 1e-6).all()
    assert (sharper <= most + 1e-6).all()
    assert (most < -3).mean() > 0.5


def test_the_pairs_proposed_are_those_that_weighing_every_pair_gives(parties):
    every, some = match_within(parties), match_within(parties, least=0.0)

    wanted = np.flatnonzero(every.score >= 0)
    assert some.pairs.rows[some.score >= 0].tolist() == every.pairs.rows[wanted].tolist()
    assert some.pairs.references[some.score >= 0].tolist() == every.pairs.references[wanted].tolist()
    assert np.allclose(some.score[some.score >= 0], every.score[wanted])
    assert [said for said, score in zip(some.outcome, some.score, strict=True) if score >= 0] == [every.outcome[n] for n in wanted]
    assert len(wanted) > 100
    assert len(some.score) < len(every.score) / 10
