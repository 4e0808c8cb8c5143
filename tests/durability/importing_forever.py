"""A process to be killed: imports numbered sheets one after the other, and says each one once it is acknowledged.

Everything is loaded once; each line of the standard input (base, folder, first sheet, last) forks a child that imports. The
child's number is written first, so that it can be killed.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from api.importing import Request, run_import


def main() -> None:
    """Serve one request after the other, until the standard input ends."""
    for line in sys.stdin:
        base, folder, first, last = line.split()
        child = os.fork()
        if child == 0:
            _import_all(base, Path(folder), int(first), int(last))
            os._exit(0)
        _say(f"pid {child}")
        os.waitpid(child, 0)
        _say("over")


def _import_all(base: str, folder: Path, first: int, last: int) -> None:
    for number in range(first, last):
        report = run_import(base, Request("parties-prenantes", folder / f"{number}.csv", write=True, source=f"feuille {number}"))
        _say(f"acknowledged {number} {report.batch.id if report.batch else '-'}")


def _say(line: str) -> None:
    # One system call: a process killed between two leaves no half line.
    os.write(1, f"{line}\n".encode())


if __name__ == "__main__":
    main()
