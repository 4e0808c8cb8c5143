"""Who is missing from the table: the partners and seats expected on each territory, less those who are there (R7)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from kb.graph import Actor, Tie
from kb.ids import town_key
from kb.view import View
from kb.words import agree
from queries.answers import Answer, Column, Table
from queries.base import Param, query
from queries.expected import PARTNERS, SEATS, Expected, is_guest
from queries.organisations import Organisation, organisations
from queries.presence import communes, territories, territory_bodies
from queries.stakeholders import Stakeholder, stakeholders
from queries.words import counted, in_letters, listed, number, said_before, sentences

#: What an absence is made of: of a partner, that the base knows it in the commune without a tie to the territory; of a seat,
#: that nobody told who holds it. Beside each, how one and how several are said in a sentence.
ABSENT, PLANNED, TO_TIE, UNTOLD = "manque", "seulement en projet", "à rattacher au territoire", "non renseigné"
_SAID = {
    ABSENT: ("manque", "manquent"),
    PLANNED: ("est seulement en projet", "sont seulement en projet"),
    TO_TIE: ("est à rattacher à son territoire", "sont à rattacher à leur territoire"),
    UNTOLD: ("n'est pas renseigné", "ne sont pas renseignés"),
}
#: Whether the seats of the CLE are listed: with the partners, not at all, or alone.
SEATS_TOO = WITH, WITHOUT, ALONE = "oui", "non", "seuls"
#: How many organisations of the neighbours a screen names, before it counts the others.
NAMED = 3


@dataclass(frozen=True, slots=True)
class Missing:
    """One expected partner or seat that a territory lacks, who of its communes is only to be tied, and who of the neighbours could fill it."""

    territory: str
    place: str
    expected: Expected
    state: str
    untied: tuple[Stakeholder, ...]
    proposed: tuple[Organisation, ...]
    claims: tuple[str, ...]
    towns: tuple[str, ...] = ()

    @property
    def action(self) -> str:
        """Return what to do about it."""
        return "les rattacher au territoire, depuis leur fiche" if self.state == TO_TIE else self.expected.action

    def proofs(self) -> dict[str, tuple[str, ...]]:
        """Return the claims behind each value: those of the neighbours, and those that say the communes."""
        said = {PLANNED: self.claims, TO_TIE: self.towns}.get(self.state, ())
        return {"proposed": self.claims, "untied": self.towns, "state": said}


_COLUMNS = (
    Column("place", "Territoire", link="territory"),
    Column("expected", "Attendu", codes=("code",)),
    Column("where", "Où"),
    Column("state", "État"),
    Column("untied", "Connus dans la commune", "list", link="untied_ids", shown=NAMED),
    Column("proposed", "Présents chez les voisins", "list", codes=("proposed_ids",), shown=NAMED),
    Column("action", "À faire"),
)


@dataclass(frozen=True, kw_only=True)
class MissingPartners(Answer):
    """What each territory lacks, territory by territory; `seats` counts the CLE seats nobody is known on."""

    shapes = (_COLUMNS,)

    missing: Sequence[Missing]
    seats: int
    asked: int

    def table(self) -> Table:
        rows = [
            {
                "territory": m.territory,
                "place": m.place,
                "code": m.expected.code,
                "expected": m.expected.label,
                "where": "siège au CLE" if m.expected.seat else "territoire",
                "state": m.state,
                "untied": [item.name for item in m.untied],
                "untied_ids": [item.id for item in m.untied],
                "proposed": [item.name for item in m.proposed],
                "proposed_ids": [item.id for item in m.proposed],
                "action": m.action,
            }
            for m in self.missing
        ]
        return Table(_COLUMNS, rows, [m.proofs() for m in self.missing], self.title)


@query(
    "manques",
    title="Qui manque autour de la table ?",
    explain="Quels partenaires et quels sièges de CLE manquent à chaque territoire, et qui pourrait les prendre ?",
)
def list_missing(
    view: View,
    territory: Annotated[str, Param("Territoire", "territory")] = "",
    seats: Annotated[str, Param("Sièges des CLE compris", "choice", choices=SEATS_TOO)] = WITH,
) -> MissingPartners:
    """List the expected partners and seats that territories lack, with who of their neighbours plays the role."""
    places = [place for place in territories(view) if not territory or place.id == territory]
    fillers = _fillers(view)
    found: list[Missing] = []
    unknown: list[str] = []
    for place in places:
        if seats != ALONE:
            found += _partners(place, fillers, _untied(view))
        members = _members(view, place.id)
        if seats != WITHOUT and members:
            found += _seats(place, members)
        elif seats != WITHOUT:
            unknown.append(place.name)
    gaps = [f"Composition du CLE non renseignée : {listed(unknown, most=8)}."] if unknown else []
    return MissingPartners(
        title="Qui manque autour de la table ?",
        sentence=_sentence(found, len(places)),
        gaps=gaps,
        missing=found,
        seats=sum(m.expected.seat for m in found),
        asked=len(places),
    )


def _fillers(view: View) -> Mapping[str, list[Organisation]]:
    """Return, for each expected partner, the organisations that play the role, those on most territories first."""
    return view.memo("fillers", lambda: {e.code: _playing(e, organisations(view).values()) for e in PARTNERS})


def _playing(expected: Expected, items: Iterable[Organisation]) -> list[Organisation]:
    able = [item for item in items if expected.filled_by(item.roles, item.name) and not item.closed]
    return sorted(able, key=lambda item: (-len(item.ties), item.name, item.id))


def _untied(view: View) -> Mapping[str, Sequence[tuple[Stakeholder, Actor]]]:
    """Return, by commune, the organisations of the base that are on no territory."""
    return view.memo("untied by commune", lambda: _read_untied(view))


def _read_untied(view: View) -> dict[str, list[tuple[Stakeholder, Actor]]]:
    alone = {item.id: item for item in stakeholders(view).values() if not (item.territories or item.closed)}
    actors, found = view.get(alone), defaultdict(list)
    for key, item in alone.items():
        if key in actors and (city := town_key(str(actors[key].value("city") or ""))):
            found[city].append((item, actors[key]))
    return found


def _partners(
    place: Actor,
    fillers: Mapping[str, Sequence[Organisation]],
    untied: Mapping[str, Sequence[tuple[Stakeholder, Actor]]],
) -> list[Missing]:
    found = []
    commune = [known for name in communes(place) for known in untied.get(name, ())]
    for expected in PARTNERS:
        here = [item for item in fillers[expected.code] if place.id in item.ties]
        if any(not (tie.planned or tie.cancelled) for item in here for tie in item.ties[place.id]):
            continue
        near = here or [item for item in fillers[expected.code] if place.id not in item.ties]
        known = [] if here else [(i, actor) for i, actor in commune if expected.filled_by(i.roles, i.name)]
        towns = tuple(dict.fromkeys(fact.claim for _, actor in known for fact in actor.facts("city")[:1]))
        claims = tuple(dict.fromkeys(claim for item in near for claim in item.claims()))
        state = PLANNED if here else TO_TIE if known else ABSENT
        found.append(Missing(place.id, place.name, expected, state, tuple(i for i, _ in known), tuple(near), claims, towns))
    return found


def _members(view: View, place: str) -> list[tuple[Actor, Tie]]:
    """Return the members of a territory's CLE, with the tie that seats each; a guest has no seat."""
    bodies = territory_bodies(view)[place] - {place}
    ties = view.expand(sorted(bodies), ("seats_on",), "in", limit_per_node=None).ties
    actors = view.get({tie.start for tie in ties})
    seated = [tie for tie in ties if not is_guest(str(tie.fields.get("role") or ""), str(tie.fields.get("college") or ""))]
    return [(actors[tie.start], tie) for tie in seated if tie.start in actors and tie.end in bodies]


