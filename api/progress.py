"""Progress of long work, on the error stream so that what is asked for can be piped."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress(*, quiet: bool = False) -> Iterator[Callable[[str, int], None] | None]:
    """Give a function that tells how far work is: a live line in a terminal, a line every ten thousand elsewhere."""
    if quiet:
        yield None
        return
    live = sys.stderr.isatty()
    last: dict[str, int] = {}

    def tell(what: str, count: int) -> None:
        step = 500 if live else 10_000
        if count - last.get(what, 0) < step and what in last:
            return
        last[what] = count
        shown = f"{count:,}".replace(",", "\u202f")
        sys.stderr.write(f"\r  {shown} {what}…" if live else f"  {shown} {what}…\n" if count >= step else "")
        sys.stderr.flush()

    try:
        yield tell
    finally:
        if live and last:
            sys.stderr.write("\r" + " " * 60 + "\r")
            sys.stderr.flush()
