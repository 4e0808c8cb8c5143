"""A Neo4j server as a base: opening, checking, reading the ledger, handing out writers and views."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from kb.errors import NoBase, StoreUnusable
from kb.ledger import Assertion, BatchInfo
from kb.privacy import Viewer
from kb.store.base import Check, Held, Store, Writer
from kb.store.kept import Kept
from kb.store.memory import Ledger, StateView, held_after
from kb.store.neo4j.address import read_address
from kb.store.neo4j.change import TAKE, WRITER_WAIT, Change
from kb.store.neo4j.ledger import BATCH, SLOTS_OF_SOURCE, VERSIONS
from kb.store.neo4j.reader import STATE, until_open
from kb.store.neo4j.rows import HELD, KEYS, assertions_of, held_from, pieces
from kb.store.neo4j.schema import FIRST_NODES, INDEX_COUNT, OLDEST, SCHEMA, VERSION, short
from kb.store.neo4j.server import Server
from kb.store.neo4j.telling import ServerRefused
from kb.store.neo4j.view import Neo4jView
from kb.store.neo4j.writer import Neo4jWriter
from kb.store.state import compute
from kb.view import View

T = TypeVar("T")
#: How many slots are read at once when the whole ledger is.
PAGE = 5_000


class Neo4jStore(Store):
    """A base on a server; `create` makes what it needs there when it is absent.

    Raises `StoreUnusable` with a French sentence when the server is away, refuses, is too old, or holds no base.
    """

    def __init__(self, url: str, *, create: bool = True) -> None:
        self.address = read_address(url)
        self.url = url
        self.server = Server(self.address)
        self.computed = Kept()
        self.kept: dict[object, Any] = {}
        try:
            self._prepare(create)
        except BaseException:
            self.server.close()
            raise

    def _prepare(self, create: bool) -> None:
        found = self.server.read("CALL dbms.components() YIELD name, versions RETURN versions[0] LIMIT 1")
        self.version = str(found[0][0]) if found else "0"
        if _number(self.version) < OLDEST:
            raise ServerRefused(
                f"Le serveur Neo4j {self.address.shown} est de version {self.version}, trop ancienne : "
                f"il faut {'.'.join(map(str, OLDEST))} ou plus récente."
            )
        bases = self.server.read("MATCH (b:Base {id: 'base'}) RETURN b.version")
        if bases:
            if int(bases[0][0]) > VERSION:
                raise StoreUnusable(
                    f"La base {self.address.shown} vient d'une version plus récente de Maillage. Mettez Maillage à jour."
                )
            return
        if not create:
            raise NoBase(
                f"Le serveur Neo4j {self.address.shown} ne tient pas encore de base Maillage. Créez-la en important un "
                "fichier avec --write, par « maillage load » ou par « maillage demo »."
            )
        self._create()

    def _create(self) -> None:
        strangers = self.server.read("MATCH (n) RETURN labels(n) LIMIT 1")
        if strangers:
            raise StoreUnusable(
                f"La base {self.address.shown} du serveur Neo4j tient autre chose que Maillage. Donnez-lui une base vide."
            )
        for text in SCHEMA:
            self.server.say(text)
        self.server.read("CALL db.awaitIndexes(60)")
        self.server.say(FIRST_NODES, {"version": VERSION})

    # -- writing and viewing --------------------------------------------------------------------------------------

    @contextmanager
    def writer(self) -> Iterator[Writer]:
        change = Change(self.server)
        try:
            yield Neo4jWriter(change)
            change.commit()
        finally:
            change.cancel()

    def wait_for_gate(self) -> None:
        """Wait until no commit is appearing; a gate that a dead writer left shut is opened under the pen."""
        until_open(lambda: self.server.read(STATE)[0][1] is not None, lambda: self.server.say(TAKE, within=WRITER_WAIT))

    def _head_view(self, viewer: Viewer, date: dt.date) -> View:
        rev = self.head()
        if not rev:
            # Nothing was ever written, or it is being laid down and shows nothing yet.
            return StateView(compute({}), Ledger(), [], {}, viewer, date, 0)
        return Neo4jView(self, viewer, date, rev)

    def _past_view(self, viewer: Viewer, date: dt.date, rev: int) -> View:
        return self.past_view(viewer, date, rev)

    def past_view(self, viewer: Viewer, date: dt.date, rev: int) -> View:
        """Return a view of the state as it was recorded at a rev, computed from the ledger alone."""
        state, ledger, log, memo = self.computed.past(self.head(), rev, lambda: self._read_past(rev))
        return StateView(state, ledger, log, memo, viewer, date, rev)

    def _read_past(self, rev: int) -> tuple[Any, Ledger, list[tuple[int, str, str, str]], dict[object, object]]:
        ledger = Ledger()
        ledger.batches, ledger.rows = list(self.journal()), list(self.assertions())
        log = [change[1:] for change in self.change_log(0, None) if change[0] <= rev]
        return compute(ledger.in_force(rev)), ledger, log, {}

    def counted(self, rev: int, kinds: Collection[str], count: Callable[[], int]) -> int:
        """Return how many actors of some kinds a state holds, counted once."""
        return self.computed.value(rev, f"total {sorted(kinds)}", (), count)

    # -- the ledger -----------------------------------------------------------------------------------------------

    def head(self) -> int:
        """Return the rev of the last batch, once no commit is appearing."""
        while True:
            rev, writing = self.server.read(STATE)[0]
            if writing is None:
                return int(rev)
            self.wait_for_gate()

    def held(self, slots: Collection[str]) -> dict[str, Held]:
        text = f"MATCH (s:Slot) WHERE s.id IN $ids AND s.body IS NOT NULL RETURN s.id, {HELD}"
        return self._settled(
            lambda: {
                r[0]: held_from(r[1:]) for ids in pieces(slots, KEYS) for r in self.server.read(text, {"ids": ids})
            }
        )

    def slots_of_source(self, source: str) -> dict[str, str]:
        return self._settled(lambda: {r[0]: r[1] for r in self.server.read(SLOTS_OF_SOURCE, {"source": short(source)})})

    def _settled(self, read: Callable[[], dict[str, T]]) -> dict[str, T]:
        """Return what several statements read, of one state; nothing of a base where nothing was ever written."""
        while True:
            before = self.head()
            found = read() if before else {}
            if self.head() == before:
                return found

    def rev_at(self, moment: str) -> int:
        text = "MATCH (b:Batch) WHERE b.moment <= $moment AND b.rev <= $head RETURN coalesce(max(b.rev), 0)"
        return int(self.server.read(text, {"moment": moment, "head": self.head()})[0][0])

    def journal(self) -> Iterator[BatchInfo]:
        head = self.head()
        text = f"MATCH (b:Batch) WHERE b.rev <= $head RETURN {BATCH} ORDER BY b.rev"
        for row in self.server.read(text, {"head": head}):
            yield BatchInfo(*row)

    def assertions(self) -> Iterator[tuple[int, Assertion]]:
        head = self.head()
        text = "MATCH (p:Part) WHERE p.rev <= $head RETURN p.rev, p.slots ORDER BY p.rev, p.number"
        for rev, slots in self.server.read(text, {"head": head}):
            said = self._versions(slots)
            for slot in slots:
                yield from ((at, assertion) for at, assertion in said[slot] if at == rev)

    def _versions(self, slots: Sequence[str]) -> dict[str, list[tuple[int, Assertion]]]:
        rows = self._settled(lambda: {row[0]: row for row in self.server.read(VERSIONS, {"ids": slots})})
        return {slot: assertions_of(*row) for slot, row in rows.items()}

    def in_force(self) -> Iterator[tuple[str, Held]]:
        """Yield what is in force in every slot, by slot, as one state holds it however long the reading lasts."""
        batches = list(self.journal())
        if not batches:
            return
        live = {b.rev for b in batches if b.undone_by is None or b.undone_by > batches[-1].rev}
        last, text = "", "MATCH (s:Slot) WHERE s.id > $last RETURN s.id ORDER BY s.id LIMIT $page"
        while ids := [row[0] for row in self.server.read(text, {"last": last, "page": PAGE})]:
            said = self._versions(ids)
            for slot in ids:
                held: Held | None = None
                for rev, assertion in said[slot]:
                    if rev in live:
                        held = held_after(held, assertion)
                if held is not None:
                    yield slot, held
            last = ids[-1]

    def change_log(self, since: int, limit: int | None) -> list[tuple[int, int, str, str, str]]:
        """Return the change log after a sequence number, each line with its rev: (rev, seq, op, what, id)."""
        text = "MATCH (c:Change) WHERE c.last > $since AND c.seq <= $most AND c.rev <= $head RETURN c.seq, c.rev, c.op, c.what, c.ids ORDER BY c.seq"
        most = 2**62 if limit is None else since + limit
        lines = [
            (rev, seq, op, what, key)
            for first, rev, op, what, ids in self.server.read(text, {"since": since, "most": most, "head": self.head()})
            for seq, key in enumerate(ids, first)
            if seq > since
        ]
        return lines if limit is None else lines[:limit]

    def last_change(self, rev: int) -> int:
        """Return the sequence number of the last change made at or before a rev."""
        return int(
            self.server.read("MATCH (c:Change) WHERE c.rev <= $rev RETURN coalesce(max(c.last), 0)", {"rev": rev})[0][0]
        )

    def changes(self, since: int, limit: int = 10_000) -> list[tuple[int, str, str, str]]:
        return [change[1:] for change in self.change_log(since, limit)]

    # -- checking -------------------------------------------------------------------------------------------------

    def check(self) -> list[Check]:
        online = self.server.read(
            "SHOW INDEXES YIELD name, state, labelsOrTypes, type WHERE type <> 'LOOKUP' RETURN name, state"
        )
        bad = [name for name, state in online if state != "ONLINE"]
        whole = not bad and len(online) >= INDEX_COUNT
        lost = self.server.read(
            "MATCH (b:Base {id: 'base'}) WHERE b.rev > 0 MATCH (t:TieRecord) WHERE t.start IS NOT NULL AND NOT EXISTS "
            "{ (:Actor {id: t.start})-[r]->(:Actor {id: t.end}) WHERE r.id = t.id } RETURN count(t)"
        )[0][0]
        said = (
            "chaque lien a ses deux bouts" if not lost else f"Liens sans leurs deux bouts : {lost}. Rechargez un export"
        )
        rules = (
            "contraintes et index en service"
            if whole
            else f"index absents ou en panne : {', '.join(bad) or 'recréez la base'}"
        )
        left = self.server.read("MATCH (b:Base {id: 'base'}) RETURN b.filling IS NULL")[0][0]
        unfinished = "aucun" if left else "un chargement a été interrompu : relancez-le, il reprendra où il en était"
        return [
            Check("chargement en attente", bool(left), unfinished),
            Check("intégrité", not lost, said),
            Check("moteur", _number(self.version) >= OLDEST, f"Neo4j {self.version}, {self.address.shown}"),
            Check("réglages", whole, rules),
        ]

    def close(self) -> None:
        self.server.close()


def _number(version: str) -> tuple[int, ...]:
    return tuple(int("".join(filter(str.isdigit, part)) or 0) for part in version.split(".")[:2])
