"""The one place that reads the clock, so that SOURCE_DATE_EPOCH makes every run reproducible."""

from __future__ import annotations

import os
import re
from datetime import UTC, date, datetime


def now() -> datetime:
    """Return the present moment in UTC to the second, or the one set by SOURCE_DATE_EPOCH.

    Raises `ValueError` when that variable is not a whole number of seconds.
    """
    stamp = os.environ.get("SOURCE_DATE_EPOCH")
    if stamp:
        return datetime.fromtimestamp(int(stamp), UTC)
    return datetime.now(UTC).replace(microsecond=0)


def today() -> date:
    """Return the present day in UTC, or the one set by SOURCE_DATE_EPOCH."""
    return now().date()


def moment_text(moment: datetime) -> str:
    """Return a moment as the text kept in the ledger, which sorts as time does.

    >>> moment_text(datetime(2026, 11, 24, 8, 5, tzinfo=UTC))
    '2026-11-24T08:05:00Z'
    """
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_moment(text: str) -> str:
    """Return a moment as the ledger writes it: a day stands for its end, an offset is brought to UTC.

    Raises `ValueError` for anything else than YYYY-MM-DD or YYYY-MM-DDTHH:MM(:SS) with an optional offset.

    >>> read_moment("2026-09-21T15:40:00+02:00"), read_moment("2026-09-21")
    ('2026-09-21T13:40:00Z', '2026-09-21T23:59:59Z')
    """
    found = re.fullmatch(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?", text)
    if not found:
        raise ValueError(text)
    if not found[1]:
        date.fromisoformat(text)
        return f"{text}T23:59:59Z"
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return moment_text(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
