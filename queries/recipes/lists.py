"""The working lists: the activities of the territories, what overlaps between them, and whom to mobilise for each."""

from __future__ import annotations

from kb.privacy import READER
from kb.view import View
from queries.answers import Column, Table
from queries.base import EVERYTHING
from queries.presence import short_names
from queries.purposes import PURPOSES
from queries.recipes.base import Ask, Content, RecipeRefused, recipe
from queries.words import counted, in_sentence

#: The purpose of the lists made for every territory; others are asked one by one.
PURPOSE = "activite"


@recipe(
    "recouvrements",
    rank=4,
    title="Recouvrements à examiner",
    explain="Activités proches, collisions de demandes, financeurs communs, présents sur plusieurs territoires.",
    stem="recouvrements",
    formats=("xlsx",),
)
def make_overlaps(view: View, ask: Ask) -> Content:
    """Return the four lists of what overlaps, each on its sheet."""
    asked = (
        ("Activités à examiner", ask("recouvrements", most=EVERYTHING)),
        ("Collisions de demandes", ask("collisions")),
        ("Financeurs communs", ask("financeurs-communs")),
        ("Plusieurs territoires", ask("presents-plusieurs-territoires")),
    )
    if not any(answer.table().rows for _, answer in asked):
        raise RecipeRefused(
            "Rien ne se recouvre encore : importez des activités et des financements de deux territoires au moins."
        )
    gaps = [gap for _, answer in asked for gap in answer.gaps]
    sentence = " ".join(answer.sentence for _, answer in asked)
    return Content("Recouvrements à examiner", sentence, [(name, answer.table()) for name, answer in asked], None, gaps)


@recipe(
    "activites",
    rank=5,
    title="Liste des activités métropolitaines et inter-territoriales",
    explain="Par territoire et par service : qui fait quoi, pour qui, et ce qui est à examiner avec un autre territoire.",
    stem="liste-activites",
    formats=("xlsx",),
    viewer=READER,
)
def make_activities(view: View, ask: Ask) -> Content:
    """Return every activity on a row, then how many there are of each service."""
    answer = ask("activites")
    if not answer.table().rows:
        raise RecipeRefused("Aucune activité dans la base : importez d'abord le tableau des activités.")
    tables = [("Activités", answer.table()), *((table.title, table) for table in answer.beside())]
    return Content("Liste des activités métropolitaines et inter-territoriales", answer.sentence, tables, None, answer.gaps)


@recipe(
    "liste-mobilisation",
    rank=3,
    title="Listes de mobilisation",
    explain="Pour chaque territoire : qui peut aider à ouvrir une activité, pourquoi maintenant, par qui passer.",
    stem="liste-mobilisation",
    formats=("xlsx", "csv"),
)
def make_mobilisation(view: View, ask: Ask) -> Content:
    """Return one list by territory."""
    places = short_names(view)
    if not places:
        raise RecipeRefused("Une liste de mobilisation a besoin d'un territoire : importez d'abord les territoires.")
    label = PURPOSES[PURPOSE].label
    asked = (Column("purpose", "But", aside=True), Column("territory", "Territoire", aside=True))
    tables, gaps = [], []
    for place, name in places.items():
        answer = ask("mobiliser", purpose=PURPOSE, territory=place, most=EVERYTHING)
        table = answer.table()
        rows = [{**row, "purpose": label, "territory": name} for row in table.rows]
        tables.append((name, Table([*asked, *table.columns], rows, table.proofs, name)))
        gaps += [f"{name} : {gap}" for gap in answer.gaps]
    count = sum(len(table.rows) for _, table in tables)
    sentence = (
        f"{counted(count, 'ligne')} pour {counted(len(tables), 'territoire')} : ouvrir ou développer une activité."
    )
    return Content(f"Listes de mobilisation : {in_sentence(label)}", sentence, tables, None, gaps)
