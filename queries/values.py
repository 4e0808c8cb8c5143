"""How a value is written for a person: yes and no, lists, money, days, outlines, units."""

from __future__ import annotations

from typing import Any

from kb.kinds import FieldCard
from kb.other_names import OTHER_NAMES, read_other_name
from kb.outlines import OUTLINE, outline_words
from queries.time_line import DATES
from queries.words import day, money, number

#: Fields that hold a day.
DAYS = (*DATES, "last_contact", "keep_until", "checked_on")


def value_text(value: Any, card: FieldCard | None = None) -> str:
    """Return a value as the sheet writes it, with its unit when the card gives one."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list) and card and card.form == OTHER_NAMES:
        return ", ".join(read_other_name(str(item)).words for item in value)
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    if isinstance(value, int | float):
        return money(value) if card and card.unit == "€" else number(value)
    if card and card.form == OUTLINE:
        return outline_words(str(value))
    text = day(str(value)) if card and card.name in DAYS else card.word(str(value)) if card else str(value)
    if not card or card.unit != "personnes" or not text or not text[-1].isdigit():
        return text
    return f"{number(int(text)) if text.isdecimal() else text} {card.unit}"
