"""The pages over a base that is not there yet: they show what to do first, and the first thing written makes it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import make_app
from api.importing import Request, run_import
from kb.errors import StoreUnusable, UnknownKind
from kb.store import open_late, open_store
from tests.api.conftest import client_of
from tests.api.test_app import PAGES
from tests.kb.samples import REGISTER, actor, says, write

LIST = "Nom;Type;Commune\nAtelier neuf;association;Fleury\n"


@pytest.fixture
def nowhere(tmp_path: Path) -> Path:
    """Return the path of a base that nobody made."""
    return tmp_path / "neuve.db"


@pytest.fixture
def newcomer(nowhere: Path) -> Iterator[TestClient]:
    """Return the application over a base that nobody made."""
    yield from client_of(nowhere)


def send(client: TestClient, text: str) -> str:
    sent = {"fichier": ("liste.csv", io.BytesIO(text.encode()))}
    return client.post("/donnees/import", files=sent, data={"importeur": "parties-prenantes"}).text


def test_every_page_opens_and_the_first_says_what_to_do(newcomer, nowhere):
    pages = [newcomer.get(page) for page in (*PAGES, "/rapprochements", "/saisie", "/questions")]

    assert {page.status_code for page in pages} <= {200, 404}
    home = newcomer.get("/").text
    assert "La base est vide" in home
    assert "Importer un premier fichier" in home
    assert list(nowhere.parent.iterdir()) == []


def test_every_page_of_an_empty_base_says_what_to_do_first_and_none_of_a_filled_one(newcomer, client):
    pages = ("/parties-prenantes", "/reseau", "/recouvrements", "/mobiliser", "/questions/actions", "/questions/manques", "/rapprochements")

    for page in pages:
        assert "Importer un premier fichier" in newcomer.get(page).text, page
        assert "La base est vide" not in client.get(page).text, page
    assert "ne répond à ces filtres" not in newcomer.get("/parties-prenantes").text


def test_the_first_import_makes_the_base_once_it_is_confirmed(newcomer, nowhere):
    shown = send(newcomer, LIST)
    assert not nowhere.exists()

    apply = re.search(r'action="(/donnees/import/[^"]+/appliquer)"', shown)[1]
    assert newcomer.post(apply).status_code == 303

    assert nowhere.exists()
    (lot,) = re.findall(r"/donnees/lots/([^/]+)/annuler", newcomer.get("/donnees").text)
    assert "Voir les paires à trancher" in newcomer.get(f"/donnees?lot={lot}").text
    assert "Voir les paires à trancher" not in newcomer.get("/donnees").text
    assert "Atelier neuf" in newcomer.get("/parties-prenantes").text


def test_a_refused_file_makes_no_base(newcomer, nowhere):
    page = send(newcomer, "Ceci n'est;pas\nune;liste\n")
    answer = newcomer.post("/api/imports", files={"file": ("x.csv", io.BytesIO(b"a;b\n1;2\n"))}, data={"write": "true"})

    assert '/appliquer"' not in page
    assert answer.json()["outcome"] == "reject"
    assert not nowhere.exists()
    assert newcomer.post("/api/batches/inconnu/undo").status_code in (404, 405)
    assert not nowhere.exists()


def test_a_base_made_by_another_command_is_read_at_once(newcomer, nowhere, tmp_path):
    (tmp_path / "liste.csv").write_text(LIST, encoding="utf-8")
    run_import(str(nowhere), Request("parties-prenantes", tmp_path / "liste.csv", write=True))

    assert "Atelier neuf" in newcomer.get("/parties-prenantes").text


def test_a_base_with_territories_alone_is_not_called_empty(newcomer):
    sent = {"file": ("t.csv", io.BytesIO("Territoire;Statut\nTerres Neuves;habilité\nVal Fleuri;habilité\n".encode()))}
    newcomer.post("/api/imports", files=sent, data={"importer": "territoires", "write": "true"})

    page = newcomer.get("/").text

    assert "2 territoires, aucune partie prenante encore" in page
    assert "est vide" not in page


def test_what_is_typed_first_makes_the_base_and_a_refusal_does_not(nowhere):
    with open_late(str(nowhere)) as store:
        with store.writer() as writer:
            assert writer.head == 0
        with pytest.raises(UnknownKind):
            write(store, says(REGISTER, "1", actor("La Forge", "forge", town="Lyon")))
        assert not nowhere.exists()

        batch = write(store, says(REGISTER, "1", actor("La Forge", "ebe", town="Lyon")))

        assert store.is_there()
        with open_store(nowhere) as kept, kept.view() as view:
            assert [entry.id for entry in kept.journal()] == [batch.id]
            assert [found.name for found in view.actors()] == ["La Forge"]


def test_a_folder_that_does_not_exist_is_refused_before_the_pages_open(tmp_path):
    with pytest.raises(StoreUnusable, match="Le dossier"):
        make_app(str(tmp_path / "ailleurs" / "neuve.db"))


@pytest.mark.parametrize(
    ("asked", "said", "way"),
    [
        ({}, "Importer un fichier", "/donnees#importer"),
        ({"what": "actions"}, "Importer un fichier", "/donnees#importer"),
        ({"state": "en retard"}, "Effacer les choix", "/questions/actions"),
    ],
)
def test_a_question_that_nothing_answers_leads_to_a_file_or_to_fewer_choices(client, asked, said, way):
    page = unescape(client.get("/questions/actions", params=asked).text)

    assert f'<a class="button" href="{way}">{said}</a>' in page
