"""What is sent to a documented address is what it declares, each name once: ignored, a misspelt filter would pass for an answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from fastapi import Request, params
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from kb.errors import BadParameter, KbError
from kb.words import quoted


class FieldForbidden(KbError):
    """Raised when what is sent holds a field that is not offered here."""

    code, status = "FIELD_FORBIDDEN", 422

    def __init__(self, known: Sequence[str] = ()) -> None:
        listed = f" Champs possibles : {', '.join(known)}." if known else ""
        super().__init__(f"Un champ envoyé n'existe pas ici : rien n'a été fait.{listed}")


async def refuse_undeclared(request: Request) -> None:
    """Refuse a parameter or a part of a form that a route does not declare, or that is sent twice for one value.

    A page reads its address by itself, and tells what it did not read: it is handed the request, and left alone here.

    Raises `BadParameter` for a parameter of the address, `FieldForbidden` for a part of a form that is not offered.
    """
    route = request.scope.get("route")
    if not isinstance(route, APIRoute) or _is_page(route):
        return
    known = declared(route)
    asked = [name for name, _ in request.query_params.multi_items()]
    if left := next((name for name in asked if name not in known), ""):
        raise unknown(left, known)
    _refuse_repeated(asked, known)
    if not route.include_in_schema:
        return
    parts = {f.alias: _many(f) for f in route.dependant.body_params if isinstance(f.field_info, params.Form)}
    if parts:
        # Already read for the route: the same form is given again.
        sent = [name for name, _ in (await request.form()).multi_items()]
        if not parts.keys() >= set(sent):
            raise FieldForbidden(list(parts))
        _refuse_repeated(sent, parts)


def _is_page(route: APIRoute) -> bool:
    return not route.include_in_schema and route.dependant.request_param_name is not None


def declared(route: APIRoute) -> dict[str, bool]:
    """Return the parameters that a route declares, and whether each takes several values."""
    return {field.alias: _many(field) for part in with_dependencies(route.dependant) for field in part.query_params}


def unknown(name: str, known: Iterable[str]) -> BadParameter:
    """Return the refusal of a parameter that does not exist, with those that do."""
    return BadParameter(f"Paramètre inconnu : {quoted(name)}. Paramètres possibles : {', '.join(sorted(known)) or 'aucun'}.")


def with_dependencies(dependant: Dependant) -> Iterator[Dependant]:
    """Yield what a route is handed, and what that is made from."""
    yield dependant
    for inner in dependant.dependencies:
        yield from with_dependencies(inner)


def _many(field: Any) -> bool:
    """Tell whether a field takes several values: its annotation is a list, optional or not."""
    return "list[" in str(field.field_info.annotation)


def _refuse_repeated(sent: Sequence[str], known: dict[str, bool]) -> None:
    if twice := next((name for name in sent if not known[name] and sent.count(name) > 1), ""):
        raise BadParameter(f"{quoted(twice)} ne se donne qu'une fois.")
