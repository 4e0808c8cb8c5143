"""Editing by hand, for every door: what was typed is checked, compared with the base, and written as one batch."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from api.cells import Cells, Errors, cell_text, check_model, read_cells, touched
from api.entries import (
    Held,
    actor_claim,
    actor_version,
    assertions_of,
    emptied,
    entry_identity,
    field_claim,
    held_of,
    new_identity,
    same_as,
    slot_of_new,
    until_written,
    write_at,
)
from importers.shared_texts import open_fields
from kb.clock import today
from kb.errors import OnlySent, UnknownKind
from kb.graph import Actor
from kb.identity.lookalikes import look_alikes
from kb.identity.party import make_party
from kb.ids import NUMBERS, record_id, town_key
from kb.kinds import KINDS, Family, FieldCard
from kb.ledger import Assertion, BatchInfo, Claim, Value
from kb.resolve import prefix_of
from kb.retention import term_is_past
from kb.store import Store
from kb.text import fold
from kb.view import View
from queries.standings import at_large
from queries.words import said_before

#: What a contact must say besides its name (its purpose and where it comes from), and every other kind nothing.
REQUIRED = {Family.PERSON: ("name", "purpose", "origin")}
#: What the journal says of an entry on a contact, whoever it is.
CONTACT_NOTE = "fiche d'un contact"


@dataclass(frozen=True)
class Typed:
    """A form sent back: what is in its fields, what was there when it was drawn, and the state it was drawn from."""

    cells: Cells
    before: Cells = field(default_factory=dict)
    version: str = ""
    rev: int = 0
    kind: str = ""


@dataclass(frozen=True)
class Clash:
    """One field that another person changed too, or alone: both versions, and the one to keep when it goes by itself."""

    name: str
    mine: str
    theirs: str
    keep: str


@dataclass
class Outcome:
    """What became of a form: written (`typed` are the fields it gives), refused field by field, or met by somebody else's change.

    `version` tells what stands in its place: sent back with the form, it says that it was read.
    """

    actor: str = ""
    batch: BatchInfo | None = None
    errors: Errors = field(default_factory=dict)
    clashes: list[Clash] = field(default_factory=list)
    twin: Actor | None = None
    alike: Sequence[Actor] = ()
    typed: Sequence[str] = ()
    version: str = ""


@dataclass(frozen=True)
class Save:
    """A save ready to be written: at which rev it was made, the record or the actor to show afterwards, the fields it gives."""

    rev: int
    assertions: Sequence[Assertion]
    note: str
    shown: tuple[str, ...]
    typed: tuple[str, ...] = ()


def saved(store: Store, plan: Callable[[View], Outcome | Save]) -> Outcome:
    """Plan a save and write it; planned again when the base moves, so that nothing is ever written over unseen."""
    return until_written(lambda: _saved_once(store, plan))


def _saved_once(store: Store, plan: Callable[[View], Outcome | Save]) -> Outcome:
    with store.view() as view:
        made = plan(view)
    if isinstance(made, Outcome):
        return made
    batch = write_at(store, made.rev, made.assertions, kind="entry", note=made.note)
    with store.view() as view:
        found = view.get(made.shown)
    return Outcome(next((found[i].id for i in made.shown if i in found), ""), batch, typed=made.typed)


def note_on(actor: Actor) -> str:
    """Return what the journal says of a save; it never holds a person's name."""
    return CONTACT_NOTE if KINDS[actor.kind].family is Family.PERSON else said_before("fiche de", actor.name)


def note_on_tie(reading: str, start: Actor, end: Actor) -> str:
    """Return what the journal says of a tie made or ended, without any contact's name.

    >>> from types import SimpleNamespace as of
    >>> note_on_tie("fin du lien", of(kind="ebe", name="EmerJean"), of(kind="company", name="Decathlon"))
    'fin du lien : EmerJean – Decathlon'
    """
    named = ("un contact" if KINDS[actor.kind].family is Family.PERSON else actor.name for actor in (start, end))
    return f"{reading} : {' – '.join(named)}"


def check_typed(kind: str) -> None:
    """Raise `UnknownKind` or `OnlySent` for a kind that no form makes or changes."""
    if kind not in KINDS:
        raise UnknownKind("Ce type d'acteur n'existe pas : choisissez-en un dans la liste des types.")
    if KINDS[kind].sent_as:
        raise OnlySent(
            f"{KINDS[kind].label} : ne se tape pas, car ses effectifs se vérifient ensemble. Corrigez votre tableau, puis importez-le avec "
            f"`{KINDS[kind].sent_as}`."
        )


# -- the fields of an actor -------------------------------------------------------------------------------------------


def shown_cells(held: Held) -> dict[str, str]:
    """Return the text of each field as the form shows it: what was typed before, else the value retained.

    Of what each territory has its own of, the form holds what is said at large.
    """
    fields = held.fields
    return {
        name: cell_text(fields[name] if name in fields else _retained(held.actor, name, card), card.form)
        for name, card in KINDS[held.actor.kind].fields.items()
    }


