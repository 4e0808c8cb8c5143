import datetime as dt

import pytest

from api.asking import text_table
from kb.ledger import Source
from kb.privacy import READER
from queries import ask
from queries.fiche import EGO_MOST

NBSP = "\u00a0"


def test_ties_read_as_sentences_from_this_side(territory):
    sheet = ask(territory.view(), "fiche", actor="L'Atelier Commun")

    said = [line.sentence for line in sheet.lines]

    assert said[0] == f"est financé par Métropole du Fleuve, 140{NBSP}000{NBSP}€ (subvention, 2019)"
    assert "a pour actionnaire Habitat du Fleuve" in said
    assert sheet.sentence == "L'Atelier Commun a 4 liens, dont 1 financement. Territoires : Terres Neuves."


def test_sources_that_disagree_stand_side_by_side(territory):
    press = Source("presse", title="Presse locale")
    territory.actor("ebe", "L'Atelier Commun", as_of="2020", city="Sainte-Aune", workforce="environ 80 personnes")
    territory.actor("ebe", "L'Atelier Commun", source=press, as_of="2018", city="Sainte-Aune", workforce="49")

    sheet = ask(territory.view(), "fiche", actor="L'Atelier Commun")

    line = next(line for line in sheet.facts if line.field == "workforce")
    assert line.text == "environ 80 personnes en 2020 ; 49 en 2018 · deux sources, deux dates"
    assert [note.text for note in sheet.sources if note.mark == line.values[1].marks[0]] == [
        "Presse locale, presse.csv, ligne 25, lu le 12 octobre 2026"
    ]


def test_one_source_at_two_dates_is_one_source(territory):
    territory.actor("ebe", "L'Atelier Commun", as_of="2020", city="Sainte-Aune", workforce="environ 80 personnes")
    territory.actor("ebe", "L'Atelier Commun", as_of="2018", city="Sainte-Aune", workforce="49")

    sheet = ask(territory.view(), "fiche", actor="L'Atelier Commun")

    (line,) = [line for line in sheet.facts if line.field == "workforce"]
    assert line.note == "une source, deux dates"


def test_a_value_said_twice_is_one_value_with_two_marks(territory):
    register = Source("registre", title="Registre")
    territory.actor("ebe", "L'Atelier Commun", source=register, city="Sainte-Aune", legal_form="sas")

    sheet = ask(territory.view(), "fiche", actor="L'Atelier Commun")

    form = next(line for line in sheet.facts if line.field == "legal_form")
    assert len(form.values) == 1
    assert len(form.values[0].marks) == 2
    assert form.note == ""


@pytest.mark.parametrize(("other", "texts"), [
    ("2026", ["18 novembre 2026"]), ("2026-11", ["18 novembre 2026"]), ("2025", ["18 novembre 2026", "2025"]),
])  # fmt: skip
def test_a_coarser_date_that_agrees_is_no_other_value(territory, other, texts):
    register = Source("registre", title="Registre")
    territory.actor("funder", "Métropole du Fleuve", source=register, siren="200046977", city="Grandville", last_contact=other)

    sheet = ask(territory.view(), "fiche", actor="Métropole du Fleuve")

    (line,) = [line for line in sheet.facts if line.field == "last_contact"]
    assert sorted(value.text for value in line.values) == texts
    assert sum(len(value.marks) for value in line.values) == 2
    assert bool(line.note) == (len(texts) > 1)


def test_marks_number_the_sources_at_the_foot(territory):
    sheet = ask(territory.view(), "fiche", actor="Métropole du Fleuve")

    assert [note.mark for note in sheet.sources] == list(range(1, len(sheet.sources) + 1))
    shown = {m for line in sheet.facts for v in line.values for m in v.marks} | {e.mark for e in sheet.events}
    shown |= set(sheet.marks.values())
    assert shown == {note.mark for note in sheet.sources}


def test_a_gap_comes_with_the_action_that_fills_it(territory):
    sheet = ask(territory.view(), "fiche", actor="Fondation des Rives")

    assert [(gap.label, gap.action) for gap in sheet.missing] == [
        ("SIRET", "chercher le SIRET dans SIRENE"),
        ("Position", "noter la position"),
        ("Dernier échange", "noter un échange"),
    ]


