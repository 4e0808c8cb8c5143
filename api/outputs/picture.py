"""Pictures as files: PNG for slides and mail, PDF for print, from our own SVG and the shipped font alone."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from typing import Any

from api.outputs.fonts import FAMILY, font_folder

_SIZE = re.compile(r'<svg[^>]*?\bwidth="([\d.]+)(mm|px)?"[^>]*?\bheight="([\d.]+)(mm|px)?"')
_MM_PER_PX = 25.4 / 96
_PAGE = """
#let meta = json(bytes(sys.inputs.meta))
#set document(title: meta.title, date: auto)
#set page(width: meta.width * 1mm, height: meta.height * 1mm, margin: 0mm)
#set text(font: meta.family, lang: "fr")
#image(bytes(sys.inputs.drawing), format: "svg", width: 100%, height: 100%, alt: meta.title)
"""


def svg_to_png(svg: str, scale: float = 2.0) -> bytes:
    """Return a drawing as a PNG, `scale` times its size on screen."""
    import vl_convert

    _register_font()
    return vl_convert.svg_to_png(svg, scale=scale)


@cache
def _register_font() -> None:
    import vl_convert

    vl_convert.register_font_directory(font_folder().name)


def svg_to_pdf(svg: str, title: str, at: datetime) -> bytes:
    """Return a drawing as a PDF of exactly its size, whose text can be searched.

    `at` is the moment written in the file; the same drawing at the same moment gives the same bytes.
    """
    import json

    import typst

    width, height = page_size(svg)
    meta = {"title": title, "width": width, "height": height, "family": FAMILY}
    content = typst.compile(
        _PAGE.encode(),
        font_paths=_fonts(),
        sys_inputs={"meta": json.dumps(meta), "drawing": svg},
        timestamp=int(at.timestamp()),
        format="pdf",
    )
    return bytes(content)


@cache
def _fonts() -> Any:
    """Return the fonts the engine may use: ours and its own, never those of the machine."""
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[font_folder().name])


def page_size(svg: str) -> tuple[float, float]:
    """Return the width and height of a drawing in millimetres, as it declares them.

    >>> page_size('<svg width="420mm" height="297mm">')
    (420.0, 297.0)
    """
    found = _SIZE.search(svg)
    if found is None:
        raise ValueError("the drawing declares no size")
    return tuple(float(found[n]) * (1 if found[n + 1] == "mm" else _MM_PER_PX) for n in (1, 3))  # type: ignore[return-value]
