"""What is typed in a form, read by the very checks that importers use: each field to its value, or to what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from pydantic import ValidationError

from importers.reached import guard_entry
from importers.read.guard import mask_nir
from importers.row import Row
from importers.shared_texts import TYPED, names_person
from kb.found import is_said
from kb.kinds import FieldCard
from kb.kinds.base import Fields
from kb.ledger import Value
from kb.other_names import OTHER_NAMES, read_other_name

Cells = Mapping[str, str]
Errors = dict[str, str]

_YES_NO = {"oui": True, "non": False}
#: What is said of a field whose importers would rather lose the cell than the row.
_LEFT_OUT = {"mail": "Adresse électronique incorrecte : une seule adresse, de la forme nom@domaine.fr."}
#: What a refusal of an importer calls a cell is a field here.
_CELL = re.compile(r"\bcellule\b")
#: How each form is read; what has none here, as an outline, is never typed.
_TAKE: dict[str, Callable[[Row, str], Any]] = {
    "text": Row.text,
    "long": Row.text,
    "choice": Row.text,
    "bool": Row.text,
    "list": Row.listed,
    OTHER_NAMES: lambda row, name: [read_other_name(text).written for text in row.listed(name)],
    "number": Row.number,
    "count": Row.text_or_number,
    "date": Row.date,
    "web": Row.web,
    "mail": Row.mail,
    "siret": Row.siret,
    "siren": Row.siren,
    "rna": Row.rna,
    "latitude": lambda row, name: row.coordinate(name, 90),
    "longitude": lambda row, name: row.coordinate(name, 180),
}


def read_cells(
    cards: Mapping[str, FieldCard], cells: Cells, shared: Collection[str] = ()
) -> tuple[dict[str, Value], Errors]:
    """Return the value of each field that was typed, and the French sentence of each that cannot be taken.

    `shared` are the fields that all may read: they tell nobody, nor how to reach them.
    """
    row = Row(cells, {}, line=1)
    row.check_sensitive()
    guard_entry(row)
    values = {name: _TAKE[card.form](row, name) for name, card in cards.items() if name in cells and card.form in _TAKE}
    errors: Errors = {}
    for problem in row.problems:
        errors.setdefault(problem.column, _CELL.sub("case", problem.message))
    # What an importer leaves out with a word, to take the row all the same, is shown to whoever typed it.
    for left in (warning for warning in row.warnings if not is_said(values.get(warning.column))):
        errors.setdefault(left.column, _LEFT_OUT.get(cards[left.column].form, left.message))
    for name, value in values.items():
        card = cards[name]
        if name in shared and names_person(value):
            errors.setdefault(name, TYPED)
        if card.form == "bool" and value:
            values[name] = _YES_NO.get(value.lower())
        closed = card.choices if card.form == "choice" else ("oui", "non") if card.form == "bool" else ()
        if value and closed and value not in closed:
            errors.setdefault(name, f"Choisissez dans la liste : {', '.join(closed)}.")
    return {name: value for name, value in values.items() if is_said(value) and name not in errors}, errors


def check_model(model: type[Fields], values: Mapping[str, Value]) -> Errors:
    """Return what the declaration of some fields refuses of their values: a text too long, a number of another type."""
    try:
        model.model_validate(dict(values))
    except ValidationError as refused:
        return {str(error["loc"][0]): _refused(error["type"]) for error in refused.errors()}
    return {}


def _refused(kind: str) -> str:
    if kind == "string_too_long":
        return "Texte trop long : 10 000 caractères au plus."
    return "Cette valeur n'est pas du type attendu : un nombre entier, par exemple 12."


def cell_text(value: Any, form: str = "text") -> str:
    """Return a value as a person would type it, so that what is not touched reads back the same.

    >>> cell_text(["réemploi", "mobilité"]), cell_text("2019-03-01", "date"), cell_text(45.5), cell_text(True)
    ('réemploi | mobilité', '01/03/2019', '45,5', 'oui')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list) and form == OTHER_NAMES:
        return " | ".join(read_other_name(str(item)).typed for item in value)
    if isinstance(value, list):
        return " | ".join(str(item) for item in value)
    if isinstance(value, int | float):
        return str(value).replace(".", ",")
    text = str(value)
    parts = text.split("-")
    if form == "date" and 1 < len(parts) < 4 and all(part.isdecimal() for part in parts):
        return "/".join(reversed(parts))
    return text


def masked(cells: Cells) -> dict[str, str]:
    """Return some texts to be shown: numbers that must never be kept are masked."""
    return {name: mask_nir(text) for name, text in cells.items()}


def shown_again(cells: Cells) -> dict[str, str]:
    """Return what was typed and not taken, to be shown again: masked, and nothing at all of a person who may not enter."""
    row = Row(cells, {}, line=1)
    guard_entry(row)
    return {} if row.withheld else masked(cells)


def touched(typed: str, before: str) -> bool:
    """Tell whether a field was changed by whoever sent the form: line ends and outer blanks do not count.

    >>> touched("un\\r\\ndeux ", "un\\ndeux"), touched("un", "deux")
    (False, True)
    """
    return typed.replace("\r\n", "\n").strip() != before.replace("\r\n", "\n").strip()
