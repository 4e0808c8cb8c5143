"""A base holding two organisations, copied for each file of the catalogue, and the import as the command runs it."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from api.cli import main
from tests.api.catalogue.cases import HEADER, Sent, of_rows

Send = Callable[[str, bytes], Sent]


def run(*arguments: object) -> tuple[int, str, str]:
    """Run one command in this process: its exit code, what it prints, and what it says."""
    done = CliRunner().invoke(main, [str(argument) for argument in arguments])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout, done.stderr


def history(base: Path) -> bytes:
    """Return the whole history of a base, as it is exported."""
    assert run("--base", base, "export", base.with_name("histoire.jsonl"), "--history")[0] == 0
    return base.with_name("histoire.jsonl").read_bytes()


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """Return a base of two organisations, and its history."""
    base = tmp_path_factory.mktemp("catalogue") / "base.db"
    sheet = base.with_name("base.csv")
    sheet.write_bytes((HEADER + of_rows(2)).encode())
    assert run("--base", base, "import", "auto", sheet, "--write")[0] == 0
    return base, history(base)


@pytest.fixture
def send(filled: tuple[Path, bytes], tmp_path: Path) -> Send:
    """Return what sends one file to a copy of the base, and gives back all that can be checked of it."""

    def sent(name: str, content: bytes) -> Sent:
        base = tmp_path / "base.db"
        shutil.copy(filled[0], base)
        (tmp_path / name).write_bytes(content)
        started = time.process_time()
        code, out, err = run("--base", base, "import", "auto", tmp_path / name, "--write", "--json")
        seconds = time.process_time() - started
        aside = "".join(p.read_text(encoding="utf-8") for p in sorted(tmp_path.glob("base.db-quarantaine/*")))
        journal = tmp_path / "base.db-journal.jsonl"
        told = journal.read_text(encoding="utf-8") if journal.exists() else ""
        return Sent(name, code, json.loads(out), err, filled[1], history(base), aside, told, seconds)

    return sent
