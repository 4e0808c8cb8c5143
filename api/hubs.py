"""The second picture: who works with whom around an actor or a territory, made from the answer on its network."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from api.drawing import foot_line
from api.outputs.hub import MOST_COLUMNS, Between, Hub, hub_svg
from api.outputs.stacks import Circle, Partner
from kb.errors import BadParameter
from kb.kinds import KINDS, STAKEHOLDERS, TIES
from kb.text import fold
from kb.view import View
from queries.answers import NetEdge, NetNode
from queries.matrix import group_rank
from queries.network import NetworkAnswer
from queries.presence import territory_bodies
from queries.words import NBSP, counted, listed, said_before, sentences

#: Most natures of ties said in one box.
NATURES = 2


@dataclass
class _Found:
    """One partner: its ties to the hub in words, and whether one of them is money."""

    node: NetNode
    natures: dict[str, None] = field(default_factory=dict)
    money: bool = False


def has_hub(answer: NetworkAnswer) -> bool:
    """Tell whether an answer is about one actor or one territory, with at least one partner to draw."""
    centre = answer.network.centre
    others = (node.kind for node in answer.network.nodes if node.id != centre)
    return bool(centre) and not answer.aggregated and any(kind in STAKEHOLDERS for kind in others)


def network_hub_svg(view: View, answer: NetworkAnswer) -> str:
    """Return the picture of what surrounds the centre of a network, A3; raises `BadParameter` when it has no centre."""
    if not has_hub(answer):
        raise BadParameter("Cette affiche part d'un acteur ou d'un territoire : choisissez-en un qui a des liens.")
    return hub_svg(hub_of(view, answer))


def hub_of(view: View, answer: NetworkAnswer) -> Hub:
    """Return the hub of a network: those tied to its centre by kind, and the ties between them.

    Around a territory, what is tied to its CLE or its EBE counts as tied to it, and its words name them.
    """
    nodes = {node.id: node for node in answer.network.nodes}
    centre = nodes[answer.network.centre]
    bodies = territory_bodies(view).get(centre.id, frozenset()) | {centre.id}
    found = _partners(nodes, answer.network.edges, centre.id, bodies)
    circles = _circles(found.values())
    drawn = {partner.id for circle in circles for partner in circle.partners}
    return Hub(
        title=said_before("Qui travaille avec qui autour de", centre.label),
        subtitle=_subtitle(nodes, {centre.id, *drawn}, circles),
        name=centre.label,
        kind=centre.kind,
        circles=circles,
        between=_between(answer.network.edges, drawn - bodies),
        foot=foot_line(view),
    )


def _partners(
    nodes: Mapping[str, NetNode], edges: Iterable[NetEdge], centre: str, bodies: Collection[str]
) -> dict[str, _Found]:
    found: dict[str, _Found] = {}
    for edge in edges:
        for one, other in ((edge.start, edge.end), (edge.end, edge.start)):
            near = other == centre or (other in bodies and one not in bodies)
            if one != centre and near and nodes[one].kind in STAKEHOLDERS:
                partner = found.setdefault(one, _Found(nodes[one]))
                partner.natures.setdefault(_nature(edge, one, other, nodes))
                partner.money |= edge.money
    return found


def _nature(edge: NetEdge, one: str, other: str, nodes: Mapping[str, NetNode]) -> str:
    """Return a tie in words, read from the partner."""
    reading = said_before(edge.label if edge.start == one else edge.backward or TIES[edge.kind].backward, nodes[other].label)
    notes = [word for word, said in (("en projet", edge.planned), ("démonstration", edge.demo)) if said]
    return f"{reading} ({', '.join(notes)})" if notes else reading


def _circles(found: Iterable[_Found]) -> list[Circle]:
    """Return the partners by kind, money first; the kinds with fewest give way when there are too many."""
    by_kind: dict[str, list[_Found]] = defaultdict(list)
    for partner in found:
        by_kind[partner.node.kind].append(partner)
    kept = sorted(by_kind, key=lambda kind: (-len(by_kind[kind]), group_rank(kind)))[:MOST_COLUMNS]
    return [
        Circle(kind, KINDS[kind].plural, [_drawn(partner) for partner in sorted(by_kind[kind], key=_first)])
        for kind in sorted(kept, key=group_rank)
    ]


def _first(partner: _Found) -> tuple[bool, str, str]:
    return (not partner.money, fold(partner.node.label), partner.node.id)


def _drawn(partner: _Found) -> Partner:
    said = list(partner.natures)
    more = len(said) - NATURES
    shown = said[:NATURES] + ([f"et {counted(more, 'autre lien')}"] if more > 0 else [])
    return Partner(partner.node.id, partner.node.label, f"{NBSP}; ".join(shown), partner.money)


def _between(edges: Iterable[NetEdge], partners: Collection[str]) -> list[Between]:
    """Return one line for each pair of partners that are tied, whatever the number of their ties."""
    pairs: dict[frozenset[str], Between] = {}
    for edge in edges:
        if edge.start in partners and edge.end in partners and edge.start != edge.end:
            pairs.setdefault(frozenset((edge.start, edge.end)), Between(edge.start, edge.end, edge.label))
    return list(pairs.values())


def _subtitle(nodes: Mapping[str, NetNode], drawn: Collection[str], circles: Collection[Circle]) -> str:
    """Return the count of partners, and what the page leaves to the table."""
    activities = sum(node.kind == "activity" for node in nodes.values())
    others = sum(node.kind != "activity" and node.id not in drawn for node in nodes.values())
    left = [counted(n, noun) for n, noun in ((activities, "activité"), (others, "autre acteur")) if n]
    said = f"{counted(len(drawn) - 1, 'partenaire')} de {counted(len(circles), 'type')}"
    return sentences([said, f"Dans le tableau seulement : {listed(left)}" if left else ""])
