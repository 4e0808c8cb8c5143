"""Where a file is written: never over a base, over what is kept beside one, or over what it is made from."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from api.cli import main
from api.files import TargetRefused, write_whole


def run(base: Path, *asked: str):
    return CliRunner().invoke(main, ["--base", str(base), *asked])


def held(base: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in base.parent.glob(f"{base.name}*") if path.is_file()}


@pytest.mark.parametrize("asked", [("export",), ("ask", "parties-prenantes", "--format", "csv", "--to")], ids=lambda a: a[0])
def test_an_export_or_an_answer_never_takes_the_place_of_the_base_it_is_drawn_from(own_base, asked):
    before = held(own_base)

    done = run(own_base, *asked, str(own_base))

    assert done.exit_code == 2, done.output
    assert "est une base Maillage" in done.output
    assert held(own_base) == before
    assert run(own_base, "check").exit_code == 0


def test_a_product_never_takes_the_place_of_a_base_named_as_it_is(own_base):
    base = own_base.rename(own_base.with_name("recouvrements.xlsx"))

    done = run(base, "build", "recouvrements", "--to", str(base.parent))

    assert done.exit_code == 2, done.output
    assert run(base, "check").exit_code == 0


@pytest.mark.parametrize("kept", ["wal", "shm", "journal.jsonl", "correspondances.jsonl", "quarantaine.jsonl"])
def test_what_is_kept_beside_a_base_is_never_written_over(own_base, kept):
    with pytest.raises(TargetRefused):
        write_whole(own_base.with_name(f"{own_base.name}-{kept}"), ["texte"])


def test_the_rows_set_aside_of_a_base_are_never_written_over(own_base):
    rows = own_base.with_name(f"{own_base.name}-quarantaine") / "annuaire-1.csv"
    write_whole(rows, ["une ligne\n"])

    with pytest.raises(TargetRefused):
        write_whole(rows, ["texte"])

    assert rows.read_text(encoding="utf-8") == "une ligne\n"


def test_a_file_beside_a_base_that_is_not_its_own_is_written(own_base):
    export = own_base.with_name(f"{own_base.name}-export.jsonl")

    assert run(own_base, "export", str(export)).exit_code == 0
    assert run(own_base, "export", str(export)).exit_code == 0


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="laissé de côté : pas de disque plein à écrire ici (/dev/full)")
def test_a_full_disk_is_told_and_a_device_is_never_replaced_by_a_file(own_base, tmp_path):
    full = tmp_path / "plein.jsonl"
    full.symlink_to("/dev/full")

    done = run(own_base, "export", str(full))

    assert (done.exit_code, "[FILE_UNWRITABLE]" in done.output) == (1, True)
    assert full.is_symlink()


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="laissé de côté : pas de disque plein à écrire ici (/dev/full)")
@pytest.mark.parametrize("asked", [("--help",), ("ask", "accueil"), ("ask", "accueil", "--format", "json")], ids=" ".join)
def test_an_output_kept_on_a_full_disk_is_told_in_a_sentence(own_base, asked):
    with open("/dev/full", "wb") as full:
        done = subprocess.run([sys.executable, "-m", "api.cli", "--base", str(own_base), *asked], stdout=full, stderr=subprocess.PIPE, text=True, encoding="utf-8", check=False)

    assert done.returncode == 1
    assert "la réponse ne peut pas être écrite" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="laissé de côté : pas de tube nommé sur ce système")
def test_a_pipe_is_written_into_and_stays_a_pipe(tmp_path):
    pipe = tmp_path / "tube"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)

    write_whole(pipe, ["une ligne\n"])

    assert os.read(reader, 100) == b"une ligne\n"
    assert pipe.is_fifo()
    os.close(reader)


def test_a_file_written_by_its_link_leaves_the_link_and_never_reaches_a_base(own_base, tmp_path):
    link, real = tmp_path / "lien.csv", tmp_path / "vrai.csv"
    real.write_text("avant")
    link.symlink_to(real)

    write_whole(link, b"maintenant")

    assert (link.is_symlink(), real.read_text()) == (True, "maintenant")
    link.unlink()
    link.symlink_to(own_base)
    with pytest.raises(TargetRefused):
        write_whole(link, b"perdu")
