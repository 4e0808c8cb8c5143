"""The ledger's nouns: sources make claims, judgements relate records, and each lives in a slot that versions fill.

A *slot* is a place of the ledger: a source's description, a claim (source, row key) or a judgement (pair, author). A batch
asserts a content in a slot, or ends it. What is in force in a slot is its latest assertion whose batch is not undone; undo,
history and export follow from that one rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

import msgspec

from kb.errors import BadParameter
from kb.ids import digest, record_id, slot_id
from kb.once import once
from kb.privacy import PLATFORM

Value = str | int | float | bool | list[str] | None


def canonical(value: Any) -> str:
    """Return the one JSON text of a value: sorted members, no blanks, letters as they are.

    >>> canonical({"b": 1, "a": "é"})
    '{"a":"é","b":1}'
    """
    try:
        return _encode(value).decode()
    except UnicodeEncodeError:
        raise BadParameter("Un texte contient un demi-caractère, impossible à garder : corrigez la saisie.") from None


#: Five times as quick as the standard library's, both ways; a first import is mostly that.
_encode = msgspec.json.Encoder(order="sorted").encode
_decode = msgspec.json.Decoder().decode


class Rank(StrEnum):
    """How much a source weighs when two disagree; the most recent wins within a rank."""

    REGISTER = "registre"
    CONVENTION = "convention"
    IMPORT = "import"
    HAND = "saisie"
    MENTION = "mention"


#: Survivorship: least first wins.
RANKS: dict[str, int] = {rank.value: position for position, rank in enumerate(Rank)}


@dataclass(frozen=True)
class Source:
    """A named origin of claims and its owner, the territory (or the platform) it came from."""

    name: str
    owner: str = PLATFORM
    title: str = ""
    rank: str = Rank.IMPORT.value
    importer: str = ""
    demo: bool = False

    @once
    def id(self) -> str:
        """Return the id of the source: the same file name from two territories is two sources."""
        return f"{self.name}@{self.owner}"

    @classmethod
    def from_body(cls, body: str) -> Source:
        """Return the source a body of the ledger describes."""
        return cls(**_decode(body))


Record = TypeVar("Record", bound=msgspec.Struct)


def _nothing() -> dict[str, Any]:
    # Not `dict` itself: these members are always written, even when they hold nothing.
    return {}


class ActorRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one row says of one actor.

    `identity` is its best key (`siret:…`, `territoire:…`, else `nom:name|town`); `names` are the weaker keys under which
    records without identifier may find it. `as_of` is the day the row itself speaks of; `until` the first day on which its
    fields are true no more; `places` the territories of which it says the fields that each has its own. A `mention` only says that the actor exists: it yields to any other record.
    """

    kind: str
    identity: str
    names: tuple[str, ...] = ()
    fields: Mapping[str, Value] = msgspec.field(default_factory=_nothing)
    part: str = ""
    as_of: str | None = None
    mention: bool = False
    until: str | None = None
    places: tuple[str, ...] = ()


class TieRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one row says of one tie: its ends are keys, resolved when the graph is computed."""

    kind: str
    start: str
    end: str
    fields: Mapping[str, Value] = msgspec.field(default_factory=_nothing)
    part: str = ""
    valid_from: str | None = None
    valid_to: str | None = None


def changed(record: Record, /, **fields: Any) -> Record:
    """Return a record, or what holds one, with some of its members changed."""
    return msgspec.structs.replace(record, **fields)


class Claim(msgspec.Struct, frozen=True, omit_defaults=True, dict=True):
    """One immutable record per row or entry, keyed by (source, row key), with the cells it was read from."""

    source: str
    key: str
    actors: tuple[ActorRecord, ...] = ()
    ties: tuple[TieRecord, ...] = ()
    raw: Mapping[str, str] = msgspec.field(default_factory=_nothing)

    @once
    def slot(self) -> str:
        """Return the place of the ledger this claim fills."""
        return slot_id(self.source, self.key)

    @once
    def body(self) -> str:
        """Return the content of the claim as one canonical JSON text."""
        return canonical(self)

    @classmethod
    def from_body(cls, body: str) -> Claim:
        """Return the claim a body was made from; raises `ValueError` for a text that is none."""
        try:
            return _claim_of(body)
        except msgspec.DecodeError as error:
            raise ValueError(str(error)) from error


_claim_of = msgspec.json.Decoder(Claim).decode


class Verdict(StrEnum):
    """What a judgement may say of two records."""

    SAME = "same"
    DIFFERENT = "different"
    RELATED = "related"


@dataclass(frozen=True)
class Judgement:
    """Two records speak of one actor, of two, or of tied ones: said by someone, on a day, and revocable.

    A word on two actors is said of several pairs of their records: `of` is then the slot of the first of these judgements.
    """

    verdict: str
    a: str
    b: str
    author: str
    on: str = ""
    reason: str = ""
    of: str = ""

    @property
    def pair(self) -> tuple[str, str]:
        """Return the two record ids in order, so that the pair has one slot."""
        return (self.a, self.b) if self.a <= self.b else (self.b, self.a)

    @once
    def slot(self) -> str:
        """Return the place of the ledger: one per pair, so that the last word on a pair stands."""
        return f"j:{digest(*self.pair)}"

    @property
    def decision(self) -> str:
        """Return what the judgements of one word on two actors share: the slot of the first of them."""
        return self.of or self.slot

    @once
    def body(self) -> str:
        """Return the content of the judgement as one canonical JSON text."""
        a, b = self.pair
        said = {"verdict": self.verdict, "a": a, "b": b, "author": self.author, "on": self.on, "reason": self.reason}
        return canonical(said | ({"of": self.of} if self.of else {}))

    @classmethod
    def from_body(cls, body: str) -> Judgement:
        """Return the judgement a body was made from."""
        return cls(**_decode(body))


def undescribed(source_id: str) -> Source:
    """Return what is known of a source whose description is not in force: its name and its owner.

    >>> undescribed("carnet@lyon-8").owner
    'lyon-8'
    """
    name, _, owner = source_id.rpartition("@")
    return Source(name, owner)


def source_slot(source: Source) -> str:
    """Return the place of the ledger that holds a source's description."""
    return f"s:{digest(source.id)}"


def source_body(source: Source) -> str:
    """Return the content of a source's description as one canonical JSON text."""
    return canonical(
        {
            "name": source.name,
            "owner": source.owner,
            "title": source.title,
            "rank": source.rank,
            "importer": source.importer,
            "demo": source.demo,
        }
    )


class Assertion(msgspec.Struct, frozen=True, dict=True, eq=False):
    """A content put in a slot by a batch, or (body None) its end; with the place of the file it was read at."""

    slot: str
    body: str | None
    since: str = ""
    file: str = ""
    sheet: str = ""
    line: int | None = None
    #: The claim the content was made from, when it is at hand: reading it back would cost as much as making it.
    claim: Claim | None = None

    @classmethod
    def of(cls, claim: Claim, since: str, file: str = "", sheet: str = "", line: int | None = None) -> Assertion:
        """Return the assertion of a claim."""
        return cls(claim.slot, claim.body, since, file, sheet, line, claim)

    @property
    def members(self) -> dict[str, Any]:
        """Return what an export keeps of the assertion."""
        return {"slot": self.slot, "body": self.body, "since": self.since, "file": self.file, "sheet": self.sheet,
                "line": self.line}  # fmt: skip

    @once
    def hash(self) -> str | None:
        """Return the digest of the content, None for an end."""
        return None if self.body is None else digest(self.slot, self.body)


@dataclass(frozen=True, slots=True)
class BatchInfo:
    """One entry of the journal: who wrote what, when, from which file, and whether it is undone."""

    id: str
    rev: int
    moment: str
    author: str
    kind: str
    note: str = ""
    file: str = ""
    source: str = ""
    target: str = ""
    undone_by: int | None = None


class Known(msgspec.Struct, frozen=True):
    """One actor record in force, with what survivorship needs to know of its claim."""

    id: str
    slot: str
    source: str
    owner: str
    rank: int
    since: str
    record: ActorRecord


def claim_records(claim: Claim, source: Source, since: str) -> list[Known]:
    """Return the actor records of a claim in force."""
    base = RANKS[source.rank]
    return [
        Known(
            id=record_id(claim.slot, actor.part),
            slot=claim.slot,
            source=source.id,
            owner=source.owner,
            rank=RANKS[Rank.MENTION] if actor.mention else base,
            since=since,
            record=actor,
        )
        for actor in claim.actors
    ]


def tie_id(slot: str, part: str) -> str:
    """Return the id of a tie, which derives from its claim's slot alone."""
    return f"t:{digest(slot, part)}"
