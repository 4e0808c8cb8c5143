"""The notebooks run from the first cell to the last, and are kept as they are read: without what they showed once."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
#: Above this, a cell no longer reads at a glance.
LONGEST_CELL = 12

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def cells(path: Path, kind: str) -> list[dict[str, Any]]:
    """Return the cells of one kind of a notebook, as they are kept."""
    return [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == kind]


def executed(path: Path, folder: Path) -> list[Any]:
    """Run a notebook in a folder, by a kernel of this very Python, and return its cells; its first error is raised."""
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    client = nbclient.NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    )
    client.execute()
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder to run in, everything a kernel writes for itself being kept beside it."""
    for name in ("IPYTHONDIR", "JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")])))
    (tmp_path / "carnet").mkdir()
    return tmp_path / "carnet"


def test_there_is_a_notebook_to_read_first() -> None:
    assert "premiers_pas" in [path.stem for path in NOTEBOOKS]


@every_notebook
def test_a_notebook_runs_to_its_end_and_writes_nothing(path: Path, folder: Path) -> None:
    ran = executed(path, folder)

    assert [cell.execution_count for cell in ran] == list(range(1, len(ran) + 1))
    assert not [
        output
        for cell in ran
        for output in cell.outputs
        if output.output_type == "error" or output.get("name") == "stderr"
    ]
    assert not list(folder.iterdir())


@every_notebook
def test_what_a_notebook_shows_asks_nothing_from_elsewhere(path: Path, folder: Path) -> None:
    shown = [o.data for cell in executed(path, folder) for o in cell.outputs if "data" in o]
    pages = [data["text/html"] for data in shown if "text/html" in data]

    assert any("<iframe " in page for page in pages)
    assert all("text/plain" in data for data in shown)
    assert not [page[:80] for page in pages if re.search(r"<(script|link|img|iframe)[^>]*\s(src|href)\s*=", page)]
    assert not [data for data in shown if any("widget" in kind for kind in data)]


@every_notebook
def test_a_notebook_is_kept_without_outputs(path: Path) -> None:
    kept = cells(path, "code")

    assert kept
    assert not [cell["id"] for cell in kept if cell["outputs"] or cell["execution_count"] is not None]


@every_notebook
def test_a_notebook_opens_with_words_and_names_no_kernel_of_ones_own(path: Path) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))

    assert notebook["cells"][0]["cell_type"] == "markdown"
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    assert not [cell["id"] for cell in notebook["cells"] if cell["metadata"]]


@every_notebook
def test_a_cell_reads_at_a_glance(path: Path) -> None:
    assert not [cell["id"] for cell in cells(path, "code") if len(cell["source"]) > LONGEST_CELL]
