"""What goes wrong on the way to a server is told in one French sentence, with what to do, and writes nothing by half."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from neo4j import GraphDatabase
from neo4j.exceptions import Neo4jError

from api.cli import main
from kb.errors import NoBase, ServerAway, StoreUnusable
from kb.store import Store, open_store
from kb.store.neo4j import schema
from kb.store.neo4j.address import read_address
from kb.store.neo4j.telling import ServerRefused, told
from tests.kb.samples import CARNET, actor, exported, says, write
from tests.neo4j.servers import OwnServer, alone, empty, password


@pytest.fixture
def url() -> Iterator[str]:
    with alone() as address:
        yield address


def refusal(url: str, create: bool = True) -> str:
    """Return what opening a base says when it is refused."""
    with pytest.raises(StoreUnusable) as caught:
        open_store(url, create=create).close()
    return str(caught.value)


@pytest.mark.parametrize("host", ["127.0.0.1:1", "[::1]:1", "nulle-part.invalid:7687"])
def test_a_wrong_address_is_told(host):
    said = refusal(f"bolt://{host}")

    assert said.startswith(f"Le serveur Neo4j bolt://{host} ne répond pas.")
    assert "Vérifiez l'adresse" in said


@pytest.mark.parametrize("scheme", ["bolt+s", "bolt+ssc"])
def test_a_server_that_speaks_in_clear_is_told_to_who_asks_for_encryption(url, scheme):
    said = refusal(url.replace("bolt:", f"{scheme}:", 1))

    assert "ne répond pas" in said
    assert "connexions chiffrées" in said
    assert "chiffrées" not in refusal("bolt://127.0.0.1:1")


@pytest.mark.parametrize(
    "address", ["neo4j://", "bolt://hôte:port", "neo4j://a/b/c", "neo4j://a?x=1", "ftp://a", "http://a:7474"]
)
def test_what_is_no_address_is_told(address):
    assert "Écrivez par exemple" in refusal(address) or "n'est pas prise en charge" in refusal(address)


def test_a_password_in_the_address_is_refused_and_not_repeated():
    said = refusal("neo4j://marie:sesame@127.0.0.1:7687")

    assert "MAILLAGE_NEO4J_PASSWORD" in said
    assert "sesame" not in said


def test_a_wrong_password_is_told_and_not_repeated(url, monkeypatch):
    monkeypatch.setenv("MAILLAGE_NEO4J_PASSWORD", "pas-celui-la")
    done = CliRunner().invoke(main, ["--base", url, "check"])

    assert done.exit_code == 1
    assert "refuse ce nom ou ce mot de passe" in done.output
    assert "pas-celui-la" not in done.output
    assert "pas-celui-la" not in repr(read_address(url))


def test_a_password_comes_from_a_file(url, monkeypatch, tmp_path):
    kept = tmp_path / "mot-de-passe"
    kept.write_text(password() + "\n")
    monkeypatch.delenv("MAILLAGE_NEO4J_PASSWORD")
    monkeypatch.setenv("MAILLAGE_NEO4J_PASSWORD_FILE", str(kept))
    open_store(url, create=True).close()
    monkeypatch.setenv("MAILLAGE_NEO4J_PASSWORD_FILE", str(tmp_path / "absent"))

    assert "MAILLAGE_NEO4J_PASSWORD_FILE" in refusal(url)


def test_a_server_too_old_is_told(url, monkeypatch):
    monkeypatch.setattr("kb.store.neo4j.store.OLDEST", (9999, 1))

    assert "trop ancienne : il faut 9999.1 ou plus récente" in refusal(url)


def test_a_base_of_a_newer_version_is_told(url):
    open_store(url, create=True).close()
    _run(url, "MATCH (b:Base) SET b.version = $version", version=schema.VERSION + 1)

    assert "plus récente de Maillage" in refusal(url)


def test_a_server_without_a_base_is_told_and_left_without(own):
    _run(own.url, "MATCH (n) DETACH DELETE n")
    with pytest.raises(NoBase, match="ne tient pas encore de base Maillage"):
        open_store(own.url)

    assert _run(own.url, "MATCH (n) RETURN count(n)") == [[0]]


def test_a_server_that_holds_something_else_is_told_and_left_alone(own):
    _run(own.url, "MATCH (n) DETACH DELETE n")
    _run(own.url, "CREATE (:Film {title: 'Jour de fête'})")

    assert "tient autre chose que Maillage" in refusal(own.url)
    assert _run(own.url, "MATCH (n) RETURN labels(n)[0]") == [["Film"]]


@pytest.mark.parametrize(
    ("code", "said"),
    [("Neo.ClientError.Security.Forbidden", "n'a pas le droit"), ("Neo.ClientError.Cluster.NotALeader", "en lecture seule"),
     ("Neo.ClientError.Security.AuthenticationRateLimit", "trop de mots de passe faux"),
     ("Neo.ClientError.Database.DatabaseNotFound", "ne tient pas de base de ce nom"),
     ("Neo.ClientError.Un.Autre", "Lancez « maillage check »")],
)  # fmt: skip
def test_what_only_a_larger_edition_refuses_is_told_by_its_code(code, said):
    error = Neo4jError._hydrate_neo4j(code=code, message="…")

    assert said in str(told(read_address("neo4j://base.exemple.fr"), error))


def test_a_user_whose_password_has_to_change_is_told(url, monkeypatch):
    _run(url, "CREATE OR REPLACE USER nouvelle SET PASSWORD 'a-changer-vite' CHANGE REQUIRED", database="system")
    monkeypatch.setenv("MAILLAGE_NEO4J_USER", "nouvelle")
    monkeypatch.setenv("MAILLAGE_NEO4J_PASSWORD", "a-changer-vite")

    assert "doit être changé avant de servir" in refusal(url)


def test_a_server_that_only_reads_is_read_and_refuses_to_write(own, tmp_path):
    store = _filled(own)
    with store:
        before = exported(store, history=True)
        own.configure("server.databases.read_only=neo4j")
        with pytest.raises(ServerRefused, match="en lecture seule : rien n'a été écrit"):
            write(store, says(CARNET, "2", actor("Élan")))
        assert exported(store, history=True) == before
        with store.view() as view:
            assert [a.name for a in view.search("forge")] == ["La Forge"]
        own.configure("")
        write(store, says(CARNET, "2", actor("Élan")))


@pytest.mark.slow
def test_a_write_too_large_for_the_memory_of_the_server_is_told_and_written_by_half_nowhere(own):
    store = _filled(own)
    with store:
        before = exported(store, history=True)
        own.configure("dbms.memory.transaction.total.max=10m")
        many = [says(CARNET, f"grand-{n}", actor(f"Atelier {n}")) for n in range(3_000)]
        with pytest.raises(ServerRefused, match=r"assez de mémoire .* rien n'a été écrit\. Agrandissez .* coupez le fichier"):
            write(store, *many)
        assert exported(store, history=True) == before
        write(store, *many[:50])
        own.configure("")
        write(store, *many)
        assert [found.name for found in store.check() if not found.ok] == []


def test_a_full_disk_is_told_and_keeps_what_was_there(own):
    store = _filled(own)
    with store:
        before = exported(store, history=True)
        # No file of the server may grow any more: to it, the disk is full.
        resource.prlimit(own.pid, resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
        for number in range(3):
            with pytest.raises(ServerRefused, match="disque"):
                write(store, *(says(CARNET, f"{number}-{n}", actor(f"Atelier {number} {n}")) for n in range(50)))
        own.do("kill")
        own.do("restart")
        assert exported(store, history=True) == before
        write(store, says(CARNET, "2", actor("Élan")))
        assert [found.name for found in store.check() if not found.ok] == []


def test_a_base_is_opened_by_the_routing_address_too(url):
    with open_store(url.replace("bolt://", "neo4j://"), create=True) as store:
        write(store, says(CARNET, "1", actor("La Forge")))
        with store.view() as view:
            assert [a.name for a in view.actors()] == ["La Forge"]


def test_a_server_away_is_told_on_the_command_line_without_a_traceback(tmp_path: Path):
    done = CliRunner().invoke(main, ["--base", "bolt://127.0.0.1:1", "export", str(tmp_path / "a.jsonl")])

    assert (done.exit_code, "Traceback" in done.output) == (1, False)
    assert "ne répond pas" in done.output
    assert not (tmp_path / "a.jsonl").exists()
    assert issubclass(ServerAway, StoreUnusable)


def _filled(own: OwnServer) -> Store:
    empty(own.url)
    store = open_store(own.url, create=True)
    write(store, says(CARNET, "1", actor("La Forge")))
    return store


def _run(url: str, text: str, database: str = "neo4j", **values: object) -> list[list[object]]:
    auth = (os.environ.get("MAILLAGE_NEO4J_USER", "neo4j"), password())
    with GraphDatabase.driver(url, auth=auth) as driver:
        return [list(r.values()) for r in driver.execute_query(text, dict(values), database_=database).records]
