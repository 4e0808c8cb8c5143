"""The proxy cuts the line where it says, and the driver tells what it can: the tests of lost commits rest on it."""

from __future__ import annotations

import pytest
from neo4j import Driver, GraphDatabase
from neo4j.exceptions import IncompleteCommit, ServiceUnavailable, SessionExpired

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
