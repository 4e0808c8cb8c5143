"""The labelled wordings of services, and the measures that the tests freeze."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from kb.services.facts import ActivityFacts

DATA = Path(__file__).resolve().parents[1] / "data"


def wordings(part: str) -> list[dict[str, str]]:
    """Return the wordings of one part (`tune` or `report`) of services_labelled.csv."""
    with (DATA / "services_labelled.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["part"] == part]


def activities(rows: Sequence[dict[str, str]], codes: bool = True) -> list[ActivityFacts]:
    """Return labelled wordings as activities, with or without their codes."""
    return [
        ActivityFacts(
            id=f"{at:04}",
            title=row["titre"],
            description=row["description"],
            naf=(row["naf"],) if codes and row["naf"] else (),
            rome=(row["rome"],) if codes and row["rome"] else (),
        )
        for at, row in enumerate(rows)
    ]


def average_precision(scores: dict[tuple[str, str], float], wanted: set[tuple[str, str]]) -> float:
    """Return the average precision of scored pairs; pairs of one score are taken together, pairs left out count 0."""
    found = seen = 0
    total = 0.0
    ranked = sorted({score for score in scores.values() if score > 0}, reverse=True)
    for score in ranked:
        level = [pair for pair, value in scores.items() if value == score]
        gained = sum(pair in wanted for pair in level)
        seen += len(level)
        found += gained
        total += gained * found / seen
    return total / len(wanted)