def test_the_time_line_opens_with_the_latest(territory):
    events = ask(territory.view(), "fiche", actor="L'Atelier Commun").events

    assert [event.day for event in events] == ["2019", "2017-03-27"]
    assert events[1].text == "Ouverture"


def test_the_end_of_a_tie_is_in_the_time_line_of_both(territory):
    atelier, fonds = territory.actor("siae", "L'Atelier Fini"), territory.actor("funder", "Le Fonds Fini")
    territory.tie("funds", fonds, atelier, since="2019-01-01", until="2024-03-01", amount=92245.4)

    said = [(e.day, e.text.replace("\xa0", " ")) for e in ask(territory.view(), "fiche", actor="L'Atelier Fini").events]
    other = [(e.day, e.text.replace("\xa0", " ")) for e in ask(territory.view(), "fiche", actor="Le Fonds Fini").events]

    assert said[0] == ("2024-03-01", "fin du lien : est financé par Le Fonds Fini, 92 245,40 €")
    assert other[0] == ("2024-03-01", "fin du lien : finance L'Atelier Fini, 92 245,40 €")


def test_other_establishments_of_the_legal_unit_are_named(territory):
    territory.actor("siae", "Le Moulin, antenne", siret="48060811600038", city="Sainte-Aune")

    sheet = ask(territory.view(), "fiche", actor="siret:48060811600020")

    assert [actor.name for actor in sheet.establishments] == ["Le Moulin, antenne"]


def test_the_picture_shows_the_ties_of_the_table(territory):
    sheet = ask(territory.view(), "fiche", actor="L'Atelier Commun")

    network, table = sheet.picture(), sheet.table()
    assert network.centre == sheet.actor.id
    assert {row["id"] for row in table.rows} == {node.id for node in network.nodes} - {sheet.actor.id}
    around = {edge.id for edge in network.edges if sheet.actor.id in (edge.start, edge.end)}
    assert around == {row["tie"] for row in table.rows}
    assert len(table.rows) == sheet.ties_total == 4


def test_a_hub_is_drawn_with_its_most_telling_neighbours_only(paper):
    hub = paper.actor("funder", "Grand Financeur", city="Grandville")
    for n in range(80):
        paper.tie("partner" if n else "funds", hub, paper.actor("company", f"Société {n}", city="Grandville"))

    sheet = ask(paper.view(), "fiche", actor="Grand Financeur", most=10)

    assert len(sheet.picture().nodes) == EGO_MOST
    assert sheet.ties_total == 80
    assert len(sheet.table().rows) == 10
    assert sheet.lines[0].sentence == "finance Société 0"
    assert "80 liens" in sheet.sentence


def test_a_reader_sees_neither_solicitation_nor_position(territory):
    territory.tie("solicits", territory.cle_bois, territory.metropole, on="2026-10-02", purpose="locaux")
    view = territory.view(READER)

    sheet = ask(view, "fiche", actor="Métropole du Fleuve")

    assert "position" not in {line.field for line in sheet.facts}
    assert all(line.tie.kind != "solicits" for line in sheet.lines)
    assert all(not note.origin.raw for note in sheet.sources)
    assert sheet.ties_total == 2


def test_a_demonstration_fact_is_said_to_be_one(territory):
    demo = Source("demo", title="Jeu de démonstration", demo=True)
    territory.tie("partner", territory.fondation, territory.atelier, source=demo)

    sheet = ask(territory.view(), "fiche", actor="Fondation des Rives")

    assert sheet.lines[0].demo
    assert [note.text.count("démonstration") for note in sheet.sources if note.demo] == [1]


def test_when_a_value_was_true_is_told_where_it_moves(territory):
    territory.actor(
        "ebe", "L'Atelier Commun", as_of="2020-01-01", city="Sainte-Aune", workforce="80", website="https://a.example"
    )

    said = {line.field: line.text for line in ask(territory.view(), "fiche", actor="L'Atelier Commun").facts}

    assert said["workforce"] == "80 personnes en 2020"
    assert said["website"] == "https://a.example"


