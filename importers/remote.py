"""Answers of a public interface, asked page by page: politely, and in one French sentence when it does not answer."""

from __future__ import annotations

import email.utils
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kb.clock import now
from kb.errors import BadParameter, KbError

#: Seconds between two requests (seven a second are allowed), for one answer, and in all when asked to wait.
PAUSE, PATIENCE, MOST_WAITED = 1 / 6, 20.0, 120.0
#: How many times one page is asked again when the interface is busy.
TRIES = 5
#: Largest answer that is read, in bytes.
LARGEST = 8 * 1024 * 1024
_BUSY = (429, 503)
_LOOPBACK = {("http", host) for host in ("127.0.0.1", "localhost", "::1")}


class RemoteUnavailable(KbError):
    """Raised when a public interface does not answer, or answers something else than what it promises."""

    code, status = "REMOTE_UNAVAILABLE", 503


@dataclass(frozen=True)
class Interface:
    """A public interface that gives pages of results: its address, what it may be asked, and what is kept of a result.

    `keep` returns a result without what never enters (persons), or None for one that must not be kept at all.
    """

    name: str
    address: str
    filters: Mapping[str, str]
    always: Mapping[str, str]
    per_page: int
    keep: Callable[[Mapping[str, Any]], dict[str, Any] | None]


@dataclass
class Fetched:
    """What was fetched: the results kept, how many there are in all, and how many were left at the door."""

    results: list[dict[str, Any]]
    total: int = 0
    left: int = 0


def fetch(
    interface: Interface,
    asked: Mapping[str, str],
    *,
    most: int = 1_000,
    address: str = "",
    tick: Callable[[int], None] | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Fetched:
    """Ask an interface page after page, at most `most` results; the rate it allows and `Retry-After` are respected.

    Raises `BadParameter` for a filter it does not know, `RemoteUnavailable` when it does not answer as it should.
    """
    unknown = [name for name in asked if name not in interface.filters]
    if unknown or not asked:
        admitted = ", ".join(f"{one} ({told})" for one, told in interface.filters.items())
        said = f"Filtre inconnu : {unknown[0]}." if unknown else "Donnez au moins un filtre."
        raise BadParameter(f"{said} Filtres de « {interface.name} » : {admitted}.")
    done = Fetched([])
    for page in _pages(interface, asked, address or interface.address, sleep):
        done.total = page["total_results"] if isinstance(page.get("total_results"), int) else done.total
        for result in page["results"]:
            kept = interface.keep(result)
            if kept is None:
                done.left += 1
            elif len(done.results) < most:
                done.results.append(kept)
        if tick:
            tick(len(done.results))
        if len(done.results) >= most:
            break
    return done


def _pages(
    interface: Interface, asked: Mapping[str, str], address: str, sleep: Callable[[float], None]
) -> Iterator[dict[str, Any]]:
    number, last = 1, 1
    while number <= last:
        query = {**asked, **interface.always, "page": str(number), "per_page": str(interface.per_page)}
        page = _asked(f"{address}?{urllib.parse.urlencode(query)}", interface.name, sleep)
        results = page.get("results")
        if not isinstance(results, list) or not all(isinstance(result, dict) for result in results):
            raise RemoteUnavailable(f"{interface.name} n'a pas répondu comme prévu (pas de résultats) : réessayez plus tard.")
        yield page
        last = page["total_pages"] if isinstance(page.get("total_pages"), int) and results else number
        number += 1
        if number <= last:
            sleep(PAUSE)


def _asked(url: str, name: str, sleep: Callable[[float], None]) -> dict[str, Any]:
    """Return one page, asked again as long as the interface says to wait."""
    waited = 0.0
    for attempt in range(1, TRIES + 1):
        try:
            with urllib.request.urlopen(_request(url), timeout=PATIENCE) as answer:  # noqa: S310 (checked in `_request`)
                return _page(answer.read(LARGEST + 1), name)
        except urllib.error.HTTPError as error:
            wait = _wait(error, attempt)
            error.close()
            if error.code not in _BUSY:
                raise RemoteUnavailable(_refused(name, error.code)) from error
            if attempt == TRIES or waited + wait > MOST_WAITED:
                raise RemoteUnavailable(f"{name} est trop demandé en ce moment : recommencez dans quelques minutes.") from error
            waited += wait
            sleep(wait)
        except (urllib.error.URLError, TimeoutError, ConnectionError, OSError) as error:
            if attempt == TRIES or not isinstance(getattr(error, "reason", error), ConnectionResetError):
                raise RemoteUnavailable(f"{name} ne répond pas : vérifiez la connexion, ou recommencez plus tard.") from error
            sleep(PAUSE)
    raise AssertionError("unreachable")


def _request(url: str) -> urllib.request.Request:
    parts = urllib.parse.urlsplit(url)
    if parts.scheme != "https" and (parts.scheme, parts.hostname) not in _LOOPBACK:
        raise BadParameter("L'adresse de l'interface commence par https://.")
    headers = {"Accept": "application/json", "User-Agent": "maillage"}
    return urllib.request.Request(url, headers=headers)  # noqa: S310 (the scheme is checked above)


def _page(body: bytes, name: str) -> dict[str, Any]:
    if len(body) > LARGEST:
        raise RemoteUnavailable(f"{name} a répondu plus de {LARGEST // 1_048_576} Mo pour une page : rien n'a été gardé.")
    try:
        page = json.loads(body)
    except (ValueError, RecursionError):
        page = None
    if not isinstance(page, dict):
        raise RemoteUnavailable(f"{name} n'a pas répondu en JSON : réessayez plus tard.")
    return page


def _refused(name: str, status: int) -> str:
    if 400 <= status < 500:
        return f"{name} a refusé la demande ({status}) : vérifiez les filtres."
    return f"{name} est en panne ({status}) : recommencez plus tard."


def _wait(error: urllib.error.HTTPError, attempt: int) -> float:
    """Return the seconds that `Retry-After` asks for, written as seconds or as a date; twice as long each time without it."""
    said = (error.headers.get("Retry-After") or "").strip()
    if said.isdecimal():
        return float(said)
    try:
        return max(0.0, (email.utils.parsedate_to_datetime(said) - now()).total_seconds())
    except (ValueError, TypeError):
        return float(2 ** (attempt - 1))
