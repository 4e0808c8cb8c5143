"""The Lyon base is made of public facts: each with its origin, tied by exact names, and without any person."""

from __future__ import annotations

import csv
import re

import pytest

from importers import read_file
from importers.lyon import BASE, EXAMPLES, SHEETS, sheet_path
from kb.errors import BadParameter
from kb.ids import check_siren, check_siret
from kb.kinds import kind_named, tie_named
from kb.ledger import Source
from kb.plan import apply_plan, make_plan
from kb.store import open_store

_TIES = "source;relation;cible;territoire;depuis;jusqu_a;etat;role;college;detail;origine;lien_origine;confiance"
_FUNDINGS = (
    "financeur;beneficiaire;nature;montant;montant_verse;etat;date;exercice;jusqu_a;territoire;objet;dispositif;base_legale;origine;"
    "lien_origine;confiance"
)
HEADERS = {
    "territoires.csv": "territoire;autres_noms;communes;code_insee;code_postal;qpv;statut;statut_depuis;habitants;ppde_estimees;description;"
    "latitude;longitude;origine;lien_origine;confiance;verifie_le",
    "parties-prenantes.csv": "nom;sigle;autres_noms;type;forme;siret;siren;rna;naf;adresse;code_postal;commune;territoire;echelle;role;"
    "domaine;effectif;effectif_le;ouverture;site_web;description;latitude;longitude;origine;lien_origine;confiance;verifie_le",
    "activites.csv": "activite;porteur;territoire;description;type_service;naf;rome;clientele;stade;capacite;adresse;code_postal;commune;"
    "latitude;longitude;zone;depuis;origine;lien_origine;confiance",
    "financements.csv": _FUNDINGS,
    "liens.csv": _TIES,
    "demonstration-financements.csv": _FUNDINGS,
    "demonstration-liens.csv": _TIES,
}
TERRITORIES = {
    "Villeurbanne Saint-Jean",
    "Villeurbanne Les Brosses",
    "Lyon 8 Plaine Santy",
    "Saint-Fons",
    "Vénissieux",
    "Givors et Grigny",
    "Rillieux-la-Pape",
}
#: Columns whose cells name an actor of the base.
ENDS = {"porteur", "financeur", "beneficiaire", "source", "cible"}
PERSONAL = re.compile(
    r"prenom|prénom|contact|fonction|telephone|téléphone|courriel|mail|naissance|dirigeant|referent|référent"
)
MAIL = re.compile(r"\S@\S")
PHONE = re.compile(r"(?:\+33|\b0[1-9])(?:[ .-]?\d\d){4}\b")
TITLE = re.compile(r"\b(?:M\.|Mme|Mlle|Mr|Monsieur|Madame|maire|président\w*|directeur|directrice|chef\w* de projet)\b")

files = pytest.mark.parametrize("file", list(HEADERS))
facts = pytest.mark.parametrize("file", [sheet.file for sheet in SHEETS if sheet.source == BASE])
examples = pytest.mark.parametrize("file", [sheet.file for sheet in SHEETS if sheet.source == EXAMPLES])


def rows_of(file: str) -> list[dict[str, str]]:
    with sheet_path(file).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened, delimiter=";"))


def known_names() -> set[str]:
    return {row["nom"] for row in rows_of("parties-prenantes.csv")} | {
        row["territoire"] for row in rows_of("territoires.csv")
    }


def test_the_sheets_are_those_declared_and_each_is_asked_by_its_name():
    assert [sheet.file for sheet in SHEETS] == list(HEADERS)
    with pytest.raises(BadParameter, match=r"territoires\.csv"):
        sheet_path("../base.py")


@files
def test_a_sheet_has_its_exact_header_and_plain_line_ends(file):
    content = sheet_path(file).read_bytes()

    assert content.split(b"\n", 1)[0].decode() == HEADERS[file]
    assert b"\r" not in content
    assert content.endswith(b"\n")
    assert not content.startswith(b"\xef\xbb\xbf")


@files
def test_no_row_is_longer_or_shorter_than_its_header(file):
    rows = rows_of(file)

    assert rows
    assert all(None not in row and None not in row.values() for row in rows)


@facts
def test_every_fact_says_where_it_comes_from_and_how_sure_it_is(file):
    for row in rows_of(file):
        assert len(row["origine"]) > 5, row
        assert row["confiance"] in {"H", "M", "L"}, row
        assert "démonstration" not in row["origine"], row
        assert not any(cell.startswith("Exemple") for cell in row.values()), row


@examples
def test_every_example_says_that_it_is_one(file):
    told = "objet" if "objet" in HEADERS[file].split(";") else "detail"
    for row in rows_of(file):
        assert row["origine"] == "démonstration", row
        assert row["confiance"] == "", row
        assert row[told].startswith("Exemple : "), row


def test_the_seven_territories_bear_their_names():
    assert {row["territoire"] for row in rows_of("territoires.csv")} == TERRITORIES


@files
def test_every_actor_a_sheet_names_is_known_by_that_exact_name(file):
    names = known_names()
    for row in rows_of(file):
        assert {row[column] for column in ENDS & set(row)} <= names, row
        assert set(filter(None, row["territoire"].split("|"))) <= TERRITORIES, row


