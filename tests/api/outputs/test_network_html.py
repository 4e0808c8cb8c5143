"""What a network to send promises: offline, nothing but its own scripts, names as text, the same said in a table."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from api.layout import layout
from api.outputs.ego import Box
from api.outputs.graph import Edge, Network, Node
from api.outputs.network_html import network_html, page_script

PAYLOADS = [
    "</script><script>window.__xss=1</script>",
    "<img src=x onerror=window.__xss=1>",
    '"><svg onload=window.__xss=1>',
    '<a href="javascript:window.__xss=1">href</a>',
    "{{ 7*7 }} ${window.__xss=1}",
    "<!--",
    "*gras* <b>gras</b>",
]


class Page(HTMLParser):
    """The elements of a page, as a browser would meet them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.text = ""
        self._in = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._in = tag
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        self._in = ""

    def handle_data(self, data: str) -> None:
        if self._in == "script":
            self.scripts[-1] += data
        else:
            self.text += data


def a_network(names: list[str]) -> Network:
    nodes = [Node(f"n{n}", name, ("funder", "siae", "support")[n % 3]) for n, name in enumerate(names)]
    edges = [Edge("n0", node.id, names[-1], "est financé par", names[-1], money=True) for node in nodes[1:]]
    places = layout([node.id for node in nodes], [(edge.start, edge.end) for edge in edges])
    return Network(names[0], nodes, edges, places, facts=[("Données au", "24/11/2026"), ("Filtre", names[-1])])


def test_names_stay_text_everywhere() -> None:
    page = Page(network_html(a_network(PAYLOADS)))

    assert [tag for tag, _ in page.elements].count("script") == 4
    assert not {"img", "a", "b", "iframe", "link", "object"} & {tag for tag, _ in page.elements}
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
    assert all(payload in page.text for payload in PAYLOADS)


def test_no_resource_comes_from_elsewhere() -> None:
    page = Page(network_html(a_network(["Fonds", "Atelier", "finance"])))

    assert not [attributes for _, attributes in page.elements if {"src", "href", "srcset", "action"} & set(attributes)]
    assert not re.search(r"@import|url\(|sourceMappingURL", page.text + "".join(page.scripts[2:]))


def test_only_the_scripts_named_by_their_digest_may_run() -> None:
    page = Page(network_html(a_network(["Fonds", "Atelier", "finance"])))

    policy = next(str(a["content"]) for _, a in page.elements if a.get("http-equiv") == "Content-Security-Policy")
    digests = [b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in page.scripts[1:]]

    assert re.findall(r"'sha256-([^']+)'", policy) == digests
    assert policy.startswith("default-src 'none'")
    assert "unsafe-eval" not in policy


def test_the_table_says_every_tie() -> None:
    names = ["Fonds", "Atelier", "Coup de pouce", "finance"]
    page = Page(network_html(a_network(names)))

    assert "finance Atelier (finance), Coup de pouce (finance), finance (finance)" in page.text
    assert "24/11/2026" in page.text


def test_the_same_network_gives_the_same_bytes() -> None:
    assert network_html(a_network(["A", "B", "C"])) == network_html(a_network(["A", "B", "C"]))


def test_a_script_that_would_end_its_element_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.js").write_text('let a = "</SCRIPT>";', "utf-8")

    with pytest.raises(ValueError, match=r"bad\.js"):
        page_script(tmp_path / "bad.js")


@pytest.mark.browser
def test_a_browser_draws_hostile_names_without_running_them(browser: Any, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(network_html(a_network(PAYLOADS)), "utf-8")
    page = browser.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))

    page.goto((tmp_path / "page.html").as_uri())
    page.wait_for_selector("html[data-pret=oui]", state="attached", timeout=20_000)
    for number in range(len(PAYLOADS)):
        page.select_option("#reseau-acteur", str(number))
    chosen = page.text_content("#reseau-detail h2")
    run = page.evaluate("window.__xss")
    page.close()

    assert (run, said, len(asked)) == (None, [], 1)
    assert chosen == PAYLOADS[-1]


#: Notes where each text lands on the canvas of the last drawing, in pixels of the screen.
LISTEN = """
window.named = [];
const write = CanvasRenderingContext2D.prototype.fillText;
const clear = CanvasRenderingContext2D.prototype.clearRect;
CanvasRenderingContext2D.prototype.clearRect = function (...all) { window.named = []; return clear.apply(this, all); };
CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
  window.named.push([text, x, y, x + this.measureText(text).width, y + 13, this.canvas.clientWidth, this.canvas.clientHeight]);
  return write.call(this, text, x, y);
};
"""


@pytest.mark.browser
def test_names_never_lie_on_each_other_nor_out_of_the_drawing(browser: Any, tmp_path: Path) -> None:
    names = [f"Association de quartier numéro {n}" for n in range(90)]
    nodes = [Node(f"n{n}", name, "association") for n, name in enumerate(names)]
    edges = [Edge(f"n{n // 9}", f"n{n}", "est partenaire de") for n in range(1, 90)]
    places = layout([node.id for node in nodes], [(edge.start, edge.end) for edge in edges])
    (tmp_path / "page.html").write_text(network_html(Network("Réseau", nodes, edges, places)), "utf-8")
    page = browser.new_page()
    page.add_init_script(LISTEN)

    page.goto((tmp_path / "page.html").as_uri())
    page.wait_for_selector("html[data-pret=oui]", state="attached", timeout=20_000)
    page.wait_for_timeout(300)
    far = page.evaluate("window.named")
    for _ in range(4):
        page.click("#reseau-plus")
    page.wait_for_timeout(300)
    near = page.evaluate("window.named")
    page.close()

    for named in (far, near):
        boxes = [Box(*box[1:5]) for box in named]
        assert len(boxes) > 10
        assert [a for n, a in enumerate(boxes) for b in boxes[n + 1 :] if a.overlap(b) > 0] == []
        assert [b for (*_, wide, high), b in zip(named, boxes, strict=True) if b.right > wide or b.bottom > high] == []


@pytest.mark.browser
@pytest.mark.parametrize(("wide", "narrowest"), [(1280, 120), (320, 250)])
def test_no_word_of_the_table_is_broken_by_a_narrow_column(browser: Any, tmp_path: Path, wide: int, narrowest: int) -> None:
    names = [f"Embellissement de logements {n}" for n in range(40)]
    nodes = [Node(f"n{n}", name, "activity" if n else "territory", "Activité" if n else "") for n, name in enumerate(names)]
    edges = [Edge("n0", f"n{n}", "est le lieu de") for n in range(1, 40)]
    places = layout([node.id for node in nodes], [(edge.start, edge.end) for edge in edges])
    (tmp_path / "page.html").write_text(network_html(Network("Réseau", nodes, edges, places)), "utf-8")
    page = browser.new_page(viewport={"width": wide, "height": 800})

    page.goto((tmp_path / "page.html").as_uri())
    cells = page.evaluate("[...document.querySelectorAll('tbody th, tbody td')].map(c => c.getBoundingClientRect().width)")
    across = page.evaluate("document.documentElement.scrollWidth")
    page.close()

    assert min(cells) >= narrowest
    assert across <= wide
    assert "(Activité)" not in network_html(Network("Réseau", nodes, edges, places)).split("<table")[1].split("</table")[0]
