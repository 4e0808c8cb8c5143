"""Random histories on a real server: it believes what the other engines believe, whatever is written and taken back."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from kb.export import load_lines
from kb.ledger import Assertion, Claim, Judgement, Source, TieRecord
from kb.store import Store, open_store
from tests.kb.samples import actor, described, end, exported, put, says
from tests.kb.test_histories import Batch, Undo, apply, batches, histories, judgements, replayed, seen
from tests.neo4j.servers import NEO4J, alone, empty

#: A write on a server is a hundred times longer than in memory: fewer histories than for a file, each whole.
few = settings(
    max_examples=max(5, settings.default.max_examples // 6),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)


@pytest.fixture(autouse=True)
def _alone() -> Iterator[None]:
    """Keep the server to one test at a time."""
    with alone():
        yield


def fresh() -> Store:
    """Return the server's base, emptied."""
    empty(NEO4J)
    return open_store(NEO4J, create=True)


@few
@given(histories)
def test_a_server_believes_what_memory_believes(history: list[Batch | Undo]) -> None:
    with open_store("memory:") as memory, fresh() as server:
        for step in history:
            apply(memory, step)
            apply(server, step)
            assert exported(server) == exported(memory)
        assert exported(server, history=True) == exported(memory, history=True)
        assert seen(server) == seen(memory)
        assert seen(server, memory.head() // 2) == seen(memory, memory.head() // 2)
        assert replayed(server) == replayed(memory)
        assert [found.name for found in server.check() if not found.ok] == []


@few
@given(histories, batches)
def test_a_server_loads_back_what_it_exports(history: list[Batch | Undo], again: Batch) -> None:
    with open_store("memory:") as memory:
        with fresh() as server:
            for step in history:
                apply(server, step)
                apply(memory, step)
            text, all_of_it = exported(server), exported(server, history=True)
        for export, with_history in ((text, False), (all_of_it, True)):
            with fresh() as server:
                load_lines(server, export.split("\n"))
                assert exported(server, history=with_history) == export
        with open_store(NEO4J) as server:
            apply(server, again)
            apply(memory, again)
            assert exported(server, history=True) == exported(memory, history=True)


@few
@given(histories, judgements)
def test_joining_then_parting_restores_every_byte(history: list[Batch | Undo], said: Judgement) -> None:
    with fresh() as server:
        for step in history:
            apply(server, step)
        apply(server, (end(said),))
        before = exported(server)
        apply(server, (put(said),))
        apply(server, (end(said),))
        assert exported(server) == before


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_thousand_operations_lead_to_the_same_bytes_on_the_three_engines(tmp_path: Path) -> None:
    with open_store("memory:") as memory, open_store(tmp_path / "base.db", create=True) as file, fresh() as server:
        for number, step in enumerate(thousand()):
            for store in (memory, file, server):
                apply(store, step)
            if number % 100 == 99:
                assert exported(memory) == exported(file) == exported(server)
        assert server.head() == memory.head() > 900
        assert exported(memory, history=True) == exported(file, history=True) == exported(server, history=True)
        assert seen(memory)[0] == seen(server)[0]


NAMES = ("Mission locale", "La Forge", "Œuvre des Moulins", "Élan", "Straße", "Régie", "L'Atelier", "Épicerie")
TOWNS = ("", "Lyon", "Bron", "Givors")
SIRETS = ("48060811600020", "13002526500013", "20004697700019")
SOURCES = (Source("carnet"), Source("carnet", "lyon-8"), Source("registre", rank="registre"))


def thousand(seed: int = 4) -> Iterator[Batch | Undo]:
    """Yield a thousand operations: rows, ends of rows, joins, partings, and undone batches."""
    chance = random.Random(seed)
    rows: list[Claim] = []
    said: list[Judgement] = []
    yield tuple(described(*SOURCES))
    for _ in range(999):
        turn = chance.random()
        if turn < 0.55 or len(rows) < 4:
            row = _row(chance)
            rows.append(row)
            yield (put(row, f"2026-01-{chance.randrange(1, 29):02}"),)
        elif turn < 0.65:
            yield (end(chance.choice(rows)),)
        elif turn < 0.78:
            verdict = chance.choice(("same", "same", "different"))
            one, other = (_record(chance.choice(rows)) for _ in range(2))
            said.append(Judgement(verdict, one, other, "marie"))
            yield (put(said[-1]),)
        elif turn < 0.85 and said:
            yield (end(chance.choice(said)),)
        else:
            yield Undo(chance.randrange(1_000))


def _record(row: Claim) -> str:
    from kb.ids import record_id

    return record_id(row.slot, "")


def _row(chance: random.Random) -> Claim:
    name, town = chance.choice(NAMES), chance.choice(TOWNS)
    kind = chance.choice(("company", "siae", "association", "organisation"))
    siret = chance.choice(SIRETS) if chance.random() < 0.3 else ""
    ends = [f"siret:{chance.choice(SIRETS)}", f"nu:{chance.choice(('la forge', 'elan', 'regie'))}"]
    ties = [TieRecord(chance.choice(("partner", "funds", "solicits")), *ends, {"year": chance.randrange(2019, 2027)})]
    record = actor(name, kind, siret=siret, town=town, workforce=str(chance.randrange(9)))
    return says(chance.choice(SOURCES), str(chance.randrange(60)), record, ties=ties if chance.random() < 0.5 else ())


def test_the_operations_are_of_every_kind() -> None:
    steps = list(thousand())
    ends: list[Assertion] = [a for step in steps if not isinstance(step, Undo) for a in step if a.body is None]

    assert len(steps) == 1_000
    assert sum(isinstance(step, Undo) for step in steps) > 100
    assert {a.slot[0] for a in ends} == {"d", "j"}
