"""What every page must be, read from its HTML alone: a check that needs no browser."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

Attributes = dict[str, str]
#: Elements whose address the browser fetches by itself.
_FETCHED = {
    "img": "src",
    "script": "src",
    "link": "href",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "use": "href",
}
_CONTROLS = {"input", "select", "textarea"}
_VOID = {"meta", "link", "input", "br", "hr", "img", "path", "rect", "circle", "source"}


class Page(HTMLParser):
    """One page read: its elements, the words inside those that need a name, and the order of its headings."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, Attributes]] = []
        self.headings: list[int] = []
        self.labelled: set[str] = set()
        self.named: list[tuple[str, Attributes, list[str]]] = []
        self._open: list[tuple[str, Attributes]] = []
        self._words: list[tuple[str, list[str]]] = []
        self.inside_label: list[Attributes] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.elements.append((tag, given))
        if tag in {"h1", "h2", "h3", "h4"}:
            self.headings.append(int(tag[1]))
        if tag == "label" and "for" in given:
            self.labelled.add(given["for"])
        if tag in _CONTROLS and any(name == "label" for name, _ in self._open):
            self.inside_label.append(given)
        if tag not in _VOID:
            self._open.append((tag, given))
        if tag in {"a", "button", "summary", "th", "title"}:
            self._words.append((tag, []))
            self.named.append((tag, given, self._words[-1][1]))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            continue
        if self._words and self._words[-1][0] == tag:
            self._words.pop()

    def handle_data(self, data: str) -> None:
        for _, words in self._words:
            words.append(data)

    def ids(self) -> list[str]:
        """Return the ids of the page, in order."""
        return [given["id"] for _, given in self.elements if "id" in given]


def faults(html: str) -> list[str]:
    """Return what keeps a page from being read by everyone, or from being served under our policy; none is right."""
    page = Page(html)
    return [*_language(page), *_headings(page), *_ids(page), *_names(page), *_policy(page), *_addresses(page)]


def _language(page: Page) -> list[str]:
    return [] if ("html", "fr") in [(tag, given.get("lang")) for tag, given in page.elements] else ["no language"]


def _headings(page: Page) -> list[str]:
    found = [] if page.headings.count(1) == 1 else [f"{page.headings.count(1)} h1"]
    jumps = zip([0, *page.headings], page.headings, strict=False)
    return found + [f"h{before} then h{level}" for before, level in jumps if level > before + 1]


def _ids(page: Page) -> list[str]:
    known = Counter(page.ids())
    twice = [f"id {name} given {times} times" for name, times in known.items() if times > 1]
    asked = [
        (name, word)
        for _, given in page.elements
        for name in ("aria-labelledby", "aria-describedby", "aria-controls", "for", "form", "list")
        for word in given.get(name, "").split()
    ]
    asked += [("href", given["href"][1:]) for tag, given in page.elements if given.get("href", "").startswith("#")]
    return twice + [f"{name} refers to {word}, which is nowhere" for name, word in asked if word not in known]


def _names(page: Page) -> list[str]:
    found = []
    for tag, given in page.elements:
        hidden = given.get("type") in {"hidden", "submit"}
        if tag in _CONTROLS and not hidden and not _is_labelled(page, given):
            found.append(f"{tag} {given.get('name', '')} without a label")
        if tag == "img" and "alt" not in given:
            found.append("img without alt")
        if tag == "svg" and given.get("aria-hidden") != "true" and "xmlns" not in given:
            found.append("svg that is neither silent nor named")
    return found + [
        f"{tag} without a name: {given}"
        for tag, given, words in page.named
        if not "".join(words).strip() and not given.get("aria-label") and not given.get("aria-hidden")
    ]


def _is_labelled(page: Page, given: Attributes) -> bool:
    return bool(given.get("id") in page.labelled or given.get("aria-label") or given in page.inside_label)


def _policy(page: Page) -> list[str]:
    found = [
        f"{tag} has {name}" for tag, given in page.elements for name in given if name == "style" or name[:2] == "on"
    ]
    found += ["style element" for tag, _ in page.elements if tag == "style"]
    scripts = [given for tag, given in page.elements if tag == "script" and given.get("type") != "application/json"]
    return found + [
        f"script without nonce or address: {given}" for given in scripts if not given.get("nonce") or "src" not in given
    ]


def _addresses(page: Page) -> list[str]:
    return [
        f"{tag} fetches {given[_FETCHED[tag]]}"
        for tag, given in page.elements
        if tag in _FETCHED and given.get(_FETCHED[tag], "").startswith(("http:", "https:", "//"))
    ]


def loose(text: str) -> str:
    """Return a text whose unbreakable spaces are plain ones, to be compared with words as they are typed."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")
