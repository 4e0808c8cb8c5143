"""Products written to files: each format of each recipe, under a plain French name, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from api.asking import book_of, earlier_views, sheet_of
from api.drawing import matrix_page, network_page
from api.files import write_whole
from api.outputs.csv_out import csv_bytes
from api.outputs.infographic import infographic_svg
from api.outputs.picture import svg_to_pdf, svg_to_png
from api.outputs.xlsx import xlsx_bytes
from kb.clock import now
from kb.store import Store
from kb.view import View
from queries.answers import Answer, Column, Matrix, Network, Table, Told
from queries.marks import source_text
from queries.recipes import Content, Recipe, asking
from queries.words import figured

#: Sources told in a row of a document; the page tells them all.
SOURCES_MOST = 4


def make_content(store: Store, view: View, recipe: Recipe) -> Content:
    """Return the content of a product for the viewer of a view."""
    return recipe.make(view, asking(view, earlier_views(store, view)))


def product_bytes(view: View, recipe: Recipe, content: Content, form: str) -> bytes:
    """Return one format of a product."""
    return _MAKERS[form](view, recipe, content)


def write_product(store: Store, recipe: Recipe, folder: Path) -> Iterator[Path]:
    """Write every format of a product into a folder, yielding each file once it is there.

    Raises `RecipeRefused` when the product would mislead, `UnwritableFile` when the folder cannot take it.
    """
    with store.view(recipe.viewer) as view:
        content = make_content(store, view, recipe)
        for form in recipe.formats:
            path = folder / f"{recipe.stem}.{form}"
            write_whole(path, product_bytes(view, recipe, content, form))
            yield path


def with_sources(view: View, table: Table) -> Table:
    """Return a table with one more column: where each row comes from, source, file and line."""
    if not table.proofs:
        return table
    origins = view.origins(table.claims())
    rows: list[Mapping[str, Any]] = []
    for row, proofs in zip(table.rows, table.proofs, strict=True):
        claims = list(dict.fromkeys(claim for found in proofs.values() for claim in found if claim in origins))
        said = list(dict.fromkeys(source_text(view, origins[claim]) for claim in claims))
        more = [f"et {figured(len(said) - SOURCES_MOST, 'autre')}"] if len(said) > SOURCES_MOST else []
        rows.append({**row, "sources": [*said[:SOURCES_MOST], *more]})
    return replace(table, columns=[*table.columns, Column("sources", "Sources", "list", aside=True)], rows=rows)


def _xlsx(view: View, recipe: Recipe, content: Content) -> bytes:
    tables = [(name, with_sources(view, table)) for name, table in content.tables]
    return xlsx_bytes(book_of(view, content.title, tables, _said(content)), now())


def _csv(view: View, recipe: Recipe, content: Content) -> bytes:
    tables = [with_sources(view, table) for _, table in content.tables]
    return csv_bytes(sheet_of(_joined(tables), recipe.title))


def _joined(tables: Sequence[Table]) -> Table:
    """Return tables of the same columns as one."""
    return replace(tables[0], rows=[row for table in tables for row in table.rows], proofs=())


def _svg_of(view: View, content: Content) -> str:
    assert isinstance(content.picture, Matrix)
    return infographic_svg(matrix_page(view, _said(content), content.picture))


def _html(view: View, recipe: Recipe, content: Content) -> bytes:
    assert isinstance(content.picture, Network)
    return network_page(view, _said(content), content.picture).encode()


def _said(content: Content) -> Answer:
    if content.answer is not None:
        return content.answer
    rows = content.tables[0][1]
    return Told(title=content.title, sentence=content.sentence, gaps=content.gaps, rows=rows, drawing=content.picture)


_MAKERS: dict[str, Callable[[View, Recipe, Content], bytes]] = {
    "xlsx": _xlsx,
    "csv": _csv,
    "svg": lambda view, recipe, content: _svg_of(view, content).encode(),
    "png": lambda view, recipe, content: svg_to_png(_svg_of(view, content)),
    "pdf": lambda view, recipe, content: svg_to_pdf(_svg_of(view, content), content.title, now()),
    "html": _html,
}
