"""What rows say together: one identifier for two, one name spelled in several ways, loops of parents."""

from __future__ import annotations

import itertools
import unicodedata

import pytest

from kb.conflicts import twin_form

HEADER = "nom;siret;commune;dépend de\n"


def test_one_siret_under_two_names_in_two_places_sets_the_second_aside_in_any_order(office):
    rows = ["Abeille;99900003700013;Exempleville;", "Zèbre;99900003700013;Ailleurs;"]

    plans = [office.plan(HEADER + "\n".join(order)) for order in itertools.permutations(rows)]

    for plan in plans:
        assert [row.actors[0].fields["name"] for row in plan.set_aside] == ["Zèbre"]
        assert plan.problems[0].code == "DUPLICATE_IN_FILE"
        assert "Abeille" in plan.problems[0].message


def test_two_names_in_one_place_are_kept_side_by_side(office):
    plan = office.send(HEADER + "Abeille;99900003700013;Exempleville;\nL'Abeille bleue;99900003700013;Exempleville;\n")

    assert (plan.created, [w.code for w in plan.warnings]) == (2, ["DUPLICATE_IN_FILE"])
    assert len(office.names()) == 1
    assert {"Abeille", "L'Abeille bleue"} <= set(office.actor("Abeille").names)


ADDRESSED = "nom;siret;commune;adresse;effectif;effectif au\n"


def elsewhere_said(plan) -> list[tuple[int, str]]:
    return [(w.line, w.message) for w in plan.warnings if "autre adresse" in w.message]


def test_one_name_at_two_addresses_of_a_town_is_said_with_both_and_nothing_is_set_aside(office):
    rows = ["Emmaüs;;Exempleville;12 rue Hénon;;", "Emmaüs;;Exempleville;98 cours Vitton;;"]

    for order in itertools.permutations(rows):
        plan = office.plan(ADDRESSED + "\n".join(order))

        ((line, said),) = elsewhere_said(plan)
        assert (plan.created + plan.unchanged, plan.set_aside, line) == (2, [], 3)
        assert {w.code for w in plan.warnings} == {"DUPLICATE_IN_FILE"}
        assert "ligne 2" in said
        assert "« 12 rue Hénon »" in said
        assert "« 98 cours Vitton »" in said
        office.apply(plan)
        assert office.names() == ["Emmaüs"]
    assert office.plan(ADDRESSED + "\n".join(rows)).unchanged == 2


@pytest.mark.parametrize(
    "other",
    ["12, R. HENON", "12 bis rue Hénon", "12-14 rue Hénon", "rue Hénon", "BP 98", "Bât. C, 12 rue Hénon 69004 Lyon", "",
     "12 rue Hénon, 3e étage", "Maison des associations, 12 r. Henon", "14 rue Hénon", "12 rue Hénnon", "ZA des Prés", "Bureau 7, 12 rue Hénon"],
)  # fmt: skip
def test_another_way_to_write_an_address_or_a_part_of_it_is_no_other_place(office, other):
    plan = office.plan(ADDRESSED + f"Emmaüs;;Exempleville;12 rue Hénon;3;\nEmmaüs;;Exempleville;{other};4;\n")

    assert elsewhere_said(plan) == []


def test_a_number_another_town_or_an_earlier_day_explains_two_addresses(office):
    for rows in (
        "Emmaüs;99900003700013;Exempleville;12 rue Hénon;;\nEmmaüs;99900003700013;Exempleville;98 cours Vitton;;\n",
        "Emmaüs;;Exempleville;12 rue Hénon;;\nEmmaüs;;Ailleurs;98 cours Vitton;;\n",
        "Emmaüs;;Exempleville;12 rue Hénon;3;31/12/2019\nEmmaüs;;Exempleville;98 cours Vitton;4;31/12/2024\n",
    ):
        assert elsewhere_said(office.plan(ADDRESSED + rows)) == []


def test_each_place_of_a_name_is_said_once_however_many_its_rows(office):
    rows = [f"Emmaüs;;Exempleville;{n} rue Hénon;{n};" for n in (12, 12, 98, 98, 300)] + ["Emmaüs;;Exempleville;;7;"]
    plan = office.plan(ADDRESSED + "\n".join(rows))

    assert [line for line, _ in elsewhere_said(plan)] == [4, 6]


def test_ten_thousand_places_of_one_name_are_told_quickly(office):
    rows = (f"Emmaüs;;Exempleville;{n} rue Numéro-{n};;" for n in range(1, 9_999, 3))
    plan = office.plan(ADDRESSED + "\n".join(rows))

    assert (plan.created, len(elsewhere_said(plan))) == (3_333, 29)


def test_the_same_name_in_another_town_is_another_actor(office):
    plan = office.send(HEADER + "Emmaüs;;Exempleville;\nEmmaüs;;Ailleurs;\n")

    assert (plan.created, plan.warnings) == (2, [])
    assert office.names() == ["Emmaüs", "Emmaüs"]


