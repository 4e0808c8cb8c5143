"""The queue of pairs: proposed, answered, confirmed, taken back; an answer joins, ties or silences, and never loses a thing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from api.cli import main
from api.importing import Request, run_import
from api.reconciling import safe_together
from api.routes import reconcile
from kb.graph import Actor
from kb.identity.proposals import Proposal, proposals
from kb.identity.scoring import Outcome
from kb.store import Store, open_store
from tests.api.conftest import client_of, exported
from tests.api.page_check import faults, loose

SHEETS = {
    "parties-prenantes": "Nom;Type;Adresse;Code postal;Commune;SIRET;Origine\n"
    "Régie de quartier Armstrong;SIAE;2 avenue du 8 Mai;69200;Vénissieux;99900002900028;Annuaire\n"
    "Les Potagers de la Plaine;association;chemin des Maraîchers;69520;Grigny;;Annuaire\n"
    "Boulangerie Durand;entreprise;1 rue Haute;42300;Roanne;;Annuaire\n"
    "Ateliers du Vélo Solidaire;association;4 rue Salengro;69120;Vaulx-en-Velin;99900001100018;Annuaire\n",
    "liens": "Source;Relation;Cible;Depuis;Origine\n"
    "Les Potagers de la Plaine;est partenaire de;Boulangerie Durand;2024;Convention\n",
}
OTHER = (
    "Nom;Type;Adresse;Code postal;Commune;SIRET;Origine\n"
    "La régie de quartier ARMSTRONG;SIAE;2 av. du 8 mai;69200;VENISSIEUX;;Carnet\n"
    "Potagers de la plaine (les);association;;69520;GRIGNY;;Carnet\n"
    "Atelier du Vélo Solidaire;association;4 r. Salengro;69120;Vaulx en Velin;99900003700013;Carnet\n"
)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    for name, text in SHEETS.items():
        _send(tmp_path, name, name, text, "annuaire")
    _send(tmp_path, "parties-prenantes", "carnet", OTHER, "carnet")
    return tmp_path / "essai.db"


def _send(folder: Path, importer: str, name: str, text: str, source: str) -> None:
    (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    report = run_import(str(folder / "essai.db"), Request(importer, folder / f"{name}.csv", write=True, source=source))
    assert report.batch is not None, report.as_dict()


@pytest.fixture
def client(base: Path) -> Iterator[TestClient]:
    yield from client_of(base)


def pairs(store: Store) -> dict[frozenset[str], str]:
    with store.view() as view:
        return {frozenset((p.a.name, p.b.name)): p.warning for p in proposals(store, view)}


REGIE = frozenset(("Régie de quartier Armstrong", "La régie de quartier ARMSTRONG"))
POTAGERS = frozenset(("Les Potagers de la Plaine", "Potagers de la plaine (les)"))
VELO = frozenset(("Ateliers du Vélo Solidaire", "Atelier du Vélo Solidaire"))


def question(client: TestClient, one: str) -> dict[str, str]:
    """Return the hidden fields of the question whose pair holds a name."""
    page = client.get("/rapprochements").text
    href = next(h for h, text in re.findall(r'<a href="(/rapprochements\?paire=[^"]+)">([^<]*)', page + _sure(page)) if one in text) if one not in _asked(page) else "/rapprochements"
    page = client.get(href.replace("&amp;", "&")).text
    return dict(re.findall(r'<input type="hidden" name="(a|b|paire)" value="([^"]+)"', page.split('class="answers"')[1].split("</form>")[0]))


def _asked(page: str) -> str:
    return page.split('id="question"')[1].split('class="compared"')[0] if 'id="question"' in page else ""


def _sure(page: str) -> str:
    listed = re.findall(r"<b>([^<]+)</b>.*?<a href=\"(/rapprochements\?paire=[^\"]+)\"", page, re.DOTALL)
    return "".join(f'<a href="{href}">{name}</a>' for name, href in listed)


def test_what_two_sheets_say_of_one_organisation_is_proposed_and_a_stranger_is_not(base):
    with open_store(base) as store:
        found = pairs(store)

    assert {REGIE, POTAGERS, VELO} <= found.keys()
    assert "deux SIREN" in found[VELO]
    assert not any("Boulangerie Durand" in pair for pair in found)


def test_the_page_reads_well_and_shows_both_sides(client):
    page = client.get("/rapprochements")

    assert page.status_code == 200
    assert faults(page.text) == []
    assert "Est-ce le même acteur" in page.text
    assert '<mark class="differs">' in page.text


def test_a_pair_that_the_base_ties_says_so_and_both_types_are_compared(base, client):
    _send(base.parent, "liens", "liens2", "Source;Relation;Cible\nRégie de quartier Armstrong;est partenaire de;La régie de quartier ARMSTRONG\n", "carnet")
    with open_store(base) as store, store.view() as view:
        key = next(p.key for p in proposals(store, view) if {p.a.name, p.b.name} == REGIE)

    page = client.get("/rapprochements", params={"paire": key}).text

    assert "la base les dit liés : Régie de quartier Armstrong est partenaire de" in re.sub(r"\s+", " ", page)
    assert "<dt>Type</dt>" in page


def test_joined_then_taken_back_the_base_is_byte_for_byte_what_it_was(base, client):
    before = exported(base)
    sent = question(client, "Potagers")

    done = client.post("/rapprochements", data={**sent, "verdict": "same"})
    assert done.status_code == 303
    joined = client.get("/api/questions/recherche", params={"text": "potagers"}).json()["rows"]
    batch = re.search(r"lot=([^&]+)", done.headers["location"])[1]
    with_tie = client.get(f"/parties-prenantes/{joined[0]['id']}").text
    client.post(f"/donnees/lots/{batch}/annuler")

    assert len(joined) == 1
    assert "Boulangerie Durand" in with_tie
    assert exported(base) == before


def test_an_answer_taken_back_leads_back_to_the_review_page(client):
    done = client.post("/rapprochements", data={**question(client, "Potagers"), "verdict": "different"})
    page = client.get(done.headers["location"]).text
    undo, sent = re.search(r'action="(/donnees/lots/[^"]+)".*?name="depuis" value="([^"]+)"', page).groups()

    back = client.post(undo, data={"depuis": sent})
    elsewhere = client.post("/donnees/lots/lot-inconnu/annuler", data={"depuis": "//ailleurs.test"})

    assert back.headers["location"].startswith("/rapprochements?")
    assert "Réponse annulée" in client.get(back.headers["location"]).text
    assert elsewhere.status_code == 404


def test_taken_back_after_later_edits_the_merge_leaves_them(base, client):
    sent = question(client, "Potagers")
    done = client.post("/rapprochements", data={**sent, "verdict": "same"})
    later = base.parent / "apres.csv"
    later.write_text("Nom;Type;Commune\nAutre maison;association;Lyon\n", encoding="utf-8")
    run_import(str(base), Request("parties-prenantes", later, write=True, source="apres"))
    client.post(f"/donnees/lots/{re.search(r'lot=([^&]+)', done.headers['location'])[1]}/annuler")

    with open_store(base) as store, store.view() as view:
        assert {a.name for a in view.search("maison")} == {"Autre maison"}
        assert len(view.search("potagers")) == 2


def test_different_silences_the_pair_until_it_is_taken_back(base, client):
    sent = question(client, "Potagers")
    done = client.post("/rapprochements", data={**sent, "verdict": "different"})

    with open_store(base) as store:
        assert POTAGERS not in pairs(store)
    client.post(f"/donnees/lots/{re.search(r'lot=([^&]+)', done.headers['location'])[1]}/annuler")
    with open_store(base) as store:
        assert POTAGERS in pairs(store)


@pytest.mark.parametrize(("theirs", "mine"), [("different", "same"), ("same", "different"), ("related", "same"), ("different", "related")])
def test_a_pair_that_another_person_answered_meanwhile_is_not_answered_again_unseen(base, client, theirs, mine):
    sent = question(client, "Potagers")
    client.post("/rapprochements", data={**sent, "verdict": theirs})
    before = exported(base)

    late = client.post("/rapprochements", data={**sent, "verdict": mine})

    assert late.status_code == 409
    assert faults(late.text) == []
    assert "Cette paire n'attend plus de réponse : quelqu'un y a répondu" in loose(unescape(late.text))
    assert exported(base) == before


def test_related_ties_the_two_as_it_was_said(base, client):
    sent = question(client, "Potagers")
    client.post("/rapprochements", data={**sent, "verdict": "related", "relation": "dépend"})

    with open_store(base) as store, store.view() as view:
        tie = next(t for t in view.ties(["part_of"]))
        names = {view.actor(tie.start).name, view.actor(tie.end).name}
    assert names == POTAGERS


def test_two_siren_are_joined_only_once_it_is_confirmed(base, client):
    sent = question(client, "Vélo")

    asked = client.post("/rapprochements", data={**sent, "verdict": "same"})
    assert asked.status_code == 409
    assert "deux SIREN différents" in asked.text
    assert faults(asked.text) == []
    done = client.post("/rapprochements", data={**sent, "verdict": "same", "confirme": "oui"})

    assert done.status_code == 303


@pytest.mark.parametrize(
    ("one", "other"),
    [("siren:356000000", "siret:35600000000048"), ("siret:35600000000048", "siren:356000000"),
     ("siret:99900001100018", "siret:99900001100026")],
)  # fmt: skip
@pytest.mark.parametrize("confirmed", [False, True])
def test_a_legal_unit_and_its_establishments_are_tied_and_never_joined(base, client, one, other, confirmed):
    text = (
        "Nom;Type;SIREN;SIRET\nLa Poste;entreprise;356000000;\nLa Poste Siège;entreprise;;35600000000048\n"
        "Vélo Nord;association;;99900001100026\n"
    )
    _send(base.parent, "parties-prenantes", "postes", text, "postes")
    before = exported(base)
    word = {"a": one, "b": other, "confirmed": confirmed}

    refused = client.post("/api/rapprochements", json={**word, "verdict": "same"})

    assert (refused.status_code, refused.json()["code"]) == (409, "ONE_LEGAL_UNIT")
    assert "Répondez « Liés »" in refused.json()["title"]
    assert exported(base) == before
    assert client.post("/api/rapprochements", json={**word, "verdict": "related", "relation": "dépend"}).status_code == 200


def test_later_keeps_the_pair_for_the_end(client):
    sent = question(client, "Potagers")

    done = client.post("/rapprochements", data={**sent, "verdict": "later"})
    page = client.get(done.headers["location"]).text

    assert "gardée pour plus tard" in page
    assert "Potagers" not in _asked(page)


def test_a_pair_kept_for_later_is_said_to_come_back_at_the_next_visit(client):
    sent = question(client, "Potagers")

    put_off = client.get(client.post("/rapprochements", data={**sent, "verdict": "later"}).headers["location"]).text
    again = client.get("/rapprochements").text

    said = "elle revient à la prochaine."
    assert (said in unescape(put_off), said in unescape(again)) == (True, False)


def test_sure_pairs_are_joined_in_one_batch(base):
    runner = CliRunner()
    shown = runner.invoke(main, ["--base", str(base), "match"])
    done = runner.invoke(main, ["--base", str(base), "match", "--write"])
    again = runner.invoke(main, ["--base", str(base), "match", "--write"])

    assert shown.exit_code == done.exit_code == again.exit_code == 0, done.output
    assert "Potagers" in shown.output
    assert "deux SIREN" in shown.output
    with open_store(base) as store, store.view() as view:
        assert len(view.search("potagers")) == 1
        assert len(view.search("vélo solidaire")) == 2
        assert [b.kind for b in view.batches(1)] == ["judge"]
    assert "rien" in again.output.lower()


def sure_keys(page: str) -> dict[str, str]:
    """Return the box of each sure pair that is listed, by the name its line opens with."""
    boxes = re.findall(r'<input type="checkbox" name="paire" value="([^"]+)" checked><span class="unseen">Réunir (.*?) et ', page)
    return {name: key for key, name in boxes}


def test_a_sure_pair_that_is_not_ticked_stays_in_the_queue(base, client):
    boxes = sure_keys(client.get("/rapprochements").text)
    with open_store(base) as store:
        before = pairs(store)
    assert len(boxes) == 2
    done = client.post("/rapprochements/surs", data={"paire": [key for name, key in boxes.items() if "otagers" not in name]})
    said = client.get(done.headers["location"]).text

    with open_store(base) as store:
        assert before.keys() - pairs(store).keys() == {REGIE}
    assert "1 paire sûre réunie" in said
    assert [name for name in sure_keys(said) if "otagers" in name]
    assert faults(said) == []


def test_no_box_ticked_changes_nothing_and_says_so(base, client):
    before = exported(base)

    done = client.post("/rapprochements/surs")

    assert "Aucune paire n&#39;était cochée" in client.get(done.headers["location"]).text
    assert exported(base) == before


def test_a_pair_left_out_is_not_joined_by_way_of_a_third_sheet():
    house, home, roof = (Actor(f"r:{n}", "association", ("association",), n, (f"r:{n}",)) for n in ("house", "home", "roof"))
    first, second, third = (
        Proposal(a, b, score, Outcome.SAME, "", (), 0) for a, b, score in ((house, home, 9.0), (home, roof, 8.0), (house, roof, 7.0))
    )

    assert safe_together([second, third]) == [second, third]
    assert safe_together([second, third], apart=[first]) == [second]


def test_beyond_the_first_ones_sure_pairs_are_counted_and_folded(client, monkeypatch):
    monkeypatch.setattr(reconcile, "SURE_MOST", 1)

    page = client.get("/rapprochements").text

    folded = page.split("<details><summary>1 autre paire sûre, cochée aussi</summary>")[1].split("</details>")[0]
    assert len(sure_keys(folded)) == 1
    assert len(sure_keys(page)) == 2
    assert faults(page) == []


def test_programs_list_the_pairs_and_answer_them(client):
    listed = client.get("/api/rapprochements").json()
    pair = next(p for p in listed if {p["a_name"], p["b_name"]} == VELO)

    refused = client.post("/api/rapprochements", json={"a": pair["a"], "b": pair["b"], "verdict": "same"})
    done = client.post("/api/rapprochements", json={"a": pair["a"], "b": pair["b"], "verdict": "different"})
    unknown = client.post("/api/rapprochements", json={"a": pair["a"], "b": "siret:0", "verdict": "same"})
    wrong = client.post("/api/rapprochements", json={"a": pair["a"], "b": pair["b"], "verdict": "peut-être"})

    assert (refused.status_code, done.status_code, unknown.status_code, wrong.status_code) == (409, 200, 404, 422)
    assert refused.json()["code"] == "MERGE_TO_CONFIRM"


def test_pairs_kept_for_later_are_not_said_to_be_settled(base, client):
    assert CliRunner().invoke(main, ["--base", str(base), "match", "--write"]).exit_code == 0  # the sure ones
    page, later = client.get("/rapprochements"), []
    while 'class="answers"' in page.text:
        later.append(re.search(r'name="paire" value="([^"]+)"', page.text.split('class="answers"')[1])[1])
        page = client.get("/rapprochements", params={"plus_tard": later})

    assert later
    assert "a une seule fiche" not in page.text
    assert "celles que vous gardez pour plus tard restent à revoir" in page.text
