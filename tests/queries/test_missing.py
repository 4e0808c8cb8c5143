from collections import Counter

import pytest

from queries import ask


def rows(notes, **values):
    return ask(notes.view(), "manques", **values).table().rows


def test_a_partner_expected_and_absent_is_named_with_who_could_come(territory):
    (row,) = [r for r in rows(territory, territory="Bois Clair") if r["code"] == "employment"]

    assert row["expected"] == "Partenaire de l'emploi"
    assert row["state"] == "manque"
    assert row["proposed"] == ["Mission locale du Fleuve"]
    assert row["action"] == "prendre contact avec France Travail et la mission locale"


def test_a_partner_only_in_project_is_not_yet_there(territory):
    (row,) = [r for r in rows(territory, territory="Bois Clair") if r["code"] == "company"]

    assert (row["state"], row["proposed"]) == ("seulement en projet", ["Habitat du Fleuve"])


def test_a_partner_who_arrives_is_no_longer_missing(territory):
    territory.tie("seats_on", territory.mission, territory.cle_bois)

    assert "employment" not in [r["code"] for r in rows(territory, territory="Bois Clair")]


def test_every_neighbour_who_plays_the_role_is_named_and_proved(territory):
    schools = [f"École {n}" for n in range(6)]
    for school in schools:
        territory.tie("partner", territory.actor("training", school), territory.cle_terres)

    table = ask(territory.view(), "manques", territory="Bois Clair").table()

    (at,) = [n for n, row in enumerate(table.rows) if row["code"] == "training"]
    assert table.rows[at]["proposed"] == schools
    assert len(table.proofs[at]["proposed"]) == len(schools)


def test_seats_of_the_cle_are_read_by_role_name_and_college(territory):
    territory.tie("seats_on", territory.atelier, territory.cle_terres)
    state = territory.actor("authority", "DDETS du Fleuve")
    territory.tie("seats_on", state, territory.cle_terres)
    people = territory.actor("association", "Les Voisins")
    territory.tie("seats_on", people, territory.cle_terres, college="habitants")

    seats = {r["code"] for r in rows(territory, territory="Terres Neuves") if r["where"] == "siège au CLE"}

    assert not seats & {"ebe", "state", "people"}
    assert {"carrier", "department", "france_travail", "fund", "economy"} == seats


def test_the_college_of_those_out_of_work_fills_their_seat_without_a_name(territory):
    college = territory.actor("instance", "Collège PPDE, Terres Neuves")
    territory.tie("seats_on", college, territory.cle_terres)

    assert "people" not in {r["code"] for r in rows(territory, territory="Terres Neuves") if r["where"] == "siège au CLE"}


@pytest.mark.parametrize("said", [{"role": "Invité"}, {"role": "observatrice"}, {"role": "personne qualifiée, sans voix"}, {"college": "Invités"}])
def test_a_guest_of_the_cle_fills_no_college(territory, said):
    moulin = territory.actor("company", "Fonderie du Val")
    territory.tie("seats_on", moulin, territory.cle_terres, **{"college": "entreprises", **said})
    before = {r["code"] for r in rows(territory, territory="Terres Neuves") if r["where"] == "siège au CLE"}
    territory.tie("seats_on", moulin, territory.cle_terres, college="entreprises", role="membre")
    after = {r["code"] for r in rows(territory, territory="Terres Neuves") if r["where"] == "siège au CLE"}

    assert before - after == {"economy"}


def test_a_partner_known_in_the_commune_without_a_tie_is_named_and_not_absent(territory):
    territory.actor("territory", "Terres Neuves", territory.terres, communes=["Fleury", "Sainte-Aune"])
    territory.actor("siae", "Les Rives", city="Sainte-Aune")

    table = ask(territory.view(), "manques", territory="Terres Neuves").table()

    (at,) = [n for n, row in enumerate(table.rows) if row["code"] == "siae"]
    assert table.rows[at]["state"] == "à rattacher au territoire"
    assert table.rows[at]["untied"] == ["Les Rives"]
    assert table.proofs[at]["state"]
    assert "aucune SIAE" not in ask(territory.view(), "manques").sentence


def test_a_seat_of_which_nothing_is_told_is_untold_and_not_vacant(territory):
    answer = ask(territory.view(), "manques", territory="Terres Neuves", seats="seuls")

    assert {row["state"] for row in answer.table().rows} == {"non renseigné"}
    assert answer.sentence == f"{answer.seats} sièges de CLE ne sont pas renseignés, sur 1 territoire."


def test_a_cle_nobody_described_is_a_gap_and_not_eight_empty_seats(territory):
    answer = ask(territory.view(), "manques", territory="Bois Clair")

    assert all(row["where"] == "territoire" for row in answer.table().rows)
    assert answer.gaps == ["Composition du CLE non renseignée : Bois Clair."]


@pytest.mark.parametrize("said", ["Lyon 8e", "LYON 08", "Lyon 8e Arrondissement"])
def test_a_partner_of_an_arrondissement_is_known_there_however_the_arrondissement_is_written(territory, said):
    territory.actor("territory", "Terres Neuves", territory.terres, communes=["", "Lyon 8e arrondissement"])
    territory.actor("siae", "Les Rives", city=said)
    territory.actor("siae", "Sans Adresse")

    (row,) = [r for r in rows(territory, territory="Terres Neuves") if r["code"] == "siae"]

    assert (row["state"], row["untied"]) == ("à rattacher au territoire", ["Les Rives"])


def test_sentence_and_table_agree_state_by_state(territory):
    territory.actor("siae", "Les Rives", city="Sainte-Aune")
    answer = ask(territory.view(), "manques")

    states = Counter((row["where"], row["state"]) for row in answer.table().rows)
    absent = states["territoire", "manque"]
    assert answer.sentence.startswith(
        f"{absent} partenaires attendus manquent, 1 est seulement en projet, 1 est à rattacher à son territoire"
        f" et {answer.seats} sièges de CLE ne sont pas renseignés, sur 2 territoires."
    )
    assert len(answer.table().rows) == absent + 2 + answer.seats


def test_the_figure_of_the_seats_leads_to_as_many_lines(territory):
    view = territory.view()
    (figure,) = [f for f in ask(view, "accueil").figures if f.label == "sièges de CLE non renseignés"]

    led = ask(view, figure.question, **figure.params).table().rows

    assert len(led) == int(figure.value) > 0
    assert {row["where"] for row in led} == {"siège au CLE"}
    assert "siège au CLE" not in {row["where"] for row in rows(territory, seats="non")}


def test_without_territory_it_is_said(paper):
    paper.actor("company", "Seule")

    assert ask(paper.view(), "manques").sentence == "Aucun territoire n'est encore décrit."


def test_nobody_who_has_closed_is_proposed(territory):
    territory.actor("employment", "Mission locale du Fleuve", city="Grandville", closed_on="2025-12-31")

    found = {r["where"] + r["code"]: r["proposed"] for r in rows(territory)}

    assert [found[key] for key in found if key.endswith("employment")] == [[]]


def test_a_cle_that_bears_the_name_of_its_territory_is_its_own_before_any_tie_says_so(territory):
    territory.actor("territory", "La Saulaie", "territoire:la-saulaie", city="Oullins")
    cle = territory.actor("cle", "CLE de La Saulaie", "cle:la-saulaie")
    before = rows(territory, territory="La Saulaie")

    territory.tie("seats_on", territory.mission, cle, college="emploi")

    assert "employment" in [row["code"] for row in before]
    assert "employment" not in [row["code"] for row in rows(territory, territory="La Saulaie")]
