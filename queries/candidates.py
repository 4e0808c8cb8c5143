"""Who may answer a request, and who is left out: closed, opposed, just met, already asked by others, or having refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kb.ids import town_key
from kb.kinds import KINDS, Family
from kb.stances import stance_of
from kb.text import fold
from kb.view import View
from kb.words import quoted
from queries.asks import Ask
from queries.marks import demo_note
from queries.overlaps import to_examine_with
from queries.presence import communes, platform, short_names, territories, territory_bodies
from queries.purposes import Purpose, speaks_of
from queries.reasons import ROLE, SAID, TRADE, Reason, said_reasons, service_reasons, tie_reasons
from queries.stakeholders import Stakeholder, by_organisation, heard_on, stakeholders
from queries.standings import AT_LARGE
from queries.words import dated, days_between, figured, listed, said_before

#: Weeks during which a solicitation by others weighs, days during which a refusal does.
ASK_WEEKS, REFUSAL_DAYS = 12, 365
#: Days during which a solicitation without an answer is still told.
WAITED_DAYS = 730
#: Roles few enough for a first contact to be worth a line.
_RARE = frozenset({"funder", "employment", "support", "training"})
#: First words of the names of towns and of their services: they act at home.
_TOWNS = frozenset({"ville", "commune", "mairie", "ccas"})
#: Scales of those who act at home only.
_LOCAL = frozenset({"quartier", "communal"})
#: Ties that prove something of a purpose only for those who are expected to answer it: the State is a member of a centre
#: for employment, and backs a project, without lending anybody's skills.
_LOOSE = frozenset({"seats_on", "member_of", "partner", "supports"})
#: Solicitations by organisation asked.
Asked = Mapping[str, Sequence[Ask]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One actor that may answer, and why, the strongest reason first."""

    item: Stakeholder
    reasons: tuple[Reason, ...]

    def rank(self, territory: str) -> tuple[Any, ...]:
        """Return what orders candidates before any way in is known: least first."""
        near = 10 if territory in self.item.territories else 0
        return (-self.reasons[0].points - near, -len(self.item.territories), fold(self.item.name), self.item.id)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One organisation that answers but is left out: the group it is counted in, the reason and its claims."""

    id: str
    name: str
    group: str
    reason: str
    claims: tuple[str, ...]


def candidates(view: View, aim: Purpose, territory: str, service: str) -> list[Candidate]:
    """Return who may answer a purpose and why.

    A role alone is a reason when no service is named, for those on a territory and for the roles that few play.
    Of a town, and of those of one quarter or one town, what they are, say and did is a reason at home only; elsewhere, what they
    did there is: a town pays for its own.
    """
    own = territory_bodies(view)[territory] | platform(view)
    expected = set(aim.expected)
    did, does = tie_reasons(view, aim, territory), service_reasons(view, service)
    found = []
    for known in stakeholders(view).values():
        if KINDS[known.kind].family is Family.BODY:  # an instance decides together, it is not asked for help
            continue
        item = known.on(territory)
        plays = not expected.isdisjoint(item.roles)
        away = _keeps_home(item) and not _at_home(view, item, territory)
        done = [
            r for r in did.get(item.id, ())
            if (plays or r.kind not in _LOOSE) and (not service or _close(r)) and (r.here or not away)
        ]  # fmt: skip
        said = [*does.get(item.id, ()), *done, *(() if away else said_reasons(item, aim, territory, service))]
        strong = [reason for reason in said if reason.points > ROLE]
        if strong:
            said = [reason for reason in strong if reason.kind != TRADE] or strong
        elif service or not (item.territories or _RARE.intersection(item.roles)):
            continue
        if said and item.id not in own:
            found.append(Candidate(item, tuple(sorted(said, key=lambda reason: -reason.points))))
    return found


def _is_town(item: Stakeholder) -> bool:
    """Tell whether an organisation is a town, or a service that its name says to be of one."""
    return "authority" in item.roles and not _TOWNS.isdisjoint(fold(item.name).split()[:1])


def _keeps_home(item: Stakeholder) -> bool:
    """Tell whether an organisation acts at home only: a town, or one of a quarter or a town whose territory is known."""
    return _is_town(item) or (item.scale in _LOCAL and bool(item.territories))


def _at_home(view: View, town: Stakeholder, territory: str) -> bool:
    """Tell whether a local organisation is on a territory, by a tie, or a town by the name of a commune of it."""
    if territory in town.territories or not _is_town(town):
        return territory in town.territories
    place = next(place for place in territories(view) if place.id == territory)
    words, known = town.name.split(), {*communes(place), town_key(place.name)}
    named = [f"{town_key(' '.join(words[at:]))} " for at in range(len(words))]
    return any(text.startswith(f"{commune} ") for text in named for commune in known)


def _close(reason: Reason) -> bool:
    """Tell whether a reason holds when a service is named: another activity, or what was done far away, does not."""
    return reason.kind not in ("runs", "partner") and reason.points > SAID


def one_each(found: Iterable[Candidate], territory: str) -> list[Candidate]:
    """Return one establishment for each organisation, that with the strongest reason, in the order of ranks."""
    best: dict[str, Candidate] = {}
    for candidate in sorted(found, key=lambda c: c.rank(territory)):
        best.setdefault(candidate.item.organisation, candidate)
    return list(best.values())


def asks_to(item: Stakeholder, asked: Asked) -> Sequence[Ask]:
    """Return the solicitations made to an organisation, through any of its establishments."""
    return asked.get(item.organisation, ())


def left_out(view: View, item: Stakeholder, aim: Purpose, territory: str, asked: Asked, quiet: int) -> LeftOut | None:
    """Return why an organisation is left out, or None."""
    if item.closed:
        on = dated(item.closed) if item.closed[:1].isdigit() else f"({item.closed})"
        return LeftOut(item.id, item.name, "fermée", f"fermée {on}", item.proofs["closed"])
    every = _establishments(view, item)
    spoken = {one.id: one for one in heard_on(territory, every)}
    for one in (spoken.get(one.id, one) for one in every):
        by = "" if one.id == item.id else f" ({one.name})"
        if one.id in spoken and stance_of(one.position) == "opposé":
            said = f"position opposée sur {short_names(view)[territory]}" if one.speaks_on(territory) else "position opposée"
            said += f"{by}{demo_note('position' in one.demo)}"
            other = elsewhere(view, one, territory)
            said = " ; ".join([said, *(text for text, _ in other)])
            claims = dict.fromkeys([*one.proofs.get("position", ()), *(claim for _, claims in other for claim in claims)])
            return LeftOut(item.id, item.name, "opposée", said, tuple(claims))
        since = days_between(one.last_contact, view.date) if one.last_contact else None
        if quiet and since is not None and since < quiet:
            # Of a month alone, the end is counted: the exchange may be older.
            about = "il y a" if one.last_contact[8:] else "il y a peut-être"
            said = f"échange {dated(one.last_contact)}{by}, {about} moins de {figured(quiet, 'jour')}{demo_note('last_contact' in one.demo)}"
            return LeftOut(item.id, item.name, "échange récent", said, one.proofs.get("last_contact", ()))
    for ask in asks_to(item, asked):
        # Who refused a territory its money is not asked for more by it within the year, whatever it was for.
        same = speaks_of(aim, ask.purpose) or (aim.money and ask.money and territory in ask.places and refused_lately(ask, view.date))
        if same and (why := _stops(view, ask, territory)):
            return LeftOut(item.id, item.name, why[0], why[1], (ask.tie.claim,))
    return None


def _establishments(view: View, item: Stakeholder) -> list[Stakeholder]:
    """Return an organisation's establishments, the one in question first: who speaks for one speaks for them all."""
    known = view.memo("by_organisation", lambda: by_organisation(stakeholders(view).values()))
    return sorted(known[item.organisation], key=lambda one: one.id != item.id)


