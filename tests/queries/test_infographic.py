from api.drawing import matrix_page
from kb.ledger import Source
from kb.privacy import READER
from queries import ask


def rows(answer):
    return {row.name: row for row in answer.picture().rows()}


def test_territories_are_columns_and_actors_rows_grouped_by_kind(territory):
    matrix = ask(territory.view(), "infographie").picture()

    assert [place.name for place in matrix.territories] == ["Bois Clair", "Terres Neuves"]
    assert [group.kind for group in matrix.groups] == ["funder", "employment", "siae", "company"]


def test_a_crossing_holds_a_letter_for_each_nature_dashed_when_planned(territory):
    territory.tie("seats_on", territory.metropole, territory.cle_bois)

    found = rows(ask(territory.view(), "infographie"))

    metropole = found["Métropole du Fleuve"].cells["territoire:bois-clair"]
    assert [(mark.letter, mark.planned) for mark in metropole] == [("€", False), ("S", False)]
    bailleur = found["Habitat du Fleuve"].cells
    assert [(m.letter, m.planned) for m in bailleur["territoire:bois-clair"]] == [("P", True)]
    assert [(m.letter, m.planned) for m in bailleur["territoire:terres-neuves"]] == [("P", False)]


def test_sums_on_both_margins_are_those_of_the_marks(territory):
    matrix = ask(territory.view(), "infographie").picture()

    for place in matrix.territories:
        assert matrix.totals[place.id] == sum(len(row.cells.get(place.id, ())) for row in matrix.rows())
    assert all(row.reach == len(row.cells) for row in matrix.rows())


def test_picture_table_and_sentence_agree(territory):
    answer = ask(territory.view(), "infographie")

    table = answer.table()
    assert [row["name"] for row in table.rows] == [row.name for row in answer.picture().rows()]
    assert answer.sentence == "4 acteurs liés à un territoire, sur 9 suivis, 2 territoires de la métropole. CLE et EBE non dessinés : ils sont ceux du territoire."
    (row,) = [r for r in table.rows if r["name"] == "Habitat du Fleuve"]
    assert row["territoire:bois-clair"] == "partenaire (en projet)"
    assert table.proofs[table.rows.index(row)]["territoire:bois-clair"]


def test_the_actors_followed_are_those_that_the_home_page_and_the_list_count(territory):
    view = territory.view()

    for question in ("accueil", "parties-prenantes"):
        assert ask(view, question).sentence.startswith("9 acteurs suivis")
    assert ", sur 9 suivis" in ask(view, "infographie").sentence


def test_what_to_remember_is_true_or_absent(territory):
    said = ask(territory.view(), "infographie").picture().remember
    assert said == [
        "Bois Clair n'a encore aucun partenaire de l'emploi.",
        "Terres Neuves n'a encore aucune SIAE.",
        "Une SIAE est présente sans lien avec un CLE.",
    ]

    territory.tie("seats_on", territory.mission, territory.cle_bois)
    territory.tie("seats_on", territory.moulin, territory.cle_bois)
    said = ask(territory.view(), "infographie").picture().remember
    assert said == ["Terres Neuves n'a encore aucune SIAE."]


def test_an_absence_is_not_told_of_a_matrix_that_leaves_actors_out(territory):
    said = ask(territory.view(), "infographie", least=2).picture().remember

    assert not any("encore" in text for text in said)


def test_few_actors_who_carry_half_of_the_ties_are_counted(territory):
    territory.tie("seats_on", territory.metropole, territory.cle_bois)
    territory.tie("seats_on", territory.metropole, territory.cle_terres)
    territory.tie("client_of", territory.metropole, territory.verger)
    territory.tie("client_of", territory.metropole, territory.atelier)

    assert ask(territory.view(), "infographie").picture().remember[0] == "Un acteur porte la moitié des liens."


def test_what_moved_opens_with_plus_or_minus(territory):
    before = territory.write()
    territory.tie("seats_on", territory.metropole, territory.cle_bois)
    territory.tie("client_of", territory.bailleur, territory.verger)
    territory.tie("partner", territory.bailleur, territory.cle_bois)
    view = territory.view()

    answer = ask(view, "infographie", since="2026-11-01", views=lambda _: territory.view(moment=before))

    assert answer.picture().moved.label == "Depuis le 1er novembre 2026"
    assert sorted(answer.picture().moved.lines) == [
        "+ Habitat du Fleuve, client ou donneur d'ordre à Bois Clair",
        "+ Habitat du Fleuve, partenaire à Bois Clair : confirmé",
        "+ Métropole du Fleuve, siège au CLE à Bois Clair",
    ]


def test_an_organisation_that_another_of_its_establishments_stands_for_today_ended_nothing(territory):
    first = territory.actor("company", "Banque Un", city="Bellerive", siret="99900003700013")
    territory.tie("partner", first, territory.cle_bois)
    before = territory.write()
    second = territory.actor("company", "Banque Un Sud", city="Fleury", siret="99900003700021")
    territory.tie("partner", second, territory.cle_bois)
    territory.tie("partner", second, territory.cle_terres)
    view = territory.view()

    answer = ask(view, "infographie", since="2026-11-01", views=lambda _: territory.view(moment=before))

    assert answer.picture().moved.lines == ["+ Banque Un Sud, partenaire à Terres Neuves"]


