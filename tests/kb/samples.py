"""Rows written by hand, as importers would hand them over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kb.export import export_lines
from kb.ids import name_key
from kb.ledger import ActorRecord, Assertion, BatchInfo, Claim, Judgement, Source, TieRecord, source_body, source_slot
from kb.store import Store

CARNET = Source("carnet", title="Carnet de la plateforme")
REGISTER = Source("registre", rank="registre", title="Registre des SIAE")
LYON8 = Source("carnet", owner="lyon-8", title="Carnet de Lyon 8")
GIVORS = Source("carnet", owner="givors-grigny")

Row = Claim | Judgement


def actor(
    name: str, kind: str = "company", *, siret: str = "", key: str = "", town: str = "", **more: Any
) -> ActorRecord:
    """Return what a row says of one actor, keyed by its SIRET when it has one."""
    as_of, part, mention = more.pop("as_of", None), more.pop("part", ""), more.pop("mention", False)
    until = more.pop("until", None)
    fields = {"name": name, **({"siret": siret} if siret else {}), **({"city": town} if town else {}), **more}
    identity = key or (f"siret:{siret}" if siret else name_key(name, town))
    return ActorRecord(kind, identity, (name_key(name, town),), fields, part, as_of, mention, until)


def says(source: Source, key: str, *actors: ActorRecord, ties: Iterable[TieRecord] = (), **raw: str) -> Claim:
    """Return one row of a source."""
    return Claim(source.id, key, actors, tuple(ties), raw or {"ligne": key})


def put(row: Row, day: str = "2026-01-01") -> Assertion:
    """Return the assertion that a row stands."""
    if isinstance(row, Claim):
        return Assertion(row.slot, row.body, day, f"{row.source}.csv", "", 7)
    return Assertion(row.slot, row.body, day)


def end(row: Row) -> Assertion:
    """Return the assertion that a row no longer stands."""
    return Assertion(row.slot, None, "2026-06-01")


def described(*sources: Source) -> list[Assertion]:
    """Return the assertions that describe some sources."""
    return [Assertion(source_slot(s), source_body(s), "2026-01-01") for s in sources]


def write(store: Store, *rows: Row | Assertion, sources: Iterable[Source] = (CARNET,), **entry: str) -> BatchInfo:
    """Write one batch: some rows, ends, and the description of their sources."""
    assertions = [row if isinstance(row, Assertion) else put(row) for row in rows]
    with store.writer() as writer:
        return writer.write([*described(*sources), *assertions], **{"kind": "import", **entry})


def undo(store: Store, batch: BatchInfo) -> BatchInfo:
    """Undo a batch in a transaction of its own."""
    with store.writer() as writer:
        return writer.undo(batch.id)


def exported(store: Store, *, history: bool = False) -> str:
    """Return the canonical export as one text."""
    return "\n".join(export_lines(store, history=history))
