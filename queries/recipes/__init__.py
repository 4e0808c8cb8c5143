"""The products, each declared once; importing this package declares them all."""

from __future__ import annotations

from queries.recipes import followed, lists, pictures, stakeholder_file
from queries.recipes.base import RECIPES, Content, Recipe, RecipeRefused, asking, recipe

__all__ = ["RECIPES", "Content", "Recipe", "RecipeRefused", "asking", "followed", "lists", "pictures", "recipe", "stakeholder_file"]