@pytest.mark.parametrize(
    "variant",
    [
        "ŒUVRE DE L'ÉTÉ",
        unicodedata.normalize("NFD", "Œuvre de l'Été"),
        "Oeuvre de l'Ete",
        "Œuvre de l’Été",
        "Œuvre-de-l'Été",
    ],
)
def test_another_spelling_of_one_name_is_said_and_makes_no_second_actor(office, variant):
    plan = office.send(HEADER + f"Œuvre de l'Été;;Exempleville;\n{variant};;Exempleville;\n")

    assert [w.code for w in plan.warnings if w.code.startswith("DUPLICATE")] == ["DUPLICATE_SUSPECTED"]
    assert len(office.names()) == 1


def told_twins(plan) -> list[str]:
    return [w.message.partition(" : ")[2] for w in plan.warnings if w.code == "DUPLICATE_SUSPECTED"]


def test_two_spellings_are_told_as_one_actor_when_the_base_will_join_them_and_as_two_when_it_will_not(office):
    named, numbered = "Régie des Érables;;Exempleville;\n", "REGIE DES ERABLES;99900003700013;Exempleville;\n"
    alone = office.plan(HEADER + named + numbered)
    assert told_twins(alone) == ["un seul acteur, les deux écritures gardées."]

    office.send(HEADER + "Régie des érables;99900004500016;Exempleville;\n", source="autre")
    plan = office.send(HEADER + named + numbered)

    assert told_twins(plan) == ["deux acteurs ; vérifiez s'il faut les rapprocher."]
    assert len(office.names()) == 3


@pytest.mark.parametrize("variant", ["Ate\u200blier bleu", "\u0410telier bleu", "Atelierbleu", "Ate\u00adlier bleu"])
def test_what_no_reader_sees_is_proposed_and_never_merged(office, variant):
    plan = office.send(HEADER + f"Atelier bleu;;Exempleville;\n{variant};;Exempleville;\n")

    assert "DUPLICATE_SUSPECTED" in {w.code for w in plan.warnings}
    assert len(office.names()) == 2


def test_homonyms_with_two_identifiers_are_not_twins(office):
    plan = office.plan(HEADER + "Emmaüs;99900003700013;;\nEMMAUS;99900004500016;;\n")

    assert plan.warnings == []


def test_a_loop_of_parents_is_printed_as_a_path(office):
    plan = office.plan(HEADER + "A;;;B\nB;;;C\nC;;;A\nD;;;D\nE;;;\nF;;;E\n")

    assert plan.created == 2
    assert {p.code for p in plan.problems} == {"PARENT_CYCLE"}
    assert "A → B → C → A" in plan.problems[0].message
    assert "D → D" in plan.problems[3].message


def test_who_hangs_on_a_loop_waits_with_it(office):
    plan = office.plan(HEADER + "A;;;B\nB;;;A\nX;;;A\n")

    assert sorted(p.code for p in plan.problems) == ["PARENT_CYCLE", "PARENT_CYCLE", "RELATION_END_UNKNOWN"]


def test_twin_forms_ignore_spelling_alone():
    assert twin_form("Régie N°1") == twin_form("REGIE n° 1")
    assert twin_form("Régie 1") != twin_form("Régie 2")


def test_a_siren_that_is_not_the_siret_s_sets_the_row_aside(tmp_path):
    from api.importing import Request, run_import

    path = tmp_path / "feuille.csv"
    path.write_text(
        "Nom;SIRET;SIREN\nAtelier;13002526500013;200046977\nRégie;13002526500013;130025265\n", encoding="utf-8"
    )

    report = run_import("memory:", Request("parties-prenantes", path)).as_dict()

    assert [problem["code"] for problem in report["problems"]] == ["SIREN_INVALID"]
    assert (report["created"], report["set_aside"]) == (1, 1)


KNOWN = "nom;type;commune\nA;association;Exempleville\nB;association;Exempleville\nC;association;Exempleville\nD;association;Exempleville\n"


def test_ties_by_which_an_actor_would_be_part_of_itself_wait_with_the_path_and_leave_the_others(office):
    office.send(KNOWN, source="liste")

    plan = office.send(
        "Source;Relation;Cible\nA;fait partie de;B\nB;fait partie de;C\nC;fait partie de;A\nD;fait partie de;A\n", "liens"
    )

    assert [(p.code, p.line, p.column) for p in plan.problems] == [("PARENT_CYCLE", n, "Cible") for n in (2, 3, 4)]
    assert any(path in plan.problems[0].message for path in ("A → B → C → A", "B → C → A → B", "C → A → B → C"))
    assert office.ties("part_of") == [("D", "part_of", "A")]


def test_two_actors_may_each_be_partner_of_the_other_or_have_changed_places(office):
    office.send(KNOWN, source="liste")

    plan = office.plan(
        "Source;Relation;Cible;Depuis;Jusqu'à\nA;est partenaire de;B;;\nB;est partenaire de;A;;\n"
        "C;fait partie de;D;2019;2021\nD;fait partie de;C;2022;\n",
        "liens",
    )

    assert (plan.created, plan.problems) == (4, [])


def test_a_loop_of_ten_thousand_ties_is_told_quickly(office):
    names = [f"Atelier {n}" for n in range(10_000)]
    office.send("nom;type;commune\n" + "".join(f"{name};association;Exempleville\n" for name in names), source="liste")

    rows = "".join(f"{a};fait partie de;{b}\n" for a, b in zip(names, [*names[1:], names[0]], strict=True))
    plan = office.plan("Source;Relation;Cible\n" + rows, "liens")

    assert len(plan.set_aside) == 10_000