def _seats(place: Actor, members: Sequence[tuple[Actor, Tie]]) -> list[Missing]:
    found = []
    for expected in SEATS:
        here = [
            tie
            for actor, tie in members
            if expected.filled_by(
                actor.roles, f"{actor.name} {tie.fields.get('college') or ''} {tie.fields.get('role') or ''}"
            )
        ]
        if not any(not (tie.planned or tie.cancelled) for tie in here):
            claims = tuple(tie.claim for tie in here)
            found.append(Missing(place.id, place.name, expected, PLANNED if here else UNTOLD, (), (), claims))
    return found


def _sentence(found: Sequence[Missing], places: int) -> str:
    if not places:
        return sentences(["Aucun territoire n'est encore décrit"])
    if not found:
        return sentences([f"Rien ne manque de ce qui est attendu sur {counted(places, 'territoire')}"])
    partners = [m for m in found if not m.expected.seat]
    said = _by_state(partners, "partenaire attendu", "partenaires attendus")
    said += _by_state([m for m in found if m.expected.seat], "siège de CLE", "sièges de CLE")
    return sentences([f"{listed(said)}, sur {counted(places, 'territoire')}", _worst(partners)])


def _by_state(found: Iterable[Missing], one: str, several: str) -> list[str]:
    """Return how many are in each state; the first of the counts names what is counted."""
    counts, said = Counter(m.state for m in found), list[str]()
    for state, verbs in _SAID.items():
        if count := counts[state]:
            said.append(f"{number(count)} {'' if said else agree(count, one, several) + ' '}{agree(count, *verbs)}")
    return said


def _worst(partners: Sequence[Missing]) -> str:
    """Return the absence that most territories share."""
    by: dict[str, list[Missing]] = defaultdict(list)
    for missing in partners:
        if missing.state == ABSENT:
            by[missing.expected.code].append(missing)
    if not by:
        return ""
    order = [expected.code for expected in PARTNERS]
    worst = min(by.values(), key=lambda found: (-len(found), order.index(found[0].expected.code)))
    if len(worst) <= 2:
        return said_before(f"{worst[0].expected.none} à", listed([m.place for m in worst]))
    return f"{in_letters(len(worst))} territoires n'ont {worst[0].expected.none}"
