"""Undo through the command itself: the base is then as if the batch had never been written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.editing import edit_actor
from api.entries import actor_claim, assertions_of, entry_identity, held_of, same_as, write_at
from api.importing import Request, run_import
from api.reconciling import decide
from api.tying import add_tie
from api.undoing import loose_ties, undo_batch
from kb.store import open_store
from tests.api.conftest import exported
from tests.api.test_editing import drawn, made

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


def typed_on(base: Path, name: str) -> str:
    """Type something on the sheet of an actor, as the form does, and return the sheet's address."""
    with open_store(base) as store:
        with store.view() as view:
            held = held_of(store, view, view.search(name)[0])
        kind, typed = held.actor.kind, {"position": "favorable"}
        claim = actor_claim(kind, entry_identity(held, kind, typed), typed, held)
        said = assertions_of([claim], [j for j in [same_as(held, claim)] if j])
        write_at(store, store.head(), said, kind="entry", note="saisie")
        return held.actor.id


def test_an_undo_that_leaves_a_sheet_without_a_name_says_what_was_typed_there_is_kept(tmp_path):
    base = tmp_path / "base.db"
    lot = send(base, "zero")
    typed_on(base, "Maison Alpha")

    with open_store(base) as store:
        done = undo_batch(str(base), store, lot)

        assert [left.name for left in done.left] == ["Maison Alpha"]
        assert "Fiche que ce lot était seul à nommer : « Maison Alpha »" in done.warning
        with store.view() as view:
            assert view.actor(done.left[0].id).value("position") == "favorable"


def test_an_undo_that_leaves_every_sheet_its_name_warns_of_nothing(tmp_path):
    base = tmp_path / "base.db"
    send(base, "zero")
    identified = send(base, "un")
    typed_on(base, "Maison Alpha")

    with open_store(base) as store:
        assert undo_batch(str(base), store, identified).warning == ""


def test_an_undo_that_a_later_entry_on_the_sheet_leaves_without_effect_says_so(tmp_path):
    from api.app import make_app

    base = tmp_path / "base.db"
    with open_store(base, create=True) as store:
        forge = made(store, "La Forge")
        edit_actor(store, forge, drawn(store, forge, website="https://faux.fr"))
        wrong = store.head()
        edit_actor(store, forge, drawn(store, forge, website="https://vrai.fr"))
        lots = {batch.rev: batch.id for batch in store.journal()}
    with TestClient(make_app(str(base)), base_url="http://127.0.0.1", headers={"origin": "http://127.0.0.1"}) as client:
        page = client.post(f"/donnees/lots/{lots[wrong]}/annuler").text
        told = client.delete(f"/api/lots/{lots[wrong + 1]}").json()

    assert "un lot plus récent a redit" in page
    assert told["warnings"] == []
    with open_store(base) as store, store.view() as view:
        assert view.actor(forge).value("website") is None


def test_the_data_page_leads_to_the_sheet_an_undo_left_without_a_name(tmp_path):
    from api.app import make_app

    base = tmp_path / "base.db"
    lot = send(base, "zero")
    typed_on(base, "Maison Alpha")

    with TestClient(make_app(str(base)), base_url="http://127.0.0.1", headers={"origin": "http://127.0.0.1"}) as client:
        page = client.post(f"/donnees/lots/{lot}/annuler").text

        assert "ce lot était seul à dire son nom" in page
        [address] = re.findall(r'href="([^"]+/modifier)"', page)
        assert client.get(address).status_code == 200


FILES |= {
    "fondation": "Nom;Type;Commune\nFondation de France;financeur;Paris\n",
    "ebe": "Nom;Type;Commune\nEBE Alpha;EBE;Lyon\n",
    "fond": "Nom;Type;Commune\nFond de France;financeur;Paris\n",
}


@pytest.mark.parametrize("kept", [True, False])
def test_an_undo_keeps_the_tie_typed_on_the_name_that_stays_or_says_that_it_hides_it(tmp_path, kept):
    base = tmp_path / "base.db"
    lots = {name: send(base, name) for name in ("fondation", "fond", "ebe")}
    with open_store(base) as store:
        with store.view() as view:
            full, short, ebe = (view.search(name)[0].id for name in ("Fondation de France", "Fond de France", "EBE Alpha"))
        decide(store, full, short, "same")
        with store.view() as view:
            funder = view.actor(full)
        assert funder.name in ("Fondation de France", "Fond de France")
        add_tie(store, ebe, "funds.vers", funder.id, {"amount": "15000"})

        done = undo_batch(str(base), store, lots["fond" if kept == (funder.name == "Fondation de France") else "fondation"])

        with store.view() as view:
            left = len(view.ties(["funds"]))
    assert (left, done.loose, done.left) == ((1, 0, ()) if kept else (0, 1, ()))
    assert (loose_ties(1) in done.warning) is not kept
