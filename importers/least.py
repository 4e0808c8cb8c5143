"""A cell that counts people, of whom too few are told to be kept."""

from __future__ import annotations

import re

from importers.row import Row
from kb.least import least_count


def hides_small(row: Row, key: str) -> bool:
    """Tell whether a cell is a count too small to be kept, « environ 8 » too: it is then told, hidden, and not repeated."""
    least = least_count()
    told = [int(figures) for figures in re.findall(r"\d{1,9}", re.sub(r"(?<=\d)[\s\u00a0\u202f](?=\d{3})", "", row.text(key)))]
    if not told or not 0 < max(told) < least:
        return False
    row.warn(key, "COUNT_SMALL", f"Effectif inférieur à {least} : il n'est pas gardé, on pourrait reconnaître quelqu'un.", "…")
    row.hide(key)
    return True
