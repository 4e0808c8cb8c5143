"""The OpenAPI document: what each address may refuse is drawn from what it goes through, so that a new route is told truly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, FastAPI, params
from fastapi.routing import APIRoute

from api.declared import FieldForbidden, with_dependencies
from api.errors import Problem, Unexpected, Unread, refusals
from api.guard import refused_at_the_door
from api.json_bodies import StrictJson
from api.shapes import answer_schemas
from kb.errors import BadParameter, KbError


class Application(FastAPI):
    """An application whose document knows what a refusal looks like, and what each question answers."""

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI document."""
        document = super().openapi()
        document["components"]["schemas"] |= {"Problem": Problem.model_json_schema(), **answer_schemas()}
        return document


def told(router: APIRouter) -> APIRouter:
    """Return a router whose documented routes declare all that they may refuse: what they say themselves, and what they go through."""
    for route in router.routes:
        if isinstance(route, APIRoute) and route.include_in_schema:
            route.responses |= refusals(*_gone_through(route), besides=route.responses)
    return router


def _gone_through(route: APIRoute) -> Iterator[type[KbError]]:
    """Yield what a request may be refused for before its route is at work, then what nobody foresaw."""
    for method in sorted(route.methods or ()):
        yield from refused_at_the_door(method)
    # What an address is asked is always compared with what it declares.
    yield BadParameter
    for part in with_dependencies(route.dependant):
        yield from getattr(part.call, "refuses", ())
    if route.body_field is not None:
        yield from (Unread, FieldForbidden)
        if isinstance(route, StrictJson) and not isinstance(route.body_field.field_info, params.Form):
            yield from route.refuses
    yield Unexpected
