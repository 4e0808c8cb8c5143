"""Where a claim comes from, in the shape pages and documents show."""

from __future__ import annotations

from kb.ledger import Source
from kb.store.base import Held
from kb.view import Origin


def describe(slot: str, held: Held, source: Source) -> Origin:
    """Return the origin of a claim: its source, the place it was read at, its cells, and what the row itself states."""
    claim = held.claim
    stated: dict[str, str] = {}
    for fields in [record.fields for record in claim.actors] + [record.fields for record in claim.ties]:
        for name in ("origin", "source_url", "confidence"):
            if fields.get(name):
                stated.setdefault(name, str(fields[name]))
    return Origin(
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
        stated=stated.get("origin", ""),
        url=stated.get("source_url", ""),
        confidence=stated.get("confidence", ""),
    )
