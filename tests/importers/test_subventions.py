"""Published grants, with the headers administrations really write and the rows they really publish."""

from __future__ import annotations

import time

import openpyxl
import pytest

from importers import IMPORTERS
from tests.pace import within

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


def amounts(office):
    with office.store.view() as view:
        return sorted((tie.fields["amount"], tie.fields.get("share")) for tie in view.ties())


@pytest.mark.parametrize("written", ["50", "50 %", "0,5", "0.50", "1/2", "50 / 100"])
def test_a_shared_convention_is_shared_out_and_not_doubled(office, written):
    office.send(HEADER + START + f"A;;Projet;1000;;{written};\n" + START + f"B;;Projet;1000;;{written};\n")

    assert amounts(office) == [(500, 0.5), (500, 0.5)]
    with office.store.view() as view:
        assert {tie.fields["detail"] for tie in view.ties()} == {"part de 50\u00a0% d'un montant de 1\u00a0000\u00a0€"}


@pytest.mark.parametrize(("written", "part", "share"), [("1 %", 100, 0.01), ("0,5 %", 50, 0.005), ("0.25%", 25, 0.0025), ("99,5 %", 9950, 0.995)])
def test_a_percentage_written_with_its_sign_is_one_however_small(office, written, part, share):
    plan = office.send(HEADER + START + f"A;;Projet;10000;;{written};\n")

    assert amounts(office) == [(part, share)]
    assert plan.warnings == []


@pytest.mark.parametrize(("written", "share"), [("1", None), ("100 %", None), ("0,01", 0.01), ("1,5", 0.015)])
def test_without_its_sign_a_part_up_to_one_is_a_fraction(office, written, share):
    office.send(HEADER + START + f"A;;Projet;10000;;{written};\n")

    assert amounts(office) == [(10000 * (share or 1), share)]


@pytest.mark.parametrize("written", ["150 %", "la moitié", "1/0", "3/2", "250", "-50", "1/2/3", "nan", "½"])
def test_a_part_that_cannot_be_read_is_said_beside_the_amount_counted_whole(office, written):
    plan = office.send(HEADER + START + f"A;;Projet;1000;;{written};\n")

    assert amounts(office) == [(1000, None)]
    assert [(w.code, w.value) for w in plan.warnings] == [("VALUE_UNUSUAL", written)]


@pytest.mark.parametrize("written", ["", "1", "100 %", "1/1", "nd", "0"])
def test_a_grant_to_one_alone_has_no_part_and_nothing_to_say(office, written):
    plan = office.send(HEADER + START + f"A;;Projet;1000;;{written};\n")

    assert (amounts(office), plan.warnings) == ([(1000, None)], [])


def test_amounts_that_are_the_parts_already_are_left_as_they_are(office):
    office.send(HEADER + START + "A;;Projet;800;;0.8;\n" + START + "B;;Projet;200;;0.2;\n")

    assert amounts(office) == [(200, 0.2), (800, 0.8)]


def test_parts_that_make_more_than_the_whole_are_told(office):
    plan = office.send(HEADER + START + "A;;Projet;1000;;0.8;\n" + START + "B;;Projet;1000;;0.8;\n")

    assert [w.code for w in plan.warnings] == ["SHARES_OVER_WHOLE"] * 2


def test_two_rows_of_one_convention_are_summed_and_told(office):
    plan = office.send(HEADER + START + "A;;Projet;30000;;1;2025-07-01\n" + START + "A;;Projet;50000;;1;2025-07-01\n")

    (told,) = plan.warnings
    assert (told.code, told.line) == ("CONVENTION_REPEATED", 3)
    assert "30\u00a0000\u00a0€ + 50\u00a0000\u00a0€ = 80\u00a0000\u00a0€" in told.message
    assert sum(amount for amount, _ in amounts(office)) == 80_000


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


@pytest.mark.parametrize("written", ["banane", "20245", "31/02/2024", "0", "2024/2023"])
def test_a_grant_of_a_year_that_is_none_is_set_aside(office, written):
    plan = office.plan(f"nomAttribuant;annee;nomBeneficiaire;montant\nVille;{written};A;100\n", importer="subventions")

    assert [(p.code, p.column, p.value) for p in plan.problems] == [("DATE_INVALID", "annee", written)]


