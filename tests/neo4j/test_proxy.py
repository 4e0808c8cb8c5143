"""The proxy cuts the line where it says, and the driver tells what it can: the tests of lost commits rest on it."""

from __future__ import annotations

import socket
import threading

import pytest
from neo4j import Driver, GraphDatabase
from neo4j.exceptions import IncompleteCommit, ServiceUnavailable, SessionExpired

from tests.neo4j.bolt import COMMIT, RUN, Line, Message
from tests.neo4j.proxy import Proxy
from tests.neo4j.servers import OwnServer, password


def connect(url: str) -> Driver:
    return GraphDatabase.driver(url, auth=("neo4j", password()), connection_timeout=3)


def write(proxy: Proxy, name: str) -> None:
    """Write one node in one transaction, through the proxy."""
    with connect(proxy.url) as driver, driver.session() as session, session.begin_transaction() as tx:
        tx.run("CREATE (:Essai {name: $name})", name=name).consume()
        tx.commit()


def names(own: OwnServer) -> list[str]:
    with connect(own.url) as driver:
        return [row[0] for row in driver.execute_query("MATCH (e:Essai) RETURN e.name ORDER BY e.name").records]


def test_what_is_not_cut_passes(own, proxy):
    write(proxy, "a")

    assert (names(own), proxy.commits, proxy.cuts) == (["a"], 1, 0)


def test_a_commit_cut_before_the_server_has_it_is_lost_and_not_told_apart(own, proxy):
    proxy.arm("before")
    with pytest.raises(IncompleteCommit):
        write(proxy, "a")

    assert (names(own), proxy.cuts) == ([], 1)


def test_a_commit_cut_after_the_server_has_answered_is_kept_and_told_the_same(own, proxy):
    proxy.arm("after")
    with pytest.raises(IncompleteCommit):
        write(proxy, "a")

    assert (names(own), proxy.cuts) == (["a"], 1)


def test_a_statement_may_be_cut_and_a_line_refused(own, proxy):
    proxy.arm("run")
    with pytest.raises((ServiceUnavailable, SessionExpired)):
        write(proxy, "a")
    proxy.refusing = True
    with pytest.raises(ServiceUnavailable):
        write(proxy, "b")

    assert names(own) == []


def test_the_cut_falls_at_the_commit_that_was_named_and_at_no_other(own, proxy):
    proxy.arm("before", nth=3)
    write(proxy, "a")
    write(proxy, "b")
    with pytest.raises(IncompleteCommit):
        write(proxy, "c")
    write(proxy, "d")

    assert (names(own), proxy.commits, proxy.cuts) == (["a", "b", "d"], 4, 1)


def test_a_text_that_holds_the_bytes_of_a_commit_is_no_commit(own, proxy):
    proxy.arm("before")
    text = "\x00\x02\x12\x00\x00 b\u0012"
    with connect(proxy.url) as driver, driver.session() as session, session.begin_transaction() as tx:
        tx.run("CREATE (:Essai {name: $name, bytes: $bytes})", name="a", bytes=bytes.fromhex("0002b0120000b310"))
        tx.run("CREATE (:Essai {name: $name})", name=text).consume()
        assert proxy.commits == 0
        with pytest.raises(IncompleteCommit):
            tx.commit()

    assert proxy.commits == 1


def test_a_message_is_one_whatever_the_pieces_it_comes_in():
    sender, receiver = socket.socketpair()
    alive, run, commit = b"\0\0", b"\0\2\xb3\x10\0\3abc\0\0", b"\0\2\xb0\x12\0\0"
    line = Line(receiver)

    found = []
    for message in (alive, run, commit):
        for byte in message:
            sender.sendall(bytes([byte]))
        found.append(line.message())
    sender.close()

    assert found == [Message(alive, 0), Message(run, RUN), Message(commit, COMMIT)]
    with pytest.raises(ConnectionError):
        line.message()
    receiver.close()


def test_a_line_held_back_loses_nothing(own, proxy):
    write(proxy, "a")
    proxy.stall()
    writing = threading.Thread(target=write, args=(proxy, "b"))
    writing.start()
    writing.join(1.0)
    assert writing.is_alive()
    assert names(own) == ["a"]

    proxy.flow()
    writing.join(20)

    assert (names(own), writing.is_alive()) == (["a", "b"], False)
