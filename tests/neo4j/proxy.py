"""A small proxy before a real server, which cuts the line where it hurts: around a COMMIT, at the first RUN, or at once."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

#: A COMMIT as Bolt writes it: one chunk of two bytes, a structure without field, its end.
COMMIT = bytes.fromhex("0002b0120000")
#: The structure of a RUN, after the length of its chunk.
RUN = bytes.fromhex("b310")


class Proxy:
    """Passes bytes both ways; `arm` says where the next cut falls."""

    def __init__(self, port: int) -> None:
        self._server = ("127.0.0.1", port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.commits = self.cuts = 0
        self.refusing = self.stalled = False
        self._armed: tuple[str, int] | None = None
        self._lock = threading.Lock()
        self._sockets: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        """Return the address by which a base is opened through the proxy."""
        return f"bolt://127.0.0.1:{self.port}"

    def arm(self, where: str, count: int = 1) -> None:
        """Cut the line `before` or `after` the server takes a COMMIT, or at a `run`: at the next ones, `count` times."""
        with self._lock:
            self._armed = (where, count)

    def close(self) -> None:
        """Stop listening and cut every line."""
        self._listener.close()
        self.cut()

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
        # Set once a COMMIT went through whose answer must not come back.
        deaf = threading.Event()
        threading.Thread(target=self._back, args=(server, client, deaf), daemon=True).start()
        self._forth(client, server, deaf)

    def _forth(self, client: socket.socket, server: socket.socket, deaf: threading.Event) -> None:
        for data in _received(client):
            if self.stalled:
                continue
            seen = "commit" if COMMIT in data else "run" if RUN in data else ""
            self.commits += seen == "commit"
            cut = self._due(seen)
            if cut == "after":
                deaf.set()
            elif cut:
                break
            try:
                server.sendall(data)
            except OSError:
                break
        _end(client)
        if not deaf.is_set():
            _end(server)

    def _back(self, server: socket.socket, client: socket.socket, deaf: threading.Event) -> None:
        for data in _received(server):
            if self.stalled:
                continue
            if deaf.is_set():
                # The server has answered: it has kept the change, and nobody will know.
                break
            try:
                client.sendall(data)
            except OSError:
                break
        _end(client)
        _end(server)

    def _due(self, seen: str) -> str:
        with self._lock:
            if self._armed is None or not seen:
                return ""
            where, count = self._armed
            if (where == "run") != (seen == "run"):
                return ""
            self._armed = (where, count - 1) if count > 1 else None
            self.cuts += 1
            return where


def _received(side: socket.socket) -> Iterator[bytes]:
    while True:
        try:
            data = side.recv(65_536)
        except OSError:
            return
        if not data:
            return
        yield data


def _end(side: socket.socket) -> None:
    with contextlib.suppress(OSError):
        side.shutdown(socket.SHUT_RDWR)
    side.close()
