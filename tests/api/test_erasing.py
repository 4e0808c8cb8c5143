"""Erasing somebody for good, as the README tells it: nothing of the base that takes the place of the former one holds them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from api.cli import main
from api.importing import Request, run_import
from tests.api.conftest import client_of

HEADER = "Nom;Type;Commune;Territoire;Notes;Contact;Contact Téléphone;SIRET\n"
NAMED = HEADER + "Atelier;association;Givors;Val Fleuri;vu Zélie Quatrevents;Zélie Quatrevents;06 12 34 56 78;\nAutre;association;Givors;;Quatrevents;;;123\n"
CORRECTED = HEADER + "Atelier;association;Givors;Val Fleuri;;;;\n"


def holding(folder: Path) -> list[str]:
    """Return the files that hold the person."""
    return sorted(p.name for p in folder.rglob("*") if p.is_file() and any(trace in p.read_bytes() for trace in (b"uatrevents", b"06 12 34")))


def run(base: Path, *words: object) -> None:
    done = CliRunner().invoke(main, ["--base", str(base), *map(str, words)])
    assert done.exit_code in (0, 1), done.output


@pytest.mark.parametrize("way", ["corrigé", "annulé"])
def test_a_person_erased_as_the_readme_says_is_in_no_file_of_the_new_base_nor_of_its_products(own_base, tmp_path, way):
    sheet = tmp_path / "carnet.csv"
    sheet.write_text(NAMED, encoding="utf-8")
    sent = run_import(str(own_base), Request("parties-prenantes", sheet, write=True, source="carnet"))
    for client in client_of(own_base):
        typed = client.post("/saisie/contact", data={"name": "Zélie Quatrevents", "purpose": "partenariat", "origin": "échange"})
        batches = [typed.headers["location"].partition("lot=")[2], *([sent.batch.id] if way == "annulé" and sent.batch else [])]
        for batch in batches:
            assert client.post(f"/donnees/lots/{batch}/annuler").status_code == 303
    sheet.write_text(CORRECTED, encoding="utf-8")
    run_import(str(own_base), Request("parties-prenantes", sheet, write=True, source="carnet"))
    assert holding(own_base.parent)

    fresh = tmp_path / "neuve"
    fresh.mkdir()
    run(own_base, "export", fresh / "export.jsonl")
    run(fresh / "neuve.db", "load", fresh / "export.jsonl")
    run(fresh / "neuve.db", "build", "all", "--to", fresh / "sorties")

    assert (fresh / "sorties" / "fichier-parties-prenantes-engagement.csv").exists()
    assert holding(fresh) == []
