"""A small proxy before a real server, which cuts the line where it hurts: around a COMMIT, at a RUN, or at once."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections import deque
from dataclasses import dataclass

from tests.neo4j.bolt import COMMIT, ENDS, GOODBYE, RUN, Line, Message, shake_hands


@dataclass
class _Armed:
    """Where the next cut falls: so many messages pass first, then so many are cut in a row."""

    where: str
    passing: int
    times: int

    @property
    def kind(self) -> int:
        return RUN if self.where == "run" else COMMIT


class Proxy:
    """Passes messages both ways; `arm` says where the next cut falls, `stall` keeps everything back until `flow`."""

    def __init__(self, port: int) -> None:
        self._server = ("127.0.0.1", port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.commits = self.cuts = 0
        self.refusing = False
        self._flowing = threading.Event()
        self._flowing.set()
        self._armed: _Armed | None = None
        self._lock = threading.Lock()
        self._sockets: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        """Return the address by which a base is opened through the proxy."""
        return f"bolt://127.0.0.1:{self.port}"

    def arm(self, where: str, nth: int = 1, times: int = 1) -> None:
        """Cut the line `before` or `after` the server takes a COMMIT, or at a `run`: at the `nth`, and `times` in a row."""
        with self._lock:
            self._armed = _Armed(where, nth - 1, times)

    def stall(self) -> None:
        """Keep back every message, both ways; nothing is lost."""
        self._flowing.clear()

    def flow(self) -> None:
        """Let everything pass again, what was kept back first."""
        self._flowing.set()

    def close(self) -> None:
        """Stop listening and cut every line."""
        self._listener.close()
        self.cut()
        self.flow()

    def cut(self) -> None:
        """Cut every line."""
        with self._lock:
            sockets, self._sockets = list(self._sockets), set()
        for one in sockets:
            _end(one)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self.refusing:
                _end(client)
                continue
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        try:
            server = socket.create_connection(self._server, timeout=5)
        except OSError:
            _end(client)
            return
        server.settimeout(None)
        for side in (client, server):
            side.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self._lock:
            self._sockets |= {client, server}
        passing = _Passing(self, Line(client), Line(server))
        with contextlib.suppress(OSError):
            shake_hands(passing.client, passing.server)
            threading.Thread(target=passing.back, daemon=True).start()
            passing.forth()
        _end(client)
        if not passing.deaf:
            _end(server)

    def held(self, message: Message) -> Message:
        """Return a message once it may pass."""
        self._flowing.wait()
        return message

    def due(self, message: Message) -> str:
        """Return where the line is to be cut because of a message of the client: nowhere, most of the time."""
        with self._lock:
            self.commits += message.kind == COMMIT
            armed = self._armed
            if armed is None or message.kind != armed.kind:
                return ""
            if armed.passing:
                armed.passing -= 1
                return ""
            armed.times -= 1
            self._armed = armed if armed.times else None
            self.cuts += 1
            return armed.where


class _Passing:
    """One connection: requests one way, answers the other; the answer of a COMMIT may be one that must not arrive."""

    def __init__(self, proxy: Proxy, client: Line, server: Line) -> None:
        self._proxy, self.client, self.server = proxy, client, server
        #: For each request the server has not answered yet, the oldest first, whether its answer must not come back.
        self._owed: deque[bool] = deque()
        self.deaf = False

    def forth(self) -> None:
        """Pass the requests, until the line is cut."""
        while True:
            message = self._proxy.held(self.client.message())
            cut = self._proxy.due(message)
            if cut and cut != "after":
                return
            self.deaf = self.deaf or bool(cut)
            if message.kind not in (0, GOODBYE):
                self._owed.append(bool(cut))
            self.server.side.sendall(message.data)

    def back(self) -> None:
        """Pass the answers, up to the one that must not arrive: the server has kept the change, nobody will know."""
        with contextlib.suppress(OSError):
            while True:
                message = self._proxy.held(self.server.message())
                if message.kind in ENDS and self._owed.popleft():
                    break
                self.client.side.sendall(message.data)
        _end(self.client.side)
        _end(self.server.side)


def _end(side: socket.socket) -> None:
    with contextlib.suppress(OSError):
        side.shutdown(socket.SHUT_RDWR)
    side.close()
