"""A header that an office writes its own way is read as a person says; what must not enter is not read so either."""

from __future__ import annotations

import pytest

from api.importing import Request, run_import
from api.undoing import undo_batch
from importers import read_file
from importers.corrections import asked_columns
from kb.errors import BadParameter
from kb.export import export_lines
from kb.problems import FileRefused
from kb.store import open_store

SHEET = "Qui;Type;Où\nAtelier neuf;association;Fleury\nRégie verte;SIAE;Belleville\n"


def written(folder, text, name="suivi.csv"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def taken(report):
    (mapping,) = report.reading.mappings
    return {mapping[1][i]: column.key for i, column in mapping[2].taken.items()}


def test_a_header_nobody_knows_is_read_as_the_column_it_is_given(tmp_path):
    path = written(tmp_path, SHEET)

    with pytest.raises(FileRefused):
        read_file("parties-prenantes", path)
    read = read_file("parties-prenantes", path, asked={"Qui": "Nom", "où": "commune"})

    assert [row.actors[0].fields["name"] for row in read.rows] == ["Atelier neuf", "Régie verte"]


def test_what_was_corrected_is_used_again_for_the_next_edition_of_that_source_alone(tmp_path):
    base, path = str(tmp_path / "base.db"), written(tmp_path, SHEET)
    asked = {"Qui": "nom", "Où": "commune"}

    first = run_import(base, Request("parties-prenantes", path, True, "suivi", columns=asked))
    again = run_import(base, Request("auto", written(tmp_path, SHEET.replace("Qui", "QUI")), source="suivi"))
    other = run_import(base, Request("auto", path, source="autre"))

    assert (first.plan.created, again.plan.created, again.plan.set_aside) == (2, 0, [])
    assert taken(again)["QUI"] == "name"
    assert again.kept.columns["qui"] == "name"
    assert other.refused.refusal in ("COLUMN_REQUIRED", "HEADER_MISSING")


def test_each_territory_has_its_own_memory(tmp_path):
    base, path = str(tmp_path / "base.db"), written(tmp_path, SHEET)
    run_import(base, Request("parties-prenantes", path, True, "suivi", "Saint-Fons", columns={"Qui": "nom"}))

    same = run_import(base, Request("auto", path, False, "suivi", "saint fons"))
    other = run_import(base, Request("auto", path, False, "suivi", "Villeurbanne Les Brosses"))

    assert same.plan.unchanged == 2
    assert other.refused


def test_nothing_is_remembered_of_a_preview_and_what_is_remembered_can_be_forgotten(tmp_path):
    base, path = str(tmp_path / "base.db"), written(tmp_path, "Nom;Type;Fiche\nAtelier;association;bois\n")
    corrected = {"Fiche": "notes"}
    run_import(base, Request("parties-prenantes", path, False, columns=corrected))
    assert list(tmp_path.iterdir()) == [path]

    run_import(base, Request("parties-prenantes", path, True, columns=corrected))
    kept = run_import(base, Request("auto", path))
    run_import(base, Request("auto", path, True, afresh=True))
    after = run_import(base, Request("auto", path))

    assert taken(kept)["Fiche"] == "notes"
    assert "Fiche" not in taken(after)
    assert after.kept is None


def test_a_column_given_to_another_header_leaves_the_first_one(tmp_path):
    path = written(tmp_path, "Nom;Sigle usuel;Type\nAtelier de la rue;ADR;association\n")

    read = read_file("parties-prenantes", path, asked={"Sigle usuel": "nom"})

    assert [row.actors[0].fields["name"] for row in read.rows] == ["ADR"]


@pytest.mark.parametrize("header", ["Prénom", "Nationalité"])
def test_a_column_of_persons_is_not_read_as_something_else(tmp_path, header):
    path = written(tmp_path, f"Structure;Type;{header}\nAtelier;association;x\n")

    with pytest.raises(BadParameter, match="décrit des personnes"):
        read_file("parties-prenantes", path, asked={header: "notes"})


def test_a_list_of_persons_and_a_reserved_column_stay_refused(tmp_path):
    persons = written(tmp_path, "Nom;Type;Date de naissance\nA;association;01/02/1990\n", "personnes.csv")
    reserved = written(tmp_path, "Nom;Type;Propriétaire\nA;association;moi\n", "reserve.csv")

    with pytest.raises(FileRefused) as sensitive:
        read_file("parties-prenantes", persons, asked={"Date de naissance": "notes"})
    with pytest.raises(FileRefused) as forbidden:
        read_file("parties-prenantes", reserved, asked={"Propriétaire": "notes"})

    assert (sensitive.value.refusal, forbidden.value.refusal) == ("SENSITIVE_DATA", "COLUMN_FORBIDDEN")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"Absent": "nom"}, "n'a pas d'en-tête « Absent »"),
        ({"Qui": "couleur"}, "Colonnes possibles : "),
        ({"Qui": "nom", "Où": "nom"}, "Deux en-têtes"),
    ],
)
def test_a_correction_that_cannot_be_made_says_why(tmp_path, asked, said):
    path = written(tmp_path, "Nom;Qui;Où\nA;B;C\n")

    with pytest.raises(BadParameter, match=said):
        read_file("parties-prenantes", path, asked=asked)


