"""One server as the store speaks to it: reads that are tried again, and changes that survive a lost connection."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from neo4j import (
    READ_ACCESS,
    WRITE_ACCESS,
    Driver,
    GraphDatabase,
    NotificationMinimumSeverity,
    Query,
    Session,
    Transaction,
)
from neo4j.exceptions import DriverError, Neo4jError, ServiceUnavailable, SessionExpired

from kb.errors import ServerAway, StoreUnusable
from kb.store.neo4j.address import Address
from kb.store.neo4j.patience import PROBE, TRY, Tries, Watch
from kb.store.neo4j.telling import away, may_pass, told

# What the driver has to say of a lost connection is said by us, in one sentence: nothing of it goes to the screen.
logging.getLogger("neo4j").addHandler(logging.NullHandler())

T = TypeVar("T")
Row = Sequence[Any]

#: For how long after a failure a server is not waited for again, in seconds: a demand then asks first whether it lives.
DOWN = 2.0
#: A failure that comes sooner, in seconds, is a line that was cut or a refusal, not a silence that was waited for.
QUICK = 1.0
#: What the driver and the server may raise; a driver closed under a call shows as an error of the system.
FAILURES = (DriverError, Neo4jError, OSError)
#: Those that mean that nobody answers.
SILENCE = (ServiceUnavailable, SessionExpired, OSError)


class Server:
    """A Neo4j server, or a cluster by its routing address; connections are opened when they are needed.

    Every demand ends within about ten seconds when the server is away, with `ServerAway`; a later one finds the server
    again as soon as it is back.
    """

    def __init__(self, address: Address) -> None:
        self.address = address
        self._lock = threading.Lock()
        self._driver: Driver | None = None
        self._bookmarks = GraphDatabase.bookmark_manager()
        self._watch = Watch(self._alive, self._drop)
        self._failed_at = float("-inf")

    # -- connections ----------------------------------------------------------------------------------------------

    def _open(self, **more: Any) -> Driver:
        address = self.address
        auth = (address.user, address.password) if address.password is not None else None
        return GraphDatabase.driver(
            address.url,
            auth=auth,
            connection_timeout=TRY,
            connection_acquisition_timeout=TRY,
            connection_write_timeout=TRY,
            notifications_min_severity=NotificationMinimumSeverity.OFF,
            user_agent="maillage",
            **more,
        )

    def driver(self) -> Driver:
        """Return the driver in use; after a cut, a new one."""
        with self._lock:
            if self._driver is None:
                try:
                    self._driver = self._open()
                except (*FAILURES, ValueError) as error:
                    raise told(self.address, error) from error
            return self._driver

    def _drop(self) -> None:
        # Closing a driver ends the calls that wait on it, which no time limit of the driver would.
        with self._lock:
            dropped, self._driver = self._driver, None
        if dropped is not None:
            dropped.close()

    def close(self) -> None:
        """Give back every connection."""
        self._drop()

    def _alive(self) -> bool:
        try:
            with self._open(max_connection_pool_size=1) as driver, driver.session() as session:
                session.run("RETURN 1").consume()
        except FAILURES:
            return False
        return True

    @contextmanager
    def session(self, access: str) -> Iterator[Session]:
        """Give a session that reads what this process wrote."""
        options: dict[str, Any] = {"default_access_mode": access, "bookmark_manager": self._bookmarks}
        with self.driver().session(database=self.address.database, **options) as session:
            yield session

    def watched(self) -> Any:
        """Return the watch over a call in progress, as a context manager."""
        return self._watch.over()

    # -- demands --------------------------------------------------------------------------------------------------

    def read(self, text: str, values: Mapping[str, Any] | None = None, *, within: float | None = None) -> list[Row]:
        """Return the rows of a statement that only reads; `within` limits it, in seconds, then raises `ServerSlow`."""
        return self._repeated(lambda: self._run(READ_ACCESS, Query(text, timeout=within), values))

    def say(self, text: str, values: Mapping[str, Any] | None = None, *, within: float | None = None) -> list[Row]:
        """Run one small change by itself, which may be made twice without harm; `within` limits it, in seconds."""
        return self._repeated(lambda: self._run(WRITE_ACCESS, Query(text, timeout=within), values))

    def mention(self, text: str, values: Mapping[str, Any]) -> None:
        """Run one small change that nobody needs from a server that is away: silence is then not waited out twice."""
        begun = time.monotonic()
        try:
            self._run(WRITE_ACCESS, Query(text), values)
        except FAILURES as error:
            if self.silent(error, begun):
                return
            # A line that was cut says nothing of the server: the change is tried again, and left if that fails.
            with suppress(ServerAway):
                self.say(text, values)

    def silent(self, error: Exception, begun: float) -> bool:
        """Tell whether a call made at a moment failed by a silence that was waited out; the next demand then asks first."""
        waited = isinstance(error, SILENCE) and time.monotonic() - begun >= QUICK
        if waited:
            self._failed_at = time.monotonic()
        return waited

    def work(self, do: Callable[[Transaction], T]) -> T:
        """Return what is done in one transaction; it may be done again, and has to see by itself that it was done."""
        return self._repeated(lambda: self._worked(do))

    def _worked(self, do: Callable[[Transaction], T]) -> T:
        with self.watched(), self.session(WRITE_ACCESS) as session, session.begin_transaction() as tx:
            found = do(tx)
            tx.commit()
            return found

    def _run(self, access: str, query: Query, values: Mapping[str, Any] | None) -> list[Row]:
        with self.watched(), self.session(access) as session:
            return [record.values() for record in session.run(query, dict(values or {}))]

    def _repeated(self, once: Callable[[], T]) -> T:
        tries: Tries | None = None
        # Two demands in a row, as a commit and the page after it, would else be waited for one after the other.
        if self._just_failed() and not self._lives():
            self._failed_at = time.monotonic()
            raise away(self.address)
        while True:
            begun = time.monotonic()
            try:
                found = once()
            except FAILURES as error:
                tries = tries or Tries(begun)
                self.again(error, tries)
            else:
                self._failed_at = float("-inf")
                return found

    def _lives(self) -> bool:
        """Ask whether the server lives, once more when the answer was quick: the line may have been cut under the question."""
        begun = time.monotonic()
        return self._watch.answers() or (time.monotonic() - begun < QUICK and self._watch.answers())

    def _just_failed(self) -> bool:
        return time.monotonic() - self._failed_at < DOWN

    def again(self, error: Exception, tries: Tries) -> None:
        """Return when a failed demand deserves one more try; raises the refusal otherwise."""
        if not isinstance(error, OSError) and not may_pass(error):
            raise told(self.address, error) from error
        silent = isinstance(error, SILENCE)
        if (silent and self._just_failed()) or not tries.another():
            if silent:
                self._failed_at = time.monotonic()
            said = away(self.address) if isinstance(error, OSError) else told(self.address, error)
            raise said from error


__all__ = ["FAILURES", "PROBE", "Row", "Server", "ServerAway", "StoreUnusable"]
