"""A file that no importer recognises is refused with what comes nearest, what it lacks, and how it may enter all the same."""

from __future__ import annotations

import pytest

from importers import read_file
from kb.problems import FileRefused


def refusal(tmp_path, text, name="auto"):
    path = tmp_path / "envoi.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileRefused) as refused:
        read_file(name, path)
    return refused.value


def test_the_nearest_importers_are_named_with_what_they_lack(tmp_path):
    said = refusal(tmp_path, "Intitulé;Machin;Commune;Site internet\na;b;c;d\n")

    assert "parties-prenantes (il manque « Nom »)" in str(said)
    assert str(said).count("(il manque") == 3
    assert "Nommez le bon à la place de auto." in str(said)


def test_a_header_that_nobody_knows_names_no_importer_and_says_where_they_are_listed(tmp_path):
    said = refusal(tmp_path, "Truc;Machin;Bidule\na;b;c\n")

    assert said.code == "HEADER_MISSING"
    assert "Aucun de ces noms de colonne n'est connu" in str(said)
    assert '--map "Truc=Nom"' in str(said)
    assert "page Données" in str(said)
    assert len(str(said)) < 500


def test_the_importer_that_was_named_says_its_own_columns(tmp_path):
    said = refusal(tmp_path, "Truc;Machin;Bidule\na;b;c\n", "liens")

    assert "Colonnes attendues : « Source », « Relation », « Cible »" in str(said)
    assert '--map "Truc=Source"' in str(said)


def test_a_first_line_of_data_never_shows_a_number_that_must_not_enter(tmp_path):
    said = refusal(tmp_path, "2 55 08 14 168 025 38;a\nun;deux\n")

    assert "168" not in str(said)
    assert "[numéro masqué]" in str(said)
