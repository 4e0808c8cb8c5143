"""Minutes write « A, B et C »: they are so many actors when each is known, and one message when not."""

from __future__ import annotations

import pytest

KNOWN = "Nom;Type;Commune\nVille de Saint-Fons;collectivité;Saint-Fons\nFondation Soleil;financeur;Lyon\nEmploi et Avenir;association;Lyon\n"


def present(office):
    return sorted(start for start, _, _ in office.ties("attends") if start != "CLE de Saint-Fons")


@pytest.mark.parametrize("said", ["Ville de Saint-Fons, Fondation Soleil", "Ville de Saint-Fons et Fondation Soleil", "Ville de Saint-Fons | Fondation Soleil"])
def test_names_that_commas_or_a_conjunction_part_are_several_when_each_is_known(office, said):
    office.send(KNOWN, "parties-prenantes")

    plan = office.send(f"Date;Instance;Participants\n14/09/2026;CLE de Saint-Fons;{said}\n", "reunions")

    assert plan.set_aside == []
    assert present(office) == ["Fondation Soleil", "Ville de Saint-Fons"]


def test_a_conjunction_inside_a_name_parts_nothing(office):
    office.send(KNOWN, "parties-prenantes")

    office.send("Date;Instance;Participants\n14/09/2026;CLE de Saint-Fons;Emploi et Avenir, Fondation Soleil\n", "reunions")

    assert present(office) == ["Emploi et Avenir", "Fondation Soleil"]


def test_one_unknown_name_among_them_is_told_and_nothing_is_guessed(office):
    office.send(KNOWN, "parties-prenantes")

    plan = office.send("Date;Instance;Participants\n14/09/2026;CLE de Saint-Fons;Fondation Soleil, Structure Inconnue\n", "reunions")

    assert [[p.code for p in row.problems] for row in plan.set_aside] == [["RELATION_END_UNKNOWN"]]


def test_a_sheet_written_with_bars_then_with_commas_says_the_same(office):
    office.send(KNOWN, "parties-prenantes")
    office.send("Date;Instance;Participants\n14/09/2026;CLE de Saint-Fons;Ville de Saint-Fons | Fondation Soleil\n", "reunions")
    before = office.ties("attends")

    office.send("Date;Instance;Participants\n14/09/2026;CLE de Saint-Fons;Ville de Saint-Fons, Fondation Soleil\n", "reunions")

    assert office.ties("attends") == before


def test_an_ebe_is_of_the_first_territory_of_its_row_and_only_works_on_the_others(office):
    office.send("Nom;Type;Commune;Territoire\nSFAIRE;EBE;Saint-Fons;Saint-Fons | Vénissieux\n", "parties-prenantes")

    assert office.ties("operates_in", "present_in") == [("SFAIRE", "operates_in", "Saint-Fons"), ("SFAIRE", "present_in", "Vénissieux")]


def test_a_role_that_holds_a_name_is_shown_to_nobody_be_its_first_name_a_rare_one(office):
    plan = office.send("Nom;Type;Commune;Territoire;Rôle\nAmicale;association;Lyon;Saint-Fons;présidence : Zbigniew Exemple\n", "parties-prenantes")

    assert "PERSON_IN_TEXT" in [w.code for w in plan.warnings]
    with office.store.view() as view:
        assert "Zbigniew" not in str([tie.fields for tie in view.ties(("present_in",))])
