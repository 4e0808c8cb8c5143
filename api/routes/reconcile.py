"""The queue of pairs that may be one actor: side by side, what speaks for and against, and a person's word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from api.answered import DecidedData, PairData
from api.deps import HouseDep, ViewDep
from api.drawing import actor_href
from api.errors import refusals
from api.json_bodies import StrictJson
from api.pages import Context, address, render
from api.pairs import pair_data
from api.reconciling import RELATIONS, Answered, NeedsConfirmation, OneLegalUnit, accept_sure, decide
from kb.errors import BadParameter, UnknownActor
from kb.found import plain
from kb.graph import Actor
from kb.identity.proposals import Proposal, merge_warning, proposals, told
from kb.ledger import Verdict
from kb.view import View
from queries.ties import full_sentence
from queries.values import value_text
from queries.words import capital, counted, day, figured

router = APIRouter(route_class=StrictJson)
PATH = "/rapprochements"
#: What is shown of each side, in order: what tells two organisations apart first.
SHOWN = ("name", "aliases", "acronym", "siret", "siren", "rna", "address", "post_code", "city", "naf", "legal_form", "website")
#: Pairs listed under the one that is asked, and sure ones listed before the rest is folded.
NEXT_MOST, SURE_MOST = 12, 40
#: Words this much alike are compared letter by letter.
LETTERS = 0.5
_RELATIONS = ", ".join(f"{word} ({words[2]})" for word, words in RELATIONS.items())
_ANSWERS = (("same", "Même acteur", "m"), ("related", "Liés", "l"), ("different", "Différents", "d"))


Limit = Annotated[int, Query(description="Nombre de paires au plus.", ge=1, le=1_000, examples=[10])]


class Word(BaseModel):
    """What a person says of two actors, each named by its id or by one of its records."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"description": "Ce qu'une personne dit de deux acteurs, chacun par son identifiant ou par une de ses lignes."})

    # Words are read as text whatever the interface says of them: what is refused is told with the words that are taken.
    a: str = Field(description="Une fiche, par son identifiant.", examples=["siret:20004697700019"])
    b: str = Field(description="L'autre fiche, de même.", examples=["r:c3556d8b0c1642d6"])
    verdict: str = Field(
        description="Même acteur (same), liés (related) ou différents (different).",
        examples=["related"], json_schema_extra={"enum": [verdict.value for verdict in Verdict]},
    )  # fmt: skip
    relation: str = Field(
        "", description=f"Quand elles sont liées : {_RELATIONS}.",
        examples=["composante"], json_schema_extra={"enum": ["", *RELATIONS]},
    )  # fmt: skip
    confirmed: bool = Field(False, description="Réunit malgré l'avertissement que dit le refus MERGE_TO_CONFIRM.")


@router.get(
    "/api/rapprochements", tags=["Données"], summary="Les fiches qui parlent peut-être du même acteur",
    description="Les paires qui méritent une réponse, la plus utile d'abord.", response_model=list[PairData],
)  # fmt: skip
def list_pairs(house: HouseDep, view: ViewDep, limit: Limit = 100) -> list[dict[str, Any]]:
    """Return the pairs worth an answer, the most useful first."""
    return [pair_data(pair) for pair in proposals(house.store, view)[:limit]]


@router.post(
    "/api/rapprochements", tags=["Données"], summary="Dire si deux fiches parlent du même acteur",
    description="Écrit une décision ; annuler son lot la reprend.", response_model=DecidedData,
    responses=refusals(UnknownActor, BadParameter, NeedsConfirmation, OneLegalUnit),
)  # fmt: skip
def say(house: HouseDep, word: Word) -> dict[str, str]:
    """Write one decision; undoing its batch takes it back."""
    done = decide(house.store, word.a, word.b, word.verdict, relation=word.relation, confirmed=word.confirmed)
    return {"batch": done.id}


@router.get(PATH, include_in_schema=False)
def show_queue(
    request: Request, house: HouseDep, view: ViewDep, plus_tard: Annotated[list[str] | None, Query()] = None,
    paire: str = "", lot: str = "", restent: int = 0,
) -> HTMLResponse:  # fmt: skip
    """Show the most useful question, the next ones, and the pairs sure enough to be joined at once."""
    return _page(request, house, view, plus_tard or [], paire, _notices(view, lot, restent), lot)


