"""The first filling of an empty base, in as many transactions as it takes, and resumed where it stopped.

A server holds what a transaction changes in memory until its commit: a large first import would need more than most have.
While nothing was ever written, nothing can be seen either: a base whose rev is 0 is empty for every reader, whatever is
being laid in it. So it is filled piece by piece, each piece with the count of those before it, and shown at the end at
once, by its rev. What stopped half-way is resumed by the same filling, and swept away by any other write.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from neo4j import Transaction

from kb.errors import BaseMoved
from kb.ids import digest
from kb.store.neo4j.server import Row, Server

#: From how many assertions on an empty base is filled so.
FILL = 10_000
#: How many rows one transaction lays down.
LAID = 20_000

STATE = "MATCH (b:Base {id: 'base'}) RETURN b.rev, b.filling, coalesce(b.filled, 0), coalesce(b.trace, '')"
BEGIN = "MATCH (b:Base {id: 'base'}) WHERE b.rev = 0 SET b.filling = $key, b.filled = 0, b.trace = ''"
LAY = "MATCH (b:Base {id: 'base'}) SET b.filled = $count, b.trace = $trace"
SHOW = "MATCH (b:Base {id: 'base'}) SET b.rev = $rev, b.seq = $seq, b.filling = null, b.filled = null, b.trace = null"
FORGET = "MATCH (b:Base {id: 'base'}) WHERE b.rev = 0 SET b.filling = null, b.filled = null, b.trace = null"
SWEEP = (
    "MATCH (n) WHERE NOT n:Base AND NOT n:Gate AND NOT n:Pen CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS"
)


class Fill:
    """One filling in progress, under the pen of the change that makes it; `key` tells it from any other."""

    def __init__(self, server: Server, key: str) -> None:
        self.server, self.key = server, key
        self.tell: Callable[[int], None] | None = None
        self._count = self._rows = self._laid = 0
        self._trace = ""
        self._waiting: list[tuple[str, Mapping[str, Any]]] = []
        rev, filling, self._done, self._reached = server.read(STATE)[0]
        if rev:
            raise BaseMoved("La base n'est plus vide : rien n'a été écrit, recommencez.")
        if filling != key:
            self._restart()

    def _restart(self) -> None:
        sweep(self.server)
        self.server.say(BEGIN, {"key": self.key})
        self._done, self._reached = 0, ""

    def write(self, text: str, values: Mapping[str, Any]) -> None:
        """Lay down what a statement says, unless an earlier try already did."""
        size = len(values.get("rows", ()))
        self._count += 1
        self._trace = digest(self._trace, text, str(size))
        self._laid += size
        if self._count <= self._done:
            if self._count == self._done and self._trace != self._reached:
                sweep(self.server)
                raise BaseMoved(
                    "Ce qui restait d'un chargement interrompu ne convenait plus et a été ôté : recommencez."
                )
            return
        self._waiting.append((text, values))
        self._rows += size
        if self._rows >= LAID:
            self.flush()

    def flush(self) -> None:
        """Lay down what waits."""
        if not self._waiting:
            return
        waiting, self._waiting, self._rows = self._waiting, [], 0
        upto = self._count
        self.server.work(lambda tx: self._lay(tx, waiting, upto))
        if self.tell:
            self.tell(self._laid)

    def _lay(self, tx: Transaction, waiting: list[tuple[str, Mapping[str, Any]]], upto: int) -> None:
        rev, filling, filled, _ = tx.run(STATE).single(strict=True).values()
        if rev or filling != self.key:
            raise BaseMoved("Une autre écriture a pris la place de ce chargement : recommencez.")
        if filled >= upto:
            # The answer to this piece was lost, not the piece.
            return
        for text, values in waiting:
            tx.run(text, dict(values)).consume()
        tx.run(LAY, {"count": upto, "trace": self._trace}).consume()

    def read(self, text: str, values: Mapping[str, Any]) -> list[Row]:
        """Return the rows of a statement, what was laid down included."""
        self.flush()
        return self.server.read(text, values)

    def show(self, rev: int, seq: int) -> None:
        """Show the whole at once."""
        self.flush()
        self.server.say(SHOW, {"rev": rev, "seq": seq})


def sweep(server: Server) -> None:
    """Take away what an unfinished filling left in a base that shows nothing."""
    server.say(SWEEP)
    server.say(FORGET)
