"""A table sent compressed: read as it is once unpacked, and refused by name when the archive is a trap."""

from __future__ import annotations

import gzip
import random
import zipfile
from pathlib import Path

import pytest

from api.importing import Request, run_import
from importers.read import unpacked
from kb.problems import FileRefused
from tests.importers.conftest import SAMPLES

STOCK = (SAMPLES / "sirene.csv").read_bytes()


def sent(tmp_path, name: str, **members: bytes):
    path = tmp_path / name
    if name.lower().endswith(".zip"):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for inside, body in members.items():
                archive.writestr(inside.replace("_csv", ".csv"), body)
    else:
        path.write_bytes(gzip.compress(next(iter(members.values()))))
    return path


def imported(tmp_path, path, name: str = "auto", **more):
    return run_import(str(tmp_path / "base.db"), Request(name, path, write=True, **more))


@pytest.mark.parametrize("name", ["StockEtablissement_utf8.zip", "etablissements.csv.gz", "STOCK.ZIP", "stock.GZ"])
def test_a_stock_file_is_read_as_it_is_published(tmp_path, name):
    packed = imported(tmp_path, sent(tmp_path, name, StockEtablissement_csv=STOCK))
    again = imported(tmp_path, SAMPLES / "sirene.csv")

    assert packed.plan.created > 0
    assert packed.plan.source.name == "sirene"
    assert (again.plan.created, again.plan.updated) == (0, 0)


def test_what_a_mac_adds_to_an_archive_does_not_count(tmp_path):
    path = sent(tmp_path, "envoi.zip", **{"stock_csv": STOCK, "__MACOSX/._stock_csv": b"\0"})

    assert imported(tmp_path, path).plan.created > 0


@pytest.mark.parametrize(
    ("name", "members", "code"),
    [
        ("deux.zip", {"a_csv": STOCK, "b_csv": STOCK}, "ARCHIVE_MEMBERS"),
        ("vide.zip", {}, "ARCHIVE_MEMBERS"),
        ("dehors.zip", {"../../stock_csv": STOCK}, "ARCHIVE_PATH"),
        ("bombe.zip", {"stock_csv": STOCK + b"\n" * 40_000_000}, "ARCHIVE_RATIO"),
        ("bombe.csv.gz", {"stock_csv": b"\0" * 40_000_000}, "ARCHIVE_RATIO"),
        ("dans.csv.gz", {"stock_csv": gzip.compress(STOCK)}, "NOT_A_TABLE"),
    ],
)
def test_an_archive_that_is_a_trap_is_refused_by_name_and_nothing_is_made(tmp_path, name, members, code):
    report = imported(tmp_path, sent(tmp_path, name, **members))

    assert report.refused.refusal == code
    assert name in str(report.refused) or code == "NOT_A_TABLE"
    assert not (tmp_path / "base.db").exists()


@pytest.mark.parametrize("name", ["coupe.csv.gz", "coupe.zip"])
def test_an_archive_cut_on_its_way_is_refused(tmp_path, name):
    path = sent(tmp_path, name, stock_csv=STOCK * 20)
    path.write_bytes(path.read_bytes()[:-200])

    assert imported(tmp_path, path, "sirene").refused.refusal in ("ARCHIVE_CORRUPT", "NOT_A_TABLE")


def test_a_compressed_file_under_the_name_of_a_table_is_still_refused(tmp_path):
    path = tmp_path / "stock.csv"
    path.write_bytes(gzip.compress(STOCK))

    assert imported(tmp_path, path).refused.refusal == "NOT_A_TABLE"


def test_a_file_sent_through_the_pages_may_not_grow_as_much(tmp_path, monkeypatch):
    monkeypatch.setattr("api.import_request.STOCK_SENT", len(STOCK) - 1)
    path = sent(tmp_path, "0123abcd.gz", stock_csv=STOCK)

    refused = imported(tmp_path, path, most_rows=1_000, shown_name="stock.csv.gz")

    assert refused.refused.refusal == "ARCHIVE_RATIO"
    assert "stock.csv.gz" in str(refused.refused)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="laissé de côté : pas de disque plein à écrire ici (/dev/full)")
@pytest.mark.parametrize("size", [100, 3 << 20])
def test_a_disk_that_fills_while_unpacking_is_not_told_as_a_damaged_archive(monkeypatch, tmp_path, size):
    path = tmp_path / "stock.csv.gz"
    path.write_bytes(gzip.compress(random.Random(3).randbytes(size)))
    opened = Path.open
    monkeypatch.setattr(Path, "open", lambda self, *way: opened(self if way == ("rb",) else Path("/dev/full"), *way))

    with pytest.raises(FileRefused) as refusal, unpacked(path):
        pass

    assert refusal.value.refusal == "DISK_FULL"
    assert "libérez de la place" in str(refusal.value)
