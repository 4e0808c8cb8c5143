"""Editions of one source: what vanished is kept and named, `--replace` is careful, and the order of rows says nothing."""

from __future__ import annotations

import pytest

from api.telling import vanished
from kb.errors import BaseMoved
from kb.plan import ReplaceRefused

HEADER = "nom;siret;siren;rna;commune;budget\n"
TEN = HEADER + "".join(f"Atelier {n};;;;Exempleville;{n}000\n" for n in range(10))


def without(*numbers: int) -> str:
    """Return the sheet of ten organisations less some of them."""
    lines = TEN.splitlines(keepends=True)
    return "".join(line for n, line in enumerate(lines) if n - 1 not in numbers)


def test_a_vanished_row_is_kept_and_named(office):
    office.send(TEN)

    plan = office.send(without(3))

    assert list(plan.vanished.values()) == ["nom:atelier 3|exempleville"]
    assert plan.ended == []
    assert "Atelier 3" in office.names()


def test_replace_ends_what_vanished_and_undo_brings_it_back(office):
    office.send(TEN)
    before = office.exported()

    batch = office.apply(office.plan(without(3), replace=1))

    assert batch is not None
    assert "Atelier 3" not in office.names()
    office.undo(batch.id)
    assert office.exported() == before


def test_an_edition_that_only_ends_rows_stands_when_the_one_before_is_undone(office):
    first = office.apply(office.plan(TEN))
    office.apply(office.plan(without(3), replace=1))
    assert first is not None

    office.undo(first.id)

    assert sorted(office.names()) == [f"Atelier {n}" for n in range(10) if n != 3]
    assert not office.plan(without(3), replace=1).writes


def test_a_total_at_the_end_of_a_sheet_does_not_hold_back_a_replacement(office):
    office.send(TEN)

    plan = office.plan(without(3) + "Total : 9\n", replace=1)

    assert [row.problems[0].code for row in plan.set_aside] == ["HEADER_NOT_FIRST"]
    assert len(plan.ended) == 1


def test_replace_above_a_fifth_has_to_be_said_twice(office):
    office.send(TEN)

    with pytest.raises(ReplaceRefused, match=r"3 lignes sur 10 \(30.%\)"):
        office.plan(without(1, 2, 3), replace=1)

    assert len(office.plan(without(1, 2, 3), replace=2).ended) == 3
    assert len(office.plan(without(1, 2), replace=1).ended) == 2


@pytest.mark.parametrize("times", [1, 2])
def test_replace_never_empties_a_source(office, times):
    office.send(TEN)

    with pytest.raises(ReplaceRefused, match="ne vide jamais"):
        office.plan(HEADER, replace=times)


def test_replace_is_refused_while_rows_are_set_aside(office):
    office.send(TEN)

    with pytest.raises(ReplaceRefused, match="1 ligne de côté"):
        office.plan(without(9) + "Faux;123;;;;\n", replace=2)


def test_replace_leaves_the_other_sheets_of_the_source_alone(office):
    office.send(TEN, source="carnet")
    office.send("source;relation;cible\nAtelier 1;est partenaire de;Atelier 2\n", source="carnet")

    plan = office.send(without(5), source="carnet", replace=1)

    assert len(plan.ended) == 1
    assert office.ties("partner") == [("Atelier 1", "partner", "Atelier 2")]


def test_the_same_file_from_two_sources_is_said_twice_and_shown_once(office):
    office.send(TEN, source="un")
    office.send(TEN, source="deux")

    assert len(office.names()) == 10
    with office.store.view() as view:
        assert len(view.sources()) == 2


def test_a_plan_made_on_a_base_that_moved_is_not_applied(office):
    plan = office.plan(TEN)
    office.send("nom\nAilleurs\n", source="autre")

    with pytest.raises(BaseMoved):
        office.apply(plan)


@pytest.mark.parametrize(
    ("row", "identity"),
    [
        ("A;99900003700013;;;X;", "siret:99900003700013"),
        ("A;;999000037;;X;", "siren:999000037"),
        ("A;;;W999000123;X;", "rna:W999000123"),
        ("A;;;;X;", "nom:a|x"),
    ],
)
def test_a_row_is_known_by_its_best_identifier(office, row, identity):
    (said,) = office.rows(HEADER + row)

    assert said.actors[0].identity == identity
    assert said.key == identity


def test_three_kinds_of_identity_meet_in_one_actor(office):
    office.send(HEADER + "Régie;99900003700013;;;Exempleville;\n", source="un")
    office.send(HEADER + "Régie;;;;Exempleville;5000\n", source="deux")
    office.send(HEADER + "Régie;;;;;7000\n", source="trois")

    assert office.names() == ["Régie"]
    assert {fact.value for fact in office.actor("Régie").facts("budget")} == {5000, 7000}


def test_one_organisation_on_two_dates_is_two_claims_of_one_actor(office):
    sheet = "nom;commune;effectif;effectif au\nRégie;Exempleville;40;31/12/2024\nRégie;Exempleville;49;31/12/2025\n"

    office.send(sheet)

    assert [(f.value, f.as_of) for f in office.actor("Régie").facts("workforce")] == [
        ("49", "2025-12-31"),
        ("40", "2024-12-31"),
    ]


