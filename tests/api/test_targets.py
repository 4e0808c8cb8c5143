"""Where a file is written: never over a base, over what is kept beside one, or over what it is made from."""

from __future__ import annotations

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
