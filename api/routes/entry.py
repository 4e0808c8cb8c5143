"""Editing by hand in the pages: the fields of an actor, a new actor; two people on one sheet each see the other's version."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.cells import cell_text, masked, shown_again
from api.deps import HouseDep
from api.drawing import actor_href
from api.editing import Outcome, Typed, check_typed, create_actor, edit_actor, note_on, shown_cells
from api.entries import Held, actor_version, held_of
from api.forms import clash_rows, family_options, groups_of, labels_of, moved_at, summary_of
from api.pages import Context, address, render
from importers.contacts import PURPOSE
from kb.clock import today
from kb.kinds import KINDS, Family
from kb.retention import term_after
from kb.view import View
from queries.stakeholders import sub_line
from queries.words import said_before

router = APIRouter(include_in_schema=False)
PATH, NEW = "/parties-prenantes", "/saisie"
#: What a form sends besides the fields of its actor begins with this sign; `avant.` holds what a field was drawn with.
_OWN, _BEFORE = "_", "avant."


async def sent_form(request: Request) -> dict[str, str]:
    """Return the texts of a form that was sent."""
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


Sent = Annotated[dict[str, str], Depends(sent_form)]


# -- the fields of an actor -------------------------------------------------------------------------------------------


@router.get(PATH + "/{actor_id:path}/modifier")
def show_form(request: Request, house: HouseDep, actor_id: str) -> HTMLResponse:
    """Show the form of an actor, drawn from its kind's fields and filled with what is known."""
    with house.store.view() as view:
        held = held_of(house.store, view, view.actor(actor_id))
        check_typed(held.actor.kind)
        return _form(request, view, held, shown_cells(held))


@router.post(PATH + "/{actor_id:path}/modifier")
def save_form(request: Request, house: HouseDep, actor_id: str, sent: Sent) -> Response:
    """Write what was changed, show what is wrong beside its field, or show both versions of a sheet that moved."""
    typed = _typed(sent)
    done = edit_actor(house.store, actor_id, typed)
    if not done.errors and not done.clashes:
        return gone_to(done)
    with house.store.view() as view:
        held = held_of(house.store, view, view.actor(actor_id))
        if done.clashes:
            return _clash_page(request, view, held, typed, done)
        now = shown_cells(held)
        return _form(request, view, held, {**now, **shown_again(typed.cells)}, done, {**now, **typed.before})


def _typed(sent: dict[str, str]) -> Typed:
    """Return a form as it was sent; one that settles two versions gives, for each field, the one to keep."""
    before = {n.removeprefix(_BEFORE): text for n, text in sent.items() if n.startswith(_BEFORE)}
    cells = {n: text for n, text in sent.items() if not n.startswith((_OWN, _BEFORE)) and "." not in n}
    chosen = {n.removeprefix("_choix."): side for n, side in sent.items() if n.startswith("_choix.")}
    cells |= {name: sent.get(f"saisie.{name}", "") for name, side in chosen.items() if side == "saisie"}
    kind = sent.get("_type", "")
    rev = sent.get("_rev", "")
    return Typed(
        cells=cells,
        before=before,
        version=sent.get("_version", ""),
        rev=int(rev) if rev.isascii() and rev.isdigit() and len(rev) < 10 else 0,
        kind=kind if kind != sent.get("_type_avant", "") else "",
    )


def _form(
    request: Request,
    view: View,
    held: Held,
    cells: dict[str, str],
    done: Outcome | None = None,
    before: dict[str, str] | None = None,
) -> HTMLResponse:
    actor, errors = held.actor, done.errors if done else {}
    return render(
        request,
        view,
        "saisie.html",
        {
            "title": f"Modifier {actor.name}",
            "lede": "Ce que vous tapez est gardé comme une saisie : datée, annulable, à côté de ce que disent les fichiers.",
            "crumbs": crumbs_of(actor.kind, (actor.name, actor_href(actor.id)), "Modifier"),
            "action": actor_href(actor.id) + "/modifier",
            "cancel_href": actor_href(actor.id),
            "submit": "Enregistrer",
            "groups": groups_of(actor.kind, masked(cells), errors, held, view),
            "before": before or cells,
            "version": actor_version(actor),
            "rev": view.rev,
            "kinds": family_options(actor.kind) if KINDS[actor.kind].family is Family.ORGANISATION else [],
            "kind": actor.kind,
            "kind_error": errors.get("_type", ""),
            "summary": summary_of(errors, {**labels_of(actor.kind), "_type": "Type"}),
        },
        422 if errors else 200,
    )


