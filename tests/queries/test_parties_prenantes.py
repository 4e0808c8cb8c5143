import pytest

from kb.errors import BadParameter
from kb.privacy import READER, Layer, Viewer
from queries import ask

NAME = "parties-prenantes"


def names(answer):
    return [row["name"] for row in answer.table().rows]


def test_the_list_says_how_many_are_followed_and_how_many_have_no_position(territory):
    answer = ask(territory.view(), NAME)

    assert answer.sentence == (
        "9 acteurs suivis à l'échelle de la métropole. Sur 7 organisations, 5 n'ont pas encore de position connue "
        "(2 instances à part, sans position à prendre)."
    )
    assert len(answer.table().rows) == answer.total == 9


def test_presence_is_a_tie_to_the_territory_its_cle_or_its_ebe(territory):
    rows = {row["name"]: row for row in ask(territory.view(), NAME).table().rows}

    assert rows["Métropole du Fleuve"]["presence"] == "2 territoires"  # it funds both EBE
    assert rows["Mission locale du Fleuve"]["presence"] == "Terres Neuves"  # a seat at the CLE
    assert rows["Le Moulin"]["presence"] == "Bois Clair"
    assert rows["Fondation des Rives"]["presence"] == ""


def test_the_actors_on_two_territories_are_found(territory):
    answer = ask(territory.view(), NAME, shared="oui")

    assert names(answer) == ["Habitat du Fleuve", "Métropole du Fleuve"]
    assert answer.sentence.startswith("2 acteurs sur 9 suivis")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"kind": "Financeur"}, ["Fondation des Rives", "Métropole du Fleuve"]),
        ({"territory": "bois clair", "kind": "siae"}, ["Le Moulin"]),
        ({"theme": "textile"}, ["Fondation des Rives", "Le Moulin"]),
        ({"position": "réservé"}, ["Habitat du Fleuve"]),
        ({"text": "moul"}, ["Le Moulin"]),
        ({"text": "480608"}, ["Le Moulin"]),
        ({"text": "!!"}, []),
        ({"completeness": "complète", "kind": "Financeur"}, ["Métropole du Fleuve"]),
        ({"gap": "position", "kind": "siae"}, ["Le Moulin"]),
        ({"quiet_days": "90", "kind": "Financeur"}, ["Fondation des Rives"]),
    ],
)
def test_each_filter_keeps_what_it_says(territory, values, expected):
    assert names(ask(territory.view(), NAME, **values)) == expected


def test_the_words_of_the_list_are_those_of_the_search(territory):
    view = territory.view()

    for text in ("fleuve", "sainte aune", "le", "EI textile", "metropole f"):
        found = {actor.id for actor in view.find(text=text, limit=-1).actors} & {
            r["id"] for r in ask(view, NAME).table().rows
        }
        assert {row["id"] for row in ask(view, NAME, text=text).table().rows} == found


def test_a_facet_counts_what_choosing_it_would_give(territory):
    view = territory.view()
    answer = ask(view, NAME, territory="Bois Clair")

    for facet in answer.facets["kind"]:
        assert ask(view, NAME, territory="Bois Clair", kind=facet.value).total == facet.count
    for facet in answer.facets["territory"]:  # the filter's own facet counts the other choices
        assert ask(view, NAME, territory=facet.value).total == facet.count
    assert [f.label for f in answer.facets["territory"] if f.chosen] == ["Bois Clair"]


def test_pages_follow_one_another_without_loss(territory):
    view = territory.view()

    pages = [names(ask(view, NAME, page=n, size=4)) for n in (1, 2, 3)]

    assert [len(page) for page in pages] == [4, 4, 1]
    assert [name for page in pages for name in page] == names(ask(view, NAME))


def test_a_page_beyond_the_last_shows_the_last_and_says_so(territory):
    view = territory.view()

    beyond, last = (ask(view, NAME, page=n, size=4) for n in (99, 3))

    assert names(beyond) == names(last)
    assert beyond.sentence == f"{last.sentence} Page 3 sur 3 : la page 99 n'existe pas."


