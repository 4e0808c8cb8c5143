"""What changed in the base since a moment: actors, ties and values, then and now side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from kb.errors import BadParameter
from kb.found import is_said
from kb.graph import Actor, Tie
from kb.kinds import FieldCard
from kb.text import fold
from kb.view import View
from queries.answers import Answer, Column, Table
from queries.base import EVERYTHING, Param, query
from queries.stakeholders import cards_of
from queries.standings import by_place, place_name
from queries.ties import all_shown, full_sentence, tie_amount, told_once
from queries.values import value_text
from queries.words import counted, day, listed, sentences

#: Kinds of change, in the order they are told.
KINDS_OF_CHANGE = {
    "position": "position",
    "tie_new": "nouveau lien",
    "tie_firm": "lien confirmé",
    "tie_changed": "lien modifié",
    "tie_gone": "lien terminé",
    "actor_new": "nouvel acteur",
    "actor_gone": "acteur retiré",
    "value": "information modifiée",
}
_NOUNS = {
    "position": ("position changée", "positions changées"),
    "tie_new": ("nouveau lien", "nouveaux liens"),
    "tie_firm": ("lien confirmé", "liens confirmés"),
    "tie_changed": ("lien modifié", "liens modifiés"),
    "tie_gone": ("lien terminé", "liens terminés"),
    "actor_new": ("nouvel acteur", "nouveaux acteurs"),
    "actor_gone": ("acteur retiré", "acteurs retirés"),
    "value": ("information modifiée", "informations modifiées"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One change: its kind, whom it concerns, the sentence, and the claim that says it now (none for what is gone)."""

    kind: str
    actor: str
    name: str
    text: str
    claims: tuple[str, ...] = ()

_COLUMNS = (
    Column("kind", "Changement", codes=("kind_change",)),
    Column("name", "Acteur", link="id"),
    Column("text", "Ce qui a changé"),
)


@dataclass(frozen=True, kw_only=True)
class Changes(Answer):
    """What changed, positions first; `total` counts them all."""

    shapes = (_COLUMNS,)

    shown: Sequence[Change]
    total: int
    counts: Mapping[str, int]

    def table(self) -> Table:
        rows: list[dict[str, Any]] = [
            {"kind": KINDS_OF_CHANGE[c.kind], "kind_change": c.kind, "id": c.actor, "name": c.name, "text": c.text}
            for c in self.shown
        ]
        return Table(_COLUMNS, rows, [{"text": c.claims} for c in self.shown], self.title)

    def whole(self) -> int:
        return self.total


@query("changements", title="Ce qui a changé", explain="Quels acteurs, liens et positions ont changé depuis une date ?")
def list_changes(
    view: View,
    since: Annotated[str, Param("Depuis", "moment", explain="Un jour, ou une durée comme « 30 jours ».")],
    most: Annotated[int, Param("Lignes au plus", "int", least=1, most=EVERYTHING, limits=True)] = 300,
    earlier: View | None = None,
) -> Changes:
    """List what differs between the base now and as it was recorded at an earlier moment, for the same viewer."""
    if earlier is None:
        raise BadParameter("Dites depuis quand : un jour comme 2026-10-24, ou une durée comme « 30 jours ».")
    then, now = {actor.id: actor for actor in earlier.actors()}, list(view.actors())
    was = _were(view, now, earlier, then)
    actors = [*_actor_changes(view, now, earlier, then, was), *_actors_gone(view, then, set(was.values()))]
    found = sorted(
        [*actors, *_tie_changes(view, earlier, was)],
        key=lambda c: (list(KINDS_OF_CHANGE).index(c.kind), fold(c.name), c.text),
    )
    counts = Counter(change.kind for change in found)
    return Changes(
        title=f"Ce qui a changé depuis {_since(since)}",
        sentence=_sentence(counts, since, earlier.rev == 0),
        gaps=[f"{counted(len(found) - most, 'autre changement')} au-delà des {most} premiers."]
        if len(found) > most
        else [],
        shown=found[:most],
        total=len(found),
        counts=dict(counts),
    )


def _since(text: str) -> str:
    return f"le {day(text)}" if len(text) >= 10 else day(text)


def _sentence(counts: Mapping[str, int], since: str, empty: bool) -> str:
    if not counts:
        return sentences([f"Rien n'a changé depuis {_since(since)}"])
    said = [counted(counts[kind], *_NOUNS[kind]) for kind in KINDS_OF_CHANGE if counts.get(kind)]
    more = "la base était vide à ce moment" if empty else ""
    return sentences([f"Depuis {_since(since)} : {listed(said)}", more])


def _actor_changes(
    view: View, now: Iterable[Actor], earlier: View, then: Mapping[str, Actor], was: Mapping[str, str]
) -> list[Change]:
    found = []
    for actor in now:
        if actor.id in was:
            found += _value_changes(view, actor, earlier, then[was[actor.id]])
        else:
            found.append(Change("actor_new", actor.id, actor.name, actor.name, _claims(actor, "name")))
    return found


