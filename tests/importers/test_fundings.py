"""What becomes of a funding by its state: granted, asked, refused, cancelled, or a word that nobody knows."""

from __future__ import annotations

import datetime as dt

import pytest

from importers.actors import row_key
from kb.privacy import LOCAL
from queries.ties import tie_detail

PARTIES = "Nom;Type;Commune\nFondation des Rives;financeur;Lyon\nLe Verger;EBE;Lyon\n"
SHEET = "Financeur;Bénéficiaire;Montant;État;Date\nFondation des Rives;Le Verger;40 000;{};15/03/2026\n"


def _sent(office, state):
    office.send(PARTIES, importer="parties-prenantes")
    plan = office.send(SHEET.format(state), importer="financements")
    with office.store.view(LOCAL, dt.date(2026, 11, 24)) as view:
        (tie,) = view.ties(("funds", "solicits"))
    return plan, tie


@pytest.mark.parametrize("state", ["Refusé", "refus", "Rejetée", "rejet", "Non retenu", "Non accordée", "avis défavorable"])
def test_what_was_refused_is_an_answer_and_no_funding(office, state):
    plan, tie = _sent(office, state)

    assert (tie.kind, tie.fields["state"]) == ("solicits", "refusée")
    assert plan.warnings == []


@pytest.mark.parametrize("state", ["En instruction", "à l'étude", "en attente de réponse", "Demande déposée", "sollicité"])
def test_what_is_still_looked_at_is_no_funding(office, state):
    _, tie = _sent(office, state)

    assert (tie.kind, tie.fields["state"]) == ("solicits", "envoyée")


@pytest.mark.parametrize(
    "state",
    ["pas retenu", "n'a pas été retenu", "pas accordée", "Irrecevable", "Non", "non, budget épuisé", "pas de suite", "Pas d'accord"],
)
def test_a_refusal_is_not_read_as_the_word_that_it_denies(office, state):
    plan, tie = _sent(office, state)

    assert (tie.kind, tie.fields["state"]) == ("solicits", "refusée")
    assert plan.warnings == []


@pytest.mark.parametrize(
    ("state", "meant"),
    [
        ("En attente d'accord", "envoyée"),
        ("En attente de validation", "envoyée"),
        ("en attente de vote", "envoyée"),
        ("accord attendu", "envoyée"),
        ("vote prévu en juin", "envoyée"),
        ("sera votée en juin", "envoyée"),
        ("à l'étude, vote en commission", "envoyée"),
        ("avis favorable attendu, en instruction", "envoyée"),
        ("avis favorable, en attente de vote", "envoyée"),
        ("demande à valider", "envoyée"),
        ("pas encore accordée", "envoyée"),
        ("ajourné", "envoyée"),
        ("reporté", "envoyée"),
        ("dossier complet", "envoyée"),
        ("renouvellement demandé", "envoyée"),
        ("demande de renouvellement", "envoyée"),
        ("dossier en commission", "envoyée"),
        ("Demande déposée, versement prévu en 2027", "envoyée"),
        ("demande bien reçue", "envoyée"),
        ("en cours de validation", "envoyée"),
        ("pas de réponse", "sans réponse"),
        ("accord sous réserve du vote", "réservée"),
        ("demande à déposer", "en préparation"),
    ],
)
def test_an_answer_that_is_waited_for_is_no_answer(office, state, meant):
    plan, tie = _sent(office, state)

    assert (tie.kind, tie.fields["state"]) == ("solicits", meant)
    assert plan.warnings == []


@pytest.mark.parametrize(
    "state",
    [
        "accordé, en attente de signature",
        "voté le 12/06/2026, versement prévu en juillet",
        "En attente de versement",
        "pas encore versé",
        "demande acceptée",
        "demande de renouvellement accordée",
        "demande de solde envoyée",
        "accordé en commission permanente",
        "Dossier déposé le 3, accord le 15",
        "en cours d'exécution",
    ],
)
def test_what_is_granted_stays_so_while_its_payment_is_waited_for(office, state):
    plan, tie = _sent(office, state)

    assert (tie.kind, tie.fields["state"]) == ("funds", state)
    assert plan.warnings == []


@pytest.mark.parametrize("state", ["accordé ?", "refus partiel, accordé à 50 %"])
def test_a_grant_that_is_doubted_is_said(office, state):
    plan, tie = _sent(office, state)

    assert tie.kind == "funds"
    assert [(w.code, w.value) for w in plan.warnings] == [("VALUE_UNUSUAL", state)]


@pytest.mark.parametrize("state", ["", "accordé", "Versée", "voté", "notifié", "soldé", "Conventionnée", "obtenu"])
def test_what_is_granted_is_a_funding(office, state):
    plan, tie = _sent(office, state)

    assert tie.kind == "funds"
    assert plan.warnings == []


