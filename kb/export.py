"""The canonical export: sorted JSON lines of what is in force, or of all that ever was, loading back to the same bytes.

What is in force holds no batch, rev or moment: two bases that believe the same things export the same bytes, however
they came to believe them. The last line counts the others and holds their digest: a file cut short is refused. A tie whose ends are not known is not in force, nor is a claim that says nothing else, nor the ending of such a tie; a word
that keeps a natural person outside is, without any actor.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from typing import Any, TypeVar

import msgspec

from kb.errors import BadParameter, NotEmpty
from kb.graph import Node, Tie
from kb.ids import record_id
from kb.kinds import KINDS, TIES
from kb.ledger import (
    RANKS,
    Assertion,
    BatchInfo,
    Claim,
    Judgement,
    Source,
    canonical,
    changed,
    source_body,
    source_slot,
)
from kb.problems import FileRefused
from kb.store.base import Held, Store
from kb.store.state import State, compute
from kb.withdrawn import is_word

T = TypeVar("T")
#: First line of every export; `load` refuses another format or a newer version.
FORMAT = {"format": "maillage", "version": 3}
#: Since this version an export ends with a line that counts the others; an older one is loaded with a word.
_SEALED = 2
UNSEALED = (
    "Cet export vient d'une version antérieure, qui ne comptait pas ses lignes : rien ne dit s'il est entier. Comparez la base "
    "à ce que vous attendez, puis exportez-la de nouveau."
)
#: What no door lets in: where an export has no seal, such signs show that it was damaged.
_WORN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class BadExport(FileRefused):
    """Raised when a file is not a canonical export; nothing is loaded."""

    code = "BAD_EXPORT"

    def __init__(self, message: str) -> None:
        super().__init__(self.code, message)


def export_lines(store: Store, *, history: bool = False) -> Iterator[str]:
    """Yield the lines of the export, without line ends."""
    seal = _Seal()
    yield seal.put(canonical({**FORMAT, "history": history}))
    for line in _history_lines(store) if history else _force_lines(compute(dict(store.in_force()))):
        yield seal.put(line)
    yield canonical({"type": "end", **seal.members})


class _Seal:
    """How many lines have gone by, and their digest."""

    def __init__(self) -> None:
        self._count = 0
        self._digest = hashlib.sha256()

    def put(self, line: str) -> str:
        """Count one line and return it."""
        self._count += 1
        self._digest.update(f"{line}\n".encode())
        return line

    @property
    def members(self) -> dict[str, Any]:
        """Return what the last line says of the others."""
        return {"lines": self._count, "sha256": self._digest.hexdigest()}


def _force_lines(state: State) -> Iterator[str]:
    lines = []
    standing = {slot for slot, claim in state.claims.items() if claim.actors or is_word(claim)}
    standing |= {tie.claim for tie in state.ties.values()} | state.endings
    for slot in standing:
        held = state.held[slot]
        lines.append({"type": "claim", "since": held.since, **_place(held), **json.loads(held.body)})
    for source in {state.claims[slot].source for slot in standing}:
        described = state.sources[source]
        lines.append({"type": "source", **asdict(described)})
    for slot, held in state.held.items():
        if slot.startswith("j:"):
            lines.append({"type": "judgement", "since": held.since, **json.loads(held.body)})
    for node in state.nodes.values():
        lines.append({"type": "actor", **_members(node, "id", "kind", "roles", "name", "records")})
    for tie in state.ties.values():
        said = _members(tie, "id", "kind", "start", "end", "claim", "valid_from", "valid_to")
        lines.append({"type": "tie", "fields": dict(tie.fields), **said})
    yield from sorted(canonical(line) for line in lines)


def _members(value: Node | Tie, *names: str) -> dict[str, Any]:
    return {name: getattr(value, name) for name in names}


def _place(held: Held) -> dict[str, Any]:
    place = {"file": held.file, "sheet": held.sheet, "line": held.line}
    return {name: value for name, value in place.items() if value not in ("", None)}


def _history_lines(store: Store) -> Iterator[str]:
    for batch in store.journal():
        yield canonical({"type": "batch", **asdict(batch)})
    for rev, assertion in store.assertions():
        yield canonical({"type": "assertion", "rev": rev, **assertion.members})


def load_lines(
    store: Store,
    lines: Iterable[str],
    *,
    author: str = "local",
    note: str = "",
    tick: Callable[[int], None] | None = None,
    laid: Callable[[int], None] | None = None,
    warn: Callable[[str], None] | None = None,
) -> BatchInfo | None:
    """Fill an empty base from an export; returns the batch written, None for a history (which brings its own).

    `tick` is told how many lines are read, `laid` how many rows an engine that takes long has laid down, `warn` what has
    to be known of an export that is loaded all the same.

    Raises `NotEmpty` when the base holds anything, `BadExport` (with the line) when the file is not an export.
    """
    if store.head():
        raise NotEmpty(
            "La base n'est pas vide : « load » ne remplit qu'une base neuve. Choisissez un autre chemin avec --base."
        )
    numbered = enumerate((line.rstrip("\r\n") for line in lines), 1)
    header = next(numbered, (1, ""))[1]
    history, sealed = _read_header(header)
    read = _Read(header, sealed)
    for number, line in numbered:
        read.take(number, line)
        if tick and number % 1_000 == 0:
            tick(number)
    if history:
        read.check_history()
    else:
        read.check_whole()
    if sealed:
        read.check_sealed()
    elif warn:
        warn(UNSEALED)
    assertions = read.assertions
    with store.writer() as writer:
        writer.tell = laid
        if history:
            writer._restore(read.batches.values(), assertions)
            return None
        if not assertions:
            return None
        ordered = sorted((a for _, a in assertions), key=lambda a: a.slot)
        return writer.write(ordered, kind="load", author=author, note=note)


def _read_header(line: str) -> tuple[bool, bool]:
    """Return whether an export holds all that ever was, and whether its last line counts the others."""
    try:
        header = json.loads(line)
        known = header["format"] == FORMAT["format"] and header["version"] <= FORMAT["version"]
    except (ValueError, KeyError, TypeError):
        known = False
    if not known:
        raise BadExport("Ce fichier n'est pas un export Maillage, ou il vient d'une version plus récente (ligne 1).")
    return bool(header.get("history")), header["version"] >= _SEALED


class _Read:
    """What the lines of an export bring: each batch once, each place filled once by a batch."""

    def __init__(self, header: str, sealed: bool) -> None:
        self.assertions: list[tuple[int, Assertion]] = []
        self.batches: dict[int, BatchInfo] = {}
        self._named: set[str] = set()
        self._filled: set[tuple[int, str]] = set()
        self._tied: set[str] = set()
        self._made: set[str] = set()
        self._seal = _Seal()
        self._seal.put(header)
        self._end: dict[str, Any] | None = None
        self._sealed = sealed

    def take(self, number: int, line: str) -> None:
        """Read one line; raises `BadExport` with its number."""
        try:
            members = json.loads(line)
            if not self._sealed and _WORN.search(" ".join(_texts(members))):
                raise ValueError(line)
            kind = members.pop("type")
            if self._end is not None:
                raise ValueError(kind)
            if kind == "end":
                self._end = members
                return
            self._seal.put(line)
            if kind == "batch":
                self._begin(_typed(BatchInfo, members))
            elif kind == "assertion":
                self._fill(_typed(int, members.pop("rev")), _checked(_typed(Assertion, members)))
            elif kind in ("claim", "source", "judgement"):
                self._fill(0, _assertion(kind, members))
            elif kind == "tie":
                self._tied.add(_typed(str, members.get("claim", "")))
            elif kind == "actor":
                self._made.update(_typed(list[str], members["records"]))
            else:
                raise ValueError(kind)
        except (ValueError, LookupError, TypeError, AttributeError, BadParameter, msgspec.ValidationError) as error:
            raise BadExport(
                f"Ligne {number} de l'export illisible : rien n'a été chargé. Reprenez le fichier d'origine."
            ) from error

    def _begin(self, batch: BatchInfo) -> None:
        if batch.rev in self.batches or batch.id in self._named:
            raise ValueError(batch.id)
        self.batches[batch.rev] = batch
        self._named.add(batch.id)

    def _fill(self, rev: int, assertion: Assertion) -> None:
        if (rev, assertion.slot) in self._filled:
            raise ValueError(assertion.slot)
        self._filled.add((rev, assertion.slot))
        self.assertions.append((rev, assertion))

    def check_whole(self) -> None:
        """Check that the row of each tie is there and, where no last line counts them, the actor of each row; raises `BadExport`."""
        claims = [a.claim for _, a in self.assertions if a.claim]
        made = self._sealed or self._made == {record_id(c.slot, one.part) for c in claims for one in c.actors}
        if not made or not self._tied <= {slot for _, slot in self._filled}:
            raise BadExport("Il manque des lignes à cet export : rien n'a été chargé. Reprenez le fichier d'origine.")

    def check_sealed(self) -> None:
        """Check that the last line is there and that the others are those it speaks of; raises `BadExport`."""
        if self._end is None or self._end.get("lines") != self._seal.members["lines"]:
            raise BadExport("Il manque des lignes à cet export : rien n'a été chargé. Reprenez le fichier d'origine.")
        if self._end != self._seal.members:
            raise BadExport("Cet export a changé depuis qu'il a été écrit : rien n'a été chargé. Reprenez le fichier d'origine.")

    def check_history(self) -> None:
        """Check that what a history says belongs to the batches it tells of; raises `BadExport`."""
        undone = {batch.undone_by for batch in self.batches.values()} - {None}
        if not {rev for rev, _ in self.assertions} | undone <= self.batches.keys():
            raise BadExport("Il manque des lots à cet historique : rien n'a été chargé. Reprenez le fichier d'origine.")


def _texts(value: Any) -> Iterator[str]:
    """Yield the texts that a line holds, and those that a text of a history holds in turn."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, member in value.items():
            yield name
            yield from _texts(json.loads(member) if name == "body" and isinstance(member, str) else member)
    elif isinstance(value, list):
        for member in value:
            yield from _texts(member)


