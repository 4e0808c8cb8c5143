"""One SQLite file as a base: opening, checking, reading the ledger, handing out writers and views."""

from __future__ import annotations

import datetime as dt
import os
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import apsw

from kb.errors import NoBase, StoreUnusable
from kb.ledger import Assertion, BatchInfo
from kb.privacy import Viewer
from kb.store.address import FILE_MARK
from kb.store.base import Check, Held, Store, Writer
from kb.store.kept import Kept
from kb.store.memory import Ledger, StateView
from kb.store.sqlite.rows import only
from kb.store.sqlite.schema import APPLICATION, PRAGMAS, TABLES, VERSION
from kb.store.sqlite.view import SQLiteView
from kb.store.sqlite.writer import SQLiteWriter
from kb.store.state import State, compute
from kb.view import View

#: How long another writer is waited for, in milliseconds.
WRITER_WAIT = 30_000
#: From how many bytes on the journal is shortened after a write.
LONG_JOURNAL = 64_000_000


class SQLiteStore(Store):
    """A base in one file; `create` makes it when it is absent.

    Raises `StoreUnusable` with a French sentence when the file is absent, damaged, not a base, or made by a newer version.
    """

    def __init__(self, path: str | Path, *, create: bool = True) -> None:
        self.path = Path(path)
        self.url = str(path)
        self._pool: list[apsw.Connection] = []
        self._lock = threading.Lock()
        self._closed = False
        self.computed = Kept()
        self.kept: dict[object, Any] = {}
        if not create and not self.path.exists():
            raise NoBase(
                f"La base {self.path} n'existe pas. Créez-la en important un fichier avec --write, ou par « maillage demo »."
            )
        self._prepare()

    def _prepare(self) -> None:
        connection = self._open()
        try:
            blank = _pragma(connection, "application_id") == 0 and not _pragma(connection, "schema_version")
            # The engine takes a file of a few letters for an empty base, and would write over them.
            if (blank and _holds_something_else(self.path)) or (not blank and _pragma(connection, "application_id") != APPLICATION):
                raise StoreUnusable(
                    f"Le fichier {self.path} n'est pas une base Maillage. Indiquez un autre chemin avec --base."
                )
            if blank:
                self._create(connection)
            elif _pragma(connection, "user_version") > VERSION:
                raise StoreUnusable(
                    f"La base {self.path} vient d'une version plus récente de Maillage. Mettez Maillage à jour."
                )
        except StoreUnusable:
            connection.close()
            raise
        except apsw.Error as error:
            # The file that could not be filled is left, empty: another process may have taken it for its base since.
            connection.close()
            raise unusable(self.path, error) from error
        self._give_back(connection)

    def _create(self, connection: apsw.Connection) -> None:
        # A base holds names of partners: nobody else on the machine has to read it, nor the journal beside it, which
        # takes the rights that the file has when it is made.
        with suppress(OSError):
            # A disk that keeps no rights (a USB stick) refuses to be told of any.
            os.chmod(self.path, 0o600)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("BEGIN IMMEDIATE")
        # Another process may have made the base while this one waited for its turn.
        if not _pragma(connection, "schema_version"):
            connection.execute(TABLES)
            connection.execute(f"PRAGMA application_id={APPLICATION}")
            connection.execute(f"PRAGMA user_version={VERSION}")
        connection.execute("COMMIT")

    def _open(self) -> apsw.Connection:
        try:
            connection = apsw.Connection(str(self.path))
        except apsw.Error as error:
            raise unusable(self.path, error) from error
        try:
            connection.set_busy_timeout(WRITER_WAIT)
            for pragma in PRAGMAS:
                connection.execute(pragma)
        except apsw.Error as error:
            connection.close()
            raise unusable(self.path, error) from error
        return connection

    def _borrow(self) -> apsw.Connection:
        with self._lock:
            return self._pool.pop() if self._pool else self._open()

    def _give_back(self, connection: apsw.Connection) -> None:
        with self._lock:
            if self._closed:
                connection.close()
            else:
                self._pool.append(connection)

    @contextmanager
    def _reading(self) -> Iterator[apsw.Connection]:
        connection = self._borrow()
        try:
            connection.execute("BEGIN")
            yield connection
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            self._give_back(connection)

    @contextmanager
    def writer(self) -> Iterator[Writer]:
        connection = self._borrow()
        try:
            connection.execute("BEGIN IMMEDIATE")
            yield SQLiteWriter(connection)
            connection.execute("COMMIT")
            _shorten(connection, self.path)
        except apsw.Error as error:
            raise unusable(self.path, error) from error
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            self._give_back(connection)

    def _head_view(self, viewer: Viewer, date: dt.date) -> View:
        connection = self._borrow()
        try:
            connection.execute("BEGIN")
            return SQLiteView(connection, self, viewer, date)
        except apsw.Error as error:
            self.release(connection)
            raise unusable(self.path, error) from error

    def _past_view(self, viewer: Viewer, date: dt.date, rev: int) -> View:
        state, ledger, log, memo = self.computed.past(self.head(), rev, lambda: self._read_past(rev))
        return StateView(state, ledger, log, memo, viewer, date, rev)

    def _read_past(self, rev: int) -> tuple[State, Ledger, list[tuple[int, str, str, str]], dict[object, object]]:
        """Compute the state as it was recorded at a rev, from the ledger alone."""
        ledger = Ledger()
        ledger.batches, ledger.rows = list(self.journal()), list(self.assertions())
        with self._reading() as connection:
            log = list(connection.execute("SELECT seq, op, what, id FROM change WHERE rev <= ? ORDER BY seq", (rev,)))
        return compute(ledger.in_force(rev)), ledger, log, {}

    def release(self, connection: apsw.Connection) -> None:
        """Take back the connection of a closed view."""
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        self._give_back(connection)

    def head(self) -> int:
        with self._reading() as connection:
            return int(only(connection, "SELECT coalesce(max(rev), 0) FROM batch"))

    def held(self, slots: Collection[str]) -> dict[str, Held]:
        with self._reading() as connection:
            return SQLiteWriter(connection).held(slots)

    def slots_of_source(self, source: str) -> dict[str, str]:
        with self._reading() as connection:
            return SQLiteWriter(connection).slots_of_source(source)

    def rev_at(self, moment: str) -> int:
        with self._reading() as connection:
            return int(only(connection, "SELECT coalesce(max(rev), 0) FROM batch WHERE moment <= ?", (moment,)))

    def journal(self) -> Iterator[BatchInfo]:
        with self._reading() as connection:
            yield from (BatchInfo(*row) for row in connection.execute(
                "SELECT id, rev, moment, author, kind, note, file, source, target, undone_by FROM batch ORDER BY rev"
            ))  # fmt: skip

    def assertions(self) -> Iterator[tuple[int, Assertion]]:
        with self._reading() as connection:
            for rev, *rest in connection.execute(
                "SELECT a.rev, s.id, c.body, a.since, a.file, a.sheet, a.line FROM assertion a JOIN slot s ON s.pk = a.slot "
                "LEFT JOIN content c ON c.pk = a.content ORDER BY a.rev, s.id"
            ):
                yield rev, Assertion(*rest)

    def in_force(self) -> Iterator[tuple[str, Held]]:
        with self._reading() as connection:
            for slot, *rest in connection.execute(
                "SELECT s.id, c.hash, c.body, s.since, s.file, s.sheet, s.line FROM slot s JOIN content c ON c.pk = s.content "
                "ORDER BY s.id"
            ):
                yield slot, Held(*rest)

    def changes(self, since: int, limit: int = 10_000) -> list[tuple[int, str, str, str]]:
        with self._reading() as connection:
            return list(
                connection.execute(
                    "SELECT seq, op, what, id FROM change WHERE seq > ? ORDER BY seq LIMIT ?", (since, limit)
                )
            )

    def check(self) -> list[Check]:
        with self._reading() as connection:
            integrity = str(only(connection, "PRAGMA integrity_check"))
            journal, sync = str(only(connection, "PRAGMA journal_mode")), _pragma(connection, "synchronous")
        version = apsw.sqlite_lib_version()
        recent = tuple(int(n) for n in version.split(".")) >= (3, 51, 3)
        room = _room(self.path)
        return [
            Check("intégrité", integrity == "ok", "le fichier est sain" if integrity == "ok" else integrity),
            Check(
                "moteur",
                recent,
                f"SQLite {version}" + ("" if recent else " : mettez apsw à jour (défaut du journal WAL)"),
            ),
            Check(
                "réglages",
                journal == "wal" and sync == 2,
                f"journal {journal}, synchronisation {'complète' if sync == 2 else sync}",
            ),
            Check("place sur le disque", room[0], room[1]),
        ]

    def close(self) -> None:
        # A view still open closes its own connection when it gives it back.
        with self._lock:
            self._closed = True
            while self._pool:
                self._pool.pop().close()


