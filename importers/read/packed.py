"""A table sent compressed (`.gz`, `.zip`), as the State publishes its stock files: unpacked beside, within limits."""

from __future__ import annotations

import gzip
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Protocol

from importers.read.archive import check_directory
from importers.read.limits import RATIO, RATIO_FLOOR, STOCK
from importers.read.sniff import sniff
from kb.problems import FileRefused
from kb.words import system_reason

_BLOCK = 1 << 20
#: What reading a damaged archive raises: a directory that leads outside the file gives the system's own errors, as a damaged gzip does.
DAMAGED = (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, RuntimeError)


class _Source(Protocol):
    def read(self, size: int, /) -> bytes: ...


@contextmanager
def unpacked(path: Path, name: str = "", most: int = STOCK) -> Iterator[Path]:
    """Give a file as it is to be read: itself, or the one table of a `.gz` or `.zip`, unpacked for the time of the block.

    `name` is the one it was sent under, `most` the most bytes it may have once unpacked. Raises `FileRefused` for an archive that is damaged, locked, a trap,
    or that does not hold exactly one file. A compressed file under another name is left to the readers, which refuse it.
    """
    suffix = path.suffix.lower()
    kind = sniff(path) if suffix in (".gz", ".zip") and path.is_file() else ""
    if (suffix, kind) not in ((".gz", "gzip"), (".zip", "zip")):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="maillage-") as folder:
        yield _unpack(path, PurePosixPath(name or path.name), kind, Path(folder), most)


def _unpack(path: Path, sent: PurePosixPath, kind: str, folder: Path, most: int) -> Path:
    try:
        if kind == "gzip":
            target = folder / (sent.stem or "tableau")
            with gzip.open(path) as source:
                _copy(sent.name, source, target, path.stat().st_size, most)
            return _named(target)
        with zipfile.ZipFile(path) as archive:
            member = _only(sent.name, archive)
            target = folder / (PurePosixPath(member.filename).name or "tableau")
            with archive.open(member) as source:
                _copy(sent.name, source, target, member.compress_size, most)
            return _named(target)
    except DAMAGED as error:
        raise _corrupt(sent.name) from error


def _named(target: Path) -> Path:
    """Return an unpacked file, a workbook whose name was lost with that of its archive being called one again."""
    kind = sniff(target)
    return target.rename(f"{target}.{kind}") if kind in ("xlsx", "ods") and not target.suffix else target


def _corrupt(name: str) -> FileRefused:
    return FileRefused("ARCHIVE_CORRUPT", f"{name} est abîmé ou incomplet : téléchargez-le ou compressez-le de nouveau.")


def _only(name: str, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """Return the one file of an archive; what a Mac adds beside it does not count."""
    members = archive.infolist()
    check_directory(name, members)
    listed = [m for m in members if not m.is_dir() and not m.filename.startswith("__MACOSX/")]
    if len(listed) != 1:
        said = f"{name} contient {len(listed)} fichiers : un seul tableau est attendu. Décompressez-le, puis importez chaque tableau."
        raise FileRefused("ARCHIVE_MEMBERS", said)
    return listed[0]


def _copy(name: str, source: _Source, target: Path, size: int, most: int) -> None:
    """Unpack block by block; a disk that is full is told as such, whether a block fails or the closing of the file."""
    blocks = _blocks(name, source, size, most)
    try:
        with target.open("wb") as kept:
            kept.writelines(blocks)
    except OSError as error:
        said = (f"Impossible de décompresser {name} dans {tempfile.gettempdir()} ({system_reason(error)}) : libérez de "
                "la place, ou décompressez-le ailleurs et importez le tableau.")  # fmt: skip
        raise FileRefused("DISK_FULL", said) from error


def _blocks(name: str, source: _Source, size: int, most: int) -> Iterator[bytes]:
    """Yield what an archive holds, so that a bomb is left at the block that goes beyond the limits."""
    done = 0
    while block := _read(name, source):
        done += len(block)
        if done > most or (done > RATIO_FLOOR and done > RATIO * max(1, size)):
            said = (f"{name} grossit de plus de {RATIO} fois en se décompressant, ou dépasse {most // 1_048_576} Mo : "
                    "refusé. Décompressez-le vous-même et vérifiez ce qu'il contient.")  # fmt: skip
            raise FileRefused("ARCHIVE_RATIO", said)
        yield block


def _read(name: str, source: _Source) -> bytes:
    try:
        return source.read(_BLOCK)
    except DAMAGED as error:
        raise _corrupt(name) from error
