import datetime as dt

from kb.privacy import READER
from queries import ask


def figures(answer):
    return {figure.label: figure.value for figure in answer.figures}


def test_four_figures_open_their_list(territory):
    view = territory.view()
    answer = ask(view, "accueil")

    assert figures(answer) == {
        "parties prenantes suivies": "9",
        "ont une position connue": "28 %",
        "financeurs et entreprises communs à deux territoires ou plus": "2",
        "sièges de CLE non renseignés": "8",
    }
    for figure in answer.figures:
        assert ask(view, figure.question, **figure.params).sentence


def test_collisions_come_first_with_their_proof(territory):
    territory.tie("solicits", territory.cle_terres, territory.fondation, on="2026-10-20", purpose="Locaux")
    territory.tie("solicits", territory.cle_bois, territory.fondation, on="2026-11-10", purpose="Locaux")

    answer = ask(territory.view(), "accueil")

    first = answer.todo[0]
    assert (first.tag, first.question) == ("Collision", "collisions")
    assert len(first.claims) == 2
    assert answer.sentence == "9 acteurs suivis, de 6 types. 1 collision."


def test_partners_without_contact_are_counted_and_listed_alike(territory):
    club = territory.actor("instance", "Club des Rives")
    for place in (territory.terres, territory.bois):
        territory.tie("present_in", club, place)
    view = territory.view()

    (item,) = [todo for todo in ask(view, "accueil").todo if todo.tag == "Sans contact"]

    assert item.text == "1 acteur présent sur plusieurs territoires, sans échange noté depuis 90 jours"
    assert ask(view, item.question, **item.params).total == 1


def test_gaps_of_identity_open_the_list_that_shows_them(territory):
    view = territory.view()

    (item,) = [todo for todo in ask(view, "accueil").todo if todo.tag == "Manque"]

    assert item.text.startswith(f"{ask(view, item.question, **item.params).total} organisations")


def test_a_reader_is_shown_no_engagement(territory):
    territory.tie("solicits", territory.cle_terres, territory.fondation, on="2026-10-20", purpose="Locaux")
    territory.tie("solicits", territory.cle_bois, territory.fondation, on="2026-11-10", purpose="Locaux")

    answer = ask(territory.view(READER), "accueil")

    assert {todo.tag for todo in answer.todo} == {"Manque"}
    assert "ont une position connue" not in figures(answer)


def test_an_empty_base_says_what_to_do(paper):
    answer = ask(paper.view(), "accueil")

    assert answer.empty
    assert answer.sentence == "La base est vide : importez un premier fichier."


def test_the_journal_is_told_in_words(territory):
    (written,) = ask(territory.view(), "accueil").written

    assert (written.text, written.day) == ("Import", "24 novembre 2026")


def test_the_sentence_counts_everything_and_the_list_shows_the_first(territory):
    for n in range(5):
        asked = territory.actor("funder", f"Fondation {n}")
        for cle in (territory.cle_terres, territory.cle_bois):
            territory.tie("solicits", cle, asked, on="2026-11-10", purpose="Locaux")

    answer = ask(territory.view(), "accueil")

    assert answer.sentence.endswith("5 collisions.")
    assert [todo.text for todo in answer.todo if todo.tag == "Collision"][3] == "2 autres de même nature"


def test_the_share_of_positions_is_that_of_the_list(territory):
    view = territory.view()

    listed = ask(view, "parties-prenantes")

    count = listed.positions
    assert (count.asked, count.known, count.unknown, count.apart) == (7, 2, 5, 2)
    assert figures(ask(view, "accueil"))["ont une position connue"] == f"{100 * count.known // count.asked} %"
    assert ask(view, "parties-prenantes", position="inconnue").total == count.unknown


def test_the_page_of_a_past_day_knows_no_later_exchange_position_nor_entry(territory):
    territory.write()
    before, said = territory.view(date=dt.date(2024, 1, 1)), "ont une position connue"

    then, now = ask(before, "accueil"), ask(territory.view(), "accueil")

    # The metropolis said its position on the 18th of November 2026; the landlord, nobody knows when.
    assert (figures(then)[said], figures(now)[said]) == ("14 %", "28 %")
    assert (len(then.written), len(now.written)) == (0, 1)
    (metropole,) = [s for s in ask(before, "parties-prenantes").shown if s.name == "Métropole du Fleuve"]
    assert (metropole.position, metropole.last_contact, metropole.next_step) == ("inconnue", "", "")
    assert metropole.influence == "5"


def test_contacts_past_their_term_are_counted_and_listed_with_where_to_erase_them(territory):
    for name, until in (("Camille Exemple", "2022-05-01"), ("Sami Modèle", "2026-11-24")):
        person = territory.actor("contact", name, keep_until=until)
        territory.tie("contact_of", person, territory.fondation)
    view = territory.view()

    (item,) = [todo for todo in ask(view, "accueil").todo if todo.tag == "À effacer"]
    listed = ask(view, item.question)

    assert item.text == "1 contact à effacer"
    (row,) = listed.table().rows
    assert (row["name"], row["until"]) == ("Fondation des Rives", "2022-05-01")
    assert row["said"][0].startswith("Carnet de la plateforme, carnet.csv, ligne")
    assert row["action"].startswith("effacer la personne dans le fichier")
    assert "Camille" not in repr(listed)


def test_a_reader_hears_of_no_contact_to_erase(territory):
    territory.tie("contact_of", territory.actor("contact", "Camille Exemple", keep_until="2022-05-01"), territory.fondation)

    view = territory.view(READER)

    assert [todo for todo in ask(view, "accueil").todo if todo.tag == "À effacer"] == []
    assert ask(view, "contacts-a-effacer").table().rows == []
