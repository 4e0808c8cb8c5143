"""What becomes of a funding by its state: granted, asked, refused, cancelled, or a word that nobody knows."""

from __future__ import annotations

import datetime as dt

import pytest

from kb.privacy import LOCAL

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


@pytest.mark.parametrize("state", ["", "accordé", "Versée", "voté", "notifié", "soldé", "Conventionnée", "obtenu"])
def test_what_is_granted_is_a_funding(office, state):
    plan, tie = _sent(office, state)

    assert tie.kind == "funds"
    assert plan.warnings == []


def test_a_state_that_nobody_knows_is_said(office):
    plan, tie = _sent(office, "mi-figue")

    assert (tie.kind, tie.fields["state"]) == ("funds", "mi-figue")
    assert [(w.code, w.value) for w in plan.warnings] == [("VALUE_UNUSUAL", "mi-figue")]
