"""Undo through the command itself: the base is then as if the batch had never been written."""

from __future__ import annotations

from pathlib import Path

from starlette.testclient import TestClient

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


def test_the_former_address_of_an_actor_leads_to_the_new_one_only_until_that_is_undone(tmp_path):
    from api.app import make_app

    base = tmp_path / "base.db"
    send(base, "zero")
    with open_store(base) as store, store.view() as view:
        former = view.search("Maison Alpha")[0].id
    identified = send(base, "un")
    sheet = f"/parties-prenantes/{former}"

    with TestClient(make_app(str(base)), base_url="http://127.0.0.1", follow_redirects=False) as client:
        moved = client.get(sheet)
        assert moved.status_code == 302, "a browser keeps a 301, and the undone address would never answer again"
        assert client.get(moved.headers["location"]).status_code == 200
        with open_store(base) as store, store.writer() as writer:
            writer.undo(identified)
        assert client.get(sheet).status_code == 200
