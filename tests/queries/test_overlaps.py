import datetime as dt

import pytest

from kb.ledger import Source
from queries import ask


def activity(territory, name, carrier, place, **fields):
    key = territory.actor("activity", name, f"activite:{carrier}:{name}", **fields)
    territory.tie("runs", carrier, key)
    territory.tie("takes_place_in", key, place)
    return key


@pytest.fixture
def workshops(territory):
    """Two bicycle workshops, a sewing room and a laundry, 1 km apart."""
    here, there = {"lat": 45.75, "lon": 4.85}, {"lat": 45.76, "lon": 4.85}
    territory.bikes = activity(
        territory, "Réparation de vélos", territory.atelier, territory.terres, clientele=["habitants"], **here
    )
    territory.cycles = activity(
        territory, "Atelier cycles", territory.verger, territory.bois, clientele=["habitants"], **there
    )
    activity(territory, "Retouche et couture", territory.atelier, territory.terres, **here)
    activity(territory, "Blanchisserie", territory.verger, territory.bois, **there)
    return territory


def pair(answer, one, other):
    for row in answer.table().rows:
        if {row["one"].split(" (")[0], row["other"].split(" (")[0]} == {one, other}:
            return row
    raise AssertionError((one, other))


def test_one_service_in_other_words_is_to_examine_by_the_cle(workshops):
    answer = ask(workshops.view(), "recouvrements")

    row = pair(answer, "Réparation de vélos", "Atelier cycles")
    assert row["verdict"] == "même service"
    assert row["kind"] == "doublon possible entre EBE"
    assert row["status"] == "à examiner"
    assert {"semantic", "clientele", "catchment", "period", "distance"} <= set(row)
    assert "concurren" not in " ".join(str(r) for r in answer.table().rows).lower()
    assert answer.sentence.startswith("1 paire à examiner par le CLE, dont 1 entre EBE, parmi 4 activités.")


def test_a_carrier_that_two_sources_name_is_told_once(workshops):
    workshops.tie("runs", workshops.atelier, workshops.bikes, source=Source("presse", title="Presse locale"))

    row = pair(ask(workshops.view(), "recouvrements"), "Réparation de vélos", "Atelier cycles")

    assert {row["one"], row["other"]} == {"Réparation de vélos (L'Atelier Commun)", "Atelier cycles (Le Verger)"}


def planned(territory):
    """State an activity that its carrier starts next year, beside one that runs."""
    activity(territory, "Réparation de vélos", territory.atelier, territory.terres)
    key = territory.actor("activity", "Atelier cycles", "activite:demain", stage="en projet")
    territory.tie("runs", territory.verger, key, since="2027")
    territory.tie("takes_place_in", key, territory.bois, since="2027")


def test_an_activity_that_starts_next_year_has_its_carrier_and_its_pair_says_it_is_planned(territory):
    planned(territory)

    row = pair(ask(territory.view(), "recouvrements"), "Réparation de vélos", "Atelier cycles")

    assert {row["one"], row["other"]} == {"Réparation de vélos (L'Atelier Commun)", "Atelier cycles (Le Verger)"}
    assert (row["status"], row["kind"]) == ("à examiner, en projet", "doublon possible entre EBE")
    assert set(row["territories"]) == {"Terres Neuves", "Bois Clair"}


def test_a_view_of_the_past_does_not_foresee_who_will_carry_an_activity(territory):
    planned(territory)

    rows = ask(territory.view(date=dt.date(2026, 11, 1)), "recouvrements").table().rows

    assert "Le Verger" not in str(rows)


def test_the_sheets_of_an_ebe_and_of_its_activity_show_each_other_before_it_starts(territory):
    planned(territory)
    view = territory.view()

    assert "porte l'activité Atelier cycles (à partir de 2027)" in [line.sentence for line in ask(view, "fiche", actor="Le Verger").coming]
    assert "est portée par Le Verger (à partir de 2027)" in [line.sentence for line in ask(view, "fiche", actor="Atelier cycles").coming]


def test_a_factor_nobody_knows_has_no_figure(territory):
    here, there = {"lat": 45.75, "lon": 4.85}, {"lat": 45.76, "lon": 4.85}
    activity(territory, "Réparation de vélos", territory.atelier, territory.terres, clientele=["habitants"], **here)
    activity(territory, "Atelier cycles", territory.verger, territory.bois, **there)

    row = pair(ask(territory.view(), "recouvrements"), "Réparation de vélos", "Atelier cycles")

    assert "clientèle inconnue" in row["why"]
    assert row["clientele"] is None
    assert row["catchment"] is not None


def test_pairs_to_examine_come_before_complementarities_whatever_their_score(workshops):
    rows = ask(workshops.view(), "recouvrements").table().rows

    order = [row["status"] for row in rows]
    assert order == sorted(order, key=["à examiner", "à explorer", "à revoir", "déjà convenu"].index)
    assert {"à examiner", "à explorer"} <= set(order)


def test_degrees_follow_the_thresholds_that_the_sentence_states(workshops):
    answer = ask(workshops.view(), "recouvrements")

    for row in answer.table().rows:
        expected = "fort" if row["score"] >= 0.4 else "moyen" if row["score"] >= 0.1 else "faible"
        assert row["degree"] == expected
    assert "(fort dès 40 sur 100, moyen dès 10 sur 100)" in answer.sentence