def test_engagement_leaves_no_trace_in_the_matrix(territory):
    territory.tie("solicits", territory.cle_bois, territory.fondation, on="2026-10-01")
    territory.tie("met", territory.cle_bois, territory.fondation, on="2026-10-01")

    for view in (territory.view(), territory.view(READER)):
        assert "Fondation des Rives" not in rows(ask(view, "infographie"))


def test_the_quarter_is_told_apart_from_its_commune(paper):
    paper.actor("territory", "Sainte-Aune Les Prés", "territoire:pres", city="Sainte-Aune")

    (place,) = ask(paper.view(), "infographie").picture().territories

    assert (place.name, place.sub) == ("Sainte-Aune", "Les Prés")


def test_an_absence_is_told_of_every_role_an_actor_plays(territory):
    alone = ask(territory.view(), "infographie").matrix.remember
    territory.actor("funder", "Mission locale du Fleuve", city="Grandville")

    both = ask(territory.view(), "infographie").matrix.remember

    assert any("partenaire de l'emploi" in text for text in alone)
    assert both == alone


def test_a_territory_without_one_of_the_actors_chosen_is_not_said_to_have_no_tie(territory):
    answer = ask(territory.view(), "infographie", kind=["siae"])

    assert answer.gaps == ["Parmi les acteurs choisis, aucun n'a de lien connu avec Terres Neuves."]


def test_an_ebe_and_a_cle_are_part_of_their_territory_not_partners_of_it(territory):
    territory.tie("partner", territory.atelier, territory.bois)

    atelier = rows(ask(territory.view(), "infographie", kind=["ebe"]))["L'Atelier Commun"].cells

    said = {place: [(mark.letter, mark.nature) for mark in marks] for place, marks in atelier.items()}
    assert said == {
        "territoire:terres-neuves": [("T", "fait partie du territoire")], "territoire:bois-clair": [("P", "partenaire")]
    }

def test_an_actor_that_is_only_present_is_told_present_and_never_partner(territory):
    territory.tie("covers", territory.mission, territory.bois)

    answer = ask(territory.view(), "infographie")

    said = {row["name"]: row["territoire:bois-clair"] for row in answer.table().rows if "territoire:bois-clair" in row}
    assert (said["Le Moulin"], said["Mission locale du Fleuve"]) == ("présent", "présent")
    assert {mark.letter for mark in rows(answer)["Le Moulin"].cells["territoire:bois-clair"]} == {"•"}


def test_an_actor_that_spoke_against_is_told_apart_and_supports_no_territory(territory):
    against = territory.actor("company", "Les Frileux", city="Bellerive", position="très opposée au projet")
    territory.tie("present_in", against, territory.bois)

    answer = ask(territory.view(), "infographie")

    assert "Les Frileux" not in rows(answer)
    assert answer.sentence == "4 acteurs liés à un territoire, sur 10 suivis, 2 territoires de la métropole. CLE et EBE non dessinés : ils sont ceux du territoire. Les Frileux : position opposée, non comptée."


def test_a_reader_learns_of_no_position_by_an_absence_from_the_infographic(territory):
    against = territory.actor("company", "Les Frileux", city="Bellerive", position="opposé")
    territory.tie("present_in", against, territory.bois)

    answer = ask(territory.view(READER), "infographie")

    (row,) = [row for row in answer.table().rows if row["name"] == "Les Frileux"]
    assert row["territoire:bois-clair"] == "présent"
    assert answer.sentence == "5 acteurs liés à un territoire, sur 10 suivis, 2 territoires de la métropole. CLE et EBE non dessinés : ils sont ceux du territoire."


def test_an_absence_is_not_told_where_the_only_one_of_a_kind_spoke_against(territory):
    territory.tie("seats_on", territory.mission, territory.cle_bois)
    territory.actor("employment", "Mission locale du Fleuve", city="Grandville", position="opposé")

    answer = ask(territory.view(), "infographie")

    assert "Mission locale du Fleuve" not in rows(answer)
    assert not any("partenaire de l'emploi" in text for text in answer.picture().remember)


def test_the_foot_names_the_invented_crossings_or_says_that_none_is_drawn(territory):
    def foot():
        view = territory.view()
        answer = ask(view, "infographie")
        return matrix_page(view, answer, answer.picture()).foot

    demo = Source("demo", title="Exemples", demo=True)
    territory.tie("met", territory.cle_bois, territory.fondation, source=demo, on="2026-09-01")
    none = foot()
    territory.tie("present_in", territory.fondation, territory.bois, source=demo)

    assert "aucun exemple de démonstration dessiné" in none
    assert "liens de démonstration : Fondation des Rives à Bois Clair" in foot()


def test_of_actors_on_as_many_territories_those_that_sit_come_before_those_that_are_only_there(territory):
    territory.tie("present_in", territory.actor("siae", "Abeille insertion"), territory.terres)
    seated = territory.actor("siae", "Zénith insertion")
    territory.tie("present_in", seated, territory.terres)
    territory.tie("seats_on", seated, territory.cle_terres)

    (siae,) = (group for group in ask(territory.view(), "infographie").picture().groups if group.kind == "siae")

    names = [row.name for row in siae.rows]
    assert names.index("Zénith insertion") < names.index("Abeille insertion")
