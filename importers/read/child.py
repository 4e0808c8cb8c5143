"""The process that parses a workbook: bounded in memory and time, it writes JSON lines and may die without harm.

Run as `python child.py KIND FILE`, the folder above `importers` on its path. One line per row; `{"end": true}` is the
last line of a reading that went well, and its absence means that the process died.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

Event = dict[str, object] | list[object]


def main(arguments: list[str]) -> int:
    """Write to standard output the events of one workbook; return 0 when it was read to its end."""
    open_alone()
    limit_resources()
    kind, path = arguments[0], Path(arguments[1])
    write = sys.stdout.write
    for event in events(kind, path):
        write(json.dumps(event, ensure_ascii=True, separators=(",", ":")) + "\n")
    write('{"end":true}\n')
    sys.stdout.flush()
    return 0


def open_alone() -> None:
    """Open the folders of the readers without what these announce: loading every importer takes longer than the reading."""
    here = Path(__file__).resolve().parent
    for name, folder in (("importers", here.parent), ("importers.read", here)):
        package = ModuleType(name)
        package.__path__ = [str(folder)]
        sys.modules[name] = package


def events(kind: str, path: Path) -> Iterator[Event]:
    """Yield what a workbook holds, sheet by sheet."""
    if kind == "ods":
        from importers.read.sheets_ods import sheet_events
    else:
        from importers.read.sheets_xlsx import sheet_events
    yield from sheet_events(path)


def limit_resources() -> None:
    """Bound the memory and the processor time of this process, where the platform can."""
    if sys.platform == "win32":
        return
    import resource

    from importers.read.limits import CHILD_CPU, CHILD_MEMORY

    for what, most in ((resource.RLIMIT_AS, CHILD_MEMORY), (resource.RLIMIT_CPU, CHILD_CPU), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(what)
        soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (soft, hard))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
