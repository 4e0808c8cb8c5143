"""An exchange noted by hand for one territory: the position told there, its day, the next step; each is a claim of its own."""

from __future__ import annotations

from collections.abc import Sequence

from api.cells import Cells, check_model, read_cells
from api.editing import Outcome, Save, saved
from api.entries import Held, assertions_of, entry_identity, held_of, same_as
from kb.clock import today
from kb.endings import ENTRY
from kb.errors import UnknownKind
from kb.graph import Actor
from kb.ids import digest, record_id
from kb.kinds import KINDS, FieldCard
from kb.ledger import ActorRecord, Claim, Value
from kb.store import Store
from kb.view import View
from queries.presence import short_names
from queries.values import value_text
from queries.words import listed

#: The kind under which an exchange is stated: it yields to whatever else says what the organisation is.
_KIND = "organisation"
#: The day of an exchange: what was said at the latest one speaks first.
DAY = "last_contact"
_FUTURE = "Ce jour est à venir : écrivez ce rendez-vous sous « Prochaine étape »."


def local_cards(actor: Actor) -> dict[str, FieldCard]:
    """Return the fields of an actor of which each territory has its own; none for one that takes no position."""
    return {name: card for name, card in KINDS[actor.kind].fields.items() if card.local}


def check_noted(actor: Actor) -> None:
    """Raise `UnknownKind` for an actor of which no position is noted."""
    if not local_cards(actor):
        raise UnknownKind("Une position se note pour une organisation : cet acteur n'en prend pas.")


def note_exchange(store: Store, actor_id: str, territory: str, cells: Cells, read: str = "") -> Outcome:
    """Write what an organisation said on a territory, at large when none is given; raises `UnknownActor`, `UnknownKind`.

    An exchange of that day that is noted already is replaced only by who read it: `read` is the version it was shown under.
    """
    return saved(store, lambda view: _note(store, view, actor_id, territory, cells, read))


def _note(store: Store, view: View, actor_id: str, territory: str, cells: Cells, read: str) -> Outcome | Save:
    actor = view.actor(actor_id)
    check_noted(actor)
    values, errors = read_cells(local_cards(actor), cells)
    names = short_names(view)
    if territory and territory not in names:
        errors["territory"] = "Choisissez un territoire de la liste."
    if str(values.get(DAY) or "") > today().isoformat():
        errors[DAY] = _FUTURE
    elif not values.get(DAY):
        errors.setdefault(DAY, "Donnez le jour de l'échange : le plus récent l'emporte.")
    errors = {**check_model(KINDS[_KIND].model, values), **errors}
    if errors:
        return Outcome(actor.id, errors=errors)
    held = held_of(store, view, actor)
    claim = exchange_claim(held, values, [territory] if territory else [], names.get(territory, ""))
    if (there := store.held([claim.slot]).get(claim.slot)) and there.body == claim.body:
        return Outcome(actor.id)
    if there and digest(there.body) != read:
        return Outcome(actor.id, errors={DAY: _already(there.claim)}, version=digest(there.body))
    judgement = same_as(held, claim)
    where = f", {names[territory]}" if territory else ""
    note = f"échange noté : {actor.name}{where}"
    return Save(view.rev, assertions_of([claim], [judgement] if judgement else ()), note, (actor.id, record_id(claim.slot, "")))


def _already(claim: Claim) -> str:
    said = listed(f"{label} « {text} »" for label, text in claim.raw.items() if label != "Territoire")
    return f"Un échange de ce jour est déjà noté là : {said}. Enregistrez de nouveau pour le remplacer par ce que vous tapez, ou changez le jour."


def exchange_claim(held: Held, values: dict[str, Value], places: Sequence[str], where: str) -> Claim:
    """Return the claim of one exchange: that of another day or another territory is another one."""
    identity = entry_identity(held, _KIND, {})
    cards = KINDS[_KIND].fields
    raw = {cards[name].label: value_text(value, cards[name]) for name, value in values.items()}
    record = ActorRecord(_KIND, identity, (), values, places=tuple(places))
    key = f"echange:{digest(identity, *places, str(values[DAY]))}"
    return Claim(ENTRY.id, key, (record,), (), {"Territoire": where, **raw} if where else raw)
