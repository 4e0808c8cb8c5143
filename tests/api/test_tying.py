"""Ties by hand: found by name, checked, ended on a day whichever source states them, and undone like any batch."""

from __future__ import annotations

import re

import pytest

from api.importing import Request, run_import
from kb.kinds import TIES
from kb.store import open_store
from tests.api.conftest import SHEETS
from tests.api.page_check import faults, loose
from tests.api.test_entry import FABRIQUE, REGIE, exported, form_of, sent_by, sheet_of


def ties_of(client, sheet: str) -> list[str]:
    """Return the ties of a sheet in words."""
    found = client.get("/api/questions/fiche", params={"actor": sheet.rpartition("/")[2]}).json()["rows"]
    return sorted(f"{row['reading']} {row['name']}" for row in found)


def tie_form(client, sheet: str, **asked: str) -> dict[str, str]:
    """Return what a browser would send back once the other end was searched."""
    page = client.get(f"{sheet}/lien", params=asked)
    assert page.status_code == 200, page.text
    assert faults(page.text) == []
    return sent_by(page.text)


def test_a_tie_is_found_by_name_written_and_undone(writing_client, own_base):
    before = exported(own_base)
    sheet = sheet_of(writing_client, FABRIQUE)
    form = tie_form(writing_client, sheet, lien="funds.vers", nom="deux riv")
    assert form["_autre"], "the only actor found is chosen already"

    done = writing_client.post(f"{sheet}/lien", data=form | {"amount": "12 000", "valid_from": "2025", "purpose": "Vélos"})

    assert done.status_code == 303, done.text
    page = writing_client.get(done.headers["location"])
    assert re.search(r"est financé par.*Fonds des Deux Rives.*12.000.*Vélos", page.text, re.DOTALL)
    again = writing_client.post(
        f"{sheet}/lien", data=form | {"amount": "12000", "valid_from": "2025", "purpose": "Vélos"}
    )
    assert again.headers["location"].endswith("lot=aucun"), "a form sent twice is one tie"
    [lot] = re.findall(r"lot=(lot-[^&]+)", done.headers["location"])
    writing_client.post(f"/donnees/lots/{lot}/annuler")
    assert exported(own_base) == before


def test_a_demand_planned_for_next_month_is_on_the_sheet_at_once_and_is_one_when_typed_again_after_its_day(writing_client, monkeypatch):
    fonds = sheet_of(writing_client, "Fonds des Deux Rives")
    form = tie_form(writing_client, fonds, lien="solicits.vers", nom="erables") | {"valid_from": "14/12/2026"}

    writing_client.post(f"{fonds}/lien", data=form)

    assert any("doit être sollicité" in told for told in ties_of(writing_client, fonds))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1798761600")  # 1 January 2027
    again = writing_client.post(f"{fonds}/lien", data=form)
    assert again.headers["location"].endswith("lot=aucun")


def test_both_readings_lead_to_one_tie_and_only_admissible_ends_are_proposed(writing_client):
    fonds, regie = sheet_of(writing_client, "Fonds des Deux Rives"), sheet_of(writing_client, REGIE)

    form = tie_form(writing_client, fonds, lien="funds.de", nom="erables")
    writing_client.post(f"{fonds}/lien", data=form)
    places = writing_client.get(f"{regie}/lien", params={"lien": "seats_on.de", "nom": "terres neuves"}).text

    assert "est financé par Fonds des Deux Rives" in ties_of(writing_client, regie)
    assert "CLE Terres Neuves" in places
    assert places.count('name="_autre"') == 1, "the territory of that name cannot be sat on"


@pytest.mark.parametrize("name", [FABRIQUE, "CLE Terres Neuves", "Terres Neuves", "Réparation de vélos"])
def test_the_readings_offered_are_those_the_kind_admits(client, name):
    page = client.get(f"{sheet_of(client, name)}/lien").text

    offered = set(re.findall(r'<option value="(\w+)\.(?:de|vers)"', page))

    assert offered
    assert offered <= set(TIES)
    assert ("seats_on" in offered) == (name in (FABRIQUE, "CLE Terres Neuves"))
    assert faults(page) == []


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("amount", "12,345.6", "Nombre ambigu"),
        ("valid_to", "2020", "précède son début"),
        ("valid_from", "hier", "Date illisible"),
        ("source_url", "javascript:x", "seules les adresses http"),
        ("notes", "2 55 08 14 168 025 38", "numéro de sécurité sociale"),
    ],
)
def test_what_a_tie_cannot_take_is_said_beside_its_field(writing_client, own_base, field, typed, said):
    before = exported(own_base)
    sheet = sheet_of(writing_client, FABRIQUE)
    form = tie_form(writing_client, sheet, lien="funds.vers", nom="deux riv") | {"valid_from": "2024", "purpose": "Vélos"}

    page = writing_client.post(f"{sheet}/lien", data=form | {field: typed})

    assert page.status_code == 422
    assert said in re.search(rf'id="faute-{field}">(.*?)</p>', page.text, re.DOTALL)[1]
    assert 'value="Vélos"' in page.text
    assert "2 55 08 14" not in page.text
    assert faults(page.text) == []
    assert exported(own_base) == before


def test_a_tie_to_nobody_or_to_oneself_is_refused(writing_client):
    sheet = sheet_of(writing_client, FABRIQUE)
    form = tie_form(writing_client, sheet, lien="partner.de", nom="ouvroir")

    nobody = writing_client.post(f"{sheet}/lien", data=form | {"_autre": ""})
    itself = writing_client.post(f"{sheet}/lien", data=form | {"_autre": sheet.rpartition("/")[2]})
    unknown = writing_client.post(f"{sheet}/lien", data=form | {"_lien": "inventé"})

    assert [answer.status_code for answer in (nobody, itself, unknown)] == [422, 422, 422]
    assert "Choisissez l&#39;acteur" in nobody.text


