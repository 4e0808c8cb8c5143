"""Pages opened before their server, or before there is a base on it: they say so, and serve as soon as it answers."""

from __future__ import annotations

import io
import re
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from neo4j import GraphDatabase
from starlette.testclient import TestClient

from api.app import make_app
from kb.store import open_late
from tests.neo4j.servers import OwnServer, password

LIST = "Nom;Type;Commune\nAtelier neuf;association;Fleury\n"
#: What people wait at most, in seconds.
PATIENCE = 10.0


@pytest.fixture
def bare(own: OwnServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OwnServer:
    """Give a server that holds no base, and a folder for what is kept beside it."""
    monkeypatch.chdir(tmp_path)
    with GraphDatabase.driver(own.url, auth=("neo4j", password())) as driver:
        driver.execute_query("MATCH (n) DETACH DELETE n")
    return own


def import_list(client: TestClient) -> int:
    """Send a list through the pages and confirm it; return how the confirmation was answered."""
    sent = {"fichier": ("liste.csv", io.BytesIO(LIST.encode()))}
    shown = client.post("/donnees/import", files=sent, data={"importeur": "parties-prenantes"}).text
    apply = re.search(r'action="(/donnees/import/[^"]+/appliquer)"', shown)
    assert apply is not None
    return client.post(apply[1]).status_code


def test_the_first_import_in_the_pages_makes_the_base_on_the_server(bare):
    with TestClient(make_app(bare.url), base_url="http://127.0.0.1", follow_redirects=False) as client:
        assert "La base est vide" in client.get("/").text
        assert not open_late(bare.url).is_there()

        assert import_list(client) == 303

        assert "Atelier neuf" in client.get("/parties-prenantes").text


@pytest.mark.slow
def test_pages_opened_before_their_server_serve_as_soon_as_it_is_started(bare):
    bare.do("kill")
    try:
        app = make_app(bare.url)
        assert not app.state.house.store.answers()
        with TestClient(app, base_url="http://127.0.0.1", follow_redirects=False) as client:

            def ask(path: str) -> tuple[int, bool, float]:
                begun = time.monotonic()
                said = client.get(path)
                return said.status_code, "ne répond pas" in said.text, time.monotonic() - begun

            with ThreadPoolExecutor(4) as several:
                asked = list(several.map(ask, ["/", "/parties-prenantes", "/donnees", "/api/sources"]))
            assert {(status, told) for status, told, _ in asked} == {(503, True)}
            assert max(spent for _, _, spent in asked) <= PATIENCE

            bare.do("restart")
            time.sleep(2.5)
            assert "La base est vide" in client.get("/").text
            assert import_list(client) == 303
            bare.do("kill")
            assert ask("/parties-prenantes")[:2] == (503, True)
            bare.do("restart")
            time.sleep(2.5)
            assert "Atelier neuf" in client.get("/parties-prenantes").text
    finally:
        bare.do("restart")
