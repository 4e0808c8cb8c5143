"""The guides: one Markdown file each, read as it is by who has the sources, and shown under « Aide » by the pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import count, pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from kb.text import slug


@dataclass(frozen=True, slots=True)
class Guide:
    """One guide: its name in addresses, its title, its parts as anchor and title, and its text as a page shows it."""

    name: str
    title: str
    parts: tuple[tuple[str, str], ...]
    body: Markup


@cache
def guides() -> dict[str, Guide]:
    """Return every guide that ships, by its name.

    >>> [guide.title for guide in guides().values()]
    ['Se servir de Maillage depuis un programme', 'La base sur un serveur Neo4j']
    """
    files = sorted((file for file in resources.files(__package__).iterdir() if file.name.endswith(".md")), key=str)
    return {(name := file.name.removesuffix(".md")): read_guide(name, file.read_text("utf-8")) for file in files}


def read_guide(name: str, text: str) -> Guide:
    """Return a guide from its Markdown; markup written in it stays text.

    >>> guide = read_guide("essai", "# Titre\\n\\n## Une partie\\n\\nUn <b>mot</b>.")
    >>> guide.title, guide.parts
    ('Titre', (('une-partie', 'Une partie'),))
    >>> str(guide.body).splitlines()[1]
    '<p>Un &lt;b&gt;mot&lt;/b&gt;.</p>'
    """
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(text)
    title = next((inside.content for opened, inside in pairwise(tokens) if opened.tag == "h1"), name)
    kept = _below(tokens)
    parts = tuple(_anchored(kept))
    for token in kept:
        if token.type == "th_open":
            token.attrSet("scope", "col")
    # What the reader renders escapes every text; nothing of it comes from a person's file.
    return Guide(name, title, parts, Markup(reader.renderer.render(kept, reader.options, {})))  # noqa: S704


def _below(tokens: list[Token]) -> list[Token]:
    """Return what stands below the title: the page shows it in its own place."""
    ends = [at for at, token in enumerate(tokens) if token.type == "heading_close" and token.tag == "h1"]
    return tokens[ends[0] + 1 :] if ends else tokens


def _anchored(tokens: list[Token]) -> Iterator[tuple[str, str]]:
    """Give each part an address of its own, and yield it with its title."""
    taken: set[str] = set()
    for opened, inside in pairwise(tokens):
        if opened.type == "heading_open" and opened.tag == "h2":
            first = slug(inside.content)
            anchor = next(name for n in count(1) if (name := first if n == 1 else f"{first}-{n}") not in taken)
            taken.add(anchor)
            opened.attrSet("id", anchor)
            yield anchor, inside.content
