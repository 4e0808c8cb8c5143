import networkx
import pytest

from kb.errors import BadParameter
from kb.ledger import Source
from kb.privacy import READER
from queries import ask
from queries.walk import PATH_TIES, Surroundings, best_path, nearest_paths, tie_cost


def steps(answer, n=0):
    return answer.steps(answer.paths[n])


def test_a_path_is_said_step_by_step(territory):
    answer = ask(territory.view(), "chemin", start="Mission locale du Fleuve", end="L'Atelier Commun")

    assert steps(answer) == [
        "Mission locale du Fleuve siège au CLE Terres Neuves (emploi, depuis le 15 janvier 2024)",
        "L'Atelier Commun est suivi par CLE Terres Neuves",
    ]
    assert answer.sentence.startswith("Mission locale du Fleuve et L'Atelier Commun sont liés par CLE Terres Neuves.")


def test_a_firm_tie_is_preferred_to_a_planned_one(paper):
    a, b, c = (paper.actor("company", name) for name in ("Aa", "Bb", "Cc"))
    paper.tie("partner", a, c, state="en projet")
    paper.tie("partner", a, b)
    paper.tie("partner", b, c)

    answer = ask(paper.view(), "chemin", start="Aa", end="Cc")

    assert [path.cost for path in answer.paths] == [4, 5]
    assert steps(answer, 1) == ["Aa est partenaire de Cc (en projet)"]


def test_an_old_tie_costs_more_than_a_recent_one(paper):
    a, b = paper.actor("company", "Aa"), paper.actor("company", "Bb")
    paper.tie("partner", a, b, on="2019-05-01")
    paper.tie("partner", a, b, on="2026-05-01")

    answer = ask(paper.view(), "chemin", start="Aa", end="Bb")

    assert steps(answer) == ["Aa est partenaire de Bb (le 1er mai 2026)"]


def test_paths_share_no_intermediary(territory):
    answer = ask(territory.view(), "chemin", start="L'Atelier Commun", end="Métropole du Fleuve")

    through = [actor for path in answer.paths for actor in path.through]
    assert len(answer.paths) == 2
    assert len(through) == len(set(through))


@pytest.mark.parametrize(("through", "said"), [(4, "3 autres chemins."), (5, "Au moins 4 autres chemins."),
                                               (9, "Au moins 4 autres chemins.")])  # fmt: skip
def test_a_search_that_stops_early_does_not_pretend_to_have_counted(paper, through, said):
    one, other = paper.actor("company", "Aa"), paper.actor("company", "Zz")
    for n in range(through):
        middle = paper.actor("company", f"Milieu {n}")
        paper.tie("partner", one, middle)
        paper.tie("partner", middle, other)

    answer = ask(paper.view(), "chemin", start="Aa", end="Zz", most=2)

    assert answer.sentence.endswith(f" {said}")
    assert (len(answer.paths), len(answer.table().rows)) == (2, 4)
    assert answer.whole() == 2 * min(through, 5)


def test_nobody_knows_anybody_is_a_first_contact(territory):
    answer = ask(territory.view(), "chemin", start="Fondation des Rives", end="Le Moulin")

    assert answer.sentence == (
        "Aucun chemin connu entre Fondation des Rives et Le Moulin : ce serait un premier contact."
    )
    assert answer.table().rows == []
    assert answer.picture() is None


def test_two_actors_who_were_tied_once_are_no_first_contact(territory):
    territory.tie("funds", territory.fondation, territory.moulin, until="2025-06-30", amount=20000)

    answer = ask(territory.view(), "chemin", start="Fondation des Rives", end="Le Moulin")

    assert answer.sentence == (
        "Aucun chemin connu aujourd'hui entre Fondation des Rives et Le Moulin, qui ont été liés : Fondation des Rives "
        "finance Le Moulin (20\u00a0000\u00a0€, jusqu'au 30 juin 2025)."
    )


def test_a_path_never_goes_through_a_tie_the_viewer_does_not_see(territory):
    territory.tie("met", territory.fondation, territory.moulin, on="2026-09-01")

    assert ask(territory.view(), "chemin", start="Fondation des Rives", end="Le Moulin").paths
    assert not ask(territory.view(READER), "chemin", start="Fondation des Rives", end="Le Moulin").paths


def test_a_demonstration_step_is_flagged(territory):
    demo = Source("demo", demo=True)
    territory.tie("partner", territory.fondation, territory.moulin, source=demo)

    answer = ask(territory.view(), "chemin", start="Fondation des Rives", end="Le Moulin")

    assert steps(answer) == ["Fondation des Rives est partenaire du Moulin [fait de démonstration]"]
    assert "1 lien de démonstration : à ne pas prendre pour acquis." in answer.gaps


def test_picture_table_and_sentence_agree(territory):
    answer = ask(territory.view(), "chemin", start="Le Moulin", end="Mission locale du Fleuve")

    assert {edge.id for edge in answer.picture().edges} == {row["tie"] for row in answer.table().rows}
    for actor in answer.paths[0].through:
        assert answer.names[actor] in answer.sentence
    assert answer.table().claims() == [tie.claim for path in answer.paths for tie in path.ties]


def test_an_actor_and_itself_are_refused(territory):
    with pytest.raises(BadParameter, match="deux acteurs différents"):
        ask(territory.view(), "chemin", start="Le Moulin", end="siret:48060811600020")


def test_the_best_path_is_the_one_a_whole_graph_search_finds(paper):
    ids = [paper.actor("company", f"Société {n}") for n in range(60)]
    for n in range(140):
        kind = ("partner", "funds", "member_of", "supports")[n % 4]
        paper.tie(kind, ids[n * 37 % 60], ids[(n * 53 + 7) % 60], **({"state": "en projet"} if n % 5 == 0 else {}))
    view = paper.view()
    graph = networkx.Graph()
    for tie in view.ties(PATH_TIES):
        cost = tie_cost(tie, view.date)
        if not graph.has_edge(tie.start, tie.end) or cost < graph[tie.start][tie.end]["weight"]:
            graph.add_edge(tie.start, tie.end, weight=cost)
    actors = [actor.id for actor in view.actors()]

    around = Surroundings(view)
    nearest = nearest_paths(Surroundings(view), {actors[0]}, actors[1:], most_cost=8)
    for end in actors[1::6]:
        if end not in graph or actors[0] not in graph or not networkx.has_path(graph, actors[0], end):
            assert best_path(around, {actors[0]}, end) is None
            continue
        path = best_path(around, {actors[0]}, end)
        assert path is not None
        assert path.cost == networkx.dijkstra_path_length(graph, actors[0], end)
        assert (nearest[end].cost if end in nearest else 9) == min(path.cost, 9)
        assert path.cost == sum(tie_cost(tie, view.date) for tie in path.ties)
