"""A tie that a person ends: a claim of the source « saisie » that names a tie of any source, and the day it stops.

The claim that states the tie is left as it is: its source's next edition says the tie again, and it stays ended; undoing
the ending brings it back. An ending is kept as a tie record whose start is the tie's id and whose end is the slot of the
claim that states it: nobody is called by such keys, so it joins no two actors.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kb.graph import Tie
from kb.ids import slot_id
from kb.ledger import Claim, Rank, Source, TieRecord, changed

#: Where everything typed in the pages comes from; files outrank it, and both stay side by side.
ENTRY = Source("saisie", title="Saisie", rank=Rank.HAND.value)
#: How the row key of an ending begins; the tie's id follows.
_KEY = "fin:"


def ending_of(tie: Tie, until: str, raw: Mapping[str, str]) -> Claim:
    """Return the claim that ends a tie on a day: the first on which it does not hold."""
    record = TieRecord(tie.kind, tie.id, tie.claim, valid_to=until)
    return Claim(ENTRY.id, f"{_KEY}{tie.id}", (), (record,), raw)


def ending_claim(tie_id: str) -> str:
    """Return the id under which the ending of a tie is kept, whether or not somebody ended it."""
    return slot_id(ENTRY.id, f"{_KEY}{tie_id}")


def is_tie(key: str) -> bool:
    """Tell whether the end of a tie record names a tie, as an ending does.

    >>> is_tie("t:0a1b"), is_tie("territoire:oullins")
    (True, False)
    """
    return key.startswith("t:")


def ending_keys(slots: Mapping[str, str]) -> dict[str, str]:
    """Return, among the slots of the source « saisie » with their row keys, those of endings by the tie they end."""
    return {key.removeprefix(_KEY): slot for slot, key in slots.items() if key.startswith(_KEY)}


def endings_in(claims: Iterable[Claim]) -> dict[str, TieRecord]:
    """Return the endings among some claims, by the id of the tie they end."""
    return {c.ties[0].start: c.ties[0] for c in claims if c.source == ENTRY.id and c.key.startswith(_KEY) and c.ties}


def ended(record: TieRecord, ending: TieRecord | None) -> TieRecord:
    """Return a tie record as its ending leaves it: over on the earlier of the two days.

    A tie that its row says to begin later is another time: the ending spoke of the one before.
    """
    if ending is None or not ending.valid_to or (record.valid_to and record.valid_to <= ending.valid_to):
        return record
    if record.valid_from and record.valid_from > ending.valid_to:
        return record
    return changed(record, valid_to=ending.valid_to)
