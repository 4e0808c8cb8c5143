"""Saves of one sheet, taken back one by one: each takes back the fields it changed, and leaves those of the others."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from api.cli import main
from api.editing import edit_actor
from api.entries import ENTRY, actor_claim, assertions_of, entry_identity, held_of, same_as, write_at
from kb.export import export_lines, load_lines
from kb.ledger import ActorRecord, Assertion, Claim, Source, source_body, source_slot
from kb.store import Store, open_store
from tests.api.test_editing import drawn, made

DAY = "2026-11-02"
LIST = Source("liste", rank="import")


@pytest.fixture
def base(store: Store) -> Store:
    """Return an empty base of each engine."""
    return store


def listed(store: Store, name: str, **fields: str) -> str:
    """Say an organisation by a file and return its id."""
    key = f"nom:{name.lower()}|lyon"
    claim = Claim(LIST.id, key, (ActorRecord("company", key, (key,), {"name": name, "city": "Lyon", **fields}),))
    with store.writer() as writer:
        writer.write([Assertion(source_slot(LIST), source_body(LIST), DAY), Assertion.of(claim, DAY)], kind="import")
    with store.view() as view:
        return view.search(name)[0].id


def save(store: Store, actor: str, **cells: str) -> str:
    """Save the form of a sheet with some fields changed and return the batch."""
    done = edit_actor(store, actor, drawn(store, actor, **cells))
    assert done.batch, done.errors
    return done.batch.id


def undo(store: Store, batch: str) -> None:
    """Take a batch back."""
    with store.writer() as writer:
        writer.undo(batch)


def values(store: Store, actor: str, *names: str) -> list[object]:
    """Return what a sheet shows of some fields."""
    with store.view() as view:
        return [view.actor(actor).value(name) for name in names]


def typed_before(store: Store, actor: str, **fields: str) -> None:
    """Type some fields as one entry, as it was before each stood alone."""
    with store.view() as view:
        held = held_of(store, view, view.actor(actor))
    claim = actor_claim(held.actor.kind, entry_identity(held, held.actor.kind, fields), fields, held)
    said = assertions_of([claim], [j for j in [same_as(held, claim)] if j])
    write_at(store, store.head(), said, kind="entry", note="fiche")


def test_taking_back_the_first_save_takes_its_field_and_leaves_the_second_as_if_it_had_been_alone(base):
    forge = listed(base, "La Forge")
    alone = open_store("memory:", create=True)
    save(alone, listed(alone, "La Forge"), next_step="Appeler")

    wrong = save(base, forge, website="https://faux.fr")
    save(base, forge, next_step="Appeler")
    undo(base, wrong)

    assert values(base, forge, "website", "next_step") == [None, "Appeler"]
    assert list(export_lines(base)) == list(export_lines(alone))


def test_taking_back_the_last_of_two_saves_of_one_field_shows_the_first_again(base):
    forge = listed(base, "La Forge")
    save(base, forge, website="https://un.fr", position="réservé")
    last = save(base, forge, website="https://deux.fr")

    assert values(base, forge, "website", "position") == ["https://deux.fr", "réservé"]
    undo(base, last)

    assert values(base, forge, "website", "position") == ["https://un.fr", "réservé"]


def test_a_sheet_made_by_hand_keeps_its_address_and_shows_one_value_of_each_field_typed_again(base):
    forge = made(base, "La Forge", website="https://un.fr")
    for cells in ({"next_step": "Appeler"}, {"website": "https://deux.fr"}, {"name": "La Forge du Rhône"}, {"notes": "x"}):
        done = edit_actor(base, forge, drawn(base, forge, **cells))
        assert done.actor == forge

    with base.view() as view:
        [actor] = view.actors()
        assert (actor.id, actor.name) == (forge, "La Forge du Rhône")
        assert [[fact.value for fact in actor.facts(name)] for name in ("name", "website")] == [
            ["La Forge du Rhône"], ["https://deux.fr"],
        ]  # fmt: skip


def test_a_field_emptied_comes_back_when_that_save_is_taken_back(base):
    forge = made(base, "La Forge", website="https://un.fr")
    save(base, forge, website="https://deux.fr", next_step="Appeler")

    emptied = save(base, forge, website="")

    assert values(base, forge, "website", "next_step") == [None, "Appeler"]
    undo(base, emptied)
    assert values(base, forge, "website") == ["https://deux.fr"]


def test_what_was_typed_as_one_entry_keeps_its_meaning_and_is_corrected_field_by_field(base):
    forge = listed(base, "La Forge")
    typed_before(base, forge, website="https://un.fr", next_step="Appeler")
    before = list(export_lines(base))

    lots = [save(base, forge, website="https://deux.fr"), save(base, forge, next_step="Visiter")]

    assert values(base, forge, "website", "next_step") == ["https://deux.fr", "Visiter"]
    undo(base, lots[0])
    assert values(base, forge, "website", "next_step") == ["https://un.fr", "Visiter"]
    undo(base, lots[1])
    assert list(export_lines(base)) == before


def test_a_position_is_of_the_exchange_typed_in_another_save(base):
    forge = listed(base, "La Forge", position="opposé", last_contact="2026-03-01")

    save(base, forge, last_contact="12/10/2026")
    save(base, forge, position="favorable")

    assert values(base, forge, "position", "last_contact") == ["favorable", "2026-10-12"]


def test_a_number_taken_back_leaves_the_sheet_and_what_was_typed_since(base):
    forge = listed(base, "La Forge")
    number = save(base, forge, siret="13002526500013")
    save(base, "siret:13002526500013", next_step="Appeler")

    undo(base, number)

    with base.view() as view:
        [actor] = view.actors()
        assert (actor.id, actor.value("siret"), actor.value("next_step")) == (forge, None, "Appeler")


def test_saves_of_fields_load_back_from_their_export_to_the_same_bytes(base):
    forge = made(base, "La Forge", website="https://un.fr")
    save(base, forge, website="https://deux.fr", siret="13002526500013")
    lines = list(export_lines(base))

    again = open_store("memory:")
    load_lines(again, lines)

    assert list(export_lines(again)) == lines
    assert values(again, "siret:13002526500013", "website") == ["https://deux.fr"]


def test_the_kind_changed_by_a_save_is_taken_back_alone(base):
    forge = made(base, "La Forge")
    with base.view() as view:
        held = held_of(base, view, view.actor(forge))
    changed = edit_actor(base, forge, type(drawn(base, forge))(**{**vars(drawn(base, forge)), "kind": "association"}))
    assert changed.batch
    save(base, forge, next_step="Appeler")

    undo(base, changed.batch.id)

    with base.view() as view:
        assert (view.actor(forge).roles, view.actor(forge).value("next_step")) == (held.actor.roles, "Appeler")
    assert ENTRY.id in {source.id for source in base.view().sources()}


@pytest.mark.parametrize("history", [False, True])
def test_the_export_of_an_empty_base_is_loaded_and_told_empty(tmp_path: Path, history: bool) -> None:
    file, base = tmp_path / "vide.jsonl", tmp_path / "neuve.db"
    with open_store(tmp_path / "vide.db", create=True) as empty:
        file.write_text("".join(f"{line}\n" for line in export_lines(empty, history=history)), encoding="utf-8")

    said = CliRunner().invoke(main, ["--base", str(base), "load", str(file)])

    assert said.exit_code == 0
    assert said.output == f"{file} est l'export d'une base vide\u00a0: {base} est prête, sans rien dedans.\n"


@pytest.mark.parametrize("kept", [slice(1), slice(None, -1)], ids=["its head alone", "less its last line"])
def test_an_export_that_was_cut_is_refused_as_a_file_and_makes_no_base(tmp_path: Path, base, kept: slice) -> None:
    listed(base, "La Forge", position="opposé")
    file, new = tmp_path / "coupé.jsonl", tmp_path / "neuve.db"
    file.write_text("".join(f"{line}\n" for line in list(export_lines(base))[kept]), encoding="utf-8")

    said = CliRunner().invoke(main, ["--base", str(new), "load", str(file)])

    assert said.exit_code == 3
    assert "BAD_EXPORT" in said.stderr
    assert not new.exists()