@pytest.mark.parametrize("state", ["mi-figue", "2e passage"])
def test_a_state_that_nobody_knows_is_asked_and_is_never_money_given(office, state):
    office.send("nom\nFondation des Rives\nLe Verger\n", "parties-prenantes")

    plan = office.send(f"Financeur;Bénéficiaire;Montant;État\nFondation des Rives;Le Verger;5000;{state}\n", "financements")

    assert [(p.code, p.column, p.value) for p in plan.problems] == [("STATE_UNKNOWN", "État", state)]
    with office.store.view() as view:
        assert list(view.ties()) == []


def test_a_demand_examined_once_more_is_a_demand(office):
    plan, tie = _sent(office, "en cours d'instruction 2e passage")

    assert (tie.kind, tie.fields["state"], plan.warnings) == ("solicits", "envoyée", [])


ASKED = "Financeur;Bénéficiaire;{}\nFondation des Rives;Le Verger;{}\n"


@pytest.mark.parametrize(
    ("columns", "row", "said"),
    [
        ("Montant demandé (€);Montant accordé", "50 000;45 000", ("funds", 45000, None)),
        ("Montant demandé (€);Montant accordé", "50 000;", ("solicits", 50000, None)),
        ("Montant demandé (€);Montant accordé", "50 000;0", ("solicits", 50000, None)),
        ("Montant demandé;Réponse", "50 000;", ("solicits", 50000, None)),
        ("Montant demandé;Réponse", "50 000;refus", ("solicits", 50000, "refusée")),
        ("Montant demandé;Montant versé", "50 000;20 000", ("funds", None, None)),
        ("Montant demandé;Date;Date de fin", "50 000;12/03/2026;01/01/2026", ("solicits", 50000, None)),
    ],
)
def test_an_amount_that_is_only_asked_makes_no_funding(office, columns, row, said):
    office.send(PARTIES, importer="parties-prenantes")

    office.send(ASKED.format(columns, row), importer="financements")

    with office.store.view(LOCAL, dt.date(2026, 11, 24)) as view:
        (tie,) = view.ties(("funds", "solicits"))
    assert (tie.kind, tie.fields.get("amount"), tie.fields.get("state")) == said


def test_what_was_asked_is_told_beside_what_was_given(office):
    office.send(PARTIES, importer="parties-prenantes")

    office.send(ASKED.format("Montant demandé;Montant accordé", "50 000;45 000"), importer="financements")

    with office.store.view(LOCAL, dt.date(2026, 11, 24)) as view:
        (tie,) = view.ties(("funds",))
        assert " ".join(tie_detail(tie).split()) == "50 000 € demandés"


def test_a_grant_of_which_only_the_demand_is_known_has_no_amount_and_says_so(office):
    office.send(PARTIES, importer="parties-prenantes")

    plan = office.send(ASKED.format("Montant demandé;Réponse", "30 000;accordé"), importer="financements")

    with office.store.view(LOCAL, dt.date(2026, 11, 24)) as view:
        (tie,) = view.ties(("funds",))
    assert "amount" not in tie.fields
    assert [warning.code for warning in plan.warnings] == ["AMOUNT_ASKED_ONLY"]


@pytest.mark.parametrize(("given", "year"), [("", "2027"), ("2026", "2026")])
def test_a_year_in_the_header_of_the_amounts_is_the_year_of_a_row_that_gives_none(office, given, year):
    office.send(PARTIES, importer="parties-prenantes")
    sheet = f"Financeur;Bénéficiaire;Montant (2027);Exercice\nFondation des Rives;Le Verger;40 000;{given}\n"

    plan = office.send(sheet, importer="financements")

    with office.store.view(LOCAL, dt.date(2027, 11, 24)) as view:
        (tie,) = view.ties(("funds",))
    assert (tie.fields["year"], tie.fields["amount"]) == (year, 40_000)
    assert [w.code for w in plan.warnings if w.code == "YEAR_TOLD"] == ["YEAR_TOLD"] * (not given)


@pytest.mark.parametrize("header", ["Montant 2025", "Subvention 2025", "Montant voté 2025 (€)"])
def test_an_amount_under_a_header_with_its_year_is_the_amount_of_that_year(office, header):
    office.send(PARTIES, importer="parties-prenantes")
    rows = "Fondation des Rives;Le Verger;40 000;atelier\nFondation des Rives;Le Verger;2 000;outils\n"

    plan = office.send(f"Financeur;Bénéficiaire;{header};Objet\n{rows}", importer="financements")

    with office.store.view(LOCAL, dt.date(2025, 11, 24)) as view:
        told = sorted((tie.fields["year"], tie.fields["amount"]) for tie in view.ties(("funds",)))
    assert told == [("2025", 2_000), ("2025", 40_000)]
    assert [(w.code, w.column) for w in plan.warnings if w.code in {"YEAR_TOLD", "COLUMN_IGNORED"}] == [("YEAR_TOLD", header)]


