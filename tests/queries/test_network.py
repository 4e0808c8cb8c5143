import pytest

from kb.errors import BadParameter
from kb.privacy import READER
from queries import ask
from queries.network import MOST_NODES
from queries.recipes import RECIPES, asking


def test_the_network_of_a_territory_holds_its_bodies_and_who_is_tied_to_them(territory):
    answer = ask(territory.view(), "reseau", territory="Bois Clair")

    labels = {node.label for node in answer.picture().nodes}
    assert labels == {
        "Bois Clair",
        "CLE Bois Clair",
        "Le Verger",
        "Métropole du Fleuve",
        "Habitat du Fleuve",
        "Le Moulin",
    }
    assert answer.sentence.startswith(
        "6 acteurs, dont 1 territoire, et 6 liens (dont 3 entre eux) autour de Bois Clair."
    )


def test_picture_table_and_sentence_agree(territory):
    for values in ({"territory": "Bois Clair"}, {"centre": "Métropole", "depth": 2}, {"theme": "textile"}):
        answer = ask(territory.view(), "reseau", **values)

        network, table = answer.picture(), answer.table()
        assert {edge.id for edge in network.edges} == {row["tie"] for row in table.rows}
        ends = {row["start_id"] for row in table.rows} | {row["end_id"] for row in table.rows}
        assert ends <= {node.id for node in network.nodes}
        assert len(answer.actors_table().rows) == len(network.nodes)
        assert answer.sentence.startswith(f"{len(network.nodes)} acteurs")
        assert f" et {len(table.rows) or 'aucun'} lien" in answer.sentence


def test_one_actor_without_whom_another_would_be_lost_is_a_bridge(paper):
    a, b, c, d, e = (paper.actor("company", name) for name in ("Aa", "Bb", "Cc", "Dd", "Ee"))
    for one, other in ((a, b), (b, c), (c, a), (c, d), (d, e)):
        paper.tie("partner", one, other)

    answer = ask(paper.view(), "reseau", centre="Aa", depth=2)

    assert [place.sentence for place in answer.bridges] == ["sans Cc, Dd ne serait plus relié aux autres"]
    assert [place.sentence for place in answer.isolated] == ["Dd ne tient au réseau que par Cc"]
    assert answer.central[0].sentence == "Cc est relié à trois acteurs du réseau"


def test_only_the_chosen_kinds_of_ties_are_followed(territory):
    answer = ask(territory.view(), "reseau", centre="L'Atelier Commun", ties="finance, est actionnaire de")

    assert {row["reading"] for row in answer.table().rows} == {"finance", "est actionnaire de"}


def test_too_many_actors_are_aggregated_by_kind_and_said_so(paper):
    hub = paper.actor("funder", "Grand Financeur")
    for n in range(30):
        paper.tie("funds", hub, paper.actor("company", f"Société {n}"))

    answer = ask(paper.view(), "reseau", centre="Grand Financeur", most=20)

    assert answer.aggregated
    assert [(node.label, node.count) for node in answer.picture().nodes] == [
        ("Entreprises (30)", 30),
        ("Financeur (1)", 1),
    ]
    assert [row["count"] for row in answer.table().rows] == [30]
    assert answer.sentence == (
        "Autour de Grand Financeur, 31 acteurs : trop pour être dessinés. "
        "Le réseau est regroupé par type d'acteur, avec 30 liens."
    )


def test_the_second_step_is_left_out_when_it_would_be_too_large(paper):
    hub, friend = paper.actor("funder", "Grand Financeur"), paper.actor("company", "Amie")
    paper.tie("partner", friend, hub)
    for n in range(30):
        paper.tie("funds", hub, paper.actor("company", f"Société {n}"))

    answer = ask(paper.view(), "reseau", centre="Amie", depth=2, most=20)

    assert len(answer.picture().nodes) == 2
    assert "À deux pas ils seraient 32 : seul le premier pas est montré." in answer.sentence


def test_more_than_a_thousand_actors_are_never_asked_for(territory):
    with pytest.raises(BadParameter, match="va de 2 à 1000"):
        ask(territory.view(), "reseau", most=MOST_NODES + 1)


def test_two_centres_are_refused(territory):
    with pytest.raises(BadParameter, match="un seul à la fois"):
        ask(territory.view(), "reseau", centre="Métropole", territory="Bois Clair")


def test_an_unknown_theme_is_refused_with_those_known(territory):
    with pytest.raises(BadParameter, match="Domaines connus : Textile et Logement"):
        ask(territory.view(), "reseau", theme="aéronautique")


def test_a_hub_cut_short_is_told(paper):
    hub = paper.actor("funder", "Grand Financeur")
    for n in range(520):
        paper.tie("funds", hub, paper.actor("company", f"Société {n}"))

    answer = ask(paper.view(), "reseau", centre="Grand Financeur")

    assert answer.gaps == ["Grand Financeur a 520 liens : une partie seulement est suivie."]
    assert len(answer.picture().nodes) == 501


def test_people_are_not_drawn(territory):
    person = territory.actor("contact", "Camille Exemple")
    territory.tie("contact_of", person, territory.fondation)

    for view in (territory.view(), territory.view(READER)):
        nodes = ask(view, "reseau", centre="Fondation des Rives").picture().nodes
        assert [node.label for node in nodes] == ["Fondation des Rives"]


def test_the_whole_network_is_counted_alike_on_the_page_and_in_its_file(territory):
    territory.tie("runs", territory.atelier, territory.actor("activity", "Réparation de vélos"))
    view = territory.view(READER)

    page = ask(view, "reseau")
    file = RECIPES["reseau"].make(view, asking(view))

    ties = sum(row["count"] for row in page.table().rows)
    assert ties == len(file.tables[0][1].rows)
    for sentence in (page.sentence, file.sentence):
        assert sentence.startswith(f"11 acteurs, dont 2 territoires, et {ties} liens")
        assert "non comptées" in sentence


def test_activities_are_counted_apart_around_a_centre(territory):
    territory.tie("runs", territory.atelier, territory.actor("activity", "Réparation de vélos"))

    view = territory.view()

    assert "acteurs, dont 1 activité et 1 territoire, et " in ask(view, "reseau", centre="L'Atelier Commun").sentence
    assert ", dont 1 activité et 1 financement" in ask(view, "fiche", actor="L'Atelier Commun").sentence
