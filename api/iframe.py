"""A picture inside a notebook cell: one frame that holds its whole page, and asks nothing of the network or the disk.

A relative frame is blank in many editors and lost when the notebook is mailed. The page is therefore written inside
the cell (`srcdoc`), in a sandbox: its scripts never reach the notebook that shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path

from markupsafe import Markup

from api.files import write_whole
from api.outputs.graph import Edge, Network
from kb.errors import BadParameter
from kb.text import fold
from kb.words import quoted
from queries.words import counted, said_before

#: How many ties the plain text of a drawing lists.
MOST_LINES = 12
#: What a reader sees before the name of an actor brought forward: never a colour alone.
FORWARD = "→"
#: In a cell the drawing takes the height it is given, and the title the room of a caption.
_IN_A_CELL = """<style>
main { padding: 8px 12px; } h1 { font-size: 18px; } .bar { margin: 8px 0; }
#reseau-resume { margin: 0; font-size: 14px; }
.view { grid-template-columns: minmax(0, 1fr) 240px; }
#reseau, #reseau-detail { height: calc(100vh - 148px); min-height: 240px; max-height: none; }
#reseau-detail { padding: 12px; }
@media (max-width: 560px) { .view { grid-template-columns: minmax(0, 1fr); } #reseau-detail { height: auto; } }
</style>"""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture to show in a cell, to save as one file that opens offline, or to take as SVG.

    `page` is the self-contained page, `words` the same picture in plain text, `draw` makes its SVG.
    """

    title: str
    page: str = field(repr=False)
    words: str
    draw: Callable[[], str] = field(repr=False)
    height: int = 500

    def _repr_html_(self) -> str:
        page = self.page.replace("</head>", f"{_IN_A_CELL}\n</head>", 1)
        return (
            f'<iframe title="{escape(self.title)}" srcdoc="{escape(page)}" sandbox="allow-scripts" '
            f'width="100%" height="{self.height:d}" style="border: 0; display: block;"></iframe>'
        )

    def __repr__(self) -> str:
        return self.words

    def svg(self) -> str:
        """Return the picture as one static drawing; raises `BadParameter` when it has too many actors to be read."""
        return self.draw()

    def save(self, path: str | Path) -> Path:
        """Write the picture as one file, a page or, when the name ends with `.svg`, a static drawing; return its path.

        Raises `UnwritableFile`, the file then being as it was.
        """
        to = Path(path)
        write_whole(to, (self.svg() if to.suffix.lower() == ".svg" else self.page).encode())
        return to


def network_drawing(network: Network, centre: str = "", highlight: Sequence[str] = (), height: int = 500) -> Drawing:
    """Return a network as a drawing, some actors brought forward by their name or id; raises `BadParameter`."""
    from api.outputs.network_html import network_html

    marked = _bring_forward(network, highlight)
    # A page that travels has no sheet to open behind its names.
    nodes = [replace(node, href="") for node in marked.nodes]
    bare = replace(marked, nodes=nodes, positions={name: _wide(place) for name, place in marked.positions.items()})
    return Drawing(marked.title, network_html(bare), _words(bare), lambda: _network_svg(bare, centre), height)


def still_drawing(title: str, summary: str, svg: str, height: int = 500) -> Drawing:
    """Return a static picture as a drawing; its page may run no script at all."""
    from api.outputs.network_html import content_policy

    page = Markup(
        '<!doctype html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="{policy}">\n<title>{title}</title>\n'
        "<style>body {{ margin: 0; background: #FFFFFF; }}\n"
        "svg {{ display: block; max-width: 100%; height: auto; }}</style>\n"
        "</head>\n<body>\n{svg}\n</body>\n</html>\n"
    ).format(policy=content_policy([]), title=title, svg=Markup(svg))  # noqa: S704 - a drawing of ours, texts escaped
    return Drawing(title, str(page), f"{title}\n{summary}", lambda: svg, height)


def _bring_forward(network: Network, highlight: Sequence[str]) -> Network:
    wanted = [highlight] if isinstance(highlight, str) else list(highlight)
    chosen: dict[str, str] = {}
    for asked in wanted:
        found = [node for node in network.nodes if node.id == asked or fold(node.name) == fold(asked)]
        if not found:
            said = f"{quoted(asked)} n'est pas dans ce dessin"
            raise BadParameter(f"{said} : donnez le nom ou l'identifiant d'un de ses acteurs.")
        chosen.update((node.id, node.name) for node in found)
    if not chosen:
        return network
    nodes = [replace(node, name=f"{FORWARD} {node.name}") if node.id in chosen else node for node in network.nodes]
    summary = f"{network.summary} Mis en avant : {', '.join(chosen.values())}."
    return replace(network, nodes=nodes, summary=summary.strip())


def _wide(place: tuple[float, float]) -> tuple[float, float]:
    # A cell is wider than high: a drawing of its shape keeps names large enough to be read.
    return round(place[0] * 0.85, 4), round(place[1] * 0.5, 4)


def _network_svg(network: Network, centre: str) -> str:
    from api.outputs.ego import ego_svg

    return ego_svg(centre, network.nodes, network.edges, network.positions)


def _words(network: Network) -> str:
    names = {node.id: node.name for node in network.nodes}
    lines = [_line(edge, names) for edge in network.edges[:MOST_LINES]]
    rest = len(network.edges) - len(lines)
    lines += [f"… et {counted(rest, 'autre lien')}"] if rest > 0 else []
    return "\n".join([network.title, network.summary, *(f"  {line}" for line in lines)])


def _line(edge: Edge, names: dict[str, str]) -> str:
    said = f"{names[edge.start]} {said_before(edge.label, names[edge.end])}"
    return f"{said} ({edge.detail})" if edge.detail else said
