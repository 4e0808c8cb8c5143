"""A base moves from a file to a server and back with every byte; a move that was interrupted goes on where it stopped."""

from __future__ import annotations

import filecmp
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from api.cli import main
from kb.errors import NotEmpty
from kb.export import load_lines
from kb.store import Store, open_store
from tests.kb.samples import CARNET, actor, exported, says, write
from tests.neo4j.servers import alone
from tests.neo4j.test_faults import import_all


@pytest.fixture
def url() -> Iterator[str]:
    with alone() as address:
        yield address


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Store]:
    """The Lyon base, in a file."""
    with open_store(tmp_path / "lyon.db", create=True) as store:
        import_all(store)
        yield store


@pytest.fixture
def _by_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fill by small pieces, so that a small base has many."""
    monkeypatch.setattr("kb.store.neo4j.change.FILL", 1)
    monkeypatch.setattr("kb.store.neo4j.fill.LAID", 40)


def test_the_demonstration_writes_the_same_bytes_on_a_server(url, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for base, to in ((url, "serveur"), ("./essai.db", "fichier")):
        done = CliRunner().invoke(main, ["--base", base, "demo", "--to", to])
        assert done.exit_code == 0, done.output

    names = sorted(path.name for path in Path("fichier").iterdir())
    assert filecmp.cmpfiles("serveur", "fichier", names, shallow=False) == (names, [], [])
    assert len(names) > 8


@pytest.mark.parametrize("options", [[], ["--history"]])
def test_a_base_goes_to_a_server_and_back(url, file, tmp_path, options, request):
    command = CliRunner().invoke
    there, back = str(tmp_path / "aller.jsonl"), str(tmp_path / "retour.jsonl")
    for base, *words in ((file.url, "export", there, *options), (url, "load", there), (url, "export", back, *options)):
        done = command(main, ["--base", str(base), *words])
        assert done.exit_code == 0, done.output

    assert Path(there).read_bytes() == Path(back).read_bytes()
    assert "n'est pas vide" in command(main, ["--base", url, "load", there]).output


@pytest.mark.usefixtures("_by_pieces")
@pytest.mark.parametrize("history", [False, True])
def test_an_interrupted_load_shows_nothing_and_goes_on_where_it_stopped(url, file, history):
    lines = exported(file, history=history).split("\n")

    class Stop(Exception):
        """Stands for whatever stops a load: a crash, an interruption."""

    def stop(rows: int) -> None:
        seen.append(rows)
        if len(seen) == 9:
            raise Stop

    seen: list[int] = []
    with open_store(url, create=True) as server:
        with pytest.raises(Stop):
            load_lines(server, lines, laid=stop)
        with server.view() as view:
            assert (server.head(), view.find().total, view.ties(), list(server.journal())) == (0, 0, [], [])
        assert [found.name for found in server.check() if not found.ok] == ["chargement en attente"]
    again: list[int] = []
    with open_store(url) as server:
        load_lines(server, lines, laid=again.append)
        assert again[0] > seen[-1]
        assert exported(server, history=history) == "\n".join(lines)
        assert [found.name for found in server.check() if not found.ok] == []
        with pytest.raises(NotEmpty):
            load_lines(server, lines)


@pytest.mark.usefixtures("_by_pieces")
@pytest.mark.parametrize("pieces", [1, 1_000_000])
def test_what_an_interrupted_load_left_is_swept_by_another_write(url, file, monkeypatch, pieces):
    def stop(rows: int) -> None:
        raise KeyboardInterrupt

    row = says(CARNET, "1", actor("La Forge"))
    monkeypatch.setattr("kb.store.neo4j.fill.LAID", 200)
    with open_store(url, create=True) as server, open_store("memory:") as memory:
        with pytest.raises(KeyboardInterrupt):
            load_lines(server, exported(file).split("\n"), laid=stop)
        monkeypatch.setattr("kb.store.neo4j.change.FILL", pieces)
        write(server, row)
        write(memory, row)

        assert exported(server, history=True) == exported(memory, history=True)
        assert [found.name for found in server.check() if not found.ok] == []
