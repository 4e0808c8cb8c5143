"""Pairs that may be one actor, told: to a person in a terminal, and to programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kb.identity.proposals import Proposal, told
from queries.words import counted


def tell_pairs(pairs: Sequence[Proposal], most: int = 50) -> list[str]:
    """Return the pairs that may be one actor, for a terminal: sure ones first, then the most useful questions."""
    lines = []
    for title, some in (("Sûres", [p for p in pairs if p.sure]), ("À revoir", [p for p in pairs if not p.sure])):
        if some:
            lines.append(f"{title} : {counted(len(some), 'paire')}")
            lines += [f"  {p.a.name} – {p.b.name}" + (f" [{p.warning}]" if p.warning else "") + f"\n      {told(p.why, 4)}"
                      for p in some[:most]]  # fmt: skip
            lines += [f"  et {counted(len(some) - most, 'autre')}"] if len(some) > most else []
    return lines or ["Aucune paire n'attend de réponse."]


def pair_data(pair: Proposal) -> dict[str, Any]:
    """Return a pair as programs read it."""
    return {
        "a": pair.a.id, "b": pair.b.id, "a_name": pair.a.name, "b_name": pair.b.name, "score": pair.score,
        "verdict": pair.outcome.value, "sure": pair.sure, "warning": pair.warning, "why": told(pair.why), "ties": pair.ties,
    }  # fmt: skip
