"""One handler renders every refusal: problem JSON for programs, a page for people; what was sent is never repeated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.routing import Match

from api.declared import FieldForbidden
from importers.read.guard import mask_nir
from kb.errors import KbError

#: What an address may be asked; HEAD goes with GET.
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
F = TypeVar("F", bound=Callable[..., Any])
#: The type of a refusal told to a program (RFC 9457).
PROBLEM = "application/problem+json"
_TITLES = {
    400: "Demande illisible",
    404: "Introuvable",
    405: "Action non prévue ici",
    413: "Envoi trop lourd",
    415: "Envoi d'un autre type",
    422: "Demande incorrecte",
    500: "Erreur imprévue",
    503: "Base indisponible",
}


class Problem(BaseModel):
    """What a program reads of a refusal."""

    model_config = ConfigDict(json_schema_extra={"description": "Un refus : rien n'a été fait."})

    type: str = Field(description="Toujours about:blank : le code dit la nature du refus.", examples=["about:blank"])
    status: int = Field(description="Le statut HTTP de la réponse.", examples=[422])
    code: str = Field(description="La raison, pour les programmes.", examples=["BAD_PARAMETER"])
    title: str = Field(description="La raison, en une phrase pour les personnes.", examples=["Paramètre incorrect ou absent : limit."])


class Unread(KbError):
    """Raised by the framework for what it cannot take apart: a form written wrong, a request cut short."""

    code, status = "HTTP_400", 400

    def __init__(self) -> None:
        super().__init__("Ce qui est envoyé ne se lit pas : formulaire mal écrit, ou envoi coupé.")


class Unexpected(KbError):
    """Raised in the place of a failure that nobody foresaw."""

    code, status = "INTERNAL", 500

    def __init__(self) -> None:
        super().__init__("Une erreur imprévue s'est produite ; rien n'a été écrit. Recommencez, puis lancez « maillage check ».")


def refusing(*errors: type[KbError]) -> Callable[[F], F]:
    """Say of something routes are handed what it may refuse: each of them declares it too."""

    def said(function: F) -> F:
        function.refuses = errors  # type: ignore[attr-defined]
        return function

    return said


def refusals(
    *errors: type[KbError], besides: Mapping[int | str, Mapping[str, Any]] = MappingProxyType({})
) -> dict[int | str, dict[str, Any]]:
    """Return the declaration of what a route may refuse, besides what it declares already: each status, with its codes.

    >>> from kb.errors import BadParameter, UnknownActor, UnknownKind
    >>> {status: said["description"] for status, said in refusals(UnknownActor, BadParameter, UnknownKind).items()}
    {404: 'Introuvable : UNKNOWN_ACTOR.', 422: 'Demande incorrecte : BAD_PARAMETER, TYPE_UNKNOWN.'}
    """
    found = {status: dict.fromkeys(_codes(said)) for status, said in besides.items() if PROBLEM in said.get("content", {})}
    for error in errors:
        found.setdefault(error.status, {}).update(dict.fromkeys(error.codes or (error.code,)))
    return {status: _refusal(status, list(codes)) for status, codes in found.items()}


def _codes(said: Mapping[str, Any]) -> list[str]:
    return list(said["content"][PROBLEM]["schema"]["allOf"][1]["properties"]["code"]["enum"])


def _refusal(status: int | str, codes: list[str]) -> dict[str, Any]:
    said = {"properties": {"status": {"const": status}, "code": {"enum": codes}}}
    schema = {"allOf": [{"$ref": "#/components/schemas/Problem"}, said]}
    return {"description": f"{_TITLES.get(int(status), 'Refusé')} : {', '.join(codes)}.", "content": {PROBLEM: {"schema": schema}}}


def problem(status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return one refusal as programs read it."""
    told = Problem(type="about:blank", status=status, code=code, title=message)
    return JSONResponse(told.model_dump(), status, headers, media_type=PROBLEM)


def answer(
    request: Request, status: int, code: str, message: str, error: KbError | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """Return one refusal, with the headers that go with it: a page under the pages, problem JSON under /api."""
    headers = {**(headers or {}), **({"Retry-After": "10"} if status == 503 else {})}
    message = mask_nir(message)
    if request.url.path.startswith("/api"):
        return problem(status, code, message, headers)
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
        known = {400: str(Unread()), 404: "Cette page n'existe pas.", 405: "Cette action n'est pas prévue à cette adresse."}
        said = known.get(error.status_code, "Demande refusée.")
        headers = {**(error.headers or {}), **({"Allow": _allowed(request)} if error.status_code == 405 else {})}
        return answer(request, error.status_code, f"HTTP_{error.status_code}", said, headers=headers)

    @app.exception_handler(Exception)
    async def broken(request: Request, error: Exception) -> Response:
        failure = Unexpected()
        return answer(request, failure.status, failure.code, str(failure))
