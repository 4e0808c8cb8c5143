"""One tie told by two sources: one line with two proofs, and one in the counts."""

from __future__ import annotations

import pytest

from kb.ledger import Source
from queries import ask
from queries.recipes import RECIPES, asking
from queries.ties import tie_detail

PRESS = Source("presse", title="Presse locale")


@pytest.fixture
def told(paper):
    """Return two actors on a territory, each tie being told by two sources."""
    place = paper.actor("territory", "Vaulx")
    for name in ("Amicale", "Envie"):
        actor = paper.actor("association", name)
        for source in (None, PRESS):
            paper.tie("present_in", actor, place, source)
    return paper


def test_the_network_counts_and_draws_a_tie_told_twice_once(told):
    answer = ask(told.view(), "reseau", territory="Vaulx")

    assert answer.sentence.startswith("3 acteurs, dont 1 territoire, et 2 liens autour de Vaulx.")
    assert len(answer.picture().edges) == len(answer.table().rows) == 2
    assert [len(proofs["reading"]) for proofs in answer.table().proofs] == [2, 2]
    assert ask(told.view(), "reseau").sentence.startswith("3 acteurs, dont 1 territoire, et 2 liens")


def test_the_sheet_says_it_on_one_line_with_both_proofs(told):
    sheet = ask(told.view(), "fiche", actor="Amicale")

    assert sheet.sentence.startswith("Amicale a 1 lien.")
    (line,) = sheet.lines
    assert len(line.claims) == len([note for note in sheet.sources if note.claim in line.claims]) == 2
    assert "Presse locale" in [note.text.partition(",")[0] for note in sheet.sources]
    assert len(sheet.network.edges) == 1


def test_what_a_source_says_barely_joins_what_another_says_in_full(paper):
    one, other = paper.actor("company", "Aa"), paper.actor("company", "Bb")
    paper.tie("partner", one, other, since="2024-01-01", detail="convention")
    paper.tie("partner", one, other, PRESS)

    (line,) = ask(paper.view(), "fiche", actor="Aa").lines

    assert "convention" in line.sentence
    assert len(line.claims) == 2


@pytest.mark.parametrize("fuller", [{"state": "en projet"}, {"until": "2025-01-01"}])
def test_what_is_there_today_does_not_join_what_is_planned_or_over(paper, fuller):
    one, other = paper.actor("company", "Aa"), paper.actor("company", "Bb")
    paper.tie("partner", one, other, **fuller)
    paper.tie("partner", one, other, PRESS)

    sheet = ask(paper.view(), "fiche", actor="Aa")

    assert all(len(line.claims) == 1 for line in sheet.lines)


def test_ties_that_differ_in_anything_shown_stay_apart(paper):
    one, other = paper.actor("company", "Aa"), paper.actor("company", "Bb")
    paper.tie("partner", one, other, since="2024-01-01")
    paper.tie("partner", one, other, PRESS, since="2025-01-01")
    paper.tie("partner", one, other, PRESS, since="2024-01-01", detail="convention")

    assert len(ask(paper.view(), "fiche", actor="Aa").lines) == 3


def test_a_partnership_told_from_either_side_is_one(paper):
    one, other = paper.actor("company", "Aa"), paper.actor("company", "Bb")
    paper.tie("partner", one, other)
    paper.tie("partner", other, one, PRESS)

    assert [line.sentence for line in ask(paper.view(), "fiche", actor="Aa").lines] == ["est partenaire de Bb"]


def test_what_one_source_tells_twice_and_money_are_never_put_together(paper):
    one, other = paper.actor("funder", "Aa"), paper.actor("company", "Bb")
    for source in (None, None, PRESS):
        paper.tie("met", one, other, source, on="2025-03-01")
        paper.tie("funds", one, other, source, amount=1000, year="2025")

    lines = ask(paper.view(), "fiche", actor="Bb").lines
    assert sorted((line.tie.kind, len(line.claims)) for line in lines) == [("funds", 1)] * 3 + [("met", 1), ("met", 2)]


def test_a_tie_told_twice_that_ended_is_one_ended_tie(paper):
    one, other = paper.actor("company", "Aa"), paper.actor("company", "Bb")
    for source in (None, PRESS):
        paper.tie("partner", one, other, source, until="2025-01-01")

    assert ask(paper.view(), "fiche", actor="Aa").past_total == 1


def test_the_network_that_is_built_counts_it_once_too(told):
    assert "2 liens" in RECIPES["reseau"].make(told.view(), asking(told.view())).sentence


def test_a_presence_that_two_rows_of_one_source_say_is_told_once(paper):
    place, actor = paper.actor("territory", "Vaulx"), paper.actor("company", "Aa")
    for source in (None, None, PRESS):
        paper.tie("present_in", actor, place, source)

    sheet = ask(paper.view(), "fiche", actor="Aa")

    assert sheet.sentence.startswith("Aa a 1 lien.")
    assert [len(line.claims) for line in sheet.lines] == [3]


def test_a_long_detail_is_cut_after_a_whole_part_and_never_in_the_middle_of_a_denial(territory):
    detail = "une EBE est conventionnée par le Fonds ; date de la convention non trouvée à ce jour"
    territory.tie("conventions", territory.fondation, territory.atelier, detail=detail)
    (tie,) = territory.view().ties(("conventions",))

    assert tie_detail(tie, short=True) == "une EBE est conventionnée par le Fonds…"