def test_a_third_date_leaves_the_two_first_rows_unchanged(office):
    sheet = "nom;commune;effectif;effectif au\nRégie;Exempleville;40;31/12/2024\nRégie;Exempleville;49;31/12/2025\n"
    office.send(sheet)

    plan = office.send(sheet + "Régie;Exempleville;12;01/06/2026\n")

    assert (plan.created, plan.updated, plan.unchanged) == (1, 0, 2)


def test_ends_wait_for_each_other_in_any_order_and_fall_together(office):
    rows = [f"Filiale {n};;;;Exempleville;" for n in range(300)]
    chained = [f"{row};Filiale {n + 1}" for n, row in enumerate(rows)]

    plan = office.plan(HEADER.strip() + ";dépend de\n" + "\n".join(chained))

    assert len(plan.set_aside) == 300
    assert {p.code for p in plan.problems} == {"RELATION_END_UNKNOWN"}


def test_mutual_ties_are_legal(office):
    office.send("nom\nA\nB\n")

    plan = office.send("source;relation;cible\nA;est client de;B\nB;est client de;A\n")

    assert plan.created == 2
    assert office.ties("client_of") == [("A", "client_of", "B"), ("B", "client_of", "A")]


def test_another_list_under_the_same_source_is_told_from_another_edition(office):
    office.send(TEN, name="adherents.csv")
    others = "Nom;Commune\n" + "".join(f"Club {n};Autreville\n" for n in range(8))

    plan = office.plan(others, name="clubs.csv")

    assert (plan.unlike, plan.shared, plan.earlier) == (True, 0, "adherents.csv")
    with pytest.raises(ReplaceRefused, match=r"adherents\.csv.*--source NOM"):
        office.plan(others, name="clubs.csv", replace=1)
    assert office.plan(others, name="clubs.csv", replace=2).ended


def test_an_edition_that_keeps_most_rows_is_compared_with_the_file_before(office):
    office.send(TEN, name="janvier.csv")

    plan = office.plan(without(1), name="fevrier.csv")

    assert (plan.unlike, plan.shared, plan.earlier) == (False, 9, "janvier.csv")
    assert "janvier.csv" in vanished(plan)
    assert "source" not in vanished(plan)


def test_a_renamed_column_of_the_same_meaning_changes_no_row_and_writes_nothing(office):
    office.send(TEN)
    before = office.exported(history=True)

    plan = office.send(TEN.replace("nom;", "Organisme;").replace("commune;", "Ville;"))

    assert (plan.created, plan.updated, plan.unchanged) == (0, 0, 10)
    assert not plan.writes
    assert office.exported(history=True) == before


def test_rows_of_one_key_keep_their_ranks_when_a_column_is_renamed(office):
    twice = "nom;commune;zone;divers\n" + "".join(f"Atelier;Exempleville;{z};{a}\n" for z, a in (("b", "x"), ("a", "y")))
    office.send(twice)

    plan = office.send(twice.replace("zone", "Secteur").replace("divers", "abc"))

    assert (plan.created, plan.updated, plan.unchanged, plan.set_aside) == (0, 0, 2, [])


def test_a_cell_that_nobody_reads_is_seen_to_change(office):
    office.send("nom;zone\nAtelier;nord\n")

    plan = office.send("nom;zone\nAtelier;sud\n")

    assert (plan.updated, [(d.label, d.before, d.after) for d in plan.differences]) == (1, [("zone", "nord", "sud")])


BESIDE = """{"organisations": [{"nom": "La Forge"}, {"nom": "Le Moulin", "commune": "Lyon"}],
 "relations": [{"source": "Le Moulin", "relation": "est partenaire de", "cible": "La Forge"}]}"""


def test_a_tie_to_an_actor_that_the_file_names_without_its_commune_is_taken_at_once(office):
    office.send("nom;commune\nLa Forge;Bron\n")

    first = office.send(BESIDE, source="autre", name="f.json")

    assert first.problems == []
    assert office.ties("partner") == [("Le Moulin", "partner", "La Forge")]
    assert not office.plan(BESIDE, source="autre", name="f.json").writes


def test_a_tie_to_a_name_that_two_actors_of_the_base_bear_still_waits(office):
    office.send("nom;commune\nLa Forge;Bron\nLa Forge;Lyon\n")

    plan = office.send(BESIDE, source="autre", name="f.json")

    assert [p.code for p in plan.problems] == ["RELATION_END_AMBIGUOUS"]


@pytest.mark.parametrize("known", ["nom;siret\nLa Forge;13002526500013\n", "nom;commune\nLa Forge;Bron\n"])
def test_a_tie_to_an_actor_the_file_names_outlives_the_file_that_knew_it_better(office, known):
    better = office.apply(office.plan(known))
    assert better is not None
    office.send(BESIDE, source="autre", name="f.json")

    office.undo(better.id)

    assert office.ties("partner") == [("Le Moulin", "partner", "La Forge")]