def test_kinds_of_pairs_are_kept_apart(workshops):
    view = workshops.view()

    twins = ask(view, "recouvrements", pairs="entre EBE").table().rows
    chains = ask(view, "recouvrements", pairs="complémentaires").table().rows

    assert {row["kind_pair"] for row in twins} == {"ebe_ebe"}
    assert {row["kind_pair"] for row in chains} == {"chain"}
    assert {row["status"] for row in chains} == {"à explorer"}
    assert len(ask(view, "recouvrements").table().rows) >= len(twins) + len(chains)


def test_the_offer_of_a_siae_nearby_is_told(workshops):
    workshops.actor(
        "siae", "Fil et Aiguille", city="Sainte-Aune", services=["Couture, retouches"], lat=45.755, lon=4.85
    )

    row = pair(ask(workshops.view(), "recouvrements"), "Retouche et couture", "Fil et Aiguille")

    assert row["kind"] == "EBE et entreprise ou SIAE : à examiner par le CLE"
    watched = ask(workshops.view(), "fiche", actor="Fil et Aiguille").watched
    assert watched[0].detail.startswith("offre de SIAE proche : Fil et Aiguille")


def test_what_carriers_agreed_on_is_no_longer_to_examine(workshops):
    workshops.tie("shares", workshops.bikes, workshops.cycles)

    answer = ask(workshops.view(), "recouvrements")

    assert pair(answer, "Réparation de vélos", "Atelier cycles")["status"] == "déjà convenu"
    assert ask(workshops.view(), "fiche", actor="L'Atelier Commun").watched == []


def test_a_stopped_activity_overlaps_nothing(workshops):
    workshops.actor("activity", "Vélos anciens", "activite:x", stage="arrêtée", lat=45.75, lon=4.85)

    rows = ask(workshops.view(), "recouvrements").table().rows

    assert all("Vélos anciens" not in (row["one"], row["other"]) for row in rows)


def test_pairs_of_a_territory_or_of_an_actor(workshops):
    view = workshops.view()

    for values in ({"territory": "Bois Clair"}, {"actor": "Le Verger"}):
        rows = ask(view, "recouvrements", **values).table().rows
        assert rows
        assert all("Le Verger" in row["one"] + row["other"] for row in rows)


def test_what_is_unknown_is_a_gap(workshops):
    gaps = ask(workshops.view(), "recouvrements").gaps

    assert gaps[0] == "2 activités : clientèle inconnue (Blanchisserie et Retouche et couture) ; préciser la clientèle."


def test_picture_table_and_sentence_agree(workshops):
    answer = ask(workshops.view(), "recouvrements")

    network, rows = answer.picture(), answer.table().rows
    assert len(network.edges) == len(rows) == answer.total
    assert {node.label for node in network.nodes} == {row[side] for row in rows for side in ("one", "other")}
    assert answer.sentence.count("1 paire") == 1
    assert sum(row["status"] == "à examiner" for row in rows) == 1


def test_no_activity_says_what_to_do(territory):
    answer = ask(territory.view(), "recouvrements")

    assert answer.sentence == "Aucune activité n'est encore décrite : importez le tableau des activités."
    assert answer.picture() is None


def test_two_activities_of_one_carrier_are_told_only_when_asked(workshops):
    activity(workshops, "Atelier couture", workshops.atelier, workshops.terres, lat=45.75, lon=4.85)
    view = workshops.view()

    def names(**values):
        rows = ask(view, "recouvrements", **values).table().rows
        return [{row["one"].split(" (")[0], row["other"].split(" (")[0]} for row in rows]

    assert {"Atelier couture", "Retouche et couture"} not in names()
    assert {"Atelier couture", "Retouche et couture"} in names(pairs="même porteur")
    watched = [w.text for w in ask(view, "fiche", actor="L'Atelier Commun").watched]
    assert not any("Atelier couture" in text and "Retouche" in text for text in watched)


def test_a_sentence_that_many_activities_repeat_brings_none_together(workshops):
    formula = "Activité documentée, situation à confirmer."
    for name in ("Soutien scolaire", "Tri de bouteilles", "Peinture"):
        activity(workshops, name, workshops.atelier, workshops.terres, description=f"{formula} Précision {name}.")

    from queries.activities import comparable

    told = {facts.title: facts.description for facts in comparable(workshops.view())}
    assert told["Tri de bouteilles"] == "Précision Tri de bouteilles."


def test_activities_that_give_a_commune_and_no_degrees_are_apart_by_their_communes(territory):
    towns = ("Vénissieux", "Saint-Fons", "Rillieux-la-Pape", "Givors")
    for n, town in enumerate(towns):
        carrier = territory.actor("ebe", f"EBE de {town}", city=town)
        activity(territory, f"Réparation de vélos {n}", carrier, territory.actor("territory", town, f"territoire:{n}"), city=town)

    answer = ask(territory.view(), "recouvrements")

    near, further = (pair(answer, f"Réparation de vélos {one}", f"Réparation de vélos {other}") for one, other in ((0, 1), (1, 3)))
    assert near["distance"] < 3 < 10 < further["distance"]
    assert near["score"] > further["score"]
    assert "d'après le centre de la commune" in near["why"]
    with pytest.raises(AssertionError):  # from one end of the Métropole to the other, nobody has to examine anything
        pair(answer, "Réparation de vélos 2", "Réparation de vélos 3")
