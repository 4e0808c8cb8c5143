"""A public interface asked page by page: over real sockets, on loopback, by a server that behaves as public ones do."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from api.fetching import fetch_to
from importers.remote import RemoteUnavailable
from kb.errors import BadParameter
from tests.importers.conftest import SAMPLES

UNIT = json.loads((SAMPLES / "recherche-entreprises.json").read_text(encoding="utf-8"))["results"][0]


class Interface:
    """The server, what it was asked and what it answers: a status with headers, or a page."""

    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []
        self.moments: list[float] = []
        self.answers: list[tuple[int, dict[str, str], bytes]] = []
        self.pages = 3
        told = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                told.asked.append({k: v[0] for k, v in parse_qs(urlsplit(self.path).query).items()})
                told.moments.append(time.monotonic())
                status, headers, body = told.answers.pop(0) if told.answers else (200, {}, told.page())
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}/search"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def page(self) -> bytes:
        number = int(self.asked[-1]["page"])
        person = {"siren": f"9990000{number}", "nature_juridique": "1000", "nom_complet": "UNE PERSONNE"}
        unit = {**UNIT, "dirigeants": [{"nom": "UNE PERSONNE"}], "complements": {"collectivite_territoriale": {"elus": ["X"]}}}
        found = {"results": [unit, person], "total_results": 2 * self.pages, "total_pages": self.pages, "page": number}
        return json.dumps(found).encode()


@pytest.fixture
def interface() -> Iterator[Interface]:
    served = Interface()
    yield served
    served.server.shutdown()
    served.server.server_close()


def fetched(interface: Interface, to: Path, *words: str, most: int = 1_000) -> str:
    return fetch_to("recherche-entreprises", words or ("--code_commune", "69266"), to, most, interface.address, None)


def test_every_page_is_kept_without_any_person_and_the_importer_reads_it(interface, tmp_path, office):
    said = fetched(interface, tmp_path / "siae.json", "--code-commune", "69266", "--est_siae=true")

    assert said.startswith("3 résultats écrits")
    assert "3 personnes physiques laissées à la porte" in said
    assert [asked["page"] for asked in interface.asked] == ["1", "2", "3"]
    assert interface.asked[0] | {"minimal": "true", "include": "siege,complements"} == interface.asked[0]
    kept = (tmp_path / "siae.json").read_text(encoding="utf-8")
    assert "PERSONNE" not in kept
    assert "elus" not in kept
    assert office.plan(tmp_path / "siae.json").created > 0


def test_what_tells_a_closed_unit_and_a_closed_seat_is_kept_of_what_is_fetched(interface, tmp_path, monkeypatch, office):
    monkeypatch.setitem(UNIT, "etat_administratif", "C")
    monkeypatch.setitem(UNIT, "siege", UNIT["siege"] | {"etat_administratif": "F", "date_fermeture": "2020-01-31"})

    fetched(interface, tmp_path / "siae.json")
    office.send(tmp_path / "siae.json")

    with office.store.view() as view:
        assert [view.actor(id).value("closed_on") for id in ("siren:999000102", "siret:99900010200015")] == ["date inconnue", "2020-01-31"]


def test_requests_are_never_closer_than_the_interface_allows(interface, tmp_path):
    interface.pages = 8

    fetched(interface, tmp_path / "a.json")

    # Seven a second are allowed: eight requests take a second at least.
    assert interface.moments[-1] - interface.moments[0] >= 1.0


def test_a_busy_interface_is_asked_again_when_it_says(interface, tmp_path):
    interface.pages, interface.answers = 1, [(429, {"Retry-After": "1"}, b""), (503, {}, b"")]

    said = fetched(interface, tmp_path / "a.json")

    assert said.startswith("1 résultat écrit")
    assert interface.moments[1] - interface.moments[0] >= 1.0


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((429, {"Retry-After": "100000"}, b""), "trop demandé"),
        ((400, {}, b"{}"), "a refusé la demande (400)"),
        ((500, {}, b""), "est en panne (500)"),
        ((200, {}, b"<html>maintenance</html>"), "n'a pas répondu en JSON"),
        ((200, {}, b'{"erreur": "non"}'), "pas de résultats"),
        ((200, {}, b"[" * 100_000), "n'a pas répondu en JSON"),
        ((200, {}, b" " * (9 * 1024 * 1024)), "Mo pour une page"),
    ],
)
def test_what_goes_wrong_is_one_sentence_and_no_file_is_left(interface, tmp_path, answer, said):
    interface.answers = [answer]

    with pytest.raises(RemoteUnavailable, match=said.replace("(", r"\(").replace(")", r"\)")):
        fetched(interface, tmp_path / "a.json")

    assert list(tmp_path.iterdir()) == []


def test_a_file_fetched_before_stays_when_the_interface_fails_halfway(interface, tmp_path):
    target = tmp_path / "a.json"
    target.write_text("ancien", encoding="utf-8")
    interface.answers = [(200, {}, b'{"results": [], "total_pages": 0, "total_results": 0}')]
    fetched(interface, target)
    before = target.read_bytes()
    interface.answers = [(200, {}, json.dumps({"results": [UNIT], "total_pages": 2, "total_results": 2}).encode()), (500, {}, b"")]

    with pytest.raises(RemoteUnavailable):
        fetched(interface, target)

    assert target.read_bytes() == before


def test_nobody_there_is_said_in_one_sentence(tmp_path):
    with pytest.raises(RemoteUnavailable, match="ne répond pas"):
        fetch_to("recherche-entreprises", ["--q", "régie"], tmp_path / "a.json", 10, "http://127.0.0.1:9/search", None)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--inconnu", "1"], "Filtre inconnu : inconnu"),
        ([], "au moins un filtre"),
        (["--q", "999 000 011", "--departement", "69"], "ignore les autres filtres"),
    ],
)
def test_what_the_interface_would_misunderstand_is_refused_before_it_is_asked(interface, tmp_path, words, said):
    with pytest.raises(BadParameter, match=said):
        fetch_to("recherche-entreprises", words, tmp_path / "a.json", 10, interface.address, None)

    assert interface.asked == []


def test_no_more_is_asked_than_wanted(interface, tmp_path):
    said = fetched(interface, tmp_path / "a.json", most=1)

    assert [asked["page"] for asked in interface.asked] == ["1"]
    assert "montez --most" in said
