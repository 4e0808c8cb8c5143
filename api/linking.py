"""Linking two tables of organisations without a base: who of the rows is whom of the reference, and how sure it is."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from api.files import check_target, write_whole
from api.outputs.csv_out import csv_bytes
from api.outputs.table import Column, Sheet
from importers.parties import REFERENCE, ROWS, Parties, read_parties
from kb.identity.matching import Matches, match
from kb.identity.party import Party
from kb.problems import Problem

HEADER = ("row", "ref_id", "score", "verdict")
#: What is added for a person who reads the pairs.
NAMES = ("row_name", "ref_name")

Pair = tuple[Party, Party, str, str]


@dataclass(frozen=True)
class Linked:
    """What a linking gave: how many rows and references were read, pairs by verdict, rows that were not read, keys given twice."""

    rows: int
    references: int
    verdicts: dict[str, int]
    problems: list[Problem]
    repeated: list[Problem]


def link_files(reference: Path, rows: Path, to: Path, *, encoding: str | None = None, names: bool = False) -> Linked:
    """Write every pair considered, best first for each row, and return the counts; `names` writes them for a spreadsheet, with both names.

    Raises `FileRefused` for a file that cannot be understood, `TargetRefused` when the pairs would take the place of one of
    the two, and `UnwritableFile`; nothing is then written.
    """
    check_target(to, (reference, rows))
    known, asked = read_parties(reference, REFERENCE, encoding=encoding), read_parties(rows, ROWS, encoding=encoding)
    matches = match(asked.listed, known.listed)
    found = _pairs(asked, known, matches)
    write_whole(to, _to_read(found) if names else _lines(found))
    verdicts: dict[str, int] = {}
    for outcome in matches.outcome:
        verdicts[outcome.value] = verdicts.get(outcome.value, 0) + 1
    problems, repeated = [*known.problems, *asked.problems], [*known.repeated, *asked.repeated]
    return Linked(len(asked.listed), len(known.listed), verdicts, problems, repeated)


def _pairs(asked: Parties, known: Parties, matches: Matches) -> Iterator[Pair]:
    for line in _ordered(asked, known, matches):
        row, reference = asked.listed[matches.pairs.rows[line]], known.listed[matches.pairs.references[line]]
        yield row, reference, f"{matches.score[line]:.4f}", matches.outcome[line].value


def _lines(pairs: Iterable[Pair]) -> Iterator[str]:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(HEADER)
    for row, reference, score, verdict in pairs:
        writer.writerow((row.id, reference.id, score, verdict))
        yield _taken(written)
    if written.tell():
        yield _taken(written)


def _to_read(pairs: Iterable[Pair]) -> bytes:
    """Return the pairs as a spreadsheet opens them, with the names of both."""
    columns = [Column(key, key, "number" if key == "score" else "text") for key in (*HEADER, *NAMES)]
    rows = [
        dict(zip((*HEADER, *NAMES), (row.id, reference.id, float(score), verdict, _name(row), _name(reference)), strict=True))
        for row, reference, score, verdict in pairs
    ]
    return csv_bytes(Sheet("Paires", columns, rows))


def _name(party: Party) -> str:
    return next(iter(party.names), "")


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
