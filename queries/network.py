"""The network around an actor, a territory or a theme: what to draw, and who is central, who bridges, who is alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from kb.errors import BadParameter
from kb.graph import Actor, Tie
from kb.kinds import KINDS, TIES
from kb.text import fold
from kb.view import View
from queries.answers import Answer, Column, NetEdge, NetNode, Network, Table
from queries.base import Param, query
from queries.cohorts import counted_ids
from queries.drawing import among, edge_of, told_among
from queries.presence import territories, territory_bodies
from queries.stakeholders import stakeholders
from queries.ties import claims_of, tie_amount, tie_day, tie_detail
from queries.words import counted, figured, in_letters, listed, number, said_before, sentences

if TYPE_CHECKING:
    import networkx

#: Nothing larger is drawn: the view is aggregated by kind and says so.
MOST_NODES = 1000
#: Ties by which one reaches people: never followed unless asked.
_PRIVATE = frozenset({"contact_of"})
TIE_KINDS: tuple[str, ...] = tuple(code for code in TIES if code not in _PRIVATE)


@dataclass(frozen=True, slots=True)
class Place:
    """One actor's place in the drawing: the sentence that says why it is named."""

    id: str
    name: str
    sentence: str

_COLUMNS = (
    Column("start", "De", link="start_id"),
    Column("reading", "Lien", codes=("tie",)),
    Column("end", "Vers", link="end_id"),
    Column("amount", "Montant"),
    Column("detail", "Précision"),
    Column("day", "Date", "date"),
)
#: What a network too large to be drawn is told by: how many ties there are between two kinds.
_COUNTED = (Column("start", "De"), Column("end", "Vers"), Column("count", "Liens", "number"))


@dataclass(frozen=True, kw_only=True)
class NetworkAnswer(Answer):
    """A network, its ties as a table, and the actors that matter in it; `aggregated` when it was too large to draw.

    `told` gives, for each tie, the claims that tell it: one for each source that says the same.
    """

    shapes = (_COLUMNS, _COUNTED)

    network: Network
    ties: Sequence[Tie]
    told: Mapping[str, Sequence[str]]
    names: Mapping[str, str]
    central: Sequence[Place]
    bridges: Sequence[Place]
    isolated: Sequence[Place]
    truncated: Mapping[str, int]
    aggregated: bool = False

    def picture(self) -> Network:
        return self.network

    def table(self) -> Table:
        if self.aggregated:
            labels = {node.id: node.label for node in self.network.nodes}
            rows = [{"start": labels[e.start], "end": labels[e.end], "count": int(e.label)} for e in self.network.edges]
            return Table(_COUNTED, rows, title=self.title)
        proofs = [dict.fromkeys(("reading", "amount", "detail"), tuple(self.told[tie.id])) for tie in self.ties]
        return Table(_COLUMNS, [self._row(tie) for tie in self.ties], proofs, self.title)

    def _row(self, tie: Tie) -> dict[str, Any]:
        return {
            "start_id": tie.start,
            "start": self.names[tie.start],
            "reading": tie.reading(tie.start),
            "end_id": tie.end,
            "end": self.names[tie.end],
            "amount": tie_amount(tie),
            "detail": tie_detail(tie),
            "day": tie_day(tie),
            "tie": tie.id,
        }

    def actors_table(self) -> Table:
        """Return the actors of the drawing with how many others each is tied to."""
        degree = _neighbours(self.ties)
        columns = [Column("name", "Acteur", link="id"), Column("kind", "Type"), Column("degree", "Reliés", "number")]
        rows = [
            {"id": n.id, "name": n.label, "kind": KINDS[n.kind].label, "kind_code": n.kind, "degree": len(degree[n.id])}
            for n in self.network.nodes
        ]
        return Table(columns, rows, title="Acteurs du réseau")


def counted_actors(kinds: Iterable[str]) -> str:
    """Return how many actors there are, the activities and the territories among them told apart.

    >>> counted_actors(["ebe", "siae"]), counted_actors(["ebe", "activity", "activity", "territory"])
    ('2 acteurs', '4 acteurs, dont 2 activités et 1 territoire')
    """
    found = Counter(kinds)
    nouns = (("activity", "activité"), ("territory", "territoire"))
    apart = [figured(found[kind], noun) for kind, noun in nouns if found[kind]]
    said = counted(found.total(), "acteur")
    return f"{said}, dont {listed(apart)}" if apart else said


