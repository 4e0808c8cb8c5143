"""What a viewer hears of claims: where they come from, once something they say exists for that viewer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from kb.endings import ending_claim, endings_in
from kb.found import Origin, SourceInfo, Told
from kb.graph import Actor, Tie, claim_ties, fields_for, tie_layer
from kb.kinds import KINDS, TIES, Layer, layer_of
from kb.ledger import ActorRecord, BatchInfo, Claim, Known, TieRecord, Value, changed
from kb.privacy import Viewer
from kb.retention import KEPT_KINDS, silenced

if TYPE_CHECKING:
    from kb.view import View

Fields = Mapping[str, Value]
Heard = tuple[ActorRecord | TieRecord, Fields]
Change = tuple[int, str, str, str]


def heard(view: View, found: Mapping[str, Told]) -> dict[str, Origin]:
    """Return where claims come from, those left out that say nothing this viewer may see; with what they state of it.

    The cells as they were read belong to the engagement layer; those of a contact who is no longer shown are not either.
    """
    away, quiet = _hidden_ties(view), silenced(view)
    of_ties = {**view._origins(_ended_in(found.values())), **found} if not view.viewer.sees_all else found
    origins = {}
    for slot, told in found.items():
        said = _audible(view.viewer, told, of_ties, away)
        if said or view.viewer.sees_all:
            mine = view.viewer.may_see(Layer.ENGAGEMENT, told.origin.owner)
            of_row = _of_the_row(told.claim, said)
            stated, url, sure = (_stated(of_row, name) for name in ("origin", "source_url", "confidence"))
            raw = told.origin.raw if mine and slot not in quiet else {}
            origins[slot] = replace(told.origin, raw=raw, stated=stated, url=url, confidence=sure)
    return origins


def ends_said(view: View, ties: Iterable[Tie]) -> dict[str, str]:
    """Return, for ties that are over, the claim that says the day they show: a person's, unless the row itself says it."""
    listed = list(ties)
    hands = {tie.id: ending_claim(tie.id) for tie in listed}
    endings = endings_in(told.claim for told in view._origins(hands.values()).values())
    rows = view._origins({tie.claim for tie in listed if tie.id in endings})
    return {
        tie.id: hands[tie.id] if _by_hand(tie, endings.get(tie.id), rows.get(tie.claim)) else tie.claim
        for tie in listed
    }


def sources_heard(view: View, sources: Iterable[SourceInfo]) -> list[SourceInfo]:
    """Return the sources of what a viewer sees, with the claims they see something of and the days of these."""
    viewer, day, quiet = view.viewer, view.date.isoformat(), muted(view)
    said: dict[str, dict[str, str]] = defaultdict(dict)
    records, _ = view._made_of([record for actor in view.actors() for record in actor.records])
    for known in records:
        spoken = known.record.as_of is None or known.record.as_of <= day
        if spoken and known.slot not in quiet and shown(viewer, known.record, known.owner):
            said[known.source][known.slot] = known.since
    for tie in view.ties():
        said[tie.source][tie.claim] = tie.since
    days = {source: sorted(claims.values()) for source, claims in said.items()}
    return [
        replace(s, claims=len(days[s.id]), since=days[s.id][0], last=days[s.id][-1]) for s in sources if s.id in days
    ]


def records_heard(view: View, actors: Iterable[Actor]) -> list[Actor]:
    """Return actors with, of the records they are made of and of their facts, what this viewer may hear of."""
    listed, quiet = list(actors), muted(view)
    known, _ = view._made_of([record for actor in listed for record in actor.records]) if listed else ([], [])
    told = {k.id for k in known if k.slot not in quiet and _hears(view.viewer, k.record, k.owner)}
    return [replace(_less(actor, quiet), records=tuple(r for r in actor.records if r in told)) for actor in listed]


def _less(actor: Actor, quiet: frozenset[str]) -> Actor:
    """Return an actor without what some claims say of it."""
    facts = {name: [fact for fact in facts if fact.claim not in quiet] for name, facts in actor._facts.items()}
    return replace(actor, _facts={name: left for name, left in facts.items() if left}) if quiet else actor


def held(view: View, ids: Iterable[str]) -> dict[str, str]:
    """Return who holds former ids and record ids, those left out that no record this viewer hears bears."""
    owners = view._owners_of(list(ids))
    if view.viewer.sees_all or not owners:
        return owners
    nodes = view._nodes(set(owners.values())).values()
    known, _ = view._made_of([record for node in nodes for record in node.records])
    heard_of = (k for k in known if k.slot not in muted(view) and _hears(view.viewer, k.record, k.owner))
    borne = {key for k in heard_of for key in (k.id, k.record.identity, *k.record.names)}
    return {asked: actor for asked, actor in owners.items() if asked in borne}


def readable(viewer: Viewer, known: Iterable[Known]) -> Iterator[Known]:
    """Yield records with the fields a viewer may see."""
    for k in known:
        yield k if viewer.sees_all else changed(k, record=changed(k.record, fields=shown(viewer, k.record, k.owner), places=()))


def batches_heard(view: View, limit: int) -> list[BatchInfo]:
    """Return the imports of the files a viewer sees something of, the latest first, less what was noted with them."""
    files = view.memo("files heard", lambda: _files_heard(view))
    found = (replace(b, note="") for b in view._batches(view.rev) if b.kind == "import" and (b.source, b.file) in files)
    return list(islice(found, limit))


