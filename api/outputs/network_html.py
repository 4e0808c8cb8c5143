"""A network as one file to send: it opens offline, asks nothing of anyone, and says the same in a table.

The page carries its own rule: no remote resource, and only the scripts whose digest it names may run.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from api.network import network_data, vis_assets
from api.outputs.drawing import data_block, render
from api.outputs.graph import DASHED, Edge, Network
from api.signs import kinds_stylesheet, sign_path
from api.templates import STATIC, spaced_page
from kb.kinds import KINDS
from kb.naming import joined
from kb.text import fold


def network_html(network: Network) -> str:
    """Return the page, whole; the same network gives the same bytes."""
    files = (vis_assets()["vis-network.min.js"], STATIC / "etiquettes.js", Path(__file__).with_name("network.js"))
    scripts = [page_script(path) for path in files]
    page = render(
        "network.html.j2",
        network=network,
        policy=content_policy(scripts),
        summary=network.summary or _counted(network),
        signs_style=Markup(kinds_stylesheet()),  # noqa: S704 - made of our own declarations
        legend=list(_legend(network)),
        lines=list(_lines(network.edges)),
        rows=list(_rows(network)),
        data=data_block(network_data(network.nodes, network.edges, network.positions)),
        scripts=[Markup(script) for script in scripts],  # noqa: S704 - files of ours or checked
    )
    return spaced_page(page)


def page_script(path: Path) -> str:
    """Return a script as a page holds it inside: line ends as a browser reads them, no pointer to another file.

    Raises `ValueError` when the script would end its element.
    """
    text = path.read_bytes().decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    kept = "\n".join(line for line in text.split("\n") if not line.startswith("//# sourceMappingURL="))
    if "</script" in kept.lower() or "<!--" in kept:
        raise ValueError(f"{path.name} cannot stand inside a page")
    return kept


def content_policy(scripts: Sequence[str]) -> str:
    """Return the rule a page declares: nothing from elsewhere, no script but these.

    >>> content_policy([""]).endswith("'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='")
    True
    """
    digests = (b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests)
    return (
        "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'unsafe-inline'; img-src data:; "
        f"script-src {allowed}"
    )


def _counted(network: Network) -> str:
    nodes, edges = len(network.nodes), len(network.edges)
    return f"{nodes} acteur{'s' if nodes > 1 else ''}, {edges} lien{'s' if edges > 1 else ''}."


def _legend(network: Network) -> Iterator[dict[str, str]]:
    used = {node.kind for node in network.nodes}
    for code, kind in KINDS.items():
        if code in used:
            yield {"code": code, "label": kind.label, "path": sign_path(kind.sign.shape, 15)}


def _lines(edges: Sequence[Edge]) -> Iterator[dict[str, Any]]:
    if any(edge.money for edge in edges):
        yield {"label": "financement", "style": "signe-funder", "width": 2.2, "dashed": False}
    if any(edge.dashed for edge in edges):
        yield {"label": DASHED, "style": "soft", "width": 1.5, "dashed": True}


def _rows(network: Network) -> Iterator[dict[str, str]]:
    """Yield the table twin: each actor with the ties that start from it, or those it receives when it starts none."""
    names = {node.id: node.name for node in network.nodes}
    starts: dict[str, list[tuple[str, str]]] = {node.id: [] for node in network.nodes}
    ends: dict[str, list[tuple[str, str]]] = {node.id: [] for node in network.nodes}
    for edge in network.edges:
        if edge.start in names and edge.end in names:
            detail = f" ({edge.detail})" if edge.detail else ""
            starts[edge.start].append((edge.label, names[edge.end] + detail))
            ends[edge.end].append((edge.backward or edge.label, names[edge.start] + detail))
    for node in sorted(network.nodes, key=lambda node: (fold(node.name), node.id)):
        said = _sentence(starts[node.id] or ends[node.id])
        kind = KINDS[node.kind].label
        name = f"{node.name} ({node.note})" if node.note and node.note != kind else node.name
        yield {"name": name, "kind": kind, "ties": said or "aucun lien dans cette vue"}


def _sentence(ties: Sequence[tuple[str, str]]) -> str:
    grouped: dict[str, list[str]] = {}
    for label, other in ties:
        grouped.setdefault(label, []).append(other)
    return " ; ".join(joined(label, ', '.join(sorted(others, key=fold))) for label, others in sorted(grouped.items()))
