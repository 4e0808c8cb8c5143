"""The smallest count of people that is kept: under it, those who know the place may tell somebody."""

from __future__ import annotations

import os
import re

from kb.errors import BadParameter
from kb.problems import excerpt
from kb.store import Check

#: The setting by which the data protection officer of an office chooses it, and what it is until then.
SETTING, DEFAULT = "MAILLAGE_SEUIL_PPDE", 11
#: What it may be: under two, nothing would be held back.
LOWEST, HIGHEST = 2, 1_000


def least_count() -> int:
    """Return the smallest count that is kept; raises `BadParameter` for a setting that is no such number."""
    told = os.environ.get(SETTING, "").strip()
    if not told:
        return DEFAULT
    if not (told.isascii() and told.isdigit() and len(told) < 5 and LOWEST <= int(told) <= HIGHEST):
        raise BadParameter(f"{SETTING} vaut « {excerpt(told)} » : donnez un nombre entier, de {LOWEST} à {HIGHEST}.")
    return int(told)


def check_least() -> Check:
    """Return what `maillage check` says of the setting."""
    try:
        said, well = f"{least_count()} personnes ; en dessous, un effectif n'est pas gardé ({SETTING})", True
    except BadParameter as wrong:
        said, well = str(wrong), False
    return Check("seuil des effectifs de PPDE", well, said)


def read_count(cell: str) -> int | None:
    """Return the whole number that a cell is, however it is spaced and with its zeros; None for anything else.

    >>> read_count("1 042"), read_count("017"), read_count("17,0"), read_count("une dizaine")
    (1042, 17, 17, None)
    """
    text = re.sub(r"[\s\u00a0\u202f]", "", cell).removesuffix(",0").removesuffix(".0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else None
