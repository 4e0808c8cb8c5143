"""What holds of any sheet: the order of rows says nothing, every row is counted, twice is once, undo is exact."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.store import open_store
from tests.importers.conftest import Office

HEADER = ["nom", "type", "siret", "commune", "territoire", "budget", "ouverture", "courriel", "dépend de", "notes"]
NAMES = ["Régie", "REGIE", "Atelier", "Cycles", "Œuvre", "Oeuvre", "Emmaüs", "A", ""]
CELLS = [
    st.sampled_from(NAMES),
    st.sampled_from(["", "association", "EBE", "CLE", "martien", "entreprise | financeur"]),
    st.sampled_from(["", "99900003700013", "99900004500016", "123", "3.5E+13"]),
    st.sampled_from(["", "Exempleville", "EXEMPLEVILLE", "Ailleurs"]),
    st.sampled_from(["", "Val-Fleuri", "Val-Fleuri | Grand Pré"]),
    st.sampled_from(["", "12", "1,234.5", "nan", "12 000,50"]),
    st.sampled_from(["", "2020", "31/02/2020", "01/02/2023"]),
    st.sampled_from(["", "a@ex.fr", "a@b"]),
    st.sampled_from(NAMES),
    st.text(st.characters(codec="utf-8"), max_size=12),
]
ROWS = st.lists(st.tuples(*CELLS), max_size=12)
FEW = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


@contextmanager
def office() -> Iterator[Office]:
    with TemporaryDirectory() as folder, open_store("memory:", create=True) as store:
        yield Office(store, Path(folder))


def sheet(rows: list[tuple[str, ...]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([HEADER, *rows])
    return out.getvalue()


@FEW
@given(ROWS)
def test_every_row_is_counted_and_every_refusal_is_told(rows):
    with office() as here:
        plan = here.plan(sheet(rows))

    blank = sum(1 for row in rows if not any(cell.strip() for cell in row))
    assert len(rows) - blank <= plan.read <= len(rows)
    assert {row.line for row in plan.set_aside} == {p.line for p in plan.problems if p.line}
    assert all(p.message and p.code for p in (*plan.problems, *plan.warnings))


@FEW
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_says_nothing(rows, chance: random.Random):
    mixed = list(rows)
    chance.shuffle(mixed)
    with office() as here, office() as there:
        plan, other = here.send(sheet(rows)), there.send(sheet(mixed))
        facts, same = [_facts(o) for o in (here, there)]

    assert facts == same
    assert (plan.created, len(plan.set_aside)) == (other.created, len(other.set_aside))


def _facts(here: Office) -> list[tuple[object, ...]]:
    with here.store.view() as view:
        actors = [
            (a.id, a.kind, a.name, sorted((n, str([f.value for f in a.facts(n)])) for n in a.fields()))
            for a in view.actors()
        ]
        return [*actors, *((t.id, t.kind, t.start, t.end) for t in view.ties())]


@FEW
@given(ROWS)
def test_twice_is_once(rows):
    with office() as here:
        here.send(sheet(rows))
        before = here.exported(history=True)

        again = here.send(sheet(rows))

        assert not again.writes
        assert here.exported(history=True) == before


@FEW
@given(ROWS, ROWS)
def test_undoing_the_first_edition_leaves_the_second_alone(first, second):
    with office() as here, office() as there:
        batch = here.apply(here.plan(sheet(first)))
        here.send(sheet(second))
        if batch:
            here.undo(batch.id)
        there.send(sheet(second))
        left, alone = here.exported(), there.exported()

    if here_wrote_second(first, second):
        assert left == alone


def here_wrote_second(first: list[tuple[str, ...]], second: list[tuple[str, ...]]) -> bool:
    """Tell whether the second edition was written at all: nothing is, when it only repeats a part of the first."""
    with office() as here:
        here.send(sheet(first))
        return here.plan(sheet(second)).writes
