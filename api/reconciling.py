"""A person's word on two actors, for every door: one decision, one batch, taken back as any other batch."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import combinations

from api.entries import assertions_of, held_of, on_sheets, tie_cells, tie_claim, until_written, write_at
from kb.clock import today
from kb.decisions import away, decided
from kb.errors import BadParameter, KbError, UnknownActor
from kb.graph import Actor
from kb.identity.proposals import MOST_RECORDS, Proposal, merge_warning, one_unit, proposal_of, proposals, told
from kb.kinds import KINDS
from kb.ledger import Assertion, BatchInfo, TieRecord, Verdict
from kb.store import Store
from kb.view import View
from kb.words import quoted
from queries.words import capital, counted

#: How two related organisations are tied, from the first to the second; an empty kind says it without a tie.
RELATIONS: dict[str, tuple[str, bool, str]] = {
    "dépend": ("part_of", True, "le premier dépend du second"),
    "composante": ("part_of", False, "le second dépend du premier"),
    "succède": ("successor", True, "le premier succède au second"),
    "devient": ("successor", False, "le second succède au premier"),
    "autre": ("", True, "liés autrement"),
}
SAID = {Verdict.SAME: "même acteur", Verdict.RELATED: "liés", Verdict.DIFFERENT: "différents"}


class NeedsConfirmation(KbError):
    """Raised when joining two actors has to be confirmed by the person who asks for it."""

    code, status = "MERGE_TO_CONFIRM", 409

    def __init__(self, warning: str) -> None:
        super().__init__(f"Réunir ces deux fiches demande une confirmation : {warning}.")


class Answered(KbError):
    """Raised when a pair that was shown waits for no answer any more: somebody gave one, or a sheet has changed."""

    code, status = "PAIR_ANSWERED", 409

    def __init__(self) -> None:
        super().__init__(
            "Cette paire n'attend plus de réponse : quelqu'un y a répondu, ou l'une des fiches a changé, depuis que la page l'a montrée. "
            "Rien n'est écrit ; une réponse se reprend en annulant son lot, à la page Données."
        )


class OneLegalUnit(KbError):
    """Raised when a legal unit and its establishment, or two of its establishments, are said to be one: they are tied."""

    code, status = "ONE_LEGAL_UNIT", 409

    def __init__(self, a: Actor, b: Actor) -> None:
        super().__init__(
            f"{quoted(a.name)} et {quoted(b.name)} sont deux fiches d'un même SIREN, {a.siren} : l'unité légale et ses établissements "
            "ne sont jamais réunis en une. Répondez « Liés », par exemple avec « le second dépend du premier »."
        )


def decide(store: Store, a: str, b: str, verdict: str, *, relation: str = "", confirmed: bool = False, shown: str = "") -> BatchInfo:
    """Write what a person says of two actors, named by their ids or by any of their records.

    `shown` is the key of the pair as a page proposed it: it must still wait for its answer, else `Answered` is raised.

    Raises `BadParameter` for a verdict or a relation that is none, or for one actor named twice; `UnknownActor`;
    `OneLegalUnit` for a merge of two numbers of one SIREN; `NeedsConfirmation` for a merge of two SIREN or of more than
    ten records that nobody confirmed.
    """
    if verdict not in set(Verdict):
        raise BadParameter(f"Réponse {quoted(verdict)} inconnue : same, related ou different.")
    if relation and relation not in RELATIONS:
        raise BadParameter(f"Relation {quoted(relation)} inconnue : {', '.join(RELATIONS)}.")
    return until_written(lambda: _decided_once(store, a, b, Verdict(verdict), relation, confirmed, shown))


def _decided_once(store: Store, a: str, b: str, verdict: Verdict, relation: str, confirmed: bool, shown: str) -> BatchInfo:
    with store.view() as view:
        if shown and all(pair.key != shown for pair in proposals(store, view)):
            raise Answered
        assertions = _planned(store, view, a, b, verdict, relation, confirmed)
        note, rev = _note(view, a, b, verdict), view.rev
    return write_at(store, rev, assertions, kind="judge", note=note)


def _planned(
    store: Store, view: View, a: str, b: str, verdict: Verdict, relation: str, confirmed: bool
) -> list[Assertion]:
    left, right = _pair(view, a, b)
    if verdict is Verdict.SAME and one_unit(left, right):
        raise OneLegalUnit(left, right)
    if verdict is Verdict.SAME and not confirmed and (warning := merge_warning(left, right)):
        raise NeedsConfirmation(warning)
    found = _said(view, left, right, verdict, _evidence(store, view, left, right))
    if verdict is Verdict.SAME:
        found += _unsaid(view, left, right, {assertion.slot for assertion in found})
    kind, forward, _ = RELATIONS.get(relation, ("", True, ""))
    if verdict is Verdict.RELATED and kind:
        start, end = (left, right) if forward else (right, left)
        ends = held_of(store, view, start), held_of(store, view, end)
        claim = tie_claim(TieRecord(kind, ends[0].key, ends[1].key), tie_cells(kind, start, end, {}), ends)
        found += assertions_of([claim], on_sheets(claim, ends))
    return found


def _pair(view: View, a: str, b: str) -> tuple[Actor, Actor]:
    found = view.get([a, b])
    for asked in (a, b):
        if asked not in found:
            raise UnknownActor(asked)
    left, right = found[a], found[b]
    if left.id == right.id:
        raise BadParameter(
            f"Ces deux fiches sont déjà réunies en une, {quoted(left.name)}. Pour en faire deux, ouvrez la fiche : « Séparer » est devant ce que "
            "dit chaque source, sous « Fiches réunies »."
        )
    if KINDS[left.kind].family is not KINDS[right.kind].family:
        raise BadParameter("Ces deux fiches ne sont pas de même nature : l'une ne peut pas être l'autre.")
    return left, right


def _said(view: View, a: Actor, b: Actor, verdict: Verdict, reason: str = "") -> list[Assertion]:
    judgements = decided(view, a, b, verdict, reason)
    return [Assertion(judgement.slot, judgement.body, judgement.on) for judgement in judgements]


def _unsaid(view: View, a: Actor, b: Actor, said: Collection[str]) -> list[Assertion]:
    """Return the end of every word that their records are different: the last word on two actors stands."""
    made = view.made_of(a, b)
    apart = [j for j in made.said.values() if j.verdict == Verdict.DIFFERENT]
    ended = {j.slot for j in (*apart, *away(made, apart)) if j.verdict == Verdict.DIFFERENT} - set(said)
    return [Assertion(slot, None, today().isoformat()) for slot in sorted(ended)]


def _evidence(store: Store, view: View, a: Actor, b: Actor) -> str:
    found = proposal_of(store, view, a, b)
    return told(found.why) if found else ""


def _note(view: View, a: str, b: str, verdict: Verdict) -> str:
    left, right = _pair(view, a, b)
    return f"{left.name} et {right.name} : {SAID[verdict]}"


def accept_sure(store: Store, keys: Collection[str]) -> tuple[BatchInfo | None, int]:
    """Join the sure pairs that were chosen, by their keys, in one batch; returns it and how many pairs it joins.

    A pair that is no longer sure, or whose chain would join two SIREN, two numbers of one, too many records or a sure pair that was not
    chosen, is left in the queue.
    """
    return until_written(lambda: _accepted_once(store, keys))


def _accepted_once(store: Store, keys: Collection[str]) -> tuple[BatchInfo | None, int]:
    with store.view() as view:
        sure, rev = [p for p in proposals(store, view) if p.sure], view.rev
        chosen = safe_together((p for p in sure if p.key in keys), [p for p in sure if p.key not in keys])
        written = [said for p in chosen for said in _said(view, p.a, p.b, Verdict.SAME, told(p.why))]
    if not chosen:
        return None, 0
    note = capital(counted(len(chosen), "paire sûre réunie", "paires sûres réunies"))
    return write_at(store, rev, written, kind="judge", note=note), len(chosen)


def safe_together(pairs: Iterable[Proposal], apart: Iterable[Proposal] = ()) -> list[Proposal]:
    """Return the pairs that may be joined at once: no chain of them holds two numbers, more than ten records, or a pair `apart`."""
    kept_apart = [{pair.a.id, pair.b.id} for pair in apart]
    groups: dict[str, dict[str, Actor]] = {}
    kept = []
    for pair in sorted(pairs, key=lambda p: (-p.score, p.key)):
        left = groups.get(pair.a.id, {pair.a.id: pair.a})
        joined = {**left, **groups.get(pair.b.id, {pair.b.id: pair.b})}
        if _may_be_one(joined.values()) and not any(two <= joined.keys() for two in kept_apart):
            kept.append(pair)
            groups.update(dict.fromkeys(joined, joined))
    return kept


def _may_be_one(actors: Collection[Actor]) -> bool:
    siren = {actor.siren for actor in actors if actor.siren}
    few = sum(len(actor.records) for actor in actors) <= MOST_RECORDS
    return few and len(siren) <= 1 and not any(one_unit(a, b) for a, b in combinations(actors, 2))
