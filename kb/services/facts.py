"""What is known of an activity when it is compared, and what a comparison says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["same", "complementary", "unrelated", "review"]
PairKind = Literal["ebe_ebe", "ebe_company", "chain", "same_carrier", "other"]

#: What a reader sees for each verdict.
VERDICTS: dict[Verdict, str] = {
    "same": "même service",
    "complementary": "complémentaires",
    "unrelated": "sans rapport",
    "review": "à revoir",
}
#: What a reader sees for each kind of pair; nothing here says « concurrence ».
PAIR_KINDS: dict[PairKind, str] = {
    "ebe_ebe": "doublon possible entre EBE",
    "ebe_company": "EBE et entreprise ou SIAE : à examiner par le CLE",
    "chain": "chaîne complémentaire",
    "same_carrier": "même porteur",
    "other": "autre rapprochement",
}


@dataclass(frozen=True, slots=True)
class ActivityFacts:
    """One activity, as the person who compares it knows it; everything but `id` may be missing.

    `lat` and `lon` are degrees; `place` says what they stand for (« adresse », « commune », « territoire »).
    `confirmed_types` are the types that a person confirmed, the main one first: they replace any guess.
    `period` is a first and a last day, ISO; an empty one is open or unknown.
    """

    id: str
    title: str = ""
    description: str = ""
    territory: str = ""
    commune: str = ""
    lat: float | None = None
    lon: float | None = None
    carrier: str = ""
    carrier_kind: str = ""
    naf: tuple[str, ...] = ()
    rome: tuple[str, ...] = ()
    clientele: tuple[str, ...] = ()
    stage: str = ""
    confirmed_types: tuple[str, ...] = ()
    period: tuple[str, str] = ("", "")
    capacity: float | None = None
    place: str = "adresse"