@query(
    "reseau",
    title="Réseau",
    explain="Qui est relié à qui autour d'un acteur, d'un territoire ou d'un domaine ?",
)
def draw_network(
    view: View,
    centre: Annotated[str, Param("Autour de", kind="actor")] = "",
    territory: Annotated[str, Param("Territoire", kind="territory", example="")] = "",
    theme: Annotated[str, Param("Domaine", kind="theme", example="")] = "",
    depth: Annotated[int, Param("Pas", kind="int", least=1, most=2)] = 1,
    ties: Annotated[list[str], Param("Types de liens", kind="tie")] = [],  # noqa: B006
    most: Annotated[int, Param("Acteurs au plus", kind="int", least=2, most=MOST_NODES)] = MOST_NODES,
) -> NetworkAnswer:
    """Return the network within one or two steps; beyond `most` actors it is aggregated by kind, and said so."""
    if sum(map(bool, (centre, territory, theme))) > 1:
        raise BadParameter("Choisissez un centre : un acteur, un territoire ou un domaine, un seul à la fois.")
    kinds = tuple(ties) or TIE_KINDS
    seeds, about = _seeds(view, centre, territory, theme)
    if not seeds:
        whole = f"reseau:{','.join(sorted(kinds))}"
        every = {*stakeholders(view), *(place.id for place in territories(view))}
        return view.memo(whole, lambda: _aggregated(view, every, kinds, "dans la base, activités non comptées", ""))
    ids, truncated, note = _within(view, seeds, kinds, depth if not theme else depth - 1, most)
    if len(ids) > most:
        return _aggregated(view, ids, kinds, about, f"{number(len(ids))} acteurs : trop pour être dessinés")
    found = [told for told in told_among(view, ids) if told[0].kind in kinds]
    known = set() if theme else seeds
    return _drawn(view, view.get(sorted(ids)), found, centre or territory, known, about, truncated, note)


def _seeds(view: View, centre: str, territory: str, theme: str) -> tuple[set[str], str]:
    if centre:
        return {centre}, said_before("autour de", view.actor(centre).name)
    if territory:
        bodies = territory_bodies(view).get(territory, {territory})
        return set(bodies), said_before("autour de", view.actor(territory).name)
    if theme:
        wanted = fold(theme)
        found = {item.id for item in stakeholders(view).values() if wanted in map(fold, item.themes)}
        if not found:
            known = Counter(name for item in stakeholders(view).values() for name in item.themes)
            names = listed([name for name, _ in known.most_common(12)]) or "aucun"
            raise BadParameter(f"Aucun acteur n'a le domaine « {theme} ». Domaines connus : {names}.")
        return found, f"du domaine « {theme} »"
    return set(), ""


def _within(
    view: View, seeds: Collection[str], kinds: Sequence[str], depth: int, most: int
) -> tuple[set[str], dict[str, int], str]:
    """Return the actors within some steps, the hubs cut short, and a note when the last step had to be left out."""
    ids, frontier = set(seeds), set(seeds)
    truncated: dict[str, int] = {}
    for step in range(depth):
        expansion = view.expand(sorted(frontier), kinds)
        reached = {end for tie in expansion.ties for end in (tie.start, tie.end)} - ids - counted_ids(view)
        if step and len(ids) + len(reached) > most:
            total = number(len(ids) + len(reached))
            return ids, truncated, f"à deux pas ils seraient {total} : seul le premier pas est montré"
        truncated |= expansion.truncated
        ids |= reached
        frontier = reached
    return ids, truncated, ""


def _drawn(
    view: View,
    actors: Mapping[str, Actor],
    told: Sequence[Sequence[Tie]],
    centre: str,
    known: Collection[str],
    about: str,
    truncated: Mapping[str, int],
    note: str,
) -> NetworkAnswer:
    ties = [tie for tie, *_ in told]
    names = {a.id: a.name for a in actors.values()}
    nodes = [NetNode(a.id, a.name, a.kind) for a in sorted(actors.values(), key=lambda a: (fold(a.name), a.id))]
    cut = [
        f"{names[hub]} a {number(total)} liens : une partie seulement est suivie" for hub, total in truncated.items()
    ]
    central, bridges, isolated = _roles(actors, ties, known)
    return NetworkAnswer(
        title=f"Réseau {about}",
        sentence=sentences([
            f"{counted_actors(node.kind for node in nodes)}{_and_ties(nodes, ties, centre)} {about}", note,
            central[0].sentence if central else "", bridges[0].sentence if bridges else "",
        ]),
        gaps=[f"{text}." for text in cut],
        network=Network(nodes, [edge_of(view, tie) for tie in ties], centre),
        ties=ties, told={same[0].id: claims_of(same) for same in told}, names=names, central=central, bridges=bridges, isolated=isolated, truncated=truncated,
    )  # fmt: skip


