"""The last day of a tie: people write the one through which it lasts, the ledger keeps the first on which it is over."""

from __future__ import annotations

import datetime as dt
import re

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def first_day_after(text: str) -> str:
    """Return the day on which something said to last until a year, a month or a day is over: each is lasted whole.

    >>> first_day_after("2026"), first_day_after("2026-12"), first_day_after("2026-12-15"), first_day_after("9999-12-31")
    ('2027-01-01', '2027-01-01', '2026-12-16', '9999-12-31')
    """
    if len(text) == 4 and text < "9999":
        return f"{int(text) + 1:04d}-01-01"
    if len(text) == 7 and text < "9999-12":
        year, month = int(text[:4]), int(text[5:])
        return f"{year + month // 12:04d}-{month % 12 + 1:02d}-01"
    return _moved(text, 1)


def last_day(over: str | None) -> str:
    """Return the last day of what is over on a day, as people wrote it; what is no day stays as it is.

    >>> last_day("2027-01-01"), last_day("2026-12-16"), last_day("2027"), last_day(None)
    ('2026-12-31', '2026-12-15', '2027', '')
    """
    return _moved(over or "", -1)


def _moved(text: str, days: int) -> str:
    if not _DAY.fullmatch(text):
        return text
    try:
        return (dt.date.fromisoformat(text) + dt.timedelta(days=days)).isoformat()
    except (ValueError, OverflowError):
        # A day that no calendar has, or that nothing follows, is left as it was written.
        return text
