"""Counts of people laid out in columns: told how they become rows, and none too small is kept because nothing reads it."""

from __future__ import annotations

import json

import pytest

from kb.problems import FileRefused


def whole(office):
    """Return all that a base holds, as it was written."""
    return "\n".join(office.exported(history=True)).replace('\\"', '"')


@pytest.mark.parametrize("importer", ["auto", "territoires"])
@pytest.mark.parametrize("header", ["Moins de 25 ans;25 à 50 ans;Plus de 50 ans", "Femmes;Hommes;RQTH", "12-24 mois;24-36 mois;Année", "H;F;PPDE", "< 25;25-49;50+", "Camille Exemple;Sonia E.;K.E."])
def test_a_table_that_says_of_each_territory_nothing_but_numbers_is_refused_with_the_rows_to_make_of_it(office, header, importer):
    with pytest.raises(FileRefused, match="`ppde-cohortes`") as refused:
        office.read(f"Territoire;{header}\nVal-Fleuri;3;44;2026\nGrand Pré;12;5;2026\n", importer)

    assert refused.value.refusal == "COLUMN_REQUIRED"
    assert "Camille" not in str(refused.value)


@pytest.mark.parametrize("importer", ["auto", "territoires"])
def test_a_territory_with_its_status_and_counts_of_people_loses_the_counts_when_one_is_too_small(office, importer):
    plan = office.send("Territoire;Statut;Femmes;Hommes;Budget\nVal-Fleuri;émergent;3;44;12\nGrand Pré;habilité;55;66;5\n", importer)

    assert plan.created == 2
    assert [(w.code, w.column) for w in plan.warnings if w.code == "COLUMN_DROPPED"] == [("COLUMN_DROPPED", "Femmes"), ("COLUMN_DROPPED", "Hommes")]
    exported = whole(office)
    assert [name for name in ('"Femmes"', '"Hommes"') if name in exported] == []
    assert '"Budget":"5"' in exported


@pytest.mark.parametrize(("header", "cells"), [("Femmes;Hommes", "30;44"), ("Femmes;Budget", "oui;3"), ("Réunions;Budget", "3;4"), ("Salles;Étages", "3;4")])
def test_other_numbers_and_counts_large_enough_are_kept_with_the_row_of_an_organisation(office, header, cells):
    office.send(f"Nom;Type;{header}\nRégie des Érables;association;{cells}\n", "parties-prenantes")

    exported = whole(office)
    assert [f'"{name}":"{cell}"' for name, cell in zip(header.split(";"), cells.split(";"), strict=True) if f'"{name}":"{cell}"' not in exported] == []


def test_a_small_count_of_people_out_of_work_beside_an_organisation_is_not_kept(office):
    office.send("Nom;Type;DELD accueillis;RQTH\nRégie des Érables;association;3;44\n", "parties-prenantes")

    assert "DELD" not in whole(office)
    assert office.names("association") == ["Régie des Érables"]


def test_a_small_count_in_a_document_is_not_kept(office):
    plan = office.send(json.dumps({"territoires": [{"territoire": "Val-Fleuri", "statut": "émergent", "femmes": 3, "hommes": 44, "salles": 2}]}), name="base.json")

    exported = whole(office)
    assert {w.column for w in plan.warnings if w.code == "COUNT_SMALL"} == {"femmes", "hommes"}
    assert [name for name in ('"femmes"', '"hommes"') if name in exported] == []
    assert '"salles":"2"' in exported


@pytest.mark.parametrize(("estimate", "kept"), [("400", "400"), ("environ 80", "environ 80"), ("1 200", "1 200"), ("8", None), ("environ 8", None), ("0", "0")])
def test_an_estimate_of_people_out_of_work_too_small_to_be_kept_is_told_and_not_kept(office, estimate, kept):
    plan = office.send(f"Territoire;Statut;PPDE estimées\nVal-Fleuri;émergent;{estimate}\n", "territoires")

    assert office.actor("Val-Fleuri").value("ppde_estimate") == kept
    assert [w.code for w in plan.warnings] == ([] if kept else ["COUNT_SMALL"])
    assert ('"PPDE estimées"' in whole(office)) is bool(kept)


def test_a_small_count_in_a_document_is_told_once_as_not_kept(office):
    plan = office.send(json.dumps({"organisations": [{"nom": "Régie", "type": "association", "femmes": 5}]}), name="base.json")

    assert [w.code for w in plan.warnings if "femmes" in (w.column, *w.message.split())] == ["COUNT_SMALL"]
    assert not any("gardé, sans effet" in w.message for w in plan.warnings)