@pytest.mark.parametrize("headers", ["Montant 2026;Montant 2027", "Montant (2026);Montant (2027)", "Subvention 2026;Subvention 2027", "2026 (€);2027 (€)"])
def test_several_columns_of_years_are_as_many_fundings_of_a_row(office, headers):
    office.send(PARTIES, importer="parties-prenantes")
    rows = "Fondation des Rives;Le Verger;40 000;45 000;atelier\nFondation des Rives;Le Verger;;2 000;outils\n"

    plan = office.send(f"Financeur;Bénéficiaire;{headers};Objet\n{rows}", importer="financements")

    with office.store.view(LOCAL, dt.date(2027, 11, 24)) as view:
        told = sorted((tie.fields["purpose"], tie.fields["year"], tie.fields["amount"], tie.valid_from) for tie in view.ties(("funds",)))
    assert told == [("atelier", "2026", 40_000, "2026"), ("atelier", "2027", 45_000, "2027"), ("outils", "2027", 2_000, "2027")]
    assert [w.code for w in plan.warnings if w.code in {"YEAR_TOLD", "COLUMN_IGNORED"}] == ["YEAR_TOLD"] * 2
    assert (plan.read, plan.set_aside) == (2, [])


def test_a_year_added_to_a_sheet_adds_its_funding_and_leaves_the_one_that_was_known(office):
    office.send(PARTIES, importer="parties-prenantes")
    office.send("Financeur;Bénéficiaire;Montant 2026\nFondation des Rives;Le Verger;40 000\n", importer="financements")
    office.send("Financeur;Bénéficiaire;Montant 2026;Montant 2027\nFondation des Rives;Le Verger;40 000;45 000\n", importer="financements")

    with office.store.view(LOCAL, dt.date(2027, 11, 24)) as view:
        assert sorted((tie.fields["year"], tie.fields["amount"]) for tie in view.ties(("funds",))) == [("2026", 40_000), ("2027", 45_000)]


def test_amounts_asked_and_granted_for_several_years_go_each_to_their_own(office):
    office.send(PARTIES, importer="parties-prenantes")
    headers = "Montant demandé 2027;Montant accordé 2026;Montant versé 2026"
    office.send(f"Financeur;Bénéficiaire;{headers}\nFondation des Rives;Le Verger;50 000;40 000;10 000\n", importer="financements")

    with office.store.view(LOCAL, dt.date(2027, 11, 24)) as view:
        told = [(t.kind, t.fields["year"], t.fields["amount"], t.fields.get("amount_paid")) for t in view.ties(("funds", "solicits"))]
    assert sorted(told) == [("funds", "2026", 40_000, 10_000), ("solicits", "2027", 50_000, None)]


def test_an_amount_without_year_beside_columns_of_several_years_is_set_aside_with_what_to_do(office):
    office.send(PARTIES, importer="parties-prenantes")

    plan = office.plan("Financeur;Bénéficiaire;Montant;Demandé 2026;Demandé 2027\nFondation des Rives;Le Verger;1 000;40 000;\n", importer="financements")

    (problem,) = plan.problems
    assert (problem.code, problem.column) == ("NUMBER_AMBIGUOUS", "Montant")
    assert "« Montant 2026 »" in problem.message


def _of_year(office, written):
    office.send(PARTIES, importer="parties-prenantes")
    return office.send(f"Financeur;Bénéficiaire;Montant;Exercice\nFondation des Rives;Le Verger;40 000;{written}\n", importer="financements")


@pytest.mark.parametrize("written", ["banane", "20245", "31/02/2024", "0", "2024/2023", "1824", "24"])
def test_a_financial_year_that_is_no_year_is_set_aside_with_what_to_write(office, written):
    plan = _of_year(office, written)

    (problem,) = plan.problems
    assert (problem.code, problem.column, problem.value) == ("DATE_INVALID", "Exercice", written)
    assert "écrivez 2026, ou 2026-2028" in problem.message


@pytest.mark.parametrize(
    ("written", "year", "since"),
    [("2026", "2026", "2026"), ("Exercice 2026", "2026", "2026"), ("15/03/2026", "2026", "2026"), ("2026.0", "2026", "2026"),
     ("2024-2026", "2024-2026", "2024"), ("2025-26", "2025-2026", "2025"), ("2025/2026", "2025-2026", "2025"), ("T1 2026", "2026", "2026")],
)  # fmt: skip
def test_a_funding_of_one_or_several_years_holds_from_the_first(office, written, year, since):
    plan = _of_year(office, written)

    with office.store.view(LOCAL, dt.date(2026, 11, 24)) as view:
        (tie,) = view.ties(("funds",))
    assert (tie.fields["year"], tie.valid_from, plan.problems) == (year, since, [])


def test_the_year_of_a_funding_stays_in_its_key_as_it_is_written(office):
    (row,) = office.rows("Financeur;Bénéficiaire;Exercice\nA;B;2025/2026\n", importer="financements")

    assert row.key == row_key("financement", "A", "B", "", "", "", "2025/2026")
