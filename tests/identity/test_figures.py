"""What the linking gives on the labelled set, frozen with a margin: `python -m tests.bench identite` prints it beside others."""

from __future__ import annotations

from kb.identity.scoring import Outcome, bodies, scores, weights
from tests.identity.labelled import make_labelled
from tests.identity.measures import judge
from tests.identity.train import weighed


def test_the_reporting_part_is_linked_as_well_as_it_is_claimed(shared_data):
    each = weighed(make_labelled(11, part="report"))
    score = scores(weights().first(each.table), each.pairs.rows, bodies(each.references)[each.pairs.references], weights())

    figures = judge(each.answers(score), each.labelled.truth, each.labelled.siblings)

    assert figures.f1 >= 0.96
    assert figures.at_99 >= 0.90
    assert each.completeness() >= 0.99


def test_what_is_called_the_same_is_the_same_ninety_nine_times_in_a_hundred(shared_data):
    from kb.identity.matching import match

    each = weighed(make_labelled(12, part="report"))
    found = match(each.rows, each.references)
    same = [(each.rows[i].id, each.references[j].id) for i, j, said in
            zip(found.pairs.rows, found.pairs.references, found.outcome, strict=True) if said is Outcome.SAME]  # fmt: skip
    right = sum(reference in each.labelled.truth[row] | each.labelled.siblings[row] for row, reference in same)
    wanted = sum(1 for ids in each.labelled.truth.values() if ids)

    assert right / len(same) >= 0.99
    assert len({row for row, _ in same}) / wanted >= 0.85
