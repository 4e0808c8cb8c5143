"""Organisations across territories: establishments of one SIREN counted as one, with the ties that place them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from kb.graph import Tie
from kb.text import fold
from kb.view import View
from queries.presence import presence, short_names
from queries.stakeholders import Stakeholder, by_organisation, stakeholders


@dataclass(frozen=True, slots=True)
class Organisation:
    """One organisation: its establishments, and by territory the ties that prove it is there."""

    id: str
    name: str
    kind: str
    roles: frozenset[str]
    siren: str | None
    members: tuple[Stakeholder, ...]
    ties: Mapping[str, Sequence[Tie]]

    @property
    def territories(self) -> list[str]:
        """Return the territories it is on."""
        return list(self.ties)

    @property
    def closed(self) -> bool:
        """Tell whether all its establishments have closed."""
        return all(member.closed for member in self.members)

    def claims(self) -> tuple[str, ...]:
        """Return the claims that prove its presences."""
        return tuple(dict.fromkeys(tie.claim for ties in self.ties.values() for tie in ties))


def organisations(view: View) -> dict[str, Organisation]:
    """Return every organisation that is on a territory, by its id, ordered by name."""
    return view.memo("organisations", lambda: _compute(view))


def _compute(view: View) -> dict[str, Organisation]:
    near, places = presence(view), short_names(view)
    found = []
    for members in by_organisation(stakeholders(view).values()).values():
        ties: dict[str, list[Tie]] = {}
        for place in places:
            proofs = [tie for member in members for tie in near.get(member.id, {}).get(place, ())]
            if proofs:
                ties[place] = proofs
        if ties:
            found.append(_organisation(members, ties))
    return {item.id: item for item in sorted(found, key=lambda o: (fold(o.name), o.id))}


def _organisation(members: Sequence[Stakeholder], ties: Mapping[str, Sequence[Tie]]) -> Organisation:
    # The establishment that is on most territories names the organisation; the shortest name among equals.
    head = min(members, key=lambda m: (-len(m.territories), len(m.name), m.id))
    roles = frozenset(role for member in members for role in member.roles)
    return Organisation(head.id, head.name, head.kind, roles, head.siren, tuple(members), ties)


def shared_organisations(view: View, kinds: Collection[str] = (), least: int = 2) -> list[Organisation]:
    """Return the organisations of some roles that are on at least `least` territories, the most shared first."""
    found = [
        item
        for item in organisations(view).values()
        if len(item.ties) >= least and (not kinds or not item.roles.isdisjoint(kinds))
    ]
    return sorted(found, key=lambda o: (-len(o.ties), fold(o.name), o.id))
