"""A made-up base of a given size, the same on every run, to measure questions on."""

from __future__ import annotations

from kb.ids import name_key
from kb.ledger import ActorRecord, Assertion, Claim, Source, TieRecord, source_body, source_slot
from kb.store import Store

SOURCE = Source("volume", title="Base de mesure")
PLACES = 12
_KINDS = (
    "company",
    "company",
    "association",
    "siae",
    "funder",
    "support",
    "employment",
    "authority",
    "company",
    "training",
)
_TIES = ("partner", "supports", "client_of", "member_of", "contributes")
_THEMES = ("Textile", "Logement", "Vélo", "Alimentation", "Numérique", "Propreté", "Jardins")


def fill(store: Store, actors: int, ties: int) -> None:
    """Write a base with some actors and ties: a few hubs, a long tail, solicitations and activities."""
    claims = [*_territories(), *_organisations(actors), *_ties(actors, ties)]
    rows = [Assertion(source_slot(SOURCE), source_body(SOURCE), "2026-01-01")]
    rows += [Assertion(c.slot, c.body, "2026-10-12", "volume.csv", "", n) for n, c in enumerate(claims)]
    with store.writer() as writer:
        writer.write(rows, kind="import")


def key(n: int) -> str:
    return name_key(f"Organisation {n}", "Grandville")


def _claim(row: str, *records: ActorRecord | TieRecord) -> Claim:
    actors = tuple(r for r in records if isinstance(r, ActorRecord))
    ties = tuple(r for r in records if isinstance(r, TieRecord))
    return Claim(SOURCE.id, row, actors, ties, {"ligne": row})


def _territories() -> list[Claim]:
    found = []
    for n in range(PLACES):
        place, cle, ebe = f"territoire:place-{n}", f"cle:place-{n}", name_key(f"EBE {n}", "Grandville")
        found.append(_claim(f"p{n}", ActorRecord("territory", place, (), {"name": f"Place {n}"})))
        found.append(
            _claim(f"c{n}", ActorRecord("cle", cle, (), {"name": f"CLE Place {n}"}), TieRecord("governs", cle, place))
        )
        record = ActorRecord("ebe", ebe, (ebe,), {"name": f"EBE {n}", "city": "Grandville"})
        found.append(_claim(f"e{n}", record, TieRecord("operates_in", ebe, place)))
    return found


def _organisations(count: int) -> list[Claim]:
    return [
        _claim(f"o{n}", ActorRecord(_KINDS[n % len(_KINDS)], key(n), (key(n),), {
            "name": f"Organisation {n}", "city": "Grandville", "themes": [_THEMES[n % 7]], "legal_form": "SAS",
            **({"position": "favorable", "influence": "3"} if n % 3 == 0 else {}),
        }))
        for n in range(count - 3 * PLACES)
    ]  # fmt: skip


def _ties(actors: int, count: int) -> list[Claim]:
    last = actors - 3 * PLACES
    found = []
    for n in range(count - 2 * PLACES):
        start = key(n * 7919 % last)
        place = n * 31 % PLACES
        if n % 5 == 0:
            tie = TieRecord("present_in", start, f"territoire:place-{place}")
        elif n % 5 == 1:
            fields = {"amount": 1000 + n, "year": str(2015 + n % 12)}
            tie = TieRecord(
                "funds", key(n % 40 * 10 + 4), start if n % 3 else name_key(f"EBE {place}", "Grandville"), fields
            )
        elif n % 25 == 2:
            on = f"2026-{1 + n % 12:02d}-{1 + n % 28:02d}"
            tie = TieRecord("solicits", f"cle:place-{place}", key(n * 13 % last), {"on": on, "purpose": "financement"})
        else:
            tie = TieRecord(_TIES[n % len(_TIES)], start, key((n * 104729 + 1) % last))
        found.append(_claim(f"t{n}", tie))
    return found