def test_a_reader_of_the_cartographie_sees_no_engagement(territory):
    answer = ask(territory.view(READER), NAME)

    keys = {column.key for column in answer.table().columns} | {key for row in answer.table().rows for key in row}
    assert not keys & {"position", "influence", "last_contact", "next_step"}
    assert "position" not in answer.sentence
    assert not any("position" in gap or "échange" in gap for gap in answer.gaps)
    assert answer.facets["position"] == []
    with pytest.raises(BadParameter, match="plan d'engagement"):
        ask(territory.view(READER), NAME, position="favorable")


def test_a_meeting_is_a_last_contact(territory):
    territory.tie("met", territory.cle_bois, territory.moulin, on="2026-09-21")
    territory.tie("met", territory.cle_bois, territory.moulin, on="2027-01-10")  # still to come

    row = next(r for r in ask(territory.view(), NAME, kind="siae").table().rows)

    assert row["last_contact"] == "2026-09-21"


def test_each_value_shown_leads_to_its_row(territory):
    view = territory.view()
    table = ask(view, NAME, kind="Financeur", order="influence").table()

    first = table.proofs[0]
    assert {"name", "position", "influence", "presence"} <= set(first)
    assert view.origin(first["position"][0]).file == "carnet.csv"
    assert len(first["presence"]) == len(table.rows[0]["territories"]) == 2


def test_what_another_territory_noted_stays_with_it(territory):
    from kb.ledger import Source

    theirs = Source("suivi", owner="bois-clair")
    territory.actor("funder", "Fondation des Rives", source=theirs, city="Grandville", position="opposé")
    neighbour = Viewer("équipe", frozenset({"terres-neuves"}), frozenset(Layer))

    def position(view):
        return next(r["position"] for r in ask(view, NAME, text="rives").table().rows)

    assert position(territory.view()) == "opposé"
    assert position(territory.view(neighbour)) == "inconnue"


def test_a_theme_written_two_ways_is_one_choice_that_counts_what_it_lists(territory):
    territory.actor("company", "Fil et Cie", themes=["TEXTILE", "textile"])

    facets = ask(territory.view(), "parties-prenantes").facets["theme"]

    (textile,) = [facet for facet in facets if facet.label.casefold() == "textile"]
    assert (textile.label, textile.count) == ("Textile", 3)
    assert ask(territory.view(), "parties-prenantes", theme=textile.value).total == 3


def test_where_an_actor_is_and_what_it_does_lead_to_the_rows_that_say_it(territory):
    table = ask(territory.view(), "parties-prenantes", kind="SIAE").table()

    (row,), (proof,) = table.rows, table.proofs
    assert (row["name"], row["sub"]) == ("Le Moulin", "EI · Bellerive")
    for shown in ("kind", "sub", "territories", "themes"):
        assert proof[shown], shown


def test_an_influence_out_of_its_scale_is_shown_and_sorts_nothing(territory):
    territory.actor("company", "Fil et Cie", city="Bellerive", influence="9")

    shown = ask(territory.view(), "parties-prenantes", order="influence").shown

    assert shown[0].influence == "5"
    assert "9" in [item.influence for item in shown[1:]]


def test_an_influence_that_is_no_number_comes_last_and_stops_nothing(territory):
    territory.actor("company", "Fil et Cie", city="Bellerive", influence="4²")

    shown = ask(territory.view(), "parties-prenantes", order="influence").shown

    assert shown[0].influence == "5"
    assert "4²" in [item.influence for item in shown[1:]]
    assert ask(territory.view(), "mobiliser", purpose="locaux", territory="Bois Clair").lines


def test_an_influence_in_words_ranks_as_its_figure_would(territory):
    territory.actor("company", "Forte et Cie", city="Bellerive", influence="forte")
    territory.actor("company", "Faible et Cie", city="Bellerive", influence="faible")

    shown = [item.influence for item in ask(territory.view(), "parties-prenantes", order="influence").shown if item.influence]

    assert shown.index("forte") < shown.index("faible")