def _files_heard(view: View) -> set[tuple[str, str]]:
    claims = {fact.claim for actor in view.actors() for name in actor.fields() for fact in actor.facts(name)}
    return {(o.source, o.file) for o in view.origins(claims | {tie.claim for tie in view.ties()}).values()}


def changes_heard(view: View, since: int, limit: int) -> list[Change]:
    """Return what changed of what a viewer sees; nobody knows any more whether they saw what is gone, so it is not told."""
    found = [change for change in view._changes(since, view.last_change()) if change[1] != "delete"]
    seen = {("actor", actor) for actor in view.get(key for _, _, what, key in found if what == "actor")}
    hidden = view._hidden()
    for tid, _, start, end in view._edges([key for _, _, what, key in found if what == "tie"]):
        if hidden.isdisjoint((start, end)):
            seen.add(("tie", tid))
    return [change for change in found if change[2:] in seen][:limit]


def _by_hand(tie: Tie, ending: TieRecord | None, row: Told | None) -> bool:
    stated = claim_ties(row.claim).get(tie.id) if row else None
    said = stated.valid_to if stated else None
    return ending is not None and ending.valid_to == tie.valid_to != said


def _hidden_ties(view: View) -> frozenset[str]:
    # A tie to somebody this viewer may not see does not exist for them, whatever its own layer.
    hidden = view._hidden()
    if not hidden:
        return frozenset()
    return view.memo("hidden ties", lambda: frozenset(tie.id for tie in view._ties_of(hidden, (), "both")))


def _ended_in(found: Iterable[Told]) -> set[str]:
    """Return the slots of the claims that state the ties which some claims end."""
    return {record.end for record in endings_in(told.claim for told in found).values()}


def _audible(viewer: Viewer, told: Told, of_ties: Mapping[str, Told], away: frozenset[str]) -> list[Heard]:
    """Return the records of a claim that a viewer may see, with what is shown of each.

    That a row names somebody in passing is not heard of one of which nothing else is.
    """
    owner, claim = told.origin.owner, told.claim
    if viewer.sees_all:
        return [*((actor, actor.fields) for actor in claim.actors), *((tie, tie.fields) for tie in claim.ties)]
    ended = endings_in([claim])
    if ended:
        # Who ends a tie is heard by those who see the tie, whoever owns the ending.
        rows = ((tid, of_ties[record.end]) for tid, record in ended.items() if record.end in of_ties)
        records = ((tid, claim_ties(row.claim).get(tid), row.origin.owner) for tid, row in rows)
        return [(tie, {}) for tid, tie, of in records if tie and _sees_tie(viewer, tid, tie, of, away)]
    said: list[Heard] = [(actor, shown(viewer, actor, owner)) for actor in claim.actors if _hears(viewer, actor, owner)]
    for tid, record in claim_ties(claim).items():
        if _sees_tie(viewer, tid, record, owner, away):
            said.append((record, fields_for(viewer, owner, record.fields)))
    alone = not claim.ties and all(actor.mention for actor in claim.actors)
    return said if alone or not all(isinstance(record, ActorRecord) and record.mention for record, _ in said) else []


def _of_the_row(claim: Claim, said: Iterable[Heard]) -> list[Fields]:
    """Return what speaks for a whole row: not what is said of a person, unless the row is about nobody else."""
    others = any(not actor.mention and actor.kind not in KEPT_KINDS for actor in claim.actors)
    return [fields for record, fields in said if not others or record.kind not in KEPT_KINDS]


def muted(view: View) -> frozenset[str]:
    """Return the claims that name somebody in passing, in a row of which this viewer may see nothing else."""
    return frozenset() if view.viewer.sees_all else view.memo("muted", lambda: _muted(view))


def _muted(view: View) -> frozenset[str]:
    viewer, away = view.viewer, _hidden_ties(view)
    closed = {tie.claim for tie in view._all_ties(_ENGAGED) if not viewer.may_see(Layer(tie.layer), tie.owner)}
    told = view._origins(closed) if closed else {}
    return frozenset(slot for slot, row in told.items() if not _audible(viewer, row, {}, away))


#: Kinds of ties that belong to the engagement layer.
_ENGAGED = [kind.code for kind in TIES.values() if kind.layer is Layer.ENGAGEMENT]


def _hears(viewer: Viewer, record: ActorRecord, owner: str) -> bool:
    if not record.fields:
        return viewer.may_see(KINDS[record.kind].layer, owner)
    return bool(shown(viewer, record, owner))


def shown(viewer: Viewer, record: ActorRecord, owner: str) -> dict[str, Value]:
    """Return what a record says that a viewer may see."""
    return {n: value for n, value in record.fields.items() if viewer.may_see(layer_of(record.kind, n), owner)}


def _sees_tie(viewer: Viewer, tid: str, record: TieRecord | None, owner: str, away: frozenset[str]) -> bool:
    return record is not None and tid not in away and viewer.may_see(tie_layer(record.kind), owner)


def _stated(said: Iterable[Fields], name: str) -> str:
    """Return what a row states of its own origin under a name, among what is heard of it."""
    return next((str(fields[name]) for fields in said if fields.get(name)), "")
