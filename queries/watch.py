"""What to watch around an actor: the collisions of solicitations and the overlaps of activities that concern it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kb.view import View


@dataclass(frozen=True, slots=True)
class Watch:
    """One thing to examine: its tag, the sentence, a smaller line, the question that shows it whole, its proofs."""

    tag: str
    text: str
    detail: str
    question: str
    actors: tuple[str, ...]
    claims: tuple[str, ...]


Watcher = Callable[[View], list[Watch]]
_WATCHERS: list[Watcher] = []


def watcher(function: Watcher) -> Watcher:
    """Declare a function that finds what is to watch in the whole base; its result is kept for a state of the base."""
    _WATCHERS.append(function)
    return function


def everything_to_watch(view: View) -> list[Watch]:
    """Return all there is to watch, in the order the watchers are declared."""
    return view.memo("watch", lambda: [watch for find in _WATCHERS for watch in find(view)])


def watch_list(view: View, actor_id: str) -> list[Watch]:
    """Return what is to watch around one actor."""
    by_actor = view.memo("watch_by_actor", lambda: _by_actor(everything_to_watch(view)))
    return by_actor.get(actor_id, [])


def _by_actor(watches: list[Watch]) -> dict[str, list[Watch]]:
    found: dict[str, list[Watch]] = {}
    for watch in watches:
        for actor in watch.actors:
            found.setdefault(actor, []).append(watch)
    return found
