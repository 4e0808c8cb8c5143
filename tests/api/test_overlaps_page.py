"""The page Recouvrements: its figures and its words do not contradict each other."""

from __future__ import annotations

import re

import pytest

from api.importing import Request, run_import
from tests.api.conftest import SHEETS, client_of


@pytest.mark.parametrize(("commune", "proximity"), [("Belleville", r"\d+ % \(estimée\)"), ("", "inconnue")])
def test_a_proximity_without_a_distance_is_said_to_be_estimated_or_unknown(tmp_path, commune, proximity):
    base = tmp_path / "base.db"
    rows = "".join(f"{name};{who};{place};habitants;{commune};en cours;Site\n" for name, who, place in (
        ("Réparation de vélos", "La Fabrique", "Terres Neuves"), ("Atelier vélo solidaire", "L'Ouvroir", "Val Fleuri")))  # fmt: skip
    sheets = {
        "territoires": SHEETS["territoires"],
        "parties-prenantes": "Nom;Type;Territoire\nLa Fabrique;EBE;Terres Neuves\nL'Ouvroir;EBE;Val Fleuri\n",
        "activites": f"Activité;Porteur;Territoire;Clientèle;Commune;Stade;Origine\n{rows}",
    }
    for name, text in sheets.items():
        path = tmp_path / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        run_import(str(base), Request(name, path, write=True))

    client = next(opened := client_of(base))
    page = re.sub(r"<[^>]+>|\s+", " ", client.get("/recouvrements").text)
    opened.close()

    assert re.search(rf"Proximité\s+{proximity}", page)
    assert re.search(r"Distance\s+non mesurée", page)
