"""One handler renders every refusal: problem JSON for programs, a page for people; what was sent is never repeated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import Match

from api.declared import FieldForbidden
from kb.errors import KbError

#: What an address may be asked; HEAD goes with GET.
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_TITLES = {
    404: "Introuvable",
    405: "Action non prévue ici",
    413: "Envoi trop lourd",
    415: "Envoi d'un autre type",
    422: "Demande incorrecte",
    503: "Base indisponible",
}


def refusals(*errors: type[KbError]) -> dict[int | str, dict[str, Any]]:
    """Return the declaration of what a route may refuse, for its documentation."""
    return {
        error.status: {"description": (error.__doc__ or "").split(".")[0], "content": {"application/problem+json": {}}}
        for error in errors
    }


def answer(
    request: Request, status: int, code: str, message: str, error: KbError | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """Return one refusal, with the headers that go with it: a page under the pages, problem JSON under /api."""
    headers = {**(headers or {}), **({"Retry-After": "10"} if status == 503 else {})}
    if request.url.path.startswith("/api"):
        body = {"type": "about:blank", "status": status, "code": code, "title": message}
        return JSONResponse(body, status, headers, media_type="application/problem+json")
    from api.meant import offered_for
    from api.pages import render_error

    choices = offered_for(request, error) if error else []
    page = render_error(request, status, _TITLES.get(status, "Refusé"), message, code, choices)
    return HTMLResponse(page, status, headers)


def _allowed(request: Request) -> str:
    """Return the methods of an address: several routes may share it, of which a refusal knows the first alone."""
    routes, scope = request.app.routes, request.scope
    found = [method for method in _METHODS if any(route.matches({**scope, "method": method})[0] is Match.FULL for route in routes)]
    return ", ".join(["GET", "HEAD", *found[1:]] if "GET" in found else found)


def install(app: FastAPI) -> None:
    """Install the handlers of everything a route may raise."""

    @app.exception_handler(KbError)
    async def refused(request: Request, error: KbError) -> Response:
        return answer(request, error.status, error.code, str(error), error)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        if any(item["type"] == "extra_forbidden" for item in error.errors()):
            unoffered = FieldForbidden()
            return answer(request, unoffered.status, unoffered.code, str(unoffered))
        places = ", ".join(dict.fromkeys(str(item["loc"][-1]) for item in error.errors()))
        return answer(request, 422, "BAD_PARAMETER", f"Paramètre incorrect ou absent : {places}.")

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        said = {404: "Cette page n'existe pas.", 405: "Cette action n'est pas prévue à cette adresse."}.get(
            error.status_code, "Demande refusée."
        )
        headers = {**(error.headers or {}), **({"Allow": _allowed(request)} if error.status_code == 405 else {})}
        return answer(request, error.status_code, f"HTTP_{error.status_code}", said, headers=headers)

    @app.exception_handler(Exception)
    async def broken(request: Request, error: Exception) -> Response:
        return answer(
            request,
            500,
            "INTERNAL",
            "Une erreur imprévue s'est produite ; rien n'a été écrit. Recommencez, puis lancez « maillage check ».",
        )
