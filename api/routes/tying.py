"""Ties by hand in the pages: choose how it reads, find the other end by name, say since when; or end one on a day."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.cells import Errors, cell_text, masked, shown_again
from api.deps import HouseDep
from api.drawing import actor_href
from api.editing import Outcome
from api.entries import tie_version
from api.forms import field_of, summary_of
from api.pages import Context, address, render
from api.routes.entry import PATH, Sent, crumbs_of, gone_to
from api.tying import DAYS, Reading, add_tie, cards_of_tie, end_tie, reading_named, readings_of, tie_of
from kb.clock import today
from kb.days import last_day
from kb.endings import ENTRY
from kb.graph import Actor
from kb.kinds import KINDS, Layer
from kb.view import View
from queries.presence import short_names
from queries.stakeholders import sub_line
from queries.ties import tie_line
from queries.words import number

router = APIRouter(include_in_schema=False)
#: Most actors a search proposes; beyond, more letters are asked for.
PROPOSED_MOST = 20


@router.get(PATH + "/{actor_id:path}/lien")
def show_tie_form(request: Request, house: HouseDep, actor_id: str, lien: str = "", nom: str = "") -> HTMLResponse:
    """Show how a tie is made: its reading, a search by name, then what is found with the tie's own fields."""
    with house.store.view() as view:
        return _tie_page(request, view, view.actor(actor_id), lien, nom, {})


@router.post(PATH + "/{actor_id:path}/lien")
def save_tie(request: Request, house: HouseDep, actor_id: str, sent: Sent) -> Response:
    """Write a tie, or show what is wrong beside its field."""
    code, other = sent.get("_lien", ""), sent.get("_autre", "")
    cells = {name: text for name, text in sent.items() if not name.startswith("_")}
    done = add_tie(house.store, actor_id, code, other, cells)
    if not done.errors:
        return gone_to(done)
    with house.store.view() as view:
        return _tie_page(request, view, view.actor(actor_id), code, sent.get("_nom", ""), sent, done)


def _tie_page(
    request: Request,
    view: View,
    actor: Actor,
    code: str,
    name: str,
    sent: Mapping[str, str],
    done: Outcome | None = None,
) -> HTMLResponse:
    reading = reading_named(actor, code) if code else None
    errors = done.errors if done else {}
    proposed, more = _proposed(view, actor, reading, name) if reading and name.strip() else ([], 0)
    labels = {n: card.label for n, card in cards_of_tie(reading.kind).items()} if reading else {}
    context: Context = {
        "title": "Ajouter un lien",
        "lede": f"Que fait {actor.name}, et avec qui ? Une phrase : le lien, puis l'autre acteur.",
        "crumbs": crumbs_of(actor.kind, (actor.name, actor_href(actor.id)), "Ajouter un lien"),
        "actor": {"name": actor.name, "kind": actor.kind},
        "action": actor_href(actor.id) + "/lien",
        "cancel_href": actor_href(actor.id),
        "readings": [
            {"value": r.code, "label": r.label + _engaged(r), "selected": r.code == code} for r in readings_of(actor)
        ],
        "reading": reading.label if reading else "",
        "code": code,
        "searched": name,
        "proposed": [_choice(view, other, sent.get("_autre", ""), len(proposed) == 1) for other in proposed],
        "more": f"{number(more)} autres répondent : tapez plus de lettres." if more else "",
        "groups": _groups(view, reading, shown_again(sent), errors) if reading else {},
        "engaged": bool(reading and reading.kind.layer is Layer.ENGAGEMENT),
        "error": errors.get("autre", ""),
        "summary": summary_of(errors, {**labels, "autre": "L'autre acteur"}),
    }
    return render(request, view, "lien.html", context, 422 if errors else 200)


def _engaged(reading: Reading) -> str:
    return " (plan d'engagement)" if reading.kind.layer is Layer.ENGAGEMENT else ""


