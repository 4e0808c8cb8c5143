"""Lines of one file that have the same words: each keeps the key under which the base knows it, so that none is taken for another."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from kb.ids import digest
from kb.ledger import ActorRecord, changed
from kb.said import DraftTie, End, RowSays
from kb.store.base import Store
from kb.text import fold

#: What tells two lines apart, the least likely to change first: their words under one number, who answers for them, for when.
_TOLD_BY = ("name", "owner_body", "due_on")
#: How many of these a line keeps from one edition to the next, when others have its words.
_KEPT_LEAST = 2
#: What a key of its own adds to the key of the words.
_SUFFIX = re.compile(r"-[0-9a-f]{8}$")

#: What a line says of itself, as `_TOLD_BY` lists it.
Signs = tuple[str, ...]


def tell_apart(store: Store, source: str, scope: str, said: Sequence[RowSays], *, completes: bool) -> None:
    """Give each line of a file the key of the line of the base that it is, or one of its own; a line that is set aside keeps its place.

    The state is no part of it: a line that is done meanwhile is the same line. One alone of its words, here and in the base, is the
    same whatever else it changes, unless the file only `completes` another.
    """
    found: dict[str, list[RowSays]] = defaultdict(list)
    for row in said:
        if row.alike:
            found[row.alike.key].append(row)
    known = _held(store, source, scope, found) if found else {}
    for key, rows in found.items():
        signs = [_signs(row) for row in rows]
        keys = _keys(key, set(signs), known.get(key, {}), alone=not completes)
        for row, sign in zip(rows, signs, strict=True):
            if row.actors and keys[sign] != key:
                _rename(row, keys[sign].removeprefix(key))


def _held(store: Store, source: str, scope: str, words: Collection[str]) -> dict[str, dict[str, Signs]]:
    """Return what tells the lines that the base holds of some words, by their words and their key."""
    slots = {}
    for slot, whole in store.slots_of_source(source).items():
        whose, _, key = whole.partition("|")
        if whose == scope and (said := _SUFFIX.sub("", key)) in words:
            slots[slot] = (said, key)
    known: dict[str, dict[str, Signs]] = defaultdict(dict)
    for slot, held in store.held(list(slots)).items():
        said, key = slots[slot]
        for record in held.claim.actors:
            if record.identity == key:
                known[said][key] = _signs_of(record)
    return known


def _signs(row: RowSays) -> Signs:
    if row.alike and (row.problems or not row.actors):
        return tuple(map(fold, row.alike.signs))
    return _signs_of(row.actors[0])


def _signs_of(record: ActorRecord) -> Signs:
    return tuple(fold(str(record.fields.get(name) or "")) for name in _TOLD_BY)


def _keys(key: str, signs: Collection[Signs], held: Mapping[str, Signs], *, alone: bool) -> dict[Signs, str]:
    """Return the key of each line of the same words: the one it has in the base, else one that no other has."""
    wanted = sorted(signs, key=_by_day)
    if alone and len(wanted) == 1 and held.keys() == {key}:
        return {wanted[0]: key}
    keys = _matched(wanted, held)
    for sign in wanted:
        taken = {*held, *keys.values()}
        own = (key, f"{key}-{digest(*sign, size=4)}", *(f"{key}-{digest(*sign, str(n), size=4)}" for n in range(len(taken))))
        keys.setdefault(sign, next(one for one in own if one not in taken))
    return keys


def _matched(wanted: Sequence[Signs], held: Mapping[str, Signs]) -> dict[Signs, str]:
    """Return the lines that are known already: those alike in all first, then in their words and owner, then in the rest."""
    pairs = [(same, sign, key) for sign in wanted for key in sorted(held, key=lambda one: _by_day(held[one])) if sum(same := _same(sign, held[key])) >= _KEPT_LEAST]
    keys: dict[Signs, str] = {}
    for _, sign, key in sorted(pairs, key=lambda pair: pair[0], reverse=True):
        if sign not in keys and key not in keys.values():
            keys[sign] = key
    return keys


def _same(one: Signs, other: Signs) -> tuple[bool, ...]:
    return tuple(mine == theirs for mine, theirs in zip(one, other, strict=True))


def _by_day(sign: Signs) -> Signs:
    return (sign[-1], *sign)


def _rename(row: RowSays, suffix: str) -> None:
    names = {record.identity: f"{record.identity}{suffix}" for record in row.actors}
    row.key = names.get(row.key or "", row.key)
    row.actors[:] = [changed(record, identity=names[record.identity]) for record in row.actors]
    row.ties[:] = [replace(tie, start=_renamed(tie.start, names), end=_renamed(tie.end, names), part=_part(tie, names)) for tie in row.ties]


def _renamed(end: End, names: Mapping[str, str]) -> End:
    return names.get(end, end) if isinstance(end, str) else end


def _part(tie: DraftTie, names: Mapping[str, str]) -> str:
    for old, new in names.items():
        if tie.part.startswith(old):
            return new + tie.part.removeprefix(old)
    return tie.part
