"""Files the pages need, served from our package or from the installed wheels: nothing remote, nothing copied."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse, Response
from starlette.exceptions import HTTPException

from api.network import vis_assets
from api.outputs.fonts import font_file
from api.signs import kinds_stylesheet
from api.templates import STATIC

router = APIRouter(include_in_schema=False)
_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
}
FONTS = ("SourceSansPro-Regular.ttf", "SourceSansPro-Semibold.ttf", "SourceSansPro-Bold.ttf", "SourceSansPro-It.ttf")


@cache
def _files() -> dict[str, Path]:
    """Return the closed list of files that may be served, by address."""
    ours = {path.name: path for path in STATIC.iterdir() if path.suffix in _TYPES}
    ours |= {f"vis/{name}": path for name, path in vis_assets().items()}
    ours |= {f"police/{name}": font_file(400).parent / name for name in FONTS}
    return ours


@router.get("/statique/types.css")
def read_kinds_css() -> Response:
    """Return the colours of the kinds, drawn from the vocabulary."""
    return Response(kinds_stylesheet(), media_type="text/css", headers={"Cache-Control": "public, max-age=3600"})


@router.get("/statique/{name:path}")
def read_static(name: str, v: str = "") -> FileResponse:
    """Return one file of the closed list; `v` is the mark of its content, which changes its address when it changes."""
    path = _files().get(name)
    if path is None:
        raise HTTPException(404)
    return FileResponse(path, media_type=_TYPES[path.suffix], headers=_FOREVER)


@router.get("/favicon.ico")
def read_icon() -> FileResponse:
    """Return the product's sign."""
    return FileResponse(STATIC / "maillage.svg", media_type="image/svg+xml", headers=_FOREVER)
