"""Overlaps between activities: the factors stay apart, and no path leads to another figure for the same pair."""

from __future__ import annotations

import csv
import random
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.errors import BadParameter
from kb.services.classify import classify
from kb.services.facts import ActivityFacts
from kb.services.overlap import Overlap, Sweep, compare, pairs, pairs_of
from kb.services.rows import overlap_rows
from tests.pace import within

from .labelled_services import DATA, activities, average_precision, wordings

TITLES = [row["titre"] for part in ("tune", "report") for row in wordings(part)]
NAF = ("95.29Z", "81.30Z", "94.99Z", "88.99B", "47.79Z")
ROME = ("I1607", "A1203", "K2204", "K1403")


@st.composite
def some_activity(draw: st.DrawFn, id: str) -> ActivityFacts:
    placed = draw(st.booleans())
    return ActivityFacts(
        id=id,
        title=draw(st.sampled_from(TITLES)),
        territory=draw(st.sampled_from(["", "Les Brosses", "Givors"])),
        commune=draw(st.sampled_from(["", "Villeurbanne"])),
        lat=draw(st.floats(45.5, 46.0)) if placed else None,
        lon=draw(st.floats(4.6, 5.1)) if placed else None,
        carrier=draw(st.sampled_from(["", "ebe:a", "ebe:b"])),
        carrier_kind=draw(st.sampled_from(["", "ebe", "siae", "company"])),
        naf=tuple(draw(st.lists(st.sampled_from(NAF), max_size=2))),
        rome=tuple(draw(st.lists(st.sampled_from(ROME), max_size=2))),
        clientele=tuple(draw(st.lists(st.sampled_from(["habitants", "seniors", "entreprises"]), max_size=2))),
        confirmed_types=tuple(draw(st.lists(st.sampled_from(["velo-reparation", "recyclerie"]), max_size=2))),
        period=draw(st.sampled_from([("", ""), ("2025-01-01", "2025-06-30"), ("2025-04-01", "")])),
        capacity=draw(st.sampled_from([None, 2.0, 10.0])),
    )


some_activities = st.integers(2, 9).flatmap(lambda n: st.tuples(*(some_activity(f"a{at}") for at in range(n))))


@settings(max_examples=40, deadline=None)
@given(some_activities)
def test_a_comparison_is_symmetric_and_stays_between_zero_and_one(known):
    first, second = known[0], known[1]

    one, other = compare(first, second), compare(second, first)

    assert (one, one.sentence) == (other, other.sentence)
    for factor in (one.semantic, one.complement, one.clientele, one.catchment, one.period, one.score):
        assert 0 <= factor <= 1
    first_factor = one.complement if one.verdict == "complementary" else one.semantic
    assert one.score == pytest.approx(first_factor * one.clientele * one.catchment * one.period, abs=1e-4)