def test_a_tie_a_file_states_is_ended_stays_so_at_the_next_edition_and_comes_back(writing_client, own_base, tmp_path):
    sheet = sheet_of(writing_client, REGIE)
    before, shown = exported(own_base), ties_of(writing_client, sheet)
    [end] = re.findall(r'href="([^"]+/fin)"[^>]*>terminer<span class="unseen"> : est partenaire', loose(writing_client.get(sheet).text))
    form = form_of(writing_client, end)

    done = writing_client.post(end, data=form)

    assert done.status_code == 303, done.text
    assert [t for t in shown if t not in ties_of(writing_client, sheet)] == ["est partenaire de L'Ouvroir"]
    page, journal = (loose(writing_client.get(address).text) for address in (sheet, "/donnees"))
    assert re.search(r"fin du lien : est partenaire de L&#39;Ouvroir<a [^>]*: Saisie, notée le", page), "the person who ended it says so"
    assert re.search(rf"Saisie · fin du lien : [^<]*{REGIE}", journal)
    path = tmp_path / "liens.csv"
    path.write_text(SHEETS["liens"].replace("Convention 2024", "Convention signée en 2024"), encoding="utf-8")
    report = run_import(str(own_base), Request("liens", path, True, "feuilles d'essai"))
    assert report.plan.updated == 1
    assert "est partenaire de L'Ouvroir" not in ties_of(writing_client, sheet)
    with open_store(own_base) as store, store.view() as view:
        lots = [batch.id for batch in view.batches() if batch.kind == "entry" or batch.id == report.batch.id]
    for lot in lots:
        writing_client.post(f"/donnees/lots/{lot}/annuler")
    assert exported(own_base) == before


def test_a_tie_that_is_over_and_typed_again_says_so_and_asks_for_its_new_beginning(writing_client):
    sheet = sheet_of(writing_client, FABRIQUE)
    form = tie_form(writing_client, sheet, lien="partner.de", nom="ouvroir")
    writing_client.post(f"{sheet}/lien", data=form)
    [end] = re.findall(r'href="([^"]+/fin)"[^>]*>terminer<span class="unseen"> : est partenaire', loose(writing_client.get(sheet).text))
    writing_client.post(end, data=form_of(writing_client, end) | {"valid_to": "01/11/2026"})

    again = writing_client.post(f"{sheet}/lien", data=form)
    resumed = writing_client.post(f"{sheet}/lien", data=form | {"valid_from": "15/11/2026"})

    assert again.status_code == 422
    assert "Ce lien a duré jusqu&#39;au 1er novembre 2026." in re.search(r'id="faute-valid_from">(.*?)</p>', again.text, re.DOTALL)[1]
    assert faults(again.text) == []
    assert resumed.status_code == 303
    assert "est partenaire de L'Ouvroir" in ties_of(writing_client, sheet)


def test_a_tie_that_two_sources_state_is_ended_for_both_and_comes_back(writing_client, own_base, tmp_path):
    path = tmp_path / "liens.csv"
    path.write_text(SHEETS["liens"], encoding="utf-8")
    sheet, shown = sheet_of(writing_client, REGIE), ties_of(writing_client, sheet_of(writing_client, REGIE))
    assert run_import(str(own_base), Request("liens", path, True, "autre relevé")).plan.created
    assert ties_of(writing_client, sheet) == shown
    [end] = re.findall(r'href="([^"]+/fin)"[^>]*>terminer<span class="unseen"> : est partenaire', loose(writing_client.get(sheet).text))

    done = writing_client.post(end, data=form_of(writing_client, end))

    assert [t for t in shown if t not in ties_of(writing_client, sheet)] == ["est partenaire de L'Ouvroir"]
    [lot] = re.findall(r"lot=(lot-[^&]+)", done.headers["location"])
    writing_client.post(f"/donnees/lots/{lot}/annuler")
    assert ties_of(writing_client, sheet) == shown


def test_a_tie_that_changed_meanwhile_is_read_again_before_it_ends(writing_client):
    sheet = sheet_of(writing_client, REGIE)
    end = re.findall(r'href="([^"]+/fin)"', writing_client.get(sheet).text)[0]
    mine, theirs = form_of(writing_client, end), form_of(writing_client, end)
    writing_client.post(end, data=theirs | {"valid_to": "31/12/2027"})

    page = writing_client.post(end, data=mine | {"valid_to": "31/12/2028"})

    assert page.status_code == 422
    assert "Dernier jour où il vaut" in page.text
    assert "a changé pendant" in page.text
    assert "jusqu&#39;au 31 décembre 2027" in page.text
    assert 'value="31/12/2028"' in page.text
    assert writing_client.post(end, data=sent_by(page.text)).status_code == 303


def test_a_tie_cannot_end_before_it_began_nor_on_no_day(writing_client):
    sheet = sheet_of(writing_client, REGIE)
    [end] = re.findall(r'href="([^"]+/fin)"[^>]*>terminer<span class="unseen"> : est partenaire', loose(writing_client.get(sheet).text))
    form = form_of(writing_client, end)

    for day, said in (("", "Donnez le dernier jour"), ("2020", "précède son début"), ("31/02/2027", "Date illisible")):
        page = writing_client.post(end, data=form | {"valid_to": day})
        assert page.status_code == 422
        assert said in page.text
        assert faults(page.text) == []
    assert writing_client.get(f"{sheet}/liens/t:inconnu/fin").status_code == 404
