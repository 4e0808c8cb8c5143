"""A hundred thousand stakeholders in a sheet, planned against a base that knows as many: what an import shows first."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from pathlib import Path

from stdnum import luhn

from tests.bench.timing import Line, in_a_process

ROWS = 100_000
_TOWNS = (("Lyon", "69003"), ("Villeurbanne", "69100"), ("Givors", "69700"), ("Vénissieux", "69200"), ("Bron", "69500"))
_FIRST = ("Atelier", "Régie", "Ressourcerie", "Œuvre", "Maison", "Épicerie", "Coopérative", "Fabrique", "Jardins")
_LAST = ("Possibles", "Étoiles", "Cœur", "Moulins", "Quartiers", "Forêt", "Voisins", "Lônes", "Gônes", "Érables")

_PLAN = """
import resource, sys, time
from pathlib import Path
from api.importing import Request, run_import
write = sys.argv[3] == "write"
begun = time.process_time()
report = run_import(sys.argv[1], Request("parties-prenantes", Path(sys.argv[2]), write=write))
plan = report.plan
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(time.process_time() - begun, peak, plan.created, plan.updated, plan.unchanged, len(plan.set_aside))
"""


def measure_planning(folder: Path) -> Iterator[Line]:
    """Yield the seconds and the memory of a plan against a base of as many actors, and of the same sheet again."""
    base, first, second = folder / "base.db", folder / "premiere.csv", folder / "seconde.csv"
    _write_sheet(first, ROWS, 0)
    _write_sheet(second, ROWS, ROWS // 2)
    wrote = in_a_process(_PLAN, base, first, "write")
    seconds, megabytes, created, *_ = in_a_process(_PLAN, base, second, "plan")
    if not 0 < created < ROWS:
        raise AssertionError(f"{created} lignes nouvelles : la moitié était attendue")
    yield Line("PLA1", f"{ROWS} lignes préparées, base de {ROWS} acteurs", seconds, None, 90, "s")
    yield Line("PLA2", "… mémoire au plus", megabytes, None, 1_500, "Mo")
    again = in_a_process(_PLAN, base, first, "write")
    yield Line("PLA3", "la même feuille, écrite de nouveau / la première fois", again[0], wrote[0], 0.35, "s")


def _write_sheet(path: Path, count: int, start: int) -> None:
    """Write a sheet of stakeholders: a third without a number, names and communes as offices write them."""
    chance = random.Random(5)
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, delimiter=";")
        writer.writerow(("Organisme", "Type", "SIRET", "Adresse", "Code postal", "Commune", "Territoire", "Rôle"))
        for number in range(start, start + count):
            town, code = _TOWNS[number % len(_TOWNS)]
            name = f"{_FIRST[number % 9]} des {_LAST[number // 9 % 10]} {number}"
            siret = _siret(number) if number % 3 else ""
            street = f"{chance.randrange(1, 200)} rue {chance.choice(_LAST)}"
            writer.writerow((name, "association" if number % 2 else "entreprise", siret, street, code, town, "", "partenaire"))


def _siret(number: int) -> str:
    siren = f"{20_000_000 + number:08}"
    body = siren + luhn.calc_check_digit(siren) + "0001"
    return body + luhn.calc_check_digit(body)
