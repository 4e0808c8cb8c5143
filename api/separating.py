"""What an actor was put together from, and how its sheets are separated again: a decision taken back, or a rule silenced."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass

from api.entries import until_written, write_at
from kb.clock import today
from kb.decisions import away, by_decision, is_typed, mergers
from kb.errors import BadParameter, KbError
from kb.found import MadeOf
from kb.graph import Actor, build_node
from kb.identity.places import by_place
from kb.ids import NUMBERS, digest
from kb.kinds import KINDS, Family
from kb.ledger import Assertion, BatchInfo, Judgement, Known, Verdict
from kb.other_names import read_other_name
from kb.resolve import components
from kb.store import Store
from kb.text import fold
from kb.typed import whole_of
from kb.view import View

#: Most judgements one separation writes: beyond, the number that the file gives is what has to be corrected.
MOST_APART = 2_000
#: Words of the key by which the rules join two records.
_BY = {"siret": "même SIRET", "siren": "même SIREN", "rna": "même RNA", "nom": "même nom"}


class Moved(KbError):
    """Raised when what a separation would do is no longer what was shown."""

    code, status = "SEPARATION_MOVED", 409

    def __init__(self) -> None:
        super().__init__("Ces fiches ont changé depuis que la page les a montrées : relisez ce qui sera séparé.")


@dataclass(frozen=True)
class Part:
    """The rows of one source that say one name and one number of an actor, or one place of it when nothing but a name joins them.

    `rule` says what joins them to others, or nothing.
    """

    rows: tuple[Known, ...]
    rule: str

    @property
    def id(self) -> str:
        """Return the record that names the part."""
        return self.rows[0].id

    @property
    def name(self) -> str:
        """Return what the rows call the actor."""
        return name_of(self.rows)

    @property
    def address(self) -> str:
        """Return the first address that the rows say, or nothing."""
        return address_of(self.rows)


@dataclass(frozen=True)
class Separation:
    """What a separation would write, and the sheets it would leave: each as the records it is made of, the biggest first."""

    actor: Actor
    put: Mapping[str, Judgement | None]
    left: tuple[tuple[Known, ...], ...]

    @property
    def taken_back(self) -> bool:
        """Tell whether a decision is taken back, rather than two sheets said to be different."""
        return not any(self.put.values())

    @property
    def version(self) -> str:
        """Return what tells this separation from another."""
        return digest(*sorted(self.put), *("+".join(sorted(k.id for k in some)) for some in self.left))


def name_of(rows: Sequence[Known]) -> str:
    """Return what some records call the actor they make: its name, else the other names they give it."""
    made = build_node(rows[0].id, rows)
    said = [str(text) for fact in made.facts if fact.field == "aliases" for text in fact.value]
    named = any(fact.field == "name" for fact in made.facts)
    return made.name if named or not said else ", ".join(read_other_name(text).words for text in said)


def address_of(rows: Sequence[Known]) -> str:
    """Return the first address that some records say, or nothing."""
    return next((str(said) for known in rows if (said := known.record.fields.get("address"))), "")


def parts_of(made: MadeOf) -> list[Part]:
    """Return the parts of an actor, those that a rule joins told apart from those that only a decision joins."""
    same_rule = {k.id: n for n, some in enumerate(_by_rule(made)) for k in some}
    grouped: dict[tuple[str, ...], list[Known]] = {}
    said = (known for known in made.records.values() if not whole_of(known.record.part))
    for known in sorted(said, key=lambda k: (k.rank, k.source, k.id)):
        grouped.setdefault(_said_as(known), []).append(known)
    parts = [rows for some in grouped.values() for rows in _by_place(some)]
    crowd = [same_rule[rows[0].id] for rows in parts]
    return [Part(tuple(rows), _rule(rows[0]) if crowd.count(same_rule[rows[0].id]) > 1 else "") for rows in parts]


def _by_place(said: Sequence[Known]) -> list[list[Known]]:
    """Return the records of one name by the place their rows say, those of one row together; a number holds in one place."""
    if not said[0].record.identity.startswith("nom:"):
        return [list(said)]
    rows: dict[str, list[Known]] = {}
    for known in said:
        rows.setdefault(known.slot, []).append(known)
    of_rows = list(rows.values())
    places = by_place([address_of(some) for some in of_rows], [some[0].record.as_of or "" for some in of_rows])
    return [[known for n in some for known in of_rows[n]] for some in places]


def decisions_of(made: MadeOf) -> list[Judgement]:
    """Return the decisions that join two sheets of an actor, each by one judgement, the latest first; a typed correction is none."""
    found = [first for first, *_ in mergers(made, made.said.values())]
    return sorted(found, key=lambda j: (j.on, j.slot), reverse=True)


def _said_as(known: Known) -> tuple[str, str, str]:
    return known.source, known.record.identity, fold(str(known.record.fields.get("name") or ""))


def _rule(known: Known) -> str:
    scheme, _, said = known.record.identity.partition(":")
    return f"{_BY[scheme]}, {said}" if scheme in NUMBERS else _BY.get(scheme, "même identifiant")


def _by_rule(made: MadeOf) -> list[list[Known]]:
    """Return the records that the rules alone would join."""
    return _joined(made, {slot: j for slot, j in made.said.items() if j.verdict != Verdict.SAME})


def _joined(made: MadeOf, said: Mapping[str, Judgement]) -> list[list[Known]]:
    return [[made.records[rid] for rid in some] for some in components(made.records, said.values())]


# -- separating -------------------------------------------------------------------------------------------------------


def plan_separation(view: View, actor_id: str, asked: str) -> Separation:
    """Return what separating a decision (its slot) or a part (one of its records) would do.

    Raises `UnknownActor`; `BadParameter` when what is asked joins nothing here, or takes too many judgements.
    """
    actor = view.actor(actor_id)
    made = view.made_of(actor)
    decision = made.said[asked].decision if asked in made.said else asked
    if said := [j for j in made.said.values() if j.verdict == Verdict.SAME and j.decision == decision]:
        return _separated(actor, made, _decision_put(made, said))
    part = next((p for p in parts_of(made) if asked in {k.id for k in p.rows}), None)
    if part is None:
        raise BadParameter("Rien ne réunit plus ces fiches ici : elles sont déjà séparées, ou le fichier a changé.")
    return _separated(actor, made, _part_put(made, part))


def _separated(actor: Actor, made: MadeOf, put: Mapping[str, Judgement | None]) -> Separation:
    left = _joined(made, _after(made, put))
    return Separation(actor, put, tuple(tuple(some) for some in sorted(left, key=lambda some: (-len(some), some[0].id))))


def _after(made: MadeOf, put: Mapping[str, Judgement | None]) -> dict[str, Judgement]:
    return {slot: said for slot, said in {**made.said, **put}.items() if said is not None}


def _decision_put(made: MadeOf, said: Sequence[Judgement]) -> Mapping[str, Judgement | None]:
    """Return what undoes a decision: the end of its judgements; of two records held otherwise, the word that they are different."""
    back: dict[str, Judgement | None] = {judgement.slot: None for judgement in said}
    group = {k.id: n for n, some in enumerate(_joined(made, _after(made, back))) for k in some}
    held = {j.slot: _different(j.a, j.b) for j in said if group[j.a] == group[j.b]}
    return {**back, **_away(made, said), **held}


def _away(made: MadeOf, said: Collection[Judgement], mine: Set[str] = frozenset()) -> dict[str, Judgement | None]:
    """Return the end of what the same decisions say of rows that are away, of a part alone when it is given."""
    same = (j for j in away(made, said) if j.verdict == Verdict.SAME)
    return {j.slot: None for j in same if not mine or not mine.isdisjoint(j.pair)}


def _part_put(made: MadeOf, part: Part) -> Mapping[str, Judgement | None]:
    mine = {k.id for k in part.rows}
    others = [k.id for some in _by_rule(made) if mine & {k.id for k in some} for k in some if k.id not in mine]
    if not others:
        raise BadParameter("Aucune règle ne réunit cette fiche à une autre : séparez la décision qui l'a réunie.")
    if len(mine) * len(others) > MOST_APART:
        raise BadParameter(
            "Ces fiches tiennent en trop de lignes pour être séparées d'un geste : corrigez leur numéro dans le fichier qui les dit."
        )
    told = [_different(a, b) for a in sorted(mine) for b in others]
    leaving = _with_entries(made, mine) - set(others)
    left = _held_by_both(made, leaving, others)
    ends = {judgement.slot: None for judgement in left}
    return {**ends, **_away(made, left, leaving), **{judgement.slot: judgement for judgement in told}}


def _with_entries(made: MadeOf, mine: Set[str]) -> set[str]:
    """Return the records of a part, and what was typed on its sheet that only its own judgement holds there."""
    alone = [first for first, *others in by_decision(made.said.values()) if not others]
    return _reached(mine, [j for j in alone if j.verdict == Verdict.SAME and is_typed(made, j)])


def _held_by_both(made: MadeOf, mine: Set[str], others: Collection[str]) -> list[Judgement]:
    """Return the judgements that join a part to a sheet which decisions join to the others too: they keep it, and the part leaves."""
    same = [j for j in made.said.values() if j.verdict == Verdict.SAME]
    kept = _reached(others, [j for j in same if mine.isdisjoint(j.pair)])
    return [j for j in same if not mine.isdisjoint(j.pair) and not kept.isdisjoint(j.pair)]


def _reached(records: Collection[str], said: Collection[Judgement]) -> set[str]:
    """Return some records and all that judgements join to them, from one to the next."""
    found: set[str] = set()
    new = set(records)
    while new:
        found |= new
        new = {end for j in said if not found.isdisjoint(j.pair) for end in j.pair} - found
    return found


def _different(a: str, b: str) -> Judgement:
    return Judgement(Verdict.DIFFERENT.value, a, b, "local", today().isoformat(), "séparées sur la fiche")


def separate(store: Store, actor_id: str, asked: str, version: str) -> BatchInfo:
    """Write a separation as one batch, provided that it is the one that was shown.

    Raises `UnknownActor`, `BadParameter` as `plan_separation` does, `Moved` when it is another.
    """
    return until_written(lambda: _separated_once(store, actor_id, asked, version))


def _separated_once(store: Store, actor_id: str, asked: str, version: str) -> BatchInfo:
    with store.view() as view:
        plan, rev = plan_separation(view, actor_id, asked), view.rev
    if plan.version != version:
        raise Moved
    day = today().isoformat()
    written = [Assertion(slot, said.body if said else None, day) for slot, said in plan.put.items()]
    person = KINDS[plan.actor.kind].family is Family.PERSON
    return write_at(store, rev, written, kind="judge", note="fiches séparées" + ("" if person else f" : {plan.actor.name}"))