def _and_ties(nodes: Sequence[NetNode], ties: Sequence[Tie], centre: str) -> str:
    """Return how many ties are drawn, those of the centre told apart from those between its neighbours."""
    apart = "," if any(node.kind in ("activity", "territory") for node in nodes) else ""
    own = sum(centre in (tie.start, tie.end) for tie in ties)
    between = len(ties) - own
    more = f" (dont {number(between)} entre eux)" if centre and own and between else ""
    return f"{apart} et {counted(len(ties), 'lien')}{more}"


# -- who matters ---------------------------------------------------------------------------------------------


def _neighbours(ties: Iterable[Tie]) -> dict[str, set[str]]:
    near: dict[str, set[str]] = defaultdict(set)
    for tie in ties:
        near[tie.start].add(tie.end)
        near[tie.end].add(tie.start)
    return near


def _roles(
    actors: Mapping[str, Actor], ties: Sequence[Tie], known: Collection[str], most: int = 5
) -> tuple[list[Place], list[Place], list[Place]]:
    """Return who is central, who bridges and who is alone, each with the sentence that says why.

    `known` is what the drawing is about: it is at the centre by construction, so it is not named.
    """
    near = _neighbours(ties)
    names = {a.id: a.name for a in actors.values()}
    ranked = sorted((a for a in near if a not in known), key=lambda a: (-len(near[a]), fold(names[a]), a))
    central = [
        Place(a, names[a], f"{names[a]} est relié à {in_letters(len(near[a]))} acteurs du réseau")
        for a in ranked[:most]
        if len(near[a]) > 2
    ]
    alone = [
        Place(a, name, f"{name} n'est relié à aucun autre acteur du réseau")
        for a, name in names.items()
        if a not in near
    ]
    alone += [
        Place(a, names[a], f"{names[a]} ne tient au réseau que par {names[next(iter(near[a]))]}")
        for a in sorted(near, key=lambda a: (fold(names[a]), a))
        if len(near[a]) == 1 and a not in known
    ]
    return central, _bridges(near, names, known)[:most], alone


def _bridges(near: Mapping[str, set[str]], names: Mapping[str, str], known: Collection[str]) -> list[Place]:
    """Return the actors without whom others would no longer be reached, those who hold the most first."""
    import networkx

    graph = networkx.Graph([(a, b) for a in sorted(near) for b in sorted(near[a]) if a < b])
    held = {a: _held_by(graph, a) for a in networkx.articulation_points(graph) if a not in known}
    ranked = sorted(held, key=lambda a: (-len(held[a]), fold(names[a]), a))
    return [
        Place(a, names[a], f"sans {names[a]}, {_would_leave(sorted((names[b] for b in held[a]), key=fold))}")
        for a in ranked
    ]


def _would_leave(names: Sequence[str]) -> str:
    verb = "ne serait plus relié" if len(names) == 1 else "ne seraient plus reliés"
    return f"{listed(names, most=3)} {verb} aux autres"


def _held_by(graph: networkx.Graph[str], actor: str) -> set[str]:
    """Return those that only this actor ties to the largest part of the network."""
    import networkx

    whole = networkx.node_connected_component(graph, actor)
    parts = list(networkx.connected_components(graph.subgraph(whole - {actor})))
    largest = max(parts, key=lambda part: (len(part), min(part)))
    return {other for part in parts if part is not largest for other in part}


# -- too many to draw ----------------------------------------------------------------------------------------


def _aggregated(view: View, ids: set[str], kinds: Sequence[str], about: str, note: str) -> NetworkAnswer:
    """Return the network by kind of actor: how many of each, and how many ties between kinds."""
    kind_of = {actor.id: actor.kind for actor in view.get(sorted(ids)).values()}
    counts = Counter(kind_of.values())
    pairs: Counter[tuple[str, str]] = Counter()
    for tie in among(view, ids):
        if tie.kind in kinds:
            pairs[kind_of[tie.start], kind_of[tie.end]] += 1
    nodes = [NetNode(kind, _counted_kind(kind, n), kind, count=n) for kind, n in counts.most_common()]
    edges = [NetEdge(f"{a}>{b}", a, b, "", str(n)) for (a, b), n in sorted(pairs.items())]
    links = counted(sum(pairs.values()), "lien")
    apart = "," if "territory" in counts or "activity" in counts else ""
    said = note or f"{counted_actors(kind_of.values())}{apart} et {links}"
    more = f"le réseau est regroupé par type d'acteur, avec {links}" if note else ""
    return NetworkAnswer(
        title=f"Réseau {about}",
        sentence=sentences([f"{said} {about}" if not note else f"{about}, {said}", more]),
        network=Network(nodes, edges),
        ties=[], told={}, names={}, central=[], bridges=[], isolated=[], truncated={}, aggregated=True,
    )  # fmt: skip


def _counted_kind(kind: str, count: int) -> str:
    label = KINDS[kind].label if count == 1 else KINDS[kind].plural
    return f"{label} ({number(count)})"
