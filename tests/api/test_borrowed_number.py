"""A number copied on the wrong row: the organisation it is the number of keeps its name, and the row is told with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.importing import Request, run_import
from kb.store import open_store

HEADER = "nom;type;siret;commune\n"
NUMBER = "99900001100018"


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return tmp_path / "essai.db"


def send(base: Path, day: str, source: str, *rows: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", day)
    sheet = base.parent / f"{source}.csv"
    sheet.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    return run_import(str(base), Request("parties-prenantes", sheet, write=True, source=source)).as_dict()


def names(base: Path) -> list[str]:
    with open_store(base) as store, store.view() as view:
        return view.actor(f"siret:{NUMBER}").names


@pytest.mark.parametrize("other", ["Zinc et Cuivre", "Boulangerie du Port"])
def test_a_row_with_the_siret_of_another_organisation_does_not_rename_it(base, monkeypatch, other):
    send(base, "1772000000", "ancien", f"Régie Plurielles;association;{NUMBER};Givors", monkeypatch=monkeypatch)

    said = send(base, "1775000000", "nouveau", "Amicale;association;;Bron", f"{other};association;{NUMBER};Givors", monkeypatch=monkeypatch)

    assert names(base) == ["Régie Plurielles", other]
    (told,) = [w for w in said["warnings"] if w["code"] == "NAME_DIFFERS"]
    assert (told["file"], told["line"], told["column"], told["value"]) == ("nouveau.csv", 3, "siret", NUMBER)
    assert other in told["message"]


def test_a_name_that_shares_a_word_with_the_known_one_is_still_the_latest_said(base, monkeypatch):
    send(base, "1772000000", "ancien", f"Régie Plurielles;association;{NUMBER};Givors", monkeypatch=monkeypatch)

    send(base, "1775000000", "nouveau", f"Régie Plurielles du Rhône;association;{NUMBER};Givors", monkeypatch=monkeypatch)

    assert names(base)[0] == "Régie Plurielles du Rhône"


def test_the_name_that_most_sources_give_is_the_known_one(base, monkeypatch):
    send(base, "1772000000", "a", f"Zinc et Cuivre;association;{NUMBER};Givors", monkeypatch=monkeypatch)
    for source in "bc":
        send(base, "1775000000", source, f"Régie Plurielles;association;{NUMBER};Givors", monkeypatch=monkeypatch)

    assert names(base) == ["Régie Plurielles", "Zinc et Cuivre"]


@pytest.mark.parametrize("hasty", ["ASSOC. REGIE PLURIELLES", "REGIE PLURIELLES GIVORS", "Regie Plurielles"])
def test_a_later_hasty_spelling_never_takes_the_place_of_the_well_typed_name(base, monkeypatch, hasty):
    send(base, "1772000000", "ancien", f"Régie Plurielles;association;{NUMBER};Givors", monkeypatch=monkeypatch)

    send(base, "1775000000", "nouveau", f"{hasty};association;{NUMBER};Givors", monkeypatch=monkeypatch)

    assert names(base)[0] == "Régie Plurielles"
    assert hasty in names(base)


def test_a_well_typed_spelling_takes_the_place_of_an_earlier_hasty_one(base, monkeypatch):
    send(base, "1775000000", "hâtif", f"REGIE PLURIELLES;association;{NUMBER};Givors", monkeypatch=monkeypatch)

    send(base, "1772000000", "soigné", f"Régie Plurielles;association;{NUMBER};Givors", monkeypatch=monkeypatch)

    assert names(base) == ["Régie Plurielles", "REGIE PLURIELLES"]
