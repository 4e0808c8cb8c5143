"""The graph that is measured: seeded, six kinds of actors, eight of ties, a power law of neighbours, accented names."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from kb.ids import name_key
from kb.ledger import ActorRecord, Assertion, Claim, Source, TieRecord, source_body, source_slot

SOURCE = Source("banc", title="Graphe de mesure")
KINDS = ("company", "association", "siae", "funder", "activity", "territory")
SHARES = (40, 30, 12, 5, 12, 1)
TIES = ("partner", "client_of", "supports", "member_of", "present_in", "funds", "hosts", "orients")
FIRST = (
    "Atelier",
    "Régie",
    "Ressourcerie",
    "Œuvre",
    "Maison",
    "Épicerie",
    "Coopérative",
    "Fabrique",
    "Conciergerie",
    "Jardins",
)
LAST = (
    "Possibles",
    "Étoiles",
    "Cœur",
    "Moulins",
    "Quartiers",
    "Forêt",
    "Brûlés",
    "Haÿ",
    "Straße",
    "Voisins",
    "Lônes",
    "Gônes",
)
TOWNS = ("Lyon", "Villeurbanne", "Givors", "Vénissieux", "Saint-Fons", "Décines-Charpieu", "Vaulx-en-Velin", "Bron")

Row = dict[str, str]


@dataclass(frozen=True)
class Sample:
    """Rows as an importer reads them: one for each actor, with its first tie, then one for each other tie."""

    rows: list[Row]
    keys: list[str]


def make_sample(actors: int, ties: int, seed: int = 7) -> Sample:
    """Return the rows of a graph of some actors and ties; the same seed gives the same rows."""
    chance = random.Random(seed)
    kinds = chance.choices(KINDS, SHARES, k=actors)
    keys = [f"siret:{10**13 + n * 7919:014}" for n in range(actors)]
    rows = [_actor_row(chance, n, kinds[n], keys) for n in range(actors)]
    rows += [_tie_row(chance, f"l{n}", keys[chance.randrange(actors)], keys) for n in range(ties - actors)]
    return Sample(rows, keys)


def _actor_row(chance: random.Random, number: int, kind: str, keys: list[str]) -> Row:
    name = f"{chance.choice(FIRST)} des {chance.choice(LAST)} {number}"
    town = chance.choice(TOWNS)
    own = {
        "key": f"a{number}",
        "kind": kind,
        "id": keys[number],
        "name": name,
        "city": town,
        "naf": f"{chance.randrange(10, 99)}.11Z",
    }
    return {**_tie_row(chance, f"a{number}", keys[number], keys), **own}


def _tie_row(chance: random.Random, key: str, start: str, keys: list[str]) -> Row:
    # Square of a uniform draw: few actors are met by many, as in the field.
    end = keys[int(len(keys) * chance.random() ** 2)]
    return {
        "key": key,
        "tie": chance.choice(TIES),
        "start": start,
        "end": end,
        "year": str(chance.randrange(2019, 2027)),
    }


def assertions(rows: list[Row], file: str = "banc.csv") -> Iterator[Assertion]:
    """Yield what importing the rows asserts: claims are made, digested and placed here, as an importer does."""
    yield Assertion(source_slot(SOURCE), source_body(SOURCE), "2026-01-01")
    for line, row in enumerate(rows, 2):
        claim = _claim(row)
        yield Assertion.of(claim, "2026-01-01", file, "", line)


def _claim(row: Row) -> Claim:
    actors = (_record(row),) if "id" in row else ()
    tie = TieRecord(row["tie"], row["start"], row["end"], {"year": int(row["year"])})
    return Claim(SOURCE.id, row["key"], actors, (tie,), row)


def _record(row: Row) -> ActorRecord:
    fields = {"name": row["name"], "siret": row["id"][6:], "city": row["city"], "naf": row["naf"]}
    return ActorRecord(row["kind"], row["id"], (name_key(row["name"], row["city"]),), fields)
