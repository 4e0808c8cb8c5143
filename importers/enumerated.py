"""The several values of a cell: what a bar parts, and short words that a comma parts, told from a label that holds commas of its own."""

from __future__ import annotations

import re

from kb.text import clean

_SEVERAL = re.compile(r"\s*[|\n]\s*|\s*;\s+|\s*;\s*")
#: Words of the longest value that a comma parts from another: a longer one is sooner a label of several parts.
WORDS_MOST = 3
#: What makes one label of its parts: « Textile, habillement et cuir », « Commerce, sauf automobiles ».
_ONE_LABEL = re.compile(r"\b(?:et|ou|sauf|hors|dont|non|n\.c\.a)\b|[()]|\by compris\b|\d,\d|\bà l['’]exception\b", re.IGNORECASE)


def parted(cell: str, commas: bool = False) -> list[str]:
    """Return the several values of a cell, parted by a bar, a semicolon or a line end; by commas too where they list short words."""
    parts = [clean(part) for part in _SEVERAL.split(cell) if part.strip()]
    return list(dict.fromkeys(word for part in parts for word in listed_words(part))) if commas else parts


def listed_words(text: str) -> list[str]:
    """Return the short words that commas part in a text; the text itself when it is one label.

    >>> listed_words("nettoyage, espaces verts"), listed_words("Textile, habillement et cuir")
    (['nettoyage', 'espaces verts'], ['Textile, habillement et cuir'])
    """
    parts = [clean(part) for part in text.split(",") if part.strip()]
    if len(parts) < 2 or _ONE_LABEL.search(text) or any(len(part.split()) > WORDS_MOST for part in parts):
        return [text]
    return parts
