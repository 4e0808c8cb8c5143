"""The five overlaps that the field already knows of, found in the Lyon base by the product itself."""

from __future__ import annotations

import pytest

from api.importing import Request, run_import
from importers.lyon import SHEETS, sheet_path
from kb.store import open_store
from queries import ask


@pytest.fixture(scope="module")
def pairs(tmp_path_factory):
    """Return the pairs to examine of the Lyon base, each as two names and what they are to each other."""
    base = tmp_path_factory.mktemp("lyon") / "lyon.db"
    for sheet in SHEETS:
        run_import(
            str(base), Request(sheet.importer, sheet_path(sheet.file), True, sheet.source, shown_name=sheet.file)
        )
    with open_store(base) as store, store.view() as view:
        rows = ask(view, "recouvrements", most=5000).table().rows
    return [(row["one"], row["other"], row["verdict"]) for row in rows]


@pytest.mark.parametrize(
    ("word", "first", "second"),
    [
        ("vélo", "EmerJean", "SFAIRE"), ("vélo", "EmerJean", "Bross'Up"), ("vélo", "SFAIRE", "Bross'Up"), ("outure", "EmerJean", "Bross'Up"),
        ("onciergerie", "EmerJean", "Bross'Up"), ("maraîchage", "EmerJean", "SFAIRE"), ("maraîchage", "SFAIRE", "Potagers du Garon"),
    ],
)  # fmt: skip
def test_the_known_overlaps_are_found(pairs, word, first, second):
    found = [
        p for p in pairs if first in p[0] + p[1] and second in p[0] + p[1] and p[2] in ("même service", "à revoir")
    ]

    assert any(word.lower() in (p[0] + p[1]).lower() for p in found)


def test_a_laundry_for_firms_and_one_for_residents_are_brought_together(pairs):
    assert any("Blanchisserie" in a + b and "Laverie" in a + b for a, b, verdict in pairs if verdict != "sans rapport")
