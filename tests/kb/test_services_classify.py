"""Types of service are found in wordings written by hand; the figures are frozen with a tolerance."""

from __future__ import annotations

import csv
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.services.classify import classify
from kb.services.load import referential
from kb.text import fold

from .labelled_services import wordings


def shares(part: str, codes: bool) -> tuple[float, float]:
    """Return how often the right type comes first, and in the first three."""
    rows = [row for row in wordings(part) if row["type"] != "aucun"]
    found = []
    for row in rows:
        naf, rome = ([row["naf"]], [row["rome"]]) if codes else ([], [])
        guesses = [guess.code for guess in classify(row["titre"], row["description"], naf, rome)]
        found.append((guesses[:1] == [row["type"]], row["type"] in guesses))
    return sum(first for first, _ in found) / len(rows), sum(any_ for _, any_ in found) / len(rows)


@pytest.mark.parametrize(("codes", "first", "three"), [(True, 0.95, 0.98), (False, 0.93, 0.98)])
def test_the_right_type_is_found_on_the_wordings_kept_for_reporting(codes, first, three):
    assert shares("report", codes) == pytest.approx((first, three), abs=0.03)


def test_job_titles_that_nobody_here_wrote_lead_to_the_type_that_holds_their_code(shared_data: Path):
    """An independent check, on words alone: ROME job titles whose code one type holds firmly."""
    holders: dict[str, list[str]] = defaultdict(list)
    for kind in referential().active():
        for code, force in kind.rome.items():
            if force >= 0.8:
                holders[code].append(kind.code)
    file = shared_data / "referentiels" / "labonneboite" / "arbo_rome_ogr_202107.csv"
    found = total = 0
    with file.open(encoding="utf-8", newline="") as lines:
        for row in list(csv.reader(lines, delimiter=";"))[::5]:
            kinds = holders.get("".join(row[:3]).replace(" ", ""), [])
            if len(row) > 4 and row[4].strip().isdigit() and len(kinds) == 1:
                total += 1
                found += kinds[0] in [guess.code for guess in classify(row[3].replace("/", " "))]

    assert total > 500
    assert found / total == pytest.approx(0.56, abs=0.05)


@pytest.mark.parametrize(
    "row", [row for part in ("tune", "report") for row in wordings(part) if row["type"] == "aucun"]
)
def test_words_that_say_nothing_have_no_type(row):
    assert classify(row["titre"], row["description"], [row["naf"]]) == []


def test_a_guess_says_which_words_and_codes_decided():
    best = classify("La mécanique du vélo", naf=["95.29Z"], rome=["I1607"])[0]

    assert best.code == "velo-reparation"
    assert "vélo" in " ".join(best.words)
    assert best.codes == ("95.29Z", "I1607")


@pytest.mark.parametrize(
    ("word", "code"),
    [("laverie", "laverie"), ("restaurant", "restaurant"), ("recyclerie", "recyclerie"), ("Épiceries", "epicerie"),
     ("Réparation et recyclage de mobilier", "meubles-relooking"), ("Machines à laver", "laverie"),
     ("Réparation de machines à laver", "reparation-electromenager"), ("Cuisine et repas", "restaurant"),
     ("Préparation de repas pour les crèches", "restauration-collective"), ("Portage de repas", "portage-repas")],
)  # fmt: skip
def test_the_own_word_of_a_type_leads_to_it(word, code):
    best, *others = classify(word)

    assert best.code == code
    assert best.score > 2 * max((guess.score for guess in others), default=0)


def test_an_excluded_word_sets_a_type_aside():
    assert classify("Épicerie")[0].code == "epicerie"
    assert "epicerie" not in [guess.code for guess in classify("Épicerie solidaire")]


def test_a_catch_all_code_changes_nothing():
    assert classify("Friperie", naf=["94.99Z", "8899B"], rome=["K1403"]) == classify("Friperie")


def test_spelling_accents_and_plurals_change_little():
    assert {classify(text)[0].code for text in ("Réparation de vélos", "REPARATION VELO", "reparations velos")} == {
        "velo-reparation"
    }


def test_shares_of_belief_never_add_up_to_more_than_one():
    for row in wordings("report"):
        guesses = classify(row["titre"], row["description"], [row["naf"]], [row["rome"]])
        assert sum(guess.score for guess in guesses) <= 1.0001
        assert [guess.score for guess in guesses] == sorted((guess.score for guess in guesses), reverse=True)


def test_nothing_hostile_in_a_text_breaks_the_classification():
    assert classify("") == []
    assert classify("\x00🙂'%_*") == []
    assert classify("vélo " * 5000)[0].code.startswith("velo")


def test_an_activity_is_classified_for_the_price_of_folding_its_words_a_few_dozen_times():
    rows = (wordings("tune") + wordings("report"))[:400]
    classify("amorce")

    def spent(run: Callable[[dict[str, str]], object]) -> float:
        begun = time.process_time()
        for row in rows:
            run(row)
        return time.process_time() - begun

    # Some twenty times: ten thousand activities then take under five seconds on any machine that folds as fast as these.
    def classified(turn: int) -> float:
        return spent(lambda row: classify(f"{row['titre']} {turn}", row["description"], [row["naf"]], [row["rome"]]))

    def folded(turn: int) -> float:
        return spent(lambda row: [fold(f"{row['titre']} {row['description']} {turn} {n}".ljust(81)) for n in range(10)])

    # The least of five turns on new words: one turn alone may pay for a pause of the collector, or of a busy machine.
    assert min(map(classified, range(5))) < 6 * min(map(folded, range(5)))
