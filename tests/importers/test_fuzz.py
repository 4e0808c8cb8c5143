"""Damaged files of every format are refused or set aside in a sentence; `make fuzz` runs many more of them."""

from __future__ import annotations

import pytest

from importers.read import unpacked

pytest.importorskip("resource", reason="laissé de côté : mesure des processus propre à Unix")

#: How many of each format: a workbook is parsed in a process of its own, and costs a hundred times a text.
COUNTS = {"csv": 250, "json": 400, "geojson": 200, "xlsx": 8, "ods": 8, "xml": 200, "gz": 100, "zip": 100}


@pytest.mark.parametrize("family", COUNTS)
def test_a_damaged_file_never_ends_in_a_crash(tmp_path, family):
    from tests.fuzz import run

    told: list[str] = []

    failed = run(family, COUNTS[family], 20261126, tmp_path / "echecs", told.append)

    assert failed == 0, "\n".join(told)


def test_what_hangs_or_miscounts_would_be_seen(tmp_path, monkeypatch):
    from tests import fuzz

    monkeypatch.setattr(fuzz, "SECONDS", 0.05)
    monkeypatch.setattr(fuzz, "read_file", lambda *_: [None for _ in iter(int, 1)])

    failed = fuzz.run("json", 1, 1, tmp_path, lambda _: None)

    assert failed == 1
    assert [path.suffix for path in tmp_path.iterdir()] == [".json"]


@pytest.mark.parametrize("codec", ["mac-roman", "cp850", "utf-16-le", "utf-16-be", "utf-16"])
def test_once_told_an_encoding_gives_every_letter_to_the_plan(office, codec):
    text = "Nom;Type;Commune\nRégie à l'œuvre;association;Créteil\n".replace("œ", "oe" if codec == "cp850" else "œ")
    read = office.read(office.file(text, encoding=codec)) if codec == "utf-16" else None

    if read is None:
        from importers import read_file

        read = read_file("auto", office.file(text, encoding=codec), encoding=codec)

    (row,) = read.rows
    assert row.actors[0].fields["name"] in ("Régie à l'œuvre", "Régie à l'oeuvre")
    assert not row.problems


def test_a_text_encoded_twice_is_kept_as_it_is_and_its_repair_proposed(office):
    twice = "Régie élargie".encode().decode("cp1252")

    read = office.read(f"Nom;Type\n{twice};association\n")
    rows = list(read.rows)

    assert rows[0].actors[0].fields["name"] == twice
    told = [w for w in [*read.warnings, *rows[0].warnings] if w.code == "MOJIBAKE_SUSPECTED"]
    assert "Régie élargie" in told[0].message


@pytest.mark.parametrize("family", COUNTS)
def test_a_sample_that_is_not_damaged_yet_is_read(tmp_path, family):
    from importers import read_file
    from tests.fuzz import samples

    sound = tmp_path / f"sain.{'csv.gz' if family == 'gz' else family}"
    sound.write_bytes(samples(family)[-1])

    with unpacked(sound, sound.name) as path:
        assert list(read_file("auto", path).rows)
