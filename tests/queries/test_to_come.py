"""What is still to come is told neither as past nor as present, wherever a tie is said in words."""

from __future__ import annotations

import datetime as dt

from kb.privacy import READER
from queries import ask


def readings(lines):
    return [(line.reading, line.name, line.amount) for line in lines]


def test_an_exchange_of_a_day_to_come_is_not_said_to_have_taken_place(territory):
    territory.tie("met", territory.cle_bois, territory.metropole, on="2027-01-15")
    territory.tie("met", territory.cle_bois, territory.fondation, on="2026-03-02")

    sheet = ask(territory.view(), "fiche", actor="CLE Bois Clair")
    later = ask(territory.view(date=dt.date(2027, 2, 1)), "fiche", actor="CLE Bois Clair")

    said = {line.name: line.reading for line in sheet.lines}
    assert (said["Métropole du Fleuve"], said["Fondation des Rives"]) == ("doit rencontrer", "a rencontré")
    assert {line.name: line.reading for line in later.lines}["Métropole du Fleuve"] == "a rencontré"


def test_money_to_come_is_on_the_sheet_apart_from_what_is_given(territory):
    territory.tie("funds", territory.fondation, territory.verger, since="2027", year="2027", amount=20000)

    view = territory.view()
    sheet = ask(view, "fiche", actor="Le Verger")

    assert readings(sheet.coming) == [("doit être financé par", "Fondation des Rives", "20\xa0000\xa0€")]
    assert "Fondation des Rives" not in [line.name for line in sheet.lines]
    assert "1 lien à venir" in sheet.sentence
    assert sheet.beside()[1].title == "Liens à venir"
    assert ask(territory.view(date=dt.date(2025, 12, 31)), "fiche", actor="Le Verger").coming == []


def test_a_tie_that_begins_later_says_from_when(territory):
    territory.tie("partner", territory.bailleur, territory.verger, since="2027-03-01")

    (line,) = ask(territory.view(), "fiche", actor="Le Verger").coming

    assert line.sentence == "est partenaire d'Habitat du Fleuve (à partir du 1er mars 2027)"


def test_a_path_and_the_changes_say_to_come_what_is_to_come(territory):
    view = territory.view()
    territory.tie("met", territory.moulin, territory.metropole, on="2027-01-15")
    after = territory.view()

    path = ask(after, "chemin", start="Le Moulin", end="Métropole du Fleuve")
    changes = ask(after, "changements", since="2026-11-01", views=lambda _: view)

    assert "Le Moulin doit rencontrer Métropole du Fleuve" in path.sentence
    assert "doit rencontrer" in str(changes.table().rows)
    assert "a rencontré" not in str(changes.table().rows)


def test_an_exchange_to_come_is_dashed_and_named_so_in_the_network(territory):
    territory.tie("met", territory.cle_bois, territory.metropole, on="2027-01-15")

    (edge,) = [e for e in ask(territory.view(), "fiche", actor="CLE Bois Clair").network.edges if e.kind == "met"]

    assert (edge.label, edge.backward, edge.planned) == ("doit rencontrer", "doit rencontrer", True)


def test_a_funding_to_come_is_no_reason_told_as_given(territory):
    territory.tie("funds", territory.fondation, territory.verger, on="2027-03-03", amount=20000)

    lines = ask(territory.view(), "mobiliser", purpose="financement", territory="Bois Clair").lines

    (line,) = [line for line in lines if line.item.name == "Fondation des Rives"]
    assert line.moment.text.replace("\xa0", " ") == "à venir : doit financer Le Verger, 20 000 €, le 3 mars 2027"


def test_who_reads_the_map_alone_sees_no_exchange_to_come(territory):
    territory.tie("met", territory.cle_bois, territory.metropole, since="2027-01-15", on="2027-01-15")

    assert ask(territory.view(READER), "fiche", actor="CLE Bois Clair").coming == []
