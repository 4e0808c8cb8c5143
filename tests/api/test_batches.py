"""The batches of a base are listed from a terminal, with the id by which each is undone."""

from __future__ import annotations

import json

from tests.api.test_import_command import maillage


def sent(folder, name, source):
    (folder / name).write_text(f"nom\n{source}\n", encoding="utf-8")
    return maillage(folder, "import", "parties-prenantes", name, "--source", source, "--write", "--json").report["batch"]


def test_the_batches_are_listed_the_latest_first_with_what_became_of_them(tmp_path):
    first, second = sent(tmp_path, "un.csv", "alpha"), sent(tmp_path, "deux.csv", "beta")
    maillage(tmp_path, "undo", first)

    said = maillage(tmp_path, "batches").out.splitlines()
    listed = json.loads(maillage(tmp_path, "batches", "--json").out)

    assert [batch["kind"] for batch in listed] == ["undo", "import", "import"]
    assert [(batch["id"], batch["file"], batch["undone"]) for batch in listed[1:]] == [(second, "deux.csv", False), (first, "un.csv", True)]
    assert f"annule {first}" in said[0]
    assert said[1].startswith(second)
    assert "Import · deux.csv · source beta" in said[1]
    assert said[2].endswith("annulé")


def test_the_batches_that_are_not_shown_are_counted(tmp_path):
    sent(tmp_path, "un.csv", "alpha")
    last = sent(tmp_path, "deux.csv", "beta")

    said = maillage(tmp_path, "batches", "--most", "1").out

    assert last in said
    assert "1 lot plus ancien" in said


def test_without_a_base_there_is_nothing_to_list_and_none_is_made(tmp_path):
    done = maillage(tmp_path, "batches")

    assert done.code != 0
    assert "n'existe pas" in done.err
    assert not (tmp_path / "base.db").exists()
