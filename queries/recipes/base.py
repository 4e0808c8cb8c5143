"""What a recipe is: one declaration of a product, from which the command and the download are drawn.

A recipe says for whom the product is made (its viewer), which questions it asks, and refuses to be built when it would mislead.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from kb.errors import KbError
from kb.privacy import LOCAL, Viewer
from kb.view import View
from queries.answers import Answer, Picture, Table

#: Asks a question by name, for the recipe's viewer.
Ask = Callable[..., Answer]


class RecipeRefused(KbError):
    """Raised when a product would mislead: it says what is missing and what to do."""

    code, status = "PRODUCT_REFUSED", 409


@dataclass(frozen=True, slots=True)
class Content:
    """What a product holds: its title and sentence, its tables, its picture, and what it does not know."""

    title: str
    sentence: str
    tables: Sequence[tuple[str, Table]] = ()
    picture: Picture | None = None
    gaps: Sequence[str] = ()
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Recipe:
    """One product: its name, its French title, the stem of its files, their formats, for whom it is made, and its rank among them."""

    name: str
    title: str
    explain: str
    stem: str
    formats: tuple[str, ...]
    make: Callable[[View, Ask], Content]
    viewer: Viewer = field(default=LOCAL)
    rank: int = 0


#: Every product by name, in the order of their ranks.
RECIPES: dict[str, Recipe] = {}


def recipe(
    name: str, *, rank: int, title: str, explain: str, stem: str, formats: tuple[str, ...], viewer: Viewer = LOCAL
) -> Callable[[Callable[[View, Ask], Content]], Callable[[View, Ask], Content]]:
    """Declare a product around the function that makes its content from a view; the lowest rank is offered first."""

    def declare(make: Callable[[View, Ask], Content]) -> Callable[[View, Ask], Content]:
        RECIPES[name] = Recipe(name, title, explain, stem, formats, make, viewer, rank)
        for one in sorted(RECIPES.values(), key=lambda known: known.rank):
            RECIPES[one.name] = RECIPES.pop(one.name)
        return make

    return declare


def asking(view: View, views: Callable[[str], View] | None = None) -> Ask:
    """Return the function by which a recipe asks its questions of a view."""
    from queries.base import ask

    def asked(name: str, **values: Any) -> Answer:
        return ask(view, name, views=views, **values)

    return asked
