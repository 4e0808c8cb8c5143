"""Pages filled: the frame every page shares, and what turns an answer's pieces into what templates read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment
from starlette.routing import Match

from api.asking import UNDATED
from api.deps import House
from api.drawing import sources_of
from api.heard import known_to, left_aside, value_asked
from api.languages import languages, translations
from api.templates import environment
from kb.text import cut
from kb.view import View
from kb.words import agree, quoted
from queries.marks import SourceNote
from queries.words import day, listed

Context = dict[str, Any]

#: The rail: address, words, and whether a line is drawn above.
RAIL = (
    ("/", "Accueil", False),
    ("/parties-prenantes", "Parties prenantes", True),
    ("/reseau", "Réseau", False),
    ("/infographie", "Infographie", False),
    ("/questions/actions", "Actions", True),
    ("/questions/rencontres", "Rencontres", False),
    ("/recouvrements", "Recouvrements", True),
    ("/mobiliser", "Mobiliser", False),
    ("/questions", "Questions", False),
    ("/donnees", "Données", True),
    ("/rapprochements", "Rapprochements", False),
    ("/aide", "Aide", False),
)
#: Most unknown names of an address that a page tells, and the letters of each.
NAMES_MOST, NAME_LONGEST = 5, 60
#: The pages that tell by themselves how an empty base begins.
BEGINNINGS = ("/", "/donnees")
THEMES = ("auto", "clair", "sombre")


@cache
def templates(language: str) -> Environment:
    """Return the templates in a language; French is what they are written in."""
    return environment(translations(language), language)


def language_of(request: Request) -> str:
    """Return the language a person chose, French by default; never guessed from where they are."""
    chosen = request.cookies.get("langue", "fr")
    return chosen if chosen in languages() else "fr"


def frame(request: Request, view: View | None) -> Context:
    """Return what every page holds: theme, rail with its counts, the state of the base."""
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    theme = request.cookies.get("theme", "auto")
    context: Context = {
        "theme": theme if theme in THEMES else "auto",
        "nonce": request.state.nonce,
        "here": here,
        "back": here if request.method in ("GET", "HEAD") else _above(request),
        "rail": _rail(request.url.path),
        "lang": language_of(request),
        "languages": languages(),
    }
    if view is not None:
        counts = view.counts()
        context["state"] = {"date": day(view.date.isoformat()), "facts": counts["facts"], "sources": counts["sources"]}
        context["nothing_yet"] = not counts["actors"] and request.url.path not in BEGINNINGS
        context["elsewhen"] = _elsewhen(request, view)
        context["unread"] = _unread(request)
        context["demo_notice"] = any(source.demo for source in sources_of(view))
    return context


def _unread(request: Request) -> Context | None:
    """Return what a page says of the names of its address that it does not know, with the way to the address without them."""
    left, known = left_aside(request), known_to(request)
    if not left:
        return None
    kept = [(name, value) for name, value in request.query_params.multi_items() if name in known]
    names = listed((quoted(cut(name, NAME_LONGEST)) for name in left), most=NAMES_MOST)
    said = f"{agree(len(left), 'Paramètre inconnu')} dans l'adresse : {names}. Cette page n'en tient pas compte ; elle connaît {listed(known)}."
    return {"text": said, "href": request.url.path + (f"?{urlencode(kept)}" if kept else "")}


def _above(request: Request) -> str:
    """Return where to come back to from the answer to a form: its own address, or the nearest above it that opens by itself."""
    path = request.url.path
    routes = request.app.router.routes
    while path.strip("/"):
        asked = {**request.scope, "method": "GET", "path": path}
        if any(route.matches(asked)[0] is Match.FULL for route in routes):
            return path
        path = path.rpartition("/")[0]
    return "/"


def _elsewhen(request: Request, view: View) -> Context | None:
    """Return what a page read at another date or moment says of it, with the way back to today."""
    asked = {name: value_asked(request, name) for name in ("au", "cru_au")}
    if not any(asked.values()):
        return None
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in asked]
    said = [f"au {day(view.date.isoformat())}"] if asked["au"] else []
    said += [f"telle que la base la disait le {day(asked['cru_au'][:10])}"] if asked["cru_au"] else []
    back = request.url.path + (f"?{urlencode(kept)}" if kept else "")
    undated = f" {UNDATED}" if asked["au"] else ""
    return {"text": f"Vous lisez cette page {', '.join(said)}.{undated}", "href": back}


def _rail(path: str) -> list[Context]:
    """Return the rail; the current entry is the nearest above a page: a question that has its own is not « Questions »."""
    above = [href for href, *_ in RAIL if path == href or (href != "/" and path.startswith(href))]
    current = max(above, key=len, default="")
    return [{"href": href, "label": label, "rule": rule, "current": href == current} for href, label, rule in RAIL]


def render(
    request: Request, view: View | None, name: str, context: Mapping[str, Any], status: int = 200
) -> HTMLResponse:
    """Return a page: the template filled with its context over the frame's."""
    filled = templates(language_of(request)).get_template(name).render(**{**frame(request, view), **context})
    return HTMLResponse(filled, status)


