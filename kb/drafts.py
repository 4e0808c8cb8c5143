"""From what rows say to claims: which row keeps which place of the ledger, whatever the order of the file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.identity.places import by_place, house_of
from kb.ids import digest
from kb.kinds import field_card
from kb.ledger import ActorRecord, Claim, Source, TieRecord, canonical
from kb.said import RowSays


@dataclass(frozen=True, slots=True)
class Drafts:
    """The claims of a file by slot, each with the row that states it first, and the slot of every row that is kept."""

    claims: dict[str, Claim]
    rows: dict[str, RowSays]
    kept: list[tuple[RowSays, str]]


def draft_claims(source: Source, scope: str, said: Iterable[RowSays]) -> Drafts:
    """Return the claims of the rows that are not set aside; `scope` begins every key, and names the importer."""
    by_key: dict[str, list[RowSays]] = defaultdict(list)
    for row in said:
        if not row.problems:
            by_key[f"{scope}|{row.key or _row_key(row)}"].append(row)
    drafts = Drafts({}, {}, [])
    for key, rows in by_key.items():
        for own, row in _ranked(key, rows):
            claim = _claim(source, own, row)
            _keep(drafts, claim, row)
            drafts.kept.append((row, claim.slot))
    _add_shared(drafts, source, scope)
    return drafts


def _ranked(key: str, rows: Sequence[RowSays]) -> Iterable[tuple[str, RowSays]]:
    """Yield the rows of one key with a key of their own: by date, then content, so that the file's order says nothing.

    Rows that say the same share one key. A later row takes the next rank: those before it keep theirs. Rows of two places
    go by place before content, so that a remark that changes does not give one the key of the other.
    """
    if len(rows) == 1:
        yield key, rows[0]
        return
    ranks: dict[tuple[str, ...], str] = {}
    for content, row in _by_content(rows):
        own = ranks.setdefault(content, f"{key}#{len(ranks) + 1}" if ranks else key)
        yield own, row


def _by_content(rows: Sequence[RowSays]) -> list[tuple[tuple[str, ...], RowSays]]:
    # Cells come before their headers, so that a renamed column leaves each row its rank.
    found = [
        ((row.order, house, canonical(sorted(row.raw.values())), canonical(dict(row.raw))), row)
        for row, house in zip(rows, _houses(rows), strict=True)
    ]
    return sorted(found, key=lambda pair: pair[0])


def _houses(rows: Sequence[RowSays]) -> list[str]:
    """Return the house of each row that no identifier names when they are of several places, else nothing for any."""
    said = [
        str(row.actors[0].fields.get("address") or "") if row.actors and row.actors[0].identity.startswith("nom:") else ""
        for row in rows
    ]
    apart = len(by_place(sorted(set(said)))) > 1
    return [house_of(address) if apart else "" for address in said]


def _row_key(row: RowSays) -> str:
    if row.actors:
        return row.actors[0].identity
    return f"ligne:{digest(canonical(dict(row.raw)))}"


def _claim(source: Source, key: str, row: RowSays) -> Claim:
    ties = tuple(
        TieRecord(
            t.kind,
            str(t.start),
            str(t.end),
            t.fields,
            t.part or f"lien-{n}" if len(row.ties) > 1 else t.part,
            t.valid_from,
            t.valid_to,
        )
        for n, t in enumerate(row.ties)
    )
    return Claim(source.id, key, tuple(row.actors), ties, row.raw)


def _keep(drafts: Drafts, claim: Claim, row: RowSays) -> None:
    known = drafts.rows.get(claim.slot)
    drafts.claims.setdefault(claim.slot, claim)
    if known is None or row.line < known.line:
        drafts.rows[claim.slot] = row


def _add_shared(drafts: Drafts, source: Source, scope: str) -> None:
    """Add one claim per thing that many rows state alike; an importer may give the same record to all of them."""
    made: dict[int, Claim] = {}
    for row, _ in drafts.kept:
        for record in row.shared:
            claim = made.get(id(record))
            if claim is None:
                claim = made[id(record)] = _shared_claim(source, scope, record)
            _keep(drafts, claim, row)


def _shared_claim(source: Source, scope: str, record: ActorRecord) -> Claim:
    labels = {name: card.label if (card := field_card(record.kind, name)) else name for name in record.fields}
    said = {labels[name]: _shown(value) for name, value in record.fields.items()}
    key = f"{scope}|acteur:{record.identity}:{digest(canonical(dict(record.fields)), record.kind, size=4)}"
    return Claim(source.id, key, (record,), (), said)


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
