"""Counts of people outside the sheet that is for them, « Femmes » or « PPDE estimées »: one too small to be kept is not kept there either."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from importers.bands import says_a_band
from importers.columns import Column
from importers.columns import Mapping as Columns
from importers.read.table import Table
from importers.row import Row
from kb.least import least_count
from kb.problems import FileRefused
from kb.text import fold

#: What a header of counts of people out of work holds, folded: a sex, an age, a duration, a status, a diploma.
_OF_PEOPLE = re.compile(
    r"\b(?:femmes?|hommes?|[hf]|b?rsa|de(?:t?ld)|rqth|boe?th|ppde|chomeu\w+|demandeu\w+|ans|mois|seniors?|jeunes|diplomes?|cap|bep|bac|isolee?s?|monoparental\w*|aah|ass|minima"
    r"|handicap\w*)\b|^(?:moins de |plus de )?\d\d(?: (?:a |et )?\d\d)?(?: et plus)?$"
)
_COUNT = re.compile(r"(\d{1,3}(?:[\s\u00a0\u202f]?\d{3})*)(?:[.,]0+)?", re.ASCII)
_FIGURE = re.compile(r"[\d\s\u00a0\u202f.,%<>/-]+", re.ASCII)
#: What is said of a member of a document that is one of them.
COUNTED_SAID = "Effectif de personnes non gardé : l'un de ceux de cet élément est trop petit. Envoyez les effectifs avec `ppde-cohortes`."
#: Takes the counts of people that no column of a model is for.
COUNTED = Column("counted", "Effectif par tranche", drop=True, explain="Rien n'est gardé d'un effectif de personnes hors de `ppde-cohortes`.",
                 why="elle compte des personnes, et un de ces effectifs est trop petit pour être gardé (`ppde-cohortes` reçoit les effectifs)")  # fmt: skip


def counts_people(header: str) -> bool:
    """Tell whether a header is that of a count of people out of work, by a band of them.

    >>> counts_people("Moins de 25 ans"), counts_people("dont femmes"), counts_people("DELD"), counts_people("25-49")
    (True, True, True, True)
    >>> counts_people("Budget femmes"), counts_people("Effectif"), counts_people("Habitants")
    (False, False, False)
    """
    return says_a_band(header) and bool(_OF_PEOPLE.search(fold(header)))


def small_counts(cells: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """Return the headers that count people, when one of their counts is too small to be kept: with the others it would be found again."""
    counts = {header: told for header, column in cells.items() if counts_people(header) and (told := _counts(column))}
    small = any(0 < count < least_count() for told in counts.values() for count in told)
    return frozenset(counts) if small else frozenset()


def without_small_counts(mapping: Columns, table: Table) -> Columns:
    """Return a mapping that keeps nothing of the columns that nobody reads and that count people, when a count is too small."""
    unread = {name: index for index, name in mapping.ignored.items() if name and counts_people(name)}
    small = small_counts({name: _column(table, index) for name, index in unread.items()}) if unread else ()
    taken = {unread[name]: COUNTED for name in small}
    if not taken:
        return mapping
    return Columns(dict(sorted({**mapping.taken, **taken}.items())), {i: name for i, name in mapping.ignored.items() if i not in taken})


def refuse_counts_alone(table: Table, unread: Collection[int], places: Collection[int]) -> None:
    """Refuse a table that says of each place nothing but numbers, which no model reads: they may be counts of people by band."""
    filled = {index for row in table.rows for index, cell in enumerate(row.cells) if cell.strip()}
    told, others = filled & set(unread), filled - set(unread) - set(places)
    if told and not others and all(_FIGURE.fullmatch(cell) for index in told for cell in _column(table, index) if cell):
        raise FileRefused(
            "COLUMN_REQUIRED",
            f"{table.file} ne dit de chaque territoire que des nombres, sous des colonnes qu'aucun modèle ne connaît. Si ce sont des effectifs de "
            "personnes, faites-en des lignes pour `ppde-cohortes`, une par tranche et par territoire : « Territoire », « Tranche », « Effectif » "
            "(dans un tableur, « Transposer » au collage spécial, ou « Dépivoter les colonnes »). Sinon, ajoutez ce que le modèle des territoires "
            "attend (« Statut », « Code INSEE », « Habitants »…).",
        )


def _column(table: Table, index: int) -> Iterable[str]:
    return (row.cells[index].strip() for row in table.rows if index < len(row.cells))


def _counts(column: Iterable[str]) -> list[int]:
    """Return the counts of a column, nothing when a cell of it is something else."""
    filled = [cell for cell in column if cell.strip()]
    found = [_COUNT.fullmatch(cell.strip()) for cell in filled]
    return [int(re.sub(r"\D", "", one[1])) for one in found if one] if all(found) else []


def hides_small(row: Row, key: str) -> bool:
    """Tell whether a cell is a count too small to be kept, « environ 8 » too: it is then told, hidden, and not repeated."""
    least = least_count()
    told = [int(figures) for figures in re.findall(r"\d{1,9}", re.sub(r"(?<=\d)[\s\u00a0\u202f](?=\d{3})", "", row.text(key)))]
    if not told or not 0 < max(told) < least:
        return False
    row.warn(key, "COUNT_SMALL", f"Effectif inférieur à {least} : il n'est pas gardé, on pourrait reconnaître quelqu'un.", "…")
    row.hide(key)
    return True
