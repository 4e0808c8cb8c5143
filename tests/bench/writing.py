"""Writing: a first import against raw SQLite, the same rows again, and whether the size of the base matters."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apsw

from kb.pause import collector_paused
from kb.store import Store, open_store
from kb.store.sqlite.schema import PRAGMAS, TABLES
from tests.bench.graph import Row, Sample, assertions, make_sample
from tests.bench.timing import Line, by_turns, spent


def load(store: Store, rows: list[Row]) -> None:
    """Import rows: claims made, compared with what is held, written in one batch when anything is new."""
    with collector_paused():
        wanted = list(assertions(rows))
        held = store.held([a.slot for a in wanted])
        if any(a.slot not in held or held[a.slot].hash != a.hash for a in wanted):
            with store.writer() as writer:
                writer.write(wanted, kind="import")


def measure_writing(folder: Path, sample: Sample) -> Iterator[Line]:
    """Yield T1, T2 and T3."""
    first = folder / "t1.db"
    _fresh(first, sample.rows)
    tables = _dump(first)
    ours, raw = by_turns(lambda: _fresh(folder / "ours.db", sample.rows), lambda: _raw(folder / "raw.db", tables))
    yield Line(
        "T1", f"import de {len(sample.rows)} lignes / SQLite brut, mêmes tables et index", ours, raw, 0.45, least=True
    )
    yield from _updates(folder, sample)


def _fresh(path: Path, rows: list[Row]) -> float:
    path.unlink(missing_ok=True)
    with open_store(path, create=True) as store:
        return spent(lambda: load(store, rows))


def _dump(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    connection = apsw.Connection(str(path))
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    kept = [name for name in names if not name.startswith(("words", "sqlite_"))]
    tables = {name: list(connection.execute(f"SELECT * FROM {name}")) for name in kept}
    tables["words (rowid, search)"] = list(connection.execute("SELECT pk, search FROM node"))
    connection.close()
    return tables


def _raw(path: Path, tables: dict[str, list[tuple[Any, ...]]]) -> float:
    path.unlink(missing_ok=True)
    connection = apsw.Connection(str(path))
    connection.execute("PRAGMA journal_mode=WAL")
    for statement in (*PRAGMAS, TABLES):
        connection.execute(statement)

    def fill() -> None:
        with connection:
            for name, rows in tables.items():
                if rows:
                    connection.executemany(f"INSERT INTO {name} VALUES ({','.join('?' * len(rows[0]))})", rows)

    try:
        return spent(fill)
    finally:
        connection.close()


def _updates(folder: Path, sample: Sample) -> Iterator[Line]:
    count = min(1_000, len(sample.keys) // 5)
    small = make_sample(max(count, len(sample.keys) // 10), len(sample.rows) // 10, seed=8)
    with _base(folder, small) as little, _base(folder, sample) as big:
        turns = iter(range(100))

        def news() -> list[Row]:
            return _new_rows(count, next(turns))

        rows = _new_rows(count, 99)
        load(big, rows)
        again, first = by_turns(lambda: spent(lambda: load(big, rows)), lambda: _timed(big, news()))
        yield Line("T2", f"{count} lignes inchangées / {count} lignes nouvelles", again, first, 0.35)
        at_big, at_small = by_turns(lambda: _timed(big, news()), lambda: _timed(little, news()))
        yield Line("T3", f"{count} lignes nouvelles, base 10 fois plus grande", at_big, at_small, 1.5)


def _timed(store: Store, rows: list[Row]) -> float:
    return spent(lambda: load(store, rows))


def _base(folder: Path, sample: Sample) -> Store:
    store = open_store(tempfile.mkstemp(".db", dir=folder)[1], create=True)
    load(store, sample.rows)
    return store


def _new_rows(count: int, turn: int) -> list[Row]:
    fresh = make_sample(count, count, seed=100 + turn).rows
    moved = {row["id"]: f"siret:{9 * 10**13 + turn * 10**6 + n:014}" for n, row in enumerate(fresh)}
    return [
        {**row, "key": f"n{turn}-{row['key']}", "id": moved[row["id"]], "name": f"{row['name']} {turn}",
         "start": moved[row["start"]], "end": moved[row["end"]]}
        for row in fresh
    ]  # fmt: skip
