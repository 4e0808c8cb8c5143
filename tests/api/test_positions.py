"""Positions on pages and in files: each with its territory, none flattened."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from api.importing import Request, run_import
from tests.api.page_check import faults
from tests.api.test_entry import REGIE, sheet_of

SHEET = "Nom;Type;Commune;Territoire;SIRET;Position;Dernier échange\n{};SIAE;Belleville;{};99900002900028;{};{}\n"


def send(base: Path, territory: str, position: str, day: str = "") -> None:
    """Send the stakeholder file of a territory, in which one organisation has a position."""
    path = base.with_name("fichier.csv")
    path.write_text(SHEET.format(REGIE, territory, position, day), encoding="utf-8")
    report = run_import(str(base), Request("parties-prenantes", path, write=True, territory=territory))
    assert report.outcome in ("accept", "warn"), report.as_dict()


@pytest.fixture
def disputed(own_base: Path) -> Path:
    """Two territories' files: one says the association opposed, the other favourable."""
    send(own_base, "Terres Neuves", "opposée", "12/05/2026")
    send(own_base, "Val Fleuri", "favorable", "01/09/2026")
    return own_base


def test_the_sheet_shows_the_position_of_each_territory_with_its_day(disputed, writing_client):
    page = writing_client.get(sheet_of(writing_client, REGIE)).text

    assert faults(page) == []
    shown = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    for said in ("Opposé sur Terres Neuves", "Favorable sur Val Fleuri", "sur Terres Neuves, le 12 mai 2026", "sur Val Fleuri, le 1er septembre 2026"):
        assert said in shown