YEARLY = "exercice,nomAttribuant,dateConvention,referenceDecision,nomBeneficiaire,objet,montant\n"
ONE_YEAR = "{},Ville,2024-03-01,D12,Les Érables,Fonctionnement,1000\n"


def test_two_years_of_one_convention_are_two_grants_whether_in_one_file_or_in_two(office):
    first, second = (YEARLY + ONE_YEAR.format(year) for year in (2024, 2025))

    sent = [office.send(text, "subventions", name=f"{n}.csv") for n, text in enumerate((first, second, first, second))]
    together = office.send(first + ONE_YEAR.format(2025), "subventions", name="deux.csv")

    assert [(p.created, p.updated, p.unchanged) for p in sent] == [(1, 0, 0), (1, 0, 0), (0, 0, 1), (0, 0, 1)]
    assert (together.unchanged, together.writes) == (2, False)


def test_the_same_grants_with_a_column_of_years_more_are_the_same(office):
    office.send("nomAttribuant,dateConvention,referenceDecision,nomBeneficiaire,objet,montant\n" + ONE_YEAR.format(2024)[5:], "subventions", name="a.csv")

    again = office.send(YEARLY + ONE_YEAR.format(2024), "subventions", name="b.csv")

    assert (again.created, again.updated, again.vanished) == (0, 1, {})


def test_a_grant_of_several_years_holds_from_the_first(office):
    office.send("nomAttribuant;annee;nomBeneficiaire;montant\nVille;2024-2026;A;100\n", importer="subventions")

    with office.store.view() as view:
        (tie,) = view.ties()
    assert (tie.fields["year"], tie.valid_from) == ("2024-2026", "2024")


def test_a_wrong_number_is_said_and_the_grant_is_not_lost(office):
    plan = office.send(HEADER + "Ville;21860194600000;2025;;A;35181600000000;Projet;100;;;\n")

    assert (plan.created, [w.code for w in plan.warnings]) == (1, ["SIRET_INVALID", "SIRET_INVALID"])
    assert office.actor("A").siren is None


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("3,24021385E+13", "notation scientifique"),
        ("3.24021E+8", "notation scientifique"),
        ("32402138500000", "arrondi par le tableur"),
        ("32402138500012.0", "avec une décimale"),
        ("3240213850001", "13 chiffres au lieu de 14"),
    ],
)
def test_a_number_damaged_by_a_spreadsheet_is_refused_with_its_reason_and_never_cut(office, written, reason):
    plan = office.send(HEADER + START + f"A;{written};Projet;100;;1;\n")

    (told,) = plan.warnings
    assert (told.code, told.column, told.value) == ("SIRET_INVALID", "idBeneficiaire", written)
    assert reason in told.message
    assert (office.actor("A").siren, office.actor("A").value("siret")) == (None, None)


def test_who_is_told_by_a_number_alone_gets_the_name_another_source_gives(office):
    office.send(HEADER + START + ";99900001100018;Projet;100;;1;\n")
    assert [end.replace("\u00a0", " ") for _, _, end in office.ties("funds")] == ["SIRET 999 000 011 00018"]
    office.send("Nom;Type;SIRET\nAtelier des Possibles;association;99900001100018\n", "parties-prenantes")

    assert office.ties("funds") == [("Département exemple", "funds", "Atelier des Possibles")]


def test_a_grant_to_nobody_is_set_aside(office):
    plan = office.plan(HEADER + START + ";;Projet;100;;1;\n")

    assert [(p.code, p.column) for p in plan.problems] == [("COLUMN_REQUIRED", "nomBeneficiaire")]


@pytest.mark.parametrize("written", ["32402138500000", "324021386"])
def test_a_grant_to_a_damaged_number_alone_is_set_aside_with_its_reason(office, written):
    plan = office.plan(HEADER + START + f";{written};Projet;100;;1;\n")

    assert [(p.column, p.value) for p in plan.problems] == [("idBeneficiaire", written)]
    assert plan.problems[0].code in ("SIRET_INVALID", "SIREN_INVALID")


# -- the State's and the départements' own exports ----------------------------------------------------------------------

