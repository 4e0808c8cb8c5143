"""Published grants, with the headers administrations really write and the rows they really publish."""

from __future__ import annotations

import time

import pytest

from importers import IMPORTERS

LOIRE = "subventions-departements/44-Loire-Atlantique/224400028_subventions-aux-associations-du-departement-de-loire-atlantique.csv"
MAYENNE = "subventions-departements/53-Mayenne/data.gouv-cd53-21-12-2018.xlsx"
HEADER = "nomAttribuant;idAttribuant;dateConvention;referenceDecision;nomBeneficiaire;idBeneficiaire;objet;montant;nature;pourcentageSubvention;datesPeriodeVersement\n"
START = "Département exemple;99900005200012;2025-06-16;2025-1;"

#: What the State's own importer met for each column (domain reference, 2.5).
VARIANTS = {
    "funder": ["Nom de l'attribuant", "Autorité administrative", "Nom de l'organisme attributaire"],
    "funder_id": ["Identification de l'attributaire", "Identification de l'attributaire (SIRET)", "SIRET autorité administrative",
                  "SIRET organisme attributaire", "iAttribuant"],
    "year": ["excercice", "Année de la demande", "annee", "Année budgétaire", "anneeConvention", "anneeDecision"],
    "agreed_on": ["datedeconvention", "Date de convention*", "Date de la convention de subvention (AAAA-MM-JJ)", "Date - Décision",
                  "Date signature de la convention"],
    "reference": ["Référence délibération", "Référence décision 1"],
    "beneficiary": ["Nom attributaire", "Nom du bénéficiaire*", "NOM Bénéficiaire", "nomBénéficiaire"],
    "beneficiary_id": ["Numéro Siret", "N° SIRET", "N° SIRET (fusion)", "N° SIRET attributaire", "SIRET du bénéficiaire"],
    "purpose": ["object", "Objet de l'aide", "Objet du dossier", "Nom du Projet"],
    "amount": ["Montant total de la subvention*", "Montant voté", "Montant décidé ligne", "Montant accordé", "montantAttribue",
               "Montant des Autorisations d'engagement"],
    "paid_on": ["Date(s) ou période(s) de versement", "dateperiodedeversement", "Période de versement"],
    "share": ["% du mt de la subvention attribuée au bénéficiaire"],
}  # fmt: skip


@pytest.mark.parametrize(("key", "header"), [(key, header) for key, headers in VARIANTS.items() for header in headers])
def test_a_header_is_recognised_in_every_case_and_with_lost_accents(key, header):
    columns = {column.key: column for column in IMPORTERS["subventions"].columns}
    written = {header, header.lower(), header.upper(), header.capitalize(), header.replace("é", "\ufffd")}

    found = {form: IMPORTERS["subventions"].map((form,)).taken.get(0) for form in written}

    assert {form: column and column.key for form, column in found.items()} == dict.fromkeys(written, columns[key].key)


def test_a_grant_ties_two_organisations_created_from_it(office):
    office.send(HEADER + START + "Association A;;Fonctionnement;12000.00;aide en numéraire;1;2025-07-01\n")

    assert office.ties() == [("Département exemple", "funds", "Association A")]
    with office.store.view() as view:
        (tie,) = view.ties()
    assert dict(tie.fields) == {
        "amount": 12000, "nature": "aide en numéraire", "year": "2025", "purpose": "Fonctionnement", "reference": "2025-1",
        "detail": "versement : 2025-07-01", "on": "2025-06-16",
    }  # fmt: skip
    assert tie.valid_from == "2025-06-16"


@pytest.mark.parametrize("written", ["50", "50 %", "0,5", "0.50"])
def test_a_shared_convention_keeps_its_amount_and_its_part(office, written):
    office.send(HEADER + START + f"A;;Projet;1000;;{written};\n" + START + f"B;;Projet;1000;;{written};\n")

    with office.store.view() as view:
        assert [(tie.fields["amount"], tie.fields["share"]) for tie in view.ties()] == [(1000, 0.5)] * 2


def test_instalments_of_one_convention_are_rows_of_their_own(office):
    rows = [START + f"A;;Projet;{amount};;1;{paid}\n" for amount, paid in ((1000, "2025-07-01"), (500, "2025-12-01"))]

    plan = office.send(HEADER + "".join(rows))

    assert (plan.created, len(office.ties())) == (2, 2)


def test_a_cancelled_grant_is_subtracted_and_said(office):
    plan = office.send(HEADER + START + "A;;Projet;1000;;1;\n" + START + "A;;Annulation du projet;-1000;;1;\n")

    assert [w.code for w in plan.warnings] == ["AMOUNT_NEGATIVE"]
    with office.store.view() as view:
        assert sum(tie.fields["amount"] for tie in view.ties()) == 0
        assert {tie.fields.get("state") for tie in view.ties()} == {None, "annulée"}


def test_a_loan_or_a_gift_in_kind_is_taken_without_adding_to_the_sums(office):
    header = HEADER.strip() + ";Montant du prêt;Détail des avantages en nature\n"

    plan = office.send(
        header + START + "A;;Projet;;;1;;800000;\n" + START + "B;;Projet;;aide en nature;1;;;Prêt d'une salle\n"
    )

    assert plan.created == 2
    with office.store.view() as view:
        told = {(t.fields.get("amount"), t.fields["nature"], t.fields["detail"]) for t in view.ties()}
    assert told == {(None, "prêt", "prêt : 800\u202f000 €"), (None, "aide en nature", "en nature : Prêt d'une salle")}


def test_a_grant_without_any_amount_is_set_aside(office):
    plan = office.plan(HEADER + START + "A;;Projet;;;1;\n")

    assert [(p.code, p.column) for p in plan.problems] == [("COLUMN_REQUIRED", "montant")]


def test_a_year_alone_and_a_siren_are_real_life(office):
    office.send(
        "nomAttribuant;idAttribuant;annee;nomBeneficiaire;idBeneficiaire;montant\nVille;999000052;2016;A;999000037;100\n"
    )

    with office.store.view() as view:
        (tie,) = view.ties()
    assert (tie.start, tie.end, tie.fields["year"]) == ("siren:999000052", "siren:999000037", "2016")
    assert tie.valid_from == "2016"


def test_a_wrong_number_is_said_and_the_grant_is_not_lost(office):
    plan = office.send(HEADER + "Ville;21860194600000;2025;;A;35181600000000;Projet;100;;;\n")

    assert (plan.created, [w.code for w in plan.warnings]) == (1, ["SIRET_INVALID", "SIRET_INVALID"])
    assert office.actor("A").siren is None


def test_the_grants_of_a_departement_enter_whole_and_fast(shared_data, office, capsys):
    started = time.perf_counter()
    plan = office.plan(shared_data / LOIRE)
    planned = time.perf_counter() - started
    office.apply(plan)
    written = time.perf_counter() - started

    assert plan.read == 18_148
    assert plan.created / plan.read >= 0.99
    assert {p.code for p in plan.problems} == {"COLUMN_REQUIRED"}
    assert all(p.line and p.column and p.message for p in plan.problems)
    assert written < 30
    with capsys.disabled():
        print(f"\n  18 148 subventions : {planned:.1f} s pour le plan, {written:.1f} s en tout, {plan.created} prises")


def test_the_same_grants_again_write_nothing(shared_data, office):
    office.send(shared_data / MAYENNE)

    again = office.plan(shared_data / MAYENNE)

    assert (again.created, again.updated, again.writes) == (0, 0, False)
