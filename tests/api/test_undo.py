"""Undo through the command itself: the base is then as if the batch had never been written."""

from __future__ import annotations

from pathlib import Path

from api.importing import Request, run_import
from kb.export import export_lines
from kb.store import open_store

FILES = {
    "zero": "Nom;Type;Commune\nMaison Alpha;association;Lyon\nBeta;entreprise;Lyon\n",
    "un": "Nom;Type;Commune;SIRET\nMaison Alpha;association;Lyon;99900001100018\n",
    "liens": "Source;Relation;Cible\nMaison Alpha;est partenaire de;Beta\n",
}


def send(base: Path, name: str) -> str:
    """Import one of the files and return its batch."""
    path = base.parent / f"{name}.csv"
    path.write_text(FILES[name], encoding="utf-8")
    report = run_import(str(base), Request("auto", path, write=True, source=name))
    assert report.batch is not None
    return report.batch.id


def exported(base: Path) -> list[str]:
    """Return the canonical export of a base."""
    with open_store(base) as store:
        return list(export_lines(store))


def test_a_tie_that_names_an_actor_outlives_the_identifier_given_by_an_undone_file(tmp_path):
    with_it, without = tmp_path / "avec.db", tmp_path / "sans.db"
    send(with_it, "zero")
    send(without, "zero")
    identified = send(with_it, "un")
    send(with_it, "liens")
    send(without, "liens")

    with open_store(with_it) as store, store.writer() as writer:
        writer.undo(identified)

    assert exported(with_it) == exported(without)
    assert any('"type":"tie"' in line for line in exported(with_it))
