"""One value of one field, with who says so, of which day and of which territories."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from kb.kinds import KINDS


class Fact(NamedTuple):
    """One value of one field, with who says so and since when.

    `rank` is the weight of the source; `as_of` the day the row speaks of; `since` the day the source first said it; `until` the
    first day on which it is true no more; `places` the territories of which it is said, of a field that each has its own.
    """

    field: str
    value: Any
    claim: str
    source: str
    owner: str
    layer: str
    since: str
    as_of: str | None
    rank: int
    until: str | None = None
    places: tuple[str, ...] = ()

    def told_on(self, day: str) -> bool:
        """Tell whether the fact is told of a day: it is spoken of by then, and not over yet."""
        return (self.as_of is None or self.as_of <= day) and (self.until is None or day < self.until)


#: Fields of which each row of a source says a part: a SIAE has one row for each of its conventions.
ADDED = frozenset(name for kind in KINDS.values() for name, card in kind.fields.items() if card.adds)


def told_together(facts: Sequence[Fact]) -> Sequence[Fact]:
    """Return the facts of one field, each with all that its source says of it when its rows add up."""
    if len(facts) < 2 or facts[0].field not in ADDED:
        return facts
    said: dict[str, set[str]] = {}
    for fact in facts:
        said.setdefault(fact.source, set()).update(map(str, fact.value))
    return [fact._replace(value=sorted(said[fact.source])) for fact in facts]


#: What belongs to a street: taken from the row that gives it, so that no address is shown that nobody wrote.
_OF_STREET = ("post_code", "city", "insee")


def address_whole(facts: list[Fact]) -> list[Fact]:
    """Return facts in survivorship order, the commune and the post code of the shown street first when its row gives them."""
    street = next((f for f in facts if f.field == "address"), None)
    if street is None:
        return facts
    of_row = {f.field for f in facts if f.claim == street.claim and f.field in _OF_STREET}
    return sorted(facts, key=lambda f: (f.field, f.field in of_row and f.claim != street.claim)) if of_row else facts
