"""What a view gives back: pages of actors, ties around them, where claims come from, what sources brought."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kb.graph import Actor, Tie
from kb.ledger import Claim, Judgement, Known
from kb.text import fold


@dataclass(frozen=True, slots=True)
class Page:
    """Some actors of a list, and how many there are in all."""

    actors: list[Actor]
    total: int


@dataclass(frozen=True, slots=True)
class Bearer:
    """An actor that bears a name: the key by which a tie may hold it, its kind, and its commune as keys write it."""

    actor: str
    key: str
    kind: str
    town: str


@dataclass(frozen=True, slots=True)
class Expansion:
    """The ties around some actors; `truncated` gives, for each actor cut short, how many it has in all."""

    ties: list[Tie]
    truncated: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a claim comes from: source, file, sheet, line, and the cells as they were read."""

    claim: str
    source: str
    title: str
    owner: str
    file: str
    sheet: str
    line: int | None
    since: str
    raw: Mapping[str, str]
    demo: bool
    stated: str = ""
    url: str = ""
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A claim in force, before any viewer: what it says and where it comes from, less what the row itself states of that."""

    claim: Claim
    origin: Origin


@dataclass(frozen=True, slots=True)
class MadeOf:
    """What actors are made of: the records that speak of them, and what was said of two of these, each by its slot.

    `beyond` is what was said of one of them and of a record that is elsewhere, or that nobody states any more.
    """

    records: Mapping[str, Known]
    said: Mapping[str, Judgement]
    beyond: Mapping[str, Judgement]


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """One source and what it brought: claims in force, first and last day."""

    id: str
    name: str
    owner: str
    title: str
    rank: str
    importer: str
    demo: bool
    claims: int
    since: str
    last: str


def is_said(value: Any) -> bool:
    """Tell whether a value says something: zero and « non » do, nothing, an empty text and an empty list do not."""
    return value not in (None, "", [])


def plain(value: Any) -> str:
    """Return a value as a reader writes it: lists joined by commas, nothing for nothing."""
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return str(value)


def begins(actor: Actor, words: Iterable[str]) -> bool:
    """Tell whether the names a viewer may read of an actor have a word that begins as each of some words."""
    said = [word for fact in actor.facts("name") for word in fold(str(fact.value)).split()]
    return all(any(word.startswith(asked) for word in said) for asked in words)
