"""Who of a list may be another of it, or one that was left out: what a person should settle before anybody is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from kb.view import View
from kb.words import quoted
from queries.candidates import LeftOut

if TYPE_CHECKING:
    from kb.identity.proposals import Proposal

#: What is said, and the claims that say it.
Remark = tuple[str, tuple[str, ...]]


def doubles(view: View, listed: Collection[str], out: Sequence[LeftOut]) -> Mapping[str, Sequence[Remark]]:
    """Return, for each actor of a list, the pairs to review that it makes with one left out, or with another of the list."""
    from kb.identity.proposals import (
        pending_among,  # brings numpy and scipy along: who asks nothing of pairs does without
    )

    gone = {left.id: left for left in out}
    found: dict[str, list[Remark]] = defaultdict(list)
    for pair in pending_among(view, {*listed, *gone}):
        for one, other in ((pair.a, pair.b), (pair.b, pair.a)):
            if one.id in listed and (left := gone.get(other.id)):
                found[one.id].append((f"{_likely(pair)} {quoted(left.name)}, {left.reason}", left.claims))
            elif one.id in listed and other.id in listed and not pair.veto:
                claims = tuple(fact.claim for fact in other.facts("name")[:1])
                found[one.id].append((f"{_likely(pair)} {quoted(other.name)}, à rapprocher d'abord", claims))
    return found


def _likely(pair: Proposal) -> str:
    return "peut-être un service, ou le siège, de" if pair.veto else "doublon possible de"
