"""What an edition changes, field by field: which line, whom, what it was and what it becomes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kb.days import last_day
from kb.kinds import KINDS, TIE_FIELDS, TIES, FieldCard, field_card
from kb.ledger import Claim, canonical
from kb.other_names import OTHER_NAMES, read_other_name
from kb.outlines import OUTLINE, outline_words
from kb.words import day, money

_DAY = re.compile(r"\d{4}-\d{2}(-\d{2})?")
#: What a sheet says of a contact; the rest of it is worked out.
_CONTACT_TOLD = frozenset({"name", "post", "email", "phone"})
_TIE_DATES = {"valid_from": "Depuis", "valid_to": "Jusqu'à"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that an edition changes: which line, whom, what it was and what it becomes."""

    line: int
    name: str
    label: str
    before: str
    after: str


def name_of(claim: Claim) -> str:
    """Return the name by which a person recognises a claim."""
    if claim.actors:
        return str(claim.actors[0].fields.get("name", claim.actors[0].identity))
    return " · ".join(list(claim.raw.values())[:3])


def states(claim: Claim) -> dict[str, str]:
    """Return what a claim says, by the labels a reader knows; where it comes from is told elsewhere."""
    said: dict[str, str] = {}
    for actor in claim.actors:
        said.setdefault("Type", KINDS[actor.kind].label)
        for name, value in actor.fields.items():
            card = field_card(actor.kind, name)
            if card and card.shown and name != "name":
                said.setdefault(card.label, _shown(value, card))
    for tie in claim.ties if not claim.actors else ():
        for name, value in {**tie.fields, "valid_from": tie.valid_from, "valid_to": last_day(tie.valid_to)}.items():
            card = TIE_FIELDS.get(name)
            if value not in (None, "") and (card is None or card.shown):
                said.setdefault(card.label if card else _TIE_DATES[name], _shown(value, card))
    return {label: text for label, text in said.items() if text}


def labels_of(claim: Claim) -> dict[str, str]:
    """Return the labels of the fields that a claim states of its actors and its ties, by field; a contact's are their own."""
    said: dict[str, str] = {}
    for actor in claim.actors:
        contact = actor.kind == "contact"
        for name in _CONTACT_TOLD & actor.fields.keys() if contact else actor.fields:
            card = field_card(actor.kind, name)
            if card and card.shown:
                said[f"contact.{name}" if contact else name] = f"Contact {card.label}" if contact else card.label
    for tie in claim.ties:
        for name in tie.fields:
            tie_card = TIE_FIELDS.get(name)
            if tie_card and tie_card.shown:
                said[f"tie.{name}"] = tie_card.label
    return said


def says_the_same(old: Claim, new: Claim) -> bool:
    """Tell whether two versions of a claim say the same from the same cells, whatever the file calls its columns."""
    said = canonical([old.actors, old.ties]) == canonical([new.actors, new.ties])
    return said and sorted(old.raw.values()) == sorted(new.raw.values())


def differences(line: int, old: Claim, new: Claim) -> Iterator[Difference]:
    """Yield what changes from one version of a claim to the next; cells without effect only when nothing else does."""
    name = name_of(new)
    before, after = _flat(old), _flat(new)
    yield from _changed(line, name, before, after)
    if before == after:
        yield from _changed(line, name, old.raw, new.raw)


def _changed(line: int, name: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Difference]:
    for label in sorted(before.keys() | after.keys()):
        if before.get(label) != after.get(label):
            yield Difference(line, name, label, before.get(label, ""), after.get(label, ""))


def _flat(claim: Claim) -> dict[str, str]:
    flat: dict[str, str] = {}
    for actor in claim.actors:
        for name, value in actor.fields.items():
            card = field_card(actor.kind, name)
            flat.setdefault(card.label if card else name, _shown(value, card))
        if actor.places:
            flat.setdefault("Dit pour", ", ".join(place.partition(":")[2] for place in actor.places))
    for tie in claim.ties:
        reading = TIES[tie.kind].forward
        flat[f"Lien « {reading} » vers {tie.end.partition(':')[2]}"] = "présent"
        for name, value in {**tie.fields, "valid_from": tie.valid_from, "valid_to": last_day(tie.valid_to)}.items():
            if value not in (None, ""):
                card = TIE_FIELDS.get(name)
                flat[f"{card.label if card else _TIE_DATES[name]} ({reading})"] = _shown(value, card)
    return flat


def _shown(value: object, card: FieldCard | None = None) -> str:
    """Return a value as a reader reads it; nothing is rounded but an amount, so that what changes is seen to change."""
    if isinstance(value, list | tuple) and card and card.form == OTHER_NAMES:
        return ", ".join(read_other_name(str(item)).words for item in value)
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    if isinstance(value, int | float) and card and card.unit == "€":
        return money(value)
    text = "" if value is None else str(value)
    if card and card.form == OUTLINE and text:
        return outline_words(text)
    return day(text) if _DAY.fullmatch(text) else text
