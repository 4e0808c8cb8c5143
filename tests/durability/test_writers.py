"""Two imports and a program writing through the interface, at once: each is kept whole, and nobody is told « locked »."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

from starlette.testclient import TestClient

from api.app import make_app
from kb.store import open_store

ROOT = Path(__file__).resolve().parents[2]
SHEETS, ROWS = 6, 60

_IMPORTING = """
import sys
from pathlib import Path
from api.importing import Request, run_import
base, folder, who, count = sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
for n in range(count):
    report = run_import(base, Request("parties-prenantes", folder / f"{who}{n}.csv", write=True, source=f"{who}{n}"))
    print(report.outcome, report.plan.created, flush=True)
"""


def write_sheets(folder: Path, who: str) -> None:
    # All speak of one shared association too: the graph around it is written by everyone.
    for n in range(SHEETS):
        rows = [f"{who} {n} {row};association;Givors;Terres Neuves" for row in range(ROWS)]
        text = "\n".join(["Nom;Type;Commune;Territoire", "Le Trait d'union;association;Givors;Terres Neuves", *rows])
        (folder / f"{who}{n}.csv").write_text(text, encoding="utf-8")


def test_two_imports_and_a_program_lose_nothing_and_wait_for_each_other(tmp_path):
    base = tmp_path / "base.db"
    for who in ("nord", "sud", "interface"):
        write_sheets(tmp_path, who)
    asked = [[sys.executable, "-c", _IMPORTING, str(base), str(tmp_path), who, str(SHEETS)] for who in ("nord", "sud")]
    others = [subprocess.Popen(args, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT) for args in asked]
    answers: list[int] = []

    def send() -> None:
        with open_store(str(base), create=True):
            pass
        with TestClient(make_app(str(base)), base_url="http://127.0.0.1") as client:
            for n in range(SHEETS):
                with (tmp_path / f"interface{n}.csv").open("rb") as sheet:
                    form = {"importer": "parties-prenantes", "source": f"interface{n}", "write": "true"}
                    answers.append(client.post("/api/imports", files={"file": sheet}, data=form).status_code)

    sender = threading.Thread(target=send)
    sender.start()
    said = [other.communicate(timeout=120) for other in others]
    sender.join(120)

    assert answers == [200] * SHEETS
    for (out, err), other in zip(said, others, strict=True):
        assert (other.returncode, out.split()) == (0, ["accept", str(ROWS + 1)] * SHEETS), err
    with open_store(str(base)) as store, store.view() as view:
        assert len(list(store.journal())) == 3 * SHEETS
        assert len(list(view.actors(["association"]))) == 3 * SHEETS * ROWS + 1
        (shared,) = [a for a in view.actors(["association"]) if a.name == "Le Trait d'union"]
        assert len(shared.records) == 3 * SHEETS
        assert all(check.ok for check in store.check())