def _proposed(view: View, actor: Actor, reading: Reading, name: str) -> tuple[list[Actor], int]:
    """Return the actors that a name may mean and that the tie admits, and how many more answer."""
    kinds = [k.code for k in KINDS.values() if k.code in reading.others or k.family.value in reading.others]
    page = view.find(kinds=kinds, text=name, limit=PROPOSED_MOST + 1)
    found = [other for other in page.actors if other.id != actor.id][:PROPOSED_MOST]
    return found, max(0, page.total - len(found) - 1)


def _choice(view: View, actor: Actor, chosen: str, alone: bool) -> Context:
    sub = " · ".join(part for part in (KINDS[actor.kind].label, sub_line(actor)) if part)
    return {"id": actor.id, "kind": actor.kind, "name": actor.name, "sub": sub, "checked": alone or actor.id == chosen}


def _groups(view: View, reading: Reading, cells: Mapping[str, str], errors: Errors) -> Context:
    parts: dict[str, list[Context]] = {"open": [], "engaged": [], "rare": []}
    for name, card in cards_of_tie(reading.kind).items():
        made = field_of(card, cells.get(name, ""), errors.get(name))
        if name == "territory":
            places = {"": "—", **short_names(view)}
            made["options"] = [{"value": p, "label": n, "selected": p == cells.get(name)} for p, n in places.items()]
        parts["engaged" if card.layer is Layer.ENGAGEMENT else "open"].append(made)
    return {**parts, "rare_open": False}


# -- its end ----------------------------------------------------------------------------------------------------------


@router.get(PATH + "/{actor_id:path}/liens/{tie_id}/fin")
def show_end(request: Request, house: HouseDep, actor_id: str, tie_id: str) -> HTMLResponse:
    """Show the tie that is to end, and its last day: yesterday, so that it is over at once, unless another is given."""
    with house.store.view() as view:
        return _end_page(request, view, actor_id, tie_id, cell_text(last_day(today().isoformat()), "date"), {})


@router.post(PATH + "/{actor_id:path}/liens/{tie_id}/fin")
def save_end(request: Request, house: HouseDep, actor_id: str, tie_id: str, sent: Sent) -> Response:
    """End a tie on a day; it is not deleted, and the batch can be undone."""
    done = end_tie(house.store, actor_id, tie_id, {"valid_to": sent.get("valid_to", "")}, sent.get("_version", ""))
    if not done.errors:
        return gone_to(done)
    with house.store.view() as view:
        return _end_page(request, view, actor_id, tie_id, masked(sent).get("valid_to", ""), done.errors)


def _end_page(
    request: Request, view: View, actor_id: str, tie_id: str, text: str, errors: Mapping[str, str]
) -> HTMLResponse:
    actor = view.actor(actor_id)
    tie = tie_of(view, actor, tie_id)
    other = view.actor(tie.other(actor.id))
    source = next((s.title or s.name for s in view.sources() if s.id == tie.source), tie.source)
    day = field_of(DAYS["valid_to"], text, errors.get("valid_to"), required=True)
    kept = f"« {source} » garde sa ligne ; à sa prochaine édition, le lien restera terminé."
    context: Context = {
        "title": "Terminer un lien",
        "lede": "Un lien qui cesse se termine, il ne s'efface pas : il se relit à toute date où il valait.",
        "crumbs": crumbs_of(actor.kind, (actor.name, actor_href(actor.id)), "Terminer un lien"),
        "action": f"{actor_href(actor.id)}/liens/{tie.id}/fin",
        "cancel_href": address(actor_href(actor.id)) + "#liens",
        "sentence": f"{actor.name} {tie_line(view, tie, actor.id, other).sentence}.",
        "kept": kept if tie.source != ENTRY.id else "",
        "day": {**day, "label": "Il dure jusqu'au", "hint": "Dernier jour où il vaut, par exemple 31/12/2026."},
        "version": tie_version(tie),
        "summary": summary_of(dict(errors), {"valid_to": "Il dure jusqu'au"}),
    }
    return render(request, view, "fin_lien.html", context, 422 if errors else 200)