CHORUS = (
    "N° EJ;N° poste EJ;Code taxe 1;Branche CODE;Référentiel de programmation;N° DP;N° poste DP;Société;Exercice comptable;"
    "Fournisseur payé (DP);Désignation de la structure;Centre financier;Domaine fonctionnel;Montant payé;"
    "Date de dernière opération sur la DP\n"
)
SUBVENTIA = (
    "Financeur Principal;Référence administrative - Demande;annee_demande;SIRET - Demandeur;Date - Décision;"
    "Montant voté TTC - Décision;Montant Ttc;Dispositif - Dossier de financement;Thematique Title;"
    "Statut - Dossier de financement\n"
)
FONJEP = (
    "ANNEE;Financeur Principal;Service qui attribue le poste;statut du poste;raison sociale association bénéficiaire;"
    "ACT_SIRET;Code postal;Ville;MTT_PAYE;DT_VERS\n"
)


def test_payments_of_the_state_are_told_apart_by_their_numbers(office):
    row = "2103;1;99900001100018;Z004;Cohésion;{};1;ADCE;2024;1100234567;Régie exemple;DRAJES;Vie associative;{};{}\n"
    text = CHORUS + row.format("100", "5 000,00", "12.03.2024") + row.format("101", "5 000,00", "12.03.2024")

    plan = office.send(text)

    assert (plan.created, office.ties()) == (2, [("DRAJES", "funds", "Régie exemple")] * 2)
    assert amounts(office) == [(5000, None)] * 2
    assert office.actor("Régie exemple").value("siret") == "99900001100018"


def test_a_supplier_code_is_no_name(office):
    text = CHORUS.replace("Désignation de la structure;", "")
    row = "2103;1;99900001100018;Z004;Cohésion;100;1;ADCE;2024;{};DRAJES;Vie associative;5000;2024-03-12\n"

    office.send(text + row.format("1100234567"))
    assert office.names("organisation") == ["SIRET\u00a0999\u00a0000\u00a0011\u00a000018"]
    office.send(text + row.format("RÉGIE EXEMPLE"))

    assert office.names("organisation") == ["RÉGIE EXEMPLE"]


@pytest.mark.parametrize(("status", "taken"), [("VOTE", 1), ("SOLDE", 1), ("INSTRUCTION", 0), ("FININSTRUCTION", 0), ("Refusé", 0)])
def test_only_what_was_voted_is_a_funding(office, status, taken):
    row = f"Département exemple;2024-17;2024;99900001100018;2024-05-01;1234;5000;Vie locale;Jeunesse;{status}\n"

    plan = office.send(SUBVENTIA + row)

    assert plan.created == taken
    assert [p.code for p in plan.problems] == ["NOT_GRANTED"] * (1 - taken)
    assert amounts(office) == [(1234, None)] * taken


def test_posts_of_the_fonjep_are_grants_of_the_service_that_gives_them(office):
    office.send(FONJEP + "2023;Jeunesse;DRAJES exemple;Attribué;Centre social;99900001100018;69100;Villeurbanne;7164;2023-09-15\n")

    assert amounts(office) == [(7164, None)]
    assert office.ties() == [("DRAJES exemple", "funds", "Centre social")]
    assert office.actor("Centre social").value("city") == "Villeurbanne"


def test_a_workbook_whose_sheets_name_each_other_by_codes_is_read_together(office, tmp_path):
    book = openpyxl.Workbook()
    sheets = {
        "Tiers": [
            ["Code", "RaisonSociale", "EstAssociation", "SiretOuRidet", "CodePostal", "Ville", "ContactEmail"],
            ["A1", "Centre social", "Oui", "99900001100018", "69100", "Villeurbanne", "x@exemple.fr"],
            ["F1", "DRAJES exemple", "Non", "99900005200012", "69003", "Lyon", "y@exemple.fr"],
        ],
        "Poste": [
            ["Code", "PstStatutPosteLibelle", "FinanceurAttributeurCode", "AssociationBeneficiaireCode", "Annee", "MontantSubvention"],
            ["P1", "Attribué", "F1", "A1", 2023, 7164],
            ["P2", "Attribué", "F1", "INCONNU", 2023, 7164],
        ],
    }  # fmt: skip
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    del book["Sheet"]
    path = tmp_path / "fonjep.xlsx"
    book.save(path)

    plan = office.send(path)

    assert (plan.read, plan.created, [p.line for p in plan.problems]) == (2, 1, [3])
    assert office.ties() == [("DRAJES exemple", "funds", "Centre social")]
    assert "exemple.fr" not in "\n".join(office.exported(history=True))