@router.post(PATH, include_in_schema=False)
def answer(
    request: Request, house: HouseDep, a: Annotated[str, Form()], b: Annotated[str, Form()],
    verdict: Annotated[str, Form()], relation: Annotated[str, Form()] = "autre", confirme: Annotated[str, Form()] = "",
    plus_tard: Annotated[list[str] | None, Form()] = None, paire: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """Write the answer and come back to the next question; a merge to be confirmed is asked again with its warning."""
    later = plus_tard or []
    if verdict == "later":
        return RedirectResponse(address(PATH, plus_tard=[*later, paire]), 303)
    try:
        done = decide(house.store, a, b, verdict, relation=relation, confirmed=confirme == "oui", shown=paire)
    except Answered as error:
        with house.store.view() as view:
            return _page(request, house, view, later, "", [{"tone": "warn", "text": str(error)}], status=409)
    except NeedsConfirmation as error:
        with house.store.view() as view:
            asked = f"{error} Relisez les deux fiches, puis confirmez ou répondez autrement."
            return _page(request, house, view, later, paire, [{"tone": "warn", "text": asked}], confirm=True)
    return RedirectResponse(address(PATH, lot=done.id, plus_tard=later), 303)


@router.post(PATH + "/surs", include_in_schema=False)
def join_sure(house: HouseDep, paire: Annotated[list[str] | None, Form()] = None) -> RedirectResponse:
    """Join the sure pairs that are ticked, in one batch; the others stay in the queue."""
    chosen = set(paire or [])
    done, joined = accept_sure(house.store, chosen)
    lot = done.id if done else "aucun" if chosen else "aucune"
    return RedirectResponse(address(PATH, lot=lot, restent=len(chosen) - joined if done else 0), 303)


# -- the page ---------------------------------------------------------------------------------------------------------


def _page(
    request: Request, house: Any, view: View, later: Sequence[str], asked: str, notices: list[Context], lot: str = "",
    confirm: bool = False, status: int = 200,
) -> HTMLResponse:  # fmt: skip
    found = proposals(house.store, view)
    sure = [p for p in found if p.sure]
    queue = [p for p in found if not p.sure and p.key not in later]
    current = next((p for p in found if p.key == asked), None) or (queue[0] if queue else None)
    waiting = [p for p in queue if current is None or p.key != current.key]
    return render(
        request,
        view,
        "rapprochements.html",
        {
            "title": "Rapprochements",
            "lede": "Des fiches qui parlent peut-être du même acteur. Rien n'est réuni sans vous, et toute réponse s'annule.",
            "notices": notices,
            "sentence": _sentence(len(sure), len(queue), len(later)),
            "sure": [_named(p) for p in sure[:SURE_MOST]],
            "sure_more": [_named(p) for p in sure[SURE_MOST:]],
            "sure_more_said": _folded(len(sure) - SURE_MOST),
            "current": _shown(view, current) if current else None,
            "confirm": confirm,
            "relations": [{"value": key, "label": words[2], "selected": key == "autre"} for key, words in RELATIONS.items()],
            "answers": [{"value": value, "label": label, "key": key} for value, label, key in _ANSWERS],
            "later": list(later),
            "waiting": [_named(p, later) for p in waiting[:NEXT_MOST]],
            "waiting_more": max(0, len(waiting) - NEXT_MOST),
            "undo_href": f"/donnees/lots/{lot}/annuler" if _undoable(view, lot) else "",
        },
        409 if confirm else status,
    )


def _notices(view: View, lot: str, left: int = 0) -> list[Context]:
    if lot == "aucun":
        return [{"tone": "", "text": "Aucune paire cochée n'attendait plus : rien n'a changé."}]
    if lot == "aucune":
        return [{"tone": "", "text": "Aucune paire n'était cochée : rien n'a changé."}]
    batch = next((b for b in view.batches(50) if b.id == lot), None)
    if batch is None:
        return []
    if batch.undone_by is not None:
        return [{"tone": "good", "text": f"Réponse annulée : {batch.note}."}]
    return [{"tone": "good", "text": f"Noté : {batch.note}."}, *_left(left)]


def _left(count: int) -> list[Context]:
    if count <= 0:
        return []
    said = counted(count, "paire cochée n'a pas été réunie", "paires cochées n'ont pas été réunies")
    why = "de proche en proche, deux SIREN, trop de fiches ou une paire décochée ne feraient plus qu'un acteur"
    return [{"tone": "warn", "text": f"{capital(said)} : {why}. Répondez-y une à une."}]


def _folded(more: int) -> str:
    """Return what says that the pairs beyond those shown are folded, and ticked as the others are."""
    return capital(counted(more, "autre paire sûre, cochée aussi", "autres paires sûres, cochées aussi")) if more > 0 else ""


def _undoable(view: View, lot: str) -> bool:
    return any(b.id == lot and b.undone_by is None for b in view.batches(50))


def _sentence(sure: int, queue: int, later: int) -> str:
    if not sure and not queue and not later:
        return ""
    counts = ((queue, "paire à revoir", "paires à revoir"), (sure, "paire sûre", "paires sûres"),
              (later, "gardée pour plus tard", "gardées pour plus tard"))  # fmt: skip
    return ", ".join(figured(*count) for count in counts if count[0]) + "."


def _named(pair: Proposal, later: Sequence[str] = ()) -> Context:
    return {
        "key": pair.key, "why": told(pair.why, 3), "warning": pair.warning,
        "href": address(PATH, paire=pair.key, plus_tard=list(later)),
        "a": {"kind": pair.a.kind, "name": pair.a.name, "sub": plain(pair.a.value("city"))},
        "b": {"kind": pair.b.kind, "name": pair.b.name, "sub": plain(pair.b.value("city"))},
    }  # fmt: skip


def _shown(view: View, pair: Proposal) -> Context:
    reasons = [{"label": why.said, "for": why.weight > 0, "weight": f"{abs(why.weight):.1f}".replace(".", ",")} for why in pair.why]
    return {
        **_named(pair), "records": pair.records, "warning": pair.warning,
        "confirm": bool(merge_warning(pair.a, pair.b)),
        "sides": [_side(view, pair.a), _side(view, pair.b)], "rows": _rows(pair.a, pair.b),
        "for": [r for r in reasons if r["for"]][:6],
        "against": [*_tied(view, pair), *[r for r in reasons if not r["for"]][:6]],
    }  # fmt: skip


def _tied(view: View, pair: Proposal) -> list[Context]:
    """Return the ties that the base knows between the two: nobody is a partner of oneself."""
    found = view.expand([pair.a.id], limit_per_node=None).ties
    names = {actor.id: actor.name for actor in (pair.a, pair.b)}
    return [{"label": f"la base les dit liés : {full_sentence(tie, names)}", "weight": ""} for tie in found if {tie.start, tie.end} == set(names)]


def _side(view: View, actor: Actor) -> Context:
    facts = [fact for name in actor.fields() for fact in actor.facts(name)]
    titles = {origin.source: origin.title or origin.source for origin in view.origins({f.claim for f in facts}).values()}
    since = min((f.since for f in facts if f.since), default="")
    ties = len(view.expand([actor.id]).ties)
    return {
        "kind": actor.kind, "name": actor.name, "href": actor_href(actor.id),
        "sources": ", ".join(sorted(set(titles.values()))), "since": day(since) if since else "",
        "ties": counted(ties, "lien"), "records": counted(len(actor.records), "ligne de source", "lignes de source"),
    }  # fmt: skip


def _rows(a: Actor, b: Actor) -> list[Context]:
    from kb.kinds import KINDS

    cards = {**KINDS[b.kind].fields, **KINDS[a.kind].fields}
    types = [" ; ".join(KINDS[role].label for role in actor.roles) for actor in (a, b)]
    rows = [{"label": "Type", **dict(zip("ab", differing(*types), strict=True)), "same": types[0] == types[1]}]
    for name in SHOWN:
        card = cards.get(name)
        mine, theirs = (value_text(actor.value(name), card) if actor.value(name) else "" for actor in (a, b))
        if card and (mine or theirs):
            left, right = differing(mine, theirs)
            rows.append({"label": card.label, "a": left, "b": right, "same": mine == theirs})
    return rows


Pieces = list[tuple[str, bool]]


def differing(a: str, b: str) -> tuple[Pieces, Pieces]:
    """Return two texts in pieces, each with whether it differs from the other text: words first, then their letters.

    >>> differing("12 rue Hugo", "14 rue Hugo")[0]
    [('1', False), ('2', True), (' rue Hugo', False)]
    >>> differing("Atelier vélo", "Garage vélo")[0]
    [('Atelier', True), (' vélo', False)]
    """
    if not a or not b:
        return ([(a, False)] if a else []), ([(b, False)] if b else [])
    mine, theirs = re.split(r"(\s+)", a), re.split(r"(\s+)", b)
    left: Pieces = []
    right: Pieces = []
    for op, start, end, begin, stop in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        some, others = "".join(mine[start:end]), "".join(theirs[begin:stop])
        if op == "replace" and SequenceMatcher(None, some, others, autojunk=False).ratio() >= LETTERS:
            _by_letter(left, right, some, others)
            continue
        _add(left, some, op != "equal")
        _add(right, others, op != "equal")
    return left, right


def _by_letter(left: Pieces, right: Pieces, a: str, b: str) -> None:
    for op, start, end, begin, stop in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        _add(left, a[start:end], op != "equal")
        _add(right, b[begin:stop], op != "equal")


def _add(pieces: Pieces, text: str, differs: bool) -> None:
    if text and pieces and pieces[-1][1] == differs:
        pieces[-1] = (pieces[-1][0] + text, differs)
    elif text:
        pieces.append((text, differs))