def elsewhere(view: View, item: Stakeholder, territory: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return the positions that an organisation has on other territories and that differ from its own on this one, with their claims."""
    here = stance_of(item.position)
    told = [one for known in _establishments(view, item) for one in known.standings.values() if one.place not in (AT_LARGE, territory)]
    differing = {f"ailleurs, {one.text}{demo_note(one.demo)}": (one.claim,) for one in told if stance_of(one.position) != here}
    return list(differing.items())


def _stops(view: View, ask: Ask, territory: str) -> tuple[str, str] | None:
    """Return the group and the reason when a solicitation for the same thing stops a new one."""
    who = askers_of(view, ask)
    if refused_lately(ask, view.date):
        return "refus", f"{said_before('a refusé la même demande de', who)}, faite {dated(ask.day)}{demo_note(ask.demo)}"
    if territory in ask.places or ask.answered or not recent(ask, view.date):
        return None
    verb = "va être sollicitée" if ask.pending else "devait être sollicitée" if ask.planned else "déjà sollicitée"
    return "déjà sollicitée", f"{verb} pour la même chose par {who} {dated(ask.day)}{demo_note(ask.demo)}"


def askers_of(view: View, ask: Ask) -> str:
    """Return the territories behind a solicitation, in words."""
    places = short_names(view)
    return listed(places.get(place, ask.asker_name) for place in ask.places)


def refused_lately(ask: Ask, today: dt.date) -> bool:
    """Tell whether a solicitation was refused within a year."""
    return ask.refused and ask.on is not None and 0 <= (today - ask.on).days <= REFUSAL_DAYS


def recent(ask: Ask, today: dt.date) -> bool:
    """Tell whether a solicitation is planned or was made within some weeks."""
    return ask.on is not None and (ask.pending or 0 <= (today - ask.on).days <= ASK_WEEKS * 7)


def waits(ask: Ask, today: dt.date) -> bool:
    """Tell whether a solicitation was made within two years and no answer to it is known: whoever asks again should know."""
    return not (ask.answered or ask.planned) and ask.on is not None and 0 <= (today - ask.on).days <= WAITED_DAYS


def to_examine_first(view: View, item: Stakeholder, territory: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return which service not to ask an organisation before the CLE examined it: the territory runs the same already."""
    known = to_examine_with(view, territory)
    found: dict[str, tuple[str, ...]] = {}
    for one in _establishments(view, item):
        for theirs, ours in known.get(one.id, ()):
            what = "son offre" if theirs.offer else quoted(theirs.actor.name)
            claims = tuple(dict.fromkeys(theirs.claims() + ours.claims()))
            invented = any(origin.demo for origin in view.origins(claims).values())
            who = listed(carrier.name for carrier in ours.carriers)
            ours_is = f"{quoted(ours.actor.name)} ({who})" if who else quoted(ours.actor.name)
            said = f"{what} : même service que {ours_is}, recouvrement à examiner d'abord par le CLE{demo_note(invented)}"
            found.setdefault(said, claims)
    return list(found.items())


def not_to_ask(view: View, item: Stakeholder, asked: Asked) -> list[tuple[str, str]]:
    """Return what not to ask an organisation, each sentence with the claim behind it."""
    found = []
    for ask in asks_to(item, asked):
        what = ask.purpose or "une nouvelle demande sans concertation"
        more = demo_note(ask.demo)
        if refused_lately(ask, view.date):
            found.append((f"{what} : refusée, demandée {dated(ask.day)}{more}", ask.tie.claim))
        elif recent(ask, view.date) and not ask.closed:
            verb = (
                "demande prévue par"
                if ask.pending
                else "demande qu'avait prévue"
                if ask.planned
                else "sollicitation de"
            )
            found.append((f"{what} : {verb} {askers_of(view, ask)} {dated(ask.day)}{more}", ask.tie.claim))
        elif waits(ask, view.date):
            found.append((f"{what} : demande de {askers_of(view, ask)} {dated(ask.day)}, encore sans réponse connue{more}", ask.tie.claim))
    return found
