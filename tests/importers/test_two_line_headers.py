"""Headers on two lines: groups above, columns below, in a workbook as in a text, and what they must never make of a person."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from kb.problems import FileRefused
from tests.importers.books import ods_of, xlsx_of

GROUPS = ["Structure", "", "Contact", "", "Suivi", ""]
NAMES = ["Raison sociale", "Commune", "Nom", "Téléphone", "Position", "Territoire"]
ROW = ["Amicale", "Exempleville", "Camille Exemple", "04 78 00 00 01", "favorable", "Exempleville"]
KEYS = ["name", "city", "contact_name", "contact_phone", "position", "territory"]
TITLE = ["Suivi des partenaires"] + [""] * 5


def text_of(rows: Sequence[Sequence[str]]) -> bytes:
    return "\n".join(map(";".join, rows)).encode()


def fed(reading) -> list[str]:
    ((_, _, mapping),) = reading.mappings
    return [column.key for column in mapping.taken.values()]


def read(office, *rows: Sequence[str], importer: str = "auto"):
    return office.read(text_of(rows), importer)


@pytest.mark.parametrize("importer", ["auto", "parties-prenantes"])
@pytest.mark.parametrize("above", [[], [TITLE], [TITLE, [""] * 6]], ids=["bare", "title", "title and blank"])
def test_groups_over_columns_are_read_alike_in_every_format(office, above, importer):
    rows = [*above, GROUPS, NAMES, ROW]
    first = len(above) + 1
    merged = [f"{cells[0]}{first}:{cells[1]}{first}" for cells in ("AB", "CD", "EF")]

    for name, body in (("a.xlsx", xlsx_of({"Suivi": rows}, merged)), ("a.ods", ods_of({"Suivi": rows})), ("a.csv", text_of(rows))):
        reading = office.read(body, importer, name=name)
        (row,) = reading.rows
        assert fed(reading) == KEYS
        assert [(actor.kind, actor.fields["name"]) for actor in row.actors][:2] == [("organisation", "Amicale"), ("contact", "Camille Exemple")]
        assert row.raw["Contact › Téléphone"] == "04 78 00 00 01"
        assert {warning.code for warning in reading.warnings} == ({"HEADER_NOT_FIRST"} if above else set())


def test_a_group_of_one_column_and_a_name_on_both_lines_are_read_too(office):
    reading = read(office, ["Structure", "Contact", "", "Position"], ["Raison sociale", "Nom", "Fonction", ""], ["Amicale", "Camille Exemple", "chargée", "favorable"])

    assert fed(reading) == ["name", "contact_name", "contact_post", "position"]


def test_groups_that_nobody_knows_still_part_a_contact_from_its_organisation(office):
    reading = read(office, ["Coordonnées", "", "Interlocuteur", "", "Suivi", ""], NAMES, ROW)

    assert fed(reading) == KEYS


def test_one_name_under_two_groups_is_read_by_the_group_that_knows_it(office):
    reading = read(office, ["Organisme", "", "Contact", ""], ["Nom", "Commune", "Nom", "Téléphone"], ["Amicale", "Exempleville", "Camille Exemple", "04 78 00 00 01"])

    assert fed(reading) == ["name", "city", "contact_name", "contact_phone"]


def test_a_lower_part_that_two_groups_share_feeds_nothing(office):
    reading = read(office, ["Nom", "Siège", "", "Antenne", ""], ["", "Adresse", "Commune", "Adresse", "Téléphone"], ["Amicale", "1 rue A", "Exempleville", "2 rue B", "04 78 00 00 01"])

    assert fed(reading) == ["name", "city", "phone"]


def test_a_title_beside_a_date_is_no_group(office):
    reading = read(office, ["Partenaires", "", "Vaulx", ""], ["Nom", "Commune", "Position", "Territoire"], ["Amicale", "Exempleville", "favorable", "Exempleville"])

    ((_, header, _),) = reading.mappings
    assert header == ("Nom", "Commune", "Position", "Territoire")


def test_a_first_row_that_fills_a_nameless_column_stays_a_row(office):
    rows = list(read(office, ["Nom", ""], ["Amicale", "à revoir"], importer="parties-prenantes").rows)

    assert [row.actors[0].fields["name"] for row in rows] == ["Amicale"]


@pytest.mark.parametrize("upper", ["Référent", "Candidat", "Président"])
def test_what_is_told_of_a_person_is_never_taken_for_the_organisation(office, upper):
    header = ["SIRET", "Commune", upper, ""], ["", "", "Nom", "Téléphone"]

    with pytest.raises(FileRefused, match="« Nom »"):
        read(office, *header, ["99900001100018", "Exempleville", "Camille Exemple", "04 78 00 00 01"], importer="parties-prenantes")


def test_a_group_of_persons_refuses_the_file(office):
    with pytest.raises(FileRefused) as refused:
        read(office, ["Commune", "Candidat", "", ""], ["", "Nom", "Prénom", "Position"], ["Exempleville", "Exemple", "Camille", "favorable"])

    assert refused.value.refusal == "SENSITIVE_DATA"


def test_a_column_on_two_lines_is_named_by_its_two_parts_when_it_is_corrected(office):
    rows = [["Nom", "Suivi", ""], ["", "Avis du comité", "Territoire"], ["Amicale", "favorable", "Exempleville"]]

    from importers import read_file

    reading = read_file("parties-prenantes", office.file(text_of(rows)), asked={"Suivi Avis du comité": "Position"})

    assert fed(reading) == ["name", "position", "territory"]


@pytest.mark.parametrize("above", ["Montant", "Montants", "Montant (€)"])
@pytest.mark.parametrize("years", [["2024", "2025", "2026"], ["2024 (€)", "2025 (€)", "2026 (€)"]])
def test_years_below_a_merged_heading_of_amounts_give_one_dated_amount_each(office, above, years):
    reading = read(
        office, ["Financeur", "Bénéficiaire", above, "", "", "Statut"], ["", "", *years, ""],
        ["Ville", "CLE", "30000", "35000", "40000", "accordé"], importer="financements",
    )  # fmt: skip

    assert fed(reading) == ["funder", "beneficiary", "amount 2024", "amount 2025", "amount 2026", "state"]


def test_a_row_of_data_below_a_header_is_no_second_line_of_it(office):
    reading = read(office, ["Structure", "Commune", ""], ["2024", "Lyon", "2025"])

    assert len(list(reading.rows)) == 1