def _retained(actor: Actor, name: str, card: FieldCard) -> Any:
    if not card.local:
        return actor.value(name)
    fact = at_large(actor, name)
    return fact.value if fact else None


def edit_actor(store: Store, actor_id: str, typed: Typed) -> Outcome:
    """Write what was changed in an actor's form, unless somebody changed the sheet since it was drawn.

    Raises `UnknownActor`, `UnknownKind`, `OnlySent`.
    """
    return saved(store, lambda view: _edit(store, view, actor_id, typed))


def _edit(store: Store, view: View, actor_id: str, typed: Typed) -> Outcome | Save:
    actor = view.actor(actor_id)
    check_typed(actor.kind)
    held = held_of(store, view, actor)
    cards = KINDS[actor.kind].fields
    now = shown_cells(held)
    if typed.version != actor_version(actor) and (clashes := _clashes(typed, now)):
        return Outcome(actor.id, clashes=clashes)
    mine = {n: text for n, text in typed.cells.items() if n in cards and touched(text, typed.before.get(n, ""))}
    values, errors = read_cells(cards, mine, open_fields(actor.kind))
    fields = held.fields | values
    for name in mine.keys() - values.keys() - errors.keys():
        if name in fields:
            del fields[name]
        elif at_large(actor, name) if cards[name].local else actor.facts(name):
            errors[name] = "Cette valeur vient d'un fichier : une saisie ne l'efface pas. Tapez la bonne à sa place."
    kind = _kind_of(actor, typed.kind) if typed.kind or not held.typed else held.typed.actors[0].kind
    errors |= _checks(view, held, kind, fields, errors)
    stated = held.typed.actors[0].kind if held.typed else actor.kind
    if typed.kind and typed.version != actor_version(actor) and stated not in (actor.kind, typed.kind):
        errors["_type"] = f"La fiche a changé pendant que vous la remplissiez, et son type a été saisi « {KINDS[stated].label} » : relisez, puis choisissez."
    if errors:
        return Outcome(actor.id, errors=errors)
    if not fields and not held.typed and kind == actor.kind:
        return Outcome(actor.id)
    claims = _changed(held, kind, values, mine.keys() - values.keys())
    if not claims:
        return Outcome(actor.id)
    said = [claim for claim in claims if claim.actors[0].fields]
    judgements = [judgement for claim in said if (judgement := same_as(held, claim))]
    # A number taken away takes the id it gave: the sheet is then found by what else speaks of it.
    shown = (*(record_id(claim.slot, claim.actors[0].part) for claim in said), actor.id, held.anchor)
    return Save(view.rev, assertions_of(claims, judgements), note_on(actor), shown, tuple(values))


def _changed(held: Held, kind: str, values: Mapping[str, Value], cleared: Collection[str]) -> list[Claim]:
    """Return the claims of a save: each field typed stands alone, so that no other save has to be taken back with it.

    The whole entry is stated again only for what it alone may say: the kind, the number it is known by, a field taken away.
    """
    before = {claim.slot: claim.body for claim in (held.typed, *held.alone.values()) if claim}
    whole = {name: value for name, value in held.whole.items() if name not in cleared}
    again = {name for name in values.keys() & whole.keys() if name in NUMBERS and name not in held.alone}
    whole |= {name: values[name] for name in again}
    claims = [field_claim(kind, name, value, held) for name, value in values.items() if name not in again]
    claims += [emptied(claim) for name, claim in held.alone.items() if name in cleared]
    other_kind = kind != (held.typed.actors[0].kind if held.typed else held.actor.kind)
    if other_kind:
        whole = whole or {"name": held.actor.name}
    if other_kind or whole != held.whole:
        claims.append(actor_claim(kind, entry_identity(held, kind, whole), whole, held))
    return [claim for claim in claims if before.get(claim.slot) != claim.body]


def _clashes(typed: Typed, now: Cells) -> list[Clash]:
    """Return the fields whose two versions a person has to choose from; none when nobody else changed any."""
    found, theirs_changed = [], False
    for name, text in typed.cells.items():
        before, theirs = typed.before.get(name, ""), now.get(name, "")
        changed, moved = touched(text, before), touched(theirs, before)
        if name in now and touched(text, theirs):
            theirs_changed = theirs_changed or moved
            found.append(Clash(name, text, theirs, "" if changed and moved else "saisie" if changed else "base"))
    return found if theirs_changed else []


def _kind_of(actor: Actor, code: str) -> str:
    if not code:
        return actor.kind
    if code not in KINDS or KINDS[code].family is not KINDS[actor.kind].family:
        raise UnknownKind("Ce type n'est pas possible ici : choisissez-en un dans la liste.")
    check_typed(code)
    return code


