"""An import that another one overtakes between its plan and its write is planned again, and may then be refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from api import importing
from api.importing import Request, run_import

HEADER = "Organisme;Type;Commune\n"


def sheet(folder: Path, name: str, count: int) -> Path:
    path = folder / name
    path.write_text(HEADER + "".join(f"Organisation {n};association;Val-Fleuri\n" for n in range(count)), "utf-8")
    return path


def test_a_replacement_overtaken_by_a_longer_edition_is_refused_without_a_write(tmp_path, monkeypatch):
    base = str(tmp_path / "base.db")
    run_import(base, Request("parties-prenantes", sheet(tmp_path, "mai.csv", 10), write=True))
    keep_aside = importing.keep_aside

    def overtaken(*asked: object) -> object:
        monkeypatch.setattr(importing, "keep_aside", keep_aside)
        monkeypatch.setattr(importing, "_WRITING", importing.nullcontext())
        run_import(base, Request("parties-prenantes", sheet(tmp_path, "juin.csv", 30), write=True))
        return keep_aside(*asked)  # type: ignore[arg-type]

    monkeypatch.setattr(importing, "keep_aside", overtaken)
    with pytest.MonkeyPatch.context() as unlocked:
        unlocked.setattr(importing, "_WRITING", importing.nullcontext())
        report = run_import(base, Request("parties-prenantes", sheet(tmp_path, "avril.csv", 9), write=True, replace=1))

    assert report.refused is not None
    assert (report.batch, report.as_dict()["outcome"]) == (None, "reject")
