"""What is checked of a cell is checked whichever sheet holds it: numbers, days, places, texts that look like formulas."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from kb.problems import FileRefused
from queries.ties import tie_detail

PARTIES = "nom;siret\nAtelier des Possibles;99900001100018\nRégie des Érables;99900002900028\n"
FROM_HERE = "source;relation;cible\n{};finance;Régie des Érables\n"


@pytest.mark.parametrize("written", ["'99900001100018", "SIRET : 999 000 011 00018", "９９９００００１１０００１８", '"""99900001100018"""'])
def test_a_siret_is_read_at_the_end_of_a_tie_however_it_is_written(office, written):
    office.send(PARTIES)

    plan = office.send(FROM_HERE.format(written))

    assert (plan.created, plan.problems) == (1, [])


@pytest.mark.parametrize(
    "written",
    ["9990000110001", "9,99E+13", "99900001100018.0", "99900001100018 / 99900002900028", "999000011000180", "99900O01100018"],
)
def test_a_damaged_siret_at_the_end_of_a_tie_is_told_as_one_and_not_as_an_unknown_name(office, written):
    office.send(PARTIES)

    plan = office.send(FROM_HERE.format(written))

    assert [(p.code, p.column) for p in plan.problems] == [("SIRET_INVALID", "source")]


def test_ties_are_read_between_columns_of_sirets(office):
    office.send(PARTIES)

    plan = office.send("siret_source;siret_cible;relation\n99900001100018;99900002900028;finance\n")

    assert (plan.created, plan.problems, plan.warnings) == (1, [], [])


def test_everyday_headers_of_a_parent_and_of_an_address_are_understood(office):
    office.send(PARTIES)

    plan = office.send("nom;adresse_email;structure de rattachement\nAntenne;accueil@atelier.example;Atelier des Possibles\n")

    assert plan.warnings == []
    assert ("Antenne", "part_of", "Atelier des Possibles") in office.ties("part_of")


@pytest.mark.parametrize("header", ["id_proprietaire", "niveau de sensibilité", "créateur", "numéro de version"])
def test_what_only_the_base_sets_is_refused_under_its_other_names(office, header):
    with pytest.raises(FileRefused) as told:
        office.rows(f"nom;{header}\nÉtoile;1\n")

    assert told.value.refusal == "COLUMN_FORBIDDEN"


def test_a_name_made_of_figures_stays_a_name(office):
    office.send(PARTIES + "1901;\n")

    plan = office.send(FROM_HERE.format("1901"))

    assert plan.created == 1


@pytest.mark.parametrize(
    "sheet",
    [
        "CLE;Organisation;Rôle;Début du mandat;Fin du mandat\nCLE de Val;Atelier des Possibles;membre;01/01/2025;2024\n",
        "source;relation;cible;depuis;jusqu'à\nAtelier des Possibles;finance;Régie des Érables;01/01/2025;12/2024\n",
        "Financeur;Bénéficiaire;Objet;Date;Jusqu'à\nAtelier des Possibles;Régie des Érables;vélos;01/01/2025;01/01/2024\n",
    ],
)
def test_what_ends_before_it_begins_is_set_aside_in_every_sheet(office, sheet):
    office.send(PARTIES)

    plan = office.send(sheet)

    assert [p.code for p in plan.problems] == ["DATE_INVALID"]


def test_a_mandate_of_one_year_is_not_told_to_end_before_it_begins(office):
    office.send(PARTIES)

    plan = office.send("CLE;Organisation;Rôle;Début du mandat;Fin du mandat\nCLE de Val;Atelier des Possibles;membre;12/05/2024;2024\n")

    assert plan.problems == []


TO_THE_END = [
    "source;relation;cible;depuis;jusqu'à\nAtelier des Possibles;est partenaire de;Régie des Érables;01/02/2024;{}\n",
    "CLE;Organisation;Rôle;Début du mandat;Fin du mandat\nCLE de Val;Atelier des Possibles;membre;01/02/2024;{}\n",
    "Financeur;Bénéficiaire;Objet;Montant;Date;Jusqu'à\nAtelier des Possibles;Régie des Érables;vélos;1000;01/02/2024;{}\n",
    "siret;type;raison_sociale;id_structure;numero_annexe_financiere;date_debut_effet;date_fin_effet;etat_annexe;ville\n"
    "99900001100018;ACI;Atelier des Possibles;4321;ACI069470884A2M2;01/02/2024 00:00:00;{};VALIDE;Lyon\n",
]


@pytest.mark.parametrize("last", ["31/12/2024", "12/2024", "2024", "31 décembre 2024"])
@pytest.mark.parametrize("sheet", TO_THE_END)
def test_what_lasts_until_a_day_holds_through_that_day_and_is_told_to_end_on_it(office, sheet, last):
    office.send(PARTIES)

    office.send(sheet.format(last))

    with office.store.view(date=dt.date(2024, 12, 31)) as view, office.store.view(date=dt.date(2025, 1, 1)) as after:
        held = [tie for tie in view.ties() if tie.valid_to]
        assert held
        assert all(tie_detail(tie).endswith("jusqu'au 31 décembre 2024") for tie in held)
        assert {tie.id for tie in held}.isdisjoint(tie.id for tie in after.ties())
    again = office.plan(sheet.format(last))
    assert (again.created, again.updated) == (0, 0)


def test_the_swapped_axes_of_an_activity_are_told(office):
    office.send(PARTIES)

    plan = office.send("Activité;Porteur;Latitude;Longitude\nVélos;Atelier des Possibles;4,85;45,75\n")

    assert [(w.code, w.column) for w in plan.warnings] == [("COORDINATES_SWAPPED", "Latitude")]


@pytest.mark.parametrize(
    "sheet",
    [
        "N°;Décision ou action;Responsable;Statut\n1;=HYPERLINK(1);Atelier des Possibles;fait\n",
        "Date;Instance;Participants;Sujet\n12/05/2026;CLE de Val-Fleuri;Atelier des Possibles;=1+1\n",
        "nom;siret;sigle\nÉtoile;;=1+1\n",
    ],
)
def test_a_text_that_looks_like_a_formula_is_told_in_every_sheet(office, sheet):
    office.send(PARTIES)

    plan = office.send(sheet)

    assert (len(plan.set_aside), [w.code for w in plan.warnings]) == (0, ["FORMULA_LIKE_TEXT"])


# -- documents --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "document",
    [
        '{"organisations": [], "255081416802538": []}',
        '{"organisations": [{"nom": "a", "255081416802538": 1, "255081416802538": 2}]}',
        '{"type": "FeatureCollection", "255081416802538": []}',
    ],
)
def test_no_refusal_of_a_document_repeats_a_social_security_number(office, document):
    with pytest.raises(FileRefused) as told:
        office.rows(document, name="carte.json")

    assert "255081416802538" not in str(told.value)


def test_an_item_repeated_to_the_letter_is_counted_on_its_first(office):
    plan = office.plan(json.dumps({"organisations": [{"nom": "Lune"}] * 3 + [{"nom": "Mars"}]}), name="o.json")

    assert (plan.read, plan.created, plan.unchanged) == (4, 2, 2)
    assert [w.code for w in plan.warnings] == ["DUPLICATE_IN_FILE"]
    assert "2 fois" in plan.warnings[0].message


@pytest.mark.parametrize("half", ['"couleur\\ud800": []', '"notes": {"z\\ud800": {}}'])
def test_half_a_character_in_the_name_of_an_empty_member_sets_its_item_aside(office, half):
    plan = office.plan(f'{{"organisations": [{{"nom": "Lune", {half}}}, {{"nom": "Mars"}}]}}', name="o.json")

    assert (plan.created, {p.code for p in plan.problems}) == (1, {"INVALID_UNICODE"})
    assert all(p.message.isprintable() and p.column.isprintable() for p in plan.problems)


def test_half_a_character_deep_in_a_register_is_told_too(office, sample):
    document = json.loads(sample("aides.json").read_text(encoding="utf-8"))
    document["results"][0]["financers"] = [{"z\ud800": []}]

    plan = office.plan(json.dumps(document), name="aides.json")

    assert "INVALID_UNICODE" in {p.code for p in plan.problems}


def test_a_json_document_in_utf_32_is_told_by_its_encoding(office):
    with pytest.raises(FileRefused) as told:
        office.rows('{"organisations": []}', name="o.json", encoding="utf-32")

    assert told.value.refusal == "ENCODING_UNKNOWN"


@pytest.mark.parametrize(
    "raw", [b"nom;siret\nAtelier;\n" + b"\0" * 4096, b"\x7fELF\x02\x01\x01" + b"\0" * 200, bytes(range(256)) * 20]
)
def test_a_program_or_a_file_filled_with_zeros_is_no_table(office, raw):
    with pytest.raises(FileRefused) as told:
        office.rows(raw)

    assert told.value.refusal == "NOT_A_TABLE"


def test_a_siret_below_zero_is_no_siret(office):
    plan = office.plan("nom;siret\nÉtoile;-99900001100018\n")

    assert [p.code for p in plan.problems] == ["SIRET_INVALID"]


def test_the_words_of_offices_name_a_type_a_position_and_a_supplier(office):
    office.send("Nom;Nature;Position vis-à-vis du projet\nLe Verger;asso loi 1901;favorable\nCycles du Val;entreprise;\n", "parties-prenantes")
    office.send("Source;Relation;Cible\nCycles du Val;fournisseur;Le Verger\nLe Verger;sous-traite à;Cycles du Val\n", "liens")
    office.send("Qui finance ?;Bénéficiaire;Montant\nCycles du Val;Le Verger;500\n", "financements")

    with office.store.view() as view:
        (garden,), (cycles,) = view.search("verger"), view.search("cycles")
        read = {(tie.kind, tie.start, tie.end) for tie in view.ties()}
    assert (garden.kind, garden.value("legal_form"), garden.value("position")) == ("association", "asso loi 1901", "favorable")
    assert read == {("client_of", garden.id, cycles.id), ("subcontracts", cycles.id, garden.id), ("funds", cycles.id, garden.id)}
