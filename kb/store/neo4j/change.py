"""One write on the server, whole or not at all, whatever happens to the connection.

What a write reads is read under the lock of the one pen, and what it says to the server is remembered. When the
connection is lost, the same things are said again in a new transaction, provided that the base has not moved meanwhile:
what was read is then still true. The transaction carries an id that its batches keep in the graph: a commit whose answer
was lost is looked up, not guessed.

Readers take no lock, and a commit does not appear to them all at once. The *gate* tells them when one is appearing: it is
shut, in a transaction of its own, just before the commit, and opened after it.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import Any

from neo4j import WRITE_ACCESS, Transaction

from kb.errors import BaseMoved, ServerAway, StoreUnusable
from kb.store.neo4j.fill import FILL, Fill, sweep
from kb.store.neo4j.patience import Tries
from kb.store.neo4j.server import FAILURES, Row, Server
from kb.store.neo4j.telling import away

#: How long another writer is waited for, in seconds.
WRITER_WAIT = 30.0

#: Takes the pen, as every write does first: one writer at a time. A gate left shut by a writer that died is opened.
TAKE = "MATCH (p:Pen {id: 'plume'}) SET p.taken = p.taken + 1 WITH p MATCH (g:Gate {id: 'porte'}) SET g.writing = null"
HEAD = "MATCH (b:Base {id: 'base'}) RETURN b.rev, b.seq, b.filling"
MOVE = "MATCH (b:Base {id: 'base'}) SET b.rev = $rev, b.seq = $seq"
SHUT = "MATCH (g:Gate {id: 'porte'}) SET g.writing = $rev"
OPEN = "MATCH (g:Gate {id: 'porte'}) WHERE g.writing = $rev SET g.writing = null"
HOLD = "MATCH (p:Pen {id: 'plume'}) SET p.taken = p.taken + 1"
LOOK_UP = "MATCH (b:Batch {txn: $txn}) RETURN count(b)"


class Applied(Exception):
    """Raised when a transaction whose answer was lost is found in the base."""


class Change:
    """A write in progress; `commit` ends it, leaving it without takes everything back."""

    def __init__(self, server: Server) -> None:
        self.server = server
        #: The id that the batches of this change carry.
        self.id = uuid.uuid4().hex
        self._said: list[tuple[str, Mapping[str, Any]]] = []
        self._tx: Transaction | None = None
        self._unfinished: str | None = None
        self._held = ExitStack()
        self._fill: Fill | None = None
        self._head = -1
        #: The rev and the last number of the change log, this change's own included.
        self.rev = self.seq = 0
        server.say(TAKE, within=WRITER_WAIT)
        self._lasting(self._begin)

    # -- the transaction ------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        self._give_up()
        with self.server.watched():
            session = self._held.enter_context(self.server.session(WRITE_ACCESS))
            self._tx = session.begin_transaction()
            self._tx.run(HOLD).consume()
            head, seq, self._unfinished = self._tx.run(HEAD).single(strict=True).values()
            if self._head < 0:
                self._head, self.rev, self.seq = head, head, seq
            if self._said and self._tx.run(LOOK_UP, {"txn": self.id}).single(strict=True)[0]:
                raise Applied
            if head != self._head:
                raise BaseMoved("La base a changé pendant l'écriture : rien n'a été écrit, recommencez.")
        for text, values in self._said:
            self._run(text, values)

    def _give_up(self) -> None:
        tx, self._tx = self._tx, None
        held, self._held = self._held, ExitStack()
        begun = time.monotonic()
        try:
            with self.server.watched(), held:
                if tx is not None and not tx.closed():
                    tx.rollback()
        except FAILURES as error:
            # The connection is lost: the server takes the transaction back by itself. A silence is not waited out twice.
            self.server.silent(error, begun)

    def _run(self, text: str, values: Mapping[str, Any]) -> list[Row]:
        assert self._tx is not None
        with self.server.watched():
            return [record.values() for record in self._tx.run(text, dict(values))]

    def _lasting(self, step: Any) -> Any:
        """Return what a step gives; when the connection is lost, the transaction is made again and the step too."""
        tries: Tries | None = None
        beginning = step == self._begin
        while True:
            asked = time.monotonic()
            try:
                if tries is not None and not beginning:
                    self._begin()
                return step()
            except FAILURES as error:
                tries = tries or Tries(asked)
                self.server.again(error, tries)

    # -- what a write does ----------------------------------------------------------------------------------------

    def fills(self, key: str, assertions: int, tell: Callable[[int], None] | None) -> bool:
        """Tell whether what comes fills an empty base piece by piece; what another filling left there is swept away."""
        if self._head or self._said or self._fill:
            return self._fill is not None
        if assertions >= FILL:
            self._fill = Fill(self.server, key)
            self._fill.tell = tell
        elif self._unfinished is not None:
            sweep(self.server)
        return self._fill is not None

    @property
    def filling(self) -> bool:
        """Tell whether an empty base is being filled."""
        return self._fill is not None

    def read(self, text: str, values: Mapping[str, Any] | None = None) -> list[Row]:
        """Return the rows of a statement that only reads, this change's own writes included."""
        if self._fill:
            return self._fill.read(text, values or {})
        found: list[Row] = self._lasting(lambda: self._run(text, values or {}))
        return found

    def write(self, text: str, values: Mapping[str, Any] | None = None) -> None:
        """Run a statement that changes the base; what it says is kept until the commit."""
        if self._fill:
            self._fill.write(text, values or {})
            return
        self._lasting(lambda: self._run(text, values or {}))
        self._said.append((text, values or {}))

    def commit(self) -> None:
        """Keep the change; raises `ServerAway` when the server does not answer, after which nobody knows.

        When the answer is lost, the change is looked up by its id: found, it is kept; absent, it is made again.
        """
        if self._fill:
            self._fill.show(self.rev, self.seq)
            self._give_up()
            return
        if not self._said:
            self._give_up()
            return
        self.write(MOVE, {"rev": self.rev, "seq": self.seq})
        shut = self._head + 1
        try:
            self._lasting(lambda: self._commit(shut))
        except Applied:
            # The commit whose answer was lost had reached the server.
            self._give_up()
        except ServerAway as error:
            # The commit may still be going on there: the gate stays shut, whoever comes next opens it.
            self._give_up()
            raise away(self.server.address, unsure=True) from error
        except StoreUnusable:
            self._give_up()
            self.server.say(OPEN, {"rev": shut})
            raise
        self._open(shut)

    def _open(self, shut: int) -> None:
        self._give_up()
        # What was asked is kept, and has to be said so: a gate that stays shut is opened by whoever comes next.
        self.server.mention(OPEN, {"rev": shut})

    def _commit(self, shut: int) -> None:
        assert self._tx is not None
        self.server.say(SHUT, {"rev": shut})
        with self.server.watched():
            self._tx.commit()

    def cancel(self) -> None:
        """Take everything back."""
        self._give_up()


__all__ = ["Applied", "Change"]
