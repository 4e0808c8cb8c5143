"""What we told ourselves: a list or a comparison that was exported is an answer, and says nothing new when it comes back."""

from __future__ import annotations

from collections.abc import Sequence

from importers.columns import loose_form
from importers.read.table import Table
from kb.problems import FileRefused

#: What each answer is, and the columns that it alone has.
_ANSWERS = (
    ("une liste de mobilisation", ("Pourquoi elle", "Par qui passer")),
    ("une liste de recouvrements", ("Nature de la paire", "Où en est-on")),
    ("une liste de collisions", ("Organisation sollicitée", "Ce qui se croise")),
    ("une liste d'acteurs partagés", ("Acteur", "Nombre de territoires")),
)


def refuse_answers(tables: Sequence[Table]) -> None:
    """Raise `FileRefused` when a table is an answer of the base: what it tells is read elsewhere, and corrected there."""
    for table in tables:
        header = {loose_form(cell) for cell in table.header}
        for what, columns in _ANSWERS:
            if header.issuperset(map(loose_form, columns)):
                where = f" (feuille « {table.sheet} »)" if table.sheet else ""
                raise FileRefused(
                    "OWN_ANSWER",
                    f"Ce fichier{where} est {what} tirée de la base : elle se lit et s'imprime, elle ne s'importe pas. "
                    "Corrigez plutôt le fichier des parties prenantes, ou saisissez le lien sur la fiche.",
                )