def _typed(kind: type[T], value: Any) -> T:
    """Return a value as what it is said to be; raises `ValidationError` when a member is missing, unknown or of another type."""
    if isinstance(value, dict):
        kind(**value)
    return msgspec.convert(value, kind)


def _checked(assertion: Assertion) -> Assertion:
    """Return an assertion of a history whose content says what its slot holds; raises `ValueError` or `KeyError`."""
    if assertion.body is None:
        return assertion
    kind = {"s": "source", "j": "judgement", "d": "claim"}[assertion.slot[0]]
    if _assertion(kind, json.loads(assertion.body)).slot != assertion.slot:
        raise ValueError(assertion.slot)
    return assertion


def _assertion(kind: str, members: dict[str, Any]) -> Assertion:
    since = members.pop("since", "")
    if kind == "source":
        source = _typed(Source, members)
        if source.rank not in RANKS:
            raise ValueError(source.rank)
        return _typed(Assertion, {"slot": source_slot(source), "body": source_body(source), "since": since})
    if kind == "judgement":
        judgement = _typed(Judgement, members)
        return _typed(Assertion, {"slot": judgement.slot, "body": judgement.body, "since": since})
    place = {name: members.pop(name) for name in ("file", "sheet", "line") if name in members}
    claim = Claim.from_body(canonical(members))
    if any(a.kind not in KINDS for a in claim.actors) or any(t.kind not in TIES for t in claim.ties):
        raise ValueError(claim.key)
    return changed(_typed(Assertion, {"slot": claim.slot, "body": claim.body, "since": since, **place}), claim=claim)
