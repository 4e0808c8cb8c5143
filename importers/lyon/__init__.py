"""The Lyon base as the sheets an office would send: public facts, each with its origin, then examples marked as such.

Nothing here is code: a correction is a corrected cell, sent through the importers like anybody's. What no public source
told is left empty, or said to be confirmed with the territory (confidence L). The sheets of demonstration hold examples
made up to show solicitations and meetings; they are another source, so that one word leaves them out.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from kb.errors import BadParameter
from kb.words import quoted


class Sheet(NamedTuple):
    """One sheet of the base: its file, the importer that reads it, the source it speaks for."""

    file: str
    importer: str
    source: str


#: The source of the facts, and the source of the examples.
BASE, EXAMPLES = "base lyonnaise", "démonstration"

#: The sheets in loading order: those who are named come before those who name them.
SHEETS: tuple[Sheet, ...] = (
    Sheet("territoires.csv", "territoires", BASE),
    Sheet("parties-prenantes.csv", "parties-prenantes", BASE),
    Sheet("activites.csv", "activites", BASE),
    Sheet("financements.csv", "financements", BASE),
    Sheet("liens.csv", "liens", BASE),
    Sheet("demonstration-financements.csv", "financements", EXAMPLES),
    Sheet("demonstration-liens.csv", "liens", EXAMPLES),
)


def sheet_path(name: str) -> Path:
    """Return where a sheet of the base lies once the package is installed; raises `BadParameter` for another name.

    >>> sheet_path("liens.csv").name
    'liens.csv'
    """
    from importlib.resources import files

    if name not in {sheet.file for sheet in SHEETS}:
        known = ", ".join(sheet.file for sheet in SHEETS)
        raise BadParameter(f"La base lyonnaise n'a pas de feuille {quoted(name)}. Feuilles : {known}.")
    return Path(str(files(__name__).joinpath(name)))
