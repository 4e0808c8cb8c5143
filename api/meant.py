"""Who a typed name may have meant: the same page again, with the identifier in the place of the name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import urlencode

from fastapi import Request

from api.drawing import actor_href
from api.pages import Context
from kb.errors import BadParameter, KbError
from kb.graph import Actor
from kb.kinds import KINDS
from kb.view import plain
from queries.parameters import UnclearActor

#: Most actors offered in the place of a name: a longer list is read less well than a name is typed again.
MEANT_MOST = 30


def refused(request: Request, refusal: BadParameter) -> list[Context]:
    """Return the notice of a page that could not be made, with those a name may have meant when that is why."""
    offered = offered_for(request, refusal)
    said = refusal.short if offered and isinstance(refusal, UnclearActor) else str(refusal)
    return [{"tone": "bad", "text": said, "choices": offered}]


def offered_for(request: Request, refusal: KbError) -> list[Context]:
    """Return the actors a name may have meant, each as a link to the page that was asked for; none for another refusal."""
    if not isinstance(refusal, UnclearActor) or request.method != "GET":
        return []

    def again(actor: str) -> str:
        asked = request.query_params.multi_items()
        if refusal.param not in request.query_params:
            return actor_href(actor)
        kept = [(name, actor if name == refusal.param else value) for name, value in asked if value]
        return f"{request.url.path}?{urlencode(kept)}"

    return offers(refusal.actors[:MEANT_MOST], again)


def offers(actors: Sequence[Actor], href: Callable[[str], str]) -> list[Context]:
    """Return some actors as links that tell them apart: the name, the kind, the town."""
    return [
        {
            "text": actor.name,
            "note": ", ".join(part for part in (KINDS[actor.kind].label, plain(actor.value("city") or "")) if part),
            "href": href(actor.id),
        }
        for actor in actors
    ]
