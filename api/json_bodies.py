"""JSON that a program sends, read as strictly as the JSON of a file: what Python would guess or choke on is refused by name."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, ClassVar

from fastapi import Request, params
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from importers.read.cells import SURROGATE
from importers.read.json_document import field_problems, leaves
from importers.read.json_text import OutOfRange, parse, scan
from kb.errors import KbError
from kb.problems import FileRefused

BODY = "Le corps de la demande"
#: What is refused before anything is known of the fields.
_UNREADABLE = frozenset({"JSON_SYNTAX", "JSON_DEPTH", "JSON_DUPLICATE_KEY"})


class NotJson(KbError):
    """Raised when a body is not announced as JSON."""

    code, status = "MEDIA_TYPE", 415


class BodyUnreadable(KbError):
    """Raised when a body is no JSON: its encoding, its writing, its depth or a key written twice."""

    status = 400
    codes: ClassVar[tuple[str, ...]] = ("JSON_SYNTAX", "JSON_DEPTH", "JSON_DUPLICATE_KEY", "ENCODING_UNKNOWN")

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class BodyRefused(BodyUnreadable):
    """Raised when a body holds a value that cannot be kept: half a character, a number out of range, a control character."""

    status = 422
    codes = (
        "NUMBER_OUT_OF_RANGE", "INVALID_UNICODE", "CONTROL_CHARACTER", "INVISIBLE_CHARACTERS", "FIELD_TOO_LONG", "JSON_SHAPE",
    )  # fmt: skip


class StrictJson(APIRoute):
    """A route whose JSON body, when it takes one, is checked before it is read."""

    #: What it may refuse of a body, whatever the route.
    refuses = (NotJson, BodyUnreadable, BodyRefused)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what handles a request, its body checked."""
        handle = super().get_route_handler()
        if self.body_field is None or isinstance(self.body_field.field_info, params.Form):
            return handle

        async def checked(request: Request) -> Response:
            try:
                raw = await request.body()
            except ClientDisconnect as error:
                raise HTTPException(400) from error
            if raw:
                _check_type(request.headers.get("content-type", ""))
                check_body(raw)
            return await handle(request)

        return checked


def _check_type(announced: str) -> None:
    media = announced.partition(";")[0].strip().lower()
    if media != "application/json" and not (media.startswith("application/") and media.endswith("+json")):
        raise NotJson("Envoyez du JSON, annoncé par l'en-tête « Content-Type: application/json ».")


def check_body(raw: bytes) -> None:
    """Refuse a body that is not strict JSON in UTF-8, or that holds a value no field could keep.

    Raises `BodyUnreadable` (400) or `BodyRefused` (422).
    """
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        raise BodyUnreadable("ENCODING_UNKNOWN", f"{BODY} n'est pas en UTF-8 (octet {error.start}).") from error
    try:
        value = parse(BODY, text, scan(BODY, text).open_at_end, constant=OutOfRange)
    except FileRefused as refusal:
        kind = BodyUnreadable if refusal.refusal in _UNREADABLE else BodyRefused
        raise kind(refusal.refusal, str(refusal)) from refusal
    fields = value if isinstance(value, dict) else {"": value}
    if any(SURROGATE.search(key) for key, _ in leaves(fields)):
        raise BodyRefused("INVALID_UNICODE", f"{BODY} : le nom d'un champ contient une moitié de caractère Unicode.")
    for problem, refused in field_problems(BODY, BODY, 1, fields):
        if refused:
            raise BodyRefused(problem.code, problem.message)
