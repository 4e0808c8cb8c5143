"""Which pairs of a base may be joined in one gesture: a number or a whole name in common, and nothing less."""

from __future__ import annotations

from pathlib import Path

from api.importing import Request, run_import
from kb.identity.matching import match
from kb.identity.party import make_party
from kb.identity.proposals import Proposal, proposal_of, proposals
from kb.identity.scoring import Outcome
from kb.store import open_store

HEADER = "Nom;Type;Commune;Code postal;Adresse\n"


def proposed(folder: Path, *rows: str) -> list[Proposal]:
    path = folder / "liste.csv"
    path.write_text(HEADER + "\n".join(rows), encoding="utf-8")
    run_import(str(folder / "base.db"), Request("parties-prenantes", path, write=True))
    with open_store(folder / "base.db") as store, store.view() as view:
        return proposals(store, view)


def test_two_institutions_of_one_town_are_no_pair(tmp_path):
    found = proposed(
        tmp_path,
        "France Travail - PANTIN;SPE;Pantin;93500;", "MISSION LOCALE - PANTIN;SPE;Pantin;93500;",
        "France Travail - TULLE;SPE;Tulle;19000;", "Mission locale de Sevran;SPE;Sevran;93270;",
    )  # fmt: skip

    assert [(p.a.name, p.b.name) for p in found] == []


def test_a_slip_of_the_pen_is_sure_and_another_form_of_words_is_for_a_person(tmp_path):
    found = proposed(
        tmp_path,
        "Atelier du raccordement;association;Lyon;69003;3 rue des Lilas", "Atelier du racordement;association;Lyon;69003;3 rue des Lilas",
        "Germa AI;association;Bron;69500;1 rue Haute", "Germa ETTI;entreprise;Bron;69500;1 rue Haute",
        "Crèche 12 rue Neuve;association;Givors;69700;", "Crèche 14 rue Neuve;association;Givors;69700;",
    )  # fmt: skip

    sure = {frozenset((p.a.name, p.b.name)) for p in found if p.sure}
    assert sure == {frozenset(("Atelier du raccordement", "Atelier du racordement"))}


def test_a_pair_that_only_an_other_name_makes_is_for_a_person_and_no_command_joins_it(tmp_path):
    base, other = tmp_path / "base.db", tmp_path / "noms.csv"
    proposed(tmp_path, "Maison de l'Entraide;association;Lyon;69003;3 rue des Lilas", "Asso Beta;association;Lyon;69003;3 rue des Lilas")
    other.write_text("Autre nom;Organisation;Genre\nMaison de l'Entraide;Asso Beta;sigle\n", encoding="utf-8")
    run_import(str(base), Request("autres-noms", other, write=True))

    with open_store(base) as store, store.view() as view:
        found = proposals(store, view)

    assert [({p.a.name, p.b.name}, p.sure) for p in found] == [({"Maison de l'Entraide", "Asso Beta"}, False)]


def test_two_actors_that_the_base_says_are_tied_are_no_doubtful_pair(tmp_path):
    base, ties = tmp_path / "base.db", tmp_path / "liens.csv"
    before = proposed(tmp_path, "Association Plurielles;association;Lyon;69003;", "Plateforme Plurielles;association;Lyon;69003;")
    ties.write_text("De;Relation;Vers\nAssociation Plurielles;est partenaire de;Plateforme Plurielles\n", encoding="utf-8")
    run_import(str(base), Request("liens", ties, write=True))

    with open_store(base) as store, store.view() as view:
        after = proposals(store, view)

    assert (len(before), after) == (1, [])


def test_no_sure_pair_of_the_prescribers_is_two_bodies(tmp_path, shared_data):
    path = shared_data / "les-emplois" / "django__prescribers__organization.json"
    run_import(str(tmp_path / "base.db"), Request("emplois", path, write=True))

    with open_store(tmp_path / "base.db") as store, store.view() as view:
        sure = [(p.a.name, p.b.name) for p in proposals(store, view) if p.sure]

    assert not [pair for pair in sure if "france travail" in pair[0].lower() and "mission locale" in pair[1].lower()]
    assert len(sure) < 10, sure


def test_a_direction_and_its_city_are_for_a_person_with_a_warning(tmp_path):
    found = proposed(
        tmp_path,
        "Ville de Vénissieux;collectivité;Vénissieux;69200;", "Ville de Vénissieux - DEE;collectivité;Vénissieux;69200;",
        "Métropole du Fleuve;collectivité;Bron;69500;", "Métropole du Fleuve, pôle emploi et insertion;collectivité;Bron;69500;",
    )  # fmt: skip

    assert [p for p in found if p.sure] == []
    (city,) = [p for p in found if "Vénissieux" in p.a.name]
    assert city.warning == "le nom de l'un est celui de l'autre et d'un de ses services"


def test_each_of_several_doubles_of_one_organisation_is_proposed_with_it(tmp_path):
    found = proposed(
        tmp_path,
        "Santy Plaine Actions;EBE;Lyon 8e;69008;", "Santy Plaine Action;association;Lyon;69008;", "Santy Pleine Actions;EBE;Lyon;69008;",
        "SANTY PLAINE ACTIONS;association;Lyon;69003;", "Régie des Érables;SIAE;Lyon;69003;", "Le Fournil du Port;SIAE;Lyon;69003;",
    )  # fmt: skip

    with_it = {({p.a.name, p.b.name} - {"Santy Plaine Actions"}).pop() for p in found if "Santy Plaine Actions" in (p.a.name, p.b.name)}
    assert with_it == {"Santy Plaine Action", "Santy Pleine Actions", "SANTY PLAINE ACTIONS"}


def test_linking_says_a_direction_and_its_city_are_to_review():
    city = make_party("a", ["Ville de Vénissieux"], town="Vénissieux", postcode="69200")
    office = make_party("1", ["Ville de Vénissieux - direction de l'emploi"], town="Vénissieux", postcode="69200")

    found = match([office], [city, make_party("b", ["Ville de Bron"], town="Bron", postcode="69500")])

    assert found.outcome[found.score.argmax()] is Outcome.REVIEW


def test_what_is_said_of_two_actors_is_what_the_queue_says_of_them_without_the_queue(tmp_path, shared_data, monkeypatch):
    path = shared_data / "les-emplois" / "django__prescribers__organization.json"
    run_import(str(tmp_path / "base.db"), Request("emplois", path, write=True))
    with open_store(tmp_path / "base.db") as store, store.view() as view:
        queue = proposals(store, view)[:5]

    def whole(parties: object) -> None:
        raise AssertionError("the whole queue was computed for one answer")

    monkeypatch.setattr("kb.identity.proposals._matched", whole)
    with open_store(tmp_path / "base.db") as store, store.view() as view:
        alone = [proposal_of(store, view, pair.a, pair.b) for pair in queue]
        other = next(actor for actor in view.actors() if actor.id not in {queue[0].a.id, queue[0].b.id})
        unlike = proposal_of(store, view, queue[0].a, other)

    assert [(p.key, p.score, p.outcome, p.why) for p in alone if p] == [(p.key, p.score, p.outcome, p.why) for p in queue]
    assert len(queue) > 1
    assert unlike is None
