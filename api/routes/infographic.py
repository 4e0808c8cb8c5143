"""The infographic of the base: its page, and the file to print."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup

from api.asking import ask_question
from api.deps import HouseDep, ViewDep
from api.drawing import matrix_svg
from api.heard import typed_values
from api.pages import Context, address, render
from api.printed import picture_file
from queries.answers import Matrix
from queries.base import question

router = APIRouter(include_in_schema=False)


@router.get("/infographie")
def read_infographic(request: Request, house: HouseDep, view: ViewDep) -> HTMLResponse:
    """Show the infographic and the same as a table."""
    values = typed_values(request, {param.name for param in question("infographie").parameters})
    found = ask_question(house.store, view, "infographie", values)
    picture = found.picture()
    assert isinstance(picture, Matrix)
    table = found.table()
    context: Context = {
        "title": found.title,
        "lede": found.sentence,
        "picture": Markup(matrix_svg(view, found, picture)) if picture.territories else None,  # noqa: S704
        "columns": [column.label for column in table.columns],
        "rows": [[row.get(column.key, "") for column in table.columns] for row in table.rows],
        "remember": list(picture.remember),
        "fields": [
            {
                "name": "since",
                "label": "Ce qui a changé depuis",
                "type": "date",
                "value": str(values.get("since", ""))[:10],
            }
        ],
        "exports": [
            {"label": label, "href": address(f"/infographie.{form}", **values), "download": True}
            for label, form in (("Document PDF (A3)", "pdf"), ("Image SVG", "svg"), ("Image PNG", "png"))
        ]
        + [
            {
                "label": "Tableau XLSX",
                "href": address("/api/questions/infographie", **{**values, "format": "xlsx"}),
                "download": True,
            }
        ],
    }
    if picture.territories:
        context["primary"] = {**context["exports"][0], "label": "Télécharger la page A3 (PDF)"}
    return render(request, view, "infographie.html", context)


@router.get("/infographie.{form}")
def read_infographic_file(request: Request, house: HouseDep, view: ViewDep, form: str) -> Response:
    """Return the infographic as a file."""
    values = typed_values(request, {param.name for param in question("infographie").parameters}, alone=True)
    found = ask_question(house.store, view, "infographie", values)
    picture = found.picture()
    assert isinstance(picture, Matrix)
    return picture_file(matrix_svg(view, found, picture), found.title, "infographie", form)