@settings(max_examples=40, deadline=None)
@given(some_activities, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(known, chance):
    shuffled = list(known)
    chance.shuffle(shuffled)

    assert pairs(shuffled, least=0) == pairs(known, least=0)


@settings(max_examples=40, deadline=None)
@given(some_activities)
def test_one_addition_gives_what_a_full_run_gives(known):
    full = pairs(known)

    for one in known:
        assert pairs_of(one, known) == [pair for pair in full if one.id in (pair.a, pair.b)]
        assert pairs_of(one, [other for other in known if other is not one]) == pairs_of(one, known)


@settings(max_examples=40, deadline=None)
@given(some_activities)
def test_a_pair_has_the_same_figures_alone_and_in_a_full_run(known):
    by_id = {one.id: one for one in known}

    for pair in pairs(known, everywhere=True, least=0):
        assert compare(by_id[pair.a], by_id[pair.b]) == pair


@settings(max_examples=30, deadline=None)
@given(some_activities)
def test_a_catch_all_code_never_makes_a_candidate(known):
    bare = [replace(one, naf=(), rome=()) for one in known]
    dressed = [replace(one, naf=("94.99Z", "8899B", "82.99Z"), rome=("K1403",)) for one in known]

    assert figures(pairs(dressed, least=0)) == figures(pairs(bare, least=0))


def figures(found: list[Overlap]) -> list[tuple[object, ...]]:
    return [(pair.a, pair.b, *pair[2:], pair.sentence) for pair in found]


@pytest.mark.parametrize(("codes", "figure"), [(True, 0.95), (False, 0.92)])
def test_same_services_come_first_among_the_wordings_kept_for_reporting(codes, figure):
    rows = [row for row in wordings("report") if row["type"] != "aucun"]
    known = activities(rows, codes)
    scores = {(pair.a, pair.b): pair.semantic for pair in pairs(known, everywhere=True, least=0)}
    named = dict(zip((one.id for one in known), (row["type"] for row in rows), strict=True))
    wanted = {(a, b) for a in named for b in named if a < b and named[a] == named[b]}

    assert average_precision(scores, wanted) == pytest.approx(figure, abs=0.03)


def labelled_pairs(truth: str) -> list[tuple[str, str]]:
    with (DATA / "services_pairs.csv").open(encoding="utf-8", newline="") as file:
        return [(row["a"], row["b"]) for row in csv.DictReader(file) if row["truth"] == truth]


@pytest.mark.parametrize("titles", labelled_pairs("unrelated"))
def test_common_words_do_not_make_a_same_service(titles):
    pair = compare(ActivityFacts("a", titles[0]), ActivityFacts("b", titles[1]))

    assert pair.verdict != "same"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Réparation et recyclage de mobilier", "Réparation de vélos"),
        ("Recyclage de mobilier", "Atelier vélo"),
        ("Insertion par l'activité économique", "Recyclerie"),
        ("Laverie solidaire", "Lavage de véhicules"),
        ("Location de mobilier", "Aide à la mobilité"),
    ],
)
def test_words_that_look_alike_do_not_make_a_pair(one, other):
    assert compare(ActivityFacts("a", one), ActivityFacts("b", other)).verdict == "unrelated"


@pytest.mark.parametrize("carrier", ["Réparation de vélos", "Couture", "Recyclerie", "Blanchisserie"])
def test_what_an_organisation_is_says_nothing_of_what_it_does(carrier):
    status = ActivityFacts("a", "insertion par l'activité économique")

    assert classify(status.title) == []
    assert compare(status, ActivityFacts("b", carrier)).verdict == "unrelated"


def test_chains_are_recognised_from_the_grid():
    verdicts = [compare(ActivityFacts("a", a), ActivityFacts("b", b)) for a, b in labelled_pairs("complementary")]

    assert sum(pair.verdict == "complementary" for pair in verdicts) / len(verdicts) >= CHAINS_FOUND
    assert all(pair.kind == "chain" for pair in verdicts if pair.verdict == "complementary")


CHAINS_FOUND = 0.9


def test_a_sentence_names_type_distance_clientele_codes_and_words():
    velo = ActivityFacts(
        "a", "Atelier vélo", lat=45.75, lon=4.85, naf=("95.29Z",), clientele=("habitants",), carrier_kind="ebe"
    )
    cycles = replace(velo, id="b", title="Réparation de cycles", lat=45.769, carrier_kind="siae")

    sentence = compare(velo, cycles).sentence

    assert sentence.startswith("Même service (Réparation et vente de vélos, type suggéré) ; 2,1 km ; ")
    assert "clientèle commune : habitants ; codes concordants : 95.29Z" in sentence
    assert "proposé par les mots ‹" in sentence
    assert sentence.endswith("à examiner par le CLE")
    assert "concurrence" not in sentence


def test_what_is_unknown_is_said_to_be_unknown():
    sentence = compare(ActivityFacts("a", "Atelier vélo"), ActivityFacts("b", "Réparation de cycles")).sentence

    for part in ("distance inconnue", "clientèle inconnue", "codes inconnus", "période inconnue"):
        assert part in sentence


def test_a_chain_opens_with_the_reason_of_the_grid():
    pair = compare(ActivityFacts("a", "Maraîchage bio"), ActivityFacts("b", "Conserverie de légumes"))

    assert pair.kind == "chain"
    assert pair.sentence.startswith("Complémentaires : les légumes produits approvisionnent")


def test_a_confirmed_type_replaces_the_words():
    named = ActivityFacts("a", "La petite boutique", confirmed_types=("friperie",))
    other = ActivityFacts("b", "Vêtements d'occasion", confirmed_types=("friperie",))
    elsewhere = replace(other, id="c", confirmed_types=("compost",))

    assert compare(named, other).semantic == 1.0
    assert compare(named, elsewhere).verdict == "unrelated"
    assert "type suggéré" not in compare(named, other).sentence


