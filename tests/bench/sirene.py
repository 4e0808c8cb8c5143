"""A stock file of SIRENE as large as the real one's third: read and filtered, beside Python's bare reader of CSV."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from pathlib import Path

from stdnum import luhn

from kb.communes import metropole
from tests.bench.timing import Line, in_a_process

ESTABLISHMENTS = 1_000_000

#: The columns of StockEtablissement, in its order (see `tests/data/sirene.csv`).
_COLUMNS = Path(__file__).parents[1] / "data" / "sirene.csv"
_STREETS = ("DES LILAS", "DE LA RÉPUBLIQUE", "DU HUIT MAI 1945", "JEAN JAURÈS", "DE L'ÉGLISE", "PASTEUR", "DES ÉRABLES")
_SIGNS = ("", "", "", "ATELIER DES POSSIBLES", "AU BON PAIN", "CHEZ L'AMI", "GARAGE DU CENTRE")


_READ = """
import resource, sys, time
from pathlib import Path
from importers.reading import read_file
begun = time.process_time()
taken = sum(1 for _ in read_file("sirene", Path(sys.argv[1])).rows)
print(time.process_time() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, taken)
"""
_BARE = """
import csv, sys, time
begun = time.process_time()
with open(sys.argv[1], encoding="utf-8", newline="") as source:
    taken = sum(1 for _ in csv.DictReader(source))
print(time.process_time() - begun, 0, taken)
"""


def measure_sirene(folder: Path) -> Iterator[Line]:
    """Yield the time of a million establishments read and filtered, against bare reading, then the seconds and memory."""
    path = folder / "StockEtablissement.csv"
    near = write_stock(path, ESTABLISHMENTS)
    seconds, megabytes, taken = in_a_process(_READ, path)
    bare, _, _ = in_a_process(_BARE, path)
    if taken < near:
        raise AssertionError(f"{taken} établissements pris, {near} attendus")
    yield Line("SIR1", "un million d'établissements lus et filtrés / csv.DictReader", seconds * 1_000, bare * 1_000, 4)
    yield Line("SIR2", "… en secondes", seconds, None, 60, "s")
    yield Line("SIR3", "… mémoire au plus", megabytes, None, 600, "Mo")


def write_stock(path: Path, count: int, seed: int = 11) -> int:
    """Write a stock file of some establishments, and return how many are in the Métropole."""
    chance = random.Random(seed)
    towns = list(metropole())
    with _COLUMNS.open(encoding="utf-8", newline="") as sample:
        header = next(csv.reader(sample))
    near = 0
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, header, restval="")
        writer.writeheader()
        for siren in _sirens(count):
            local = chance.random() < 0.02
            near += local
            writer.writerow(_establishment(chance, siren, chance.choice(towns) if local else f"{chance.randrange(1001, 95999):05}"))
    return near


def _establishment(chance: random.Random, siren: str, town: str) -> dict[str, str]:
    body = siren + "0001"
    return {
        "siren": siren, "nic": "0001" + luhn.calc_check_digit(body), "siret": body + luhn.calc_check_digit(body),
        "statutDiffusionEtablissement": "P" if chance.random() < 0.1 else "O",
        "dateCreationEtablissement": f"{chance.randrange(1970, 2026)}-03-01", "trancheEffectifsEtablissement": "NN",
        "etablissementSiege": "true", "numeroVoieEtablissement": str(chance.randrange(1, 200)), "typeVoieEtablissement": "RUE",
        "libelleVoieEtablissement": chance.choice(_STREETS), "codePostalEtablissement": town,
        "libelleCommuneEtablissement": "COMMUNE", "codeCommuneEtablissement": town, "dateDebut": "2008-01-01",
        "etatAdministratifEtablissement": "F" if chance.random() < 0.5 else "A", "enseigne1Etablissement": chance.choice(_SIGNS),
        "activitePrincipaleEtablissement": f"{chance.randrange(10, 99)}.29Z",
        "nomenclatureActivitePrincipaleEtablissement": "NAFRev2", "caractereEmployeurEtablissement": "N",
    }  # fmt: skip


def _sirens(count: int) -> Iterator[str]:
    for number in range(count):
        body = f"{10_000_000 + number:08}"
        yield body + luhn.calc_check_digit(body)
