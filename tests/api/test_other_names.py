"""Other names: typed, dated, imported, exported, and of use to the rows and the questions that come after."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.asking import file_answer
from api.importing import Report, Request, run_import
from api.outputs.products import write_product
from api.undoing import undo_batch
from kb.export import export_lines
from kb.identity.proposals import proposals
from kb.other_names import AliasKind, read_other_name
from kb.store import open_store
from queries import ask
from queries.recipes import RECIPES

AGENCIES = "Nom;Type;Commune;SIRET\nFrance Travail Val-Fleuri;association;Val-Fleuri;99900003700013\nRégie des Érables;association;Val-Fleuri;\n"
NAMES = (
    "Autre nom;Organisation;SIRET;Genre;Depuis;Jusqu'à\n"
    "Agence du Quai;France Travail Val-Fleuri;999 000 037 00013;ancien nom;2008;31/12/2023\n"
    "Régie Gestion;Régie des Érables;;opérateur;;\n"
)


def send(base: Path, name: str, text: str, importer: str = "auto") -> Report:
    """Import a text as a file of its own source."""
    path = base.parent / f"{name}.csv"
    path.write_text(text, encoding="utf-8")
    return run_import(str(base), Request(importer, path, write=True, source=name))


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """Return a base of two organisations whose other names were imported."""
    base = tmp_path / "base.db"
    send(base, "annuaire", AGENCIES)
    report = send(base, "noms", NAMES)
    assert report.as_dict()["warnings"] == []
    return base


def test_a_name_is_read_with_its_kind_and_its_days():
    read = read_other_name("Pôle emploi (ancien nom, jusqu'au 31/12/2023)")

    assert (read.name, read.kind, read.valid_to) == ("Pôle emploi", AliasKind.FORMER, "2023-12-31")
    assert read_other_name(read.written) == read
    assert read.words == "Pôle emploi (ancien nom, jusqu'au 31 décembre 2023)"


@pytest.mark.parametrize("text", ["Le Relais (Bron)", "Alpha (marque, un jour)", "(sigle)", "Alpha (marque, 2024/2019)"])
def test_what_is_not_written_so_is_a_name_whole(text):
    assert read_other_name(text).written == text


def test_a_row_that_uses_a_former_name_finds_its_organisation(base):
    send(base, "reunion", "Nom;Type;Commune;Position\nAgence du Quai;association;Val-Fleuri;favorable\n")

    with open_store(base) as store, store.view() as view:
        found = view.actor("siret:99900003700013")
    assert found.value("position") == "favorable"
    assert found.name == "France Travail Val-Fleuri"
    assert "Agence du Quai" in found.names


def test_an_operator_is_neither_a_name_of_the_other_nor_proposed_as_one_with_it(base):
    send(base, "operateurs", "Nom;Type;Commune\nRégie Gestion;entreprise;Val-Fleuri\n")

    with open_store(base) as store, store.view() as view:
        regie = view.search("Régie des Érables")[0]
        assert regie.names == ["Régie des Érables"]
        assert {(p.a.name, p.b.name) for p in proposals(store, view)} == set()
        [other] = [a for a in view.actors() if a.name == "Régie Gestion"]
        assert other.id != regie.id


def test_the_sheet_and_the_search_know_the_other_names(base):
    with open_store(base) as store, store.view() as view:
        assert [actor.id for actor in view.search("agence du quai")] == ["siret:99900003700013"]
        sheet = ask(view, "fiche", actor="siret:99900003700013")
    assert [name.text for name in sheet.names] == ["Agence du Quai (ancien nom, depuis 2008, jusqu'au 31 décembre 2023)"]


def test_the_register_is_downloaded_corrected_and_sent_again(base):

    with open_store(base) as store, store.view() as view:
        register = ask(view, "autres-noms")
        text = file_answer(view, "autres-noms", register, "csv").body.decode("utf-8-sig")
    mine = "\n".join(line for line in text.splitlines() if "Autre nom" in line or "Val-Fleuri" in line) + "\n"

    report = send(base, "noms", mine, "autres-noms")

    assert (report.plan.read, report.plan.created, len(report.plan.set_aside)) == (2, 0, 0)


def test_undoing_the_names_leaves_the_base_as_it_was(tmp_path):
    base = tmp_path / "base.db"
    send(base, "annuaire", AGENCIES)
    with open_store(base) as store:
        before = list(export_lines(store))
    lot = send(base, "noms", NAMES).batch.id

    with open_store(base) as store:
        undo_batch(str(base), store, lot)
        assert list(export_lines(store)) == before


def test_a_kind_of_name_nobody_knows_sets_its_row_aside_and_says_which_exist(tmp_path):
    base = tmp_path / "base.db"
    send(base, "annuaire", AGENCIES)

    report = send(base, "noms", "Autre nom;Organisation;Genre\nLa Régie;Régie des Érables;surnom\n", "autres-noms")

    [problem] = report.plan.problems
    assert (problem.code, problem.column) == ("TYPE_UNKNOWN", "Genre")
    assert "sigle, ancien nom, marque, opérateur" in problem.message


def test_a_merge_leaves_the_name_that_lost_among_the_other_names(base):
    send(base, "liste", "Nom;Type;Commune;SIRET\nFT Quai Fleuri;association;Val-Fleuri;99900003700013\n")

    with open_store(base) as store, store.view() as view:
        sheet = ask(view, "fiche", actor="siret:99900003700013")

    bare = [name.text for name in sheet.names if not name.kind]
    assert bare in (["FT Quai Fleuri"], ["France Travail Val-Fleuri"])


@pytest.mark.parametrize("kind", ["ancien nom", "sigle", "marque"])
def test_a_row_that_uses_another_name_never_renames_the_organisation(tmp_path, kind):
    base = tmp_path / "base.db"
    send(base, "annuaire", "Nom;Type;Commune\nBosch;entreprise;Vénissieux\n")
    send(base, "noms", f"Autre nom;Organisation;Genre\nRobert Bosch;Bosch;{kind}\n", "autres-noms")
    send(base, "liste", "Nom;Type;Commune;Position\nRobert Bosch;entreprise;Vénissieux;favorable\n")

    with open_store(base) as store, store.view() as view:
        [found] = [actor for actor in view.actors() if "Bosch" in actor.name]
        sheet = ask(view, "fiche", actor=found.id)
    assert (found.name, found.value("position")) == ("Bosch", "favorable")
    assert [name.kind for name in sheet.names] == [kind]


def test_what_the_preview_says_joins_does_and_what_it_calls_new_is_new(tmp_path):
    base = tmp_path / "base.db"
    send(base, "annuaire", "Nom;Type;Commune\nHabitat Est;entreprise;\nCentre Halimi;association;Lyon\nFT;association;\n")
    names = "OPAC Est;Habitat Est;ancien nom\nCentre Mermoz;Centre Halimi;ancien nom\nPôle emploi;FT;ancien nom\n"
    send(base, "noms", f"Autre nom;Organisation;Genre\n{names}", "autres-noms")
    path = tmp_path / "liste.csv"
    rows = "OPAC Est;entreprise;Bron\nCentre Mermoz;association;Lyon\nPole emploi;association;\nHabitat Est;entreprise;Bron\n"
    path.write_text(f"Nom;Type;Commune\n{rows}", encoding="utf-8")
    with open_store(base) as store, store.view() as view:
        before = {actor.name for actor in view.actors()}

    told = run_import(str(base), Request("parties-prenantes", path, write=True, source="liste")).joined

    with open_store(base) as store, store.view() as view:
        made = {actor.name for actor in view.actors()} - before
        joined = {actor.name for actor in view.actors() if len(actor.records) > 1}
    assert {found.row for found in told} == {"Centre Mermoz", "Habitat Est"}
    assert made == {"OPAC Est", "Pole emploi"}
    assert {"Centre Halimi", "Habitat Est"} <= joined


def test_days_that_are_none_are_no_dates_and_what_is_shown_in_a_form_reads_back():
    assert read_other_name("Vieux Nom (ancien nom, jusqu'au 31/31/2018)").kind is None
    for text in ("A (sigle)", "B (marque, 2017-03-27/)", "C (ancien nom, /2018-12)", "D (ancien nom, 2008/2023-12-31)"):
        assert read_other_name(read_other_name(text).typed).written == text


def test_the_stakeholder_file_takes_the_other_names_out_and_brings_them_back(base, tmp_path):
    with open_store(base) as store:
        written = list(write_product(store, RECIPES["fichier-cartographie"], tmp_path))
    [made] = [path for path in written if path.suffix == ".csv"]
    assert "Agence du Quai (ancien nom, depuis 2008, jusqu'au 31/12/2023)" in made.read_text(encoding="utf-8-sig")

    again = tmp_path / "autre.db"
    run_import(str(again), Request("parties-prenantes", made, write=True))

    with open_store(again) as store, store.view() as view:
        assert view.actor("siret:99900003700013").value("aliases") == ["Agence du Quai (ancien nom, 2008/2023-12-31)"]


def test_a_name_of_an_organisation_nobody_knows_is_set_aside_never_left_out(base):
    report = send(base, "noms2", "Autre nom;Organisation;Genre\nLe Fantôme;Organisation Fantôme;marque\n", "autres-noms")

    assert (report.plan.read, len(report.plan.set_aside)) == (1, 1)
    assert [(p.code, p.column) for p in report.plan.problems] == [("RELATION_END_UNKNOWN", "Organisation")]


@pytest.mark.parametrize("kind", ["ancien nom;;", "sigle;;", "marque;;", "ancien nom;1990;31/12/1999"])
def test_an_other_name_that_is_the_name_of_another_actor_joins_nobody_and_their_pair_is_proposed(tmp_path, kind):
    base = tmp_path / "base.db"
    send(base, "annuaire", "Nom;Type;Commune\nMairie A;collectivité;Lyon\nAsso B;association;Lyon\nAsso C;association;Lyon\n")
    send(base, "argent", "Financeur;Bénéficiaire;Montant;Exercice\nMairie A;Asso C;10;2024\n", "financements")

    report = send(base, "noms", f"Autre nom;Organisation;Genre;Depuis;Jusqu'à\nMairie A;Asso B;{kind}\n", "autres-noms")

    [said] = report.plan.warnings
    assert (said.code, said.line) == ("NAME_OF_ANOTHER", 2)
    assert all(word in said.message for word in ("« Mairie A »", "« Asso B »", "Rapprochements"))
    with open_store(base) as store, store.view() as view:
        called = {actor.id: (actor.name, actor.kind) for actor in view.actors()}
        assert sorted(called.values()) == [("Asso B", "association"), ("Asso C", "association"), ("Mairie A", "authority")]
        assert [called[tie.start][0] for tie in view.ties()] == ["Mairie A"]
        assert [{p.a.name, p.b.name} for p in proposals(store, view)] == [{"Mairie A", "Asso B"}]


def test_an_other_name_that_another_actor_bears_elsewhere_still_serves(tmp_path):
    base = tmp_path / "base.db"
    send(base, "annuaire", "Nom;Type;Commune\nLa Source;association;Brest\nAsso B;association;Lyon\n")
    send(base, "noms", "Autre nom;Organisation;Genre\nLa Source;Asso B;ancien nom\n", "autres-noms")

    send(base, "liste", "Nom;Type;Commune;Position\nLa Source;association;Lyon;favorable\n")

    with open_store(base) as store, store.view() as view:
        assert {(a.name, a.value("position")) for a in view.actors()} == {("La Source", None), ("Asso B", "favorable")}


def test_a_register_of_other_names_sent_again_once_they_have_served_says_nothing_of_another_actor(base):
    send(base, "reunion", "Nom;Type;Commune;Position\nAgence du Quai;association;Val-Fleuri;favorable\n")

    report = send(base, "noms", NAMES)

    assert report.plan.warnings == []
    assert (report.plan.unchanged, report.plan.updated) == (2, 0)
