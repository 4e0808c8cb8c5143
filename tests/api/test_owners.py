"""The territory that sends a file is one the base knows, one of the brochure, or one its own sheet brings."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from api.cli import main
from kb.store import open_store
from tests.api.page_check import loose

ACTORS = "Nom;Type\nAmicale;association\n"
PLACES = "Territoire;Autres noms;Statut\nAtlantide;L'île | ATL;émergent\n"


def send(folder, name, text, territory):
    path = folder / f"{name}.csv"
    path.write_text(text, encoding="utf-8")
    words = ["--base", str(folder / "base.db"), "import", name, str(path), "--write", "--territory", territory]
    return CliRunner().invoke(main, words)


def owners(folder):
    with open_store(str(folder / "base.db")) as store, store.view() as view:
        return {source.name: source.owner for source in view.sources()}


def test_a_file_from_a_territory_nobody_knows_is_refused_with_those_that_are(tmp_path):
    done = send(tmp_path, "parties-prenantes", ACTORS, "Atlantide")

    assert done.exit_code == 2
    assert "Territoire « Atlantide » inconnu." in loose(done.output)
    assert "Saint-Fons" in done.output
    assert not (tmp_path / "base.db").exists()


def test_a_sheet_of_territories_may_bring_the_one_that_sends_it(tmp_path):
    assert send(tmp_path, "territoires", PLACES, "Atlantide").exit_code == 0
    assert owners(tmp_path) == {"territoires": "atlantide"}

    assert send(tmp_path, "territoires", PLACES, "Lémurie").exit_code == 2


@pytest.mark.parametrize("name", ["Atlantide", "atlantide", "L'île", "ATL"])
def test_a_territory_the_base_knows_sends_its_file_under_any_of_its_names(tmp_path, name):
    send(tmp_path, "territoires", PLACES, "plateforme")

    assert send(tmp_path, "parties-prenantes", ACTORS, name).exit_code == 0
    assert owners(tmp_path) == {"territoires": "plateforme", "parties-prenantes": "atlantide"}


def test_a_territory_of_the_brochure_sends_its_file_to_an_empty_base(tmp_path):
    assert send(tmp_path, "parties-prenantes", ACTORS, "Lyon 8").exit_code == 0
    assert owners(tmp_path) == {"parties-prenantes": "lyon-8-plaine-santy"}


def test_the_territory_that_sends_a_file_without_territories_is_said_to_have_no_row_by_it_and_what_to_add(tmp_path):
    send(tmp_path, "territoires", PLACES, "plateforme")

    said = loose(send(tmp_path, "parties-prenantes", ACTORS, "Atlantide").output)
    assert "« Atlantide » envoie le fichier ; aucune ligne ne lui est rattachée par là : ajoutez pour cela une colonne « Territoire »." in said

    named = "Nom;Type;Territoire\nAmicale;association;Atlantide\n"
    assert "envoie le fichier" not in loose(send(tmp_path, "parties-prenantes", named, "Atlantide").output)
    assert "envoie le fichier" not in loose(send(tmp_path, "parties-prenantes", ACTORS, "plateforme").output)