def _were(view: View, now: Sequence[Actor], earlier: View, then: Mapping[str, Actor]) -> dict[str, str]:
    """Return the id under which each actor was known at an earlier moment, by its id now.

    One whose rows were all replaced is known by the identifier or by the name and commune that these gave.
    """
    by_record = {record: actor.id for actor in then.values() for record in actor.records}
    was = {a.id: old for a in now if (old := a.id if a.id in then else next((by_record[r] for r in a.records if r in by_record), ""))}
    missing = set(then) - set(was.values())
    if missing and len(was) < len(now):
        lost = [then[old] for old in sorted(missing)]
        keys = _keys(earlier, lost)
        by_key = {key: actor.id for actor in lost for key in keys[actor.id]}
        fresh = [actor for actor in now if actor.id not in was]
        for one, said in _keys(view, fresh).items():
            held = [by_key[key] for key in sorted(said & by_key.keys()) if by_key[key] in missing]
            if held:
                missing.remove(held[0])
                was[one] = held[0]
    return was


def _keys(view: View, actors: Sequence[Actor]) -> dict[str, set[str]]:
    """Return the identifiers, and the names with their commune, under which rows speak of each actor."""
    records = view.made_of(*actors).records
    told = {actor.id: [records[r].record for r in actor.records if r in records] for actor in actors}
    return {one: {key for record in said for key in (record.identity, *record.names)} for one, said in told.items()}


def _actors_gone(view: View, then: Mapping[str, Actor], met: set[str]) -> list[Change]:
    left = [old for old in then if old not in met]
    merged = view.get(left)
    gone = (then[old] for old in left if old not in merged)
    return [Change("actor_gone", actor.id, actor.name, f"{actor.name} n'est plus dans la base") for actor in gone]


def _value_changes(view: View, now: Actor, earlier: View, then: Actor) -> list[Change]:
    found: list[Change] = []
    for name, card in cards_of(now).items():
        if not card.shown or not (now.facts(name) or then.facts(name)):
            continue
        if card.local:
            found += _local_changes(view, now, earlier, then, card)
        elif (before := then.value(name)) != (after := now.value(name)):
            said = f"{card.label} : {_shown(before, card)} → {_shown(after, card)}"
            found.append(Change("value", now.id, now.name, said, _claims(now, name)))
    return found


def _local_changes(view: View, now: Actor, earlier: View, then: Actor, card: FieldCard) -> Iterable[Change]:
    """Yield what changed of a field that each territory has its own of, each with its territory."""
    before, after = by_place(earlier, then, card.name), by_place(view, now, card.name)
    for place in sorted(before.keys() | after.keys(), key=lambda place: (place_name(view, place), place)):
        was, is_now = before.get(place), after.get(place)
        if (was and was.value) != (is_now and is_now.value):
            where = f" sur {place_name(view, place)}" if place else ""
            said = f"{card.label}{where} : {_shown(was and was.value, card)} → {_shown(is_now and is_now.value, card)}"
            kind = "position" if card.name == "position" else "value"
            yield Change(kind, now.id, now.name, said, (is_now.claim,) if is_now else ())


def _shown(value: Any, card: FieldCard) -> str:
    return value_text(value, card) if is_said(value) else "inconnu"


def _claims(actor: Actor, name: str) -> tuple[str, ...]:
    return tuple(fact.claim for fact in actor.facts(name)[:1])


def _tie_changes(view: View, earlier: View, was: Mapping[str, str]) -> list[Change]:
    """Return what changed of ties: of those that several sources tell, one by one of them still said is not over."""
    now, then = view.ties(), earlier.ties()
    before, present = {tie.id: tie for tie in then}, {tie.id for tie in now}
    fresh = [group for group in told_once(now) if not any(tie.id in before for tie in group)]
    gone = [group for group in told_once(then) if not any(tie.id in present for tie in group)]
    changed = [tie for tie in now if tie.id in before and _said(before[tie.id]) != _said(tie)]
    # What other rows say in the same words is no other tie.
    said = Counter(all_shown(group[0], was) for group in fresh) & Counter(all_shown(group[0], {}) for group in gone)
    new, old = _less(fresh, said, was), _less(gone, said, {})
    names = {a.id: a.name for a in view.get({e for t in (*changed, *new) for e in (t.start, t.end)}).values()}
    lost = {a.id: a.name for a in earlier.get({e for t in old for e in (t.start, t.end)}).values()}
    made = [_tie_change(tie, before.get(tie.id), names) for tie in (*changed, *new)]
    return made + [Change("tie_gone", tie.start, lost[tie.start], full_sentence(tie, lost)) for tie in old]


def _less(groups: Iterable[tuple[Tie, ...]], said: Mapping[tuple[Hashable, ...], int], of: Mapping[str, str]) -> list[Tie]:
    """Return the first tie of each group, less those that are said as many times."""
    left, found = Counter(said), []
    for tie, *_ in groups:
        shown = all_shown(tie, of)
        if left[shown]:
            left[shown] -= 1
        else:
            found.append(tie)
    return found


def _said(tie: Tie) -> tuple[object, ...]:
    return (dict(tie.fields), tie.valid_from, tie.valid_to)


def _tie_change(tie: Tie, before: Tie | None, names: Mapping[str, str]) -> Change:
    kind = "tie_new" if before is None else "tie_firm" if before.planned and not tie.planned else "tie_changed"
    said = full_sentence(tie, names)
    if before is not None and tie_amount(before) != tie_amount(tie):
        said += f" ; montant auparavant : {tie_amount(before) or 'inconnu'}"
    return Change(kind, tie.start, names[tie.start], said, (tie.claim,))
