"""Noting an exchange in the pages: on which territory, the position told, its day, what comes next."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.cells import Errors, cell_text, shown_again
from api.deps import HouseDep
from api.drawing import actor_href
from api.forms import field_of, summary_of
from api.noting import DAY, check_noted, local_cards, note_exchange
from api.pages import Context, render
from api.routes.entry import PATH, Sent, crumbs_of, gone_to
from kb.clock import today
from kb.graph import Actor
from kb.view import View
from queries.presence import presence, short_names
from queries.words import said_before

router = APIRouter(include_in_schema=False)
_TERRITORY = "territory"


@router.get(PATH + "/{actor_id:path}/echange")
def show_note(request: Request, house: HouseDep, actor_id: str, territoire: str = "") -> HTMLResponse:
    """Show the form of an exchange: dated today, on the territory asked for or the only one the organisation is on."""
    with house.store.view() as view:
        actor = view.actor(actor_id)
        places = list(presence(view).get(actor.id, ()))
        where = territoire if territoire in short_names(view) else places[0] if len(places) == 1 else ""
        return _page(request, view, actor, {_TERRITORY: where, DAY: cell_text(today().isoformat(), "date")}, {})


@router.post(PATH + "/{actor_id:path}/echange")
def save_note(request: Request, house: HouseDep, actor_id: str, sent: Sent) -> Response:
    """Write an exchange, or show what is wrong beside its field."""
    cells = {name: text for name, text in sent.items() if name != _TERRITORY and not name.startswith("_")}
    done = note_exchange(house.store, actor_id, sent.get(_TERRITORY, ""), cells, sent.get("_version", ""))
    if not done.errors:
        return gone_to(done)
    with house.store.view() as view:
        shown = {**shown_again(cells), _TERRITORY: sent.get(_TERRITORY, "")}
        return _page(request, view, view.actor(actor_id), shown, done.errors, done.version)


def _page(request: Request, view: View, actor: Actor, cells: Mapping[str, str], errors: Errors, version: str = "") -> HTMLResponse:
    check_noted(actor)
    cards = local_cards(actor)
    places = {"": "Aucun en particulier", **short_names(view)}
    fields: list[Context] = [{
        "name": _TERRITORY, "label": "Territoire", "error": errors.get(_TERRITORY),
        "hint": "Chaque territoire a sa position ; dite sans territoire, elle vaut là où personne n'en a noté.",
        "options": [{"value": p, "label": n, "selected": p == cells.get(_TERRITORY, "")} for p, n in places.items()],
    }]  # fmt: skip
    fields += [field_of(card, cells.get(name, ""), errors.get(name), required=name == DAY) for name, card in cards.items()]
    context: Context = {
        "title": said_before("Noter un échange avec", actor.name),
        "lede": "Ce que l'organisation a dit, à qui et quel jour. Pour un territoire, l'échange le plus récent l'emporte ; les autres restent sur la fiche.",
        "crumbs": crumbs_of(actor.kind, (actor.name, actor_href(actor.id)), "Noter un échange"),
        "action": actor_href(actor.id) + "/echange",
        "cancel_href": actor_href(actor.id),
        "version": version,
        "groups": {"open": [], "engaged": fields, "rare": []},
        "summary": summary_of(errors, {_TERRITORY: "Territoire", **{name: card.label for name, card in cards.items()}}),
    }
    return render(request, view, "saisie.html", context, 422 if errors else 200)
