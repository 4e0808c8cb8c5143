"""The file of a base: who may read it, and what a long journal costs to those who write."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

import apsw
import pytest

from kb.store import open_store
from kb.store.sqlite import store as sqlite
from tests.kb.samples import CARNET, actor, says, write


@pytest.mark.skipif(os.name == "nt", reason="laissé de côté : Windows a d'autres droits")
def test_nobody_else_on_the_machine_reads_a_base_nor_its_journal(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        with open_store(tmp_path / "base.db", create=True) as store:
            write(store, says(CARNET, "1", actor("La Forge")))
            rights = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    finally:
        os.umask(before)

    assert rights == dict.fromkeys(["base.db", "base.db-shm", "base.db-wal"], 0o600)


def test_a_long_journal_makes_nobody_wait_for_a_reader_and_is_shortened_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "LONG_JOURNAL", 1)
    monkeypatch.setattr(sqlite, "WRITER_WAIT", 20_000)
    journal = tmp_path / "base.db-wal"
    with open_store(tmp_path / "base.db", create=True) as store:
        write(store, says(CARNET, "1", actor("La Forge")))
        with store.view() as view:
            assert view.find().total == 1
            start = time.monotonic()
            write(store, says(CARNET, "2", actor("Élan")))
            assert time.monotonic() - start < 10
            assert view.find().total == 1
        write(store, says(CARNET, "3", actor("Œuvre")))
        assert journal.stat().st_size == 0


def test_a_journal_that_cannot_be_shortened_takes_nothing_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "LONG_JOURNAL", 1)

    class Full:
        """A connection on a disk that fills up once the change is committed."""

        def __init__(self, connection: apsw.Connection) -> None:
            self.real = connection

        def execute(self, text: str) -> None:
            raise apsw.FullError(text)

        def set_busy_timeout(self, milliseconds: int) -> None:
            self.real.set_busy_timeout(milliseconds)

    shorten = sqlite._shorten
    monkeypatch.setattr(sqlite, "_shorten", lambda connection, path: shorten(Full(connection), path))
    with open_store(tmp_path / "base.db", create=True) as store:
        batch = write(store, says(CARNET, "1", actor("La Forge")))
        assert store.head() == batch.rev


def test_a_disk_that_keeps_no_rights_holds_a_base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "chmod", refuse)
    with open_store(tmp_path / "base.db", create=True) as store:
        assert write(store, says(CARNET, "1", actor("La Forge"))).rev == 1


def test_a_view_closed_after_its_base_leaves_nothing_open(tmp_path: Path) -> None:
    with open_store(tmp_path / "base.db", create=True) as store:
        write(store, says(CARNET, "1", actor("La Forge")))
        view = store.view()
    assert view.find().total == 1
    view.close()

    assert [path.name for path in tmp_path.iterdir()] == ["base.db"], "the last connection folds the journal into the file"
