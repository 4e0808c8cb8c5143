"""Identifiers as a register publishes them: a wrong key is told and kept, since the State itself wrote it."""

from __future__ import annotations

from collections.abc import Callable

from importers.row import Row, sentence
from kb.ids import BadIdentifier


def published_number(row: Row, key: str, check: Callable[[str], str], length: int) -> str:
    """Return a number of a register: one of the right length is kept whatever its key, any other sets the row aside."""
    raw = row.required(key)
    if not raw:
        return ""
    try:
        return check(raw)
    except BadIdentifier as error:
        code = key.upper()
        if len(raw) == length and raw.isascii() and raw.isdigit() and raw.strip("0"):
            said = f"{sentence(error.reason)} : publié ainsi par le registre, gardé tel quel."
            row.warn(key, f"{code}_UNUSUAL", said)
            return raw
        row.refuse(key, f"{code}_INVALID", f"{sentence(error.reason)}.")
        return ""
