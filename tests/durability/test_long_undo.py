"""A batch taken back a month and fifty batches later: what was edited since stays as it was."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from api.importing import Request, run_import
from kb.export import export_lines
from kb.store import open_store

START = date(2026, 3, 2)


def say(base: Path, folder: Path, name: str, text: str, monkeypatch, day: int):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int((START - date(1970, 1, 1)).total_seconds()) + day * 86_400))
    path = folder / f"{name}.csv"
    path.write_text(text, encoding="utf-8")
    return run_import(str(base), Request("parties-prenantes", path, write=True, source=name, replace=2)).batch


def facts(view) -> dict[str, list[tuple[object, ...]]]:
    """Return what is said of each actor, by whom, in the order that settles what is shown."""
    return {a.id: [(f.field, f.value, f.source) for n in a.fields() for f in a.facts(n)] for a in view.actors()}


def test_taking_back_an_old_batch_leaves_the_edits_made_since_as_they_were(tmp_path, monkeypatch):
    base, header = tmp_path / "base.db", "Nom;Type;Commune;Effectif;Position\n"
    edited = [f"Atelier {n};association;Givors;{n};réservé" for n in range(30)]
    first = say(base, tmp_path, "liste", header + "\n".join(edited), monkeypatch, 0)
    for turn in range(50):
        # The file itself is edited again, one line a time; others speak of the same organisations.
        edited[turn % 10] = f"Atelier {turn % 10};association;Givors;{100 + turn};favorable"
        name, text = ("liste", edited) if turn % 5 == 0 else (f"note {turn}", [f"Atelier {turn % 30};association;Givors;;opposé"])
        say(base, tmp_path, name, header + "\n".join(text), monkeypatch, 1 + turn * 31 // 50)
    with open_store(str(base)) as store:
        before = set(export_lines(store))
        with store.view() as view:
            said = facts(view)

        with store.writer() as writer:
            writer.undo(first.id)

        with store.view() as view:
            assert facts(view) == said
        # Only the first day of what the first batch alone had said may move; no line is lost.
        assert len(before) == len(set(export_lines(store)))
