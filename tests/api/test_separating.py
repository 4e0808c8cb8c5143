"""A sheet put together from several says so, and is separated again: by taking a decision back, or by silencing a rule."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.importing import Request, run_import
from kb.identity.proposals import proposals
from kb.store import open_store
from tests.api.conftest import client_of, exported, tie_to, type_on
from tests.api.page_check import faults

HEADER = "Nom;Type;Code postal;Commune;SIRET\n"
#: What three sheets say: two give one SIRET, two give a name written otherwise.
SAID = {
    "annuaire": "Régie de quartier Armstrong;SIAE;69200;Vénissieux;99900002900028\nLes Potagers de la Plaine;association;69520;Grigny;\n",
    "carnet": "Armstrong services;SIAE;69200;Vénissieux;99900002900028\nPotagers de la plaine (les);association;69520;Grigny;\n",
    "liste": "Régie Armstrong;SIAE;69200;Vénissieux;99900002900028\n",
}
REGIE = "/parties-prenantes/siret:99900002900028"


@pytest.fixture
def base(tmp_path: Path) -> Path:
    for source, rows in SAID.items():
        sheet = tmp_path / f"{source}.csv"
        sheet.write_text(HEADER + rows, encoding="utf-8")
        report = run_import(str(tmp_path / "essai.db"), Request("parties-prenantes", sheet, write=True, source=source))
        assert report.batch is not None, report.as_dict()
    return tmp_path / "essai.db"


@pytest.fixture
def client(base: Path) -> Iterator[TestClient]:
    yield from client_of(base)


def actors(base: Path, words: str) -> set[str]:
    with open_store(base) as store, store.view() as view:
        return {actor.name for actor in view.search(words)}


def made(page: str) -> str:
    """Return the part of a sheet that says what it was put together from."""
    return page.split('id="reunies"')[1].split("</section>")[0] if 'id="reunies"' in page else ""


def asked(page: str, name: str) -> str:
    """Return where a line of that part is separated."""
    line = next(line for line in made(page).split("<li>") if name in line and "separer?" in line)
    return html.unescape(re.search(r'href="([^"]+separer[^"]+)"', line)[1])


def separated(client: TestClient, href: str, **more: str) -> object:
    page = client.get(href)
    assert page.status_code == 200, page.text
    assert faults(page.text) == []
    sent = dict(re.findall(r'<input type="hidden" name="(quoi|version)" value="([^"]+)"', page.text))
    return client.post(href.partition("?")[0], data={**sent, **more})


def join(client: TestClient, base: Path) -> str:
    """Say that the two Potagers are one, and return the way to their sheet."""
    with open_store(base) as store, store.view() as view:
        pair = next(p for p in proposals(store, view) if "otagers" in p.a.name)
    client.post("/api/rapprochements", json={"a": pair.a.id, "b": pair.b.id, "verdict": "same"})
    with open_store(base) as store, store.view() as view:
        return f"/parties-prenantes/{view.get([pair.a.id])[pair.a.id].id}"


def test_a_sheet_says_what_it_was_put_together_from_and_by_what(client):
    page = client.get(REGIE).text

    for name in ("Régie de quartier Armstrong", "Armstrong services", "Régie Armstrong"):
        assert name in made(page)
    assert made(page).count("même SIRET, 99900002900028") == 3
    assert faults(page) == []


def test_a_sheet_that_one_file_alone_speaks_of_says_nothing_of_it(client):
    page = client.get("/api/questions/recherche", params={"text": "potagers"}).json()["rows"][0]

    assert made(client.get(f"/parties-prenantes/{page['id']}").text) == ""


def test_a_decision_taken_back_leaves_two_sheets_and_the_pair_to_be_reviewed(base, client):
    before = exported(base)
    sheet = join(client, base)
    page = client.get(sheet).text
    assert "dit à la main le" in made(page)
    href = asked(page, "Même acteur")
    shown = client.get(href).text
    done = separated(client, href)

    assert "devient 2 fiches" in shown
    assert "parmi les rapprochements à revoir" in shown
    assert done.status_code == 303
    assert "fiches séparées" in client.get(done.headers["location"]).text
    assert len(actors(base, "potagers")) == 2
    assert exported(base) == before
    with open_store(base) as store, store.view() as view:
        assert any("otagers" in p.a.name for p in proposals(store, view))


def test_a_sheet_that_a_rule_joins_is_said_different_and_stays_apart(base, client):
    before = exported(base)
    href = asked(client.get(REGIE).text, "Armstrong services")
    shown = client.get(href).text
    done = separated(client, href)

    assert "ni les règles, ni un prochain import" in shown
    assert len(actors(base, "armstrong")) == 2
    again = base.parent / "carnet.csv"
    run_import(str(base), Request("parties-prenantes", again, write=True, source="carnet"))
    assert len(actors(base, "armstrong")) == 2
    client.post(f"/donnees/lots/{re.search(r'lot=([^&]+)', done.headers['location'])[1]}/annuler")
    assert len(actors(base, "armstrong")) == 1
    assert exported(base) == before


def test_what_is_separated_is_what_was_shown(base, client):
    href = asked(client.get(REGIE).text, "Armstrong services")
    page = client.get(href).text
    sent = dict(re.findall(r'<input type="hidden" name="(quoi|version)" value="([^"]+)"', page))
    more = base.parent / "plus.csv"
    more.write_text(HEADER + "ARMSTRONG;SIAE;69200;Vénissieux;99900002900028\n", encoding="utf-8")
    run_import(str(base), Request("parties-prenantes", more, write=True, source="plus"))
    asked_again = client.post(href.partition("?")[0], data=sent)

    assert asked_again.status_code == 409
    assert "relisez ce qui sera séparé" in asked_again.text
    assert faults(asked_again.text) == []
    assert len(actors(base, "armstrong")) == 1


def test_what_is_no_longer_joined_is_told_in_a_sentence(client):
    gone = client.get(f"{REGIE}/separer", params={"quoi": "r:0"})

    assert gone.status_code == 422
    assert "elles sont déjà séparées" in html.unescape(gone.text)


def test_the_last_word_stands_and_a_decision_that_a_number_also_holds_is_said_different(base, client):
    separated(client, asked(client.get(REGIE).text, "Armstrong services"))
    two = client.get("/api/questions/recherche", params={"text": "armstrong"}).json()["rows"]
    client.post("/api/rapprochements", json={"a": two[0]["id"], "b": two[1]["id"], "verdict": "same"})
    joined = actors(base, "armstrong")
    href = asked(client.get(REGIE).text, "Même acteur")
    shown = client.get(href).text
    separated(client, href)

    assert len(joined) == 1
    assert "Elles sont notées différentes" in shown
    assert len(actors(base, "armstrong")) == 2


def test_each_of_two_sheets_of_one_number_is_typed_and_tied_on_its_own(base, client):
    separated(client, asked(client.get(REGIE).text, "Armstrong services"))
    with open_store(base) as store, store.view() as view:
        sheets = [actor.id for actor in view.search("armstrong")]
        (potagers, *_) = view.search("potagers")
    for n, sheet in enumerate(sheets):
        type_on(base, sheet, description=f"Fiche {n}")
        tie_to(base, sheet, potagers.id, notes=f"Lien {n}")

    with open_store(base) as store, store.view() as view:
        assert [view.actor(sheet).value("description") for sheet in sheets] == ["Fiche 0", "Fiche 1"]
        assert [[t.fields["notes"] for t in view.expand([sheet]).ties] for sheet in sheets] == [["Lien 0"], ["Lien 1"]]


def test_after_two_sheets_of_one_number_are_separated_a_row_of_either_name_is_not_said_to_join_the_other(base, client):
    def send(source: str, names: list[str]) -> list[int]:
        sheet = base.parent / f"{source}.csv"
        sheet.write_text(HEADER + "".join(f"{name};association;69008;Lyon;13002526500013\n" for name in names), encoding="utf-8")
        report = run_import(str(base), Request("parties-prenantes", sheet, write=True, source=source)).as_dict()
        return [w["line"] for w in report["warnings"] if w["code"] == "NAME_DIFFERS"]

    send("deux", ["Atelier Alpha", "Garage Beta"])
    separated(client, asked(client.get("/parties-prenantes/siret:13002526500013").text, "Garage Beta"))

    assert [send(name, [name]) for name in ("Atelier Alpha", "Garage Beta", "Le Moulin")] == [[], [], [2]]


def test_different_said_of_two_records_that_a_rule_joins_leads_to_the_sheet_where_they_are_separated(client, base):
    with open_store(base) as store, store.view() as view:
        regie = view.actor("siret:99900002900028")
    assert len(regie.records) == 3

    said = client.post("/api/rapprochements", json={"a": regie.records[0], "b": regie.records[1], "verdict": "different"})

    assert said.status_code == 422
    assert "« Séparer »" in html.unescape(said.json()["title"]).replace("\u00a0", " ")
    assert regie.name in said.json()["title"]
    assert 'id="reunies"' in client.get(REGIE).text
