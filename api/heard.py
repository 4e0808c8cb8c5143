"""What a page reads of its address. A name that nothing reads is told: left aside, a misspelt filter would pass for an answer."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from fastapi import Request
from fastapi.routing import APIRoute

from api.declared import declared, unknown


def value_asked(request: Request, name: str) -> str:
    """Return what an address says under a name, empty when it says nothing; the page knows that name."""
    _heard(request).add(name)
    return request.query_params.get(name, "")


def values_asked(request: Request, name: str) -> list[str]:
    """Return all that an address says under a name, which the page knows."""
    _heard(request).add(name)
    return request.query_params.getlist(name)


def typed_values(request: Request, known: Collection[str], *, alone: bool = False) -> dict[str, Any]:
    """Return the query's values for some parameters; several values of one name are a list.

    `alone` says that nothing else may be asked, as of a file, which has no room for a notice: raises `BadParameter`.
    """
    values: dict[str, Any] = {}
    for name in known:
        found = [value for value in values_asked(request, name) if value]
        if found:
            values[name] = found if len(found) > 1 else found[0]
    if alone and (left := left_aside(request)):
        raise unknown(left[0], known_to(request))
    return values


def left_aside(request: Request) -> list[str]:
    """Return the names of an address that its page does not know, each once."""
    known = known_to(request)
    return [name for name in dict.fromkeys(request.query_params) if name not in known]


def known_to(request: Request) -> list[str]:
    """Return the names that a page read in its address or declares."""
    route = request.scope.get("route")
    return sorted(_heard(request) | (declared(route).keys() if isinstance(route, APIRoute) else set()))


def _heard(request: Request) -> set[str]:
    heard: set[str] = request.scope.setdefault("state", {}).setdefault("heard", set())
    return heard
