"""An encoding asked for by a name that means none: wrong use, told before the file is opened."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from api.cli import main


def test_an_encoding_that_does_not_exist_is_wrong_use(tmp_path: Path):
    sheet = tmp_path / "carnet.csv"
    sheet.write_text("nom\nRégie\n", encoding="utf-8")

    run = CliRunner().invoke(main, ["--base", str(tmp_path / "essai.db"), "import", "parties-prenantes", str(sheet), "--encoding", "zz"])

    assert run.exit_code == 2
    assert "pas accepté. Choisissez" in run.output
    assert "cp850" in run.output