def test_what_is_written_after_map_is_read_from_its_last_equals_sign():
    assert asked_columns(["A=B=nom", "Divers="]) == {"A=B": "nom", "Divers": ""}
    with pytest.raises(BadParameter):
        asked_columns(["sans rien"])


def test_what_was_decided_in_a_batch_is_forgotten_when_it_is_undone(tmp_path):
    base, path = str(tmp_path / "base.db"), written(tmp_path, SHEET)
    done = run_import(base, Request("parties-prenantes", path, True, "suivi", columns={"Qui": "name"}))

    with open_store(base) as store:
        undo_batch(base, store, done.batch.id)
    again = run_import(base, Request("parties-prenantes", path, source="suivi"))

    assert again.kept is None
    assert again.refused is not None


def test_what_a_later_edition_was_read_by_outlives_the_batch_that_decided_it(tmp_path):
    base, path = str(tmp_path / "base.db"), written(tmp_path, SHEET)
    first = run_import(base, Request("parties-prenantes", path, True, "suivi", columns={"Qui": "name"}))
    more = written(tmp_path, SHEET + "Encore;association;Fleury\n")
    run_import(base, Request("parties-prenantes", more, True, "suivi"))

    with open_store(base) as store:
        undo_batch(base, store, first.batch.id)

    assert run_import(base, Request("parties-prenantes", more, source="suivi")).kept is not None


def test_a_memory_in_a_server_s_name_is_kept_beside_the_command(tmp_path, monkeypatch):
    from api.mappings import keep_mapping, kept_mappings

    monkeypatch.chdir(tmp_path)
    server = "neo4j://base.exemple.fr:7687/lyon"
    keep_mapping(server, "suivi@platform", "liens", {"qui": "source"})
    assert kept_mappings(server)["suivi@platform", "liens"].columns == {"qui": "source"}

    keep_mapping(server, "suivi@platform", "liens", {})
    assert kept_mappings(server) == {}


def test_a_file_without_header_keeps_nothing_of_the_columns_that_nobody_names(tmp_path):
    base, path = str(tmp_path / "base.db"), written(tmp_path, "Atelier neuf;Fleury;Exemple Camille\nRégie verte;Lyon;Modèle Dominique\n")
    asked = {"Colonne A": "nom", "Colonne B": "commune"}

    done = run_import(base, Request("parties-prenantes", path, True, "suivi", columns=asked, headless=True))

    assert (done.plan.read, done.plan.created) == (2, 2)
    assert [(w.code, w.column) for w in done.plan.warnings] == [("COLUMN_DROPPED", "Colonne C")]
    with open_store(base) as store:
        assert "Camille" not in "".join(export_lines(store, history=True))


def test_the_first_line_of_a_file_without_header_is_a_row_whatever_its_separator(tmp_path):
    asked = {"Colonne A": "nom", "Colonne C": "commune"}
    for text in ("sep=,\nA,x,Fleury\nB,y,Lyon\n", "A\tx\tFleury\nB\ty\tLyon\n"):
        rows = read_file("parties-prenantes", written(tmp_path, text), asked=asked, headless=True).rows

        assert [row.actors[0].fields["name"] for row in rows] == ["A", "B"]
