"""What the knowledge base refuses: a code for programs, a French sentence for people."""

from __future__ import annotations

from typing import ClassVar

from kb.words import quoted


class KbError(Exception):
    """Say no with a stable `code`, an HTTP `status` and a French sentence that tells what to do."""

    code: str = "KB_ERROR"
    status: ClassVar[int] = 400
    #: Every code it may bear, when each one says its own.
    codes: ClassVar[tuple[str, ...]] = ()


class UnknownActor(KbError):
    """Raised when no visible actor answers to an id; forbidden and absent are told alike."""

    code, status = "UNKNOWN_ACTOR", 404

    def __init__(self, actor_id: str) -> None:
        super().__init__(f"Aucun acteur ne porte l'identifiant {quoted(actor_id)}.")


class UnknownBatch(KbError):
    """Raised when no batch answers to an id, or when it is already undone."""

    code, status = "UNKNOWN_BATCH", 404


class UnknownKind(KbError):
    """Raised for a kind of actor or of tie outside the closed vocabulary."""

    code, status = "TYPE_UNKNOWN", 422


class OnlySent(KbError):
    """Raised when a form would make or change what enters by a sheet alone, where its values are checked together."""

    code, status = "SHEET_ONLY", 422


class StoreUnusable(KbError):
    """Raised when a base cannot be opened or written: absent, damaged, newer, remote disk."""

    code, status = "STORE_UNUSABLE", 503


class NoBase(StoreUnusable):
    """Raised when there is no base at an address yet."""


class ServerAway(StoreUnusable):
    """Raised when the server does not answer in time; the same base is usable again as soon as it does."""

    code, status = "SERVER_AWAY", 503


class NotEmpty(KbError):
    """Raised by operations that want an empty base, such as loading an export."""

    code, status = "BASE_NOT_EMPTY", 409


class BadParameter(KbError):
    """Raised when a question or a command is given a value it cannot take."""

    code, status = "BAD_PARAMETER", 422


class BaseMoved(KbError):
    """Raised when the base changed between the plan of a write and its application: plan again."""

    code, status = "BASE_MOVED", 409
