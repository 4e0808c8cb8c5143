"""Texts that a spreadsheet would run as formulas: neutralised when they leave, given back when they return."""

from __future__ import annotations

import re

#: First characters that spreadsheets may take for a formula, their full-width twins and the blanks they skip included.
FORMULA_STARTS = "=+-@\t\r\n\x00＝＋－＠"
_AT_RISK = re.compile(f"'*[{re.escape(FORMULA_STARTS)}]")
_ESCAPED = re.compile(f"'+[{re.escape(FORMULA_STARTS)}]")


def escape_cell(text: str) -> str:
    """Return a text no spreadsheet takes for a formula: one apostrophe more when it starts like one.

    >>> escape_cell("=1+1"), escape_cell("'=1+1"), escape_cell("Bross'Up")
    ("'=1+1", "''=1+1", "Bross'Up")
    """
    return "'" + text if _AT_RISK.match(text) else text


def unescape_cell(text: str) -> str:
    """Return the text that `escape_cell` was given; other texts are left as they are.

    >>> unescape_cell("'=1+1"), unescape_cell("''=1+1"), unescape_cell("'ici")
    ('=1+1', "'=1+1", "'ici")
    """
    return text[1:] if _ESCAPED.match(text) else text
