"""Public contracts: who buys from whom, and with which social clauses."""

from __future__ import annotations

import json

import pytest

from kb.problems import FileRefused
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
    assert "Marché 201900056462300 (notifié le 27 avril 2019) : cet état est remplacé par" in plan.problems[0].message
    assert "la modification « Augmentation de la durée du marché à 6 mois », 201900056462301" in plan.problems[0].message
    assert ("Conseil régional de Bretagne", "client_of", "Datactivist") in office.ties("client_of")


def test_a_contract_has_as_many_ties_as_holders(office):
    plan = office.send(SAMPLES / "decp.csv")

    assert [start for start, _, _ in office.ties("client_of")] == ["Commune d'Exempleville"] * 2
    assert [(w.code, w.value) for w in plan.warnings] == [("SIRET_INVALID", "BE0999000999")]


def test_a_contract_tells_its_social_clauses(office):
    office.send(HEADER + contract(social="Clause sociale, Marché réservé"))

    assert clauses(office) == [["clause sociale", "marché réservé"]]


def test_a_replaced_state_says_which_contract_and_which_state_replaces_it(office):
    header = HEADER.replace("donneesActuelles", "objetModification,donneesActuelles")
    old, new = contract(current=",non"), contract(amount="1500", current="Tranche 2,oui")

    named, unnamed = office.plan(header + old + new), office.plan(header + old)

    assert [(p.code, p.line) for p in named.problems] == [("SUPERSEDED", 2)]
    assert "Marché A1 (notifié le 1er mars 2026) : cet état est remplacé par la modification « Tranche 2 », A1." in named.problems[0].message
    assert "une modification, que ce fichier ne nomme pas" in unnamed.problems[0].message


@pytest.mark.parametrize(
    "said", ["Pas de considération sociale", "Aucune considération sociale", "Sans considération sociale", "Aucun", "Non", "false",
             "Sans clause sociale", "Pas de clause sociale", "N/A", "Néant", "Non concerné", "Sans objet", "-", ""],
)  # fmt: skip
def test_a_contract_that_says_it_has_no_social_consideration_has_none(office, said):
    plan = office.send(HEADER + contract(social=said))

    assert clauses(office) == [None]
    assert plan.warnings == []


def test_a_social_consideration_that_nobody_knows_is_told_with_its_line_and_does_not_count(office):
    plan = office.send(HEADER + contract(social="Label vert, clauses sociales"))

    assert clauses(office) == [["clause sociale"]]
    assert [(w.code, w.line, w.value) for w in plan.warnings] == [("VALUE_UNUSUAL", 2, "Label vert")]
    assert "Label vert" in "\n".join(office.exported(history=True))


def test_a_foreign_holder_without_a_name_is_told(office):
    plan = office.plan(HEADER + contract(holder="BE0999000999,TVA,"))

    assert [(p.code, p.column) for p in plan.problems] == [("SIRET_INVALID", "titulaire_id")]


def test_a_modified_amount_is_the_same_contract(office):
    office.send(HEADER + contract())

    plan = office.plan(HEADER + contract(amount="1500"))

    assert (plan.updated, plan.created) == (1, 0)


def test_each_holder_of_a_tabulated_contract_says_that_its_amount_is_for_all_of_them(office):
    header = HEADER.replace("donneesActuelles", "objetModification,donneesActuelles")
    two, one = contract("99900112600013,SIRET,Tilleuls", current="Tranche 2,oui"), contract("99900113400017,SIRET,Ormes", current=",oui")

    office.send(header + contract(current=",oui") + two + one.replace("Haies", "Haies du parc"))

    with office.store.view() as view:
        found = {tie.end: tie.fields.get("detail") for tie in view.ties(["client_of"])}
    assert found == {
        "siret:99900092000010": "montant pour les 2 titulaires ensemble",
        "siret:99900112600013": "modification : Tranche 2 ; montant pour les 2 titulaires ensemble",
        "siret:99900113400017": None,
    }


# -- as the law has them published ------------------------------------------------------------------------------------


def contracts(office) -> list[tuple[str, object, object, object]]:
    with office.store.view() as view:
        return sorted((t.end, t.fields.get("purpose"), t.fields.get("amount"), t.fields.get("social")) for t in view.ties(["client_of"]))


def test_a_published_contract_ties_each_holder_in_its_last_state(office):
    office.send(SAMPLES / "decp.json")

    shared = ("Entretien des berges", 72000, ["clause sociale", "marché réservé"])
    assert contracts(office) == [
        ("siret:99900090400014", *shared),
        ("siret:99900090400014", "Ressourcerie municipale", 15000, ["concession réservée"]),
        ("siret:99900092000010", *shared),
    ]
    with office.store.view() as view:
        (one, *_) = [t for t in view.ties(["client_of"]) if t.fields["purpose"] == "Entretien des berges"]
    assert "n° 2 du 2026-06-02, montant d'abord de 60000.0" in str(one.fields["detail"])
    assert "montant pour les 2 titulaires ensemble" in str(one.fields["detail"])


