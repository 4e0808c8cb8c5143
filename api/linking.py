"""Linking two tables of organisations without a base: who of the rows is whom of the reference, and how sure it is."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from api.files import check_target, write_whole
from importers.parties import REFERENCE, ROWS, Parties, read_parties
from kb.identity.matching import Matches, match
from kb.problems import Problem

HEADER = ("row", "ref_id", "score", "verdict")


@dataclass(frozen=True)
class Linked:
    """What a linking gave: how many rows and references were read, pairs by verdict, rows that were not read, keys given twice."""

    rows: int
    references: int
    verdicts: dict[str, int]
    problems: list[Problem]
    repeated: list[Problem]


def link_files(reference: Path, rows: Path, to: Path, *, encoding: str | None = None) -> Linked:
    """Write every pair considered, best first for each row, and return the counts.

    Raises `FileRefused` for a file that cannot be understood, `TargetRefused` when the pairs would take the place of one of
    the two, and `UnwritableFile`; nothing is then written.
    """
    check_target(to, (reference, rows))
    known, asked = read_parties(reference, REFERENCE, encoding=encoding), read_parties(rows, ROWS, encoding=encoding)
    matches = match(asked.listed, known.listed)
    write_whole(to, _lines(asked, known, matches))
    verdicts: dict[str, int] = {}
    for outcome in matches.outcome:
        verdicts[outcome.value] = verdicts.get(outcome.value, 0) + 1
    problems, repeated = [*known.problems, *asked.problems], [*known.repeated, *asked.repeated]
    return Linked(len(asked.listed), len(known.listed), verdicts, problems, repeated)


def _lines(asked: Parties, known: Parties, matches: Matches) -> Iterator[str]:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(HEADER)
    for line in _ordered(asked, known, matches):
        row, reference = int(matches.pairs.rows[line]), int(matches.pairs.references[line])
        score = f"{matches.score[line]:.4f}"
        writer.writerow((asked.listed[row].id, known.listed[reference].id, score, matches.outcome[line].value))
        yield _taken(written)
    if written.tell():
        yield _taken(written)


def _taken(written: io.StringIO) -> str:
    text = written.getvalue()
    written.seek(0)
    written.truncate()
    return text


def _ordered(asked: Parties, known: Parties, matches: Matches) -> list[int]:
    ids = np.array([party.id for party in known.listed], dtype=object)[matches.pairs.references]
    # Rows of one key stand where the first of them does: their pairs cannot be told apart.
    first: dict[str, int] = {}
    place = [first.setdefault(party.id, n) for n, party in enumerate(asked.listed)]
    # Scores as they are written: two that read alike are told apart by the reference's id, on every machine.
    shown = np.round(matches.score, 4)
    return sorted(range(len(shown)), key=lambda n: (place[matches.pairs.rows[n]], -shown[n], ids[n]))
