"""What a person types on a sheet: each field stands alone, so that taking a save back takes back what it said and no more.

The *whole* entry of a sheet is the claim that made it, or all that was typed on it before fields stood alone. A field typed
since is a claim beside it, whose record says by its part which whole entry it belongs to, even when there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kb.ids import record_id, slot_id
from kb.ledger import Known, Value

#: How the row key of such a claim begins, its field and the key of the whole entry following; and the part of its record.
_FIELD = "champ:"


@dataclass(slots=True)
class Entry:
    """What a person typed on one sheet, and which fields of it stand alone: what the whole says of these is said no more."""

    fields: dict[str, Value] = field(default_factory=dict)
    alone: set[str] = field(default_factory=set)


def field_key(name: str, whole: str) -> str:
    """Return the row key of the claim of one field, from the row key of the whole entry of its sheet."""
    return f"{_FIELD}{name}:{whole}"


def part_of_entry(whole: str) -> str:
    """Return the part of the record that states one field."""
    return f"{_FIELD}{whole}"


def whole_of(part: str) -> str:
    """Return the row key of the whole entry that a record belongs to, empty when its part says no such thing.

    >>> whole_of(part_of_entry("acteur:nom:la forge|")), whole_of("lien-1")
    ('acteur:nom:la forge|', '')
    """
    return part.removeprefix(_FIELD) if part.startswith(_FIELD) else ""


def entry_record(slot: str, key: str) -> str:
    """Return the id of the record of an entry, from the slot and the row key of its claim."""
    return record_id(slot, part_of_entry(key.split(":", 2)[2]) if key.startswith(_FIELD) else "")


def entry_slot(known: Known) -> str:
    """Return the slot of the whole entry that a record belongs to; its own when it is no field typed alone."""
    whole = whole_of(known.record.part)
    return slot_id(known.source, whole) if whole else known.slot


def entries_of(known: Sequence[Known]) -> dict[str, Entry]:
    """Return the entries among some records of which fields stand alone, by the slot of their whole."""
    alone = [(entry_slot(one), one) for one in known if whole_of(one.record.part)]
    found = {whole: Entry() for whole, _ in alone}
    for one in known if found else ():
        if one.slot in found and not whole_of(one.record.part):
            found[one.slot].fields |= one.record.fields
    for whole, one in alone:
        found[whole].fields |= one.record.fields
        found[whole].alone |= one.record.fields.keys()
    return found