def test_a_workforce_of_thousands_is_written_as_the_other_numbers_are(territory):
    territory.actor("company", "Aciéries du Fleuve", city="Grandville", workforce="1200")

    facts = {line.label: line.text for line in ask(territory.view(), "fiche", actor="Aciéries du Fleuve").facts}

    assert facts["Effectif"] == "1\xa0200 personnes"


def test_a_financial_year_is_not_repeated_as_a_day(territory):
    territory.tie("funds", territory.fondation, territory.verger, year="2024", since="2024-01-01", nature="mécénat")

    (line,) = ask(territory.view(), "fiche", actor="Fondation des Rives").lines

    assert line.sentence == "finance Le Verger (mécénat, 2024)"
    assert line.day == "2024"


def test_a_tie_that_ended_is_told_apart_with_its_last_day(territory):
    territory.tie("partner", territory.bailleur, territory.atelier, since="2020-01-01", until="2025-06-30")
    territory.tie("partner", territory.fondation, territory.atelier, until="2026-03-31")

    sheet = ask(territory.view(), "fiche", actor="L'Atelier Commun")

    assert sheet.sentence.startswith("L'Atelier Commun a 4 liens, dont 1 financement ; 2 liens terminés.")
    assert [line.name for line in sheet.past] == ["Fondation des Rives", "Habitat du Fleuve"]
    assert sheet.past[1].detail == "depuis le 1er janvier 2020, jusqu'au 30 juin 2025"
    assert all(line.tie.claim in sheet.marks for line in sheet.past)
    assert sheet.table().rows[-1]["name"] != "Fondation des Rives"


def test_on_its_last_day_a_tie_is_among_the_others_and_over_on_the_next(territory):
    territory.tie("partner", territory.bailleur, territory.atelier, until="2025-06-30")

    before = ask(territory.view(date=dt.date(2025, 6, 30)), "fiche", actor="L'Atelier Commun")
    after = ask(territory.view(date=dt.date(2025, 7, 1)), "fiche", actor="L'Atelier Commun")

    assert (before.past_total, after.past_total) == (0, 1)
    assert before.ties_total == after.ties_total + 1


def test_a_reader_is_not_told_of_an_ended_solicitation(territory):
    territory.tie("solicits", territory.metropole, territory.bailleur, until="2025-06-30")

    assert ask(territory.view(), "fiche", actor="Habitat du Fleuve").past_total == 1
    assert ask(territory.view(READER), "fiche", actor="Habitat du Fleuve").past_total == 0


def test_a_terminal_and_a_workbook_hold_what_is_known_and_who_says_it_beside_the_ties(territory):
    territory.tie("partner", territory.fondation, territory.atelier, until="2026-03-31")

    sheet = ask(territory.view(), "fiche", actor="L'Atelier Commun")

    known, ended = sheet.beside()
    assert any(row["label"] == "Forme" and row["text"] == "SAS" for row in known.rows)
    assert all("Carnet de la plateforme" in row["said"] for row in known.rows)
    assert [row["name"] for row in ended.rows] == ["Fondation des Rives"]
    told = text_table(sheet)
    assert told.index("Qui le dit") < told.index("Liens terminés") < told.index("est financé par ")


def test_two_files_that_disagree_are_told_apart_by_their_territory_and_their_name(territory):
    lists = [
        Source("liste", owner=owner, title="Fichier des parties prenantes") for owner in ("terres-neuves", "bois-clair")
    ]
    for source, opened in zip(lists, ("2017-03-27", "2018-09-01"), strict=True):
        territory.actor("ebe", "L'Atelier Commun", source=source, city="Sainte-Aune", opened_on=opened)

    sheet = ask(territory.view(), "fiche", actor="L'Atelier Commun")

    (line,) = [line for line in sheet.facts if line.field == "opened_on"]
    assert line.note == "trois sources"
    assert sorted(value.text for value in line.values) == ["1er septembre 2018", "27 mars 2017"]
    told = {note.text.split(", ligne")[0] for note in sheet.sources}
    assert {"Fichier des parties prenantes (Terres Neuves), liste.csv"} <= told