def _clash_page(request: Request, view: View, held: Held, typed: Typed, done: Outcome) -> HTMLResponse:
    actor = held.actor
    sources = {fact.source for clash in done.clashes for fact in actor.facts(clash.name)}
    return render(
        request,
        view,
        "conflit.html",
        {
            "title": said_before("Deux versions de", actor.name),
            "lede": "Quelqu'un a changé cette fiche pendant que vous la remplissiez. Rien n'est encore écrit : choisissez ce qui reste de ce que vous avez changé tous les deux."
            if any(not clash.keep for clash in done.clashes)
            else "Quelqu'un a changé cette fiche pendant que vous la remplissiez, ailleurs que vous : relisez, puis enregistrez.",
            "crumbs": crumbs_of(actor.kind, (actor.name, actor_href(actor.id)), "Deux versions"),
            "action": actor_href(actor.id) + "/modifier",
            "cancel_href": actor_href(actor.id),
            "rows": clash_rows(done.clashes, labels_of(actor.kind)),
            "version": actor_version(actor),
            "rev": view.rev,
            "kind": typed.kind,
            "since": moved_at(view, typed.rev, sources, note_on(actor)),
        },
        409,
    )


# -- a new actor ------------------------------------------------------------------------------------------------------


@router.get(NEW)
def choose_kind(request: Request, house: HouseDep) -> HTMLResponse:
    """Show the kinds an actor may be of, each with what it is."""
    with house.store.view() as view:
        kinds = [
            {"kind": k.code, "name": k.label, "href": f"{NEW}/{k.code}", "sub": k.explain,
             "stakeholder": k.stakeholder}
            for k in KINDS.values() if not k.sent_as
        ]  # fmt: skip
        return render(
            request,
            view,
            "nouveau.html",
            {
                "title": "Nouvel acteur",
                "lede": "De quel type est-il ? Le formulaire en dépend.",
                "crumbs": [{"text": "Parties prenantes", "href": PATH}, {"text": "Nouvel acteur"}],
                "stakeholders": [k for k in kinds if k["stakeholder"]],
                "others": [k for k in kinds if not k["stakeholder"]],
            },
        )


@router.get(NEW + "/{kind}")
def show_new(request: Request, house: HouseDep, kind: str) -> HTMLResponse:
    """Show the empty form of a kind."""
    return _new_form(request, house, kind, _proposed(_known(kind)))


@router.post(NEW + "/{kind}")
def save_new(request: Request, house: HouseDep, kind: str, sent: Sent) -> Response:
    """Write a new actor, or show what is wrong beside its field."""
    typed = _typed(sent)
    done = create_actor(house.store, _known(kind), typed.cells, another="_autre" in sent)
    return _new_form(request, house, kind, shown_again(typed.cells), done) if done.errors else gone_to(done)


def _known(kind: str) -> str:
    check_typed(kind)
    return kind


def _proposed(kind: str) -> dict[str, str]:
    """Return what a fresh form proposes: a contact's purpose, where it comes from and how long it is kept."""
    if KINDS[kind].family is not Family.PERSON:
        return {}
    last = term_after(today().isoformat())
    return {"purpose": PURPOSE, "origin": "échange direct", "keep_until": cell_text(last, "date")}


def _new_form(
    request: Request, house: HouseDep, kind: str, cells: dict[str, str], done: Outcome | None = None
) -> HTMLResponse:
    errors, twin = (done.errors, done.twin) if done else ({}, None)
    alike = done.alike if done else ()
    with house.store.view() as view:
        return render(
            request,
            view,
            "saisie.html",
            {
                "title": f"Nouvel acteur : {KINDS[kind].label}",
                "lede": KINDS[kind].explain,
                "crumbs": crumbs_of(kind, ("Nouvel acteur", NEW), KINDS[kind].label),
                "action": f"{NEW}/{kind}",
                "cancel_href": PATH,
                "submit": "Créer la fiche",
                "groups": groups_of(kind, masked(cells), errors),
                "before": {},
                "summary": summary_of(errors, labels_of(kind)),
                "twin": {"text": said_before("Ouvrir la fiche de", twin.name), "href": actor_href(twin.id)} if twin else None,
                "alike": [
                    {"kind": a.kind, "name": a.name, "href": actor_href(a.id), "sub": sub_line(a)} for a in alike
                ],
            },
            422 if errors else 200,
        )


def gone_to(done: Outcome) -> RedirectResponse:
    """Return the way back to the sheet, which says what was done, and of which fields."""
    return RedirectResponse(address(actor_href(done.actor), lot=done.batch.id if done.batch else "aucun", saisi=list(done.typed)), 303)


def crumbs_of(kind: str, here: tuple[str, str], last: str) -> list[Context]:
    """Return the way from the list to a form: the kind, the actor, what is being done."""
    return [
        {"text": "Parties prenantes", "href": PATH},
        {"text": KINDS[kind].plural, "href": address(PATH, kind=kind)},
        {"text": here[0], "href": here[1]},
        {"text": last},
    ]
