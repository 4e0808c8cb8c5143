"""The other engines a figure is taken beside, holding the same actors and ties: duckdb for sets, ladybug for paths."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from kb.view import View

_PRESENT = """
SELECT actor FROM (
  SELECT src actor, dst place FROM tie JOIN actor ON actor.id = dst AND kind = 'territory'
  UNION SELECT dst, src FROM tie JOIN actor ON actor.id = src AND kind = 'territory')
GROUP BY actor HAVING count(*) >= 2"""
_PATH = "MATCH p = (a:Actor {id: $one})-[:Tie* SHORTEST 1..6]-(b:Actor {id: $other}) RETURN length(p)"


class Engines:
    """duckdb and ladybug on the graph of a view; they are an extra of the benchmark (`pip install -e .[bench]`)."""

    def __init__(self, view: View, folder: Path) -> None:
        import duckdb
        import ladybug

        actors = _table(folder / "actors.csv", ((a.id, a.kind) for a in view.actors()))
        ties = _table(folder / "ties.csv", ((t.start, t.end) for t in view.ties()))
        self._duck: Any = duckdb.connect(str(folder / "duckdb.db"))
        for name, columns, file in (("actor", "{id: VARCHAR, kind: VARCHAR}", actors), ("tie", "{src: VARCHAR, dst: VARCHAR}", ties)):
            typed = columns.replace(": VARCHAR", ": 'VARCHAR'")
            self._duck.execute(f"CREATE TABLE {name} AS SELECT * FROM read_csv('{file}', header = false, columns = {typed})")
        self._base: Any = ladybug.Database(str(folder / "ladybug.db"))
        self._graph: Any = ladybug.Connection(self._base)
        self._graph.execute("CREATE NODE TABLE Actor(id STRING PRIMARY KEY, kind STRING)")
        self._graph.execute("CREATE REL TABLE Tie(FROM Actor TO Actor)")
        self._graph.execute(f"COPY Actor FROM '{actors}'")
        self._graph.execute(f"COPY Tie FROM '{ties}'")

    def present(self) -> set[str]:
        """Return the actors tied to two territories or more, as duckdb finds them."""
        return {row[0] for row in self._duck.execute(_PRESENT).fetchall()}

    def steps(self, start: str, end: str) -> int:
        """Return the length of the shortest path of six ties at most as ladybug finds it, 0 without one."""
        found = self._graph.execute(_PATH, {"one": start, "other": end}).get_all()
        return int(found[0][0]) if found else 0

    def close(self) -> None:
        """Give the files back."""
        self._duck.close()
        self._graph.close()
        self._base.close()


@contextmanager
def engines(view: View, folder: Path) -> Iterator[Engines | None]:
    """Yield the other engines filled with what a view shows, or None, told in a line, where they are not installed."""
    missing = [name for name in ("duckdb", "ladybug") if find_spec(name) is None]
    if missing:
        print(f"       laissé de côté faute de {' et de '.join(missing)} : « make bench » les installe")
        yield None
        return
    peers = Engines(view, folder)
    try:
        yield peers
    finally:
        peers.close()


def _table(path: Path, rows: Iterable[tuple[str, ...]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path