def test_kinds_of_pairs_stay_apart():
    ebe = ActivityFacts("a", "Recyclerie", carrier="ebe:1", carrier_kind="ebe")
    twin = replace(ebe, id="b", carrier="ebe:2")
    siae = replace(ebe, id="c", carrier="siae:1", carrier_kind="siae")

    assert compare(ebe, twin).kind == "ebe_ebe"
    assert compare(ebe, siae).kind == "ebe_company"
    assert compare(ebe, replace(twin, carrier="ebe:1")).kind == "same_carrier"


def test_distance_counts_at_the_scale_of_the_service():
    laverie = ActivityFacts("a", "Laverie solidaire", lat=45.75, lon=4.85)
    near, far = replace(laverie, id="b", lat=45.777), replace(laverie, id="c", lat=45.84)
    couche = replace(laverie, title="Sous-traitance industrielle")

    assert compare(laverie, near).catchment == pytest.approx(0.5, abs=0.01)
    assert compare(laverie, far).catchment < 0.1
    assert compare(couche, replace(far, title=couche.title)).catchment > 0.95


def test_activities_that_do_not_run_together_matter_little():
    spring = ActivityFacts("a", "Laverie", period=("2025-01-01", "2025-03-31"))
    autumn = replace(spring, id="b", period=("2025-09-01", "2025-12-31"))

    assert compare(spring, autumn).period == 0.1
    assert compare(spring, replace(autumn, period=("2025-02-01", ""))).period > 0.5


def test_seniors_are_inhabitants():
    one = ActivityFacts("a", "Laverie", clientele=("habitants",))

    assert compare(one, replace(one, id="b", clientele=("personnes âgées",))).clientele == 0.5
    assert compare(one, replace(one, id="b", clientele=("entreprises",))).clientele == 0.1


def test_two_activities_of_one_id_are_refused():
    with pytest.raises(BadParameter, match="identifiant « a »"):
        pairs([ActivityFacts("a", "Laverie"), ActivityFacts("a", "Friperie")])


def test_ten_thousand_activities_over_a_region_are_swept_in_five_seconds():
    chance = random.Random(3)
    known = [
        ActivityFacts(f"{at:05}", f"{chance.choice(TITLES)} {at}", lat=45 + chance.random(), lon=4 + chance.random())
        for at in range(10_000)
    ]
    compare(known[0], known[1])

    start = time.process_time()
    sweep = Sweep(known)
    found = sweep.pairs()
    lasted = time.process_time() - start

    assert found
    assert within(lasted, 5)
    start = time.process_time()
    sweep.pairs_of("00042")
    assert within(time.process_time() - start, 0.2)


def test_the_table_of_pairs_has_its_columns_in_order_and_the_same_bytes_each_time():
    rows = [
        {
            "id": "1",
            "titre": "Atelier vélo",
            "lat": "45,75",
            "lon": "4.85",
            "naf": "9529Z|9499Z",
            "clientele": "habitants",
        },
        {"id": "2", "titre": "Réparation de cycles", "lat": "45.76", "lon": "4.85", "rome": "", "description": None},
        {"id": "3", "titre": ""},
    ]

    first, second = list(overlap_rows(rows)), list(overlap_rows(reversed(rows)))

    assert first == second
    assert list(first[0]) == ["a", "b", "semantic", "clientele", "distance_km", "score", "verdict", "explanation"]
    assert (first[0]["a"], first[0]["b"], first[0]["verdict"]) == ("1", "2", "same")
    assert first[0]["distance_km"] == "1.11"


@pytest.mark.parametrize("title", ["Réparation de vélos et couture", "Couture et réparation de vélos", "Réparation de vélos, couture"])
@pytest.mark.parametrize("one", ["Couture, retouches", "Réparation de vélos"])
def test_an_activity_of_two_services_meets_those_of_each(title, one):
    both, alone = ActivityFacts("a", title, lat=45.75, lon=4.85), ActivityFacts("b", one, lat=45.75, lon=4.85)

    assert compare(both, alone).verdict == "same"
    assert ("vélo" in compare(both, alone).sentence) is ("vélo" in one)
