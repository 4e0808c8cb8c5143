"""The page of the day, and the pages of overlaps, mobilisation and help."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from api.deps import ViewDep
from api.pages import THEMES, render

router = APIRouter(include_in_schema=False)


@router.post("/theme")
def choose_theme(theme: Annotated[str, Form()] = "auto", retour: Annotated[str, Form()] = "/") -> RedirectResponse:
    """Keep the chosen appearance in a cookie, so that the server renders it, and come back."""
    response = RedirectResponse(_own_page(retour), 303)
    response.set_cookie("theme", theme if theme in THEMES else "auto", max_age=31_536_000, httponly=True, samesite="lax")
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
    from kb.kinds import KINDS

    shown = [kind.code for kind in KINDS.values() if kind.stakeholder or kind.code in ("territory", "activity")]
    context: dict[str, Any] = {"title": "Aide", "lede": "Les mots, les signes, et comment lire ce que Maillage affiche.", "glossary": GLOSSARY, "kinds": shown}
    return render(request, view, "aide.html", context)
