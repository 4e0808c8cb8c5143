"""Damaged files of every format, through the readers and the plan: refused or set aside in a sentence, never a traceback.

`make fuzz` runs 10,000 for each format; a file that fails is kept, with the seed that makes it again.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import os
import random
import resource
import signal
import sys
import tempfile
import traceback
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

from importers import IMPORTERS, read_file
from importers.read import unpacked
from kb.ledger import Source
from kb.plan import make_plan
from kb.problems import FileRefused
from kb.store import Store, open_store
from tests.pace import within

SAMPLES = Path(__file__).parent / "data"
FAMILIES = ("csv", "xlsx", "ods", "json", "geojson", "xml", "gz", "zip")
#: What one file may cost: seconds of processor, its reader's included, and megabytes.
SECONDS, MEGABYTES = 5.0, 500
#: The seconds after which a read that only waits is ended.
ASLEEP = 30.0
TOKENS = [
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b'""', b";", b",", b"\t", b"\r", b"\n\n", b"=1+1", b"1e999", b"NaN", b"-0",
    b"99999999999999999999", b"31/02/2020", b"\xe9", b"\xc3\xa9", b"\xc3\x83\xc2\xa9", b"\xe2\x80\xae", b"\xed\xa0\x80",
    b"\\ud800", b"{", b"}", b"[", b"]", b"null", b'"nom":', b"nom;siret", b"<!DOCTYPE x>", b"</c>", b"<v>", b"&#0;",
    b"&lt;", b"sep=;\n", b"123", b"999 000 037 00013", b"jusqu'a 2026", b"2|3", b"total", b"#REF!", b"A" * 5000,
]  # fmt: skip


class Hung(BaseException):
    """Raised in a read that lasts too long; no handler of ours takes it for an error of the file."""


# -- samples ----------------------------------------------------------------------------------------------------------


def samples(family: str) -> list[bytes]:
    """Return the sound files of a format: the samples of the importers, as they are or put in a workbook."""
    if family in ("json", "xml"):
        return [path.read_bytes() for path in sorted(SAMPLES.glob(f"*.{family}"))]
    if family == "geojson":
        return [
            b'{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"nom": "A"}, '
            b'"geometry": {"type": "Point", "coordinates": [4.9, 45.7]}}]}'
        ]
    texts = [path.read_bytes() for path in sorted(SAMPLES.glob("*.csv"))]
    make = {"csv": lambda text: text, "xlsx": _xlsx, "ods": _ods, "gz": gzip.compress, "zip": _zip}[family]
    return [make(text) for text in texts if len(text) < 20_000]


def _rows(text: bytes) -> list[list[str]]:
    said = text.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(said), delimiter=";" if ";" in said.splitlines()[0] else ","))


def _zip(text: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("tableau.csv", text)
    return out.getvalue()


def _xlsx(text: bytes) -> bytes:
    from openpyxl import Workbook

    book, out = Workbook(), io.BytesIO()
    for row in _rows(text):
        book.active.append(row)
    book.save(out)
    return out.getvalue()


#: Without it, no reader takes an archive for a workbook: its rows would never be reached.
_MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>"""


def _ods(text: bytes) -> bytes:
    def cell(value: str) -> str:
        return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'

    rows = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in _rows(text))
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = " ".join(f'xmlns:{name}="{urn}:{name}:1.0"' for name in ("office", "table", "text"))
    body = f'<office:body><office:spreadsheet><table:table table:name="F">{rows}</table:table></office:spreadsheet></office:body>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("content.xml", f"<office:document-content {spaces}>{body}</office:document-content>")
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
    return out.getvalue()


# -- damage -----------------------------------------------------------------------------------------------------------


def damaged(raw: bytes, chance: random.Random) -> bytes:
    """Return a file with a few accidents: bits flipped, pieces cut, repeated or moved, tokens that trouble readers."""
    if raw.startswith(b"PK") and chance.random() < 0.75:
        return _damaged_members(raw, chance)
    data = bytearray(raw)
    for _ in range(chance.choice((1, 1, 2, 4, 12))):
        chance.choice((_flip, _cut, _token, _repeat, _shorten))(data, chance)
    return bytes(data)


