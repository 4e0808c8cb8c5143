"""A picture as the file it is asked for: drawn, printed on a page, or painted."""

from __future__ import annotations

from collections.abc import Callable

from fastapi.responses import Response

from api.asking import MEDIA
from api.pages import attached
from kb.errors import BadParameter


def picture_file(svg: str, title: str, stem: str, form: str) -> Response:
    """Return a picture as a file to download; raises `BadParameter` for a form that is none."""
    from api.outputs.picture import svg_to_pdf, svg_to_png
    from kb.clock import now

    makers: dict[str, Callable[[], bytes]] = {
        "svg": lambda: svg.encode(),
        "png": lambda: svg_to_png(svg),
        "pdf": lambda: svg_to_pdf(svg, title, now()),
    }
    if form not in makers:
        raise BadParameter("Formes possibles : svg, pdf, png.")
    return Response(makers[form](), media_type=MEDIA[form], headers=attached(f"{stem}.{form}"))
