"""Numbers as French offices write them: blanks between thousands, a decimal comma, a euro sign or a unit."""

from __future__ import annotations

import re

from importers.units import CALLED, parted, times

_NUMBER = re.compile(r"^-?\d+(?:\.\d+)?$", re.ASCII)
#: A number too near to nothing to be told from it.
_NOTHING = re.compile(r"[-+]?\d(?:\.\d+)?[eE]-\d{3,}")
_UNITS = re.compile(r"[\s\u00a0\u202f\u2009€]|EUR$|euros?$", re.IGNORECASE)
#: Thousands or decimals: nobody can tell « 1,234 », « 1.234 » or « 1,234.56 ».
_UNSURE = re.compile(r"-?\d{1,3}(,\d{3})+\.\d+|-?\d{1,3}(,\d{3}){2,}|-?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
_POINTED = re.compile(r"-?\d{1,3}(\.\d{3}){2,}(,\d+)?|-?\d{1,3}\.\d{3},\d+", re.ASCII)
#: Above it, an amount is sooner one whose unit was said by mistake; a cell that tells its own unit is believed.
_LIKELY = 1_000_000_000


class BadNumber(ValueError):
    """What is no number, or may be two: its code and what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


def parse_number(cell: str, header: str = "") -> int | float | None:
    """Return the number of a cell, in the unit it or its header tells; None when empty. Raises `BadNumber`.

    >>> parse_number("1 234,50 €"), parse_number("12,5 k€"), parse_number("15", "Montant (k€)"), parse_number("")
    (1234.5, 12500, 15000, None)
    """
    raw, unit = parted(cell.strip(), header)
    if not raw:
        return None
    text = _UNITS.sub("", raw).replace("\u2212", "-")
    if _UNSURE.fullmatch(text.strip("$£")):
        raise BadNumber("NUMBER_AMBIGUOUS", "Nombre ambigu (milliers ou décimales ?) : écrivez 1 234,56.")
    if _POINTED.fullmatch(text):
        text = text.replace(".", "")
    text = text.replace(",", ".") if text.count(",") == 1 else text
    if _NOTHING.fullmatch(text):
        return 0
    if not _NUMBER.match(text):
        raise BadNumber("NUMBER_OUT_OF_RANGE", "Ce n'est pas un nombre : écrivez par exemple 1 234,56.")
    text = times(text, unit)
    if len(text) > 18:
        raise BadNumber("NUMBER_OUT_OF_RANGE", "Nombre trop grand pour être un montant : vérifiez la cellule.")
    whole, _, decimals = text.partition(".")
    if unit > 1 and raw == cell.strip() and abs(int(whole)) > _LIKELY:
        said = f"Plus d'un milliard d'euros une fois lu en {CALLED[unit]}, comme l'en-tête ou le titre le dit : corrigez-les, ou écrivez l'unité dans la cellule."
        raise BadNumber("NUMBER_OUT_OF_RANGE", said)
    return float(text) + 0.0 if decimals.strip("0") else int(whole)