def test_the_same_contract_is_one_tie_in_the_table_and_in_the_publication(office):
    office.send(HEADER.replace("id,", "id,uid,", 1) + contract().replace("A1,", "A1,,", 1), source="decp")
    same = {
        "id": "A1", "acheteur": {"id": "99900091200017", "nom": "Exempleville"}, "objet": "Haies", "dateNotification": "2026-03-01",
        "montant": 1000, "considerationsSociales": ["Clause sociale"],
        "titulaires": [{"typeIdentifiant": "SIRET", "id": "99900092000010", "denominationSociale": "Jardins"}],
    }  # fmt: skip

    office.send(json.dumps({"marches": [same]}), name="marches.json", source="decp")

    assert contracts(office) == [("siret:99900092000010", "Haies", 1000, ["clause sociale"])]


def test_a_contract_published_again_further_on_with_another_amount_is_in_force_in_its_last_state_alone(office):
    first = {
        "id": "A1", "acheteur": {"id": "99900091200017", "nom": "Exempleville"}, "objet": "Haies", "dateNotification": "2026-03-01",
        "montant": 45000, "titulaires": [{"typeIdentifiant": "SIRET", "id": "99900092000010", "denominationSociale": "Jardins"}],
    }  # fmt: skip
    lot = {**first, "objet": "Haies, lot 2"}

    plan = office.send(json.dumps({"marches": [first, lot, {**first, "montant": 60000}]}), name="marches.json")

    assert [(purpose, amount) for _, purpose, amount, _ in contracts(office)] == [("Haies", 60000), ("Haies, lot 2", 45000)]
    assert [p.code for p in plan.problems] == ["SUPERSEDED"]
    assert "Marché A1 (notifié le 1er mars 2026) : cet état est remplacé par sa dernière publication" in plan.problems[0].message


def test_the_older_format_and_xml_say_the_same_as_the_newer(office):
    office.send(SAMPLES / "decp.xml")

    assert contracts(office) == [("siret:99900092000010", "Nettoyage des écoles & crèches", 48000.5, ["clause sociale"])]
    assert ("Commune d'Exempleville", "client_of", "Jardins d'Exemple") in office.ties("client_of")


def test_the_published_example_tells_each_number_that_is_wrong_with_its_line(shared_data, office):
    plan = office.plan(shared_data / "decp/format-commande-publique/marches_concessions.json")

    assert (plan.read, len(plan.set_aside)) == (4, 4)
    assert {p.code for p in plan.problems} == {"SIRET_INVALID"}
    assert [p.line for p in plan.problems if p.column == "acheteur_id"] == [4, 78, 154]


def test_of_several_holders_the_ones_that_are_known_go_in(office):
    body = (SAMPLES / "decp.json").read_text(encoding="utf-8").replace("99900092000010", "99900092000011")

    plan = office.send(body, name="marches.json")

    assert [(w.code, w.column) for w in plan.warnings] == [("SIRET_INVALID", "titulaire_id")]
    assert {end for end, *_ in contracts(office)} == {"siret:99900090400014"}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('<?xml version="1.0"?><!DOCTYPE m [<!ENTITY a "b">]><marches><marche><id>&a;</id></marche></marches>', "XML_DTD"),
        ('<!DOCTYPE m SYSTEM "http://127.0.0.1/x.dtd"><marches/>', "XML_DTD"),
        ("<marches><marche><id>1</id></marche>", "XML_SYNTAX"),
        ('<?xml version="1.0" encoding="foo"?><marches/>', "ENCODING_UNKNOWN"),
        ("<marches>" + "<a>" * 100 + "</a>" * 100 + "</marches>", "JSON_DEPTH"),
        ('<?xml version="1.0"?><livres><livre>Un titre</livre></livres>', "NOT_A_TABLE"),
    ],
)
def test_xml_that_is_a_trap_or_no_publication_is_refused_by_name(office, body, code):
    with pytest.raises(FileRefused) as refused:
        office.plan(body, name="marches.xml")

    assert refused.value.refusal == code


def test_a_modification_to_nothing_is_not_lost_and_a_longer_one_is_told(office):
    document = json.loads((SAMPLES / "decp.json").read_text(encoding="utf-8"))
    (contract,) = document["marches"]["marche"]
    contract["modifications"] = [{"modification": {"id": 1, "montant": 0, "dureeMois": 24, "objetModification": "Arrêt"}}]

    office.send(json.dumps(document), name="marches.json")

    with office.store.view() as view:
        (one, *_) = [t for t in view.ties(["client_of"]) if t.fields["purpose"] == "Entretien des berges"]
    assert one.fields["amount"] == 0
    assert "durée de 24 mois, Arrêt" in str(one.fields["detail"])


def test_what_stands_beside_the_contracts_is_told_and_they_are_read(office):
    body = (SAMPLES / "decp.xml").read_text(encoding="utf-8").replace("<marches>", "<marches>\n  <note>à revoir</note>")

    plan = office.send(body, name="marches.xml")

    assert (plan.created, [p.code for p in plan.problems]) == (1, ["TYPE_MISMATCH"])