def _damaged_members(raw: bytes, chance: random.Random) -> bytes:
    """Return an archive sound by itself, whose members are damaged, swapped, doubled or gone."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    place = chance.randrange(len(members))
    name, content = members[place]
    kind = chance.random()
    if kind < 0.7:
        members[place] = name, damaged(content, chance)
    elif kind < 0.8:
        other = chance.randrange(len(members))
        members[place], members[other] = (name, members[other][1]), (members[other][0], content)
    elif kind < 0.9:
        members.pop(place)
    else:
        members[place] = chance.choice(("../x.xml", "a" * 300, name.upper())), content
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, text in members:
            archive.writestr(member, text)
    return out.getvalue()


def _span(data: bytearray, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + chance.choice((1, 2, 8, 64, 512)))


def _flip(data: bytearray, chance: random.Random) -> None:
    if data:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _cut(data: bytearray, chance: random.Random) -> None:
    start, end = _span(data, chance)
    del data[start:end]


def _token(data: bytearray, chance: random.Random) -> None:
    start, end = _span(data, chance)
    data[start : chance.choice((start, end))] = chance.choice(TOKENS)


def _repeat(data: bytearray, chance: random.Random) -> None:
    start, end = _span(data, chance)
    data[start:start] = data[start:end] * chance.choice((1, 2, 20))


def _shorten(data: bytearray, chance: random.Random) -> None:
    if chance.random() < 0.3:
        del data[chance.randrange(len(data) + 1) :]


# -- one file ---------------------------------------------------------------------------------------------------------


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Stop what lasts longer, with `Hung`."""

    def stop(*_: object) -> None:
        raise Hung(f"plus de {seconds:g} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def try_file(path: Path, store: Store) -> str:
    """Read a file and plan it; return what became of it. Raises whatever a person would have seen as a crash."""
    try:
        with at_most(ASLEEP), unpacked(path) as inside:
            read = read_file("auto", inside)
            plan = make_plan(
                store,
                Source(read.importer.name, rank=read.importer.rank.value),
                read.rows,
                scope=read.importer.name,
                file=path.name,
                warnings=read.warnings,
            )
    except FileRefused as refusal:
        if not refusal.refusal or not str(refusal).strip():
            raise
        return "refused"
    assert plan.read == plan.created + plan.updated + plan.unchanged + len(plan.set_aside), "the sum is wrong"
    return "read"


def processor() -> float:
    """Return the seconds of processor that this process and its ended children have taken."""
    taken = os.times()
    return taken.user + taken.system + taken.children_user + taken.children_system


def memory() -> float:
    """Return the most megabytes that this process and its children have held."""
    most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return most / (1024 if sys.platform == "linux" else 1024 * 1024)


def run(family: str, count: int, seed: int, keep: Path, tell: Callable[[str], None]) -> int:
    """Send `count` damaged files of a format, and return how many failed; those are kept."""
    sound, failed, outcomes, slowest = samples(family), 0, {"read": 0, "refused": 0}, 0.0
    with tempfile.TemporaryDirectory() as folder, open_store("memory:", create=True) as store:
        path = Path(folder) / f"essai.{family}"
        for number in range(count):
            chance = random.Random(f"{seed} {family} {number}")
            path.write_bytes(damaged(chance.choice(sound), chance))
            began, held = processor(), memory()
            try:
                outcomes[try_file(path, store)] += 1
                assert within(processor() - began, SECONDS), f"plus de {SECONDS:g} s"
                assert memory() < MEGABYTES or memory() == held, f"plus de {MEGABYTES} Mo"
            except (Exception, Hung):
                failed += 1
                keep.mkdir(parents=True, exist_ok=True)
                kept = keep / f"{family}-{seed}-{number}.{family}"
                kept.write_bytes(path.read_bytes())
                tell(f"{kept}\n{traceback.format_exc(limit=-4)}")
            slowest = max(slowest, processor() - began)
            if (number + 1) % 500 == 0:
                tell(f"{family} : {number + 1} sur {count}, {failed} en échec")
    tell(
        f"{family} : {count} fichiers, {outcomes['read']} lus, {outcomes['refused']} refusés, {failed} en échec, "
        f"le plus lent {slowest:.2f} s, {memory():.0f} Mo au plus"
    )
    return failed


def main() -> int:
    """Run every format and return how many files failed; stopping it by Ctrl-C keeps what was found."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--each", type=int, default=10_000, help="fichiers par format")
    asked.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    asked.add_argument("--family", choices=FAMILIES, action="append")
    asked.add_argument("--keep", type=Path, default=Path("fuzz-echecs"))
    options = asked.parse_args()
    print(f"Graine {options.seed}, {len(IMPORTERS)} importeurs ; les fichiers en échec vont dans {options.keep}.", flush=True)
    try:
        return min(1, sum(run(family, options.each, options.seed, options.keep, lambda text: print(text, flush=True))
                          for family in options.family or FAMILIES))  # fmt: skip
    except KeyboardInterrupt:
        print(f"Arrêté. Pour reprendre les mêmes fichiers : --seed {options.seed}")
        return 130


if __name__ == "__main__":
    sys.exit(main())
