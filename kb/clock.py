"""The one place that reads the clock, so that SOURCE_DATE_EPOCH makes every run reproducible."""

from __future__ import annotations

import os
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
