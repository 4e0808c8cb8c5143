"""The questions over HTTP: one route each, drawn from its declaration, with the formats the doors know."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import WithJsonSchema

from api.answered import QuestionData
from api.asking import FORMATS, Form, answer_as_dict, ask_question, asked_file, contents
from api.deps import HouseDep, ViewDep
from api.errors import refusals
from api.heard import typed_values
from api.shapes import answer_example, answer_ref
from kb.errors import BadParameter, UnknownActor, UnknownKind
from queries import QUESTIONS
from queries.base import Param, Question
from queries.parameters import closed_values

router = APIRouter(prefix="/api/questions", tags=["Questions"])


@router.get(
    "", summary="Les questions que l'on peut poser", description="Chaque question avec ses paramètres.", response_model=list[QuestionData]
)
def list_questions() -> list[dict[str, Any]]:
    """Return every question with its parameters."""
    return [
        {
            "name": question.name,
            "title": question.title,
            "explain": question.explain,
            "parameters": [_parameter(param) for param in question.parameters],
        }
        for question in QUESTIONS.values()
    ]


def _parameter(param: Param) -> dict[str, Any]:
    return {
        "name": param.name,
        "label": param.label,
        "kind": param.kind,
        "choices": list(param.choices),
        "explain": param.explain,
        "required": param.required,
        "many": param.many,
        "default": param.default,
        "example": param.shown_example,
        "minimum": param.least,
        "maximum": param.most,
    }


def _endpoint(question: Question) -> Callable[..., Response]:
    names = {param.name for param in question.parameters}

    def read(request: Request, house: HouseDep, view: ViewDep, **_: Any) -> Response:
        wanted = request.query_params.get("format", "json")
        values = typed_values(request, names)
        if wanted == "json":
            return JSONResponse(answer_as_dict(view, ask_question(house.store, view, question.name, values, wanted)))
        made = asked_file(house.store, view, question.name, values, wanted)
        return Response(made.body, media_type=made.media, headers={"Content-Disposition": made.disposition})

    read.__signature__ = _signature(question)  # type: ignore[attr-defined]
    return read


def _signature(question: Question) -> inspect.Signature:
    kinds = inspect.Parameter.KEYWORD_ONLY
    fixed = [
        inspect.Parameter(name, kinds, annotation=hint)
        for name, hint in (("request", Request), ("house", HouseDep), ("view", ViewDep))
    ]
    drawn = [_query_parameter(param) for param in question.parameters]
    shape = inspect.Parameter(
        "format", kinds, default="json", annotation=Annotated[Form, Query(description="Forme de la réponse.")]
    )
    return inspect.Signature([*fixed, *drawn, shape])


def _query_parameter(param: Param) -> inspect.Parameter:
    said = " ".join(
        text
        for text in (
            param.label + ".",
            param.explain,
            f"Valeurs : {', '.join(param.choices)}." if param.choices else "",
        )
        if text
    )
    schema: dict[str, Any] = {"type": "integer" if param.kind == "int" else "string", **_bounds(param), **_closed(param)}
    if param.shown_example:
        schema["examples"] = [int(param.shown_example) if param.kind == "int" else param.shown_example]
    # Read as text whatever the interface says of it: what is refused is told in the words of the question.
    one = Annotated[str, WithJsonSchema(schema)]
    default: Any = inspect.Parameter.empty if param.required else "non" if param.default is False else param.default
    hint = Annotated[list[one] if param.many else one, Query(description=said)]  # type: ignore[valid-type]
    return inspect.Parameter(param.name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=hint)


def _closed(param: Param) -> dict[str, list[str]]:
    """Return the words a parameter takes, when they do not depend on a base; the one it takes by default is one of them."""
    words = ["oui", "non"] if param.kind == "bool" else [value for value, _ in closed_values(None, param)]
    if not words:
        return {}
    left_out = [] if param.many or param.default in (None, False) else [str(param.default)]
    return {"enum": list(dict.fromkeys([*words, *left_out]))}


def _bounds(param: Param) -> dict[str, int]:
    bounds = {"minimum": param.least, "maximum": param.most}
    return {name: bound for name, bound in bounds.items() if bound is not None}


def _json(question: Question) -> dict[str, Any]:
    return {"application/json": {"schema": answer_ref(question), "example": answer_example(question)}}


for _question in QUESTIONS.values():
    router.add_api_route(
        f"/{_question.name}",
        _endpoint(_question),
        methods=["GET"],
        summary=_question.title,
        description=_question.explain,
        name=_question.name,
        responses={200: {"content": {**contents(FORMATS), **_json(_question)}}, **refusals(BadParameter, UnknownKind, UnknownActor)},
    )
