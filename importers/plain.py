"""Published pages as plain text: tags left out, lists and paragraphs parted, and no address of anybody kept."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from kb.text import clean

_PARTED = frozenset({"p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table", "section"})
_SILENT = frozenset({"script", "style", "template"})
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<!\d)(?:\+33[\s.-]?|0)[1-9](?:[\s.-]?\d\d){4}(?!\d)", re.ASCII)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in _SILENT
        if tag in _PARTED:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in _SILENT and self.silent > 0
        if tag in _PARTED:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)


def plain_text(markup: str) -> str:
    """Return the words of a piece of HTML, its paragraphs parted, e-mail addresses and telephones left out.

    >>> plain_text("<p>Qui&nbsp;?</p><ul><li>Les communes</li></ul> a@b.fr")
    'Qui ? Les communes [adresse]'
    """
    reader = _Text()
    reader.feed(markup)
    reader.close()
    text = " ".join(filter(None, map(clean, "".join(reader.parts).split("\n"))))
    return _PHONE.sub("[téléphone]", _MAIL.sub("[adresse]", text))
