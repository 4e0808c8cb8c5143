"""Files written whole or not at all: a failed product never leaves half of itself."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from kb.errors import KbError
from kb.store import belongs_to_a_base
from kb.words import system_reason


class UnwritableFile(KbError):
    """Raised when a file cannot be written: missing folder, rights, full disk."""

    code, status = "FILE_UNWRITABLE", 507


class TargetRefused(KbError):
    """Raised when a file asked for would take the place of a base, or of what it is made from; nothing is written."""

    code, status = "TARGET_REFUSED", 422


def check_target(path: Path, made_from: Iterable[Path] = ()) -> None:
    """Check that writing a file loses neither a base, nor what is kept beside one, nor the files it is made from.

    Raises `TargetRefused`, and `UnwritableFile` when nobody can tell.
    """
    try:
        read = any(path.exists() and one.exists() and path.samefile(one) for one in made_from)
        kept = belongs_to_a_base(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    if read:
        raise TargetRefused(f"{path} est l'un des fichiers à lire : il serait perdu. Donnez un autre nom au fichier à écrire.")
    if kept:
        raise TargetRefused(
            f"{path} est une base Maillage, ou un fichier tenu à côté d'une base : il serait perdu. Donnez un autre nom au fichier à écrire."
        )


def write_whole(path: Path, lines: Iterable[str] | bytes) -> int:
    """Write a file through a temporary one beside it; returns how many lines (or 1 for bytes) were written.

    Raises `TargetRefused` and `UnwritableFile`; the former content is then untouched.
    """
    check_target(path)
    # What a link leads to is written, and the link stays.
    path = Path(os.path.realpath(path))
    check_target(path)
    temporary = None
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            return _fill_through(path, lines)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
        with os.fdopen(handle, "wb") as out:
            count = _fill(out.write, lines)
            out.flush()
            os.fsync(out.fileno())
        os.replace(temporary, path)
        return count
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        if temporary and os.path.exists(temporary):
            os.unlink(temporary)


def _fill_through(path: Path, lines: Iterable[str] | bytes) -> int:
    """Write into a device or a pipe as it is: a file in its place would be one that nothing reads."""
    with path.open("wb") as out:
        return _fill(out.write, lines)


def _unwritable(path: Path, error: OSError) -> UnwritableFile:
    return UnwritableFile(
        f"Le fichier {path} ne peut pas être écrit ({system_reason(error)}). Vérifiez le dossier, vos droits et la place."
    )


def _fill(write: object, lines: Iterable[str] | bytes) -> int:
    assert callable(write)
    if isinstance(lines, bytes):
        write(lines)
        return 1
    count = 0
    for line in lines:
        write(line.encode("utf-8"))
        count += 1
    return count
