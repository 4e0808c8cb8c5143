"""What a cell of a workbook says once it is text: digits without `.0`, ISO dates, and nothing rounded in silence."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal

#: Beyond this a spreadsheet no longer keeps every digit.
EXACT = 10**15


def as_text(value: object) -> str:
    """Return the value of a cell as text.

    A whole number below 10^15 becomes its digits; beyond, it keeps an exponent, so that nobody takes it for an
    identifier. Dates become ISO dates.

    >>> as_text(99900001100018.0), as_text(1.0e18), as_text(dt.datetime(2024, 2, 1)), as_text(12.5)
    ('99900001100018', '1E+18', '2024-02-01', '12.5')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "vrai" if value else "faux"
    if isinstance(value, (int, float)):
        return _number(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(timespec="seconds")
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return str(value)


def _number(value: int | float) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if abs(value) >= EXACT:
        digits = f"{Decimal(value):.15E}"
        mantissa, exponent = digits.split("E")
        return f"{mantissa.rstrip('0').rstrip('.')}E{exponent}"
    return str(int(value)) if value == int(value) else repr(value)
