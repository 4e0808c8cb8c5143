import pytest

from kb.errors import BadParameter
from kb.ledger import Source
from kb.privacy import READER
from queries import ask

PRESS = Source("presse", title="Presse locale")


def changes(territory, rev, viewer=None):
    view = territory.view() if viewer is None else territory.view(viewer)
    return ask(view, "changements", since="2026-11-01", views=lambda _: territory.view(view.viewer, moment=rev))


def told(answer):
    return [(row["kind"], row["text"]) for row in answer.table().rows]


def test_positions_ties_and_actors_that_changed_are_told_apart(territory):
    before = territory.write()
    territory.actor("company", "Habitat du Fleuve", city="Sainte-Aune", as_of="2026-11-02", position="favorable")
    territory.tie("seats_on", territory.metropole, territory.cle_bois)
    territory.actor("company", "Nouvelle Venue")

    answer = changes(territory, before)

    assert told(answer) == [
        ("position", "Position : réservé → favorable"),
        ("nouveau lien", "Métropole du Fleuve siège au CLE Bois Clair"),
        ("nouvel acteur", "Nouvelle Venue"),
    ]
    assert answer.sentence == ("Depuis le 1er novembre 2026 : 1 position changée, 1 nouveau lien et 1 nouvel acteur.")
    view = territory.view()
    assert all(view.origin(claim) for claim in answer.claims())


def test_a_tie_that_ended_is_told_from_what_was_known(territory):
    before = territory.write()
    batch = territory.store.view().batches(1)[0]
    with territory.store.writer() as writer:
        writer.undo(batch.id)

    answer = changes(territory, before)

    assert ("lien terminé", "Le Moulin est présent sur Bois Clair") in told(answer)
    assert ("acteur retiré", "Le Moulin n'est plus dans la base") in told(answer)


def test_an_actor_whose_identifier_was_found_is_the_same_actor(territory):
    before = territory.write()
    territory.actor("company", "Habitat du Fleuve", "siren:200046977", city="Sainte-Aune", siren="200046977")

    kinds = [kind for kind, _ in told(changes(territory, before))]

    assert "nouvel acteur" not in kinds
    assert "acteur retiré" not in kinds


def test_nothing_changed_is_said(territory):
    before = territory.write()

    answer = changes(territory, before)

    assert answer.sentence == "Rien n'a changé depuis le 1er novembre 2026."
    assert answer.table().rows == []


def test_a_reader_sees_no_change_of_position(territory):
    before = territory.write()
    territory.actor("company", "Habitat du Fleuve", city="Sainte-Aune", as_of="2026-11-02", position="favorable")

    assert told(changes(territory, before, READER)) == []


def test_since_when_is_needed(territory):
    with pytest.raises(BadParameter, match="Il manque « Depuis »"):
        ask(territory.view(), "changements")
    with pytest.raises(BadParameter, match="histoire de la base"):
        ask(territory.view(), "changements", since="30 jours")
    with pytest.raises(BadParameter, match="un jour comme 2026-11-24, ou une durée"):
        ask(territory.view(), "changements", since="naguère")


def test_a_length_of_time_is_counted_from_today(territory):
    asked = []

    def views(moment):
        asked.append(moment)
        return territory.view(moment=0)

    answer = ask(territory.view(), "changements", since="30 jours", views=views)

    assert asked == ["2026-10-25"]
    assert answer.sentence.endswith("La base était vide à ce moment.")


def test_a_day_written_as_french_writes_it_is_taken(territory):
    asked = []

    def views(moment):
        asked.append(moment)
        return territory.view(moment=0)

    ask(territory.view(), "changements", since="25/10/2026", views=views)

    assert asked == ["2026-10-25"]


def test_a_count_that_falls_to_zero_is_known(territory):
    cohort = "cohorte:val-fleuri:50-ans"
    territory.actor("cohort", "50 ans et plus, Val-Fleuri", cohort, as_of="2026-10-01", count=12)
    before = territory.write()
    territory.actor("cohort", "50 ans et plus, Val-Fleuri", cohort, as_of="2026-11-02", count=0)

    answer = changes(territory, before)

    assert told(answer) == [("information modifiée", "Effectif : 12 → 0")]


def test_since_a_moment_that_the_base_read_does_not_know_yet_is_refused(territory):
    before = territory.write()
    territory.actor("company", "Nouvelle Venue")
    past, now = territory.view(moment=before), territory.view()

    with pytest.raises(BadParameter, match="plus ancien"):
        ask(past, "changements", since="2026-11-01", views=lambda _: now)


def test_a_tie_that_another_source_tells_too_is_no_new_one_and_stands_while_one_of_them_tells_it(paper):
    one, other = paper.actor("company", "Aa"), paper.actor("company", "Bb")
    paper.tie("partner", one, other)
    alone = paper.write()
    paper.tie("partner", other, one, PRESS)
    both = paper.write()
    assert told(changes(paper, alone)) == []

    with paper.store.writer() as writer:
        writer.undo(paper.view().batches(1)[0].id)

    assert told(changes(paper, both)) == []


def test_actors_and_ties_that_another_file_states_in_the_same_words_are_those_that_were(paper):
    def state(source):
        one, other = paper.actor("company", "Aa", source=source, city="Bron"), paper.actor("company", "Bb", source=source)
        paper.tie("partner", one, other, source, detail="convention")
        paper.tie("funds", one, other, source, amount=100)

    state(None)
    first = paper.write()
    batch = paper.view().batches(1)[0].id
    with paper.store.writer() as writer:
        writer.undo(batch)
    state(PRESS)
    paper.tie("funds", "nom:aa|bron", "nom:bb|", PRESS, amount=100)

    assert told(changes(paper, first)) == [("nouveau lien", "Aa finance Bb (100\xa0€)")]
