"""What we told ourselves: a list or a comparison that was exported is an answer, and says nothing new when it comes back."""

from __future__ import annotations

from collections.abc import Sequence

from importers.columns import loose_form
from importers.read.table import Table
from kb.problems import FileRefused

_PARTIES = "le fichier des parties prenantes, ou saisissez le lien sur la fiche"
#: What each answer is, the columns that it alone has, and what to correct in its place.
_ANSWERS = (
    ("une liste de mobilisation", ("Pourquoi elle", "Par qui passer"), _PARTIES),
    ("une liste de recouvrements", ("Nature de la paire", "Où en est-on"), _PARTIES),
    ("une liste de collisions", ("Organisation sollicitée", "Ce qui se croise"), _PARTIES),
    ("une liste d'actions par partenaire", ("Partenaire", "Son rôle"), "le relevé d'actions, ou la fiche de l'action"),
    ("une liste d'acteurs partagés", ("Acteur", "Nombre de territoires", "Montants connus", "À savoir"), _PARTIES),
    ("une liste d'actions à mener", ("Quoi", "Délai", "Décidé à"), "le relevé d'actions qui les dit"),
    ("une liste de rencontres", ("Organisations présentes ou attendues", "Actions décidées"), "le tableau des réunions"),
    ("une liste de ce qui manque", ("Attendu", "Présents chez les voisins"), _PARTIES),
    ("une liste d'activités et de leurs rapprochements", ("À examiner avec", "Complémentaire de"), "le tableau des activités, ou la fiche de l'activité"),
)


def refuse_answers(tables: Sequence[Table]) -> None:
    """Raise `FileRefused` when a table is an answer of the base: what it tells is read elsewhere, and corrected there."""
    for table in tables:
        header = {loose_form(cell) for cell in table.header}
        for what, columns, corrected in _ANSWERS:
            if header.issuperset(map(loose_form, columns)):
                where = f" (feuille « {table.sheet} »)" if table.sheet else ""
                raise FileRefused(
                    "OWN_ANSWER",
                    f"Ce fichier{where} est {what} tirée de la base : elle se lit et s'imprime, elle ne s'importe pas. "
                    f"Corrigez plutôt {corrected}.",
                )

