"""Which merges fall apart when rows end: those whose word names no two rows that stay, unless something else holds the two."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kb.decisions import mergers
from kb.found import MadeOf
from kb.graph import build_node
from kb.ids import record_id
from kb.ledger import ActorRecord, Claim, Judgement, Known
from kb.problems import Problem, excerpt
from kb.resolve import components
from kb.said import RowSays
from kb.shown_names import no_word_shared
from kb.store.base import Store
from kb.view import View
from kb.words import agree, number

#: Most merges named in the sentence.
NAMED_MOST = 3


@dataclass(frozen=True, slots=True)
class Merge:
    """Two sheets that a person's word alone holds together: what each is called, and its records."""

    names: tuple[str, str]
    sides: tuple[frozenset[str], frozenset[str]]


def merges_on(view: View, records: Collection[str]) -> tuple[MadeOf, list[Merge]]:
    """Return what the actors of some records are made of, and the merges that hold them."""
    actors = {actor.id: actor for actor in view.get(records).values() if len(actor.records) > 1}
    made = view.made_of(*actors.values())
    owner = {rid: actor.id for actor in actors.values() for rid in actor.records}
    said: dict[str, list[Judgement]] = {}
    for judgement in made.said.values():
        if owner[judgement.a] == owner[judgement.b]:
            said.setdefault(owner[judgement.a], []).append(judgement)
    found: list[Merge] = []
    for actor_id, judgements in said.items():
        known = {rid: made.records[rid] for rid in actors[actor_id].records if rid in made.records}
        found += _merges(known, judgements, mergers(made, judgements))
    return made, found


def _merges(
    known: Mapping[str, Known], said: Sequence[Judgement], decisions: Iterable[Sequence[Judgement]]
) -> Iterator[Merge]:
    for decision in decisions:
        others = [judgement for judgement in said if judgement not in decision]
        side = {rid: frozenset(some) for some in components(known, others) for rid in some}
        a, b = (side[end] for end in decision[0].pair)
        if a != b:
            yield Merge((_name(known, a), _name(known, b)), (a, b))


def _name(known: Mapping[str, Known], records: frozenset[str]) -> str:
    return build_node(min(records), [known[rid] for rid in sorted(records)]).name


def without(made: MadeOf, gone: Collection[str]) -> dict[str, int]:
    """Return which records are of one actor once some have ended: the same number for those of one."""
    known = {rid: one for rid, one in made.records.items() if rid not in gone}
    said = [judgement for judgement in made.said.values() if known.keys() >= set(judgement.pair)]
    return {rid: n for n, some in enumerate(components(known, said)) for rid in some}


def lost(merges: Iterable[Merge], now: Mapping[str, object]) -> list[tuple[str, str]]:
    """Return the names of the merges that hold no more, from what actor each record is of now; of a merge with no record left, nothing."""
    found = []
    for merge in merges:
        a, b = ({now[rid] for rid in side if rid in now} for side in merge.sides)
        if (a or b) and a.isdisjoint(b):
            found.append(merge.names)
    return found


def records_in(store: Store, slots: Collection[str]) -> set[str]:
    """Return the records that the claims in force in some slots state."""
    return {record_id(slot, one.part) for slot, held in store.held(slots).items() for one in held.claim.actors}


def told_of_ends(store: Store, slots: Collection[str], kept: Collection[str] = ()) -> list[Problem]:
    """Return what is said before some rows are ended of the merges that will then hold no more; words on the records `kept` are carried to others."""
    gone = records_in(store, slots).difference(kept)
    with store.view() as view:
        made, merges = merges_on(view, gone)
    names = lost(merges, without(made, gone)) if merges else []
    if not names:
        return []
    said = (
        f"{_counted(len(names))} {agree(len(names), 'ne tiendra', 'ne tiendront')} plus : {_named(names)}. Les lignes que cette réponse réunissait "
        "ne sont plus dans ce fichier. Si l'acteur y est sous un autre nom, écrivez l'ancien sous « Autres noms » de sa ligne et renvoyez le fichier : "
        "la réponse suit. Sinon, répondez de nouveau « Même acteur » dans Rapprochements."
    )
    return [Problem("MERGE_LOST", said)]


def speaks_of_another(before: ActorRecord, now: ActorRecord) -> bool:
    """Tell whether a row that keeps its key has come to speak of another organisation: its identifier and all the words of its name changed."""
    was, names = _called(before), _called(now)
    towns = [str(one.fields["city"]) for one in (before, now) if one.fields.get("city")]
    return before.identity != now.identity and bool(was and names) and no_word_shared(was, names, towns)


def _called(record: ActorRecord) -> list[str]:
    return [str(record.fields[name]) for name in ("name", "acronym") if record.fields.get(name)]


def told_of_turned(store: Store, changes: Iterable[tuple[RowSays, Claim, Claim]]) -> list[Problem]:
    """Return what is said of changed rows that speak of another organisation, and that somebody's word joins to a third sheet."""
    turned: dict[str, tuple[RowSays, ActorRecord, ActorRecord]] = {}
    for row, held, claim in changes:
        before = {one.part: one for one in held.actors}
        for now in claim.actors:
            if now.part in before and speaks_of_another(before[now.part], now):
                turned[record_id(claim.slot, now.part)] = row, before[now.part], now
    if not turned:
        return []
    with store.view() as view:
        _, merges = merges_on(view, turned)
    return [
        _turned(*turned[rid], merge.names[rid in merge.sides[0]])
        for merge in merges for rid in sorted(turned.keys() & (merge.sides[0] | merge.sides[1]))
    ]  # fmt: skip


def _turned(row: RowSays, before: ActorRecord, now: ActorRecord, other: str) -> Problem:
    was, name = (excerpt(str(one.fields["name"])) for one in (before, now))
    said = (
        f"Cette ligne parlait de « {was} » et parle de « {name} », sous un autre identifiant, alors qu'une réponse « Même acteur » la réunit "
        f"à « {excerpt(other)} » : la fiche peut réunir deux organisations. Si c'en sont deux, séparez-les sur la fiche (« Séparer »)."
    )
    return Problem("MERGE_OF_ANOTHER", said, sheet=row.sheet, line=row.line, value=name)


def told_of_lost(count: int, names: Sequence[tuple[str, str]] = ()) -> str:
    """Return what is said of the merges that hold no more since a batch was taken back, empty for none.

    >>> told_of_lost(1, [("La Forge", "Forge (la)")])[:63]
    '1 rapprochement ne tient plus : « La Forge » et « Forge (la) ».'
    """
    if not count:
        return ""
    said = f"{_counted(count)} {agree(count, 'ne tient', 'ne tiennent')} plus" + (f" : {_named(names)}" if names else "")
    return f"{said}. {agree(count, 'Il tiendra', 'Ils tiendront')} de nouveau si le fichier revient."


def _counted(count: int) -> str:
    return f"{number(count)} {agree(count, 'rapprochement')}"


def _named(names: Sequence[tuple[str, str]]) -> str:
    said = " ; ".join(f"« {excerpt(a)} » et « {excerpt(b)} »" for a, b in names[:NAMED_MOST])
    return said + (f" ; et {number(len(names) - NAMED_MOST)} de plus" if len(names) > NAMED_MOST else "")
