"""Which customers two activities share, knowing that « seniors » are « habitants »."""

from __future__ import annotations

from kb.services.load import Referential
from kb.services.words import stems

#: Nothing in common still leaves a little: publics are written by hand, and written differently.
NOTHING_SHARED = 0.1
_EVERYONE = "tous publics"


def shared_publics(ours: tuple[str, ...], theirs: tuple[str, ...], known: Referential) -> float:
    """Return the share of publics that two activities have in common, from 0.1 to 1; 1 when unknown.

    Publics are given as stems. A public inside a wider one counts for half.
    """
    if not ours or not theirs:
        return 1.0
    first = sum(max(_likeness(one, other, known) for other in theirs) for one in ours)
    second = sum(max(_likeness(one, other, known) for other in ours) for one in theirs)
    return max(NOTHING_SHARED, (first + second) / (len(ours) + len(theirs)))


def _likeness(one: str, other: str, known: Referential) -> float:
    if one == other:
        return 1.0
    wide, wider = known.publics.get(one, ""), known.publics.get(other, "")
    if _EVERYONE in (wide, wider):
        return 0.5
    inside = wide and wide == wider and (one == _root(wide) or other == _root(wider))
    return 0.5 if inside else 0.0


def _root(name: str) -> str:
    return " ".join(stems(name))


def common_names(ours: tuple[str, ...], theirs: tuple[str, ...], known: Referential) -> list[str]:
    """Return the publics that two activities share, as written by the first; publics are given as written."""
    return [
        one for one in dict.fromkeys(ours) if any(_likeness(_root(one), _root(other), known) > 0 for other in theirs)
    ]
