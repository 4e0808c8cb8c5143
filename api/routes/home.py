"""The page of the day, and the pages of overlaps, mobilisation and help."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.exceptions import HTTPException

from api.asking import ask_question
from api.deps import HouseDep, ViewDep
from api.pages import THEMES, Context, Proofs, address, piece, proofs_of, render
from queries.home import Figure, Home, ToDo

router = APIRouter(include_in_schema=False)


#: The page that shows a question whole, where it has one of its own.
PAGES = {
    "parties-prenantes": "/parties-prenantes",
    "recouvrements": "/recouvrements#activites",
    "collisions": "/recouvrements#demandes",
    "financeurs-communs": "/recouvrements#financeurs",
    "presents-plusieurs-territoires": "/recouvrements#presences",
    "reseau": "/reseau",
    "mobiliser": "/mobiliser",
    "infographie": "/infographie",
}
TONES = {"Collision": "warn", "À examiner": "warn", "Retard": "bad", "Rencontre": "neutral"}
#: Gaps told on the page of the day.
GAPS_MOST = 6


def page_of(question: str, params: Any) -> str:
    """Return the address of the page that shows a question."""
    path, _, anchor = PAGES.get(question, f"/questions/{question}").partition("#")
    return address(path, **dict(params)) + (f"#{anchor}" if anchor else "")


@router.get("/")
def read_home(request: Request, house: HouseDep, view: ViewDep) -> HTMLResponse:
    """Show what needs the reader today."""
    found = ask_question(house.store, view, "accueil", {})
    assert isinstance(found, Home)
    proofs = proofs_of(view, found.claims())
    context: Context = {
        "title": found.title,
        "lede": found.sentence,
        "is_empty": found.empty,
        "stats": [_figure(figure) for figure in found.figures],
        "todo": [_to_do(item, proofs) for item in found.todo],
        "changes_title": "Dernières écritures",
        "changes": [
            {"parts": [piece(entry.text)], "side": entry.day, "href": "/donnees#lots"} for entry in found.written
        ],
        "gaps": [
            {"parts": [piece(gap)], "href": page_of("manques", {}), "action": "voir"}
            for gap in list(found.gaps)[:GAPS_MOST]
        ],
    }
    return render(request, view, "accueil.html", context)


def _figure(figure: Figure) -> Context:
    return {"value": figure.value, "label": figure.label, "href": page_of(figure.question, figure.params)}


def _to_do(item: ToDo, proofs: Proofs) -> Context:
    parts = [piece(item.text, marks=proofs.direct(item.claims))]
    return {
        "tag": item.tag,
        "tone": TONES.get(item.tag, "neutral"),
        "parts": parts,
        "note": item.detail,
        "href": page_of(item.question, item.params),
        "action": "Voir",
    }


@router.post("/theme")
def choose_theme(theme: Annotated[str, Form()] = "auto", retour: Annotated[str, Form()] = "/") -> RedirectResponse:
    """Keep the chosen appearance in a cookie, so that the server renders it, and come back."""
    response = RedirectResponse(_own_page(retour), 303)
    response.set_cookie(
        "theme", theme if theme in THEMES else "auto", max_age=31_536_000, httponly=True, samesite="lax"
    )
    return response


@router.post("/langue")
def choose_language(langue: Annotated[str, Form()] = "fr", retour: Annotated[str, Form()] = "/") -> RedirectResponse:
    """Keep the chosen language in a cookie and come back."""
    response = RedirectResponse(_own_page(retour), 303)
    response.set_cookie("langue", "en" if langue == "en" else "fr", max_age=31_536_000, httponly=True, samesite="lax")
    return response


def _own_page(path: str) -> str:
    """Return the page to come back to: one of ours, never an address of another site."""
    own = path.startswith("/") and not path.startswith(("//", "/\\")) and all(c.isprintable() for c in path)
    return path if own else "/"


@router.get("/aide")
def read_help(request: Request, view: ViewDep) -> HTMLResponse:
    """Show the words, the signs, the keys, and how sources are read."""
    from api.glossary import GLOSSARY
    from api.guides import guides
    from kb.kinds import KINDS

    shown = [kind.code for kind in KINDS.values() if kind.stakeholder or kind.code in ("territory", "activity")]
    context: dict[str, Any] = {
        "title": "Aide",
        "lede": "Les mots, les signes, et comment lire ce que Maillage affiche.",
        "glossary": GLOSSARY,
        "kinds": shown,
        "guides": [{"text": guide.title, "href": f"/aide/{guide.name}"} for guide in guides().values()],
    }
    return render(request, view, "aide.html", context)


@router.get("/aide/{name}")
def read_guide(request: Request, view: ViewDep, name: str) -> HTMLResponse:
    """Show one of the guides that ship with Maillage."""
    from api.guides import guides

    guide = guides().get(name)
    if guide is None:
        raise HTTPException(404)
    context: dict[str, Any] = {
        "title": guide.title,
        "crumbs": [{"text": "Aide", "href": "/aide"}, {"text": guide.title}],
        "parts": [{"text": title, "href": f"#{anchor}"} for anchor, title in guide.parts],
        "body": guide.body,
    }
    return render(request, view, "guide.html", context)
