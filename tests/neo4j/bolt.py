"""Just enough of Bolt to know where a message begins and ends, what it asks, and which request an answer belongs to.

A message is chunks, each after its length in two bytes, closed by an empty chunk; its second byte says what it is.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass

RUN, COMMIT, GOODBYE = 0x10, 0x12, 0x02
#: What ends the answer to a request: success, ignored, failure. A record only comes before one of them.
ENDS = frozenset({0x70, 0x7E, 0x7F})
#: What a server answers when the version is chosen from the list it sends.
_MANIFEST = bytes.fromhex("000001ff")


@dataclass(frozen=True, slots=True)
class Message:
    """One message: its bytes as they came, and what it is (0 for what only keeps a line alive)."""

    data: bytes
    kind: int


class Line:
    """One side of a connection, read a whole thing at a time; raises `ConnectionError` when it is cut."""

    def __init__(self, side: socket.socket) -> None:
        self.side = side
        self._rest = b""

    def take(self, count: int) -> bytes:
        """Return exactly so many bytes."""
        while len(self._rest) < count:
            data = self.side.recv(65_536)
            if not data:
                raise ConnectionError("the line is closed")
            self._rest += data
        taken, self._rest = self._rest[:count], self._rest[count:]
        return taken

    def varint(self) -> bytes:
        """Return the bytes of a number written seven bits at a time."""
        data = self.take(1)
        while data[-1] & 0x80:
            data += self.take(1)
        return data

    def message(self) -> Message:
        """Return the next message."""
        data, body = b"", b""
        while True:
            length = self.take(2)
            chunk = self.take(int.from_bytes(length, "big"))
            data, body = data + length + chunk, body + chunk[: max(0, 2 - len(body))]
            if not chunk:
                return Message(data, body[1] if len(body) > 1 else 0)


def shake_hands(client: Line, server: Line) -> None:
    """Pass what both sides say before any message: the versions they speak."""
    server.side.sendall(client.take(20))
    chosen = server.take(4)
    if chosen != _MANIFEST:
        client.side.sendall(chosen)
        return
    count = server.varint()
    client.side.sendall(chosen + count + server.take(4 * _number(count)) + server.varint())
    server.side.sendall(client.take(4) + client.varint())


def _number(data: bytes) -> int:
    return sum((byte & 0x7F) << 7 * at for at, byte in enumerate(data))
