"""What a sheet was put together from, and the page that says what separating it would do before it is done."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.deps import HouseDep
from api.drawing import actor_href
from api.pages import Context, address, render
from api.routes.actors import PATH
from api.routes.entry import crumbs_of
from api.separating import (
    Moved,
    Part,
    Separation,
    address_of,
    decisions_of,
    name_of,
    parts_of,
    plan_separation,
    separate,
)
from kb.endings import ENTRY
from kb.graph import Actor
from kb.ledger import Judgement, Known
from kb.resolve import prefix_of
from kb.view import Origin, View
from queries.marks import source_text
from queries.words import capital, counted, day, listed

router = APIRouter(include_in_schema=False)
#: Parts of a sheet listed before the rest is folded.
PARTS_MOST = 8


def made_context(view: View, actor: Actor) -> Context | None:
    """Return what a sheet was put together from, or nothing when one file alone speaks of the actor."""
    if len(actor.records) < 2:
        return None
    made = view.made_of(actor)
    parts, decisions = parts_of(made), decisions_of(made)
    if sum(part.rows[0].source != ENTRY.id for part in parts) < 2 and not decisions:
        return None
    origins = view.origins([part.rows[0].slot for part in parts])
    listed_parts = [_part(view, origins.get(part.rows[0].slot), actor, part) for part in parts]
    more = len(parts) - PARTS_MOST
    return {
        "said": counted(len(parts), "fiche"),
        "parts": listed_parts[:PARTS_MOST],
        "more": listed_parts[PARTS_MOST:],
        "more_said": capital(counted(more, "autre fiche", "autres fiches")) if more > 0 else "",
        "decisions": [_decision(actor, parts, judgement) for judgement in decisions],
    }


def _part(view: View, origin: Origin | None, actor: Actor, part: Part) -> Context:
    first = part.rows[0]
    alone = source_text(view, origin) if origin else first.source
    title = (origin.stated or origin.title) if origin else first.source
    return {
        "name": part.name,
        "address": part.address,
        "source": alone if len(part.rows) == 1 else f"{title}, {counted(len(part.rows), 'ligne')}",
        "source_href": f"/donnees/origines/{first.slot}",
        "rule": part.rule,
        "href": _href(actor, part.id) if part.rule and first.source != ENTRY.id else "",
    }


def _decision(actor: Actor, parts: list[Part], said: Judgement) -> Context:
    a, b = ({p.name for p in parts if end in {k.id for k in p.rows}}.pop() for end in said.pair)
    return {
        "a": a, "b": b, "href": _href(actor, said.decision), "why": said.reason,
        "said": f"dit {_by(said)}{f' le {day(said.on)}' if said.on else ''}",
    }  # fmt: skip


def _by(said: Judgement) -> str:
    return "à la main" if said.author == "local" else f"par {said.author}"


def _href(actor: Actor, asked: str) -> str:
    return address(actor_href(actor.id) + "/separer", quoi=asked)


@router.get(PATH + "/{actor_id:path}/separer")
def show_separation(request: Request, house: HouseDep, actor_id: str, quoi: str) -> HTMLResponse:
    """Show what separating would do, before it is done."""
    with house.store.view() as view:
        return _page(request, view, plan_separation(view, actor_id, quoi), quoi)


@router.post(PATH + "/{actor_id:path}/separer")
def save_separation(
    request: Request, house: HouseDep, actor_id: str, quoi: Annotated[str, Form()], version: Annotated[str, Form()]
) -> Response:
    """Separate what was shown; asked again when the base has changed what that would do."""
    try:
        done = separate(house.store, actor_id, quoi, version)
    except Moved as moved:
        with house.store.view() as view:
            return _page(request, view, plan_separation(view, actor_id, quoi), quoi, str(moved))
    with house.store.view() as view:
        # What the page showed may go by another id now.
        return RedirectResponse(address(actor_href(view.actor(actor_id).id), lot=done.id), 303)


def _page(request: Request, view: View, plan: Separation, asked: str, moved: str = "") -> HTMLResponse:
    actor = plan.actor
    context: Context = {
        "title": "Séparer des fiches",
        "lede": f"Ce que deviendrait {actor.name}. Rien n'est encore écrit, et la séparation s'annulera comme tout lot.",
        "crumbs": crumbs_of(actor.kind, (actor.name, actor_href(actor.id)), "Séparer"),
        "notices": [{"tone": "warn", "text": moved}] if moved else [],
        "action": actor_href(actor.id) + "/separer",
        "cancel_href": actor_href(actor.id) + "#reunies",
        "asked": asked,
        "version": plan.version,
        "said": _said(plan),
        "left": [_left(view, rows) for rows in plan.left],
    }
    return render(request, view, "separer.html", context, 409 if moved else 200)


def _said(plan: Separation) -> list[str]:
    count = len(plan.left)
    becomes = f"{plan.actor.name} devient {count} fiches. Chaque ligne de fichier, avec les liens qu'elle dit, suit la sienne."
    if plan.taken_back:
        return [becomes, "La décision de les réunir est retirée : la paire revient parmi les rapprochements à revoir."]
    return [
        becomes,
        "Elles sont notées différentes : ni les règles, ni un prochain import ne les réuniront, tant que ce mot n'est pas annulé.",
        "Ce que d'autres lignes disent par ce nom ou ce numéro seul reste à l'une d'elles : relisez leurs liens.",
    ]


def _left(view: View, rows: tuple[Known, ...]) -> Context:
    titles = {source.id: source.title or source.name for source in view.sources()}
    said = listed(dict.fromkeys(titles.get(known.source, known.source) for known in rows), most=4)
    keys = [known.record.identity.partition(":")[2] for known in rows if prefix_of(known.record.identity) not in ("nom", "fiche")]
    return {
        "name": name_of(rows),
        "kind": rows[0].record.kind,
        "sub": " · ".join(filter(None, [address_of(rows), f"{counted(len(rows), 'ligne')} : {said}", *sorted(set(keys))[:2]])),
    }
