"""Progress of long work, on the error stream so that what is asked for can be piped."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Tell = Callable[[str, int], None]

#: Outside a terminal, one line is written each time this many more are done.
STEP = 10_000


@contextmanager
def progress(*, quiet: bool = False) -> Iterator[Tell | None]:
    """Give a function that tells how far work is: a live line in a terminal, a line every ten thousand elsewhere."""
    if quiet:
        yield None
    elif sys.stderr.isatty():
        with _live() as tell:
            yield tell
    else:
        yield _plain()


@contextmanager
def _live() -> Iterator[Tell]:
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = SpinnerColumn(), TextColumn("{task.completed:.0f} {task.description}"), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        tasks = {}

        def tell(what: str, count: int) -> None:
            if what not in tasks:
                tasks[what] = shown.add_task(what, total=None)
            shown.update(tasks[what], completed=count)

        yield tell


def _plain() -> Tell:
    last: dict[str, int] = {}

    def tell(what: str, count: int) -> None:
        if count - last.get(what, 0) >= STEP:
            last[what] = count
            sys.stderr.write(f"  {count:,} {what}…\n".replace(",", "\u202f"))
            sys.stderr.flush()

    return tell
