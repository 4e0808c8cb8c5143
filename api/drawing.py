"""Pictures of answers: what questions return, handed to the writers of drawings with places, words and a foot line."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from api.outputs import graph as drawn
from api.outputs.matrix import KindGroup, MatrixPage
from api.positions import PositionBook, place
from kb.kinds import KINDS, TIES
from kb.view import SourceInfo, View
from queries.answers import Answer, Matrix, NetEdge, NetNode, Network
from queries.marks import says_demo
from queries.words import before, counted, day, figured, listed

#: How many sources the foot of a picture names, before it counts the others.
FOOT_NAMES = 3


def actor_href(actor_id: str) -> str:
    """Return the address of an actor's sheet."""
    return f"/parties-prenantes/{quote(actor_id, safe='')}"


def drawn_network(view: View, answer: Answer, picture: Network, book: PositionBook | None = None) -> drawn.Network:
    """Return a network ready to be drawn: its nodes and edges in words, each at its place."""
    ids = [node.id for node in picture.nodes]
    names = {node.id: node.label for node in picture.nodes}
    edges = [e for e in picture.edges if e.start in names and e.end in names]
    name = f"{type(answer).__name__}|{picture.centre}|{answer.title}"
    places = place(book, name, ids, [(e.start, e.end) for e in edges])
    return drawn.Network(
        title=answer.title,
        nodes=[drawn.Node(n.id, n.label, n.kind, n.sub or KINDS[n.kind].label, _sheet_href(n)) for n in picture.nodes],
        edges=[_edge(e, names) for e in edges],
        positions=places,
        summary=answer.sentence,
        facts=[("Données au", day(view.date.isoformat())), *source_lines(view)],
    )


def _sheet_href(node: NetNode) -> str:
    return f"/parties-prenantes?kind={node.kind}" if node.count > 1 else actor_href(node.id)


def _edge(edge: NetEdge, names: Mapping[str, str]) -> drawn.Edge:
    """Return one edge in words; an aggregated one, which stands for many ties, says their number."""
    if not edge.kind:
        return drawn.Edge(
            edge.start,
            edge.end,
            f"{figured(int(edge.label), 'lien')} avec" if edge.label.isdigit() else edge.label,
            directed=False,
            dashed=edge.planned,
        )
    kind = TIES[edge.kind]
    detail = "démonstration" if edge.demo else ""
    return drawn.Edge(
        edge.start,
        edge.end,
        before(edge.label, names[edge.end]),
        before(edge.backward or kind.backward, names[edge.start]),
        detail,
        edge.money,
        drawn.is_dashed(edge.kind, edge.planned),
        not kind.symmetric,
    )


def sources_of(view: View) -> list[SourceInfo]:
    """Return the sources of the base, read once for each of its states: every page names them."""
    return view.memo("sources", view.sources)


def source_lines(view: View) -> list[tuple[str, str]]:
    """Return the sources of the base as label and value, for the foot of documents."""
    return [("Source", f"{source_name(s)}, au {day(s.last)}") for s in sources_of(view)]


def source_name(source: SourceInfo) -> str:
    """Return the name of a source, said to be a demonstration when its name does not say so already."""
    name = source.title or source.name
    return name if not source.demo or says_demo(name) else f"{name} (démonstration)"


def network_svg(view: View, answer: Answer, picture: Network, book: PositionBook | None = None) -> str:
    """Return a network as one static drawing."""
    from api.outputs.ego import ego_svg

    network = drawn_network(view, answer, picture, book)
    return ego_svg(picture.centre or network.nodes[0].id, network.nodes, network.edges, network.positions)


def network_page(view: View, answer: Answer, picture: Network, book: PositionBook | None = None) -> str:
    """Return a network as one self-contained interactive page."""
    from api.outputs.network_html import network_html

    network = drawn_network(view, answer, picture, book)
    # A file that travels has no sheet to open behind its names.
    nodes = [drawn.Node(n.id, n.name, n.kind, n.note) for n in network.nodes]
    return network_html(
        drawn.Network(network.title, nodes, network.edges, network.positions, network.summary, network.facts)
    )


def matrix_page(view: View, answer: Answer, picture: Matrix) -> MatrixPage:
    """Return the matrix of an answer as the page the infographic draws, with its title and its foot line."""
    return MatrixPage(
        title=answer.title,
        subtitle=answer.sentence,
        territories=picture.territories,
        groups=[KindGroup(group.kind, group.label, group.rows) for group in picture.groups],
        totals=picture.totals,
        moved=picture.moved,
        remember=picture.remember,
        foot=foot_line(view, _invented(view, picture)),
    )


def _invented(view: View, picture: Matrix) -> str:
    """Return in words which crossings of a matrix a demonstration source says: their letters do not tell them."""
    places = {place.id: place.name for place in picture.territories}
    said = {(row.name, place): {c for m in marks for c in m.claims} for row in picture.rows() for place, marks in row.cells.items()}
    demo = {claim for claim, origin in view.origins(set().union(*said.values())).items() if origin.demo}
    told = [f"{name} à {places[place]}" for (name, place), claims in said.items() if claims & demo]
    return f"liens de démonstration : {listed(told, most=6)}" if told else "aucun exemple de démonstration dessiné"


def foot_line(view: View, invented: str = "dont des exemples de démonstration, signalés comme tels") -> str:
    """Return the line at the foot of a picture: data date, sources, what is invented in a base that holds examples, layer."""
    from kb.privacy import Layer

    sources = sources_of(view)
    demo = [s for s in sources if s.demo]
    named = listed([source_name(s) for s in sources], most=FOOT_NAMES)
    said = [f"Données au {day(view.date.isoformat())}", f"{counted(len(sources), 'source')} dans la base{f' ({named})' if named else ''}"]
    if demo:
        said.append(invented)
    engaged = Layer.ENGAGEMENT in view.viewer.layers
    said += ["avec le plan d'engagement" if engaged else "cartographie, sans donnée personnelle ni position", "Maillage"]
    return " · ".join(said)


def matrix_svg(view: View, answer: Answer, picture: Matrix) -> str:
    """Return the infographic of a matrix, A3 landscape."""
    from api.outputs.infographic import infographic_svg

    return infographic_svg(matrix_page(view, answer, picture))
