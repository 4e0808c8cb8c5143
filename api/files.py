"""Files written whole or not at all: a failed product never leaves half of itself."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from kb.errors import KbError
from kb.words import system_reason


class UnwritableFile(KbError):
    """Raised when a file cannot be written: missing folder, rights, full disk."""

    code, status = "FILE_UNWRITABLE", 507


def write_whole(path: Path, lines: Iterable[str] | bytes) -> int:
    """Write a file through a temporary one beside it; returns how many lines (or 1 for bytes) were written.

    Raises `UnwritableFile`; the former content is then untouched.
    """
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
        with os.fdopen(handle, "wb") as out:
            count = _fill(out.write, lines)
            out.flush()
            os.fsync(out.fileno())
        os.replace(temporary, path)
        return count
    except OSError as error:
        raise UnwritableFile(
            f"Le fichier {path} ne peut pas être écrit ({system_reason(error)}). Vérifiez le dossier, vos droits et la place."
        ) from error
    finally:
        if temporary and os.path.exists(temporary):
            os.unlink(temporary)


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
