"""The A3 page that our pictures share: its measures, its lines of text, its title, its foot and its side panel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from api.outputs.fonts import FAMILY, wrap

#: The page, in quarters of a millimetre: A3 landscape.
WIDTH, HEIGHT, MARGIN = 1680, 1188, 56
INK, SOFT, LINE = "#1B2430", "#5A6472", "#DFDAD0"
#: What templates read of the page.
PAGE = {
    "width": WIDTH, "height": HEIGHT, "margin": MARGIN, "family": FAMILY, "ink": INK, "soft": SOFT, "line": LINE,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text at a place of the page."""

    x: float
    y: float
    text: str
    size: float
    weight: int = 400
    ink: str = INK
    anchor: str = "start"


def paragraph(
    x: float, y: float, lines: Sequence[str], size: float, step: float, ink: str = INK, weight: int = 400
) -> Iterator[Text]:
    """Yield wrapped lines one under the other, the first on `y`."""
    for n, line in enumerate(lines):
        yield Text(x, y + n * step, line, size, weight, ink)


def title_texts(title: str, subtitle: str) -> tuple[list[Text], float]:
    """Return the lines of a page's title, and where they end."""
    texts: list[Text] = []
    y = 30.0
    for text, size, weight, ink in ((title, 36.0, 700, INK), (subtitle, 18.0, 400, SOFT)):
        lines = wrap(text, WIDTH - 2 * MARGIN, size, weight) if text else []
        texts += paragraph(MARGIN, y + size * 1.12, lines, size, size * 1.12, ink, weight)
        y += size * 1.12 * len(lines) + 12
    return texts, y


def foot_texts(foot: str) -> tuple[list[Text], float]:
    """Return the lines of a page's foot, and where the first one stands."""
    lines = wrap(foot, WIDTH - 2 * MARGIN, 13)
    y = HEIGHT - 26 - 17.0 * (len(lines) - 1)
    return list(paragraph(MARGIN, y, lines, 13, 17, SOFT)), y


def side_panel(
    moved: tuple[str, Sequence[str]] | None, remember: Sequence[str], x: float, y: float, bottom: float
) -> dict[str, Any]:
    """Return the box of what moved (a label, lines) and the sentences to remember, from `y` down to `bottom`.

    When both are long, what moved gives way: its last lines are counted.
    """
    width = min(WIDTH - MARGIN - x, 430.0)
    sentences = [wrap(sentence, width, 15) for sentence in remember]
    while sentences and _remember_height(sentences) > bottom - y:
        sentences.pop()
    room = bottom - y - _remember_height(sentences)
    box = _moved(*moved, x, y, width, room) if moved and moved[1] else None
    y += box["height"] + 50 if box else 30
    texts = [Text(x, y, "À retenir", 17, 700)] if sentences else []
    y += 28
    for lines in sentences:
        texts += paragraph(x, y, lines, 15, 22.5)
        y += len(lines) * 22.5 + 20
    return {"box": box, "texts": texts}


def _remember_height(sentences: Sequence[Sequence[str]]) -> float:
    return 90 + sum(len(lines) * 22.5 + 20 for lines in sentences)


def _moved(label: str, lines: Sequence[str], x: float, y: float, width: float, room: float) -> dict[str, Any]:
    heads = wrap(label, width - 36, 17, 700)
    kept = list(lines)
    while True:
        left = len(lines) - len(kept)
        said = [*kept, f"… et {left} autre{'s' if left > 1 else ''}"] if left else kept
        wrapped = [wrap(line, width - 46, 15) for line in said]
        height = 28 + 23 * len(heads) + sum(25.0 * len(parts) for parts in wrapped) + 6
        if height <= room or not kept:
            break
        kept.pop()
    texts = list(paragraph(x + 18, y + 32, heads, 17, 23, "#8A4B00", 700))
    at = y + 34 + 23.0 * len(heads) + 4
    for parts in wrapped:
        texts += [Text(x + (18 if n == 0 else 28), at + 25 * n, part, 15) for n, part in enumerate(parts)]
        at += 25 * len(parts)
    return {"x": x, "y": y, "width": width, "height": height, "texts": texts}
