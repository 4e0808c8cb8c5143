"""A social security number never enters, whatever part of a file carries it."""

from __future__ import annotations

import io
import re

import pytest

from api.importing import Request, run_import
from kb.export import export_lines
from kb.store import open_store

NIR = "255081416802538"
SHEET = "Nom;Type\nAtelier;association\n"


@pytest.mark.parametrize("part", ["file", "source", "header", "note"])
def test_a_number_in_a_name_or_a_header_is_never_kept(tmp_path, part):
    path = tmp_path / (f"liste {NIR}.csv" if part == "file" else "liste.csv")
    text = (
        SHEET.replace("Type", f"Type;dossier {NIR}").replace("association", "association;x")
        if part == "header"
        else SHEET
    )
    text = (
        text.replace("Type", "Type;Notes").replace("association", f"association;voir {NIR}") if part == "note" else text
    )
    path.write_text(text + "Autre;entreprise" + (";y" if part in ("header", "note") else "") + "\n", encoding="utf-8")
    base = tmp_path / "base.db"

    report = run_import(str(base), Request("auto", path, write=True, source=f"s {NIR}" if part == "source" else ""))

    assert report.outcome == ("partial" if part == "note" else "reject")
    assert NIR not in str({key: value for key, value in report.as_dict().items() if key != "source"})
    for kept in tmp_path.rglob("*"):
        assert kept == path or not kept.is_file() or NIR.encode() not in kept.read_bytes()
    if base.exists():
        with open_store(base) as store:
            assert NIR not in "\n".join(export_lines(store, history=True))


def test_a_sent_file_with_a_number_does_not_wait_on_the_disk(writing_client):
    sent = io.BytesIO(f"Nom;Type;Notes\nAtelier;association;voir {NIR}\nAutre;entreprise;\n".encode())

    answer = writing_client.post("/donnees/import", files={"fichier": ("liste.csv", sent)}, data={"importeur": "auto"})

    assert answer.status_code == 422
    assert NIR not in answer.text
    assert list(writing_client.app.state.house.upload_folder.iterdir()) == []


def test_an_address_never_brings_its_own_words_to_the_data_page(client):
    page = client.get("/donnees", params={"dit": "Envoyez vos mots de passe", "lot": "Envoyez", "ecartees": "1e9"})

    assert not re.search(r'<div class="notice[^>]*>[^<]*<p>[^<]*Envoyez', page.text)