def test_two_conventions_of_one_source_are_no_disagreement_and_keep_their_two_proofs(territory):
    for kind in ("ETTI", "AI"):
        territory.actor("siae", "Le Relais", siret="48060811600038", siae_kinds=[kind])
    press = Source("presse", title="Presse locale", rank="mention")
    territory.actor("siae", "Le Relais", source=press, siret="48060811600038", siae_kinds=["ACI"])

    sheet = ask(territory.view(), "fiche", actor="Le Relais")

    line = next(line for line in sheet.facts if line.field == "siae_kinds")
    assert [(value.text, len(value.claims)) for value in line.values] == [("AI, ETTI", 2), ("ACI", 1)]
    assert sheet.sub == "AI, ETTI"


def test_a_year_in_other_digits_is_shown_as_it_was_written(territory):
    territory.tie("funds", territory.fondation, territory.atelier, amount=500, year="２０２５")

    lines = ask(territory.view(), "fiche", actor="L'Atelier Commun").lines

    assert [line.day for line in lines if line.name == "Fondation des Rives"] == ["２０２５"]


def test_an_exchange_of_a_day_to_come_is_planned_and_has_not_taken_place(territory):
    territory.tie("met", territory.cle_bois, territory.fondation, since="2026-12-15", on="2026-12-15")
    view = territory.view()

    sheet = ask(view, "fiche", actor="Fondation des Rives")

    (event,) = [event for event in sheet.events if event.day == "2026-12-15"]
    assert event.text.startswith("doit rencontrer CLE Bois Clair")
    assert event.claim in sheet.claims()
    assert "a rencontré" not in str([table.rows for table in (sheet.table(), *sheet.beside())])
    assert "last_contact" in [gap.field for gap in sheet.missing]
    (listed,) = [item for item in ask(view, "parties-prenantes").shown if item.name == "Fondation des Rives"]
    assert listed.last_contact == ""
    then = ask(territory.view(date=dt.date(2026, 12, 16)), "fiche", actor="Fondation des Rives")
    assert [event.text.startswith("a rencontré") for event in then.events if event.day == "2026-12-15"] == [True]


def test_the_sheet_of_a_past_day_knows_no_later_position_nor_exchange(territory):
    territory.write()

    then = ask(territory.view(date=dt.date(2024, 1, 1)), "fiche", actor="Métropole du Fleuve")
    now = ask(territory.view(), "fiche", actor="Métropole du Fleuve")

    told = {"position", "last_contact", "next_step"}
    assert [told & {line.field for line in sheet.facts} for sheet in (then, now)] == [set(), told]
    assert (then.actor.value("position"), now.actor.value("position")) == (None, "favorable")
    assert "influence" in {line.field for line in then.facts}


def test_the_last_exchange_is_the_same_on_the_sheet_and_in_the_list(territory):
    territory.tie("met", territory.cle_bois, territory.metropole, on="2026-11-20")
    territory.tie("met", territory.cle_bois, territory.metropole, on="2027-12-15")
    territory.tie("met", territory.cle_bois, territory.mission, on="2026-10-02")
    view = territory.view()

    (told,) = [line for line in ask(view, "fiche", actor="Métropole du Fleuve").facts if line.field == "last_contact"]
    (only,) = [line for line in ask(view, "fiche", actor="Mission locale du Fleuve").facts if line.field == "last_contact"]

    assert [value.text for value in told.values] == ["20 novembre 2026", "18 novembre 2026"]
    assert [value.text for value in only.values] == ["2 octobre 2026"]
    listed = {row["name"]: row["last_contact"] for row in ask(view, "parties-prenantes").table().rows}
    assert (listed["Métropole du Fleuve"], listed["Mission locale du Fleuve"]) == ("2026-11-20", "2026-10-02")
    assert told.values[0].claims
    assert told.values[0].marks
