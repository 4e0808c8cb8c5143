"""Editing by hand: what a person types is a claim beside the others, checked, undoable, and never written over unseen."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from api.importing import Request, run_import
from kb.errors import BadParameter
from kb.kinds import KINDS
from kb.outlines import OUTLINE
from kb.store import open_store
from tests.api.conftest import SHEETS, exported
from tests.api.page_check import faults, loose

FABRIQUE, REGIE = "La Fabrique", "Régie des Érables"


def sheet_of(client: TestClient, name: str) -> str:
    """Return the address of the sheet of the only actor that bears a name."""
    found = client.get("/api/questions/recherche", params={"text": name}).json()["rows"]
    return f"/parties-prenantes/{next(row['id'] for row in found if row['name'] == name)}"


def form_of(client: TestClient, address: str) -> dict[str, str]:
    """Return what a browser would send back of a page's form, untouched."""
    page = client.get(address)
    assert page.status_code == 200, page.text
    assert faults(page.text) == []
    return sent_by(page.text)


class _Form(HTMLParser):
    """The form of entry of a page, read as a browser reads it: its successful controls."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sent: dict[str, str] = {}
        self.inside, self.name = False, ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.inside = "entry" in given.get("class", "").split() if tag == "form" else self.inside
        self.name = given.get("name", "") if tag in ("select", "textarea") else self.name
        if not self.inside:
            return
        if tag in ("select", "textarea"):
            self.sent[self.name] = ""
        elif tag == "option" and "selected" in given:
            self.sent[self.name] = given["value"]
        elif tag == "input" and (given["type"] not in ("radio", "checkbox") or "checked" in given):
            self.sent[given["name"]] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self.lasttag == "textarea" and self.inside and self.name:
            self.sent[self.name] += data

    def handle_endtag(self, tag: str) -> None:
        self.name = "" if tag in ("select", "textarea") else self.name
        self.inside = self.inside and tag != "form"


def sent_by(html: str) -> dict[str, str]:
    """Return what a browser would send of the form of entry of a page."""
    return _Form(html).sent


def test_what_is_typed_stands_beside_what_the_file_says_and_is_undone_alone(writing_client, own_base):
    before = exported(own_base)
    sheet = sheet_of(writing_client, FABRIQUE)
    form = form_of(writing_client, f"{sheet}/modifier")

    done = writing_client.post(f"{sheet}/modifier", data=form | {"workforce": "62", "next_step": "Visite en janvier"})

    assert done.status_code == 303, done.text
    page = writing_client.get(done.headers["location"])
    assert "Enregistré comme une saisie" in page.text
    assert "Visite en janvier" in page.text
    assert re.search(r"80.*62", page.text, re.DOTALL), "the file comes first, the entry beside it"
    assert "Saisie, notée le" in page.text
    [lot] = re.findall(r"lot=(lot-[^&]+)", done.headers["location"])
    journal = writing_client.get("/donnees").text
    assert "fiche de La Fabrique" in journal
    assert writing_client.post(f"/donnees/lots/{lot}/annuler").status_code == 303
    assert exported(own_base) == before


def test_a_value_typed_behind_the_one_of_a_file_is_said_to_change_nothing_shown(writing_client):
    sheet = sheet_of(writing_client, FABRIQUE)
    form = form_of(writing_client, f"{sheet}/modifier")

    done = writing_client.post(f"{sheet}/modifier", data=form | {"workforce": "62", "next_step": "Visite en janvier"})

    page = loose(unescape(writing_client.get(done.headers["location"]).text))
    assert "La fiche montre toujours : Effectif « 80 personnes », dit par feuilles d'essai. Votre saisie est gardée à côté" in page
    assert "corrigez-le dans le fichier, puis importez-le." in page
    assert "Prochaine étape «" not in page


def test_a_value_typed_that_is_shown_is_said_to_be_saved_and_nothing_more(writing_client):
    sheet = sheet_of(writing_client, FABRIQUE)
    form = form_of(writing_client, f"{sheet}/modifier")

    done = writing_client.post(f"{sheet}/modifier", data=form | {"next_step": "Visite en janvier"})

    page = writing_client.get(done.headers["location"]).text
    assert "Enregistré comme une saisie" in page
    assert "La fiche montre toujours" not in page
    assert "La fiche montre toujours" not in writing_client.get(f"{sheet}?saisi=workforce").text


def test_a_position_typed_without_its_day_is_told_how_it_would_be_shown(writing_client):
    sheet = sheet_of(writing_client, REGIE)
    form = form_of(writing_client, f"{sheet}/modifier")

    done = writing_client.post(f"{sheet}/modifier", data=form | {"position": "favorable"})

    page = loose(unescape(writing_client.get(done.headers["location"]).text))
    assert "La fiche montre toujours : Position « réservé »" in page
    assert "le jour d'un échange plus récent." in page


def test_a_form_sent_back_untouched_writes_nothing(writing_client, own_base):
    before = exported(own_base)
    for name in (FABRIQUE, REGIE, "Terres Neuves", "CLE Terres Neuves", "Réparation de vélos"):
        sheet = sheet_of(writing_client, name)
        done = writing_client.post(f"{sheet}/modifier", data=form_of(writing_client, f"{sheet}/modifier"))
        assert done.headers["location"].endswith("lot=aucun")

    assert exported(own_base) == before


def test_what_is_typed_survives_the_next_import_of_the_files(writing_client, own_base, tmp_path):
    sheet = sheet_of(writing_client, REGIE)
    form = form_of(writing_client, f"{sheet}/modifier")
    writing_client.post(f"{sheet}/modifier", data=form | {"website": "www.erables.example", "position": "favorable"})
    path = tmp_path / "edition.csv"
    path.write_text(SHEETS["parties-prenantes"].replace("réservé", "opposé"), encoding="utf-8")

    report = run_import(str(own_base), Request("parties-prenantes", path, True, "feuilles d'essai", replace=2))

    assert report.plan.updated == 1
    with open_store(own_base) as store, store.view() as view:
        actor = view.search(REGIE)[0]
        assert actor.value("website") == "https://www.erables.example"
        assert [fact.value for fact in actor.facts("position")] == ["opposé", "favorable"]


def test_a_name_typed_under_the_name_of_a_file_is_shown_beside_it(writing_client):
    sheet = sheet_of(writing_client, FABRIQUE)
    form = form_of(writing_client, f"{sheet}/modifier")

    done = writing_client.post(f"{sheet}/modifier", data=form | {"name": "La Fabrique des Terres"})

    page = writing_client.get(done.headers["location"])
    assert re.search(r"<h1>La Fabrique</h1>", page.text)
    assert "La Fabrique des Terres" in page.text
    again = writing_client.get(f"{sheet}/modifier").text
    assert "« La Fabrique », dit par feuilles d&#39;essai, reste en tête sur la fiche." in loose(again)


def test_one_actor_has_one_row_of_entries_however_often_it_is_edited(writing_client, own_base):
    sheet = sheet_of(writing_client, FABRIQUE)
    for step in ("Appeler", "Visiter", "Conclure"):
        form = form_of(writing_client, f"{sheet}/modifier")
        sheet = writing_client.post(f"{sheet}/modifier", data=form | {"next_step": step}).headers["location"]
        sheet = sheet.partition("?")[0]

    with open_store(own_base) as store, store.view() as view:
        assert len(store.slots_of_source("saisie@plateforme")) == 1
        assert [fact.value for fact in view.search(FABRIQUE)[0].facts("next_step")] == ["Conclure"]


def test_a_number_typed_on_a_sheet_names_the_actor_and_keeps_its_ties(writing_client, own_base):
    sheet = sheet_of(writing_client, FABRIQUE)
    ties = writing_client.get(f"/api/questions/fiche?actor={sheet.rpartition('/')[2]}").json()["rows"]
    form = form_of(writing_client, f"{sheet}/modifier")

    done = writing_client.post(f"{sheet}/modifier", data=form | {"siret": "999 000 011 00018"})

    assert done.headers["location"].startswith("/parties-prenantes/siret%3A99900001100018")
    after = writing_client.get("/api/questions/fiche?actor=siret:99900001100018").json()["rows"]
    assert sorted(row["tie"] for row in after) == sorted(row["tie"] for row in ties)


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("siret", "99900001100019", "Clé de contrôle du SIRET fausse"),
        ("siret", "99900002900028", "Régie des Érables"),
        ("opened_on", "31/02/2024", "Date illisible"),
        ("budget", "1,234.56", "Nombre ambigu"),
        ("email", "pas une adresse", "Adresse électronique incorrecte"),
        ("website", "ftp://x", "seules les adresses http et https"),
        ("position", "peut-être", "Choisissez dans la liste"),
        ("notes", "NIR 2 55 08 14 168 025 38", "numéro de sécurité sociale"),
        ("description", "x" * 10_001, "Texte trop long"),
        ("lat", "120", "Des degrés entre"),
        ("workforce", "", "une saisie ne l&#39;efface pas"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_its_field_and_what_was_typed_is_kept(
    writing_client, own_base, name, typed, said
):
    before = exported(own_base)
    sheet = sheet_of(writing_client, FABRIQUE)
    form = form_of(writing_client, f"{sheet}/modifier")

    page = writing_client.post(f"{sheet}/modifier", data=form | {name: typed, "next_step": "Rappeler lundi"})

    assert page.status_code == 422
    fault = re.search(rf'id="faute-{name}">(.*?)</p>', page.text, re.DOTALL)
    assert fault
    assert said in fault[1]
    assert f'href="#champ-{name}"' in page.text
    assert "cellule" not in fault[1]
    assert 'value="Rappeler lundi"' in page.text
    assert "2 55 08 14 168 025 38" not in page.text
    assert faults(page.text) == []
    assert exported(own_base) == before


def test_a_type_typed_by_another_person_meanwhile_is_not_replaced_unseen(writing_client):
    sheet = sheet_of(writing_client, FABRIQUE)
    mine = form_of(writing_client, f"{sheet}/modifier")
    writing_client.post(f"{sheet}/modifier", data=mine | {"_type": "association"})

    asked = writing_client.post(f"{sheet}/modifier", data=mine | {"_type": "company"})

    assert asked.status_code == 422
    assert "son type a été saisi « Association »" in loose(unescape(asked.text))
    assert writing_client.post(f"{sheet}/modifier", data=sent_by(asked.text) | {"_type": "company"}).status_code == 303


def test_a_person_who_was_overtaken_sees_both_versions_and_chooses(writing_client, own_base):
    sheet = sheet_of(writing_client, REGIE)
    mine = form_of(writing_client, f"{sheet}/modifier")
    theirs = form_of(writing_client, f"{sheet}/modifier")
    writing_client.post(f"{sheet}/modifier", data=theirs | {"next_step": "Leur étape", "phone": "04 00 00 00 01"})
    before = exported(own_base)

    page = writing_client.post(f"{sheet}/modifier", data=mine | {"next_step": "Mon étape", "referent": "chargée"})

    assert page.status_code == 409
    assert exported(own_base) == before, "nothing is written before the choice"
    assert faults(page.text) == []
    assert "Votre saisie" in page.text
    assert re.search(r"En base depuis le .* à \d\d:\d\d", page.text)
    choice = sent_by(page.text)
    assert (choice["saisie.next_step"], choice["avant.next_step"]) == ("Mon étape", "Leur étape")
    assert "_choix.next_step" not in choice, "a field both changed is for the person to settle"
    assert choice["_choix.referent"] == "saisie"
    assert not [name for name in choice if name.endswith(".phone")], "what I did not touch is theirs, and is told"
    assert page.text.count("<legend>") == 2, "the appearance, and the one field that two people changed"
    assert "04 00 00 00 01" in page.text

    done = writing_client.post(f"{sheet}/modifier", data=choice | {"_choix.next_step": "saisie"})

    assert done.status_code == 303, done.text
    with open_store(own_base) as store, store.view() as view:
        actor = view.search(REGIE)[0]
        assert [actor.value(n) for n in ("next_step", "phone", "referent")] == [
            "Mon étape",
            "04 00 00 00 01",
            "chargée",
        ]


def test_a_choice_made_too_late_is_asked_again(writing_client):
    sheet = sheet_of(writing_client, REGIE)
    forms = [form_of(writing_client, f"{sheet}/modifier") for _ in range(3)]
    writing_client.post(f"{sheet}/modifier", data=forms[0] | {"next_step": "Une"})
    choice = sent_by(writing_client.post(f"{sheet}/modifier", data=forms[1] | {"next_step": "Deux"}).text)
    fresh = form_of(writing_client, f"{sheet}/modifier")
    writing_client.post(f"{sheet}/modifier", data=fresh | {"next_step": "Trois"})

    again = writing_client.post(f"{sheet}/modifier", data=choice | {"_choix.next_step": "saisie"})

    assert again.status_code == 409
    assert "Trois" in again.text
    assert "Deux" in again.text


@pytest.mark.parametrize("kind", [kind for kind in KINDS if not KINDS[kind].sent_as])
def test_every_kind_has_its_form_and_an_actor_of_it_can_be_made(writing_client, kind):
    form = form_of(writing_client, f"/saisie/{kind}")
    assert set(form) == {name for name, card in KINDS[kind].fields.items() if card.form != OUTLINE}

    done = writing_client.post(f"/saisie/{kind}", data=form | {"name": "Essai de saisie"})

    assert done.status_code == 303, done.text
    page = writing_client.get(done.headers["location"])
    assert page.status_code == 200
    assert "Essai de saisie" in page.text
    again = writing_client.post(f"/saisie/{kind}", data=form | {"name": "Essai de saisie"})
    assert again.status_code == 422
    assert "Ouvrir la fiche d&#39;Essai de saisie" in again.text


COHORTS = "Territoire;Tranche;Effectif;Période\nVal Fleuri;Femmes;40;2026\n"


def test_a_count_of_those_out_of_work_enters_by_its_sheet_alone(writing_client, own_base, tmp_path):
    (tmp_path / "cohortes.csv").write_text(COHORTS, encoding="utf-8")
    run_import(str(own_base), Request("ppde-cohortes", tmp_path / "cohortes.csv", write=True))
    writing_client.post("/saisie/need", data={"name": "Besoin d'essai"})
    need = sheet_of(writing_client, "Besoin d'essai")
    with open_store(str(own_base)) as store, store.view() as view:  # no search finds a count
        sheet = f"/parties-prenantes/{next(iter(view.actors(('cohort',)))).id}"
    before = exported(own_base)
    typed = {"name": "Fatima Exemple", "band": "Fatima Exemple", "count": "1"}

    refused = [writing_client.post(address, data=typed) for address in ("/saisie/cohort", f"{sheet}/modifier")]
    refused += [writing_client.get(address) for address in ("/saisie/cohort", f"{sheet}/modifier")]
    refused.append(writing_client.post(f"{need}/modifier", data=form_of(writing_client, f"{need}/modifier") | {"_type": "cohort"}))

    assert [answer.status_code for answer in refused[:4]] == [422] * 4
    assert refused[4].status_code == 422
    assert all("ppde-cohortes" in answer.text for answer in refused[:4])
    assert not any("Fatima" in answer.text for answer in refused)
    assert exported(own_base) == before
    assert "/saisie/cohort" not in writing_client.get("/saisie").text
    assert "Modifier" not in writing_client.get(sheet).text


def test_an_outline_is_never_typed(writing_client):
    form = form_of(writing_client, "/saisie/territory") | {"name": "Essai de saisie", "outline": "n'importe quoi"}

    done = writing_client.post("/saisie/territory", data=form)

    page = writing_client.get(done.headers["location"])
    assert (done.status_code, page.status_code) == (303, 200)
    assert "Contour" not in page.text


def test_an_actor_the_base_holds_is_not_made_a_second_time(writing_client):
    form = form_of(writing_client, "/saisie/ebe") | {"name": "la fabrique"}

    refused = writing_client.post("/saisie/ebe", data=form)
    elsewhere = writing_client.post("/saisie/ebe", data=form | {"city": "Ailleurs", "_autre": "oui"})

    assert "C&#39;est déjà « La Fabrique »" in loose(refused.text)
    assert elsewhere.status_code == 303


def test_a_new_actor_that_looks_like_another_is_shown_it_before_it_is_made(writing_client):
    form = form_of(writing_client, "/saisie/support")
    first = writing_client.post("/saisie/support", data=form | {"name": "ML Villeurbanne"})

    asked = writing_client.post("/saisie/support", data=form | {"name": "ML de Villeurbanne"})

    assert (first.status_code, asked.status_code) == (303, 422)
    assert first.headers["location"].split("?")[0] in asked.text, "the sheet that is there already is one step away"
    assert "C'est un autre acteur" in asked.text
    assert faults(asked.text) == []
    said = writing_client.post("/saisie/support", data=form | {"name": "ML de Villeurbanne", "_autre": "oui"})
    assert said.status_code == 303
    far = writing_client.post("/saisie/support", data=form | {"name": "Boulangerie Durand"})
    assert far.status_code == 303


def test_a_contact_who_objects_leaves_no_address(writing_client):
    form = form_of(writing_client, "/saisie/contact") | {"name": "Camille Exemple", "opposed": "oui"}

    refused = writing_client.post("/saisie/contact", data=form | {"email": "c@exemple.fr"})
    nameless = writing_client.post("/saisie/contact", data=form | {"purpose": ""})

    assert "s&#39;oppose à être contactée" in refused.text
    assert nameless.status_code == 422


def test_a_contact_whose_term_is_past_is_not_typed_to_vanish_at_once(writing_client, own_base):
    before = exported(own_base)
    form = form_of(writing_client, "/saisie/contact") | {"name": "Camille Exemple", "keep_until": "01/05/2022"}

    refused = writing_client.post("/saisie/contact", data=form)

    assert refused.status_code == 422
    assert "Ce jour est passé : ce contact ne serait montré nulle part." in loose(refused.text)
    assert exported(own_base) == before


@pytest.mark.parametrize(
    "typed", [{"post": "demandeur d'emploi"}, {"post": "PPDE en recherche"}, {"name": "Luc Petit, chômeur de longue durée, luc@exemple.fr"}]
)
def test_a_person_out_of_work_is_not_typed_as_a_contact(writing_client, own_base, typed):
    before = exported(own_base)
    form = form_of(writing_client, "/saisie/contact") | {"name": "Luc Petit", "purpose": "partenariat", "origin": "réunion"}

    refused = writing_client.post("/saisie/contact", data=form | typed)

    assert refused.status_code == 422
    assert "personne privée d&#39;emploi" in refused.text
    assert exported(own_base) == before


TOLD_OF = [
    {"post": "demandeur d'emploi"}, {"name": "Luc Petit, chômeur de longue durée"}, {"origin": "Mme Petit, née le 12/03/1979"}, {"purpose": "M. Petit, PPDE"},
]  # fmt: skip


@pytest.mark.parametrize("typed", TOLD_OF)
def test_nothing_that_was_typed_of_a_person_who_may_not_enter_is_shown_again(writing_client, own_base, typed):
    form = form_of(writing_client, "/saisie/contact") | {"name": "Luc Petit", "email": "luc.petit@exemple.fr", "purpose": "suivi de Petit"}

    refused = writing_client.post("/saisie/contact", data=form | typed)

    assert refused.status_code == 422
    assert "Petit" not in refused.text
    assert "petit" not in refused.text
    assert "1979" not in refused.text


def test_nothing_of_a_person_who_may_not_enter_is_shown_again_on_a_sheet_that_keeps_what_it_held(writing_client, own_base):
    sheet = sheet_of(writing_client, FABRIQUE)
    form = form_of(writing_client, f"{sheet}/modifier")

    for version in (form["_version"], "une autre"):
        page = writing_client.post(f"{sheet}/modifier", data=form | {"notes": "Mme Petit, demandeuse d'emploi", "_version": version})
        assert "Petit" not in page.text
        assert "La Fabrique" in page.text
    tie = writing_client.post(f"{sheet}/lien", data={"_lien": "partner.de", "notes": "Mme Petit, demandeuse d'emploi"})
    assert tie.status_code == 422
    assert "Petit" not in tie.text


@pytest.mark.parametrize("header", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://ailleurs.example"}])
def test_another_site_cannot_save_a_form(writing_client, own_base, header):
    before = exported(own_base)
    sheet = sheet_of(writing_client, REGIE)
    form = form_of(writing_client, f"{sheet}/modifier") | {"next_step": "Pirate"}

    refused = writing_client.post(f"{sheet}/modifier", data=form, headers=header)

    assert refused.status_code == 403
    assert exported(own_base) == before


def test_a_file_cannot_take_the_name_of_what_is_typed(own_base, tmp_path):
    path = tmp_path / "liens.csv"
    path.write_text(SHEETS["liens"], encoding="utf-8")

    with pytest.raises(BadParameter, match="saisie"):
        run_import(str(own_base), Request("liens", path, True, "Saisie"))


def test_the_sheet_and_the_lists_lead_to_the_forms(client):
    sheet = sheet_of(client, FABRIQUE)

    page = client.get(sheet).text

    assert f'href="{sheet.replace(":", "%3A")}/modifier"' in page
    assert "/modifier#champ-siret" in page
    assert 'href="/saisie"' in client.get("/parties-prenantes").text
    assert 'href="/saisie"' in client.get("/donnees").text
    assert faults(client.get("/saisie").text) == []