def _checks(view: View, held: Held, kind: str, fields: Mapping[str, Value], errors: Errors) -> Errors:
    """Return what is wrong of the fields together: no name, two numbers that disagree, another actor's number."""
    found = check_model(KINDS[kind].model, fields)
    if not fields.get("name") and not any(f.source for f in held.actor.facts("name") if f.claim not in held.slots):
        found["name"] = "Donnez un nom : sans lui, personne ne retrouve cet acteur."
    found |= _together(fields)
    for key in {entry_identity(held, kind, fields), *(f"{s}:{fields[s]}" for s in ("siret", "rna") if fields.get(s))}:
        other = view.get([key]).get(key)
        if other and other.id != held.actor.id:
            found[prefix_of(key) if prefix_of(key) in fields else "name"] = _taken(other)
    return {name: said for name, said in found.items() if name not in errors}


def _together(fields: Mapping[str, Value]) -> Errors:
    siret, siren = str(fields.get("siret") or ""), str(fields.get("siren") or "")
    found: Errors = {}
    if siret and siren and not siret.startswith(siren):
        found["siren"] = f"Ce SIREN n'est pas celui du SIRET ({siret[:9]}) : gardez le bon, ou le SIRET seul."
    if fields.get("opposed"):
        said = "Elle s'oppose à être contactée : ses coordonnées ne sont pas gardées, videz cette case."
        found |= {name: said for name in ("email", "phone") if fields.get(name)}
    if term_is_past(str(fields.get("keep_until") or ""), today().isoformat()):
        found["keep_until"] = "Ce jour est passé : ce contact ne serait montré nulle part."
    return found


def _taken(other: Actor) -> str:
    return f"C'est déjà « {other.name} » : ouvrez sa fiche, ou corrigez ce qui le distingue."


# -- a new actor ------------------------------------------------------------------------------------------------------


def create_actor(store: Store, kind: str, cells: Cells, another: bool = False) -> Outcome:
    """Write a new actor of a kind, unless the base already holds it; raises `UnknownKind`, `OnlySent`.

    An organisation that looks like one of the base is not written before somebody says that it is `another`.
    """
    check_typed(kind)
    return saved(store, lambda view: _create(store, view, kind, cells, another))


def _create(store: Store, view: View, kind: str, cells: Cells, another: bool) -> Outcome | Save:
    values, errors = read_cells(KINDS[kind].fields, cells, open_fields(kind))
    for name in REQUIRED.get(KINDS[kind].family, ("name",)):
        if not values.get(name):
            errors.setdefault(name, "À remplir : cette case est obligatoire.")
    errors = {**check_model(KINDS[kind].model, values), **_together(values), **errors}
    if errors:
        return Outcome(errors=errors)
    identity = new_identity(kind, values)
    twin = _twin(store, view, kind, identity, values)
    if twin:
        place = prefix_of(identity) if prefix_of(identity) in values else "name"
        return Outcome(errors={place: _taken(twin)}, twin=twin)
    if not another and (alike := _alike(view, kind, values)):
        said = "Une fiche lui ressemble : ouvrez-la, ou cochez « C'est un autre acteur »."
        return Outcome(errors={"name": said}, alike=alike)
    claim = actor_claim(kind, identity, values)
    made = "nouveau contact" if KINDS[kind].family is Family.PERSON else f"nouvelle fiche : {values['name']}"
    return Save(view.rev, assertions_of([claim]), made, (record_id(claim.slot, ""),))


def _alike(view: View, kind: str, values: Mapping[str, Value]) -> list[Actor]:
    """Return the organisations of the base that a new one looks like, by its names, its place and its numbers."""
    if KINDS[kind].family is not Family.ORGANISATION:
        return []
    text = {name: str(value) for name, value in values.items() if isinstance(value, str | int | float)}
    aliases = values.get("aliases")
    names = [text.get("name", ""), text.get("acronym", ""), *(map(str, aliases) if isinstance(aliases, list) else ())]
    party = make_party(
        "", names, address=text.get("address", ""), postcode=text.get("post_code", ""), town=text.get("city", ""),
        siret=text.get("siret") or text.get("siren", ""), rna=text.get("rna", ""), naf=text.get("naf", ""), kind=kind,
    )  # fmt: skip
    return look_alikes(view, party)


def _twin(store: Store, view: View, kind: str, identity: str, values: Mapping[str, Value]) -> Actor | None:
    """Return the actor of the base that a new one would be, or would be taken for."""
    slot = slot_of_new(identity)
    keys = [identity, *([record_id(slot, "")] if store.held([slot]) else [])]
    found = view.get(keys)
    if found:
        return next(iter(found.values()))
    family, town = KINDS[kind].family, town_key(str(values.get("city") or ""))
    if family is not Family.ORGANISATION:
        return None
    name = fold(str(values["name"]))
    for bearer in view.bearers({name}).get(name, []):
        numbered = prefix_of(identity) != "nom" and prefix_of(bearer.actor) != "r"
        near = not town or not bearer.town or town == bearer.town
        if KINDS[bearer.kind].family is family and near and not numbered:
            return view.actor(bearer.actor)
    return None
