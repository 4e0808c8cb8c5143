"""How offices write that nothing is known, in the place of a name, a date, a number or an identifier: the one list of it."""

from __future__ import annotations

import re
from string import ascii_letters

from kb.text import fold

#: Marks alone: « - », « — », « ? ».
_MARKS = re.compile(r"[-–—−_?./…*\s]*")
_NOTHING = frozenset({
    "nc", "n c", "nd", "n d", "na", "n a", "nr", "n r", "ns", "so", "s o", "neant", "jamais", "aucun", "aucune", "sans", "sans objet",
    "inconnu", "inconnue", "non connu", "non connue", "non renseigne", "non renseignee", "non communique", "non communiquee",
    "non disponible", "non precise", "non precisee", "non defini", "non definie", "non concerne", "non applicable", "a definir", "a preciser",
    "a determiner", "a completer", "a confirmer", "a renseigner", "pas encore", "sans siret", "pas de siret",
})  # fmt: skip
#: A longer cell says something: it is not looked at closely.
_LONGEST = 40
#: The letters by which those words begin: most cells begin by another, and are told by that alone.
_OTHER_BEGINNINGS = frozenset(ascii_letters) - {form(words[0]) for words in _NOTHING for form in (str.lower, str.upper)}


def leaves_empty(cell: str, required: bool) -> bool:
    """Tell whether a cell is read as an empty one; a required one of dots and bars alone is an odd name, and one all the same.

    >>> leaves_empty("—", True), leaves_empty(".", True), leaves_empty(".", False)
    (True, False, True)
    """
    return says_nothing(cell) and not (required and cell.strip("./") == "")


def says_nothing(cell: str) -> bool:
    """Tell whether a cell says that nothing is known: marks alone, or the usual words; the error of a spreadsheet says more.

    >>> says_nothing("NC"), says_nothing("—"), says_nothing("à définir"), says_nothing("?")
    (True, True, True, True)
    >>> says_nothing("0"), says_nothing("bientôt"), says_nothing("#N/A")
    (False, False, False)
    """
    if cell[:1] in _OTHER_BEGINNINGS:
        return False
    return _MARKS.fullmatch(cell) is not None or (len(cell) <= _LONGEST and not cell[:1].isdigit() and not cell.startswith("#") and fold(cell) in _NOTHING)