def test_every_type_and_every_relation_belongs_to_the_vocabulary():
    for row in rows_of("parties-prenantes.csv"):
        for name in filter(None, [row["type"], *row["role"].split("|")]):
            assert kind_named(name).code
    for file in ("liens.csv", "demonstration-liens.csv"):
        assert all(tie_named(row["relation"])[1] for row in rows_of(file))


def test_every_identifier_passes_its_key_and_a_siret_holds_its_siren():
    for row in rows_of("parties-prenantes.csv"):
        if row["siret"]:
            assert check_siret(row["siret"]) == row["siret"]
            assert row["siren"] == row["siret"][:9]
        if row["siren"]:
            assert check_siren(row["siren"]) == row["siren"]


def test_two_actors_never_share_a_siret_and_ebes_have_none_since_none_was_found():
    rows = rows_of("parties-prenantes.csv")
    sirets = [row["siret"] for row in rows if row["siret"]]

    assert len(sirets) == len(set(sirets))
    assert not any(row["siret"] or row["siren"] for row in rows if row["type"] == "EBE")


@files
def test_no_column_is_for_persons_and_no_cell_holds_a_mail_a_phone_or_a_title(file):
    assert not [column for column in HEADERS[file].split(";") if PERSONAL.search(column)]
    for row in rows_of(file):
        for column, cell in row.items():
            assert not MAIL.search(cell), (column, cell)
            assert not PHONE.search(cell) or column in {"siret", "siren"}, (column, cell)
            assert not TITLE.search(cell), (column, cell)


def test_a_person_would_be_seen():
    assert MAIL.search("joindre une.personne@exemple.fr")
    assert PHONE.search("tél. 04 72 00 00 00")
    assert TITLE.search("Mme Unetelle, directrice")


def test_a_seat_drawn_from_the_decree_is_to_be_confirmed_and_only_for_authorised_territories():
    authorised = {row["territoire"] for row in rows_of("territoires.csv") if row["statut"] == "habilité"}
    seats = [row for row in rows_of("liens.csv") if row["relation"] == "siège à" and row["cible"].startswith("CLE")]

    assert {row["territoire"] for row in seats} == authorised
    assert {(row["confiance"], row["detail"]) for row in seats} == {
        ("L", "composition socle du décret, à confirmer avec le territoire")
    }


def test_values_that_disagree_stand_side_by_side_with_their_dates():
    told = {row["effectif_le"]: row["effectif"] for row in rows_of("parties-prenantes.csv") if row["nom"] == "EmerJean"}

    assert told == {"2018": "49", "2020": "environ 80"}


def test_the_market_garden_of_one_territory_lies_on_another():
    garden = next(
        row for row in rows_of("activites.csv") if (row["porteur"], row["activite"]) == ("SFAIRE", "Maraîchage")
    )
    home = next(row for row in rows_of("liens.csv") if (row["source"], row["relation"]) == ("SFAIRE", "est l'EBE de"))

    assert (garden["commune"], garden["territoire"], home["cible"]) == ("Vénissieux", "Vénissieux", "Saint-Fons")


def test_the_examples_show_the_situations_that_the_platform_watches():
    asks = rows_of("demonstration-financements.csv")
    by_funder: dict[str, set[str]] = {}
    for row in asks:
        by_funder.setdefault(row["financeur"], set()).add(row["territoire"])

    assert len(by_funder["France Active"]) >= 2
    assert len(by_funder["Renault Trucks"]) == 2
    assert {"en préparation", "envoyée", "sans réponse", "refusée"} == {row["etat"] for row in asks}
    assert all("2026-09-01" <= row["date"] <= "2026-11-30" for row in asks)
    assert all("2026-09-01" <= row["depuis"] <= "2026-11-30" for row in rows_of("demonstration-liens.csv"))


def test_the_whole_base_enters_without_a_row_set_aside_or_a_warning():
    store = open_store("memory:")
    for sheet in SHEETS:
        reading = read_file(sheet.importer, sheet_path(sheet.file))
        source = Source(sheet.source, importer=sheet.importer, demo=sheet.source == EXAMPLES)
        plan = make_plan(store, source, reading.rows, scope=sheet.importer, file=sheet.file, warnings=reading.warnings)

        assert (plan.problems, plan.warnings) == ([], []), sheet
        assert plan.created == len(rows_of(sheet.file))
        apply_plan(store, plan)

    with store.view() as view:
        counts = view.counts()
        assert counts["actors"] == len(known_names()) + len(rows_of("activites.csv"))
        assert len(list(view.actors(("territory",)))) == 7


def test_an_edition_sent_again_changes_nothing():
    store = open_store("memory:")
    for again in (False, True):
        for sheet in SHEETS:
            rows = read_file(sheet.importer, sheet_path(sheet.file)).rows
            plan = make_plan(store, Source(sheet.source, importer=sheet.importer), rows, scope=sheet.importer)
            apply_plan(store, plan)

            assert plan.writes is not again, sheet
