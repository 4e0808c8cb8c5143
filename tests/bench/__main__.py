"""Measure the store against its references in one run: `python -m tests.bench [--actors 10000] [--only T1]`."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kb.store import open_store
from tests.bench.following import measure_following
from tests.bench.graph import Sample, make_sample
from tests.bench.identity import measure_identity
from tests.bench.pages import measure_pages
from tests.bench.planning import measure_planning
from tests.bench.reading import measure_reading
from tests.bench.server import measure_server
from tests.bench.sirene import measure_sirene
from tests.bench.timing import HEAD, Line, calm
from tests.bench.writing import load, measure_writing

PARTS = ("ecrire", "lire", "suivre", "pages", "identite", "sirene", "feuilles", "serveur")


def main() -> int:
    """Print the table and return 0 when every target is reached, 1 otherwise, 2 when the machine is too busy."""
    asked = _asked()
    if not calm() and not asked.force:
        print(
            f"Machine occupée (charge {os.getloadavg()[0]:.1f}) : mesures sans valeur. --force pour mesurer quand même."
        )
        return 2
    print(f"{asked.actors} acteurs, {asked.actors * 5} liens, charge {os.getloadavg()[0]:.1f}\n{HEAD}", flush=True)
    missed = 0
    with tempfile.TemporaryDirectory(prefix="maillage-banc-") as folder:
        for line in _lines(Path(folder), make_sample(asked.actors, asked.actors * 5), asked.parts):
            missed += not line.reached
            print(line, flush=True)
    print(f"charge à la fin {os.getloadavg()[0]:.1f} ; {missed} cibles manquées")
    return 1 if missed else 0


def _lines(folder: Path, sample: Sample, parts: list[str]) -> Iterator[Line]:
    if "ecrire" in parts:
        yield from measure_writing(folder, sample)
    if "pages" in parts:
        yield from measure_pages(folder, len(sample.keys))
    if "identite" in parts:
        yield from measure_identity()
    if "sirene" in parts:
        yield from measure_sirene(folder)
    if "feuilles" in parts:
        yield from measure_planning(folder)
    if "serveur" in parts:
        yield from measure_server(sample)
    if {"lire", "suivre"} & set(parts):
        with open_store(folder / "lecture.db", create=True) as store:
            load(store, sample.rows)
            if "lire" in parts:
                yield from measure_reading(store, sample)
            if "suivre" in parts:
                yield from measure_following(store, sample)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Mesurer la base contre ses références.")
    parser.add_argument("parts", nargs="*", default=PARTS, help=f"ce qu'il faut mesurer : {', '.join(PARTS)}")
    parser.add_argument("--actors", type=int, default=10_000, help="nombre d'acteurs ; cinq fois plus de liens")
    parser.add_argument("--force", action="store_true", help="mesurer même si la machine est occupée")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
