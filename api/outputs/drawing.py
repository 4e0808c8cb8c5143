"""How drawings become SVG: templates that escape everything, and leave out what no XML can hold."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from api.outputs.fonts import text_width

_UNDRAWABLE = re.compile(r"[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010fffd]")


def drawn(value: object) -> object:
    """Return a value as a drawing writes it: short numbers, and texts without characters XML forbids.

    >>> drawn(12.0), drawn(0.1 + 0.2), drawn("a" + chr(0) + "b")
    ('12', '0.3', 'a b')
    """
    if isinstance(value, float):
        text = f"{value:.2f}".rstrip("0").rstrip(".")
        return "0" if text == "-0" else text
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def plain(text: str) -> str:
    """Return a text with a blank for each character that neither XML nor UTF-8 can hold."""
    return _UNDRAWABLE.sub(" ", text)


def kept(text: str, size: float, weight: int) -> Markup:
    """Return the attributes that hold a text to its width in the shipped font, where a viewer draws it with another.

    >>> str(kept("EmerJean", 10, 400))
    ' textLength="42.26" lengthAdjust="spacingAndGlyphs"'
    """
    wide = text_width(plain(text), size, weight)
    return Markup(f' textLength="{drawn(wide)}" lengthAdjust="spacingAndGlyphs"' if wide else "")  # noqa: S704 - a number


def data_block(data: object) -> Markup:
    """Return data as JSON that a `<script type="application/json">` holds without ever ending."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))  # noqa: S704 - escaped


@cache
def environment() -> Environment:
    """Return the templates of this folder, every expression escaped and every unknown name refused."""
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        finalize=drawn,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals["kept"] = kept
    return made


def render(template: str, **data: object) -> str:
    """Return a template of this folder filled with data; texts stay texts."""
    return environment().get_template(template).render(**data)
