"""Where a claim comes from, in the shape pages and documents show."""

from __future__ import annotations

from kb.ledger import Source
from kb.store.base import Held
from kb.view import Origin, Told


def describe(slot: str, held: Held, source: Source) -> Told:
    """Return a claim with its origin: its source, the place it was read at and its cells; who asks is not known here."""
    claim = held.claim
    origin = Origin(
        claim=slot,
        source=source.id,
        title=source.title or source.name,
        owner=source.owner,
        file=held.file,
        sheet=held.sheet,
        line=held.line,
        since=held.since,
        raw=claim.raw,
        demo=source.demo,
    )
    return Told(claim, origin)