def _holds_something_else(path: Path) -> bool:
    """Tell whether a file holds anything that is no base."""
    with path.open("rb") as source:
        begins = source.read(len(FILE_MARK))
    return bool(begins) and begins != FILE_MARK


def unusable(path: Path, error: Exception) -> StoreUnusable:
    """Return the French sentence for an error of the engine."""
    if isinstance(error, apsw.FullError):
        return StoreUnusable(
            f"Le disque est plein : rien n'a été écrit dans {path}. Libérez de la place et recommencez."
        )
    if isinstance(error, apsw.IOError):
        return StoreUnusable(
            f"Le disque a refusé l'écriture ou la lecture de {path} (plein, limité ou débranché). Vérifiez le disque et "
            "recommencez : un import qui serait passé ne changera rien."
        )
    if isinstance(error, apsw.BusyError | apsw.LockedError):
        return StoreUnusable(f"La base {path} est occupée par une autre écriture. Recommencez dans un instant.")
    if isinstance(error, apsw.NotADBError | apsw.CorruptError):
        return StoreUnusable(f"Le fichier {path} n'est pas une base Maillage ou il est abîmé. Reprenez une sauvegarde.")
    if isinstance(error, apsw.CantOpenError | apsw.ReadOnlyError | apsw.PermissionsError):
        return StoreUnusable(f"La base {path} ne peut pas être ouverte ou écrite. Vérifiez le dossier et vos droits.")
    return StoreUnusable(f"La base {path} ne répond pas ({type(error).__name__}). Lancez « maillage check ».")


def _shorten(connection: apsw.Connection, path: Path) -> None:
    """Shorten the journal once it is long, unless somebody is reading: the change is safe, and is not made to wait."""
    wal = path.with_name(path.name + "-wal")
    if not wal.exists() or wal.stat().st_size <= LONG_JOURNAL:
        return
    connection.set_busy_timeout(0)
    # What was written is kept, whatever becomes of its journal: the next write tries again.
    with suppress(apsw.Error):
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.set_busy_timeout(WRITER_WAIT)


def _room(path: Path) -> tuple[bool, str]:
    import shutil

    free, size = shutil.disk_usage(path.resolve().parent).free, path.stat().st_size
    return free > 2 * size, f"{free // 1_000_000} Mo libres pour une base de {max(1, size // 1_000_000)} Mo"


def _pragma(connection: apsw.Connection, name: str) -> int:
    return int(only(connection, f"PRAGMA {name}"))
