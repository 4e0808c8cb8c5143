"""Following: what a projection costs to keep fresh, and what a second process reads while the first writes."""

from __future__ import annotations

import multiprocessing
import statistics
import time
from collections.abc import Iterator
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Event
from pathlib import Path

from kb.ledger import Assertion, Claim, TieRecord
from kb.projection import build_projection
from kb.store import Store, open_store
from tests.bench.graph import SOURCE, Sample
from tests.bench.timing import Line, at, spent

READS = 100


def measure_following(store: Store, sample: Sample) -> Iterator[Line]:
    """Yield T7 and T11."""
    changes = min(1_000, len(sample.rows) // 60)
    tails, builds = [], []
    for turn in range(5):
        with store.view() as view:
            before = build_projection(view)
        _change(store, sample, turn, changes)
        with store.view() as view:
            tails.append(spent(lambda: before.follow(view)))  # noqa: B023 - run at once
            builds.append(spent(lambda: build_projection(view)))
            after, whole = before.follow(view), build_projection(view)
            assert after.base is before.base
            assert after.size == whole.size
            assert all(after.ego([key], 2) == whole.ego([key], 2) for key in sample.keys[turn : turn + 20])
    yield Line(
        "T7",
        f"suivre {changes} changements / reconstruire",
        statistics.median(tails),
        statistics.median(builds),
        1 / 200,
    )
    yield _reader(Path(store.url), sample.keys[0])


def _change(store: Store, sample: Sample, turn: int, count: int) -> None:
    """Write new ties, end some and move the dates of others, a third each."""
    third = count // 3
    with store.writer() as writer:
        rows = [_tie(sample, f"n{turn}-{n}", n * 7 + turn) for n in range(third)]
        ended = [Assertion(Claim(SOURCE.id, f"l{turn * count + n}").slot, None) for n in range(third)]
        moved = [_tie(sample, f"l{turn * count + third + n}", n, until="2020-01-01") for n in range(third)]
        writer.write([*rows, *ended, *moved], kind="import")


def _tie(sample: Sample, key: str, number: int, until: str | None = None) -> Assertion:
    start, end = sample.keys[number % len(sample.keys)], sample.keys[(number * 31 + 1) % len(sample.keys)]
    claim = Claim(SOURCE.id, key, (), (TieRecord("partner", start, end, valid_to=until),), {"banc": key})
    return Assertion(claim.slot, claim.body, "2026-01-01")


def _reader(path: Path, key: str) -> Line:
    process = multiprocessing.get_context("spawn")
    last, stop = process.Value("q", 0), process.Event()
    child = process.Process(target=_write_until, args=(str(path), last, stop))
    with open_store(path) as store:
        idle = _reads(store, key, last)
        child.start()
        while not last.value:
            time.sleep(0.01)
        busy = _reads(store, key, last)
        stop.set()
        child.join()
    return Line("T11", "lecture pendant qu'un autre processus écrit / au repos, p95", at(busy, 0.95), at(idle, 0.95), 3)


def _reads(store: Store, key: str, last: Synchronized[int]) -> list[float]:
    """Read the last batch and one actor many times; each commit acknowledged before a read is seen by it."""
    times = []
    for _ in range(READS):
        acknowledged = last.value
        begun = time.perf_counter()
        with store.view() as view:
            view.get([key])
            seen = view.batches(1)[0].rev
        times.append((time.perf_counter() - begun) * 1_000)
        assert seen >= acknowledged
        time.sleep(0.005)
    return sorted(times)


def _write_until(path: str, last: Synchronized[int], stop: Event) -> None:
    with open_store(path) as store:
        number = 0
        while not stop.is_set():
            number += 1
            claim = Claim(SOURCE.id, f"w{number}", (), (), {"banc": str(number)})
            with store.writer() as writer:
                entry = writer.write([Assertion(claim.slot, claim.body, "2026-01-01")], kind="import")
            last.value = entry.rev
