"""What every answer and every request must respect: headers, sizes, hosts, and no unsafe request from another site."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.responses import Response

from api.errors import problem
from kb.errors import KbError

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

#: Largest body of a request, in bytes: uploads, and everything else (reliability reference, section 6, limits).
UPLOAD_MOST, BODY_MOST = 20_000_000, 2_000_000
UPLOADS = ("/donnees/import", "/api/imports")
HOSTS = {"127.0.0.1", "localhost", "[::1]", "testserver"}
SAFE = {"GET", "HEAD", "OPTIONS"}


class HostUnknown(KbError):
    """Raised when a request is addressed to another machine's name."""

    code, status = "HOST_UNKNOWN", 400

    def __init__(self) -> None:
        super().__init__("Cette adresse ne répond qu'à 127.0.0.1 ou localhost.")


class BadLength(KbError):
    """Raised when what announces the length of a request is no number."""

    code, status = "BAD_LENGTH", 400

    def __init__(self) -> None:
        super().__init__("Longueur de l'envoi incorrecte.")


class BodyTooLarge(KbError):
    """Raised when a request is longer than the pages take."""

    code, status = "BODY_TOO_LARGE", 413

    def __init__(self, most: int) -> None:
        super().__init__(f"Envoi trop lourd : {most // 1_000_000} Mo au plus. La ligne de commande n'a pas cette limite.")


class CrossSite(KbError):
    """Raised when the page of another site asks for something to be written."""

    code, status = "CROSS_SITE", 403

    def __init__(self) -> None:
        super().__init__("Cette action ne peut être demandée que depuis les pages de Maillage.")


def refused_at_the_door(method: str) -> list[type[KbError]]:
    """Return what any address may refuse of a method before its route is reached."""
    return [HostUnknown, BadLength, BodyTooLarge, *([] if method in SAFE else [CrossSite])]


def content_policy(nonce: str) -> str:
    """Return the Content-Security-Policy of a page: nothing remote, no inline script or style without its nonce."""
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self' 'nonce-{nonce}'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'; object-src 'none'"
    )


class Guard:
    """The outermost layer: refuses what must not enter, and stamps what leaves."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {})["nonce"] = nonce
        refused = _refusal(scope)
        stamped = _stamping(send, nonce, scope["path"])
        if scope["method"] == "HEAD":
            # What GET answers, less its body: no route has to say so.
            scope, stamped = {**scope, "method": "GET"}, _bodiless(stamped)
        if refused:
            await _told(refused)(scope, receive, stamped)
            return
        await self._bounded(scope, receive, stamped)

    async def _bounded(self, scope: Scope, receive: Receive, send: Send) -> None:
        most = UPLOAD_MOST if scope["path"].startswith(UPLOADS) else BODY_MOST
        taken = 0
        too_large = False

        async def counted() -> MutableMapping[str, Any]:
            nonlocal taken, too_large
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > most:
                too_large = True
                return {"type": "http.disconnect"}
            return message

        started = False

        async def watched(message: MutableMapping[str, Any]) -> None:
            nonlocal started
            if too_large and not started:
                started = True
                await _told(BodyTooLarge(most))(scope, receive, send)
            elif not too_large:
                started = True
                await send(message)

        try:
            await self.app(scope, counted, watched)
        except Exception:
            # A body cut short makes its reader fail in ways of its own: only then is the failure ours to tell.
            if not too_large or started:
                raise
            await _told(BodyTooLarge(most))(scope, receive, send)


def _told(refusal: KbError) -> Response:
    return problem(refusal.status, refusal.code, str(refusal))


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def _refusal(scope: Scope) -> KbError | None:
    headers = _headers(scope)
    host = headers.get("host", "")
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    if name not in HOSTS:
        return HostUnknown()
    length = headers.get("content-length", "0")
    most = UPLOAD_MOST if scope["path"].startswith(UPLOADS) else BODY_MOST
    if not length.isdecimal():
        return BadLength()
    if int(length) > most:
        return BodyTooLarge(most)
    if scope["method"] not in SAFE and not _same_site(headers, host):
        return CrossSite()
    return None


def _same_site(headers: dict[str, str], host: str) -> bool:
    fetched = headers.get("sec-fetch-site")
    if fetched is not None:
        return fetched in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is None or origin.split("://")[-1] == host


def _bodiless(send: Send) -> Send:
    async def headed(message: MutableMapping[str, Any]) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return headed


def _stamping(send: Send, nonce: str, path: str) -> Send:
    async def stamped(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            names = {name.lower() for name, _ in message["headers"]}
            for name, value in _stamps(nonce, path).items():
                if name.encode() not in names:
                    message["headers"].append((name.encode(), value.encode()))
        await send(message)

    return stamped


def _stamps(nonce: str, path: str) -> dict[str, str]:
    return {
        "content-security-policy": content_policy(nonce),
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), microphone=(), geolocation=()",
        "cache-control": "no-store",
    }