def test_the_sheets_of_several_years_are_one_file(office, tmp_path):
    book = openpyxl.Workbook()
    for year in (2023, 2024):
        sheet = book.create_sheet(str(year))
        sheet.append(["Nom de l'attribuant", "Année budgétaire", "Nom du bénéficiaire*", "Montant voté"])
        sheet.append(["Département exemple", year, "Association A", year])
    del book["Sheet"]
    path = tmp_path / "annees.xlsx"
    book.save(path)

    office.send(path)

    assert amounts(office) == [(2023, None), (2024, None)]


# -- what is really published -------------------------------------------------------------------------------------------

SCDL = "scdl-subventions/"
REAL = [
    (SCDL + "api-subventions-asso/SCDL.csv", 4, 3, 1),
    (SCDL + "api-subventions-asso/SCDL.xlsx", 10, 9, 1),
    (SCDL + "api-subventions-asso/SCDL_WITH_EXERCICE.csv", 4, 3, 1),
    (SCDL + "schema-examples/exemple_valide.csv", 29, 29, 0),
    (SCDL + "schema-examples/exemple_invalide_erreurs_cellules.csv", 29, 28, 1),
    (MAYENNE, 175, 160, 2),
    (LOIRE, 18_148, 18_147, 1),
]


@pytest.mark.parametrize(("name", "read", "created", "aside"), REAL, ids=[name.rpartition("/")[2] for name, *_ in REAL])
def test_a_published_file_is_taken_whole_or_told(shared_data, office, name, read, created, aside):
    plan = office.plan(shared_data / name)

    assert (plan.read, plan.created, len(plan.set_aside)) == (read, created, aside)
    assert all(p.code in ("COLUMN_REQUIRED", "SIRET_INVALID", "SIREN_INVALID") and p.line and p.column and p.message for p in plan.problems)


def test_the_parts_of_a_published_convention_are_not_shared_out_twice(shared_data, office):
    """Two firms share 27 501 €: the file writes what each receives, and its part."""
    office.send(shared_data / SCDL / "schema-examples" / "exemple_invalide_erreurs_cellules.csv")

    with office.store.view() as view:
        names = {actor.id: actor.name for actor in view.actors()}
        found = {names[tie.end]: tie.fields["amount"] for tie in view.ties() if tie.fields.get("reference") == "2016-0400"}
    assert (found["Rodriguez SA"], found["Bellandier SAS"]) == (22000.8, 5500.2)


def test_a_published_convention_written_whole_beside_a_part_gives_the_part(shared_data, office):
    office.send(shared_data / SCDL / "schema-examples" / "exemple_valide.csv")

    with office.store.view() as view:
        names = {actor.id: actor.name for actor in view.actors()}
        found = {names[tie.end]: tie.fields["amount"] for tie in view.ties()}
    assert found["ANTIBES RALLYE ASSOCIATION"] == 3300


def test_the_grants_of_a_departement_enter_whole_and_fast(shared_data, office, capsys):
    started = time.process_time()
    plan = office.plan(shared_data / LOIRE)
    planned = time.process_time() - started
    office.apply(plan)
    written = time.process_time() - started

    assert plan.read == 18_148
    assert plan.created / plan.read >= 0.99
    assert {p.code for p in plan.problems} == {"COLUMN_REQUIRED"}
    assert all(p.line and p.column and p.message for p in plan.problems)
    assert within(written, 30)
    with capsys.disabled():
        print(f"\n  18 148 subventions : {planned:.1f} s pour le plan, {written:.1f} s en tout, {plan.created} prises")


def test_the_same_grants_again_write_nothing(shared_data, office):
    office.send(shared_data / MAYENNE)

    again = office.plan(shared_data / MAYENNE)

    assert (again.created, again.updated, again.writes) == (0, 0, False)
