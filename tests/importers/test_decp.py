"""Public contracts: who buys from whom, and with which social clauses."""

from __future__ import annotations

from tests.importers.conftest import SAMPLES

HEADER = (
    "id,acheteur_id,acheteur_nom,objet,dateNotification,montant,titulaire_id,titulaire_typeIdentifiant,"
    "titulaire_denominationSociale,considerationsSociales,donneesActuelles\n"
)


def contract(holder="99900092000010,SIRET,Jardins", social="Clause sociale", current="oui", amount="1000"):
    return f'A1,99900091200017,Exempleville,Haies,2026-03-01,{amount},{holder},"{social}",{current}\n'


def clauses(office) -> list[object]:
    with office.store.view() as view:
        return [tie.fields.get("social") for tie in view.ties(["client_of"])]


def test_the_published_example_enters_in_its_present_state(shared_data, office):
    plan = office.send(shared_data / "decp/decp-table-schema/exemple-valide.csv")

    assert (plan.read, plan.created) == (4, 2)
    assert [p.code for p in plan.problems] == ["SUPERSEDED", "SUPERSEDED"]
    assert ("Conseil régional de Bretagne", "client_of", "Datactivist") in office.ties("client_of")


def test_a_contract_has_as_many_ties_as_holders(office):
    plan = office.send(SAMPLES / "decp.csv")

    assert [start for start, _, _ in office.ties("client_of")] == ["Commune d'Exempleville"] * 2
    assert [(w.code, w.value) for w in plan.warnings] == [("SIRET_INVALID", "BE0999000999")]


def test_a_contract_tells_its_social_clauses(office):
    office.send(HEADER + contract(social="Clause sociale, Marché réservé"))

    assert clauses(office) == [["clause sociale", "marché réservé"]]


def test_no_social_consideration_is_none(office):
    office.send(HEADER + contract(social="Pas de considération sociale"))

    assert clauses(office) == [None]


def test_a_foreign_holder_without_a_name_is_told(office):
    plan = office.plan(HEADER + contract(holder="BE0999000999,TVA,"))

    assert [(p.code, p.column) for p in plan.problems] == [("SIRET_INVALID", "titulaire_id")]


def test_a_modified_amount_is_the_same_contract(office):
    office.send(HEADER + contract())

    plan = office.plan(HEADER + contract(amount="1500"))

    assert (plan.updated, plan.created) == (1, 0)
