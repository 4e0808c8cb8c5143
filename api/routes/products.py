"""The products over HTTP: each format of each recipe, made when it is asked for."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import Response

from api.answered import ProductData
from api.asking import MEDIA, Made, contents
from api.deps import HouseDep
from api.errors import refusals
from api.outputs.products import make_content, product_bytes
from kb.errors import BadParameter
from queries.recipes import RECIPES, RecipeRefused

router = APIRouter(tags=["Livrables"])
#: What a product may be called: its name, or that of its files.
NAMES = list(dict.fromkeys([*RECIPES, *(recipe.stem for recipe in RECIPES.values())]))
#: Every form of a product.
FORMS = dict.fromkeys(form for recipe in RECIPES.values() for form in recipe.formats)


@router.get(
    "/api/livrables",
    summary="Les livrables que l'on peut construire",
    description="Chaque livrable avec ses fichiers.",
    response_model=list[ProductData],
)
def list_products() -> list[dict[str, object]]:
    """Return every product with its formats."""
    return [
        {"name": r.name, "title": r.title, "explain": r.explain, "files": [f"{r.stem}.{form}" for form in r.formats]}
        for r in RECIPES.values()
    ]


@router.get("/livrables/{name}.{form}", include_in_schema=False)
@router.get(
    "/api/livrables/{name}.{form}",
    summary="Un livrable, dans un de ses formats",
    description="Un livrable qui tromperait est refusé : la réponse dit ce qui manque.",
    response_class=Response,
    responses={200: {"content": contents(FORMS)}, **refusals(BadParameter, RecipeRefused)},
)
def read_product(
    house: HouseDep,
    name: Annotated[str, Path(description="Nom du livrable, de /api/livrables.", examples=[next(iter(RECIPES))], json_schema_extra={"enum": NAMES})],
    form: Annotated[str, Path(description="Forme du fichier.", examples=[next(iter(FORMS))], json_schema_extra={"enum": list(FORMS)})],
) -> Response:
    """Return one product as a file; a product that would mislead is refused with what is missing."""
    recipe = RECIPES.get(name) or next((r for r in RECIPES.values() if r.stem == name), None)
    if recipe is None or form not in recipe.formats:
        known = ", ".join(f"{r.stem}.{form}" for r in RECIPES.values() for form in r.formats)
        raise BadParameter(f"Livrables : {known}.")
    with house.store.view(recipe.viewer) as view:
        body = product_bytes(view, recipe, make_content(house.store, view, recipe), form)
    made = Made(body, MEDIA[form], f"{recipe.stem}.{form}")
    return Response(made.body, media_type=made.media, headers={"Content-Disposition": made.disposition})