def render_error(request: Request, status: int, title: str, message: str, code: str, choices: Sequence[Context] = ()) -> str:
    """Return the page of a refusal."""
    advice = [{"text": "Chercher un acteur", "href": "/parties-prenantes"}]
    context = {"title": title, "message": message, "code": code, "advice": advice, "status": status, "choices": choices}
    return templates(language_of(request)).get_template("erreur.html").render(**{**frame(request, None), **context})


def house_of(request: Request) -> House:
    """Return what the application keeps between requests."""
    return request.app.state.house  # type: ignore[no-any-return]


# -- pieces -----------------------------------------------------------------------------------------------------------


def piece(text: str, **more: Any) -> Context:
    """Return one piece of a sentence: words, and where they lead."""
    return {"text": text, **more}


def address(path: str, **values: Any) -> str:
    """Return an address with its parameters, in the order given; what is empty is left out."""
    kept = [(name, value) for name, value in values.items() if value not in (None, "", [], False)]
    return f"{path}?{urlencode(kept, doseq=True)}" if kept else path


def product_links(*names: str) -> list[Context]:
    """Return the downloads of some products, all of them by default, one link for each format."""
    from queries.recipes import RECIPES

    chosen = [RECIPES[name] for name in names or RECIPES]
    return [
        {"label": f"{r.title} ({form.upper()})", "href": f"/livrables/{r.stem}.{form}", "download": True}
        for r in chosen
        for form in r.formats
    ]


def attached(name: str) -> dict[str, str]:
    """Return the header that makes a browser save an answer under a plain name."""
    return {"Content-Disposition": f'attachment; filename="{name}"'}


class Proofs:
    """The marks of one page: numbers beside values, and the list at the foot that they lead to."""

    def __init__(self, notes: Iterable[SourceNote]) -> None:
        self._by_number = {note.mark: note for note in notes}
        self._by_claim = {note.claim: note for note in self._by_number.values()}

    def marks(self, numbers: Iterable[int]) -> list[Context]:
        """Return the marks of some numbers."""
        return [{"number": n, "text": self._by_number[n].text} for n in numbers if n in self._by_number]

    def of_claims(self, claims: Iterable[str]) -> list[Context]:
        """Return the marks of some claims."""
        return self.marks(dict.fromkeys(self._by_claim[c].mark for c in claims if c in self._by_claim))

    def direct(self, claims: Iterable[str]) -> list[Context]:
        """Return the marks of some claims, each leading straight to its row: for pages without a list at their foot."""
        notes = [self._by_claim[c] for c in dict.fromkeys(claims) if c in self._by_claim]
        return [{"number": n.mark, "text": n.text, "href": f"/donnees/origines/{n.claim}"} for n in notes]

    def foot(self) -> list[Context]:
        """Return the list of sources at the foot of the page; each leads to its row as it was read."""
        return [
            {
                "number": note.mark,
                "text": note.text,
                "href": f"/donnees/origines/{note.claim}",
            }
            for note in self._by_number.values()
        ]


def proofs_of(view: View, claims: Sequence[str]) -> Proofs:
    """Return the marks of some claims, numbered in the order given."""
    from queries.marks import Marks

    marks = Marks()
    for claim in claims:
        marks.of(claim)
    return Proofs(marks.notes(view))
