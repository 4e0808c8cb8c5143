"""A file that is no base is never taken for one, nor written over."""

import apsw
import pytest

from kb.errors import StoreUnusable
from kb.ledger import Assertion, Claim
from kb.store import open_store
from kb.store.sqlite.schema import VERSION


@pytest.mark.parametrize("held", [b"x", b"Nom;Type\n", b"SQLite format", b"x" * 5_000])
def test_a_file_of_a_few_letters_is_no_empty_base_and_keeps_them(tmp_path, held):
    path = tmp_path / "liste.db"
    path.write_bytes(held)

    with pytest.raises(StoreUnusable, match="n'est pas une base Maillage"):
        open_store(path, create=True)

    assert path.read_bytes() == held
    assert sorted(tmp_path.iterdir()) == [path]


def test_an_empty_file_becomes_a_base(tmp_path):
    path = tmp_path / "maillage.db"
    path.touch()

    with open_store(path, create=True) as store:
        assert store.check()


def test_a_base_of_an_earlier_version_says_once_written_that_it_is_of_this_one(tmp_path):
    path = tmp_path / "maillage.db"
    with open_store(path, create=True):
        pass
    connection = apsw.Connection(str(path))
    connection.execute("PRAGMA user_version=1")
    connection.close()

    with open_store(path) as store, store.writer() as writer:
        writer.write([Assertion(Claim("carnet", "1").slot, Claim("carnet", "1").body, "2026-01-01")], kind="import")

    assert apsw.Connection(str(path)).execute("PRAGMA user_version").fetchone() == (VERSION,)
