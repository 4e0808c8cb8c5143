"""What changed in the base since a moment: actors, ties and values, then and now side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
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
from queries.ties import full_sentence, tie_amount
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


@dataclass(frozen=True, kw_only=True)
class Changes(Answer):
    """What changed, positions first; `total` counts them all."""

    shown: Sequence[Change]
    total: int
    counts: Mapping[str, int]

    def table(self) -> Table:
        columns = [Column("kind", "Changement"), Column("name", "Acteur", link="id"), Column("text", "Ce qui a changé")]
        rows: list[dict[str, Any]] = [
            {"kind": KINDS_OF_CHANGE[c.kind], "kind_change": c.kind, "id": c.actor, "name": c.name, "text": c.text}
            for c in self.shown
        ]
        return Table(columns, rows, [{"text": c.claims} for c in self.shown], self.title)

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
    found = sorted(
        [*_actor_changes(view, earlier), *_tie_changes(view, earlier)],
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


def _actor_changes(view: View, earlier: View) -> list[Change]:
    then = {actor.id: actor for actor in earlier.actors()}
    by_record = {record: actor for actor in then.values() for record in actor.records}
    found, met = [], set()
    for actor in view.actors():
        old = then.get(actor.id) or next((by_record[r] for r in actor.records if r in by_record), None)
        if old is None:
            found.append(Change("actor_new", actor.id, actor.name, actor.name, _claims(actor, "name")))
        else:
            met.add(old.id)
            found += _value_changes(actor, old)
    merged = view.get([old for old in then if old not in met])
    gone = [actor for actor in then.values() if actor.id not in met and actor.id not in merged]
    return found + [
        Change("actor_gone", actor.id, actor.name, f"{actor.name} n'est plus dans la base") for actor in gone
    ]


def _value_changes(now: Actor, then: Actor) -> list[Change]:
    found = []
    for name, card in cards_of(now).items():
        before, after = then.value(name), now.value(name)
        if before == after or not card.shown:
            continue
        kind = "position" if name == "position" else "value"
        said = f"{card.label} : {_shown(before, card)} → {_shown(after, card)}"
        found.append(Change(kind, now.id, now.name, said, _claims(now, name)))
    return found


def _shown(value: Any, card: FieldCard) -> str:
    return value_text(value, card) if is_said(value) else "inconnu"


def _claims(actor: Actor, name: str) -> tuple[str, ...]:
    return tuple(fact.claim for fact in actor.facts(name)[:1])


def _tie_changes(view: View, earlier: View) -> list[Change]:
    now, then = ({tie.id: tie for tie in side.ties()} for side in (view, earlier))
    changed = [tie for key, tie in now.items() if key not in then or _said(then[key]) != _said(tie)]
    gone = [tie for key, tie in then.items() if key not in now]
    names = {a.id: a.name for a in view.get({e for t in changed for e in (t.start, t.end)}).values()}
    old = {a.id: a.name for a in earlier.get({e for t in gone for e in (t.start, t.end)}).values()}
    made = [_tie_change(tie, then.get(tie.id), names) for tie in changed]
    return made + [Change("tie_gone", tie.start, old[tie.start], full_sentence(tie, old)) for tie in gone]


def _said(tie: Tie) -> tuple[object, ...]:
    return (dict(tie.fields), tie.valid_from, tie.valid_to)


def _tie_change(tie: Tie, before: Tie | None, names: Mapping[str, str]) -> Change:
    kind = "tie_new" if before is None else "tie_firm" if before.planned and not tie.planned else "tie_changed"
    said = full_sentence(tie, names)
    if before is not None and tie_amount(before) != tie_amount(tie):
        said += f" ; montant auparavant : {tie_amount(before) or 'inconnu'}"
    return Change(kind, tie.start, names[tie.start], said, (tie.claim,))
