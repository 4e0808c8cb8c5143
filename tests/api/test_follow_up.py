"""Actions and meetings that a territory sends are found by their list, its files and the sheets they touch."""

from __future__ import annotations

import re

import pytest

from api.importing import Request, run_import
from tests.api.conftest import client_of

SHEETS = {
    "reunions": "Date;Instance;Territoire;Participants;A rencontré;Décisions\n"
    "12/05/2026;CLE;Terres Neuves;La Fabrique | Régie des Érables;;Le bail est signé\n"
    "12/05/2099;CLE;Terres Neuves;La Fabrique;;\n",
    "actions": "N°;Date de la réunion;Instance;Action;Responsable;Échéance;Statut;Territoire\n"
    "1;12/05/2026;CLE;Visiter le local;Régie des Érables;30/06/2026;en cours;Terres Neuves\n"
    "2;12/05/2026;CLE;Écrire la page;La Fabrique;30/06/2099;à faire;Terres Neuves\n",
}


@pytest.fixture
def followed(own_base, tmp_path):
    """Return the application over a base whose territory sent its meetings and its actions."""
    for name, text in SHEETS.items():
        path = tmp_path / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        report = run_import(str(own_base), Request(name, path, write=True))
        assert report.outcome in ("accept", "warn"), report.as_dict()
    yield from client_of(own_base)


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).replace("\xa0", " ")


def test_the_sheet_of_a_territory_and_of_an_organisation_leads_to_their_actions_and_meetings(followed):
    place = followed.get("/parties-prenantes/territoire:terres-neuves").text
    (asked,) = re.findall(r'href="(/questions/actions[^"]+)"', place)

    assert "2 actions à mener, dont 1 en retard" in words(place)
    assert "1 rencontre à venir et 1 rencontre passée" in words(place)
    assert "Visiter le local" in followed.get(asked.replace("&amp;", "&")).text
    assert "1 action à mener, dont 1 en retard" in words(followed.get("/parties-prenantes/siret:99900002900028").text)


def test_the_counts_of_a_territory_are_a_table_of_its_sheet_and_of_its_workbook(own_base, tmp_path):
    path = tmp_path / "ppde-cohortes.csv"
    path.write_text("Territoire;Tranche;Effectif;Période\nTerres Neuves;50 ans et plus;1042;2026\n", encoding="utf-8")
    run_import(str(own_base), Request("ppde-cohortes", path, write=True))

    client = next(opened := client_of(own_base))
    page = words(client.get("/parties-prenantes/territoire:terres-neuves").text)
    drawn = client.get("/reseau?territory=territoire:terres-neuves").text
    opened.close()

    assert re.search(r"Personnes privées durablement d.{1,5}emploi Tranche Période Effectif 50 ans et plus 2026 1 042", page)
    assert "50 ans et plus" not in drawn


def test_actions_and_meetings_have_their_page_in_the_rail_and_their_files(followed):
    for name, said in (("actions", "Visiter le local"), ("rencontres", "Le bail est signé")):
        page = followed.get(f"/questions/{name}").text
        assert said in page
        assert re.findall(r'<nav class="rail".*?</nav>', page, re.DOTALL)[0].count('aria-current="page"') == 1
        assert said in followed.get(f"/api/questions/{name}?format=csv").content.decode("utf-8-sig")
        assert followed.get(f"/api/questions/{name}?format=xlsx").content[:2] == b"PK"
        assert followed.get(f"/api/questions/{name}").json()["rows"]


def test_a_choice_that_has_a_default_does_not_offer_all(followed):
    page = followed.get("/questions/actions").text

    state = re.search(r'<select id="champ-state".*?</select>', page, re.DOTALL)[0]
    assert re.findall(r'value="([^"]*)"( selected)?', state) == [("à mener", " selected"), ("en retard", ""), ("closes", ""), ("toutes", "")]
