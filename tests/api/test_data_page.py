"""The data page: every file of rows set aside, by the file and the lines it came from; a day's entries of one sheet together."""

from __future__ import annotations

import re
from html import unescape

from api.importing import Request, run_import
from tests.api.page_check import faults, loose
from tests.api.test_entry import REGIE, form_of, sheet_of


def section(page: str, name: str) -> str:
    found = re.search(rf'<section class="card[^"]*" aria-labelledby="{name}">(.*?)</section>', page, re.DOTALL)
    return loose(unescape(found[1])) if found else ""


def set_aside(base, folder, name, rows=1):
    path = folder / name
    path.write_text("nom;siret\n" + "".join(f"{name} {n};{n + 1}\n" for n in range(rows)), encoding="utf-8")
    run_import(str(base), Request("parties-prenantes", path, write=True, source="envois"))


def test_all_the_files_of_rows_set_aside_are_listed_by_their_own_name_and_lines(writing_client, own_base, tmp_path):
    for number in range(10):
        set_aside(own_base, tmp_path, f"envoi-{number}.csv")
    set_aside(own_base, tmp_path, "long.csv", rows=9)

    page = writing_client.get("/donnees").text

    shown = section(page, "ecartees")
    assert len(re.findall(r'href="/donnees/ecartees/', shown)) == 11
    assert all(f">envoi-{number}.csv</a>" in shown for number in range(10))
    assert "Les 3 autres fichiers" in shown
    assert "ligne 2 · mises de côté le" in shown
    assert "lignes 2, 3, 4, 5, 6 et 4 autres" in shown
    assert faults(page) == []


def test_the_entries_of_one_sheet_on_one_day_are_one_line_of_the_journal_and_each_is_undone(writing_client):
    sheet = sheet_of(writing_client, REGIE)
    for step in ("Appeler", "Visiter", "Conclure"):
        writing_client.post(f"{sheet}/modifier", data=form_of(writing_client, f"{sheet}/modifier") | {"next_step": step})

    page = writing_client.get("/donnees").text

    journal = section(page, "lots")
    assert journal.count(f"<p>Saisie · fiche de {REGIE}") == 1
    assert "<summary>3 enregistrements</summary>" in journal
    assert faults(page) == []
    undo = re.findall(r'action="(/donnees/lots/[^"]+/annuler)"', journal.split("</details>")[0])
    assert len(undo) == 3
    assert writing_client.post(undo[0]).status_code == 303
    again = section(writing_client.get("/donnees").text, "lots")
    assert len(re.findall(r'class="tag[^"]*">annulé', again.split("</details>")[0])) == 1


def test_the_entries_on_contacts_who_are_never_named_stay_apart(writing_client):
    for name in ("Camille Exemple", "Dominique Exemple"):
        made = writing_client.post("/saisie/contact", data=form_of(writing_client, "/saisie/contact") | {"name": name})
        sheet = made.headers["location"].split("?")[0]
        writing_client.post(f"{sheet}/modifier", data=form_of(writing_client, f"{sheet}/modifier") | {"origin": "réunion"})

    journal = section(writing_client.get("/donnees").text, "lots")

    assert journal.count("<p>Saisie · fiche d'un contact") == 2
    assert journal.count("<p>Saisie · nouveau contact") == 2


def test_a_file_of_rows_set_aside_tells_its_batch_and_is_dismissed(writing_client, own_base, tmp_path):
    path = tmp_path / "mixte.csv"
    path.write_text("nom;siret\nBonne;\nMauvaise;12\n", encoding="utf-8")
    lot = run_import(str(own_base), Request("parties-prenantes", path, write=True, source="envois")).batch.id

    shown = section(writing_client.get("/donnees").text, "ecartees")
    assert f"lot {lot}" in shown
    retire = re.search(r'action="(/donnees/ecartees/[^"]+/retirer)"', shown)[1]

    assert writing_client.post(retire).status_code == 303
    assert section(writing_client.get("/donnees").text, "ecartees") == ""
    assert writing_client.post(retire).status_code == 404


def test_a_batch_undone_takes_its_rows_set_aside_with_it_and_leaves_the_others(writing_client, own_base, tmp_path):
    first, second = tmp_path / "un.csv", tmp_path / "deux.csv"
    first.write_text("nom;siret\nBonne;\nMauvaise;12\n", encoding="utf-8")
    second.write_text("nom;siret\nAutre;\nFausse;13\n", encoding="utf-8")
    lots = [run_import(str(own_base), Request("parties-prenantes", p, write=True, source=p.stem)).batch.id for p in (first, second)]

    writing_client.post(f"/donnees/lots/{lots[0]}/annuler")

    shown = section(writing_client.get("/donnees").text, "ecartees")
    assert "un.csv" not in shown
    assert "deux.csv" in shown
