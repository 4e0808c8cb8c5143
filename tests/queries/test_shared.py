import pytest

from kb.ledger import Source
from kb.privacy import READER
from queries import ask
from queries.funding import DISPUTED, TOLD_AGAIN


def test_funders_and_companies_of_two_territories_are_found_through_their_ebe_and_cle(territory):
    answer = ask(territory.view(), "financeurs-communs")

    rows = answer.table().rows
    assert [(row["name"], row["reach"]) for row in rows] == [("Habitat du Fleuve", 2), ("Métropole du Fleuve", 2)]
    assert rows[0]["note"] == "en projet : Bois Clair"
    assert rows[1]["amount"] == 200000
    assert answer.sentence.startswith("2 financeurs et entreprises sur deux territoires ou plus, parmi 2")


def test_establishments_of_one_siren_are_one_organisation(territory):
    territory.actor("siae", "Le Moulin, antenne", siret="48060811600038", city="Sainte-Aune")
    territory.tie("present_in", "siret:48060811600038", territory.terres)

    answer = ask(territory.view(), "presents-plusieurs-territoires", kind="SIAE")

    (row,) = answer.table().rows
    assert row["name"] == "Le Moulin"
    assert row["note"] == "deux établissements"
    assert row["territories"] == ["Bois Clair", "Terres Neuves"]


def test_ebe_and_cle_are_not_counted_as_present_on_several_territories(territory):
    territory.tie("partner", territory.atelier, territory.verger)

    names = [row["name"] for row in ask(territory.view(), "presents-plusieurs-territoires").table().rows]

    assert names == ["Habitat du Fleuve", "Métropole du Fleuve"]


def test_picture_table_and_sentence_agree(territory):
    answer = ask(territory.view(), "financeurs-communs")

    drawn = {row.id: row.reach for row in answer.picture().rows()}
    assert drawn == {row["id"]: row["reach"] for row in answer.table().rows}
    assert answer.sentence.startswith(f"{len(drawn)} ")
    cell = next(row for row in answer.picture().rows() if row.name == "Habitat du Fleuve").cells[
        "territoire:bois-clair"
    ]
    assert [(mark.letter, mark.planned) for mark in cell] == [("P", True)]


def test_nothing_shared_is_said_plainly(paper):
    paper.actor("territory", "Terres Neuves", "territoire:terres-neuves")

    answer = ask(paper.view(), "financeurs-communs")

    assert answer.sentence == "Aucun acteur de ce type n'est présent sur deux territoires ou plus."
    assert answer.table().rows == []


@pytest.mark.parametrize(("amount", "sum_"), [(9_000, 200_000), (-9_000, 191_000)])
def test_a_cancelled_funding_adds_nothing_and_a_repayment_is_taken_away(territory, amount, sum_):
    territory.tie("funds", territory.metropole, territory.atelier, amount=amount, year="2024", state="annulée")

    rows = ask(territory.view(), "financeurs-communs").table().rows

    assert {row["name"]: row["amount"] for row in rows}["Métropole du Fleuve"] == sum_


def test_a_tie_of_demonstration_is_told(territory):
    demo = Source("demo", title="Démonstration", demo=True)
    for ebe in (territory.atelier, territory.verger):
        territory.tie("funds", territory.fondation, ebe, source=demo)

    rows = ask(territory.view(), "financeurs-communs").table().rows

    assert {row["name"]: row["note"] for row in rows}["Fondation des Rives"] == "dont 2 liens de démonstration"


def test_solicitations_do_not_make_a_presence(territory):
    for cle in (territory.cle_bois, territory.cle_terres):
        territory.tie("solicits", cle, territory.fondation, on="2026-10-01")

    for view in (territory.view(), territory.view(READER)):
        assert "Fondation des Rives" not in [r["name"] for r in ask(view, "financeurs-communs").table().rows]


def test_an_amount_known_as_paid_alone_is_counted_and_said_to_be_paid(territory):
    territory.tie("funds", territory.metropole, territory.verger, amount_paid=20_000, year="2025")

    row = _row_of(territory, "Métropole du Fleuve")
    sheet = ask(territory.view(), "fiche", actor="Le Verger")
    paid = [line for line in sheet.table().rows if line["detail"].startswith("montant versé")]

    assert (row["amount"], row["note"]) == (220_000, "dont 20 000 € versés")
    assert [line["amount"] for line in paid] == [20_000]
    assert "20 000 € versés" in " ".join(line.sentence for line in sheet.lines).replace("\u202f", " ").replace("\xa0", " ")


def test_a_grant_that_two_sources_tell_is_counted_once_and_said(territory):
    press = Source("presse", title="Presse locale")
    territory.tie("funds", territory.metropole, territory.verger, press, amount=60_000, year="2025", purpose="Soutien")

    row = _row_of(territory, "Métropole du Fleuve")
    sheet = ask(territory.view(), "fiche", actor="Le Verger")

    assert (row["amount"], row["note"]) == (200_000, "dont 1 montant dit par deux sources, compté une fois")
    assert sum(TOLD_AGAIN in line["detail"] for line in sheet.table().rows) == 2


def test_what_one_source_tells_twice_was_given_twice(territory):
    territory.tie("funds", territory.metropole, territory.verger, amount=60_000, nature="subvention", year="2025")

    assert (_row_of(territory, "Métropole du Fleuve")["amount"], _row_of(territory, "Métropole du Fleuve")["note"]) == (260_000, "")


def test_two_amounts_that_two_sources_tell_of_one_purpose_are_both_kept_and_to_be_checked(territory):
    press = Source("presse", title="Presse locale")
    territory.tie("funds", territory.metropole, territory.verger, amount=10_000, year="2024", purpose="Serre")
    territory.tie("funds", territory.metropole, territory.verger, press, amount=12_000, year="2024", purpose="serre")

    row = _row_of(territory, "Métropole du Fleuve")
    sheet = ask(territory.view(), "fiche", actor="Le Verger")

    assert row["amount"] == 222_000
    assert row["note"] == "1 montant à vérifier : les sources diffèrent pour le même objet"
    assert sum(DISPUTED in line["detail"] for line in sheet.table().rows) == 2


def _row_of(territory, name):
    (row,) = [row for row in ask(territory.view(), "financeurs-communs").table().rows if row["name"] == name]
    return {**row, "note": row["note"].replace("\u202f", " ").replace("\xa0", " ")}


def test_money_given_to_a_town_for_a_territory_is_money_given_there(territory):
    fonds = territory.actor("funder", "Fonds des Deux Rives", city="Lyon")
    ville = territory.actor("authority", "Ville de Bellerive", city="Bellerive")
    territory.tie("funds", fonds, ville, amount=45000, territory="territoire:bois-clair")
    territory.tie("funds", fonds, ville, amount=5000, territory="territoire:terres-neuves", state="annulé")
    territory.tie("funds", fonds, ville, amount=7000, territory="territoire:inconnu")

    found = {row.name: row for row in ask(territory.view(), "infographie").picture().rows()}["Fonds des Deux Rives"]

    assert {place: [mark.letter for mark in marks] for place, marks in found.cells.items()} == {"territoire:bois-clair": ["€"]}
